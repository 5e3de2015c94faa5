/* SPDX-License-Identifier: BSD-2-Clause */
/* Progress: how long the rest takes. */
#include "domains/text/progress.h"

#include <criterion/criterion.h>

Test(progress, seconds_that_are_left)
{
	static const struct {
		uint64_t done, all, milliseconds, left;
	} rows[] = {
	    {0, 1000, 5000, 0}, /* nobody knows */
	    {500, 1000, 5000, 6},
	    {100, 1000, 1000, 10},
	    {999, 1000, 1000, 1},
	    {1000, 1000, 5000, 0},
	    {1200, 1000, 5000, 0}, /* it grows */
	    {1, UINT64_MAX / 2, 1, UINT64_C(9223372036854777)},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		cr_expect_eq(progress_left(rows[i].done, rows[i].all,
				 rows[i].milliseconds),
		    rows[i].left, "row %zu", i);
}
