/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks a path with a user's rights. */
#include "domains/base/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/owner.h"

/* A line of passwd has about a hundred. */
#define USER_BYTES_MAX 65536

/* By others than its owner. */
#define WRITABLE (S_IWGRP | S_IWOTH)

/* As many as the kernel follows. */
#define LINKS_MAX 40

/* ---- of this thread ------------------------------------------------------ */

/* What a thread had before it took a user's rights.  The system calls are made
 * as they are, for those of the C library act on all threads. */
struct thread_rights {
	struct __user_cap_data_struct capabilities[2];
	uid_t uid;
	gid_t gid;
	gid_t *groups;
	int group_count;
};

#ifdef SYS_setgroups32
#define SET_GROUPS SYS_setgroups32
#else
#define SET_GROUPS SYS_setgroups
#endif

#define CAPABILITY(number) (UINT32_C(1) << (number))

#define CAPABILITIES                         \
	(&(struct __user_cap_header_struct){ \
	    .version = _LINUX_CAPABILITY_VERSION_3})

static bool
get_capabilities(struct __user_cap_data_struct data_r[2])
{
	return syscall(SYS_capget, CAPABILITIES, data_r) == 0;
}

static bool
set_capabilities(const struct __user_cap_data_struct data[2])
{
	return syscall(SYS_capset, CAPABILITIES, data) == 0;
}

/* The C library does not report whether it could. */
static bool
set_ids(uid_t uid, gid_t gid)
{
	setfsgid(gid);
	setfsuid(uid);
	return setfsgid((gid_t)-1) == (int)gid &&
	       setfsuid((uid_t)-1) == (int)uid;
}

/* Can this process open more than its user's files? */
static bool
is_privileged(void)
{
	struct __user_cap_data_struct now[2];

	return geteuid() == 0 || !get_capabilities(now) ||
	       (now[0].effective & (CAPABILITY(CAP_DAC_OVERRIDE) |
				       CAPABILITY(CAP_DAC_READ_SEARCH))) != 0;
}

/* Takes a thread's own rights back, or ends the program. */
static void
resume(struct thread_rights *before)
{
	if (syscall(SET_GROUPS, before->group_count, before->groups) != 0 ||
	    !set_ids(before->uid, before->gid) ||
	    !set_capabilities(before->capabilities))
		abort();
	free(before->groups);
}

static bool
note_groups(struct thread_rights *before)
{
	before->group_count = getgroups(0, NULL);
	if (before->group_count < 0)
		return false;
	before->groups =
	    calloc((size_t)before->group_count + 1, sizeof(*before->groups));
	if (before->groups == NULL)
		return false;
	before->group_count = getgroups(before->group_count, before->groups);
	return before->group_count >= 0;
}

/* What is left is what it takes to get the others back.  Returns -1 with errno
 * and the thread as it was. */
static int
assume(const struct rights *rights, struct thread_rights *before_r)
{
	const uint32_t kept = CAPABILITY(CAP_SETUID) | CAPABILITY(CAP_SETGID);
	struct __user_cap_data_struct few[2];

	*before_r = (struct thread_rights){
	    .uid = (uid_t)setfsuid((uid_t)-1),
	    .gid = (gid_t)setfsgid((gid_t)-1),
	};
	if (!get_capabilities(before_r->capabilities) ||
	    !note_groups(before_r) ||
	    syscall(SET_GROUPS, 1, &rights->gid) != 0) {
		free(before_r->groups);
		return -1;
	}
	memcpy(few, before_r->capabilities, sizeof(few));
	few[0].effective &= kept;
	few[1].effective = 0;
	if (!set_ids(rights->uid, rights->gid) || !set_capabilities(few)) {
		resume(before_r);
		errno = EPERM;
		return -1;
	}
	return 0;
}

/* ---- whose rights -------------------------------------------------------- */

