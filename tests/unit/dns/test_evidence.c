/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: which facts move which verdict, and how far. */
#include "domains/dns/evidence.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/text.h"
#include "tests/unit/names.h"

static struct doppel *doppel;

/* Thresholds so far apart that every slip of partner.jp is in doubt. */
static void
open_engine(void)
{
	static const struct doppel_list lists[] = {
	    {.kind = LISTFILE_PROTECTED, .path = "protected"},
	    {.kind = LISTFILE_EXEMPT, .path = "exempt"},
	    {.kind = LISTFILE_COLLECTORS, .path = "collectors"},
	    {.kind = LISTFILE_HOSTERS, .path = "hosters"},
	};
	const struct doppel_options options = {
	    .lists = lists,
	    .list_count = 4,
	    .thresholds = {.possible = 0, .likely = 2, .certain = 100},
	};
	struct diagnostics diagnostics = {0};
	char directory[] = "/tmp/doppel-evidence-XXXXXX";

	cr_assert_not_null(mkdtemp(directory));
	cr_assert_eq(chdir(directory), 0);
	text_write("protected", "partner.jp weight=0.1\nhoster.jp\n"
				"partner.ac.jp owner=partner.jp\n");
	text_write("exempt", "fine.test\n");
	text_write("collectors", "collector.test source=s\n");
	text_write("hosters", "hoster.jp\n");
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	unlink("protected");
	unlink("exempt");
	unlink("collectors");
	unlink("hosters");
	cr_assert_eq(chdir("/"), 0);
	rmdir(directory);
}

static void
close_engine(void)
{
	doppel_close(&doppel);
}

TestSuite(evidence, .init = open_engine, .fini = close_engine);

/* "mx mx2 / ns ns2" */
static struct dns_facts
facts_of(enum dns_status status, const char *hosts)
{
	struct dns_facts facts = {.status = status, .asked = true};
	bool ns = false;

	while (*hosts != '\0') {
		size_t len = strcspn(hosts, " ");

		if (len == 1 && *hosts == '/') {
			ns = true;
		} else {
			uint16_t *at = ns ? &facts.ns[facts.ns_count++]
			                  : &facts.mx[facts.mx_count++];
			*at = facts.used;
			memcpy(facts.pool + facts.used, hosts, len);
			facts.used = (uint16_t)(facts.used + len + 1);
		}
		hosts += len + (hosts[len] == ' ');
	}
	return facts;
}

#define HOUSE "mx1.partner.jp mx2.partner.jp"
#define HOUSE_NS "ns1.partner.jp ns2.partner.jp"

static const struct {
	const char *what;
	const char *meant_name;
	enum dns_status status;
	const char *seen, *meant;
	enum evidence_kind kind;
	const char *mx;
} facts_cases[] = {
    {"no answer", "partner.jp", DNS_UNKNOWN, "", HOUSE, EVIDENCE_NONE, ""},
    {"no such domain", "partner.jp", DNS_NO_DOMAIN, "", HOUSE, EVIDENCE_BOUNCES,
	""},
    {"null MX", "partner.jp", DNS_NULL_MX, "", HOUSE, EVIDENCE_BOUNCES, ""},
    {"somebody", "partner.jp", DNS_TAKES_MAIL, "mx.a.test", HOUSE, EVIDENCE_MX,
	"mx.a.test"},
    {"an address only", "partner.jp", DNS_TAKES_MAIL, "", HOUSE, EVIDENCE_MX,
	""},
    {"a collector", "partner.jp", DNS_TAKES_MAIL, "mail.collector.test", HOUSE,
	EVIDENCE_COLLECTOR, "mail.collector.test"},
    {"a collector second, beside the house", "partner.jp", DNS_TAKES_MAIL,
	"mx1.partner.jp collector.test / " HOUSE_NS, HOUSE " / " HOUSE_NS,
	EVIDENCE_COLLECTOR, "collector.test"},
    {"not a collector", "partner.jp", DNS_TAKES_MAIL, "notcollector.test",
	HOUSE, EVIDENCE_MX, "notcollector.test"},
    {"the house", "partner.jp", DNS_TAKES_MAIL, "mx2.partner.jp mx1.partner.jp",
	HOUSE, EVIDENCE_SAME_MX, "mx2.partner.jp"},
    {"half of the house", "partner.jp", DNS_TAKES_MAIL, "mx1.partner.jp", HOUSE,
	EVIDENCE_MX, "mx1.partner.jp"},
    {"the house and another", "partner.jp", DNS_TAKES_MAIL,
	"mx1.partner.jp mx.a.test", HOUSE, EVIDENCE_MX, "mx1.partner.jp"},
    {"both customers of one", "partner.jp", DNS_TAKES_MAIL,
	"aspmx.l.google.com", "aspmx.l.google.com", EVIDENCE_MX,
	"aspmx.l.google.com"},
    {"customer of the hoster meant", "hoster.jp", DNS_TAKES_MAIL,
	"mx.hoster.jp / ns.hoster.jp", "mx.hoster.jp / ns.hoster.jp",
	EVIDENCE_MX, "mx.hoster.jp"},
    {"name servers of the house", "partner.jp", DNS_TAKES_MAIL,
	"mx.a.test / ns2.partner.jp ns1.partner.jp", HOUSE " / " HOUSE_NS,
	EVIDENCE_SAME_NS, "mx.a.test"},
    {"name servers of a hoster", "partner.jp", DNS_TAKES_MAIL,
	"mx.a.test / ns.a.test", HOUSE " / ns.a.test", EVIDENCE_MX,
	"mx.a.test"},
    {"hosts at the owner's other name", "partner.jp", DNS_TAKES_MAIL,
	"mx.partner.ac.jp mx1.partner.jp", "mx1.partner.jp mx.partner.ac.jp",
	EVIDENCE_SAME_MX, "mx.partner.ac.jp"},
    {"hosts at the main name", "partner.ac.jp", DNS_TAKES_MAIL,
	"mx1.partner.jp", "mx1.partner.jp", EVIDENCE_SAME_MX, "mx1.partner.jp"},
    {"hosts at another owner's", "partner.ac.jp", DNS_TAKES_MAIL,
	"mx.elsewhere.jp", "mx.elsewhere.jp", EVIDENCE_MX, "mx.elsewhere.jp"},
    {"a name that ends alike", "partner.jp", DNS_TAKES_MAIL, "mx.xpartner.jp",
	"mx.xpartner.jp", EVIDENCE_MX, "mx.xpartner.jp"},
};

