/* SPDX-License-Identifier: BSD-2-Clause */
/* Quota: what bounds the pairs of sender and recipient (pair.h) of a store,
 * which anybody makes who can write through the gate in any name.
 *
 *     count = quota_apply(&quota, list, count, now)
 *
 * Beyond the quota of a day first tries are kept for a short time, so that
 * whoever reads the reply at once can still go on, and what has passed is not
 * noted: it must be tried again when the try is over.
 */
#ifndef DOMAINS_DOPPELCONTACTS_QUOTA_H
#define DOMAINS_DOPPELCONTACTS_QUOTA_H

#include <stdbool.h>

#include "domains/contacts/observation.h"

/* A day of a large site has some hundreds of either. */
#define QUOTA_TRIES 100000
#define QUOTA_PASSES 10000

/* Seconds. */
#define QUOTA_TRY_KEPT (15 * 60)

struct quota {
	int64_t day; /* number of the day that is counted */
	uint64_t tries, passes;
};

/* Leaves out what is too much, and shortens what is kept.  now: seconds UTC.
 * Returns how many are left. */
size_t
quota_apply(struct quota *quota, struct observation *list, size_t count,
    int64_t now);

/* Is a quota of this day used up?  Then what is old must go more often. */
bool
quota_is_used_up(const struct quota *quota);

#endif
