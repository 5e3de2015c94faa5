// SPDX-License-Identifier: BSD-2-Clause
/* Diagnostics, and the UTF-8 decoder that quotes bytes. */
#include "domains/base/diagnostic.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/utf8.h"
#include "tests/unit/memory.h"

Test(diagnostic, adds_and_formats)
{
	struct diagnostics diagnostics = {0};
	char buf[100];

	diagnostics_add(&diagnostics, "a.list", 7, "%s is wrong", "this");
	diagnostics_add(&diagnostics, "b.list", 0, "cannot open");
	cr_assert_eq(diagnostics.count, 2u);
	cr_assert_eq(diagnostics.kept, 2u);
	diagnostic_format(&diagnostics.list[0], buf, sizeof buf);
	cr_expect_str_eq(buf, "a.list:7: this is wrong");
	cr_expect_eq(diagnostic_format(&diagnostics.list[1], buf, sizeof buf),
	    19);
	cr_expect_str_eq(buf, "b.list: cannot open");
	cr_expect_eq(diagnostic_format(&diagnostics.list[1], buf, 7), 19);
	cr_expect_str_eq(buf, "b.list");
	diagnostics_clear(&diagnostics);
	cr_expect_eq(diagnostics.count, 0u);
	cr_expect_null(diagnostics.list);
	diagnostics_clear(&diagnostics);
}

Test(diagnostic, keeps_the_first_hundred_and_counts_all)
{
	struct diagnostics diagnostics = {0};

	for (unsigned i = 1; i <= 1000; i++)
		diagnostics_add(&diagnostics, "binary", i, "error %u", i);
	cr_expect_eq(diagnostics.count, 1000u);
	cr_assert_eq(diagnostics.kept, (size_t)DIAGNOSTICS_KEPT_MAX);
	cr_expect_str_eq(diagnostics.list[0].text, "error 1");
	cr_expect_eq(diagnostics.list[99].line, 100u);
	diagnostics_clear(&diagnostics);
}

Test(diagnostic, out_of_memory_still_counts, .disabled = !MEMORY_CAN_FAIL)
{
	struct diagnostics diagnostics = {0};

	diagnostics_add(&diagnostics, "a.list", 1, "kept");
	memory_exhaust();
	diagnostics_add(&diagnostics, "a.list", 2, "not kept");
	memory_restore();
	diagnostics_add(&diagnostics, "a.list", 3, "kept again");
	cr_expect_eq(diagnostics.count, 3u);
	cr_assert_eq(diagnostics.kept, 2u);
	cr_expect_eq(diagnostics.list[1].line, 3u);
	diagnostics_clear(&diagnostics);
}

Test(diagnostic, quotes_hostile_bytes)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *quoted;
	} rows[] = {
	    {"", 0, ""},
	    {"gmai.com", 8, "gmai.com"},
	    {"a\nb\r\tc", 6, "a\\x0ab\\x0d\\x09c"},
	    {"a\0b", 3, "a\\x00b"},
	    {"\x1b[31m", 5, "\\x1b[31m"},
	    {"山田", 6, "山田"},
	    {"\xe5\xb1", 2, "\\xe5\\xb1"},
	    {"\xff\xfe", 2, "\\xff\\xfe"},
	    {"a\xe2\x80\xae"
	     "b",
		5, "a\\xe2\\x80\\xaeb"},
	    {"\xc2\x9b", 2, "\\xc2\\x9b"},
	    {"\xef\xbb\xbfx", 4, "\\xef\\xbb\\xbfx"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char buf[DIAGNOSTIC_QUOTE_SIZE];
		cr_expect_str_eq(diagnostic_quote(rows[i].bytes, rows[i].len,
				     buf),
		    rows[i].quoted, "row %zu: %s", i, buf);
	}
}

/* Every length around the cap, with pieces of one, three and four bytes. */
Test(diagnostic, quote_is_capped_between_characters)
{
	static const char *const pieces[] = {"a", "山", "\n"};
	static const size_t shown[] = {1, 3, 4};

	for (size_t k = 0; k < 3; k++) {
		char bytes[400];
		size_t piece = strlen(pieces[k]), most = 0;
		for (size_t i = 0; i + piece <= sizeof bytes; i += piece)
			memcpy(bytes + i, pieces[k], piece);
		for (size_t n = 0; n * piece <= sizeof bytes; n++) {
			char buf[DIAGNOSTIC_QUOTE_SIZE];
			diagnostic_quote(bytes, n * piece, buf);
			size_t len = strlen(buf);
			cr_assert_lt(len, (size_t)DIAGNOSTIC_QUOTE_SIZE);
			bool cut =
			    len >= 3 && strcmp(buf + len - 3, "...") == 0;
			cr_expect_eq(cut,
			    n * shown[k] > DIAGNOSTIC_QUOTE_SIZE - 1,
			    "piece %zu, %zu of them", k, n);
			cr_expect_eq((len - (cut ? 3 : 0)) % shown[k], 0u);
			if (len > most)
				most = len;
		}
		cr_expect_gt(most, (size_t)DIAGNOSTIC_QUOTE_SIZE - 8);
	}
}

