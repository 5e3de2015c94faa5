/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: becomes the configured user for good, and raises what a daemon
 * may open. */
#include "domains/service/privilege.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Where the hard limit is "unlimited"; a Postfix has rarely over a thousand
 * smtpd processes. */
#define FILES_WANTED 65536

static int
find_user(const char *user, struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE])
{
	const struct passwd *entry;

	errno = 0;
	entry = getpwnam(user);
	if (entry == NULL) {
		snprintf(why, PRIVILEGE_WHY_SIZE, "user: %.64s: %s", user,
		    errno == 0 ? "there is no such user" : strerror(errno));
		return -1;
	}
	privilege->user = user;
	privilege->uid = entry->pw_uid;
	privilege->gid = entry->pw_gid;
	return 0;
}

static int
find_group(const char *name, struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE])
{
	const struct group *entry;

	errno = 0;
	entry = getgrnam(name);
	if (entry == NULL) {
		snprintf(why, PRIVILEGE_WHY_SIZE, "socket-group: %.64s: %s",
		    name,
		    errno == 0 ? "there is no such group" : strerror(errno));
		return -1;
	}
	privilege->socket_group = entry->gr_gid;
	return 0;
}

int
privilege_find(const char *user, const char *socket_group,
    struct privilege *privilege_r, char why[static PRIVILEGE_WHY_SIZE])
{
	struct privilege privilege = {.socket_group = (gid_t)-1};

	if (user != NULL && find_user(user, &privilege, why) < 0)
		return -1;
	if (socket_group != NULL &&
	    find_group(socket_group, &privilege, why) < 0)
		return -1;
	*privilege_r = privilege;
	return 0;
}

int
privilege_check(const struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE])
{
	uid_t self = geteuid();

	if (privilege->user == NULL && self == 0) {
		snprintf(why, PRIVILEGE_WHY_SIZE,
		    "user: not set, and started as root: name the user to "
		    "become (\"root\" to stay root)");
		return -1;
	}
	if (privilege->user != NULL && self != 0 && self != privilege->uid) {
		snprintf(why, PRIVILEGE_WHY_SIZE,
		    "user: cannot become %.64s: not started as root",
		    privilege->user);
		return -1;
	}
	return 0;
}

int
privilege_drop(const struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE])
{
	const struct privilege *to = privilege;

	if (to->user == NULL || geteuid() == to->uid)
		return 0;
	if (initgroups(to->user, to->gid) < 0 ||
	    setresgid(to->gid, to->gid, to->gid) < 0 ||
	    setresuid(to->uid, to->uid, to->uid) < 0) {
		snprintf(why, PRIVILEGE_WHY_SIZE, "cannot become %.64s: %s",
		    to->user, strerror(errno));
		return -1;
	}
	if (getuid() != to->uid || geteuid() != to->uid ||
	    getgid() != to->gid || getegid() != to->gid || setuid(0) == 0) {
		snprintf(why, PRIVILEGE_WHY_SIZE,
		    "cannot become %.64s: the way back is open", to->user);
		return -1;
	}
	return 0;
}

void
privilege_raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > FILES_WANTED)
		limit.rlim_cur = limit.rlim_cur > FILES_WANTED ? limit.rlim_cur
		                                               : FILES_WANTED;
	else
		limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}