Test(evidence, facts)
{
	for (size_t i = 0; i < sizeof(facts_cases) / sizeof(facts_cases[0]);
	     i++) {
		struct dns_facts seen =
		    facts_of(facts_cases[i].status, facts_cases[i].seen);
		struct dns_facts meant =
		    facts_of(DNS_TAKES_MAIL, facts_cases[i].meant);
		struct name name = name_of(facts_cases[i].meant_name);
		struct evidence evidence;

		if (evidence_weigh(doppel, &seen, &evidence))
			evidence_compare(doppel, &seen, &meant, &name,
			    &evidence);
		cr_expect_eq(evidence.kind, facts_cases[i].kind, "%s: %s",
		    facts_cases[i].what, evidence_kind_name(evidence.kind));
		cr_expect_str_eq(evidence.mx, facts_cases[i].mx, "%s: %s",
		    facts_cases[i].what, evidence.mx);
	}
}

/* What is not known of the name meant is not the same as anything. */
Test(evidence, meant_without_an_answer)
{
	struct dns_facts seen = facts_of(DNS_TAKES_MAIL, HOUSE);
	struct dns_facts meant = facts_of(DNS_UNKNOWN, "");
	struct name name = name_of("partner.jp");
	struct evidence evidence;

	cr_assert(evidence_weigh(doppel, &seen, &evidence));
	evidence_compare(doppel, &seen, &meant, &name, &evidence);
	cr_expect_eq(evidence.kind, EVIDENCE_MX);
}

static const struct {
	enum evidence_kind kind;
	double nats;
	bool meant;
	double odds;
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	const char *want; /* reason and confidence */
} verdict_cases[] = {
#define DOUBT(odds) true, odds, VERDICT_NONE, VERDICT_NO_CONFIDENCE
#define POSSIBLE(odds) true, odds, VERDICT_TYPO, VERDICT_POSSIBLE
#define LIKELY(odds) true, odds, VERDICT_TYPO, VERDICT_LIKELY
#define NOTHING false, 0, VERDICT_NONE, VERDICT_NO_CONFIDENCE
    {EVIDENCE_NONE, 0, DOUBT(-1), "none none"},
    {EVIDENCE_NONE, 0, POSSIBLE(1), "typo possible"},
    {EVIDENCE_MX, 0, LIKELY(3), "typo likely"},
    {EVIDENCE_COLLECTOR, 3, DOUBT(-4), "none none"},
    {EVIDENCE_COLLECTOR, 3, DOUBT(-2), "typo possible"},
    {EVIDENCE_COLLECTOR, 3, POSSIBLE(1), "typo likely"},
    {EVIDENCE_COLLECTOR, 3, NOTHING, "none none"},
    {EVIDENCE_SAME_MX, -4, LIKELY(50), "typo likely"},
    {EVIDENCE_SAME_MX, -4, LIKELY(3), "typo possible"},
    {EVIDENCE_SAME_MX, -4, POSSIBLE(1), "none none"},
    {EVIDENCE_SAME_MX, -4, DOUBT(-1), "none none"},
    {EVIDENCE_BOUNCES, 0, NOTHING, "undeliverable certain"},
    {EVIDENCE_BOUNCES, 0, DOUBT(-1), "undeliverable certain"},
    {EVIDENCE_BOUNCES, 0, POSSIBLE(1), "typo possible"},
};

