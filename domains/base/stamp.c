/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at a file's times, size and number. */
#include "domains/base/stamp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

struct stamp
stamp_of_status(const struct stat *status)
{
	return (struct stamp){
	    .uid = status->st_uid,
	    .device = status->st_dev,
	    .inode = status->st_ino,
	    .size = status->st_size,
	    .changed = status->st_mtim,
	    .status_changed = status->st_ctim,
	};
}

struct stamp
stamp_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return (struct stamp){.error = errno};
	return stamp_of_status(&status);
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

void
stamped_files_add(struct stamped_files *files, const char *path)
{
	struct stamped_file file = {strdup(path), stamp_of(path)};

	files->young |= stamp_is_young(&file.stamp);
	if (file.path != NULL && array_add(&files->list, &files->room,
				     &files->count, &file, sizeof(file)) == 0)
		return;
	free(file.path);
	files->young = true;
}

void
stamped_files_clear(struct stamped_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->list[i].path);
	free(files->list);
	*files = (struct stamped_files){0};
}
