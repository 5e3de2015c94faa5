/* SPDX-License-Identifier: BSD-2-Clause */
/* List entries: an index finds the first entry of a name, which links to those
 * of other kinds; their strings stand in an arena. */
#include "domains/engine/lists/entries.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/hash_index.h"

/* Strings are cut from blocks of one file each, which begin at multiples of
 * their size: so the place of a string says which file it is from.  What malloc
 * puts between them is left out, so that they stand side by side. */
#define ARENA_BLOCK 65536
#define ARENA_BETWEEN 64

_Static_assert(ARENA_BLOCK > 3 * LISTFILE_LINE_MAX, "an entry fits a block");

/* Most entries name one of few classes as their source. */
#define SOURCES_KEPT 256

struct arena_block {
	struct arena_block *next;
	const char *file;
	size_t used;
	char bytes[];
};

#define ARENA_ROOM \
	(ARENA_BLOCK - ARENA_BETWEEN - NAME_ROOM - sizeof(struct arena_block))

/* Names that are there have a bit each, most that are not have none: judging
 * asks for every name and its parents, and nearly none is there.  A million
 * names set all bits, which then hide nothing and cost little. */
#define KNOWN_LOG 16

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
	uint64_t known[((size_t)1 << KNOWN_LOG) / 64];
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

/* Room for so many bytes in the arena, beside those for the same file.  NULL
 * when memory is out. */
static char *
arena_take(struct list_entries *lists, const char *file, size_t len)
{
	struct arena_block *block = lists->arena;

	if (len > ARENA_ROOM)
		return NULL;
	if (block == NULL || block->file != file ||
	    ARENA_ROOM - block->used < len) {
		void *room;

		/* aligned_alloc() may want a multiple of the alignment. */
		if (posix_memalign(&room, ARENA_BLOCK,
			ARENA_BLOCK - ARENA_BETWEEN) != 0)
			return NULL;
		block = room;
		*block = (struct arena_block){lists->arena, file, 0};
		lists->arena = block;
	}
	block->used += len;
	return block->bytes + block->used - len;
}

/* Copies text into the arena.  NULL when memory is out. */
static const char *
keep(struct list_entries *lists, const char *text, size_t len)
{
	const char *file = lists->arena != NULL ? lists->arena->file : NULL;
	char *copy = arena_take(lists, file, len + 1);

	if (copy != NULL) {
		memcpy(copy, text, len);
		copy[len] = '\0';
	}
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

const char *
list_entry_file(const struct list_entry *entry)
{
	const struct arena_block *block =
	    (const void *)(entry->name - (uintptr_t)entry->name % ARENA_BLOCK);

	return block->file;
}

const char *
list_entry_source(const struct list_entry *entry)
{
	const char *source, *at = entry->name + entry->len + 1;

	if (!entry->sourced)
		return NULL;
	if (entry->more)
		at += strlen(at) + 1;
	memcpy(&source, at, sizeof(source));
	return source;
}

static uint32_t
hash_name(const char *name, size_t len)
{
	return (uint32_t)XXH3_64bits(name, len);
}

/* Which bit: by both ends of the name, which takes less time than its hash. */
static inline size_t
known_bit(const char *name, size_t len)
{
	uint64_t first = len, last = 0;
	uint32_t half;

	if (len >= sizeof(first)) {
		memcpy(&first, name, sizeof(first));
		memcpy(&last, name + len - sizeof(last), sizeof(last));
		last += len;
	} else if (len >= sizeof(half)) {
		memcpy(&half, name, sizeof(half));
		first = half;
		memcpy(&half, name + len - sizeof(half), sizeof(half));
		last = half;
	} else {
		for (size_t i = 0; i < len; i++)
			first = first << 8 | (unsigned char)name[i];
	}
	return (first * 0x9e3779b185ebca87u + last) * 0xc2b2ae3d27d4eb4fu >>
	       (64 - KNOWN_LOG);
}

static inline bool
is_known(const struct list_entries *lists, const char *name, size_t len)
{
	size_t bit = known_bit(name, len);

	return (lists->known[bit / 64] >> bit % 64 & 1) != 0;
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

/* Copies what stands in the arena: the name, the further one, and a pointer to
 * the source, which many share. */
static int
copy_texts(struct list_entries *lists, const char *file,
    const struct listfile_entry *from, struct list_entry *entry)
{
	const char *more = from->meant.len > 0   ? from->meant.text
	                   : from->owner.len > 0 ? from->owner.text
	                                         : from->below;
	size_t more_size = more != NULL ? strlen(more) + 1 : 0;
	const char *source = NULL;
	char *at;

	if (from->source != NULL) {
		source = keep_source(lists, from->source);
		if (source == NULL)
			return -1;
	}
	at = arena_take(lists, file,
	    from->name.len + 1u + more_size +
		(source != NULL ? sizeof(source) : 0));
	if (at == NULL)
		return -1;
	entry->name = at;
	entry->more = more != NULL;
	entry->sourced = source != NULL;
	memcpy(at, from->name.text, from->name.len + 1u);
	at += from->name.len + 1u;
	if (more != NULL)
		memcpy(at, more, more_size);
	if (source != NULL)
		memcpy(at + more_size, &source, sizeof(source));
	return 0;
}

int
list_entries_make(struct list_entries *lists, const struct list_origin *origin,
    const struct listfile_entry *from, struct list_entry *entry_r)
{
	const char *file = list_entries_keep_file(lists, origin->file);

	*entry_r = (struct list_entry){
	    .len = from->name.len,
	    .line = from->line,
	    .weight = (float)from->weight,
	    .kind = (uint8_t)origin->kind,
	    .keeper = (uint8_t)origin->keeper,
	    .first = from->meant_is_new,
	};
	return file != NULL ? copy_texts(lists, file, from, entry_r) : -1;
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
		size_t bit = known_bit(entry->name, entry->len);

		lists->known[bit / 64] |= (uint64_t)1 << bit % 64;
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
	if (list_entries_make(lists, origin, entry, &copy) < 0)
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
	const char *owner = list_entry_more(entry);

	if (entry->kind != LISTFILE_PROTECTED || owner == NULL)
		return entry;
	return list_entries_find(lists, LISTFILE_PROTECTED, owner,
	    strlen(owner));
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
		if (is_known(lists, name, len))
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
