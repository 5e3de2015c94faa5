/* SPDX-License-Identifier: BSD-2-Clause */
/* Collection: several lists together, and what they say when they are read one
 * after the other as the engine does.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_COLLECTION_H
#define DOMAINS_DOPPELLIST_MODEL_COLLECTION_H

#include "domains/doppellist/command.h"
#include "domains/doppellist/model/document.h"

struct collection {
	struct document **documents; /* in the order of reading */
	size_t count, room;
};

/* Are two paths one file?  It may be named in several ways. */
bool
collection_is_same_file(const char *one, const char *other);

/* Reads the lists in force (--config, --lists) that exist.  Lines that are no
 * entries are diagnostics of the command, and the list is there without them.
 * Returns 0, or -1 when the settings or a list cannot be read, which is
 * reported or a diagnostic. */
int
collection_read_in_force(struct doppellist *list,
    struct collection *collection);

/* Reads a list unless it is there already, whatever it is called; kind
 * LISTFILE_KINDS: as the file's name says, doppelgangers when it says none.
 * Returns its number, or -1 with a diagnostic. */
long
collection_read(struct doppellist *list, struct collection *collection,
    const char *path, enum listfile_kind kind);

/* Reads the paths, NULL at their end; without any, or with paths NULL, the
 * lists in force.  Returns
 * 0, or -1 when there is a diagnostic. */
int
collection_read_whole(struct doppellist *list, struct collection *collection,
    char **paths, enum listfile_kind kind);

/* Takes over a document, as the last; frees it when memory is out.  Returns
 * its number, or -1 with a diagnostic. */
long
collection_take(struct doppellist *list, struct collection *collection,
    struct document *document);

void
collection_clear(struct collection *collection);

/* An entry, and where it stands. */
struct collection_entry {
	const struct entry *entry;
	const struct document *document;
	size_t order; /* of reading */
};

/* Sorted by name, those of a name in the order of reading.  The list is to be
 * freed; there is room for one more. */
struct collection_entries {
	struct collection_entry *list;
	size_t count;
};

/* All entries of a kind, or with LISTFILE_KINDS of all kinds, those taken back
 * too.  Returns 0, or -1 when memory is out. */
int
collection_sort(const struct collection *collection, enum listfile_kind kind,
    struct collection_entries *entries_r);

/* The same of one document. */
int
collection_sort_document(const struct document *document,
    struct collection_entries *entries_r);

/* How many entries from one on, at least one, are for its name. */
size_t
collection_same_name(const struct collection_entries *entries, size_t from);

/* What is in force of a kind: of several entries of a name the last, and none
 * that was taken back.  Returns 0, or -1 when memory is out. */
int
collection_in_force(const struct collection *collection,
    enum listfile_kind kind, struct collection_entries *entries_r);

/* Has one of sorted entries this name? */
bool
collection_has(const struct collection_entry *list, size_t count,
    const char *name);

#endif
