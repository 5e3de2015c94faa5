/* SPDX-License-Identifier: BSD-2-Clause */
/* Change: one of the administrator's lists, locked and read to be changed, with
 * all other lists in force beside it. */
#ifndef DOMAINS_DOPPELLIST_MODEL_CHANGE_H
#define DOMAINS_DOPPELLIST_MODEL_CHANGE_H

#include "domains/doppellist/model/rules.h"
#include "domains/base/replacement.h"

struct change {
	struct doppellist *list;
	struct replacement *store;
	struct collection collection;
	struct document *document; /* one of the collection */
	size_t number;             /* which */
	bool made;                 /* the file did not exist */
};

/* Locks and reads the list: path, or NULL for the administrator's own of the
 * kind.  That is, with --lists, the one in that directory; else the last one
 * that the configuration names, but not one that comes with the programs,
 * for an update would undo the change.  A list with faults is not changed.
 * Returns 0, or -1 when told. */
int
change_open(struct doppellist *list, enum listfile_kind kind, const char *path,
    struct change *change_r);

/* Writes the list.  Returns 0, or -1 when told. */
int
change_save(struct change *change);

/* Shows "FILE:LINE: TEXT" of an entry as it stands in the document now. */
void
change_show(const struct change *change, size_t entry);

void
change_close(struct change *change);

/* Reads a name of the command line.  Returns 0, or -1 when told. */
int
change_take_name(const char *text, struct name *name_r);

#endif
