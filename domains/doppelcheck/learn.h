/* SPDX-License-Identifier: BSD-2-Clause */
/* Learn: a protected.list, with weights, from the organisation's own address
 * lists: the domains that many of its addresses have are names that people
 * here mean.
 *
 * A name is learnt when at least LEARN_ADDRESSES_MIN different addresses have
 * it and nothing is against it.  Different ones, because one wrong forward is
 * met a thousand times in a log, while a partner has several people.  What
 * the engine flags is never learnt but written as a comment, so that somebody
 * looks at it.  The weight is the name's share of all addresses read.  Where
 * the same people have addresses at two domains (owners.h), a comment asks
 * whether these have one owner.
 */
#ifndef DOMAINS_DOPPELCHECK_LEARN_H
#define DOMAINS_DOPPELCHECK_LEARN_H

#include <stddef.h>
#include <stdio.h>

#include "domains/dns/batch.h"
#include "domains/engine/doppel.h"

#define LEARN_ADDRESSES_MIN 3

/* Writes the list file to out.  With a batch it asks the DNS, too, whether one
 * domain's own hosts take the mail of another (houses.h).  Returns 0, or -1
 * with messages. */
int
learn_run(const struct doppel *doppel, struct dns_batch *batch,
    const char *const *paths, size_t path_count, FILE *out);

#endif
