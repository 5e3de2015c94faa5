/* SPDX-License-Identifier: BSD-2-Clause */
/* Roster: one open-addressing hash table a list kind over entries whose
 * strings stand in an arena. */
#include "domains/engine/roster.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Strings are cut from blocks of this size; none is longer than a line. */
#define ARENA_BLOCK 65536

_Static_assert(ARENA_BLOCK > LISTFILE_LINE_MAX, "a string fits a block");

struct arena_block {
	struct arena_block *next;
	size_t used;
	char bytes[ARENA_BLOCK];
};

struct table {
	struct roster_entry *entries;
	size_t count;
	size_t room;
	uint32_t *slots; /* entry number + 1; 0: free */
	size_t mask;     /* slots - 1; a power of two */
};

struct roster {
	struct table tables[LISTFILE_KINDS];
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
	for (unsigned i = 0; i < LISTFILE_KINDS; i++) {
		free((*roster)->tables[i].entries);
		free((*roster)->tables[i].slots);
	}
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
slot_of(const struct table *table, const char *name, size_t len, uint32_t hash)
{
	size_t at = hash & table->mask;
	for (; table->slots[at] != 0; at = (at + 1) & table->mask) {
		const struct roster_entry *e =
		    &table->entries[table->slots[at] - 1];
		if (e->hash == hash && e->len == len &&
		    memcmp(e->name, name, len) == 0)
			break;
	}
	return at;
}

static int
table_grow(struct table *table)
{
	size_t room = table->room ? table->room * 2 : 64;
	struct roster_entry *entries =
	    reallocarray(table->entries, room, sizeof(*entries));
	if (entries == NULL)
		return -1;
	table->entries = entries;
	uint32_t *slots = calloc(room * 2, sizeof(*slots));
	if (slots == NULL)
		return -1;
	free(table->slots);
	table->room = room;
	table->slots = slots;
	table->mask = room * 2 - 1;
	for (size_t i = 0; i < table->count; i++) {
		const struct roster_entry *e = &entries[i];
		slots[slot_of(table, e->name, e->len, e->hash)] =
		    (uint32_t)i + 1;
	}
	return 0;
}

/* Frees a slot and moves those behind it up, so that probing finds them. */
static void
slot_clear(struct table *table, size_t at)
{
	size_t hole = at;
	table->slots[hole] = 0;
	for (size_t i = (at + 1) & table->mask; table->slots[i] != 0;
	     i = (i + 1) & table->mask) {
		size_t home =
		    table->entries[table->slots[i] - 1].hash & table->mask;
		if (((i - home) & table->mask) >= ((i - hole) & table->mask)) {
			table->slots[hole] = table->slots[i];
			table->slots[i] = 0;
			hole = i;
		}
	}
}

static void
table_remove(struct table *table, size_t slot)
{
	size_t gone = table->slots[slot] - 1;
	size_t last = table->count - 1;

	slot_clear(table, slot);
	if (gone != last) {
		struct roster_entry *e = &table->entries[last];
		table->slots[slot_of(table, e->name, e->len, e->hash)] =
		    (uint32_t)gone + 1;
		table->entries[gone] = *e;
	}
	table->count--;
}

static int
entry_copy(struct roster *roster, const char *file,
    const struct listfile_entry *from, uint32_t hash,
    struct roster_entry *entry_r)
{
	struct roster_entry entry = {
		.name = keep(roster, from->name.text, from->name.len),
		.len = from->name.len,
		.hash = hash,
		.file = keep_file(roster, file),
		.line = from->line,
		.weight = from->weight,
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

int
roster_add(struct roster *roster, enum listfile_kind kind, const char *file,
    const struct listfile_entry *entry)
{
	struct table *table = &roster->tables[kind];
	if (table->count == table->room && table_grow(table) < 0)
		return -1;

	uint32_t hash = hash_name(entry->name.text, entry->name.len);
	size_t slot =
	    slot_of(table, entry->name.text, entry->name.len, hash);
	if (entry->take_back) {
		if (table->slots[slot] != 0)
			table_remove(table, slot);
		return 0;
	}
	struct roster_entry copy;
	if (entry_copy(roster, file, entry, hash, &copy) < 0)
		return -1;
	if (table->slots[slot] == 0)
		table->slots[slot] = (uint32_t)++table->count;
	table->entries[table->slots[slot] - 1] = copy;
	return 0;
}

size_t
roster_count(const struct roster *roster, enum listfile_kind kind)
{
	return roster->tables[kind].count;
}

const struct roster_entry *
roster_at(const struct roster *roster, enum listfile_kind kind, size_t i)
{
	return &roster->tables[kind].entries[i];
}

const struct roster_entry *
roster_find(const struct roster *roster, enum listfile_kind kind,
    const char *name, size_t len)
{
	const struct table *table = &roster->tables[kind];
	if (table->count == 0)
		return NULL;
	size_t slot = slot_of(table, name, len, hash_name(name, len));
	if (table->slots[slot] == 0)
		return NULL;
	return &table->entries[table->slots[slot] - 1];
}

const struct roster_entry *
roster_find_parent(const struct roster *roster, enum listfile_kind kind,
    const char *name, size_t len)
{
	for (;;) {
		const struct roster_entry *entry =
		    roster_find(roster, kind, name, len);
		if (entry != NULL)
			return entry;
		const char *dot = memchr(name, '.', len);
		if (dot == NULL)
			return NULL;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
}
