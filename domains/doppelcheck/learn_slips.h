/* SPDX-License-Identifier: BSD-2-Clause */
/* Learn slips: of what would be learnt, which domains are slips of others in
 * the same addresses.  Only for learn.c.
 *
 * Three people of a thousand slip, or somebody registers a slip and brings it
 * onto a list: were that learnt, it would be protected and never found again.
 */
#ifndef DOMAINS_DOPPELCHECK_LEARN_SLIPS_H
#define DOMAINS_DOPPELCHECK_LEARN_SLIPS_H

#include "domains/doppelcheck/learn_owners.h"

/* Flags a domain, for this.  Returns 0, or -1 when memory is out. */
int
learn_flag(struct learnt *learnt, const struct verdict *verdict);

/* Flags each domain that is likely a slip of one that is learnt, or one's own,
 * and at least LEARN_SLIPS_RATIO times as frequent.  The list is sorted, the
 * most frequent first.  Returns 0, or -1 when memory is out. */
#define LEARN_SLIPS_RATIO 4

int
learn_slips_find(struct learning *learning);

#endif
