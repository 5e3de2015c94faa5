/* SPDX-License-Identifier: BSD-2-Clause */
/* List entries: an index finds the first entry of a name, which links to those
 * of other kinds; their strings stand in an arena. */
#include "domains/engine/lists/entries.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/hash_index.h"

/* Strings are cut from blocks of this size; none is longer than a line. */
#define ARENA_BLOCK 65536

_Static_assert(ARENA_BLOCK > LISTFILE_LINE_MAX, "a string fits a block");

/* Most entries name one of few classes as their source. */
#define SOURCES_KEPT 256

struct arena_block {
	struct arena_block *next;
	size_t used;
	char bytes[ARENA_BLOCK + NAME_ROOM];
};

struct list_entries {
	struct list_entry *entries;
	size_t count;
	size_t room;
	struct hash_index index; /* of the first entries of names */
	bool has_tops;           /* some name is of one label */
	bool lost_first;         /* one that was first is not in force */
	size_t in_force[LISTFILE_KINDS];
	struct arena_block *arena;
	const char *file; /* the copy of the last file name: few differ */
	const char *sources[SOURCES_KEPT]; /* copies, which serve again */
};

struct list_entries *
list_entries_create(bool few)
{
	struct list_entries *lists = calloc(1, sizeof(*lists));

	/* Judging asks for every name and its parents: few are there. */
	if (lists != NULL)
		lists->index.sparse = !few;
	return lists;
}

void
list_entries_free(struct list_entries **lists)
{
	struct list_entries *gone = *lists;

	*lists = NULL;
	if (gone == NULL)
		return;
	free(gone->entries);
	hash_index_clear(&gone->index);
	for (struct arena_block *block = gone->arena, *next; block != NULL;
	     block = next) {
		next = block->next;
		free(block);
	}
	free(gone);
}

/* Copies text into the arena.  NULL when memory is out. */
static const char *
keep(struct list_entries *lists, const char *text, size_t len)
{
	struct arena_block *block = lists->arena;
	if (len >= ARENA_BLOCK)
		return NULL;
	if (block == NULL || ARENA_BLOCK - block->used < len + 1) {
		block = malloc(sizeof(*block));
		if (block == NULL)
			return NULL;
		block->next = lists->arena;
		block->used = 0;
		lists->arena = block;
	}
	char *copy = block->bytes + block->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	block->used += len + 1;
	return copy;
}

const char *
list_entries_keep_file(struct list_entries *lists, const char *file)
{
	if (lists->file == file)
		return file;
	if (lists->file == NULL || strcmp(lists->file, file) != 0)
		lists->file = keep(lists, file, strlen(file));
	return lists->file;
}

static uint32_t
hash_name(const char *name, size_t len)
{
	return (uint32_t)XXH3_64bits(name, len);
}

static const char *
keep_source(struct list_entries *lists, const char *source)
{
	size_t len = strlen(source);
	const char **kept =
	    &lists->sources[hash_name(source, len) % SOURCES_KEPT];

	if (*kept == NULL || strcmp(*kept, source) != 0)
		*kept = keep(lists, source, len);
	return *kept;
}

