/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts failures and lengthens pauses. */
#include "domains/contacts/breaker.h"

bool
breaker_allows(const struct breaker *breaker, uint64_t now)
{
	return breaker->failures < BREAKER_FAILURES || now >= breaker->until;
}

void
breaker_fail(struct breaker *breaker, uint64_t now)
{
	if (breaker->failures < BREAKER_FAILURES &&
	    ++breaker->failures < BREAKER_FAILURES)
		return;
	breaker->pause =
	    breaker->pause == 0 ? BREAKER_PAUSE_MS : 2 * breaker->pause;
	if (breaker->pause > BREAKER_PAUSE_MAX_MS)
		breaker->pause = BREAKER_PAUSE_MAX_MS;
	breaker->until = now + breaker->pause;
}

void
breaker_close(struct breaker *breaker)
{
	*breaker = (struct breaker){0};
}
