/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: what the DNS says about a name in doubt, and how it moves the
 * verdict.  All programs that ask the DNS judge here, so that they agree.
 *
 *     struct evidence_dns asker = {.dns = dns, .wait = 500};
 *     const struct evidence_source source = {.doppel = doppel,
 *         .ask = evidence_ask_dns, .context = &asker};
 *     evidence_judge_name(&source, &name, &evidence, &verdict);
 *
 * Known doppelgangers, certain typos and names that resemble nothing need no
 * question.  For any other name the DNS is asked about that name, and about
 * the name that is meant.
 *
 * An MX record proves nothing good: every dangerous doppelganger has one.  The
 * question is where the mail would go:
 *
 *   to a known collector (collectors.list)     the odds rise
 *   to the house that is meant, all of it      the odds fall
 *   nowhere                                    a typo bounces; a name that
 *                                              nothing else is against is
 *                                              undeliverable
 *   no answer                                  nothing
 *
 * "The house that is meant" is narrow, for the owner of a double writes the
 * zone of that double.  The hosts must be the same set and lie under the
 * registrable domain of the name meant, or under what protected.list gives the
 * same owner, so that the mail really goes there.  A
 * hoster's hosts (hosters.list) do not count, for anybody may be a customer.
 * Name servers are weaker still: a zone may claim any.  And what lowers the
 * odds lowers the confidence by one step at most.
 */
#ifndef DOMAINS_DNS_EVIDENCE_H
#define DOMAINS_DNS_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/engine/name/name.h"
#include "domains/engine/verdict.h"

/* Nats.  A name whose odds are less than "possible" by no more than the first
 * is worth a question too. */
#define EVIDENCE_COLLECTOR_NATS 3.0
#define EVIDENCE_SAME_MX_NATS (-4.0)
#define EVIDENCE_SAME_NS_NATS (-1.5)

enum evidence_kind {
	EVIDENCE_NONE, /* not asked, or no answer */
	EVIDENCE_MX,   /* a host takes the mail; means nothing */
	EVIDENCE_COLLECTOR,
	EVIDENCE_SAME_MX,
	EVIDENCE_SAME_NS,
	EVIDENCE_BOUNCES,
	EVIDENCE_KINDS
};

struct evidence {
	enum evidence_kind kind;
	bool asked;
	double nats;        /* added to the odds */
	char mx[NAME_SIZE]; /* the host that would get the mail, canonical;
	                       "" when there is none */
	const char *detail; /* EVIDENCE_BOUNCES: why, static text */
	const char *file;   /* EVIDENCE_COLLECTOR: the list that knows it, */
	unsigned line;      /*   borrowed from the engine's handle */
	const char *source;
};

/* "collector", "same-mx", "same-ns", "bounces", "mx"; "none". */
const char *
evidence_kind_name(enum evidence_kind kind);

/* "mail goes to mail.h-email.net, a known collector"; as snprintf, 0 and ""
 * when there is nothing to say. */
int
evidence_phrase(const struct evidence *evidence, char *buf, size_t size);

/* ---- judging with the DNS ----------------------------------------------- */

/* Gets the facts about a name, from the DNS or from earlier answers. */
typedef void (*evidence_ask)(void *context, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r);

struct evidence_source {
	const struct doppel *doppel;
	evidence_ask ask;
	void *context;
	bool all; /* ask about names that nothing is against, too: do they
	             take mail? */
};

/* Judges a name, and asks where it is in doubt.  The verdict borrows the
 * evidence. */
void
evidence_judge_name(const struct evidence_source *source,
    const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r);

/* Returns how many names evidence_judge_name() may ask about, 0 to 2, for a
 * caller that asks beforehand.  The second one is the name that is meant. */
size_t
evidence_names(const struct evidence_source *source, const struct name *name,
    struct name names_r[static 2]);

/* The context of evidence_ask_dns(). */
struct evidence_dns {
	struct dns *dns;
	unsigned wait; /* milliseconds, for all questions together; each
	                  question takes away what it used */
};

/* An evidence_ask that asks the DNS. */
void
evidence_ask_dns(void *evidence_dns, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r);

/* ---- the single steps --------------------------------------------------- */

/* Weighs the facts about the name in question.  Returns whether the facts
 * about the name meant could say more: then evidence_compare() takes both. */
bool
evidence_weigh(const struct doppel *doppel, const struct dns_facts *facts,
    struct evidence *evidence_r);

void
evidence_compare(const struct doppel *doppel, const struct dns_facts *facts,
    const struct dns_facts *meant_facts, const struct name *meant,
    struct evidence *evidence);

/* Moves a verdict of doppel_judge_doubt(), which then borrows the evidence. */
void
evidence_apply(const struct doppel *doppel, const struct evidence *evidence,
    struct verdict *verdict);

#endif
