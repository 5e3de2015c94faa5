/* SPDX-License-Identifier: BSD-2-Clause */
/* Listener: where the MTA meets the milter, and that nobody else is there.
 *
 *     unix:/run/doppelmilter/doppelmilter.sock   (local: is the same)
 *     inet:8891@127.0.0.1
 *     inet6:8891@::1
 *     fd:3                     held by the service manager over restarts
 *
 * Before libmilter opens a unix socket: a lock beside it (PATH.lock) refuses a
 * second instance; what lies at the path is removed only when it is a socket
 * at which nobody listens.
 */
#ifndef MILTER_LISTENER_H
#define MILTER_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

/* A sentence for the administrator. */
#define LISTENER_WHY_SIZE 512

enum listener_kind {
	LISTENER_UNIX,
	LISTENER_INET,
	LISTENER_INET6,
	LISTENER_FD,
};

struct listener_place {
	enum listener_kind kind;
	const char *path; /* unix; into the text that was parsed */
	int fd;           /* fd */
};

/* Reads the text of the "socket" key.  Returns 0, or -1 with *why_r a static
 * text. */
int
listener_parse(const char *text, struct listener_place *place_r,
    const char **why_r);

struct listener {
	int lock; /* descriptor of the lock file; -1 */
};

/* Makes the place ready for libmilter: lock, stale socket, checks.  Returns 0,
 * or -1 with why filled in. */
int
listener_prepare(const struct listener_place *place,
    struct listener *listener_r, char why[static LISTENER_WHY_SIZE]);

/* Does it speak TCP?  (A descriptor must be open.) */
bool
listener_is_tcp(const struct listener_place *place);

/* After libmilter has bound a unix socket: gives it to the group.  (gid_t)-1:
 * leaves it as it is. */
int
listener_give(const struct listener_place *place, gid_t group,
    char why[static LISTENER_WHY_SIZE]);

/* At the end: what root's unix socket leaves behind, and the lock. */
void
listener_close(const struct listener_place *place, struct listener *listener);

#endif
