/* SPDX-License-Identifier: BSD-2-Clause */
/* Learn: a protected.list, with weights, from the organisation's own address
 * lists and mail logs: the domains that many of its addresses have, and that
 * many people send mail to, are names that people here mean.
 *
 * A name is learnt when at least LEARN_ADDRESSES_MIN different addresses have
 * it and nothing is against it.  Different ones, because one wrong forward is
 * met a thousand times in a log, while a partner has several people.  What
 * the engine flags is never learnt but written as a comment, so that somebody
 * looks at it.  The weight is the name's share of all addresses read.  Where
 * the same people have addresses at two domains (owners.h), a comment asks
 * whether these have one owner.
 *
 * Of mail logs (learn_logs.h) mails count as addresses do, and their senders as
 * different ones.
 */
#ifndef DOMAINS_DOPPELCHECK_LEARN_H
#define DOMAINS_DOPPELCHECK_LEARN_H

#include <stddef.h>
#include <stdio.h>

#include "domains/doppelcheck/auditor.h"

#define LEARN_ADDRESSES_MIN 3

struct learn_options {
	const struct doppel *doppel;
	struct dns_batch *batch;              /* NULL: the DNS is not asked */
	const struct lookup_key_rules *rules; /* what is local here */
	const struct log_options *logs;
	enum reader_type type; /* READER_MAILLOG: all are logs */
	const char *const *paths;
	size_t path_count;
};

/* Writes the list file to out.  With a batch it asks the DNS, too, whether one
 * domain's own hosts take the mail of another (houses.h).  Returns 0, or -1
 * with messages. */
int
learn_run(const struct learn_options *options, FILE *out);

#endif
