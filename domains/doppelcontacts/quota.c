/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the pairs of a day. */
#include "domains/doppelcontacts/quota.h"

#include "domains/service/log.h"

#define DAY (24 * 3600)

/* Logged once a day. */
static bool
is_too_much(uint64_t *number, uint64_t quota, const char *what)
{
	if (++*number == quota + 1)
		log_line(LOG_WARN, "more than %u %s today", (unsigned)quota,
		    what);
	return *number > quota;
}

/* Returns whether it is kept. */
static bool
take(struct quota *quota, struct observation *one)
{
	if (one->kind == OBSERVATION_PASSED)
		return !is_too_much(&quota->passes, QUOTA_PASSES,
		    "pairs of sender and recipient pass: the others are not "
		    "remembered");
	if (one->kind == OBSERVATION_TRIED &&
	    is_too_much(&quota->tries, QUOTA_TRIES,
		"first tries of senders: the others are not kept for long"))
		one->expires = one->time + QUOTA_TRY_KEPT;
	return true;
}

size_t
quota_apply(struct quota *quota, struct observation *list, size_t count,
    int64_t now)
{
	size_t kept = 0;

	if (quota->day != now / DAY)
		*quota = (struct quota){.day = now / DAY};
	for (size_t i = 0; i < count; i++)
		if (take(quota, &list[i]))
			list[kept++] = list[i];
	return kept;
}

bool
quota_is_used_up(const struct quota *quota)
{
	return quota->tries > QUOTA_TRIES;
}
