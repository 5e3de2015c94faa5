/* SPDX-License-Identifier: BSD-2-Clause */
/* Collection: several lists together, and what they say when they are read one
 * after the other as the engine does. */
#ifndef DOMAINS_DOPPELLIST_MODEL_COLLECTION_H
#define DOMAINS_DOPPELLIST_MODEL_COLLECTION_H

#include "domains/doppellist/command.h"
#include "domains/doppellist/model/document.h"

struct collection {
	struct document **documents; /* in the order of reading */
	size_t count;
};

/* Reads the lists in force (--config, --lists) that exist.  Lines that are no
 * entries are faults, and the list is there without them.  Returns 0, or -1
 * when the settings or a list cannot be read, which is a fault too or was
 * told. */
int
collection_read_in_force(struct doppellist *list,
    struct diagnostics *diagnostics, struct collection *collection);

/* Reads a list unless it is there already, whatever it is called.  Returns
 * its number, or -1 with a fault. */
long
collection_read(struct collection *collection, const char *path,
    enum listfile_kind kind, struct diagnostics *diagnostics);

/* Takes over a document that is there already, as the last.  Returns its
 * number, or -1 when memory is out. */
long
collection_take(struct collection *collection, struct document *document);

void
collection_clear(struct collection *collection);

/* An entry in force, and where it stands. */
struct collection_entry {
	const struct document_entry *entry;
	const struct document *document;
	size_t order; /* of reading */
};

/* All entries of all lists, sorted by name, those of a name in the order of
 * reading; those taken back too.  Returns 0 with *entries_r to be freed, or -1
 * when memory is out. */
int
collection_sorted(const struct collection *collection,
    struct collection_entry **entries_r, size_t *count_r);

/* What is in force of a kind, sorted by name: of several entries of a name the
 * last, and none that was taken back.  Returns 0 with *entries_r to be freed,
 * or -1 when memory is out. */
int
collection_in_force(const struct collection *collection,
    enum listfile_kind kind, struct collection_entry **entries_r,
    size_t *count_r);

#endif
