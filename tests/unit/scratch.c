/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch[32];
static char home[512];

void
scratch_enter(void)
{
	snprintf(scratch, sizeof(scratch), "/tmp/doppel.XXXXXX");
	cr_assert(getcwd(home, sizeof(home)) != NULL);
	cr_assert(mkdtemp(scratch) != NULL && chdir(scratch) == 0);
}

void
scratch_leave(void)
{
	char command[64];

	cr_assert_eq(chdir(home), 0);
	snprintf(command, sizeof(command), "rm -rf %s", scratch);
	cr_assert_eq(system(command), 0);
}

void
scratch_expect(const char *what, struct diagnostics *diagnostics,
    const char *const lines[SCRATCH_LINES_MAX])
{
	size_t count = 0;

	while (count < SCRATCH_LINES_MAX && lines[count] != NULL)
		count++;
	cr_expect_eq(diagnostics->count, count, "%s: %zu, not %zu", what,
	    diagnostics->count, count);
	for (size_t i = 0; i < diagnostics->kept; i++) {
		char line[1024];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		cr_expect_str_eq(line, i < count ? lines[i] : "(no more)",
		    "%s\n got: %s\nwant: %s", what, line,
		    i < count ? lines[i] : "(no more)");
	}
	diagnostics_clear(diagnostics);
}
