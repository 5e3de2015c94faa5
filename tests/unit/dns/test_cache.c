/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS cache and breaker, by a clock that is an argument. */
#include "domains/dns/cache.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/dns/breaker.h"

Test(dns_cache, time_and_kind)
{
	struct dns_cache *cache = dns_cache_create(10);
	int value = 7, got = 0;

	dns_cache_put(cache, 1, "a.test", &value, sizeof(value), 100);
	cr_expect(dns_cache_get(cache, 1, "a.test", 99, &got, sizeof(got)));
	cr_expect_eq(got, 7);
	cr_expect_not(dns_cache_get(cache, 2, "a.test", 99, &got, sizeof(got)));
	cr_expect_not(dns_cache_get(cache, 1, "b.test", 99, &got, sizeof(got)));
	/* Its time is up at 100, and then it is gone. */
	cr_expect_not(
	    dns_cache_get(cache, 1, "a.test", 100, &got, sizeof(got)));
	cr_expect_not(dns_cache_get(cache, 1, "a.test", 99, &got, sizeof(got)));

	dns_cache_put(cache, 1, "a.test", &value, sizeof(value), 100);
	value = 8;
	dns_cache_put(cache, 1, "a.test", &value, sizeof(value), 200);
	cr_expect(dns_cache_get(cache, 1, "a.test", 150, &got, sizeof(got)));
	cr_expect_eq(got, 8);
	dns_cache_free(&cache);
	cr_expect_null(cache);
}

Test(dns_cache, bounded)
{
	enum { MOST = 100, ALL = 10000 };
	struct dns_cache *cache = dns_cache_create(MOST);
	char name[32];
	int got;

	for (int i = 0; i < ALL; i++) {
		snprintf(name, sizeof(name), "n%d.test", i);
		dns_cache_put(cache, 0, name, &i, sizeof(i), 1000);
		/* The first one is asked for again and again: it stays. */
		cr_expect(dns_cache_get(cache, 0, "n0.test", 1, &got,
			      sizeof(got)),
		    "at %d", i);
	}
	for (int i = 1; i < ALL; i++) {
		snprintf(name, sizeof(name), "n%d.test", i);
		cr_expect_eq(dns_cache_get(cache, 0, name, 1, &got,
				 sizeof(got)),
		    i > ALL - MOST, "%s", name);
	}
	dns_cache_free(&cache);

	cache = dns_cache_create(0);
	dns_cache_put(cache, 0, "a.test", &got, sizeof(got), 1000);
	cr_expect_not(dns_cache_get(cache, 0, "a.test", 1, &got, sizeof(got)));
	dns_cache_free(&cache);
}

Test(dns_breaker, opens_tries_and_closes)
{
	struct dns_breaker breaker = {0};
	uint64_t now = 1000;

	for (int i = 0; i < DNS_BREAKER_FAILURES - 1; i++)
		cr_expect_not(dns_breaker_fail(&breaker, now));
	cr_expect_not(dns_breaker_succeed(&breaker));
	for (int i = 0; i < DNS_BREAKER_FAILURES - 1; i++)
		cr_expect_not(dns_breaker_fail(&breaker, now));
	cr_expect(dns_breaker_admit(&breaker, now));
	cr_expect(dns_breaker_fail(&breaker, now), "opens, once");
	cr_expect_not(dns_breaker_fail(&breaker, now), "asked before");
	cr_expect_not(dns_breaker_admit(&breaker, now));

	/* One may try, and only one; the pause doubles, to a limit. */
	for (uint64_t pause = DNS_BREAKER_PAUSE_MIN, i = 0; i < 10; i++) {
		cr_expect_not(dns_breaker_admit(&breaker, now + pause - 1));
		now += pause;
		cr_expect(dns_breaker_admit(&breaker, now), "pause %d", (int)i);
		cr_expect_not(dns_breaker_admit(&breaker, now));
		cr_expect_not(dns_breaker_fail(&breaker, now));
		pause *= 2;
		if (pause > DNS_BREAKER_PAUSE_MAX)
			pause = DNS_BREAKER_PAUSE_MAX;
	}
	now += DNS_BREAKER_PAUSE_MAX;
	cr_expect(dns_breaker_admit(&breaker, now));
	cr_expect(dns_breaker_succeed(&breaker), "closes");
	cr_expect(dns_breaker_admit(&breaker, now));
}

Test(dns_breaker, limit_survives_success)
{
	struct dns_breaker breaker = {.limit = 7};

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 6; i++)
			cr_expect_not(dns_breaker_fail(&breaker, 1));
		cr_expect(dns_breaker_fail(&breaker, 1));
		cr_expect(dns_breaker_succeed(&breaker));
	}
}
