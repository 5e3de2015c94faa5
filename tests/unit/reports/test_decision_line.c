/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/reports/decision_line.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/names.h"

static struct finding
known(void)
{
	struct finding finding = {
	    .verdict =
		{
		    .reason = VERDICT_KNOWN_DOPPELGANGER,
		    .confidence = VERDICT_CERTAIN,
		    .typo = {.slips = 1, .slip = {{.class = TYPO_OMISSION}}},
		},
	};

	finding.verdict.meant = name_of("gmail.com");
	return finding;
}

static struct finding
malformed(void)
{
	return (struct finding){
	    .verdict =
		{
		    .reason = VERDICT_MALFORMED,
		    .confidence = VERDICT_CERTAIN,
		    .detail = "no @",
		},
	};
}

static const struct {
	const char *to, *original, *from, *name, *address;
	bool malformed, monitor;
	enum exemption exempt;
	enum action wanted, action;
	const char *want;
} rows[] = {
    {"<taro@gmai.com>", NULL, "<a@b.jp>", "mx.b.jp", "192.0.2.7", false, false,
	EXEMPTION_NONE, ACTION_REJECT, ACTION_REJECT,
	"to=<taro@gmai.com>, from=<a@b.jp>, client=mx.b.jp[192.0.2.7], "
	"reason=known-doppelganger, confidence=certain, meant=gmail.com, "
	"slip=omission, action=reject"},
    {"<taro@gmai.com>", "lab@b.jp", "<>", "mx.b.jp", "2001:db8::1", false,
	false, EXEMPTION_NONE, ACTION_REJECT, ACTION_REJECT,
	"to=<taro@gmai.com>, orig_to=<lab@b.jp>, from=<>, "
	"client=mx.b.jp[2001:db8::1], reason=known-doppelganger, "
	"confidence=certain, meant=gmail.com, slip=omission, action=reject"},
    {"taro@gmai.com", NULL, "a@b.jp", "localhost", "", false, true,
	EXEMPTION_NONE, ACTION_REJECT, ACTION_LOG,
	"to=<taro@gmai.com>, from=<a@b.jp>, client=localhost[unknown], "
	"reason=known-doppelganger, confidence=certain, meant=gmail.com, "
	"slip=omission, mode=monitor, action=reject"},
    {"taro@gmai.com", NULL, "a@b.jp", "[192.0.2.7]", "192.0.2.7", false, true,
	EXEMPTION_CLIENT, ACTION_REJECT, ACTION_LOG,
	"to=<taro@gmai.com>, from=<a@b.jp>, client=unknown[192.0.2.7], "
	"reason=known-doppelganger, confidence=certain, meant=gmail.com, "
	"slip=omission, exempt=client, action=accept"},
    {"taro", NULL, "a@b.jp", "mx", "192.0.2.7", true, false, EXEMPTION_NONE,
	ACTION_LOG, ACTION_LOG,
	"to=<taro>, from=<a@b.jp>, client=mx[192.0.2.7], reason=malformed, "
	"confidence=certain, detail=\"no @\", action=log"},
    /* what a client may try */
    {"<a>, action=accept, x=<b\n4F: to=<c@d>", "x>\n", "<e\", f=<g>",
	"h[1.2.3.4], i=", "192.0.2.7", true, false, EXEMPTION_NONE, ACTION_LOG,
	ACTION_LOG,
	"to=<a\\x3E\\x2C\\x20action=accept\\x2C\\x20x=\\x3Cb\\x0A4F:\\x20to="
	"\\x3Cc@d>, orig_to=<x\\x3E\\x0A>, from=<e\\x22\\x2C\\x20f=\\x3Cg>, "
	"client=h?1.2.3.4???i?[192.0.2.7], reason=malformed, "
	"confidence=certain, detail=\"no @\", action=log"},
};

