/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/clock.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

#include "domains/base/clock.h"

static _Atomic uint64_t skipped, dragged, held_ms;
static _Atomic int64_t held_time; /* 0: not held */

uint64_t
__real_clock_now(void);

time_t
__real_time(time_t *time_r);

/* The linker puts them before clock_now() and time(). */
uint64_t
__wrap_clock_now(void);

time_t
__wrap_time(time_t *time_r);

uint64_t
__wrap_clock_now(void)
{
	skipped += dragged;
	return (held_time != 0 ? held_ms : __real_clock_now()) + skipped;
}

time_t
__wrap_time(time_t *time_r)
{
	time_t now = held_time != 0 ? (time_t)held_time : __real_time(NULL);

	if (time_r != NULL)
		*time_r = now;
	return now;
}

void
clock_hold(void)
{
	held_ms = __real_clock_now();
	held_time = (int64_t)__real_time(NULL);
}

void
clock_skip_time(int64_t seconds)
{
	held_time += seconds;
}

void
clock_limit(unsigned seconds)
{
	const struct rlimit limit = {seconds, seconds};

	cr_assert_eq(setrlimit(RLIMIT_CPU, &limit), 0);
}

void
clock_skip(uint64_t ms)
{
	skipped += ms;
}

void
clock_drag(uint64_t ms)
{
	dragged = ms;
}
