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

Test(span, parts_before_and_after_a_byte)
{
	struct span rest = span_of("a;b");

	cr_expect(span_equal(span_take_until(&rest, ';'), "a"));
	cr_expect(span_equal(span_take_until(&rest, ';'), "b"));
	cr_expect_eq(rest.len, 0u);
	cr_expect_eq(span_take_until(&rest, ';').len, 0u);
	rest = span_of("/home/taro/.forward");
	cr_expect(span_equal(span_take_last(&rest, '/'), ".forward"));
	cr_expect(span_equal(span_take_last(&rest, '/'), "taro"));
	cr_expect(span_equal(rest, "/home"));
	rest = span_of("aliases");
	cr_expect(span_equal(span_take_last(&rest, '/'), "aliases"));
	cr_expect_eq(span_take_last(&rest, '/').len, 0u);
}

Test(span, beginnings_ends_and_words)
{
	static const char *const words[] = {"yes", "true", NULL};
	struct span span = span_of("SMTP:taro.txt");

	cr_expect(span_take_begin(&span, "smtp:"));
	cr_expect(span_take_end(&span, ".TXT"));
	cr_expect(span_equal(span, "taro"));
	cr_expect_not(span_take_begin(&span, "tarot"));
	cr_expect_not(span_take_end(&span, "mtaro"));
	cr_expect(span_equal(span, "taro"));
	cr_expect(span_holds(span, "AR") && span_holds(span, "ro"));
	cr_expect_not(span_holds(span, "ra"));
	cr_expect_not(span_holds((struct span){NULL, 0}, "a"));
	cr_expect(span_is_one_of(span_of("True"), words));
	cr_expect_not(span_is_one_of(span_of("tru"), words));
	cr_expect(span_equal(span_inside(span_of("(a)"), '(', ')'), "a"));
	cr_expect(span_equal(span_inside(span_of("()"), '(', ')'), ""));
	cr_expect(span_equal(span_inside(span_of("\""), '"', '"'), "\""));
	cr_expect(span_equal(span_inside(span_of("(a"), '(', ')'), "(a"));
}

Test(span, is_compared_as_words_are)
{
	static const char *const sorted[] = {"", "a", "a\x01", "ab", "b", "c"};

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++) {
			int order = span_compare(span_of(sorted[i]),
			    span_of(sorted[j]));

			cr_expect_eq((order > 0) - (order < 0),
			    (i > j) - (i < j), "%s, %s", sorted[i], sorted[j]);
		}
	cr_expect_eq(span_compare((struct span){0}, (struct span){0}), 0);
}

Test(span, numbers)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool is;
		uint64_t number;
	} cases[] = {
	    {"0", 0, true, 0},
	    {"007", 7, true, 7},
	    {"7", 5, false, 1},
	    {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
	    {"18446744073709551616", UINT64_MAX, false, 1},
	    {"65536", 65535, false, 1},
	    {"", 9, false, 1},
	    {"+1", 9, false, 1},
	    {"1 ", 9, false, 1},
	    {"0x1", 99, false, 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint64_t number = 1;

		cr_expect_eq(span_number(span_of(cases[i].text), cases[i].max,
				 &number),
		    cases[i].is, "%s", cases[i].text);
		cr_expect_eq(number, cases[i].number, "%s", cases[i].text);
		cr_expect_eq(span_number(span_of(cases[i].text), cases[i].max,
				 NULL),
		    cases[i].is, "%s", cases[i].text);
	}
	cr_expect(span_contains(span_of("a: b"), ": "));
	cr_expect_not(span_contains(span_of("A"), "a"));
}
