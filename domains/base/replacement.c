/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes beside a file, then renames. */
#include "domains/base/replacement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"

/* Another writer is a person's command: done in seconds, or hanging. */
#define LOCK_TRIES 200
#define LOCK_PAUSE_NS (50L * 1000 * 1000)

#define NEW_FLAGS (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)

struct replacement {
	struct replacement_options options;
	char *path;    /* as it was given, for messages */
	char *subject; /* the same of the file beside it */
	char *name;    /* within the directory, as the next two */
	char *temporary;
	char *backup;
	int directory;
	bool exists, prepared;
	struct stat stat;
};

static bool
is_shared(const struct replacement *replacement)
{
	return replacement->options.mode == 0;
}

static int
make_names(struct replacement *replacement, const char *name)
{
	const char *suffix = replacement->options.suffix;
	int made;

	if (*name == '\0') {
		errno = EISDIR;
		return -1;
	}
	replacement->name = strdup(name);
	made = suffix != NULL
	           ? asprintf(&replacement->temporary, "%s%s", name, suffix)
	           : asprintf(&replacement->temporary, ".%s.doppellist", name);
	if (made < 0)
		replacement->temporary = NULL;
	if (asprintf(&replacement->backup, "%s.bak", name) < 0)
		replacement->backup = NULL;
	if (asprintf(&replacement->subject, "%s%s", replacement->path,
		suffix != NULL ? suffix : "") < 0)
		replacement->subject = NULL;
	return replacement->name != NULL && replacement->temporary != NULL &&
	               replacement->backup != NULL &&
	               replacement->subject != NULL
	           ? 0
	           : -1;
}

/* Opens the directory of a path; the path of a shared file is that without
 * symbolic links, unless a backup is kept. */
