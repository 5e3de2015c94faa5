/* SPDX-License-Identifier: BSD-2-Clause */
/* Listener: makes the place of socket.h ready and refuses one that another
 * program has.
 *
 * Before libmilter opens a unix socket: a lock beside it (PATH.lock) refuses a
 * second instance; listener_prepare() removes what lies at the path only when
 * it is a socket at which nobody listens.
 */
#ifndef DOMAINS_SERVICE_LISTENER_H
#define DOMAINS_SERVICE_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

#include "domains/base/diagnostic.h"
#include "domains/settings/socket.h"

struct listener {
	int lock; /* descriptor of the lock file; -1 */
};

/* What would be in the way at a start?  A directory that is not there yet is a
 * warning, for a service manager may make it, and so is one into which only the
 * filter's user may look, and an address that this host does not have. */
void
listener_check(const struct socket_place *place, struct diagnostics *errors,
    struct diagnostics *warnings);

/* Makes the place ready for libmilter: lock, stale socket, checks.  Returns 0,
 * or -1 with an error added. */
int
listener_prepare(const struct socket_place *place, struct listener *listener_r,
    struct diagnostics *diagnostics);

/* Does it speak TCP?  (A descriptor must be open.) */
bool
listener_is_tcp(const struct socket_place *place);

/* After libmilter has bound a unix socket: gives it to the group.  (gid_t)-1:
 * leaves it as it is. */
int
listener_give(const struct socket_place *place, gid_t group,
    struct diagnostics *diagnostics);

/* At the end: removes the unix socket, which libmilter leaves there as root,
 * unless place is NULL, and gives up the lock. */
void
listener_close(const struct socket_place *place, struct listener *listener);

#endif
