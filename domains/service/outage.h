/* SPDX-License-Identifier: BSD-2-Clause */
/* Outage: whether a store can be read, as the log has it.  That it cannot is
 * logged once; that it can again, with how many recipients were judged without
 * it, once too.  A configuration that is read again goes on with what the one
 * before has logged.  All calls are for any number of threads.
 *
 *     if (!outage_may_try(outage)) ... go on without
 *     if (ask() < 0) outage_fail(outage, why, pause_ms);
 *     else outage_succeed(outage);
 */
#ifndef DOMAINS_SERVICE_OUTAGE_H
#define DOMAINS_SERVICE_OUTAGE_H

#include <stdbool.h>

struct outage;

/* NULL when memory is out. */
struct outage *
outage_new(void);

/* One more holder, for whom there is no pause. */
struct outage *
outage_share(struct outage *outage);

/* Of one holder. */
void
outage_release(struct outage **outage);

/* Not while there is a pause. */
bool
outage_may_try(struct outage *outage);

/* The store is left alone for so many milliseconds. */
void
outage_fail(struct outage *outage, const char *why, unsigned pause_ms);

/* Whoever began before a pause does not end it. */
void
outage_succeed(struct outage *outage);

/* A recipient is judged without the store. */
void
outage_miss(struct outage *outage);

#endif