/* All of others are added; what is not kept counts. */
Test(diagnostic, all_of_others)
{
	struct diagnostics from = {.limit = 2}, to = {.limit = 3};

	diagnostics_add(&to, "own", 0, "first");
	for (unsigned i = 1; i <= 5; i++)
		diagnostics_add(&from, "list", i, "bad");
	diagnostics_add_all(&to, &from);
	cr_assert_eq(to.kept, 3);
	cr_expect_eq(to.count, 6);
	cr_expect_str_eq(to.list[2].file, "list");
	cr_expect_eq(to.list[2].line, 2);
	cr_expect_str_eq(to.list[2].text, "bad");
	diagnostics_clear(&from);
	diagnostics_clear(&to);
}

/* What comes late, of the whole, is kept before what there is too much of. */
Test(diagnostic, some_are_put_first)
{
	struct diagnostics all = {.limit = 3}, first = {0};

	for (unsigned i = 1; i <= 5; i++)
		diagnostics_add(&all, "list", i, "bad");
	diagnostics_add(&first, "all", 0, "sum");
	diagnostics_put_first(&all, &first);
	cr_assert_eq(all.kept, 3);
	cr_expect_eq(all.count, 6);
	cr_expect_str_eq(all.list[0].text, "sum");
	cr_expect_eq(all.list[2].line, 2);
	cr_expect_eq(first.count, 0);
	cr_expect_null(first.list);
	diagnostics_put_first(&all, &first);
	cr_expect_eq(all.count, 6);
	diagnostics_clear(&all);
}

Test(diagnostic, a_text_that_is_too_long_says_that_it_was_cut)
{
	for (size_t begin = 0; begin < 3; begin++) {
		struct diagnostics diagnostics = {0};
		char text[1200] = "";
		const char *cut;
		size_t len;

		memset(text, 'a', begin);
		for (size_t i = begin; i + 3 < sizeof(text); i += 3)
			memcpy(text + i, "山", 3);
		diagnostics_add(&diagnostics, "a", 0, "%s", text);
		diagnostics_add(&diagnostics, "a", 0, "%.900s", text);
		cut = diagnostics.list[0].text;
		len = strlen(cut);
		cr_expect(len > 1000 && len < 1024);
		cr_expect_str_eq(cut + len - 3, "...");
		cr_expect_eq((len - 3 - begin) % 3, 0, "%zu", begin);
		cr_expect_eq(strlen(diagnostics.list[1].text), 900);
		diagnostics_clear(&diagnostics);
	}
}

Test(diagnostic, utf8_decodes_only_what_is_well_formed)
{
	static const struct {
		const char *bytes;
		size_t taken;
		uint32_t code;
	} rows[] = {
	    {"a", 1, 'a'},
	    {"\xc2\x80", 2, 0x80},
	    {"\xdf\xbf", 2, 0x7ff},
	    {"\xe0\xa0\x80", 3, 0x800},
	    {"\xef\xbf\xbd", 3, 0xfffd},
	    {"\xf0\x90\x80\x80", 4, 0x10000},
	    {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
	    {"\x80", 0, 0},
	    {"\xc0\x80", 0, 0},
	    {"\xc1\xbf", 0, 0},
	    {"\xe0\x9f\xbf", 0, 0},
	    {"\xed\xa0\x80", 0, 0},
	    {"\xed\xbf\xbf", 0, 0},
	    {"\xf0\x8f\xbf\xbf", 0, 0},
	    {"\xf4\x90\x80\x80", 0, 0},
	    {"\xf5\x80\x80\x80", 0, 0},
	    {"\xc2", 0, 0},
	    {"\xe3\x81", 0, 0},
	    {"\xe3\x81"
	     "a",
		0, 0},
	    {"\xf0\x90\x80", 0, 0},
	    {"", 0, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint32_t code = 0;
		size_t taken =
		    utf8_decode(rows[i].bytes, strlen(rows[i].bytes), &code);
		cr_expect_eq(taken, rows[i].taken, "row %zu", i);
		cr_expect_eq(code, rows[i].code, "row %zu", i);
	}
}
