/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/recent.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(recent, knows_the_last_tries)
{
	static struct recent recent;
	char to[32];
	size_t known = 0;

	recent_begin(&recent);
	cr_expect_eq(recent_find(&recent, span_of("a@b"), span_of("c@d")), 0);
	recent_note(&recent, span_of("a@b"), span_of("c@d"), 5);
	cr_expect_eq(recent_find(&recent, span_of("a@b"), span_of("c@d")), 5);
	cr_expect_eq(recent_find(&recent, span_of("c@d"), span_of("a@b")), 0);
	cr_expect_eq(recent_find(&recent, span_of("a@b"), span_of("c@e")), 0);
	recent_note(&recent, span_of("a@b"), span_of("c@d"), 3);
	cr_expect_eq(recent_find(&recent, span_of("a@b"), span_of("c@d")), 3);
	for (int i = 0; i < 10 * RECENT_MAX; i++) {
		snprintf(to, sizeof(to), "a%d@b", i);
		recent_note(&recent, span_of(to), span_of("c@d"), 7);
		cr_assert_eq(recent_find(&recent, span_of(to), span_of("c@d")),
		    7);
	}
	for (int i = 0; i < 10 * RECENT_MAX; i++) {
		snprintf(to, sizeof(to), "a%d@b", i);
		known += recent_find(&recent, span_of(to), span_of("c@d")) != 0;
	}
	cr_expect_leq(known, RECENT_MAX);
	cr_expect_gt(known, RECENT_MAX / 2);
	recent_end(&recent);
}
