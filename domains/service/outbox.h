/* SPDX-License-Identifier: BSD-2-Clause */
/* Outbox: reports what the gate saw to the process that writes the contacts
 * (observation.h), through its datagram socket, and never waits for it.
 *
 * What the socket has no room for now goes with what comes next: as much as a
 * datagram holds.  What there is no room for then is counted, which is logged
 * when it begins and when it is over.
 */
#ifndef DOMAINS_SERVICE_OUTBOX_H
#define DOMAINS_SERVICE_OUTBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "domains/contacts/observation.h"

struct outbox {
	pthread_mutex_t lock;
	const char *path; /* borrowed */
	int fd;           /* connected; -1 */
	struct observation_writer waiting;
	bool failing;  /* that nothing can be sent is logged */
	uint64_t lost; /* observations, since the last that was sent */
};

void
outbox_begin(struct outbox *outbox, const char *path);
void
outbox_end(struct outbox *outbox);

/* For any thread. */
bool
outbox_add(struct outbox *outbox, const struct observation *list, size_t count);

/* Sends what waits, if there is room. */
void
outbox_flush(struct outbox *outbox);

#endif