static bool
is_ours(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

/* A user's primary group, which local(8) takes alone; nobody's when the user is
 * none of this machine. */
static gid_t
group_of(uid_t uid)
{
	/* Lists of one owner follow each other, and passwd may be long. */
	static _Thread_local struct rights last;
	struct passwd user, *found = NULL;
	char *bytes;

	if (last.limited && last.uid == uid)
		return last.gid;
	bytes = malloc(USER_BYTES_MAX);
	if (bytes == NULL ||
	    getpwuid_r(uid, &user, bytes, USER_BYTES_MAX, &found) != 0)
		found = NULL;
	last = (struct rights){
	    .limited = true,
	    .uid = uid,
	    .gid = found != NULL ? found->pw_gid : OWNER_NOBODY,
	};
	free(bytes);
	return last.gid;
}

static void
limit_to(struct rights *rights, uid_t uid)
{
	*rights = (struct rights){
	    .limited = true,
	    .uid = uid,
	    .gid = uid == OWNER_NOBODY ? OWNER_NOBODY : group_of(uid),
	};
}

struct rights
rights_of_nobody(void)
{
	struct rights rights;

	limit_to(&rights, OWNER_NOBODY);
	return rights;
}

void
rights_limit(struct rights *rights, const struct stat *status)
{
	if (!rights->limited && !is_ours(status->st_uid))
		limit_to(rights, status->st_uid);
	if (!S_ISREG(status->st_mode))
		return;
	if ((status->st_mode & S_IWOTH) != 0)
		limit_to(rights, OWNER_NOBODY);
	/* The bit also stands for users in an access list; then the group may
	 * be root's. */
	else if (!rights->limited && (status->st_mode & S_IWGRP) != 0)
		*rights = (struct rights){
		    .limited = true,
		    .uid = OWNER_NOBODY,
		    .gid = status->st_gid != 0 ? status->st_gid : OWNER_NOBODY,
		};
}

/* ---- the walk ------------------------------------------------------------ */

struct walk {
	struct rights *rights;
	bool assumed;
	struct thread_rights before; /* when it is */
	int at;                      /* the directory that was reached */
	bool shared;                 /* which others can write to */
	char rest[PATH_MAX];         /* of the path, from there */
	unsigned links;
};

/* The thread has the rights of the walk, which may have become less.  Returns
 * 0, or -1 with errno. */
static int
follow_rights(struct walk *walk, const struct rights *before)
{
	struct rights *now = walk->rights;

	if (!now->limited || (walk->assumed && now->uid == before->uid &&
				 now->gid == before->gid))
		return 0;
	if (walk->assumed)
		resume(&walk->before);
	walk->assumed = assume(now, &walk->before) == 0;
	return walk->assumed ? 0 : -1;
}

/* What the walk has come to may be another user's. */
static int
meet(struct walk *walk, const struct stat *status)
{
	const struct rights before = *walk->rights;

	if (!before.limited && !is_ours(status->st_uid))
		limit_to(walk->rights, status->st_uid);
	if (walk->shared && S_ISREG(status->st_mode) && status->st_nlink > 1)
		limit_to(walk->rights, OWNER_NOBODY);
	return follow_rights(walk, &before);
}

/* The first name of the rest, which becomes shorter by it; "." for none. */
static void
take_name(struct walk *walk, char name_r[static NAME_MAX + 2])
{
	const char *begin = walk->rest + strspn(walk->rest, "/");
	size_t len = strcspn(begin, "/");
	const char *after = begin + len + strspn(begin + len, "/");
	size_t kept = len < NAME_MAX + 1 ? len : NAME_MAX + 1;

	memcpy(name_r, begin, kept);
	name_r[kept] = '\0';
	if (len == 0)
		memcpy(name_r, ".", 2);
	memmove(walk->rest, after, strlen(after) + 1);
}

static void
move_to(struct walk *walk, int fd)
{
	if (walk->at >= 0)
		close(walk->at);
	walk->at = fd;
}

/* Puts the target of a link before the rest.  Takes the descriptor. */
static int
follow_link(struct walk *walk, int link)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(link, "", target, sizeof(target));
	size_t rest = strlen(walk->rest);

	close(link);
	if (len < 0)
		return -1;
	if (++walk->links > LINKS_MAX) {
		errno = ELOOP;
		return -1;
	}
	if ((size_t)len + 1 + rest >= sizeof(walk->rest)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memmove(walk->rest + len + 1, walk->rest, rest + 1);
	memcpy(walk->rest, target, (size_t)len);
	walk->rest[len] = rest != 0 ? '/' : '\0';
	if (target[0] != '/')
		return 0;
	move_to(walk, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
	walk->shared = false;
	return walk->at < 0 ? -1 : 0;
}

/* Opens what has a name, to look at it.  What must be a directory is opened as
 * one, unless it is a link: else none would be mounted there. */
static int
look_at(const struct walk *walk, const char *name)
{
	const int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
	int fd = -1;

	if (walk->rest[0] != '\0')
		fd = openat(walk->at, name, flags | O_DIRECTORY);
	if (walk->rest[0] == '\0' || (fd < 0 && errno == ENOTDIR))
		fd = openat(walk->at, name, flags);
	return fd;
}

/* Opens what was come to, if it is a regular file and the name is still its.
 * Takes the descriptor.  Returns -1 with errno; 0: its kind is wrong. */
static int
open_file(const struct walk *walk, const char *name, int found,
    struct stat *status_r)
{
	const struct stat seen = *status_r;
	int fd;

	close(found);
	if (!S_ISREG(seen.st_mode)) {
		errno = 0;
		return -1;
	}
	fd = openat(walk->at, name,
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (owner_fstat(fd, status_r) == 0 && status_r->st_dev == seen.st_dev &&
	    status_r->st_ino == seen.st_ino)
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

/* Goes on to the end of the rest.  Links that the kernel makes up, as below
 * /proc/self/fd, lead nowhere: their text is no path to what they open. */
static int
walk_on(struct walk *walk, struct stat *status_r)
{
	for (;;) {
		char name[NAME_MAX + 2];
		int fd;

		take_name(walk, name);
		fd = look_at(walk, name);
		if (fd < 0)
			return -1;
		if (owner_fstat(fd, status_r) < 0 || meet(walk, status_r) < 0) {
			int error = errno;

			close(fd);
			errno = error;
			return -1;
		}
		if (S_ISLNK(status_r->st_mode)) {
			if (follow_link(walk, fd) < 0)
				return -1;
			continue;
		}
		if (walk->rest[0] == '\0')
			return open_file(walk, name, fd, status_r);
		walk->shared = S_ISDIR(status_r->st_mode) &&
		               (status_r->st_mode & WRITABLE) != 0;
		move_to(walk, fd);
	}
}

/* How long the beginning of a path is that only root can change: directories of
 * root's, in which nobody else can give a name to something else.  They need
 * not be walked one by one. */
static size_t
sure_length(char path[static PATH_MAX], bool *shared_r)
{
	size_t sure = 0, at = 1;
	struct stat status;

	while (path[0] == '/' && path[at] != '\0') {
		size_t end = at + strcspn(path + at, "/");
		bool directory;

		if (path[end] == '\0')
			break;
		path[end] = '\0';
		directory = owner_lstat(path, &status) == 0 &&
		            S_ISDIR(status.st_mode) && status.st_uid == 0 &&
		            ((status.st_mode & WRITABLE) == 0 ||
				(status.st_mode & S_ISVTX) != 0);
		path[end] = '/';
		if (!directory)
			break;
		*shared_r = (status.st_mode & WRITABLE) != 0;
		sure = end;
		at = end + 1;
	}
	return sure;
}

/* Opens the directory where the walk begins. */
static int
begin_walk(struct walk *walk)
{
	size_t sure =
	    walk->rights->limited ? 0 : sure_length(walk->rest, &walk->shared);
	char *rest = walk->rest + sure;
	const char *begin = walk->rest[0] == '/' ? "/" : ".";

	if (sure != 0) {
		*rest++ = '\0';
		begin = walk->rest;
	}
	walk->at = open(begin, O_PATH | O_DIRECTORY | O_CLOEXEC);
	memmove(walk->rest, rest, strlen(rest) + 1);
	return walk->at;
}

static bool
is_single_file(const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_nlink == 1;
}

/* The kernel goes a path at once when a user's rights cannot become less on it.
 * Returns -1 for all that the walk has to look at. */
static int
open_at_once(const char *path, struct stat *status_r)
{
	const struct open_how how = {
	    .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    .resolve = RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	if (stat(path, status_r) == 0 && is_single_file(status_r))
		fd = syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	if (fd >= 0 &&
	    (fstat((int)fd, status_r) < 0 || !is_single_file(status_r))) {
		close((int)fd);
		fd = -1;
	}
	return (int)fd;
}

static int
open_walking(struct rights *rights, const char *path, struct stat *status_r)
{
	struct walk walk = {.rights = rights, .at = -1};
	size_t len = strlen(path);
	int fd = -1, error;

	if (len == 0 || len >= sizeof(walk.rest)) {
		errno = len == 0 ? ENOENT : ENAMETOOLONG;
		return -1;
	}
	memcpy(walk.rest, path, len + 1);
	if (follow_rights(&walk, rights) == 0) {
		if (walk.assumed)
			fd = open_at_once(path, status_r);
		if (fd < 0 && begin_walk(&walk) >= 0)
			fd = walk_on(&walk, status_r);
	}
	error = errno;
	move_to(&walk, -1);
	if (walk.assumed)
		resume(&walk.before);
	errno = error;
	return fd;
}

int
rights_open(struct rights *rights, const char *path, struct stat *status_r,
    const char **why_r)
{
	int fd;

	if (!is_privileged()) {
		rights->limited = false;
		return file_open(path, status_r, why_r);
	}
	fd = open_walking(rights, path, status_r);
	if (fd >= 0)
		rights_limit(rights, status_r);
	else
		*why_r = errno != 0 ? file_why_closed(errno)
		                    : file_refused(status_r->st_mode);
	return fd;
}
