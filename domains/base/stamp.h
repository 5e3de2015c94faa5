/* SPDX-License-Identifier: BSD-2-Clause */
/* Stamp: distinguishes one state of a file from another, without reading it.
 *
 *     struct stamp before = stamp_of(path);
 *     ... a second later:
 *     struct stamp now = stamp_of(path);
 *     if (!stamp_equal(&before, &now)) ... it has changed
 */
#ifndef DOMAINS_BASE_STAMP_H
#define DOMAINS_BASE_STAMP_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

/* A file that changed so shortly before may change again without its times
 * telling. */
#define STAMP_SURE_SECONDS 2

struct stamp {
	int error; /* why there is none, an errno; 0 */
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed, status_changed;
};

struct stamp
stamp_of(const char *path);

bool
stamp_equal(const struct stamp *a, const struct stamp *b);

/* Did the file change so shortly before now that another change may leave the
 * same stamp? */
bool
stamp_is_young(const struct stamp *stamp);

#endif
