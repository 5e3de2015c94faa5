/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS breaker: counts failures, opens, and tries again after longer and longer
 * pauses. */
#include "domains/dns/breaker.h"

bool
dns_breaker_admit(struct dns_breaker *breaker, uint64_t now)
{
	if (!breaker->open)
		return true;
	if (breaker->trying || now < breaker->again)
		return false;
	breaker->trying = true;
	return true;
}

bool
dns_breaker_fail(struct dns_breaker *breaker, uint64_t now)
{
	unsigned limit =
	    breaker->limit > 0 ? breaker->limit : DNS_BREAKER_FAILURES;
	bool opened = false;

	if (breaker->open && !breaker->trying)
		return false; /* asked before it opened */
	if (breaker->open) {
		breaker->pause *= 2;
		if (breaker->pause > DNS_BREAKER_PAUSE_MAX)
			breaker->pause = DNS_BREAKER_PAUSE_MAX;
	} else {
		breaker->failures++;
		if (breaker->failures < limit)
			return false;
		breaker->pause = DNS_BREAKER_PAUSE_MIN;
		opened = true;
	}
	breaker->open = true;
	breaker->trying = false;
	breaker->again = now + breaker->pause;
	return opened;
}

bool
dns_breaker_succeed(struct dns_breaker *breaker)
{
	bool closed = breaker->open;

	*breaker = (struct dns_breaker){.limit = breaker->limit};
	return closed;
}
