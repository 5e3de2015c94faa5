/* SPDX-License-Identifier: BSD-2-Clause */
/* Export: an entry that is passed over ends where it would if it were read. */
#include <criterion/criterion.h>
#include <string.h>

#include "domains/maillog/export.h"

static const char entry[] =
    "__CURSOR=s=1\nMESSAGE\n\x05\0\0\0\0\0\0\0a\n\n=b\n_PID=\n"
    "EMPTY\n\0\0\0\0\0\0\0\0\nX=y\n\n__CURSOR=s=2\n\n";

static void
expect_end(size_t first, size_t second, size_t end)
{
	const size_t ends[] = {first, second, sizeof(entry) - 1};
	struct export_passing passing = {.on = false};
	struct span rest = {entry, 0};
	bool over = false;

	for (size_t i = 0; i < 3 && !over; i++) {
		rest.len = (size_t)(entry + ends[i] - rest.bytes);
		over = export_pass(&passing, &rest);
		cr_expect_eq(passing.on, !over);
		cr_expect(over || rest.len == 0);
	}
	cr_expect(over);
	cr_expect_eq((size_t)(rest.bytes - entry), end, "%zu %zu: %zu", first,
	    second, (size_t)(rest.bytes - entry));
}

Test(export, an_entry_is_passed_over_in_any_pieces)
{
	struct span rest = {entry, sizeof(entry) - 1};
	struct fields fields;
	size_t end;

	cr_assert(export_take(&rest, &fields));
	end = (size_t)(rest.bytes - entry);
	cr_assert_eq(end, sizeof(entry) - 1 - strlen("__CURSOR=s=2\n\n"));
	for (size_t i = 0; i < sizeof(entry); i++)
		for (size_t k = i; k < sizeof(entry); k++)
			expect_end(i, k, end);
}
