/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases that lead to aliases: which cycles are found, and where. */
#include "domains/registrations/alias_loops.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/readers/reader.h"

static int
take(void *context, const struct member *member)
{
	cr_assert_eq(alias_loops_add(context, member), 0);
	return 0;
}

static void
add_file(struct alias_loops *loops, const char *path, enum reader_type type,
    const char *text)
{
	const struct reader_options options = {.type = type};
	struct diagnostics diagnostics = {0};

	cr_assert_eq(reader_parse(path, text, strlen(text), &options, take,
			 loops, &diagnostics),
	    0);
	diagnostics_clear(&diagnostics);
}

static const struct {
	enum reader_type type;
	const char *text;
	const char *cycles; /* separated by | */
} cases[] = {
    {READER_ALIASES, "a: b\nb: c\n", ""},
    {READER_ALIASES, "a: a, x@b.jp\n", ""},
    {READER_ALIASES, "a: \\b\nb: a\n", ""},
    {READER_ALIASES, "a: b\nb: c, d\nc: d\nd: e\n", ""},
    {READER_ALIASES, "a: b\nb: a\n", "2 a -> b -> a|"},
    {READER_ALIASES, "Lab: Staff\nstaff: LAB\n", "2 lab -> staff -> lab|"},
    {READER_ALIASES, "x: a\na: b,\n c\nc: a\nb: x\n",
	"5 x -> a -> b -> x, among 4 aliases that lead to each other|"},
    {READER_ALIASES, "a: b, c\nb: a\nc: d\nd: e\ne: c, a\nf: a, g\ng: f\n",
	"2 a -> b -> a, among 5 aliases that lead to each other|"
	"7 f -> g -> f|"},
    {READER_ALIASES, "a: b\nb: a, c\nc: d\nd: c\n",
	"4 c -> d -> c|2 a -> b -> a|"},
    {READER_VIRTUAL, "a@u.jp b@u.jp\nb@u.jp a@u.jp\n",
	"2 a@u.jp -> b@u.jp -> a@u.jp|"},
    {READER_VIRTUAL, "a@u.jp a@u.jp, x@gmail.com\n", ""},
};

Test(loops, cycles)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct alias_loops *loops = alias_loops_new();
		struct diagnostics diagnostics = {0};
		char text[512] = "";
		size_t len = 0, count;

		add_file(loops, "f", cases[i].type, cases[i].text);
		count = alias_loops_find(loops, &diagnostics);
		cr_expect_eq(count, diagnostics.count);
		for (size_t k = 0; k < diagnostics.kept; k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%u %s|", diagnostics.list[k].line,
			    strchr(diagnostics.list[k].text, ':') + 2);
		cr_expect_str_eq(text, cases[i].cycles, "case %zu: %s", i,
		    text);
		diagnostics_clear(&diagnostics);
		alias_loops_free(&loops);
		cr_expect_null(loops);
	}
}

/* Each leads to all others: one loop, as fast as it is read. */
Test(loops, a_tangle, .timeout = 120)
{
	enum { NAMES = 1000 };
	char *text = malloc((size_t)NAMES * NAMES * 8);
	struct alias_loops *loops = alias_loops_new();
	struct diagnostics diagnostics = {0};
	size_t len = 0;

	for (unsigned i = 0; i < NAMES; i++) {
		len += (size_t)snprintf(text + len, 16, "n%u: z", i);
		for (unsigned to = 0; to < NAMES; to++)
			len += (size_t)snprintf(text + len, 16, ",n%u", to);
		text[len++] = '\n';
	}
	text[len] = '\0';
	add_file(loops, "f", READER_ALIASES, text);
	cr_expect_eq(alias_loops_find(loops, &diagnostics), 1);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "a cycle of aliases: n0 -> n1 -> n0, among 1000 aliases that lead "
	    "to each other");
	diagnostics_clear(&diagnostics);
	alias_loops_free(&loops);
	free(text);
}

Test(loops, over_two_files)
{
	struct alias_loops *loops = alias_loops_new();
	struct diagnostics diagnostics = {0};

	add_file(loops, "one", READER_ALIASES, "a: b\n");
	add_file(loops, "two", READER_ALIASES, "# here\nb: a\n");
	cr_expect_eq(alias_loops_find(loops, &diagnostics), 1);
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect_str_eq(diagnostics.list[0].file, "two");
	cr_expect_eq(diagnostics.list[0].line, 2);
	diagnostics_clear(&diagnostics);
	alias_loops_free(&loops);
}

/* A chain of 100,000 aliases that comes back: no recursion, and a message that
 * can be read. */
Test(loops, a_long_cycle, .timeout = 120)
{
	enum { NAMES = 100000 };
	char *text = malloc((size_t)NAMES * 24);
	struct alias_loops *loops = alias_loops_new();
	struct diagnostics diagnostics = {0};
	size_t len = 0;

	for (unsigned i = 0; i < NAMES; i++)
		len += (size_t)snprintf(text + len, 24, "n%u: n%u\n", i,
		    (i + 1) % NAMES);
	add_file(loops, "f", READER_ALIASES, text);
	cr_expect_eq(alias_loops_find(loops, &diagnostics), 1);
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "a cycle of aliases: n0 -> n1 "
	    "-> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> ... -> n0");
	cr_expect_eq(diagnostics.list[0].line, NAMES);
	diagnostics_clear(&diagnostics);
	alias_loops_free(&loops);
	free(text);
}
