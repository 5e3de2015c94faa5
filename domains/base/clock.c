/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the clock for deadlines. */
#include "domains/base/clock.h"

static uint64_t
read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

uint64_t
clock_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t
clock_spent(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

struct timespec
clock_timespec(uint64_t milliseconds)
{
	return (struct timespec){
	    .tv_sec = (time_t)(milliseconds / 1000),
	    .tv_nsec = (long)(milliseconds % 1000) * 1000000,
	};
}

void
clock_init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &monotonic);
	pthread_condattr_destroy(&monotonic);
}
