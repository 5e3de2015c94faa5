/* SPDX-License-Identifier: BSD-2-Clause */
/* Clock: milliseconds that no change of the date moves (CLOCK_MONOTONIC), for
 * deadlines.
 *
 *     uint64_t deadline = clock_now() + 500;
 *     struct timespec until = clock_timespec(deadline);
 *     pthread_cond_timedwait(&condition, &lock, &until);
 */
#ifndef DOMAINS_BASE_CLOCK_H
#define DOMAINS_BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

uint64_t
clock_now(void);

/* Milliseconds of processor time of this thread: to wait for a program or a
 * slow disk costs none. */
uint64_t
clock_spent(void);

struct timespec
clock_timespec(uint64_t milliseconds);

/* Makes a condition whose timed waits go by this clock. */
void
clock_init_condition(pthread_cond_t *condition);

#endif
