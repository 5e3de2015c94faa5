/* SPDX-License-Identifier: BSD-2-Clause */
/* Follower: keeps the copy of a zone up to date.  Whatever a server answers,
 * the last good list stays until there is a better one, and the log says how
 * old it is.
 *
 *     struct follower follower = {.transfer = &transfer, .copy = copy};
 *     each second: follower_turn(&follower);
 *     copy_clear(&follower.copy);
 */
#ifndef DOMAINS_DOPPELZONE_FOLLOWER_H
#define DOMAINS_DOPPELZONE_FOLLOWER_H

#include "domains/doppelzone/copy.h"
#include "domains/doppelzone/transfer.h"

/* s that something is wrong before it is said: a server that starts again is
 * no news. */
#define FOLLOWER_PATIENCE 3

/* s until the same is said again. */
#define FOLLOWER_AGAIN 3600

/* s until something else is said. */
#define FOLLOWER_OTHER 60

/* A transfer that failed is tried again after 1 s, 2 s, 4 s ... up to this;
 * another serial number at once. */
#define FOLLOWER_WAIT_MAX 32

/* s between two notes that the copy is current. */
#define FOLLOWER_TOUCH 10

#define FOLLOWER_WHY_SIZE 1024

struct follower {
	const struct transfer *transfer;
	const char *program; /* run after each new list; NULL: none */
	struct copy copy;    /* copy_load()ed */
	/* Of clock_now(), in ms; 0: never. */
	uint64_t wrong_at, said_at, touched_at, try_at;
	uint32_t failed; /* the serial number of the transfer that failed */
	unsigned wait;   /* s after it */
	char why[FOLLOWER_WHY_SIZE]; /* of the last turn that went wrong */
};

/* Asks once, and does what follows from the answer. */
void
follower_turn(struct follower *follower);

#endif
