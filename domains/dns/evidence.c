/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: asks the DNS about names in doubt, weighs what it says and moves
 * the odds by it. */
#include "domains/dns/evidence.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/clock.h"

static const char *const kind_names[EVIDENCE_KINDS] = {
    [EVIDENCE_NONE] = "none",
    [EVIDENCE_MX] = "mx",
    [EVIDENCE_COLLECTOR] = "collector",
    [EVIDENCE_SAME_MX] = "same-mx",
    [EVIDENCE_SAME_NS] = "same-ns",
    [EVIDENCE_BOUNCES] = "bounces",
};

const char *
evidence_kind_name(enum evidence_kind kind)
{
	return kind < EVIDENCE_KINDS ? kind_names[kind] : "none";
}

int
evidence_phrase(const struct evidence *evidence, char *buf, size_t size)
{
	const char *tail = "";

	if (evidence == NULL || evidence->kind == EVIDENCE_NONE) {
		if (size > 0)
			buf[0] = '\0';
		return 0;
	}
	if (evidence->kind == EVIDENCE_BOUNCES)
		return snprintf(buf, size, "mail bounces: %s",
		    evidence->detail);
	if (evidence->kind == EVIDENCE_COLLECTOR)
		tail = ", a known collector";
	else if (evidence->kind == EVIDENCE_SAME_MX)
		tail = ", as for the name meant";
	else if (evidence->kind == EVIDENCE_SAME_NS)
		tail = "; the name servers are those of the name meant";
	return snprintf(buf, size, "mail goes to %s%s",
	    evidence->mx[0] != '\0' ? evidence->mx : "the domain's own host",
	    tail);
}

/* ---- what the facts say ------------------------------------------------- */

/* The first mail host that a list knows; or none. */
static bool
find_collector(const struct doppel *doppel, const struct dns_facts *facts,
    struct evidence *evidence)
{
	for (size_t i = 0; i < facts->mx_count; i++) {
		const char *host = dns_facts_mx(facts, i);
		struct doppel_listing listing;

		if (!doppel_listed(doppel, LISTFILE_COLLECTORS, host,
			strlen(host), &listing))
			continue;
		evidence->kind = EVIDENCE_COLLECTOR;
		evidence->nats = EVIDENCE_COLLECTOR_NATS;
		evidence->file = listing.file;
		evidence->line = listing.line;
		evidence->source = listing.source;
		memcpy(evidence->mx, host, strlen(host) + 1);
		return true;
	}
	return false;
}

bool
evidence_weigh(const struct doppel *doppel, const struct dns_facts *facts,
    struct evidence *evidence_r)
{
	memset(evidence_r, 0, sizeof(*evidence_r));
	evidence_r->asked = facts->asked;
	evidence_r->detail = dns_status_bounces(facts->status);
	if (evidence_r->detail != NULL) {
		evidence_r->kind = EVIDENCE_BOUNCES;
		return false;
	}
	if (facts->status != DNS_TAKES_MAIL)
		return false;
	evidence_r->kind = EVIDENCE_MX;
	if (facts->mx_count > 0)
		memcpy(evidence_r->mx, dns_facts_mx(facts, 0),
		    strlen(dns_facts_mx(facts, 0)) + 1);
	if (find_collector(doppel, facts, evidence_r))
		return false;
	return facts->mx_count > 0 || facts->ns_count > 0;
}

/* ---- the house that is meant -------------------------------------------- */

typedef const char *(*host_at)(const struct dns_facts *facts, size_t i);

static bool
has_host(const struct dns_facts *facts, host_at at, size_t count,
    const char *host)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(at(facts, i), host) == 0)
			return true;
	return false;
}

/* The same hosts, all of the house, none a hoster's. */
static bool
same_house(const struct doppel *doppel, const struct dns_facts *facts,
    size_t count, const struct dns_facts *meant_facts, size_t meant_count,
    host_at at, const struct name *meant)
{
	struct doppel_listing listing;

	if (count == 0 || count != meant_count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *host = at(facts, i);

		if (!has_host(meant_facts, at, meant_count, host) ||
		    !doppel_same_owner(doppel, meant, host, strlen(host)) ||
		    doppel_listed(doppel, LISTFILE_HOSTERS, host, strlen(host),
			&listing))
			return false;
	}
	return true;
}

void
evidence_compare(const struct doppel *doppel, const struct dns_facts *facts,
    const struct dns_facts *meant_facts, const struct name *meant,
    struct evidence *evidence)
{
	if (meant_facts->status != DNS_TAKES_MAIL)
		return;
	if (!facts->more && !meant_facts->more &&
	    same_house(doppel, facts, facts->mx_count, meant_facts,
		meant_facts->mx_count, dns_facts_mx, meant)) {
		evidence->kind = EVIDENCE_SAME_MX;
		evidence->nats = EVIDENCE_SAME_MX_NATS;
	} else if (same_house(doppel, facts, facts->ns_count, meant_facts,
		       meant_facts->ns_count, dns_facts_ns, meant)) {
		evidence->kind = EVIDENCE_SAME_NS;
		evidence->nats = EVIDENCE_SAME_NS_NATS;
	}
}