static int
open_directory(struct replacement *replacement)
{
	const struct replacement_options *options = &replacement->options;
	bool follow = is_shared(replacement) && !options->backup;
	char *real = follow ? realpath(replacement->path, NULL) : NULL;
	const char *whole = real != NULL ? real : replacement->path;
	const char *slash = strrchr(whole, '/');
	char *directory = NULL;

	if (real == NULL && follow && errno != ENOENT)
		return -1;
	if (slash == NULL)
		directory = strdup(".");
	else
		directory = strndup(whole,
		    slash == whole ? 1 : (size_t)(slash - whole));
	if (directory != NULL &&
	    make_names(replacement, slash == NULL ? whole : slash + 1) == 0)
		replacement->directory =
		    open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(directory);
	free(real);
	return replacement->directory >= 0 ? 0 : -1;
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
look(const struct replacement *replacement, bool *exists_r, struct stat *stat_r)
{
	*exists_r = fstatat(replacement->directory, replacement->name, stat_r,
			AT_SYMLINK_NOFOLLOW) == 0;
	if (!*exists_r)
		return errno == ENOENT ? 0 : -1;
	errno = S_ISLNK(stat_r->st_mode) ? ELOOP : EINVAL;
	return S_ISREG(stat_r->st_mode) ||
	               (errno == ELOOP && !is_shared(replacement))
	           ? 0
	           : -1;
}

static const char *
reason(int error)
{
	if (error == EWOULDBLOCK)
		return "another program writes in its directory";
	if (error == EINVAL)
		return "is not a regular file";
	if (error == ELOOP)
		return "is a symbolic link";
	return strerror(error);
}

int
replacement_open(const char *path, const struct replacement_options *options,
    struct diagnostics *diagnostics, struct replacement **replacement_r)
{
	struct replacement *replacement = calloc(1, sizeof(*replacement));

	if (replacement == NULL)
		return diagnostics_add(diagnostics, path, 0,
		    "cannot write: out of memory");
	if (options != NULL)
		replacement->options = *options;
	replacement->directory = -1;
	replacement->path = strdup(path);
	if (replacement->path == NULL || open_directory(replacement) < 0 ||
	    ((is_shared(replacement) || replacement->options.lock) &&
		lock(replacement->directory) < 0) ||
	    look(replacement, &replacement->exists, &replacement->stat) < 0) {
		diagnostics_add(diagnostics, path, 0, "cannot write: %s",
		    reason(errno));
		replacement_close(&replacement);
		return -1;
	}
	*replacement_r = replacement;
	return 0;
}

bool
replacement_exists(const struct replacement *replacement)
{
	return replacement->exists;
}

/* Is the file the one that was there? */
static bool
is_unchanged(const struct replacement *replacement)
{
	const struct stat *old = &replacement->stat;
	struct stat now;
	bool exists;

	if (look(replacement, &exists, &now) < 0 ||
	    exists != replacement->exists)
		return false;
	return !exists ||
	       (now.st_dev == old->st_dev && now.st_ino == old->st_ino &&
		   now.st_size == old->st_size &&
		   now.st_mtim.tv_sec == old->st_mtim.tv_sec &&
		   now.st_mtim.tv_nsec == old->st_mtim.tv_nsec);
}

/* A user who may not give files away owns the copy; then its group must not
 * read what only another group could. */
static int
take_owner(int fd, const struct stat *like)
{
	if (fchown(fd, like->st_uid, like->st_gid) < 0)
		return fchmod(fd, like->st_mode & S_IRWXU);
	return fchmod(fd, like->st_mode & ACCESSPERMS);
}

/* The owner of what is replaced stays; a user who may not give files away
 * cannot keep it and is refused. */
static int
keep_owner(int fd, const struct stat *old)
{
	struct stat own;

	if (fstat(fd, &own) < 0)
		return -1;
	if ((own.st_uid != old->st_uid || own.st_gid != old->st_gid) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0)
		return -1;
	return fchmod(fd, old->st_mode & ALLPERMS);
}

static int
set_owner(const struct replacement *replacement, int fd)
{
	const struct replacement_options *options = &replacement->options;

	if (options->mode != 0) {
		if (options->group != 0 &&
		    fchown(fd, (uid_t)-1, options->group) < 0)
			return -1;
		return fchmod(fd, options->mode);
	}
	if (!replacement->exists)
		return 0;
	return options->backup ? take_owner(fd, &replacement->stat)
	                       : keep_owner(fd, &replacement->stat);
}

/* Closes it, with errno as it was when something failed. */
static const char *
finish(int fd, const char *failed)
{
	int error = errno;

	if (failed == NULL && fsync(fd) < 0) {
		failed = "cannot write";
		error = errno;
	}
	if (close(fd) < 0 && failed == NULL) {
		failed = "cannot write";
		error = errno;
	}
	errno = error;
	return failed;
}

/* Writes the file beside it.  Returns what failed, or NULL. */
static const char *
write_temporary(const struct replacement *replacement, const char *bytes,
    size_t len)
{
	bool is_new = is_shared(replacement) && !replacement->exists;
	int fd;

	/* What a crash left: nobody else writes it. */
	if (unlinkat(replacement->directory, replacement->temporary, 0) < 0 &&
	    errno != ENOENT)
		return "cannot remove an old temporary file";
	fd = openat(replacement->directory, replacement->temporary, NEW_FLAGS,
	    is_new ? DEFFILEMODE : S_IRUSR | S_IWUSR);
	if (fd < 0)
		return "cannot make a temporary file beside it";
	if (file_write(fd, bytes, len) < 0)
		return finish(fd, "cannot write");
	if (set_owner(replacement, fd) < 0)
		return finish(fd, "cannot keep its owner");
	return finish(fd, NULL);
}

static int
fail(struct replacement *replacement, const char *subject, const char *failed,
    int error, struct diagnostics *diagnostics)
{
	diagnostics_add(diagnostics, subject, 0, "%s%s%s; %s", failed,
	    error != 0 ? ": " : "", error != 0 ? strerror(error) : "",
	    subject == replacement->path ? "it is as it was"
					 : "the old file stays");
	unlinkat(replacement->directory, replacement->temporary, 0);
	replacement->prepared = false;
	return -1;
}

int
replacement_prepare(struct replacement *replacement, const char *bytes,
    size_t len, struct diagnostics *diagnostics)
{
	const char *failed = write_temporary(replacement, bytes, len);

	if (failed != NULL)
		return fail(replacement,
		    replacement->options.suffix != NULL ? replacement->subject
							: replacement->path,
		    failed, errno, diagnostics);
	replacement->prepared = true;
	return 0;
}

static int
keep_backup(const struct replacement *replacement)
{
	if (!replacement->options.backup || !replacement->exists)
		return 0;
	return linkat(replacement->directory, replacement->name,
	    replacement->directory, replacement->backup, 0);
}

int
replacement_commit(struct replacement *replacement,
    struct diagnostics *diagnostics)
{
	const char *path = replacement->path;

	if (is_shared(replacement) && !is_unchanged(replacement))
		return fail(replacement, path, "changed meanwhile", 0,
		    diagnostics);
	if (keep_backup(replacement) < 0)
		return fail(replacement, path, "cannot keep it as .bak", errno,
		    diagnostics);
	if (renameat(replacement->directory, replacement->temporary,
		replacement->directory, replacement->name) < 0) {
		fail(replacement, path, "cannot replace", errno, diagnostics);
		if (replacement->options.backup)
			unlinkat(replacement->directory, replacement->backup,
			    0);
		return -1;
	}
	replacement->prepared = false;
	/* The file is whole either way; only which one is not yet sure. */
	if (fsync(replacement->directory) < 0)
		return diagnostics_add(diagnostics, path, 0,
		    "is replaced, but not surely on the disk: %s",
		    strerror(errno));
	return look(replacement, &replacement->exists, &replacement->stat);
}

int
replacement_save(struct replacement *replacement, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	if (replacement_prepare(replacement, bytes, len, diagnostics) < 0)
		return -1;
	return replacement_commit(replacement, diagnostics);
}

void
replacement_close(struct replacement **replacement)
{
	struct replacement *gone = *replacement;

	*replacement = NULL;
	if (gone == NULL)
		return;
	if (gone->prepared)
		unlinkat(gone->directory, gone->temporary, 0);
	if (gone->directory >= 0)
		close(gone->directory);
	free(gone->backup);
	free(gone->temporary);
	free(gone->name);
	free(gone->subject);
	free(gone->path);
	free(gone);
}

int
replacement_write_file(const char *path,
    const struct replacement_options *options, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	struct replacement *replacement;
	int result;

	if (replacement_open(path, options, diagnostics, &replacement) < 0)
		return -1;
	result = replacement_save(replacement, bytes, len, diagnostics);
	replacement_close(&replacement);
	return result;
}

int
replacement_write_copy(const char *path, const struct stat *like,
    const char *bytes, size_t len, struct diagnostics *diagnostics)
{
	const char *failed = NULL;
	int fd = open(path, NEW_FLAGS, S_IRUSR | S_IWUSR);

	if (fd < 0)
		return diagnostics_add(diagnostics, path, 0, "%s",
		    strerror(errno));
	if (file_write(fd, bytes, len) < 0 || take_owner(fd, like) < 0)
		failed = "cannot write";
	failed = finish(fd, failed);
	if (failed == NULL)
		return 0;
	diagnostics_add(diagnostics, path, 0, "%s: %s", failed,
	    strerror(errno));
	unlink(path);
	return -1;
}
