/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: becomes the configured user for good, and raises what a daemon
 * may open. */
#ifndef DOMAINS_SERVICE_PRIVILEGE_H
#define DOMAINS_SERVICE_PRIVILEGE_H

#include <sys/types.h>

#include "domains/base/diagnostic.h"

struct privilege {
	const char *path; /* the configuration's, for messages */
	const char *user; /* NULL: stay who we are */
	uid_t uid;
	gid_t gid;
	gid_t socket_group; /* (gid_t)-1: none */
};

/* Looks the names up, without changing anything.  NULL: none.  Returns 0, or
 * -1 with an error added. */
int
privilege_find(const char *path, const char *user, const char *group,
    struct diagnostics *diagnostics, struct privilege *privilege_r);

/* May this process become the user?  Started as root it needs one: root itself
 * only where the configuration says so.  Returns 0, or -1 with an error
 * added. */
int
privilege_check(const struct privilege *privilege,
    struct diagnostics *diagnostics);

/* Groups, group, user, in this order, and no way back.  Returns 0, or -1 with
 * an error added: then the process must end. */
int
privilege_drop(const struct privilege *privilege,
    struct diagnostics *diagnostics);

/* A connection is a descriptor, and out of them libmilter spins. */
void
privilege_raise_files(void);

#endif
