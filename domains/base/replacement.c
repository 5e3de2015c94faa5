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

#include "domains/base/attributes.h"
#include "domains/base/file.h"
#include "domains/base/stamp.h"
#include "domains/base/strings.h"
#include "domains/base/translation.h"

/* Another writer is a person's command: done in seconds, or hanging. */
#define LOCK_TRIES 200
#define LOCK_PAUSE_NS (50L * 1000 * 1000)

/* Until it has what the old file has nobody else opens it. */
#define NEW_RIGHTS (S_IRUSR | S_IWUSR)

/* Of a list that did not exist: the service reads it, whose user is another. */
#define NEW_MODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH)

#define OWN_DESCRIPTORS "/proc/self/fd/"

struct replacement {
	struct replacement_options options;
	char *path;    /* as it was given, for messages */
	char *subject; /* the same of the file beside it */
	char *name;    /* within the directory, as the next two */
	char *temporary;
	char *backup;
	int directory;
	int nameless; /* the new file while it has no name, or -1 */
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

	if (*name == '\0') {
		errno = EISDIR;
		return -1;
	}
	replacement->name = strdup(name);
	replacement->temporary = suffix != NULL
	                             ? strings_format("%s%s", name, suffix)
	                             : strings_format(".%s.doppelcheck", name);
	replacement->backup = strings_format("%s.bak", name);
	replacement->subject = strings_format("%s%s", replacement->path,
	    suffix != NULL ? suffix : "");
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
	char *directory;

