/* SPDX-License-Identifier: BSD-2-Clause */
/* Roster: an open-addressing hash table over names; the entries of one name
 * are linked, their strings stand in an arena. */
#include "domains/engine/lists/entries.h"

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

struct list_entries {
	struct list_entry *entries;
	size_t count;
	size_t room;
	struct slot *slots;
	size_t mask;   /* slots - 1; a power of two */
	bool has_tops; /* some name is of one label */
	size_t in_force[LISTFILE_KINDS];
	struct arena_block *arena;
	const char *file; /* the copy of the last file name: few differ */
};

struct list_entries *
list_entries_create(void)
{
	return calloc(1, sizeof(struct list_entries));
}

void
list_entries_free(struct list_entries **list_entries)
{
	if (*list_entries == NULL)
		return;
	free((*list_entries)->entries);
	free((*list_entries)->slots);
	for (struct arena_block *b = (*list_entries)->arena, *next; b;
	     b = next) {
		next = b->next;
		free(b);
	}
	free(*list_entries);
	*list_entries = NULL;
}

/* Copies text into the arena.  NULL when memory is out. */
static const char *
keep(struct list_entries *list_entries, const char *text, size_t len)
{
	struct arena_block *block = list_entries->arena;
	if (len >= ARENA_BLOCK)
		return NULL;
	if (block == NULL || ARENA_BLOCK - block->used < len + 1) {
		block = malloc(sizeof(*block));
		if (block == NULL)
			return NULL;
		block->next = list_entries->arena;
		block->used = 0;
		list_entries->arena = block;
	}
	char *copy = block->bytes + block->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	block->used += len + 1;
	return copy;
}

static const char *
keep_file(struct list_entries *list_entries, const char *file)
{
	if (list_entries->file == NULL || strcmp(list_entries->file, file) != 0)
		list_entries->file = keep(list_entries, file, strlen(file));
	return list_entries->file;
}

static uint32_t
hash_name(const char *name, size_t len)
{
	return (uint32_t)XXH3_64bits(name, len);
}

/* Where the name stands, or the free slot where it would. */
static size_t
slot_of(const struct list_entries *list_entries, const char *name, size_t len,
    uint32_t hash)
{
	size_t at = hash & list_entries->mask;
	for (; list_entries->slots[at].first != 0;
	     at = (at + 1) & list_entries->mask) {
		if (list_entries->slots[at].hash != hash)
			continue;
		const struct list_entry *e =
		    &list_entries->entries[list_entries->slots[at].first - 1];
		if (e->len == len && memcmp(e->name, name, len) == 0)
			break;
	}
	return at;
}

static int
grow(struct list_entries *list_entries)
{
	size_t room = list_entries->room ? list_entries->room * 2 : 64;
	struct list_entry *entries =
	    reallocarray(list_entries->entries, room, sizeof(*entries));
	if (entries == NULL)
		return -1;
	list_entries->entries = entries;
	size_t mask = room * 2 - 1;
	struct slot *slots = calloc(mask + 1, sizeof(*slots));
	if (slots == NULL)
		return -1;
	for (size_t i = 0;
	     list_entries->slots != NULL && i <= list_entries->mask; i++) {
		size_t at = list_entries->slots[i].hash & mask;
		if (list_entries->slots[i].first == 0)
			continue;
		while (slots[at].first != 0)
			at = (at + 1) & mask;
		slots[at] = list_entries->slots[i];
	}
	free(list_entries->slots);
	list_entries->room = room;
	list_entries->slots = slots;
	list_entries->mask = mask;
	return 0;
}

/* The entry of a kind among those of the name in a slot. */
static struct list_entry *
entry_of(const struct list_entries *list_entries, size_t slot,
    enum listfile_kind kind)
{
	for (uint32_t i = list_entries->slots[slot].first; i != 0;
	     i = list_entries->entries[i - 1].other)
		if (list_entries->entries[i - 1].kind == kind)
			return &list_entries->entries[i - 1];
	return NULL;
}

