/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases that lead to aliases: which cycles are found, and where. */
#include "domains/records/nested.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/records/records.h"

static int
take(void *context, const struct registration *registration)
{
	cr_assert_eq(nested_add(context, registration), 0);
	return 0;
}

static void
add_file(struct nested *nested, const char *path, enum records_type type,
    const char *text)
{
	const struct records_options options = {.type = type};
	struct faults faults = {0};

	cr_assert_eq(records_parse(path, text, strlen(text), &options, take,
	    nested, &faults), 0);
	faults_clear(&faults);
}

static const struct {
	enum records_type type;
	const char *text;
	const char *cycles; /* separated by | */
} cases[] = {
    {RECORDS_ALIASES, "a: b\nb: c\n", ""},
    {RECORDS_ALIASES, "a: a, x@b.jp\n", ""},
    {RECORDS_ALIASES, "a: \\b\nb: a\n", ""},
    {RECORDS_ALIASES, "a: b\nb: c, d\nc: d\nd: e\n", ""},
    {RECORDS_ALIASES, "a: b\nb: a\n", "2 a -> b -> a|"},
    {RECORDS_ALIASES, "Lab: Staff\nstaff: LAB\n",
        "2 lab -> staff -> lab|"},
    {RECORDS_ALIASES, "x: a\na: b,\n c\nc: a\nb: x\n",
        "5 x -> a -> b -> x|4 a -> c -> a|"},
    {RECORDS_VIRTUAL, "a@u.jp b@u.jp\nb@u.jp a@u.jp\n",
        "2 a@u.jp -> b@u.jp -> a@u.jp|"},
    {RECORDS_VIRTUAL, "a@u.jp a@u.jp, x@gmail.com\n", ""},
};

Test(nested, cycles)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct nested *nested = nested_new();
		struct faults faults = {0};
		char text[512] = "";
		size_t len = 0, count;

		add_file(nested, "f", cases[i].type, cases[i].text);
		count = nested_find_cycles(nested, &faults);
		cr_expect_eq(count, faults.count);
		for (size_t k = 0; k < faults.kept; k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%u %s|", faults.list[k].line,
			    strchr(faults.list[k].text, ':') + 2);
		cr_expect_str_eq(text, cases[i].cycles, "case %zu: %s", i,
		    text);
		faults_clear(&faults);
		nested_free(&nested);
		cr_expect_null(nested);
	}
}

Test(nested, over_two_files)
{
	struct nested *nested = nested_new();
	struct faults faults = {0};

	add_file(nested, "one", RECORDS_ALIASES, "a: b\n");
	add_file(nested, "two", RECORDS_ALIASES, "# here\nb: a\n");
	cr_expect_eq(nested_find_cycles(nested, &faults), 1);
	cr_assert_eq(faults.kept, 1);
	cr_expect_str_eq(faults.list[0].file, "two");
	cr_expect_eq(faults.list[0].line, 2);
	faults_clear(&faults);
	nested_free(&nested);
}

/* A chain of 100,000 aliases that comes back: no recursion, and a message that
 * can be read. */
Test(nested, a_long_cycle, .timeout = 60)
{
	enum { NAMES = 100000 };
	char *text = malloc((size_t)NAMES * 24);
	struct nested *nested = nested_new();
	struct faults faults = {0};
	size_t len = 0;

	for (unsigned i = 0; i < NAMES; i++)
		len += (size_t)snprintf(text + len, 24, "n%u: n%u\n", i,
		    (i + 1) % NAMES);
	add_file(nested, "f", RECORDS_ALIASES, text);
	cr_expect_eq(nested_find_cycles(nested, &faults), 1);
	cr_assert_eq(faults.kept, 1);
	cr_expect_str_eq(faults.list[0].text, "a cycle of aliases: n0 -> n1 "
	    "-> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> ... -> n0");
	cr_expect_eq(faults.list[0].line, NAMES);
	faults_clear(&faults);
	nested_free(&nested);
	free(text);
}
