/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/clock.h"

#include <stdatomic.h>

#include "domains/base/clock.h"

static _Atomic uint64_t skipped, dragged;

uint64_t
__real_clock_now(void);

/* The linker puts it before clock_now(). */
uint64_t
__wrap_clock_now(void);

uint64_t
__wrap_clock_now(void)
{
	skipped += dragged;
	return __real_clock_now() + skipped;
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