static int
entry_copy(struct list_entries *list_entries, const char *file,
    const struct listfile_entry *from, struct list_entry *entry_r)
{
	struct list_entry entry = {
	    .name = keep(list_entries, from->name.text, from->name.len),
	    .len = from->name.len,
	    .file = keep_file(list_entries, file),
	    .line = from->line,
	    .weight = (float)from->weight,
	    .meant_len = from->meant.len,
	};
	if (entry.name == NULL || entry.file == NULL)
		return -1;
	if (from->meant.len > 0) {
		entry.meant =
		    keep(list_entries, from->meant.text, from->meant.len);
		if (entry.meant == NULL)
			return -1;
	}
	if (from->source != NULL) {
		entry.source =
		    keep(list_entries, from->source, strlen(from->source));
		if (entry.source == NULL)
			return -1;
	}
	*entry_r = entry;
	return 0;
}

/* Puts a new entry behind the first one of its name. */
static void
append(struct list_entries *list_entries, struct slot *slot, uint32_t hash,
    const struct list_entry *entry)
{
	struct list_entry *new = &list_entries->entries[list_entries->count++];
	*new = *entry;
	if (slot->first == 0) {
		*slot = (struct slot){(uint32_t)list_entries->count, hash};
		return;
	}
	struct list_entry *first = &list_entries->entries[slot->first - 1];
	new->other = first->other;
	first->other = (uint32_t)list_entries->count;
}

int
list_entries_add(struct list_entries *list_entries, enum listfile_kind kind,
    const char *file, const struct listfile_entry *entry)
{
	if (list_entries->count == list_entries->room && grow(list_entries) < 0)
		return -1;

	uint32_t hash = hash_name(entry->name.text, entry->name.len);
	size_t slot =
	    slot_of(list_entries, entry->name.text, entry->name.len, hash);
	struct list_entry *old = entry_of(list_entries, slot, kind);
	if (entry->take_back) {
		if (old != NULL) {
			old->kind = LISTFILE_KINDS;
			list_entries->in_force[kind]--;
		}
		return 0;
	}
	struct list_entry copy;
	if (entry_copy(list_entries, file, entry, &copy) < 0)
		return -1;
	copy.kind = (uint8_t)kind;
	if (old != NULL) {
		copy.other = old->other;
		*old = copy;
		return 0;
	}
	append(list_entries, &list_entries->slots[slot], hash, &copy);
	list_entries->has_tops |= memchr(copy.name, '.', copy.len) == NULL;
	list_entries->in_force[kind]++;
	return 0;
}

size_t
list_entries_count(const struct list_entries *list_entries,
    enum listfile_kind kind)
{
	return list_entries->in_force[kind];
}

size_t
list_entries_size(const struct list_entries *list_entries)
{
	return list_entries->count;
}

const struct list_entry *
list_entries_at(const struct list_entries *list_entries, size_t i)
{
	return &list_entries->entries[i];
}

const struct list_entry *
list_entries_find(const struct list_entries *list_entries,
    enum listfile_kind kind, const char *name, size_t len)
{
	if (list_entries->count == 0)
		return NULL;
	return entry_of(list_entries,
	    slot_of(list_entries, name, len, hash_name(name, len)), kind);
}

bool
list_entries_find_parents(const struct list_entries *list_entries,
    const char *name, size_t len,
    const struct list_entry *found_r[static LISTFILE_KINDS])
{
	bool any = false;

	for (unsigned kind = 0; kind < LISTFILE_KINDS; kind++)
		found_r[kind] = NULL;
	while (list_entries->count > 0) {
		const char *dot = memchr(name, '.', len);
		if (dot == NULL && !list_entries->has_tops)
			break;
		size_t slot =
		    slot_of(list_entries, name, len, hash_name(name, len));
		for (uint32_t i = list_entries->slots[slot].first; i != 0;
		     i = list_entries->entries[i - 1].other) {
			const struct list_entry *e =
			    &list_entries->entries[i - 1];
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
