/* SPDX-License-Identifier: BSD-2-Clause */
/* Inquiry: judges a name and, where it is in doubt, asks the DNS.
 *
 * Known doppelgangers, certain typos and names that resemble nothing need no
 * question.  At most one name is asked about, and the one that is meant.  All
 * programs that ask go this way, so that they agree.
 */
#ifndef DOMAINS_DNS_INQUIRY_H
#define DOMAINS_DNS_INQUIRY_H

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/dns/evidence.h"

/* Where the facts come from: the DNS, or who has asked it before. */
typedef void (*evidence_ask)(void *context, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r);

struct evidence_source {
	const struct doppel *doppel;
	evidence_ask ask;
	void *context;
	bool all; /* names that nothing is against too: do they take mail? */
};

/* The verdict borrows the evidence. */
void
evidence_judge_name(const struct evidence_source *inquiry,
    const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r);

/* As doppel_judge_path(). */
void
evidence_judge_path(const struct evidence_source *inquiry, const char *bytes,
    size_t len, struct evidence *evidence_r, struct verdict *verdict_r);

/* The names that evidence_judge_name() may ask about, for who wants to ask
 * beforehand: 0 to 2, the second one is meant. */
size_t
evidence_names(const struct evidence_source *inquiry, const struct name *name,
    struct name names_r[static 2]);

/* An evidence_ask for the DNS itself: at most wait milliseconds for all the
 * questions together; what is left stands in it. */
struct evidence_dns {
	struct dns *dns;
	unsigned wait;
};

void
evidence_ask_dns(void *evidence_dns, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r);

#endif
