/* SPDX-License-Identifier: BSD-2-Clause */
/* Stamp: distinguishes one state of a file from another, without reading it.
 *
 *     struct stamp before = stamp_of(path);
 *     ... a second later:
 *     struct stamp now = stamp_of(path);
 *     if (!stamp_equal(&before, &now)) ... it has changed
 *
 * Stamped files are some that were read together:
 *
 *     struct stamped_files files = {0};
 *     stamped_files_add(&files, path);
 */
#ifndef DOMAINS_BASE_STAMP_H
#define DOMAINS_BASE_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

/* A file that changed so shortly before may change again without its times
 * telling. */
#define STAMP_SURE_SECONDS 2

struct stamp {
	int error; /* why there is none, an errno; 0 */
	uid_t uid; /* a change of it changes status_changed */
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed, status_changed;
};

struct stamp
stamp_of(const char *path);

struct stamp
stamp_of_status(const struct stat *status);

bool
stamp_equal(const struct stamp *a, const struct stamp *b);

/* Did the file change so shortly before now that another change may leave the
 * same stamp? */
bool
stamp_is_young(const struct stamp *stamp);

struct stamped_file {
	char *path;
	struct stamp stamp;
};

struct stamped_files {
	struct stamped_file *list;
	size_t count, room;
	bool young; /* one may change, or have changed, without a new stamp */
};

/* Adds a file as it is now.  Without memory it is not there, but young. */
void
stamped_files_add(struct stamped_files *files, const char *path);

/* Frees what it has; it is as new. */
void
stamped_files_clear(struct stamped_files *files);

#endif
