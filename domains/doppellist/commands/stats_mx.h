/* SPDX-License-Identifier: BSD-2-Clause */
/* Stats by mail exchanger: who gets the mail of the names in a list now.
 *
 *     h-email.net, a known collector
 *     the domain's own host
 *     no mail: the domain does not exist
 *     no answer
 *
 * What counts is the registrable domain of the mail host that is tried first.
 */
#ifndef DOMAINS_DOPPELLIST_COMMANDS_STATS_MX_H
#define DOMAINS_DOPPELLIST_COMMANDS_STATS_MX_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/doppellist/command.h"
#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/model/tally.h"

/* A day of a resolver's questions: with more names nothing is asked, which is
 * reported. */
#define STATS_ASKED_MAX ((size_t)1000000)

struct stats_mx {
	struct collection_entries entries;
	bool quiet;
	struct document *memory; /* keeps the texts that are counted */
	struct tally *hosts;     /* with the names as examples */
};

/* Asks about all names and counts their hosts.  Returns 0; -1 when it is
 * reported: not all could be asked, and what is known is there all the
 * same. */
int
stats_mx_ask(struct doppellist *list, const struct stats_mx *mx);

#endif
