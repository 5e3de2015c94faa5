/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers: the Unix socket at which those who know the lists ask about their
 * members (question.h).
 *
 *     if (answers_open("/run/x/questions.sock", &diagnostics, &answers) < 0)
 *     count = answers_poll(&answers, polled);
 *     ... poll() ...
 *     answers_turn(&answers, polled, store, now);
 *     answers_close(&answers);
 *
 * The kernel says whose a connection is (unix(7), SO_PEERCRED): only root and
 * the writer's own user are answered.  It waits for nobody: a message that is
 * none, or an answer that is not taken at once, ends the connection.
 */
#ifndef DOMAINS_DOPPELCONTACTS_ANSWERS_H
#define DOMAINS_DOPPELCONTACTS_ANSWERS_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/contacts/store.h"

/* A watcher and an audit, and some more; the oldest goes for the next. */
#define ANSWERS_CLIENTS_MAX 8
#define ANSWERS_POLLED (ANSWERS_CLIENTS_MAX + 1)

struct answers {
	int fd; /* -1: it is not open */
	const char *path;
	int clients[ANSWERS_CLIENTS_MAX]; /* the oldest first */
	size_t count;
	bool failing; /* the store, as was reported */
};

/* A path whose directory must be there, and which outlives it; its mode lets
 * the group in.  Returns 0, or -1 with a diagnostic. */
int
answers_open(const char *path, struct diagnostics *diagnostics,
    struct answers *answers_r);

/* What is to be polled; returns how many. */
size_t
answers_poll(const struct answers *answers,
    struct pollfd polled_r[static ANSWERS_POLLED]);

/* After poll(): answers one message of each connection, and takes in a new
 * one. */
void
answers_turn(struct answers *answers, const struct pollfd *polled,
    struct store *store, int64_t now);

void
answers_close(struct answers *answers);

#endif
