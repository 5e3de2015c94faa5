/* SPDX-License-Identifier: BSD-2-Clause */
/* Dialogue: a connection to the process that has the store of contacts, to ask
 * it about members (question.h).
 *
 *     struct dialogue dialogue = {.fd = -1};
 *     if (dialogue_ask(&dialogue, path, message, deadline, reply, &len) < 0)
 *             ... errno
 *     dialogue_close(&dialogue);
 *
 * It never waits longer than the deadline, whatever that process does.
 */
#ifndef DOMAINS_DOPPELCHECK_DIALOGUE_H
#define DOMAINS_DOPPELCHECK_DIALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "domains/contacts/question.h"

struct dialogue {
	int fd; /* -1: not connected */
};

/* Sends a message and takes the answer, over a new connection when the old one
 * is gone.  deadline: of clock_now().  Returns 0, or -1 with errno and no
 * connection. */
int
dialogue_ask(struct dialogue *dialogue, const char *path, struct span message,
    uint64_t deadline, char reply_r[static QUESTION_MESSAGE_MAX],
    size_t *len_r);

void
dialogue_close(struct dialogue *dialogue);

#endif