/* The first entry of a name, or HASH_INDEX_NONE. */
static uint32_t
find_first(const struct list_entries *lists, const char *name, size_t len,
    uint32_t hash)
{
	size_t at = hash;
	uint32_t i;

	while ((i = hash_index_next(&lists->index, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct list_entry *entry = &lists->entries[i];

		if (entry->len == len && memcmp(entry->name, name, len) == 0)
			break;
	}
	return i;
}

/* The entry of a kind among those of a name. */
static struct list_entry *
find_kind(const struct list_entries *lists, uint32_t first,
    enum listfile_kind kind)
{
	for (uint32_t i = first; i != HASH_INDEX_NONE;
	     i = lists->entries[i].other)
		if (lists->entries[i].kind == kind)
			return &lists->entries[i];
	return NULL;
}

static int
copy_entry(struct list_entries *lists, const struct list_origin *origin,
    const struct listfile_entry *from, struct list_entry *entry_r)
{
	const char *more = from->owner.len > 0 ? from->owner.text : from->below;
	struct list_entry entry = {
	    .name = keep(lists, from->name.text, from->name.len),
	    .len = from->name.len,
	    .file = list_entries_keep_file(lists, origin->file),
	    .line = from->line,
	    .weight = (float)from->weight,
	    .meant_len = from->meant.len,
	    .kind = (uint8_t)origin->kind,
	    .own = origin->own,
	    .first = from->meant_is_new,
	};
	if (entry.name == NULL || entry.file == NULL)
		return -1;
	if (from->meant.len > 0) {
		entry.meant = keep(lists, from->meant.text, from->meant.len);
		if (entry.meant == NULL)
			return -1;
	}
	if (from->meant.len == 0 && more != NULL) {
		entry.meant = keep(lists, more, strlen(more));
		if (entry.meant == NULL)
			return -1;
	}
	if (from->source != NULL) {
		entry.source = keep_source(lists, from->source);
		if (entry.source == NULL)
			return -1;
	}
	*entry_r = entry;
	return 0;
}

/* Puts a new entry after the first one of its name. */
static int
append_entry(struct list_entries *lists, uint32_t first, uint32_t hash,
    const struct list_entry *entry)
{
	uint32_t number = (uint32_t)lists->count;
	struct list_entry *new = &lists->entries[number];

	*new = *entry;
	new->other = HASH_INDEX_NONE;
	if (first == HASH_INDEX_NONE) {
		if (hash_index_add(&lists->index, hash, number) < 0)
			return -1;
	} else {
		new->other = lists->entries[first].other;
		lists->entries[first].other = number;
		new->shared = lists->entries[first].shared = true;
	}
	lists->count++;
	return 0;
}

int
list_entries_reserve(struct list_entries *lists, size_t more)
{
	size_t need = lists->count + more;
	struct list_entry *entries;

	if (need > lists->room) {
		entries = realloc(lists->entries, need * sizeof(*entries));
		if (entries == NULL)
			return -1;
		lists->entries = entries;
		lists->room = need;
	}
	return hash_index_reserve(&lists->index, need);
}

int
list_entries_add(struct list_entries *lists, const struct list_origin *origin,
    const struct listfile_entry *entry)
{
	enum listfile_kind kind = origin->kind;
	uint32_t hash = hash_name(entry->name.text, entry->name.len);
	uint32_t first =
	    find_first(lists, entry->name.text, entry->name.len, hash);
	struct list_entry *old = find_kind(lists, first, kind);
	struct list_entry copy;

	if (entry->take_back) {
		if (old != NULL) {
			lists->lost_first |= old->first;
			old->kind = LISTFILE_KINDS;
			lists->in_force[kind]--;
		}
		return 0;
	}
	if (copy_entry(lists, origin, entry, &copy) < 0)
		return -1;
	if (old != NULL) {
		copy.other = old->other;
		copy.shared = old->shared;
		lists->lost_first |= old->first;
		*old = copy;
		return 0;
	}
	if (array_reserve(&lists->entries, &lists->room, lists->count,
		sizeof(*lists->entries)) < 0 ||
	    append_entry(lists, first, hash, &copy) < 0)
		return -1;
	lists->has_tops |= entry->name.labels <= 1;
	lists->in_force[kind]++;
	return 0;
}

size_t
list_entries_count(const struct list_entries *lists, enum listfile_kind kind)
{
	return lists->in_force[kind];
}

size_t
list_entries_size(const struct list_entries *lists)
{
	return lists->count;
}

const struct list_entry *
list_entries_at(const struct list_entries *lists, size_t i)
{
	return &lists->entries[i];
}

bool
list_entries_have_first(const struct list_entries *lists)
{
	return !lists->lost_first;
}

const struct list_entry *
list_entries_find(const struct list_entries *lists, enum listfile_kind kind,
    const char *name, size_t len)
{
	return find_kind(lists,
	    find_first(lists, name, len, hash_name(name, len)), kind);
}

const struct list_entry *
list_entries_owner(const struct list_entries *lists,
    const struct list_entry *entry)
{
	if (entry->kind != LISTFILE_PROTECTED || entry->owner == NULL)
		return entry;
	return list_entries_find(lists, LISTFILE_PROTECTED, entry->owner,
	    strlen(entry->owner));
}

/* Notes the entries of a name, where no nearer name has one of the kind. */
static bool
note_kinds(const struct list_entries *lists, uint32_t first,
    const struct list_entry *found[static LISTFILE_KINDS])
{
	bool any = false;

	for (uint32_t i = first; i != HASH_INDEX_NONE;
	     i = lists->entries[i].other) {
		const struct list_entry *entry = &lists->entries[i];

		if (entry->kind == LISTFILE_KINDS || found[entry->kind] != NULL)
			continue;
		found[entry->kind] = entry;
		any = true;
	}
	return any;
}

bool
list_entries_find_parents(const struct list_entries *lists, const char *name,
    size_t len, const struct list_entry *found_r[static LISTFILE_KINDS])
{
	bool any = false;

	for (unsigned kind = 0; kind < LISTFILE_KINDS; kind++)
		found_r[kind] = NULL;
	while (lists->count > 0) {
		const char *dot = memchr(name, '.', len);

		if (dot == NULL && !lists->has_tops)
			break;
		any |= note_kinds(lists,
		    find_first(lists, name, len, hash_name(name, len)),
		    found_r);
		if (dot == NULL)
			break;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	return any;
}
