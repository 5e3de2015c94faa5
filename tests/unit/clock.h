/* SPDX-License-Identifier: BSD-2-Clause */
/* A clock that a test moves on: clock_now() of the unit tests (ld --wrap). */
#ifndef TESTS_UNIT_CLOCK_H
#define TESTS_UNIT_CLOCK_H

#include <stdint.h>

/* So much time passes at once. */
void
clock_skip(uint64_t ms);

/* And so much each time that somebody looks at it, until it is 0 again: all
 * takes long. */
void
clock_drag(uint64_t ms);

#endif