	if (real == NULL && follow && errno != ENOENT)
		return -1;
	directory =
	    slash == NULL
		? strdup(".")
		: strndup(whole, slash == whole ? 1 : (size_t)(slash - whole));
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

/* A crash between the two steps of a replacement leaves one file with both
 * names. */
static void
remove_stale_backup(const struct replacement *replacement)
{
	struct stat file, backup;
	int directory = replacement->directory;

	if (replacement->options.backup &&
	    fstatat(directory, replacement->name, &file, AT_SYMLINK_NOFOLLOW) ==
		0 &&
	    fstatat(directory, replacement->backup, &backup,
		AT_SYMLINK_NOFOLLOW) == 0 &&
	    file.st_dev == backup.st_dev && file.st_ino == backup.st_ino)
		(void)unlinkat(directory, replacement->backup, 0);
}

/* May the old file be replaced?  Sets errno. */
static int
check_old(const struct replacement *replacement)
{
	const char *title = replacement->options.title;

	errno = EBADMSG;
	if (!replacement->exists ||
	    (!is_shared(replacement) &&
		(title == NULL || file_begins_with(replacement->directory,
				      replacement->name, title))))
		return 0;
	if (!is_shared(replacement))
		return -1;
	errno = replacement->options.like != NULL ? EEXIST
	        : replacement->stat.st_nlink > 1  ? EMLINK
	                                          : 0;
	return errno != 0 ? -1
	                  : faccessat(replacement->directory, replacement->name,
				W_OK, AT_EACCESS);
}

static const char *
reason(int error)
{
	return error == EWOULDBLOCK
	           ? N_("another program writes in its directory")
	       : error == EINVAL ? N_("is not a regular file")
	       : error == ELOOP  ? N_("is a symbolic link")
	       : error == EBADMSG
	           ? N_("something else is there, which stays: remove it if "
			"that is meant")
	       : error == EMLINK ? N_("has other names (hard links), which "
				      "would keep the old text")
	                         : strerror(error);
}

static int
open_and_look(struct replacement *replacement)
{
	if (open_directory(replacement) < 0 ||
	    ((is_shared(replacement) || replacement->options.lock) &&
		lock(replacement->directory) < 0))
		return -1;
	remove_stale_backup(replacement);
	if (look(replacement, &replacement->exists, &replacement->stat) < 0)
		return -1;
	return check_old(replacement);
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
	replacement->directory = replacement->nameless = -1;
	replacement->path = strdup(path);
	if (replacement->path == NULL || open_and_look(replacement) < 0) {
		diagnostics_add(diagnostics, path, 0, "%s%s",
		    errno != EEXIST ? N_("cannot write: ") : "", reason(errno));
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
	struct stamp old = stamp_of_status(&replacement->stat), now;
	struct stat status;
	bool exists;

	if (look(replacement, &exists, &status) < 0 ||
	    exists != replacement->exists)
		return false;
	now = stamp_of_status(&status);
	return !exists || stamp_equal(&old, &now);
}

/* As far as this user may; else what others may is not known. */
static int
take_after(int fd, const char *like)
{
	struct stat status;
	const char *why;
	int other = file_open(like, &status, &why);
	int result;

	if (other < 0)
		return -1;
	result = attributes_copy(other, fd);
	if (result < 0)
		result = fchmod(fd, status.st_mode & S_IRWXU);
	close(other);
	return result;
}

static int
set_owner(const struct replacement *replacement, int fd)
{
	const struct replacement_options *options = &replacement->options;
	struct stat status;
	int old, result;

	if (options->mode != 0) {
		if (options->of_directory && geteuid() == 0 &&
		    (fstat(replacement->directory, &status) < 0 ||
			fchown(fd, status.st_uid, status.st_gid) < 0))
			return -1;
		if (options->group != 0 &&
		    fchown(fd, (uid_t)-1, options->group) < 0)
			return -1;
		return fchmod(fd, options->mode);
	}
	if (options->like != NULL)
		return take_after(fd, options->like);
	if (!replacement->exists)
		return fchmod(fd, NEW_MODE);
	old = openat(replacement->directory, replacement->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	result = old >= 0 ? attributes_copy(old, fd) : -1;
	if (old >= 0)
		close(old);
	return result;
}

/* Opens a file that has no name, if there can be one and it can get one. */
static int
open_nameless(const struct replacement *replacement)
{
	return access(OWN_DESCRIPTORS, X_OK) == 0
	           ? openat(replacement->directory, ".",
			 O_TMPFILE | O_WRONLY | O_CLOEXEC, NEW_RIGHTS)
	           : -1;
}

/* What a crash left: nobody else writes it. */
static int
remove_temporary(const struct replacement *replacement)
{
	int removed =
	    unlinkat(replacement->directory, replacement->temporary, 0);

	return removed < 0 && errno != ENOENT ? -1 : 0;
}

/* Writes the new file.  Returns what failed, or NULL. */
static const char *
write_new(struct replacement *replacement, const char *bytes, size_t len)
{
	const char *failed = NULL;
	int fd, error;

	if (remove_temporary(replacement) < 0)
		return N_("cannot remove an old temporary file");
	fd = replacement->nameless = open_nameless(replacement);
	if (fd < 0)
		fd = openat(replacement->directory, replacement->temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    NEW_RIGHTS);
	if (fd < 0)
		return N_("cannot make a temporary file beside it");
	if (file_write(fd, bytes, len) < 0)
		failed = N_("cannot write");
	else if (set_owner(replacement, fd) < 0)
		failed = N_("cannot keep its owner, mode and attributes");
	else if (fsync(fd) < 0)
		failed = N_("cannot write");
	error = errno;
	if (replacement->nameless < 0 && close(fd) < 0 && failed == NULL) {
		failed = N_("cannot write");
		error = errno;
	}
	errno = error;
	return failed;
}

static void
close_nameless(struct replacement *replacement)
{
	if (replacement->nameless >= 0)
		close(replacement->nameless);
	replacement->nameless = -1;
}

static int
fail(struct replacement *replacement, const char *subject, const char *failed,
    int error, struct diagnostics *diagnostics)
{
	diagnostics_add(diagnostics, subject, 0, "%s%s%s; %s", failed,
	    error != 0 ? ": " : "", error != 0 ? strerror(error) : "",
	    subject == replacement->path ? N_("it is as it was")
					 : N_("the old file stays"));
	unlinkat(replacement->directory, replacement->temporary, 0);
	close_nameless(replacement);
	replacement->prepared = false;
	return -1;
}

int
replacement_prepare(struct replacement *replacement, const char *bytes,
    size_t len, struct diagnostics *diagnostics)
{
	const char *failed = write_new(replacement, bytes, len);

	if (failed != NULL)
		return fail(replacement,
		    replacement->options.suffix != NULL ? replacement->subject
							: replacement->path,
		    failed, errno, diagnostics);
	replacement->prepared = true;
	return 0;
}

/* Gives the new file its name beside the old one. */
static int
name_new(const struct replacement *replacement)
{
	char path[sizeof(OWN_DESCRIPTORS) + 16];

	if (replacement->nameless < 0)
		return 0;
	snprintf(path, sizeof(path), OWN_DESCRIPTORS "%d",
	    replacement->nameless);
	return linkat(AT_FDCWD, path, replacement->directory,
	    replacement->temporary, AT_SYMLINK_FOLLOW);
}

/* Not every file system can see to it that nothing is overwritten. */
static int
rename_new(const struct replacement *replacement)
{
	int directory = replacement->directory;

	if (replacement->options.like != NULL) {
		int result = renameat2(directory, replacement->temporary,
		    directory, replacement->name, RENAME_NOREPLACE);

		if (result == 0 || errno != EINVAL)
			return result;
	}
	return renameat(directory, replacement->temporary, directory,
	    replacement->name);
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
		return fail(replacement, path, N_("changed meanwhile"), 0,
		    diagnostics);
	if (name_new(replacement) < 0)
		return fail(replacement, path, N_("cannot name the new file"),
		    errno, diagnostics);
	if (keep_backup(replacement) < 0)
		return fail(replacement, path, N_("cannot keep it as .bak"),
		    errno, diagnostics);
	if (rename_new(replacement) < 0) {
		fail(replacement, path, N_("cannot replace"), errno,
		    diagnostics);
		if (replacement->options.backup)
			unlinkat(replacement->directory, replacement->backup,
			    0);
		return -1;
	}
	close_nameless(replacement);
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
	return replacement_prepare(replacement, bytes, len, diagnostics) < 0
	           ? -1
	           : replacement_commit(replacement, diagnostics);
}

void
replacement_close(struct replacement **replacement)
{
	struct replacement *gone = *replacement;

	*replacement = NULL;
	if (gone == NULL)
		return;
	if (gone->prepared && gone->nameless < 0)
		unlinkat(gone->directory, gone->temporary, 0);
	close_nameless(gone);
	if (gone->directory >= 0)
		close(gone->directory);
	free(gone->backup);
	free(gone->temporary);
	free(gone->name);
	free(gone->subject);
	free(gone->path);
	free(gone);
}
