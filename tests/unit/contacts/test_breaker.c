/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/breaker.h"

#include <criterion/criterion.h>

Test(breaker, leaves_alone_what_fails_for_longer_and_longer)
{
	struct breaker breaker = {0};
	uint64_t now = 5000, pause = BREAKER_PAUSE_MS;

	for (int i = 0; i < BREAKER_FAILURES; i++) {
		cr_expect(breaker_allows(&breaker, now), "%d", i);
		breaker_fail(&breaker, now);
	}
	for (int i = 0; i < 8; i++) {
		cr_expect_not(breaker_allows(&breaker, now + pause - 1));
		now += pause;
		cr_expect(breaker_allows(&breaker, now), "%d", i);
		breaker_fail(&breaker, now);
		pause = pause * 2 > BREAKER_PAUSE_MAX_MS ? BREAKER_PAUSE_MAX_MS
		                                         : pause * 2;
	}
	cr_expect_eq(pause, BREAKER_PAUSE_MAX_MS);
	breaker_close(&breaker);
	cr_expect(breaker_allows(&breaker, now));
	breaker_fail(&breaker, now);
	cr_expect(breaker_allows(&breaker, now), "once is no reason");
}

Test(breaker, what_works_in_between_counts)
{
	struct breaker breaker = {0};

	for (int i = 0; i < 10; i++) {
		for (int fails = 1; fails < BREAKER_FAILURES; fails++)
			breaker_fail(&breaker, 1);
		cr_expect(breaker_allows(&breaker, 1), "%d", i);
		breaker_close(&breaker);
	}
}
