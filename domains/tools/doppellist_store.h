/* SPDX-License-Identifier: BSD-2-Clause */
/* Store: replaces a file so that no crash, full disk or second writer ever
 * leaves less than the old or the new one.
 *
 *     if (store_open(path, &faults, &store) < 0) ... locked by another
 *     ... read the file, change it in memory ...
 *     store_replace(store, bytes, len, &faults);
 *     store_close(&store);
 *
 * The directory is locked (flock) as long as the store is open.  The new text
 * goes to ".NAME.doppellist" beside the file, is forced to the disk and takes
 * the file's mode and owner, then its name; the directory is forced to the
 * disk.  A temporary file left by a crash is taken away by the next writer.
 * A symbolic link stays one; what it points to is replaced.
 */
#ifndef DOMAINS_TOOLS_DOPPELLIST_STORE_H
#define DOMAINS_TOOLS_DOPPELLIST_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/fault.h"

struct store;

/* Locks; waits some seconds for another writer.  The file need not exist, its
 * directory must.  Returns 0, or -1 with a fault. */
int
store_open(const char *path, struct faults *faults, struct store **store_r);

/* Did the file exist when the store was opened? */
bool
store_exists(const struct store *store);

/* Replaces the file, or makes it.  Refuses when the file is no more the one
 * that was there when the store was opened.  Returns 0, or -1 with a fault,
 * the file as it was. */
int
store_replace(struct store *store, const char *bytes, size_t len,
    struct faults *faults);

/* Unlocks and sets *store to NULL. */
void
store_close(struct store **store);

#endif
