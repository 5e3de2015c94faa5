/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at a file's times, size and number. */
#include "domains/base/stamp.h"

#include <errno.h>
#include <sys/stat.h>

struct stamp
stamp_of(const char *path)
{
	struct stamp stamp = {0};
	struct stat status;

	if (stat(path, &status) < 0) {
		stamp.error = errno;
		return stamp;
	}
	stamp.device = status.st_dev;
	stamp.inode = status.st_ino;
	stamp.size = status.st_size;
	stamp.changed = status.st_mtim;
	stamp.status_changed = status.st_ctim;
	return stamp;
}

static bool
is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool
stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->error == b->error && a->device == b->device &&
	       a->inode == b->inode && a->size == b->size &&
	       is_same_time(a->changed, b->changed) &&
	       is_same_time(a->status_changed, b->status_changed);
}

bool
stamp_is_young(const struct stamp *stamp)
{
	return stamp->status_changed.tv_sec + STAMP_SURE_SECONDS >= time(NULL);
}
