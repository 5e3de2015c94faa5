/* SPDX-License-Identifier: BSD-2-Clause */
/* Span: lines, ends and comparisons. */
#include "domains/base/span.h"

#include <criterion/criterion.h>

Test(span, lines_end_at_newlines_and_at_the_end)
{
	static const char *const wanted[] = {"a", "", "b c", "d"};
	struct span rest = span_of("a\n\nb c\nd");

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		cr_assert_neq(rest.len, 0u, "line %zu", i);
		cr_expect(span_equal(span_take_line(&rest), wanted[i]),
		    "line %zu", i);
	}
	cr_expect_eq(rest.len, 0u);
	rest = (struct span){NULL, 0};
	cr_expect_eq(span_take_line(&rest).len, 0u);
	rest = span_of("a\n");
	cr_expect(span_equal(span_take_line(&rest), "a"));
	cr_expect_eq(rest.len, 0u);
}

Test(span, compares_without_regard_to_case)
{
	struct span span = span_trim(span_of(" \tOwner-Lab\r\n"));

	cr_expect(span_equal(span, "owner-lab"));
	cr_expect(span_begins(span, "OWNER-"));
	cr_expect(span_equal(span_after(span, 6), "LAB"));
	cr_expect_not(span_equal(span, "owner-labs"));
	cr_expect_not(span_begins(span_of("own"), "owner-"));
	cr_expect_eq(span_trim(span_of(" \n ")).len, 0u);
}

Test(span, what_stands_after_the_last_byte)
{
	cr_expect(
	    span_equal(span_after_last(span_of("\"a@b\"@c.jp"), '@'), "c.jp"));
	cr_expect(span_equal(span_after_last(span_of("a@"), '@'), ""));
	cr_expect(span_equal(span_after_last(span_of("root"), '@'), ""));
	cr_expect(span_equal(span_after_last((struct span){NULL, 0}, '@'), ""));
}