/* ---- the verdict -------------------------------------------------------- */

static void
apply_bounce(const struct evidence *evidence, struct verdict *verdict)
{
	verdict->detail = evidence->detail;
	if (verdict->reason != VERDICT_NONE)
		return;
	verdict->reason = VERDICT_UNDELIVERABLE;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->file = NULL;
	verdict->line = 0;
}

static void
apply_odds(const struct doppel *doppel, const struct evidence *evidence,
    struct verdict *verdict)
{
	double odds = (double)verdict->odds + evidence->nats;
	enum verdict_confidence confidence = doppel_confidence(doppel, odds);

	if (confidence + 1 < verdict->confidence)
		confidence = verdict->confidence - 1;
	if (confidence == VERDICT_NO_CONFIDENCE) {
		verdict_clear(verdict);
		return;
	}
	verdict->reason = VERDICT_TYPO;
	verdict->confidence = confidence;
	verdict->odds = (float)odds;
}

void
evidence_apply(const struct doppel *doppel, const struct evidence *evidence,
    struct verdict *verdict)
{
	if (evidence->kind == EVIDENCE_BOUNCES)
		apply_bounce(evidence, verdict);
	else if (verdict->meant.len > 0 &&
		 (evidence->nats < 0 || evidence->nats > 0))
		apply_odds(doppel, evidence, verdict);
	/* A name that was only in doubt is as if the DNS had not been asked. */
	if (verdict->reason == VERDICT_NONE)
		verdict_clear(verdict);
	verdict->evidence = evidence;
}

/* ---- judging with the DNS ----------------------------------------------- */

/* Could evidence change this verdict? */
static bool
is_in_doubt(const struct verdict *verdict)
{
	if (verdict->reason == VERDICT_NONE)
		return verdict->meant.len > 0;
	return verdict->reason == VERDICT_TYPO &&
	       verdict->confidence < VERDICT_CERTAIN;
}

/* An administrator's exemption holds against the DNS too. */
static bool
is_exempt(const struct evidence_source *source, const struct name *name)
{
	struct doppel_listing listing;

	return doppel_listed(source->doppel, LISTFILE_EXEMPT, name->text,
	    name->len, &listing);
}

static bool
is_asked(const struct evidence_source *source, const struct name *name,
    const struct verdict *verdict)
{
	if (name->literal)
		return false;
	if (is_in_doubt(verdict))
		return true;
	return source->all && verdict->reason == VERDICT_NONE &&
	       !is_exempt(source, name);
}

void
evidence_judge_name(const struct evidence_source *source,
    const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	const struct doppel *doppel = source->doppel;
	struct dns_facts facts, meant_facts;
	enum dns_want want;

	memset(evidence_r, 0, sizeof(*evidence_r));
	doppel_judge_doubt(doppel, name, EVIDENCE_COLLECTOR_NATS, verdict_r);
	if (is_asked(source, name, verdict_r)) {
		want = verdict_r->meant.len > 0 ? DNS_WANT_NS : DNS_WANT_MAIL;
		source->ask(source->context, name, want, &facts);
		if (evidence_weigh(doppel, &facts, evidence_r) &&
		    want == DNS_WANT_NS) {
			source->ask(source->context, &verdict_r->meant, want,
			    &meant_facts);
			evidence_compare(doppel, &facts, &meant_facts,
			    &verdict_r->meant, evidence_r);
		}
	}
	evidence_apply(doppel, evidence_r, verdict_r);
}

size_t
evidence_names(const struct evidence_source *source, const struct name *name,
    struct name names_r[static 2])
{
	struct verdict verdict;

	doppel_judge_doubt(source->doppel, name, EVIDENCE_COLLECTOR_NATS,
	    &verdict);
	if (!is_asked(source, name, &verdict))
		return 0;
	names_r[0] = *name;
	names_r[1] = verdict.meant;
	return verdict.meant.len > 0 ? 2 : 1;
}

void
evidence_ask_dns(void *evidence_dns, const struct name *name,
    enum dns_want want, struct dns_facts *facts_r)
{
	struct evidence_dns *asker = evidence_dns;
	uint64_t deadline = clock_now() + asker->wait, now;

	dns_ask(asker->dns, name, want, asker->wait, facts_r);
	now = clock_now();
	asker->wait = now < deadline ? (unsigned)(deadline - now) : 0;
}
