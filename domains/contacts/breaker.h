/* SPDX-License-Identifier: BSD-2-Clause */
/* Breaker: after some failures in a row a service is left alone for a while,
 * then asked once, and for twice as long after each time that fails, too.
 * Times are milliseconds of any clock that only goes on.
 *
 *     if (!breaker_allows(&breaker, now)) ... go on without
 *     if (ask() < 0) breaker_fail(&breaker, now);
 *     else breaker_close(&breaker);
 */
#ifndef DOMAINS_CONTACTS_BREAKER_H
#define DOMAINS_CONTACTS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FAILURES 3
#define BREAKER_PAUSE_MS 1000
#define BREAKER_PAUSE_MAX_MS 16000

struct breaker {
	unsigned failures; /* in a row */
	uint64_t pause;    /* the last one; 0: none */
	uint64_t until;
};

bool
breaker_allows(const struct breaker *breaker, uint64_t now);

void
breaker_fail(struct breaker *breaker, uint64_t now);

void
breaker_close(struct breaker *breaker);

#endif
