/* SPDX-License-Identifier: BSD-2-Clause */
/* Recent: the last tries of senders that this process has refused (pair.h), so
 * that the second one is known where the store does not have the first: it was
 * not written yet, or cannot be written now.
 *
 * A fixed table: of two tries that meet in one place the later holds.  For any
 * number of threads.
 */
#ifndef DOMAINS_SERVICE_RECENT_H
#define DOMAINS_SERVICE_RECENT_H

#include <pthread.h>
#include <stdint.h>

#include "domains/base/span.h"

/* A hundred kilobytes; a power of two. */
#define RECENT_MAX 4096

struct recent {
	pthread_mutex_t lock;
	struct recent_try {
		uint64_t recipient, sender; /* hashes */
		int64_t time;
	} list[RECENT_MAX];
};

void
recent_begin(struct recent *recent);
void
recent_end(struct recent *recent);

void
recent_note(struct recent *recent, struct span recipient, struct span sender,
    int64_t time);

/* When it was; 0: not known. */
int64_t
recent_find(struct recent *recent, struct span recipient, struct span sender);

#endif
