/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: weighs what the DNS says and moves the odds by it. */
#include "domains/dns/evidence.h"

#include <stdio.h>
#include <string.h>

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

bool
evidence_is_wanted(const struct verdict *verdict)
{
	if (verdict->reason == VERDICT_NONE)
		return verdict->meant.len > 0;
	return verdict->reason == VERDICT_TYPO &&
	       verdict->confidence < VERDICT_CERTAIN;
}

/* The first mail host that a list knows; or none. */
static bool
find_collector(const struct doppel *doppel, const struct dns_facts *seen,
    struct evidence *evidence)
{
	for (size_t i = 0; i < seen->mx_count; i++) {
		const char *host = dns_facts_mx(seen, i);
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
evidence_weigh(const struct doppel *doppel, const struct dns_facts *seen,
    struct evidence *evidence_r)
{
	memset(evidence_r, 0, sizeof(*evidence_r));
	evidence_r->asked = seen->asked;
	evidence_r->detail = dns_status_bounces(seen->status);
	if (evidence_r->detail != NULL) {
		evidence_r->kind = EVIDENCE_BOUNCES;
		return false;
	}
	if (seen->status != DNS_TAKES_MAIL)
		return false;
	evidence_r->kind = EVIDENCE_MX;
	if (seen->mx_count > 0)
		memcpy(evidence_r->mx, dns_facts_mx(seen, 0),
		    strlen(dns_facts_mx(seen, 0)) + 1);
	if (find_collector(doppel, seen, evidence_r))
		return false;
	return seen->mx_count > 0 || seen->ns_count > 0;
}

/* ---- the house that is meant --------------------------------------------- */

static bool
is_under(const char *host, const char *domain)
{
	size_t host_len = strlen(host), len = strlen(domain);

	return host_len >= len &&
	       memcmp(host + host_len - len, domain, len) == 0 &&
	       (host_len == len || host[host_len - len - 1] == '.');
}

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
same_house(const struct doppel *doppel, const struct dns_facts *seen,
    size_t seen_count, const struct dns_facts *meant, size_t meant_count,
    host_at at, const char *house)
{
	struct doppel_listing listing;

	if (seen_count == 0 || seen_count != meant_count || *house == '\0')
		return false;
	for (size_t i = 0; i < seen_count; i++) {
		const char *host = at(seen, i);

		if (!has_host(meant, at, meant_count, host) ||
		    !is_under(host, house) ||
		    doppel_listed(doppel, LISTFILE_HOSTERS, host, strlen(host),
			&listing))
			return false;
	}
	return true;
}

void
evidence_compare(const struct doppel *doppel, const struct dns_facts *seen,
    const struct dns_facts *meant, const struct name *name_meant,
    struct evidence *evidence)
{
	const char *house = name_meant->text + name_registrable(name_meant);

	if (meant->status != DNS_TAKES_MAIL)
		return;
	if (!seen->more && !meant->more &&
	    same_house(doppel, seen, seen->mx_count, meant, meant->mx_count,
		dns_facts_mx, house)) {
		evidence->kind = EVIDENCE_SAME_MX;
		evidence->nats = EVIDENCE_SAME_MX_NATS;
	} else if (same_house(doppel, seen, seen->ns_count, meant,
		       meant->ns_count, dns_facts_ns, house)) {
		evidence->kind = EVIDENCE_SAME_NS;
		evidence->nats = EVIDENCE_SAME_NS_NATS;
	}
}

/* ---- the verdict --------------------------------------------------------- */

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
		memset(verdict, 0, sizeof(*verdict));
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
	/* What was only doubted is as if nobody had asked. */
	if (verdict->reason == VERDICT_NONE)
		memset(verdict, 0, sizeof(*verdict));
	verdict->evidence = evidence;
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
