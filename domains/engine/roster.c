/* SPDX-License-Identifier: BSD-2-Clause */
/* Roster: an open-addressing hash table over names; the entries of one name
 * are linked, their strings stand in an arena. */
#include "domains/engine/roster.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL /* short names: a call costs more than the hash */
#include <xxhash.h>

/* Strings are cut from blocks of this size; none is longer than a line. */
#define ARENA_BLOCK 65536

_Static_assert(ARENA_BLOCK > LISTFILE_LINE_MAX, "a string fits a block");

struct arena_block {
	struct arena_block *next;
	size_t used;
	char bytes[ARENA_BLOCK + NAME_ROOM];
};

/* The hash stands here, so that an entry is touched when it is the one. */
struct slot {
	uint32_t first; /* the name's first entry + 1; 0: free */
	uint32_t hash;
};

struct roster {
	struct roster_entry *entries;
	size_t count;
	size_t room;
	struct slot *slots;
	size_t mask;     /* slots - 1; a power of two */
	bool has_tops;   /* some name is of one label */
	size_t in_force[LISTFILE_KINDS];
	struct arena_block *arena;
	const char *file; /* the copy of the last file name: few differ */
};

struct roster *
roster_create(void)
{
	return calloc(1, sizeof(struct roster));
}

void
roster_free(struct roster **roster)
{
	if (*roster == NULL)
		return;
	free((*roster)->entries);
	free((*roster)->slots);
	for (struct arena_block *b = (*roster)->arena, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(*roster);
	*roster = NULL;
}

/* Copies text into the arena.  NULL when memory is out. */
static const char *
keep(struct roster *roster, const char *text, size_t len)
{
	struct arena_block *block = roster->arena;
	if (len >= ARENA_BLOCK)
		return NULL;
	if (block == NULL || ARENA_BLOCK - block->used < len + 1) {
		block = malloc(sizeof(*block));
		if (block == NULL)
			return NULL;
		block->next = roster->arena;
		block->used = 0;
		roster->arena = block;
	}
	char *copy = block->bytes + block->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	block->used += len + 1;
	return copy;
}

static const char *
keep_file(struct roster *roster, const char *file)
{
	if (roster->file == NULL || strcmp(roster->file, file) != 0)
		roster->file = keep(roster, file, strlen(file));
	return roster->file;
}

static uint32_t
hash_name(const char *name, size_t len)
{
	return (uint32_t)XXH3_64bits(name, len);
}

/* Where the name stands, or the free slot where it would. */
static size_t
slot_of(const struct roster *roster, const char *name, size_t len,
    uint32_t hash)
{
	size_t at = hash & roster->mask;
	for (; roster->slots[at].first != 0; at = (at + 1) & roster->mask) {
		if (roster->slots[at].hash != hash)
			continue;
		const struct roster_entry *e =
		    &roster->entries[roster->slots[at].first - 1];
		if (e->len == len && memcmp(e->name, name, len) == 0)
			break;
	}
	return at;
}

static int
grow(struct roster *roster)
{
	size_t room = roster->room ? roster->room * 2 : 64;
	struct roster_entry *entries =
	    reallocarray(roster->entries, room, sizeof(*entries));
	if (entries == NULL)
		return -1;
	roster->entries = entries;
	size_t mask = room * 2 - 1;
	struct slot *slots = calloc(mask + 1, sizeof(*slots));
	if (slots == NULL)
		return -1;
	for (size_t i = 0; roster->slots != NULL && i <= roster->mask; i++) {
		size_t at = roster->slots[i].hash & mask;
		if (roster->slots[i].first == 0)
			continue;
		while (slots[at].first != 0)
			at = (at + 1) & mask;
		slots[at] = roster->slots[i];
	}
	free(roster->slots);
	roster->room = room;
	roster->slots = slots;
	roster->mask = mask;
	return 0;
}

/* The entry of a kind among those of the name in a slot. */
static struct roster_entry *
entry_of(const struct roster *roster, size_t slot, enum listfile_kind kind)
{
	for (uint32_t i = roster->slots[slot].first; i != 0;
	     i = roster->entries[i - 1].other)
		if (roster->entries[i - 1].kind == kind)
			return &roster->entries[i - 1];
	return NULL;
}

static int
entry_copy(struct roster *roster, const char *file,
    const struct listfile_entry *from, struct roster_entry *entry_r)
{
	struct roster_entry entry = {
		.name = keep(roster, from->name.text, from->name.len),
		.len = from->name.len,
		.file = keep_file(roster, file),
		.line = from->line,
		.weight = (float)from->weight,
		.meant_len = from->meant.len,
	};
	if (entry.name == NULL || entry.file == NULL)
		return -1;
	if (from->meant.len > 0) {
		entry.meant = keep(roster, from->meant.text, from->meant.len);
		if (entry.meant == NULL)
			return -1;
	}
	if (from->source != NULL) {
		entry.source = keep(roster, from->source, strlen(from->source));
		if (entry.source == NULL)
			return -1;
	}
	*entry_r = entry;
	return 0;
}

/* Puts a new entry behind the first one of its name. */
static void
append(struct roster *roster, struct slot *slot, uint32_t hash,
    const struct roster_entry *entry)
{
	struct roster_entry *new = &roster->entries[roster->count++];
	*new = *entry;
	if (slot->first == 0) {
		*slot = (struct slot){(uint32_t)roster->count, hash};
		return;
	}
	struct roster_entry *first = &roster->entries[slot->first - 1];
	new->other = first->other;
	first->other = (uint32_t)roster->count;
}

int
roster_add(struct roster *roster, enum listfile_kind kind, const char *file,
    const struct listfile_entry *entry)
{
	if (roster->count == roster->room && grow(roster) < 0)
		return -1;

	uint32_t hash = hash_name(entry->name.text, entry->name.len);
	size_t slot =
	    slot_of(roster, entry->name.text, entry->name.len, hash);
	struct roster_entry *old = entry_of(roster, slot, kind);
	if (entry->take_back) {
		if (old != NULL) {
			old->kind = LISTFILE_KINDS;
			roster->in_force[kind]--;
		}
		return 0;
	}
	struct roster_entry copy;
	if (entry_copy(roster, file, entry, &copy) < 0)
		return -1;
	copy.kind = (uint8_t)kind;
	if (old != NULL) {
		copy.other = old->other;
		*old = copy;
		return 0;
	}
	append(roster, &roster->slots[slot], hash, &copy);
	roster->has_tops |= memchr(copy.name, '.', copy.len) == NULL;
	roster->in_force[kind]++;
	return 0;
}

size_t
roster_count(const struct roster *roster, enum listfile_kind kind)
{
	return roster->in_force[kind];
}

size_t
roster_size(const struct roster *roster)
{
	return roster->count;
}

const struct roster_entry *
roster_at(const struct roster *roster, size_t i)
{
	return &roster->entries[i];
}

const struct roster_entry *
roster_find(const struct roster *roster, enum listfile_kind kind,
    const char *name, size_t len)
{
	if (roster->count == 0)
		return NULL;
	return entry_of(roster,
	    slot_of(roster, name, len, hash_name(name, len)), kind);
}

bool
roster_find_parents(const struct roster *roster, const char *name, size_t len,
    const struct roster_entry *found_r[static LISTFILE_KINDS])
{
	bool any = false;

	for (unsigned kind = 0; kind < LISTFILE_KINDS; kind++)
		found_r[kind] = NULL;
	while (roster->count > 0) {
		const char *dot = memchr(name, '.', len);
		if (dot == NULL && !roster->has_tops)
			break;
		size_t slot = slot_of(roster, name, len, hash_name(name, len));
		for (uint32_t i = roster->slots[slot].first; i != 0;
		     i = roster->entries[i - 1].other) {
			const struct roster_entry *e = &roster->entries[i - 1];
			if (e->kind == LISTFILE_KINDS ||
			    found_r[e->kind] != NULL)
				continue;
			found_r[e->kind] = e;
			any = true;
		}
		if (dot == NULL)
			break;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	return any;
}
