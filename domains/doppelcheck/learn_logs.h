/* SPDX-License-Identifier: BSD-2-Clause */
/* Learn logs: to which domains outside people here send mail, by mail logs.
 *
 *     learn_logs_find(&options, &logs, lists, &count)
 *     learn_logs_read(&options, &logs, take, context, &sums)
 *
 * A mail counts that a host of the domain took, once, however many lines and
 * recipients it has.  A bounce does not, nor a mail without its sender, nor one
 * that came from elsewhere to an address here and was sent on by an alias, nor
 * what went to a domain of one's own: by domains.conf, or because most of its
 * mail stays on this host.
 *
 * Memory is bounded: LEAKS_MAX domains and LEAKS_TALLY_MAX pairs of one and a
 * sender are counted apart; a note says when there are more.
 */
#ifndef DOMAINS_DOPPELCHECK_LEARN_LOGS_H
#define DOMAINS_DOPPELCHECK_LEARN_LOGS_H

#include <stdint.h>

#include "domains/doppelcheck/learn.h"
#include "domains/doppelcheck/logs.h"

struct learn_logs_sums {
	bool read;           /* there were logs */
	uint64_t mails;      /* of all domains together */
	int64_t first, last; /* when they were sent; first is over last when
	                        there was none */
};

/* Takes a domain, as a list has it, how many mails it took, and of how many
 * senders.  Returns 0, or -1 when memory is out. */
typedef int (*learn_logs_take)(void *context, const char *domain,
    uint64_t mails, uint64_t senders);

/* Adds those of the paths that are logs, by content or type, and puts the
 * others into lists, which has room for all.  Returns 0, or -1 with a
 * message. */
int
learn_logs_find(const struct learn_options *options, struct logs *logs,
    const char **lists, size_t *count_r);

/* Returns 0, or -1 with messages when not all could be read; what was is taken
 * all the same. */
int
learn_logs_read(const struct learn_options *options, const struct logs *logs,
    learn_logs_take take, void *context, struct learn_logs_sums *sums_r);

#endif
