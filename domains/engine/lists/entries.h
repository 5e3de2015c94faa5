/* SPDX-License-Identifier: BSD-2-Clause */
/* List entries: the entries of all lists in force, found by exact name.
 *
 * They are filled once, while the lists are read and later files take back what
 * earlier ones say, and then only read.  They own copies of every string.  A
 * look-up is one hash and one comparison for all kinds together; it allocates
 * nothing and takes no lock.
 */
#ifndef DOMAINS_ENGINE_LISTS_ENTRIES_H
#define DOMAINS_ENGINE_LISTS_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/lists/listfile.h"

struct list_entries;

/* Of a million 24 bytes each; what stands beside the name in the arena is asked
 * for by the functions below. */
struct list_entry {
	const char *name; /* canonical */
	float weight;     /* 0: not said */
	unsigned line;
	uint32_t other;   /* the name's next entry, of another kind; internal */
	uint8_t len;      /* of name */
	uint8_t kind;     /* enum listfile_kind; LISTFILE_KINDS: taken back */
	uint8_t keeper;   /* enum list_keeper */
	bool shared : 1;  /* the name has, or had, entries of other kinds */
	bool first : 1;   /* of those of its list that mean the same */
	bool more : 1;    /* list_entry_more() is there */
	bool sourced : 1; /* and list_entry_source() */
};

/* The file that an entry stands in. */
const char *
list_entry_file(const struct list_entry *entry);

/* The further name of an entry: of a doppelganger the canonical name that is
 * meant, of a protected name the owner's, and of a provider what below.h says.
 * NULL when the list says none. */
static inline const char *
list_entry_more(const struct list_entry *entry)
{
	return entry->more ? entry->name + entry->len + 1 : NULL;
}

/* NULL when not said. */
const char *
list_entry_source(const struct list_entry *entry);

/* The list that entries come from. */
struct list_origin {
	enum listfile_kind kind;
	const char *file;
	enum list_keeper keeper;
};

/* few: hardly any look-ups follow, for which half of the memory is enough.
 * NULL when memory is out. */
struct list_entries *
list_entries_create(bool few);

void
list_entries_free(struct list_entries **lists);

/* A copy of a file's name, which takes entries of its origin least time.  NULL
 * when memory is out. */
const char *
list_entries_keep_file(struct list_entries *lists, const char *file);

/* Makes room for so many more at once.  Returns 0, or -1 when memory is out. */
int
list_entries_reserve(struct list_entries *lists, size_t more);

/* Makes an entry without adding it.  Returns 0, or -1 when memory is out. */
int
list_entries_make(struct list_entries *lists, const struct list_origin *origin,
    const struct listfile_entry *from, struct list_entry *entry_r);

/* Adds an entry, or takes one back.  An entry of a name that is there replaces
 * the earlier one of its kind.  Returns 0, or -1 when memory is out. */
int
list_entries_add(struct list_entries *lists, const struct list_origin *origin,
    const struct listfile_entry *entry);

/* Entries in force of a kind. */
size_t
list_entries_count(const struct list_entries *lists, enum listfile_kind kind);

/* All entries, those taken back too, in the order of adding. */
size_t
list_entries_size(const struct list_entries *lists);
const struct list_entry *
list_entries_at(const struct list_entries *lists, size_t i);

/* Is for each name that entries of a list mean the first of them in force? */
bool
list_entries_have_first(const struct list_entries *lists);

/* NULL when the name is not in the lists of that kind. */
const struct list_entry *
list_entries_find(const struct list_entries *lists, enum listfile_kind kind,
    const char *name, size_t len);

/* The entry of whose other name a protected one is, by owner=: the entry itself
 * when it says none, and NULL when no list in force protects the owner. */
const struct list_entry *
list_entries_owner(const struct list_entries *lists,
    const struct list_entry *entry);

/* For each kind the entry of the name or of its nearest listed parent domain,
 * or NULL.  Returns whether there is any. */
bool
list_entries_find_parents(const struct list_entries *lists, const char *name,
    size_t len, const struct list_entry *found_r[static LISTFILE_KINDS]);

#endif
