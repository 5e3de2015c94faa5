/* SPDX-License-Identifier: BSD-2-Clause */
/* Inquiry: the engine's verdict, the questions it leaves, the evidence. */
#include "domains/dns/inquiry.h"

#include <string.h>
#include <time.h>

#include "domains/engine/name/address.h"

/* An administrator's exemption holds against the DNS too. */
static bool
is_exempt(const struct evidence_source *inquiry, const struct name *name)
{
	struct doppel_listing listing;

	return doppel_listed(inquiry->doppel, LISTFILE_EXEMPT, name->text,
	    name->len, &listing);
}

static bool
is_asked(const struct evidence_source *inquiry, const struct name *name,
    const struct verdict *verdict)
{
	if (name->literal)
		return false;
	if (evidence_is_wanted(verdict))
		return true;
	return inquiry->all && verdict->reason == VERDICT_NONE &&
	       !is_exempt(inquiry, name);
}

void
evidence_judge_name(const struct evidence_source *inquiry,
    const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	const struct doppel *doppel = inquiry->doppel;
	struct dns_facts seen, meant;
	enum dns_want want;

	memset(evidence_r, 0, sizeof(*evidence_r));
	doppel_judge_doubt(doppel, name, EVIDENCE_COLLECTOR_NATS, verdict_r);
	if (is_asked(inquiry, name, verdict_r)) {
		want = verdict_r->meant.len > 0 ? DNS_WANT_NS : DNS_WANT_MAIL;
		inquiry->ask(inquiry->context, name, want, &seen);
		if (evidence_weigh(doppel, &seen, evidence_r) &&
		    want == DNS_WANT_NS) {
			inquiry->ask(inquiry->context, &verdict_r->meant, want,
			    &meant);
			evidence_compare(doppel, &seen, &meant,
			    &verdict_r->meant, evidence_r);
		}
	}
	evidence_apply(doppel, evidence_r, verdict_r);
}

size_t
evidence_names(const struct evidence_source *inquiry, const struct name *name,
    struct name names_r[static 2])
{
	struct verdict verdict;

	doppel_judge_doubt(inquiry->doppel, name, EVIDENCE_COLLECTOR_NATS,
	    &verdict);
	if (!is_asked(inquiry, name, &verdict))
		return 0;
	names_r[0] = *name;
	names_r[1] = verdict.meant;
	return verdict.meant.len > 0 ? 2 : 1;
}

void
evidence_judge_path(const struct evidence_source *inquiry, const char *bytes,
    size_t len, struct evidence *evidence_r, struct verdict *verdict_r)
{
	struct address address;
	struct name name;
	enum address_error address_error;
	enum name_error name_error;

	if (address_parse_path(bytes, len, &address, &address_error) == 0 &&
	    name_parse(address.domain, address.domain_len, &name,
		&name_error) == 0) {
		evidence_judge_name(inquiry, &name, evidence_r, verdict_r);
		return;
	}
	/* Says what is wrong with it. */
	memset(evidence_r, 0, sizeof(*evidence_r));
	doppel_judge_path(inquiry->doppel, bytes, len, verdict_r);
}

void
evidence_ask_dns(void *evidence_dns, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r)
{
	struct evidence_dns *batch = evidence_dns;
	struct timespec before, after;
	long spent;

	clock_gettime(CLOCK_MONOTONIC, &before);
	dns_ask(batch->dns, name, want, batch->wait, facts_r);
	clock_gettime(CLOCK_MONOTONIC, &after);
	spent = (long)(after.tv_sec - before.tv_sec) * 1000 +
	        (after.tv_nsec - before.tv_nsec) / 1000000;
	if (spent > 0)
		batch->wait = spent < (long)batch->wait
		                  ? batch->wait - (unsigned)spent
		                  : 0;
}
