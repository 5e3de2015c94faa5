/* SPDX-License-Identifier: BSD-2-Clause */
/* Channel: the rule for typos, a noisy channel.
 *
 *     odds(c | d) = P(c) * P(d | c) / P(d is simply somebody's domain)
 *
 * for the name d at hand and each name c that people mean and that the index
 * offers as near.  P(c) comes from the weights of providers.list and
 * protected.list, P(d | c) from typo.h, the rest from real.h.  (M.  D.
 * Kernighan, K.  W.  Church, W.  A.  Gale, "A spelling correction program based
 * on a noisy channel model", 1990.)  tests/accuracy/fit fits the numbers.
 *
 * Private to the engine: doppel.h is the way in. */
#ifndef DOMAINS_ENGINE_ODDS_CHANNEL_H
#define DOMAINS_ENGINE_ODDS_CHANNEL_H

#include "domains/engine/doppel.h"
#include "domains/engine/lists/real_domains.h"
#include "domains/engine/lists/entries.h"

struct channel;

/* What the caller wants to know of a name. */
enum channel_depth {
	CHANNEL_VERDICT, /* the verdict alone */
	CHANNEL_DOUBT,   /* and what is meant by a name below the threshold */
	CHANNEL_EXPLAIN, /* and all near names */
};

/* Borrows the lists and the real domains (NULL: there is no file of them),
 * which must outlive it.  late: the index is (index.h).  Returns 0, or -1 when
 * memory is out. */
int
channel_open(const struct list_entries *lists,
    const struct real_domains *real_domains,
    const struct doppel_thresholds *thresholds, bool late,
    struct channel **channel_r);

void
channel_close(struct channel **channel);

/* Weighs a name that no list has.  above: the provider or innocent name that it
 * stands below, or NULL; there dots and hyphens may be slips of another name
 * all the same, for nobody has addresses at every subdomain, and nothing else
 * may: m.aol.com is a host.  below: how far below the lowest threshold the odds
 * of an explanation may be.  Sets what thoughts says of the rule, of near names
 * and of P(real), and the verdict when there is one. */
void
channel_judge(const struct channel *channel, const struct name *name,
    const struct list_entry *above, enum channel_depth depth, double below,
    struct doppel_thoughts *thoughts);

enum verdict_confidence
channel_confidence(const struct channel *channel, double odds);

#endif
