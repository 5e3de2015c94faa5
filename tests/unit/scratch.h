/* SPDX-License-Identifier: BSD-2-Clause */
/* Scratch: a directory of its own for a test, so that the names of its files
 * are short and the same in each run.
 *
 *     TestSuite(x, .init = scratch_enter, .fini = scratch_leave);
 */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include "domains/base/diagnostic.h"

#define SCRATCH_LINES_MAX 6

/* A bad file, and the lines about it; NULL ends them. */
struct scratch_case {
	const char *text;
	const char *diagnostics[SCRATCH_LINES_MAX];
};

void
scratch_enter(void);
void
scratch_leave(void);

/* Compares diagnostics with lines, of which NULL ends them, then clears
 * them. */
void
scratch_expect(const char *what, struct diagnostics *diagnostics,
    const char *const lines[SCRATCH_LINES_MAX]);

#endif
