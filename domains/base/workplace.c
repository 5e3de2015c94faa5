/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes and removes workplaces: see the header. */
#include "domains/base/workplace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char begin[] = "doppelcheck-";

/* mkdtemp(3) */
#define RANDOM_LEN 6

static int
open_directory(int above, const char *name)
{
	return openat(above, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static DIR *
list_directory(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;

	if (directory == NULL && copy >= 0)
		close(copy);
	return directory;
}

static void
remove_files(int fd)
{
	DIR *directory = list_directory(fd);
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, WORKPLACE_FILE,
			strlen(WORKPLACE_FILE)) == 0)
			(void)unlinkat(fd, entry->d_name, 0);
	if (directory != NULL)
		closedir(directory);
}

/* Has nobody but us a hand in it, and is whoever made it gone? */
static bool
is_stale(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
	       (status.st_mode & 077) == 0 &&
	       status.st_mtime + WORKPLACE_STALE < time(NULL) &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static void
remove_stale(int above, const char *name)
{
	int fd = open_directory(above, name);

	if (fd < 0)
		return;
	if (is_stale(fd)) {
		remove_files(fd);
		(void)unlinkat(above, name, AT_REMOVEDIR);
	}
	close(fd);
}

static void
remove_all_stale(const char *path)
{
	/* It may be a link: what is below it is not followed. */
	int above = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = above >= 0 ? list_directory(above) : NULL;
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (strncmp(entry->d_name, begin, strlen(begin)) == 0 &&
		    strlen(entry->d_name) == strlen(begin) + RANDOM_LEN)
			remove_stale(above, entry->d_name);
	if (directory != NULL)
		closedir(directory);
	if (above >= 0)
		close(above);
}

int
workplace_open(const char *above, struct workplace *workplace_r)
{
	struct workplace workplace;
	int len = snprintf(workplace.path, sizeof(workplace.path),
	    "%s/%sXXXXXX", above, begin);

	if (len < 0 || (size_t)len >= sizeof(workplace.path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	remove_all_stale(above);
	if (mkdtemp(workplace.path) == NULL)
		return -1;
	workplace.fd = open_directory(AT_FDCWD, workplace.path);
	if (workplace.fd < 0 || flock(workplace.fd, LOCK_EX | LOCK_NB) < 0) {
		int error = errno;

		if (workplace.fd >= 0)
			close(workplace.fd);
		rmdir(workplace.path);
		errno = error;
		return -1;
	}
	*workplace_r = workplace;
	return 0;
}

void
workplace_close(struct workplace *workplace)
{
	if (workplace->fd < 0)
		return;
	remove_files(workplace->fd);
	rmdir(workplace->path);
	close(workplace->fd);
	workplace->fd = -1;
}
