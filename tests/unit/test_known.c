/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/engine/known.h"

Test(known, lines_of_every_kind)
{
	static const char text[] =
	    "# a comment\r\n\r\n  Example.COM.  \nsecond.example\r\n"
	    "not a domain\nb\xc3\xbc" "cher.example\nlast.example";
	struct faults faults = {0};
	struct known *known = NULL;

	cr_assert_eq(known_parse("x", text, sizeof(text) - 1, &faults, &known),
	    0);
	cr_expect_eq(known_count(known), 4);
	cr_expect(known_has(known, "example.com", 11));
	cr_expect(known_has(known, "second.example", 14));
	cr_expect(known_has(known, "xn--bcher-kva.example", 21));
	cr_expect(known_has(known, "last.example", 12));
	cr_expect_not(known_has(known, "gmai.com", 8));
	cr_expect_eq(faults.count, 0);
	known_free(&known);
	cr_expect_null(known);
}

Test(known, an_empty_file_knows_nothing)
{
	struct faults faults = {0};
	struct known *known = NULL;

	cr_assert_eq(known_parse("x", "", 0, &faults, &known), 0);
	cr_expect_eq(known_count(known), 0);
	cr_expect_not(known_has(known, "gmail.com", 9));
	known_free(&known);
}

Test(known, a_table_of_ranks_is_refused)
{
	static const char text[] = "1,google.com\n2,youtube.com\n3.example\n";
	struct faults faults = {0};
	struct known *known = NULL;

	cr_expect_eq(known_parse("top.csv", text, sizeof(text) - 1, &faults,
			 &known),
	    -1);
	cr_expect_null(known);
	cr_assert_eq(faults.count, 1);
	cr_expect(strstr(faults.list[0].text, "2 of 3 lines") != NULL);
	faults_clear(&faults);
}

Test(known, hostile_bytes_are_no_domains)
{
	char text[4096];
	struct faults faults = {0};
	struct known *known = NULL;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7 + i / 256);
	cr_expect_eq(known_parse("x", text, sizeof(text), &faults, &known), -1);
	faults_clear(&faults);
}

/* The rate that the header states, and the size and time that the manual
 * does. */
Test(known, a_million_names)
{
	enum { NAMES = 1000000, ASKED = 200000 };
	char *text = malloc((size_t)NAMES * 20), *at = text;
	struct faults faults = {0};
	struct known *known = NULL;
	char name[32];
	size_t wrong = 0;

	cr_assert_not_null(text);
	for (unsigned i = 0; i < NAMES; i++)
		at += snprintf(at, 20, "r%u.example\n", i * 2);
	clock_t start = clock();
	cr_assert_eq(known_parse("x", text, (size_t)(at - text), &faults,
			 &known),
	    0);
	double took = (double)(clock() - start) / CLOCKS_PER_SEC;
	for (unsigned i = 0; i < ASKED; i++) {
		int len = snprintf(name, sizeof(name), "r%u.example", i * 2);
		cr_assert(known_has(known, name, (size_t)len), "%s", name);
		len = snprintf(name, sizeof(name), "r%u.example", i * 2 + 1);
		wrong += known_has(known, name, (size_t)len);
	}
	cr_expect_lt(wrong, ASKED / 500, "%zu of %d", wrong, ASKED);
	cr_expect_lt(known_memory(known), 4u << 20);
	/* One second is promised; sanitizers take their share. */
	cr_expect_lt(took, 10.0, "%.2f s", took);
	known_free(&known);
	free(text);
}
