/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/engine/lists/real_domains.h"

Test(real_domains, lines_of_every_kind)
{
	static const char text[] =
	    "# a comment\r\n\r\n  Example.COM.  \nsecond.example\r\n"
	    "not a domain\nb\xc3\xbc"
	    "cher.example\nlast.example";
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains = NULL;

	cr_assert_eq(real_domains_parse("x", text, sizeof(text) - 1,
			 &diagnostics, &real_domains),
	    0);
	cr_expect(real_domains_has(real_domains, "example.com", 11));
	cr_expect(real_domains_has(real_domains, "second.example", 14));
	cr_expect(real_domains_has(real_domains, "xn--bcher-kva.example", 21));
	cr_expect(real_domains_has(real_domains, "last.example", 12));
	cr_expect_not(real_domains_has(real_domains, "gmai.com", 8));
	cr_expect_not(real_domains_has(real_domains, "not a domain", 12));
	cr_expect_eq(diagnostics.count, 0);
	real_domains_free(&real_domains);
	cr_expect_null(real_domains);
}

Test(real_domains, an_empty_file_knows_nothing)
{
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains = NULL;

	cr_assert_eq(real_domains_parse("x", "", 0, &diagnostics,
			 &real_domains),
	    0);
	cr_expect_not(real_domains_has(real_domains, "gmail.com", 9));
	real_domains_free(&real_domains);
}

Test(real_domains, a_table_of_ranks_is_refused)
{
	static const char text[] = "1,google.com\n2,youtube.com\n3.example\n";
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains = NULL;

	cr_expect_eq(real_domains_parse("top.csv", text, sizeof(text) - 1,
			 &diagnostics, &real_domains),
	    -1);
	cr_expect_null(real_domains);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect(strstr(diagnostics.list[0].text, "2 of 3 lines") != NULL);
	diagnostics_clear(&diagnostics);
}

Test(real_domains, hostile_bytes_are_no_domains)
{
	char text[4096];
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains = NULL;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7 + i / 256);
	cr_expect_eq(real_domains_parse("x", text, sizeof(text), &diagnostics,
			 &real_domains),
	    -1);
	diagnostics_clear(&diagnostics);
}

/* The rate that the header states, and the size and time that the manual
 * does. */
Test(real_domains, a_million_names)
{
	enum { NAMES = 1000000, ASKED = 200000 };
	char *text = malloc((size_t)NAMES * 20), *at = text;
	struct diagnostics diagnostics = {0};
	struct real_domains *real_domains = NULL;
	char name[32];
	size_t wrong = 0;

	cr_assert_not_null(text);
	for (unsigned i = 0; i < NAMES; i++)
		at += snprintf(at, 20, "r%u.example\n", i * 2);
	clock_t start = clock();
	cr_assert_eq(real_domains_parse("x", text, (size_t)(at - text),
			 &diagnostics, &real_domains),
	    0);
	double took = (double)(clock() - start) / CLOCKS_PER_SEC;
	for (unsigned i = 0; i < ASKED; i++) {
		int len = snprintf(name, sizeof(name), "r%u.example", i * 2);
		cr_assert(real_domains_has(real_domains, name, (size_t)len),
		    "%s", name);
		len = snprintf(name, sizeof(name), "r%u.example", i * 2 + 1);
		wrong += real_domains_has(real_domains, name, (size_t)len);
	}
	cr_expect_lt(wrong, ASKED / 500, "%zu of %d", wrong, ASKED);
	cr_expect_lt(real_domains_memory(real_domains), 4u << 20);
	/* One second is promised; sanitizers take their share. */
	cr_expect_lt(took, 10.0, "%.2f s", took);
	real_domains_free(&real_domains);
	free(text);
}
