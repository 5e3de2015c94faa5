/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces a file whole: see doppellist_store.h. */
#include "domains/base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Another writer is a person's command: done in seconds, or hanging. */
#define LOCK_TRIES 200
#define LOCK_PAUSE_NS (50L * 1000 * 1000)

struct replacement {
	char *path; /* as it was given, for messages */
	char *name; /* within the directory */
	char *temporary;
	int directory;
	bool exists;
	struct stat stat;
};

/* Splits a path without symbolic links at its last slash. */
static int
split(struct replacement *store, const char *path, char **directory_r)
{
	char *real = realpath(path, NULL);
	const char *whole = real != NULL ? real : path;
	const char *slash = strrchr(whole, '/');
	int result = -1;

	if (real == NULL && errno != ENOENT)
		return -1;
	if (slash == NULL)
		*directory_r = strdup(".");
	else
		*directory_r = strndup(whole,
		    slash == whole ? 1 : (size_t)(slash - whole));
	store->name = strdup(slash == NULL ? whole : slash + 1);
	if (*directory_r != NULL && store->name != NULL &&
	    asprintf(&store->temporary, ".%s.doppellist", store->name) >= 0)
		result = 0;
	else
		store->temporary = NULL;
	if (result == 0 && *store->name == '\0') {
		errno = EISDIR;
		result = -1;
	}
	free(real);
	return result;
}

static int
lock(int directory)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		if (flock(directory, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -1;
		nanosleep(&pause, NULL);
	}
	errno = EWOULDBLOCK;
	return -1;
}

/* Sets errno. */
static int
look(const struct replacement *store, bool *exists_r, struct stat *stat_r)
{
	*exists_r = fstatat(store->directory, store->name, stat_r,
			AT_SYMLINK_NOFOLLOW) == 0;
	if (!*exists_r)
		return errno == ENOENT ? 0 : -1;
	if (!S_ISREG(stat_r->st_mode)) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

static const char *
reason(int error)
{
	if (error == EWOULDBLOCK)
		return "another program writes in its directory";
	if (error == EINVAL)
		return "is not a regular file";
	return strerror(error);
}

int
replace_open(const char *path, struct diagnostics *diagnostics,
    struct replacement **store_r)
{
	struct replacement *store = calloc(1, sizeof(*store));
	char *directory = NULL;

	if (store == NULL) {
		diagnostics_add(diagnostics, path, 0,
		    "cannot write: out of memory");
		return -1;
	}
	store->directory = -1;
	store->path = strdup(path);
	if (store->path != NULL && split(store, path, &directory) == 0)
		store->directory =
		    open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->directory < 0 || lock(store->directory) < 0 ||
	    look(store, &store->exists, &store->stat) < 0) {
		diagnostics_add(diagnostics, path, 0, "cannot write: %s",
		    reason(errno));
		replace_close(&store);
	} else {
		*store_r = store;
	}
	free(directory);
	return store != NULL ? 0 : -1;
}

bool
replace_exists(const struct replacement *store)
{
	return store->exists;
}

/* Is the file the one that was there? */
static bool
is_unchanged(const struct replacement *store)
{
	const struct stat *old = &store->stat;
	struct stat now;
	bool exists;

	if (look(store, &exists, &now) < 0 || exists != store->exists)
		return false;
	return !exists ||
	       (now.st_dev == old->st_dev && now.st_ino == old->st_ino &&
		   now.st_size == old->st_size &&
		   now.st_mtim.tv_sec == old->st_mtim.tv_sec &&
		   now.st_mtim.tv_nsec == old->st_mtim.tv_nsec);
}

static int
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes += done;
		len -= (size_t)done;
	}
	return 0;
}

/* The owner of what is replaced stays; who may not give files away cannot
 * keep it and is refused. */
static int
keep_owner(const struct replacement *store, int fd)
{
	struct stat own;

	if (!store->exists)
		return 0;
	if (fstat(fd, &own) < 0)
		return -1;
	if ((own.st_uid != store->stat.st_uid ||
		own.st_gid != store->stat.st_gid) &&
	    fchown(fd, store->stat.st_uid, store->stat.st_gid) < 0)
		return -1;
	return fchmod(fd, store->stat.st_mode & ALLPERMS);
}

/* Writes the temporary file.  Returns what failed, or NULL. */
static const char *
write_temporary(const struct replacement *store, const char *bytes, size_t len)
{
	const char *failed = NULL;
	int fd;

	/* What a crash left: we hold the lock, so nobody writes it. */
	if (unlinkat(store->directory, store->temporary, 0) < 0 &&
	    errno != ENOENT)
		return "cannot take away an old temporary file";
	fd = openat(store->directory, store->temporary,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    store->exists ? S_IRUSR | S_IWUSR : DEFFILEMODE);
	if (fd < 0)
		return "cannot make a temporary file beside it";
	if (write_all(fd, bytes, len) < 0)
		failed = "cannot write";
	else if (keep_owner(store, fd) < 0)
		failed = "cannot keep its owner";
	else if (fsync(fd) < 0)
		failed = "cannot write";

	int error = errno;

	if (close(fd) < 0 && failed == NULL) {
		failed = "cannot write";
		error = errno;
	}
	errno = error;
	return failed;
}

int
replace_replace(struct replacement *store, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	const char *failed = write_temporary(store, bytes, len);
	int error = errno;

	if (failed == NULL && !is_unchanged(store)) {
		failed = "changed meanwhile";
		error = 0;
	}
	if (failed == NULL && renameat(store->directory, store->temporary,
				  store->directory, store->name) < 0) {
		failed = "cannot replace";
		error = errno;
	}
	if (failed != NULL) {
		unlinkat(store->directory, store->temporary, 0);
		diagnostics_add(diagnostics, store->path, 0,
		    "%s%s%s; it is as it was", failed, error != 0 ? ": " : "",
		    error != 0 ? strerror(error) : "");
		return -1;
	}
	/* The file is whole either way; only which one is not yet sure. */
	if (fsync(store->directory) < 0) {
		diagnostics_add(diagnostics, store->path, 0,
		    "is replaced, but not surely on the disk: %s",
		    strerror(errno));
		return -1;
	}
	store->exists = fstatat(store->directory, store->name, &store->stat,
			    AT_SYMLINK_NOFOLLOW) == 0;
	return 0;
}

void
replace_close(struct replacement **store)
{
	if (*store == NULL)
		return;
	if ((*store)->directory >= 0)
		close((*store)->directory);
	free((*store)->temporary);
	free((*store)->name);
	free((*store)->path);
	free(*store);
	*store = NULL;
}