Test(decision_line, decision)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct finding finding =
		    rows[i].malformed ? malformed() : known();
		struct policy_decision decision = {
		    .wanted = rows[i].wanted,
		    .action = rows[i].action,
		};
		struct decision_line what = {
		    .to = rows[i].to,
		    .to_len = strlen(rows[i].to),
		    .original = rows[i].original,
		    .from = rows[i].from,
		    .from_len = strlen(rows[i].from),
		    .client_name = rows[i].name,
		    .client_address = rows[i].address,
		    .finding = &finding,
		    .decision = &decision,
		    .exempt = rows[i].exempt,
		    .monitor = rows[i].monitor,
		};
		char line[DECISION_LINE_SIZE];
		size_t len = decision_line_format(&what, line);

		cr_expect_eq(len, strlen(line), "case %zu", i);
		cr_expect_str_eq(line, rows[i].want, "case %zu (%s)", i, line);
	}
}

Test(decision_line, decision_of_long_addresses_ends_with_its_action)
{
	struct finding finding = known();
	struct policy_decision decision = {
	    .wanted = ACTION_REJECT,
	    .action = ACTION_REJECT,
	};
	char big[5000], line[DECISION_LINE_SIZE];
	struct decision_line what = {
	    .to = big,
	    .to_len = sizeof(big),
	    .original = big,
	    .from = big,
	    .from_len = sizeof(big),
	    .client_name = big,
	    .client_address = big,
	    .finding = &finding,
	    .decision = &decision,
	};

	memset(big, '\n', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	finding.member = (struct member){
	    .list = {big, sizeof(big) - 1},
	    .address = {big, sizeof(big) - 1},
	    .file = big,
	    .line = 4711,
	};
	decision_line_format(&what, line);
	cr_expect_not_null(strstr(line, "...:4711\", reason="));
	cr_expect_null(strchr(line, '\n'));
	cr_expect_not_null(strstr(line, "...>, orig_to=<"));
	cr_expect_str_eq(line + strlen(line) - strlen(", action=reject"),
	    ", action=reject");
}

/* Which list, which member, where; and nobody's file ends the field. */
Test(decision_line, decision_about_a_registration)
{
	struct finding finding = known();
	const struct policy_decision decision = {
	    .wanted = ACTION_QUARANTINE,
	    .action = ACTION_QUARANTINE,
	    .at_end = true,
	};
	char line[DECISION_LINE_SIZE];
	const struct decision_line what = {
	    .to = "<lab@b.jp>",
	    .to_len = 10,
	    .from = "<>",
	    .from_len = 2,
	    .client_name = "mx",
	    .client_address = "192.0.2.7",
	    .finding = &finding,
	    .decision = &decision,
	};

	finding.verdict.reason = VERDICT_REGISTRATION;
	finding.member = (struct member){
	    .list = span_of("lab"),
	    .address = span_of("taro@gmai.com"),
	    .file = "/home/a b\"/.forward",
	    .line = 12,
	};
	decision_line_format(&what, line);
	cr_expect_str_eq(line,
	    "to=<lab@b.jp>, from=<>, client=mx[192.0.2.7], list=<lab>, "
	    "member=<taro@gmai.com>, "
	    "registered=\"/home/a\\x20b\\x22/.forward:12\", "
	    "reason=registration, confidence=certain, meant=gmail.com, "
	    "slip=omission, action=quarantine",
	    "%s", line);

	finding.member.file = "/srv/members.xlsx";
	finding.member.cell = span_of("a b!C12");
	decision_line_format(&what, line);
	cr_expect_not_null(
	    strstr(line, " registered=\"/srv/members.xlsx:a\\x20b!C12\", "),
	    "%s", line);
}

/* What was left out of an address shows no quote and no foreign byte. */
Test(decision_line, decision_about_a_stray_mark)
{
	struct finding finding = known();
	const struct policy_decision decision = {.action = ACTION_REJECT};
	char line[DECISION_LINE_SIZE];
	const struct decision_line what = {
	    .to = "x",
	    .to_len = 1,
	    .from = "",
	    .client_name = "mx",
	    .client_address = "192.0.2.7",
	    .finding = &finding,
	    .decision = &decision,
	};

	snprintf(finding.detail, sizeof(finding.detail),
	    "a stray \">\xE3\x80\x8D\" at its end");
	decision_line_format(&what, line);
	cr_expect_not_null(strstr(line, "slip=omission, detail=\"a stray "
					"'\\x3E\\xE3\\x80\\x8D' at its "
					"end\", action="),
	    "%s", line);
}
