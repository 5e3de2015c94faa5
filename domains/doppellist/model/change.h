/* SPDX-License-Identifier: BSD-2-Clause */
/* Change: one of the administrator's lists, locked and read to be changed, with
 * all other lists in force beside it.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_CHANGE_H
#define DOMAINS_DOPPELLIST_MODEL_CHANGE_H

#include "domains/base/replacement.h"
#include "domains/doppellist/model/collection.h"

struct change {
	struct doppellist *list;
	struct replacement *store;
	struct collection collection;
	struct document *document; /* one of the collection */
	size_t number;             /* which */
};

/* Locks and reads the list: path, or NULL for the administrator's own of the
 * kind.  That is, with --lists, the one in that directory; else the last one
 * that the configuration names, but not one that comes with the programs,
 * for an update would undo the change.  A list with bad lines is not changed.
 * Returns 0, or -1 when it is reported or a diagnostic. */
int
change_open(struct doppellist *list, enum listfile_kind kind, const char *path,
    struct change *change_r);

/* Writes the list.  Returns 0, or -1 with a diagnostic. */
int
change_save(struct change *change);

/* Adds an entry, or changes the one of a number that is not negative; writes
 * the list and shows the line as "FILE:LINE: TEXT".  Returns the command's
 * status. */
int
change_put(struct change *change, long number, const struct entry *entry);

void
change_close(struct change *change);

/* Reads the file that a replacement is for; when it does not exist the document
 * is empty.  Returns 0, or -1 with a diagnostic. */
int
change_read(const struct replacement *store, const char *path,
    enum listfile_kind kind, struct diagnostics *diagnostics,
    struct document **document_r);

/* Reads a name of the command line.  Returns 0, or -1 when it is reported. */
int
change_take_name(const char *text, struct name *name_r);

#endif
