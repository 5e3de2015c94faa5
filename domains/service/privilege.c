/* SPDX-License-Identifier: BSD-2-Clause */
/* Becomes the configured user. */
#include "domains/service/privilege.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Where the hard limit is "unlimited"; a Postfix has rarely over a thousand
 * smtpd processes. */
#define FILES_WANTED 65536

static const char *
why_not(const char *none)
{
	return errno == 0 ? none : strerror(errno);
}

int
privilege_find(const char *path, const char *user, const char *group,
    struct diagnostics *diagnostics, struct privilege *privilege_r)
{
	struct privilege privilege = {
	    .path = path,
	    .user = user,
	    .socket_group = (gid_t)-1,
	};
	const struct passwd *person;
	const struct group *people;

	errno = 0;
	if (user != NULL && (person = getpwnam(user)) == NULL)
		return diagnostics_add(diagnostics, path, 0, "user: %.64s: %s",
		    user, why_not("there is no such user"));
	if (user != NULL) {
		privilege.uid = person->pw_uid;
		privilege.gid = person->pw_gid;
	}
	errno = 0;
	if (group != NULL && (people = getgrnam(group)) == NULL)
		return diagnostics_add(diagnostics, path, 0,
		    "socket-group: %.64s: %s", group,
		    why_not("there is no such group"));
	if (group != NULL)
		privilege.socket_group = people->gr_gid;
	*privilege_r = privilege;
	return 0;
}

int
privilege_check(const struct privilege *privilege,
    struct diagnostics *diagnostics)
{
	uid_t self = geteuid();

	if (privilege->user == NULL && self == 0)
		return diagnostics_add(diagnostics, privilege->path, 0,
		    "user: not set, and started as root: name the user to "
		    "become (\"root\" to stay root)");
	if (privilege->user != NULL && self != 0 && self != privilege->uid)
		return diagnostics_add(diagnostics, privilege->path, 0,
		    "user: cannot become %.64s: not started as root",
		    privilege->user);
	return 0;
}

int
privilege_drop(const struct privilege *to, struct diagnostics *diagnostics)
{
	if (to->user == NULL || geteuid() == to->uid)
		return 0;
	if (initgroups(to->user, to->gid) < 0 ||
	    setresgid(to->gid, to->gid, to->gid) < 0 ||
	    setresuid(to->uid, to->uid, to->uid) < 0)
		return diagnostics_add(diagnostics, to->path, 0,
		    "user: cannot become %.64s: %s", to->user, strerror(errno));
	if (getuid() != to->uid || geteuid() != to->uid ||
	    getgid() != to->gid || getegid() != to->gid || setuid(0) == 0)
		return diagnostics_add(diagnostics, to->path, 0,
		    "user: cannot become %.64s: the way back is open",
		    to->user);
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
