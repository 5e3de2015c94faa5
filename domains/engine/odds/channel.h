/* SPDX-License-Identifier: BSD-2-Clause */
/* Channel: the typo rule, a noisy channel.
 *
 *     odds(c | d) = P(c) * P(d | c) / P(d is simply somebody's domain)
 *
 * for the name seen d and each name c that people mean and that the index
 * offers as near.  P(c) comes from the weights of providers.list and
 * protected.list, P(d | c) from typo, the rest from real.  (M. D. Kernighan,
 * K. W. Church, W. A. Gale, "A spelling correction program based on a noisy
 * channel model", 1990.)  tests/accuracy/fit fits the numbers.
 *
 * Only the folder's door, doppel, uses it.
 */
#ifndef DOMAINS_ENGINE_ODDS_CHANNEL_H
#define DOMAINS_ENGINE_ODDS_CHANNEL_H

#include "domains/engine/doppel.h"
#include "domains/engine/lists/real_domains.h"
#include "domains/engine/lists/entries.h"

struct channel;

/* What is wanted of a judgement. */
enum channel_depth {
	CHANNEL_VERDICT, /* the verdict alone */
	CHANNEL_DOUBT,   /* and what may be meant below the threshold */
	CHANNEL_EXPLAIN, /* all near names */
};

/* Borrows roster and known (NULL: no file of real domains), which must outlive
 * it.  Returns 0, or -1 when memory is out. */
int
channel_open(const struct list_entries *lists,
    const struct real_domains *real_domains,
    const struct doppel_thresholds *thresholds, struct channel **channel_r);

void
channel_close(struct channel **channel);

/* Weighs a name that no list has.  Names whose odds are up to below less than
 * the lowest threshold are weighed too.  Sets what thoughts says of the rule,
 * of near names and of P(real), and the verdict when there is one. */
void
channel_judge(const struct channel *channel, const struct name *name,
    enum channel_depth depth, double below, struct doppel_thoughts *thoughts);

enum verdict_confidence
channel_confidence(const struct channel *channel, double odds);

#endif