Test(evidence, verdicts)
{
	for (size_t i = 0; i < sizeof(verdict_cases) / sizeof(verdict_cases[0]);
	     i++) {
		const struct evidence evidence = {
		    .kind = verdict_cases[i].kind,
		    .nats = verdict_cases[i].nats,
		    .detail = "x",
		};
		struct verdict verdict = {
		    .reason = verdict_cases[i].reason,
		    .confidence = verdict_cases[i].confidence,
		    .odds = (float)verdict_cases[i].odds,
		};
		char got[64];

		if (verdict_cases[i].meant)
			verdict.meant = name_of("partner.jp");
		evidence_apply(doppel, &evidence, &verdict);
		snprintf(got, sizeof(got), "%s %s",
		    verdict_reason_name(verdict.reason),
		    verdict_confidence_name(verdict.confidence));
		cr_expect_str_eq(got, verdict_cases[i].want, "case %zu: %s", i,
		    got);
		cr_expect_eq(verdict.detail != NULL,
		    evidence.kind == EVIDENCE_BOUNCES, "case %zu", i);
		if (verdict.reason == VERDICT_NONE)
			cr_expect_eq(verdict.meant.len, 0, "case %zu", i);
	}
}

/* ---- which names are asked ----------------------------------------------- */

struct asked {
	char names[256];
	struct dns_facts answer;
};

static void
note(void *context, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	struct asked *asked = context;
	size_t used = strlen(asked->names);

	(void)want;
	snprintf(asked->names + used, sizeof(asked->names) - used, "%s%s",
	    used > 0 ? " " : "", name->text);
	*facts_r = asked->answer;
}

Test(evidence, only_names_in_doubt_are_asked)
{
	static const struct {
		const char *name;
		bool all;
		enum dns_status status;
		const char *asked, *want;
	} cases[] = {
	    {"partner.jp", false, DNS_NO_DOMAIN, "", "none"},
	    {"partnre.jp", false, DNS_NO_DOMAIN, "partnre.jp", "typo"},
	    {"partnre.jp", false, DNS_TAKES_MAIL, "partnre.jp partner.jp",
		"typo"},
	    {"partnre.jp", false, DNS_UNKNOWN, "partnre.jp", "typo"},
	    {"elsewhere.test", false, DNS_NO_DOMAIN, "", "none"},
	    {"elsewhere.test", true, DNS_NO_DOMAIN, "elsewhere.test",
		"undeliverable"},
	    {"elsewhere.test", true, DNS_UNKNOWN, "elsewhere.test", "none"},
	    {"fine.test", true, DNS_NO_DOMAIN, "", "none"},
	    {"partner.jp", true, DNS_NO_DOMAIN, "partner.jp", "undeliverable"},
	    {"doppelganger.test", true, DNS_NO_DOMAIN, "",
		"known-doppelganger"},
	    {"[192.0.2.1]", true, DNS_NO_DOMAIN, "", "none"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asked asked = {
		    .answer = facts_of(cases[i].status, "mx.a.test")};
		const struct evidence_source source = {.doppel = doppel,
		    .ask = note,
		    .context = &asked,
		    .all = cases[i].all};
		struct name name = name_of(cases[i].name);
		struct evidence evidence;
		struct verdict verdict;

		evidence_judge_name(&source, &name, &evidence, &verdict);
		cr_expect_str_eq(asked.names, cases[i].asked, "%s: %s",
		    cases[i].name, asked.names);
		cr_expect_str_eq(verdict_reason_name(verdict.reason),
		    cases[i].want, "%s", cases[i].name);
	}
}

/* Without an answer the verdict is what it is without the DNS. */
Test(evidence, no_answer_changes_nothing)
{
	static const char *const names[] = {"partnre.jp", "partner.jp",
	    "partmer.jp", "pertner.jp", "partnerr.jp", "elsewhere.test",
	    "doppelganger.test", "hostre.jp", "x.partnre.jp", "prtner.ne.jp"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct asked asked = {.names = ""};
		const struct evidence_source source = {.doppel = doppel,
		    .ask = note,
		    .context = &asked};
		struct name name = name_of(names[i]);
		struct evidence evidence;
		struct verdict with, without;

		evidence_judge_name(&source, &name, &evidence, &with);
		doppel_judge_name(doppel, &name, &without);
		cr_expect_eq(with.reason, without.reason, "%s", names[i]);
		cr_expect_eq(with.confidence, without.confidence, "%s",
		    names[i]);
		cr_expect_str_eq(with.meant.text, without.meant.text, "%s",
		    names[i]);
		cr_expect_eq(with.typo.slips, without.typo.slips, "%s",
		    names[i]);
	}
}
