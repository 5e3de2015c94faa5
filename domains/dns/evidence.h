/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: how facts from the DNS move a verdict.  Pure.
 *
 * An MX record proves nothing good: every dangerous doppelganger has one.  What
 * can be told is where the mail would go:
 *
 *   to a known collector (collectors.list)     the odds rise
 *   to the house that is meant, all of it      the odds fall
 *   nowhere                                    a typo bounces; a name that
 *                                              nothing else is against is
 *                                              undeliverable
 *   no answer                                  nothing
 *
 * "The house that is meant" is narrow, for the owner of a double writes his
 * own zone.  The hosts must be the same set and lie under the registrable
 * domain of the name meant, so that mail really goes there; a hoster's hosts
 * (hosters.list) count for nobody, for anybody may be his customer.  Name
 * servers are weaker still: a zone may claim any.  And what lowers the odds
 * lowers the confidence by one step at most.
 */
#ifndef DOMAINS_DNS_EVIDENCE_H
#define DOMAINS_DNS_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/engine/name/name.h"
#include "domains/engine/verdict.h"

/* Nats.  Names whose odds are less than "possible" by no more than the first
 * are worth a question too. */
#define EVIDENCE_COLLECTOR_NATS 3.0
#define EVIDENCE_SAME_MX_NATS (-4.0)
#define EVIDENCE_SAME_NS_NATS (-1.5)

enum evidence_kind {
	EVIDENCE_NONE, /* not asked, or no answer */
	EVIDENCE_MX,   /* somebody takes the mail; means nothing */
	EVIDENCE_COLLECTOR,
	EVIDENCE_SAME_MX,
	EVIDENCE_SAME_NS,
	EVIDENCE_BOUNCES,
	EVIDENCE_KINDS
};

struct evidence {
	enum evidence_kind kind;
	bool asked;
	double nats;        /* what it adds to the odds */
	char mx[NAME_SIZE]; /* the host that would get the mail; clean; "" */
	const char *detail; /* EVIDENCE_BOUNCES: why, static text */
	const char *file;   /* EVIDENCE_COLLECTOR: the list that knows, */
	unsigned line;      /*   borrowed from the engine's handle */
	const char *source;
};

/* "collector", "same-mx", "same-ns", "bounces", "mx"; "none". */
const char *
evidence_kind_name(enum evidence_kind kind);

/* Is the verdict one that evidence could change? */
bool
evidence_is_wanted(const struct verdict *verdict);

/* What the facts about the name seen say.  Returns whether those about the
 * name meant could say more: then ask for them and call evidence_compare(). */
bool
evidence_weigh(const struct doppel *doppel, const struct dns_facts *seen,
    struct evidence *evidence_r);

void
evidence_compare(const struct doppel *doppel, const struct dns_facts *seen,
    const struct dns_facts *meant, const struct name *name_meant,
    struct evidence *evidence);

/* Moves a verdict of doppel_judge_doubt().  The verdict borrows the
 * evidence. */
void
evidence_apply(const struct doppel *doppel, const struct evidence *evidence,
    struct verdict *verdict);

/* "mail goes to mail.h-email.net, a known collector"; as snprintf, 0 and ""
 * when there is nothing to say. */
int
evidence_phrase(const struct evidence *evidence, char *buf, size_t size);

#endif
