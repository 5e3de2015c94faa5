/* SPDX-License-Identifier: BSD-2-Clause */
/* Replace: replaces a file so that no crash, full disk or second writer ever
 * leaves less than the old or the new one.
 *
 *     if (replace_open(path, &faults, &store) < 0) ... locked by another
 *     ... read the file, change it in memory ...
 *     replace_replace(store, bytes, len, &faults);
 *     replace_close(&store);
 *
 * The directory is locked (flock) as long as the store is open.  The new text
 * goes to ".NAME.doppellist" beside the file, is forced to the disk and takes
 * the file's mode and owner, then its name; the directory is forced to the
 * disk.  A temporary file left by a crash is taken away by the next writer.
 * A symbolic link stays one; what it points to is replaced.
 */
#ifndef DOMAINS_BASE_REPLACE_H
#define DOMAINS_BASE_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

struct replacement;

/* Locks; waits some seconds for another writer.  The file need not exist, its
 * directory must.  Returns 0, or -1 with a fault. */
int
replace_open(const char *path, struct diagnostics *diagnostics,
    struct replacement **store_r);

/* Did the file exist when the store was opened? */
bool
replace_exists(const struct replacement *store);

/* Replaces the file, or makes it.  Refuses when the file is no more the one
 * that was there when the store was opened.  Returns 0, or -1 with a fault,
 * the file as it was. */
int
replace_replace(struct replacement *store, const char *bytes, size_t len,
    struct diagnostics *diagnostics);

/* Unlocks and sets *store to NULL. */
void
replace_close(struct replacement **store);

#endif
