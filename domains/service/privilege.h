/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: becomes the configured user for good, and raises what a daemon
 * may open. */
#ifndef DOMAINS_SERVICE_PRIVILEGE_H
#define DOMAINS_SERVICE_PRIVILEGE_H

#include <sys/types.h>

#define PRIVILEGE_WHY_SIZE 256

struct privilege {
	const char *user; /* NULL: stay who we are */
	uid_t uid;
	gid_t gid;
	gid_t socket_group; /* (gid_t)-1: none */
};

/* Looks the names up, without changing anything.  Returns 0, or -1 with why
 * filled in. */
int
privilege_find(const char *user, const char *socket_group,
    struct privilege *privilege_r, char why[static PRIVILEGE_WHY_SIZE]);

/* May we become him?  Started as root, a user is needed: root itself only when
 * that is written down.  Returns 0, or -1 with why filled in. */
int
privilege_check(const struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE]);

/* Groups, group, user, in this order, and no way back.  Returns 0, or -1 with
 * why filled in: then the process must end. */
int
privilege_drop(const struct privilege *privilege,
    char why[static PRIVILEGE_WHY_SIZE]);

/* A connection is a descriptor, and out of them libmilter spins. */
void
privilege_raise_files(void);

#endif
