/* SPDX-License-Identifier: BSD-2-Clause */
/* Inbox: the Unix datagram socket at which the writer hears from the gate.
 *
 *     if (inbox_open("/run/x.sock", &diagnostics, &inbox) < 0) ...
 *     while (inbox_receive(&inbox, bytes, &len) == INBOX_TAKEN) ...
 *     inbox_close(&inbox);
 *
 * The kernel says who sent a datagram (unix(7), SCM_CREDENTIALS): only root and
 * the writer's own user are heard.
 */
#ifndef DOMAINS_DOPPELCONTACTS_INBOX_H
#define DOMAINS_DOPPELCONTACTS_INBOX_H

#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/contacts/observation.h"

struct inbox {
	int fd;
	char *path; /* that is removed at the end; NULL: a socket of others */
};

enum inbox_result {
	INBOX_TAKEN,
	INBOX_REFUSED, /* of another user, or too long */
	INBOX_EMPTY,   /* nothing is there now */
};

/* A path, whose directory must be there and at which nobody listens, or "fd:3"
 * for a socket that is open.  Returns 0, or -1 with a diagnostic. */
int
inbox_open(const char *place, struct diagnostics *diagnostics,
    struct inbox *inbox_r);

/* Binds a socket of a type to a path at which nobody listens any more; nobody
 * but the own user can reach it, and it does not wait.  Returns the descriptor,
 * or -1 with errno. */
int
inbox_bind(const char *path, int type);

/* Takes a datagram if there is one; does not wait. */
enum inbox_result
inbox_receive(const struct inbox *inbox,
    char bytes_r[static OBSERVATION_DATAGRAM_MAX], size_t *len_r);

void
inbox_close(struct inbox *inbox);

#endif
