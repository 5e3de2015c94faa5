/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks that a test moves on: clock_now() and time() of the unit tests (ld
 * --wrap). */
#ifndef TESTS_UNIT_CLOCK_H
#define TESTS_UNIT_CLOCK_H

#include <stdint.h>

/* The test may use so many seconds of processor time, in which those when the
 * machine does something else do not count. */
void
clock_limit(unsigned seconds);

/* So much time passes at once. */
void
clock_skip(uint64_t ms);

/* And so much each time that somebody looks at it, until it is 0 again: all
 * takes long. */
void
clock_drag(uint64_t ms);

/* Both stand still from now on, however slow the machine is, but for what is
 * skipped: what the test writes is young. */
void
clock_hold(void);

/* time(), so many seconds later: what was written before is no longer young. */
void
clock_skip_time(int64_t seconds);

#endif
