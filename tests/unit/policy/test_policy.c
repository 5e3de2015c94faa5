/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/policy/policy.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/names.h"

static void
set_name(struct name *name, const char *text)
{
	memset(name, 0, sizeof(*name));
	if (*text != '\0')
		*name = name_of(text);
}

static struct verdict
make_verdict(enum verdict_reason reason, enum verdict_confidence confidence,
    const char *meant)
{
	struct verdict verdict = {.reason = reason, .confidence = confidence};

	set_name(&verdict.meant, meant);
	return verdict;
}

/* ---- decisions ----------------------------------------------------------- */

#define NO EXEMPTION_NONE

static const struct {
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	bool monitor;
	enum exemption exempt;
	bool local;
	enum action wanted, action;
	bool at_end;
} decisions[] = {
    /* DESIGN's defaults */
    {VERDICT_NONE, VERDICT_NO_CONFIDENCE, false, NO, false, ACTION_ACCEPT,
	ACTION_ACCEPT, true},
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, false, NO, false,
	ACTION_REJECT, ACTION_REJECT, false},
    {VERDICT_TYPO, VERDICT_CERTAIN, false, NO, false, ACTION_REJECT,
	ACTION_REJECT, false},
    {VERDICT_TYPO, VERDICT_LIKELY, false, NO, false, ACTION_QUARANTINE,
	ACTION_QUARANTINE, true},
    {VERDICT_TYPO, VERDICT_POSSIBLE, false, NO, false, ACTION_TAG, ACTION_TAG,
	true},
    {VERDICT_REGISTRATION, VERDICT_CERTAIN, false, NO, false, ACTION_QUARANTINE,
	ACTION_QUARANTINE, true},
    {VERDICT_UNDELIVERABLE, VERDICT_LIKELY, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_MISSPELLED_NAME, VERDICT_LIKELY, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_SIMILAR_CONTACT, VERDICT_LIKELY, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_FIRST_CONTACT, VERDICT_CERTAIN, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_UNCONFIRMED, VERDICT_LIKELY, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_PRIVATE_ADDRESS, VERDICT_LIKELY, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    {VERDICT_MALFORMED, VERDICT_CERTAIN, false, NO, false, ACTION_LOG,
	ACTION_LOG, true},
    /* monitor does nothing */
    {VERDICT_TYPO, VERDICT_CERTAIN, true, NO, false, ACTION_REJECT, ACTION_LOG,
	true},
    {VERDICT_TYPO, VERDICT_POSSIBLE, true, NO, false, ACTION_TAG, ACTION_LOG,
	true},
    {VERDICT_NONE, VERDICT_NO_CONFIDENCE, true, NO, false, ACTION_ACCEPT,
	ACTION_ACCEPT, true},
    /* neither does exempt mail get anything */
    {VERDICT_TYPO, VERDICT_CERTAIN, false, EXEMPTION_CLIENT, false,
	ACTION_REJECT, ACTION_LOG, true},
    {VERDICT_TYPO, VERDICT_LIKELY, false, EXEMPTION_SENDER, true,
	ACTION_QUARANTINE, ACTION_LOG, true},
    /* local mail is refused at the end */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, false, NO, true,
	ACTION_REJECT, ACTION_REJECT, true},
    {VERDICT_TYPO, VERDICT_LIKELY, false, NO, true, ACTION_QUARANTINE,
	ACTION_QUARANTINE, true},
    /* a verdict that no table knows is held back */
    {VERDICT_REASONS, VERDICT_CERTAIN, false, NO, false, ACTION_TEMPFAIL,
	ACTION_TEMPFAIL, false},
};

Test(policy, decide)
{
	for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++) {
		struct action_table policy = action_table_default;
		struct verdict verdict = make_verdict(decisions[i].reason,
		    decisions[i].confidence, "");
		struct policy_decision decision;
		struct policy_facts facts = {
		    .exempt = decisions[i].exempt,
		    .local = decisions[i].local,
		};

		policy.monitor = decisions[i].monitor;
		policy_decide(&policy, &verdict, facts, &decision);
		cr_expect_eq(decision.wanted, decisions[i].wanted,
		    "case %zu: wanted %s", i, action_name(decision.wanted));
		cr_expect_eq(decision.action, decisions[i].action,
		    "case %zu: action %s", i, action_name(decision.action));
		cr_expect_eq(decision.at_end, decisions[i].at_end, "case %zu",
		    i);
	}
}

/* ---- replies ------------------------------------------------------------- */

static const struct {
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	const char *meant;
	const char *path;
	enum action action;
	enum policy_scope scope;
	const char *want; /* with code and status */
} replies[] = {
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<taro@gmai.com>", ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <taro@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; did you mean taro@gmail.com?"},
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "", "x@doppelganger.test",
	ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <x@doppelganger.test>: doppelganger.test is a known "
	"doppelganger"},
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<taro@gmai.com>", ACTION_TEMPFAIL, POLICY_ONE_RECIPIENT,
	"451 4.7.1 <taro@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; did you mean taro@gmail.com?"},
    {VERDICT_TYPO, VERDICT_CERTAIN, "gmail.com", "<taro@gmial.com>",
	ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <taro@gmial.com>: gmial.com is certainly a typo of "
	"gmail.com; did you mean taro@gmail.com?"},
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<taro@gmai.com>", ACTION_REJECT, POLICY_WHOLE_MESSAGE,
	"550 5.1.2 <taro@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; the message was sent to nobody; did you mean "
	"taro@gmail.com?"},
    /* a list's member is not named */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<taro@gmai.com>", ACTION_REJECT, POLICY_LIST_MEMBER,
	"550 5.1.2 gmai.com is a known doppelganger of gmail.com"},
    /* the domain as a machine reads it */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<taro@GMAI\xE3\x80\x82"
	"com.>",
	ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <taro@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; did you mean taro@gmail.com?"},
    /* letters of the name meant are not ASCII */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "日本語.jp",
	"<taro@日本話.jp>", ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <taro@xn--wgv71a678e.jp>: xn--wgv71a678e.jp is a known "
	"doppelganger of xn--wgv71a119e.jp; did you mean "
	"taro@xn--wgv71a119e.jp?"},
    /* % is smfi_setreply's */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<%s%n@gmai.com>", ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <%%s%%n@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; did you mean %%s%%n@gmail.com?"},
    /* a local part that had to be escaped suggests nothing */
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<\xE6\x97\xA5@gmai.com>", ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <\\xE6\\x97\\xA5@gmai.com>: gmai.com is a known "
	"doppelganger of gmail.com"},
    {VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, "gmail.com",
	"<\"a b\"@gmai.com>", ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.1.2 <\"a b\"@gmai.com>: gmai.com is a known doppelganger of "
	"gmail.com; did you mean \"a b\"@gmail.com?"},
    {VERDICT_MALFORMED, VERDICT_CERTAIN, "", "<a\r\n550 x>", ACTION_REJECT,
	POLICY_ONE_RECIPIENT,
	"550 5.1.3 <a\\x0D\\x0A550 x>: malformed address"},
};

static const struct {
	enum verdict_reason reason;
	const char *path;
	const char *list, *contact;
	enum action action;
	enum policy_scope scope;
	const char *want;
} list_replies[] = {
    {VERDICT_REGISTRATION, "<lab@x.jp>", "lab", "owner-lab@x.jp", ACTION_REJECT,
	POLICY_ONE_RECIPIENT,
	"550 5.7.1 <lab@x.jp>: lab has a wrong address registered; please "
	"tell owner-lab@x.jp"},
    {VERDICT_REGISTRATION, "<lab@x.jp>", "lab", "owner-lab@x.jp",
	ACTION_TEMPFAIL, POLICY_WHOLE_MESSAGE,
	"451 4.7.1 <lab@x.jp>: lab has a wrong address registered; the "
	"message was sent to nobody; please tell owner-lab@x.jp"},
    {VERDICT_PRIVATE_ADDRESS, "<lab@x.jp>", "lab", "a@x.jp", ACTION_REJECT,
	POLICY_ONE_RECIPIENT,
	"550 5.7.1 <lab@x.jp>: lab has a private address registered, which "
	"is not allowed there; please tell a@x.jp"},
    {VERDICT_MISSPELLED_NAME, "lab", "lab", "postmaster", ACTION_REJECT,
	POLICY_ONE_RECIPIENT,
	"550 5.7.1 <lab>: lab has an address registered that is hardly its "
	"owner's; please tell postmaster"},
    /* names that somebody put into a file */
    {VERDICT_REGISTRATION, "<lab@x.jp>", "l%s\r\n250 ok", "a@\x80",
	ACTION_REJECT, POLICY_ONE_RECIPIENT,
	"550 5.7.1 <lab@x.jp>: l%%s\\x0D\\x0A250 ok has a wrong address "
	"registered; please tell a@\\x80"},
};

Test(policy, reply_about_a_list)
{
	for (size_t i = 0; i < sizeof(list_replies) / sizeof(*list_replies);
	     i++) {
		/* What was meant would give the member away. */
		struct finding finding = {
		    .member = {.list = span_of(list_replies[i].list)},
		    .verdict = make_verdict(list_replies[i].reason,
			VERDICT_CERTAIN, "gmail.com"),
		};
		struct policy_reply reply;
		char whole[600];

		policy_reply_list(&finding, list_replies[i].action,
		    list_replies[i].path, strlen(list_replies[i].path),
		    list_replies[i].scope, list_replies[i].contact, &reply);
		snprintf(whole, sizeof(whole), "%s %s %s", reply.code,
		    reply.status, reply.text);
		cr_expect_str_eq(whole, list_replies[i].want, "case %zu: %s", i,
		    whole);
	}
}

Test(policy, header_about_a_list)
{
	struct verdict verdict =
	    make_verdict(VERDICT_REGISTRATION, VERDICT_CERTAIN, "gmail.com");
	char header[POLICY_HEADER_SIZE];

	policy_header(&verdict, ACTION_QUARANTINE, "<lab@x.jp>", 10, header);
	cr_expect_str_eq(header, "action=quarantine, reason=registration, "
				 "confidence=certain");
}

/* As the judge makes one of a path. */
static struct finding
make_finding(const struct verdict *verdict, const char *path, size_t len)
{
	struct finding finding = {.verdict = *verdict};
	struct address address;
	enum address_error error;

	if (address_parse_path(path, len, &address, &error) < 0 ||
	    verdict_suggestion(verdict, address.local, address.local_len,
		finding.suggestion,
		sizeof(finding.suggestion)) >= (int)sizeof(finding.suggestion))
		finding.suggestion[0] = '\0';
	return finding;
}

Test(policy, reply)
{
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		struct verdict verdict = make_verdict(replies[i].reason,
		    replies[i].confidence, replies[i].meant);
		struct finding finding = make_finding(&verdict, replies[i].path,
		    strlen(replies[i].path));
		struct policy_reply reply;
		char whole[600];

		policy_reply(&finding, replies[i].action, replies[i].path,
		    strlen(replies[i].path), replies[i].scope, &reply);
		snprintf(whole, sizeof(whole), "%s %s %s", reply.code,
		    reply.status, reply.text);
		cr_expect_str_eq(whole, replies[i].want, "case %zu (%s)", i,
		    whole);
	}
}

/* What libmilter and both MTAs need: printable ASCII, no CR or LF, each %
 * doubled, not too long. */
static void
expect_fit(const struct policy_reply *reply, const char *what)
{
	size_t len = strlen(reply->text);

	cr_expect_gt(len, 0, "%s", what);
	cr_expect_leq(len, (size_t)POLICY_REPLY_MAX, "%s", what);
	for (size_t i = 0; i < len; i++) {
		cr_assert(reply->text[i] >= 0x20 && reply->text[i] <= 0x7e,
		    "%s: byte %zu", what, i);
		if (reply->text[i] == '%')
			cr_assert_eq(reply->text[++i], '%', "%s", what);
	}
}

Test(policy, reply_is_fit_whatever_the_path)
{
	char label[64], name[254], path[2000];
	struct verdict verdict;
	struct policy_reply reply;

	memset(label, 'a', 63);
	label[63] = '\0';
	snprintf(name, sizeof(name), "%s.%s.%s.%.61s", label, label, label,
	    label);
	verdict =
	    make_verdict(VERDICT_KNOWN_DOPPELGANGER, VERDICT_CERTAIN, name);
	for (int byte = 0; byte < 256; byte++)
		for (size_t local = 1; local < 700; local += 43) {
			memset(path, byte, local);
			snprintf(path + local, sizeof(path) - local, "@%s",
			    name);
			for (int scope = 0; scope <= POLICY_WHOLE_MESSAGE;
			     scope++) {
				struct finding finding = make_finding(&verdict,
				    path, local + 1 + strlen(name));

				policy_reply(&finding, ACTION_REJECT, path,
				    local + 1 + strlen(name),
				    (enum policy_scope)scope, &reply);
				expect_fit(&reply, "long");
				cr_expect_str_eq(reply.code, "550");
			}
		}
}

Test(policy, header_names_the_domain_and_not_the_recipient)
{
	struct verdict verdict =
	    make_verdict(VERDICT_TYPO, VERDICT_LIKELY, "gmail.com");
	char header[POLICY_HEADER_SIZE];

	policy_header(&verdict, ACTION_QUARANTINE, "<secret@gmaik.com>", 18,
	    header);
	cr_expect_str_eq(header,
	    "action=quarantine, reason=typo, confidence=likely, "
	    "domain=gmaik.com, meant=gmail.com");
	verdict = make_verdict(VERDICT_MALFORMED, VERDICT_CERTAIN, "");
	policy_header(&verdict, ACTION_TAG, "<a\r\nX: b@@c>", 12, header);
	cr_expect_str_eq(header,
	    "action=tag, reason=malformed, confidence=certain");
}

/* ---- tries --------------------------------------------------------------- */

Test(policy, a_second_try_is_logged_and_any_other_refused)
{
	for (int try = 0; try < POLICY_TRIES; try++) {
		const bool goes_on = try == POLICY_TRY_SECOND ||
		                     try == POLICY_TRY_KNOWN ||
		                     try == POLICY_TRY_UNKNOWN;
		struct policy_decision decision = {.wanted = ACTION_CONFIRM,
		    .action = ACTION_CONFIRM};

		policy_take_try((enum policy_try)try, &decision);
		cr_expect_eq(decision.action,
		    goes_on ? ACTION_LOG : ACTION_CONFIRM);
		cr_expect_eq(decision.at_end, goes_on);
		cr_expect_eq(decision.try, (enum policy_try)try);
	}
}

/* However long the rest is: the sender must know what to do. */
Test(policy, an_offer_is_never_left_out)
{
	static const enum policy_try tries[] = {POLICY_TRY_FIRST,
	    POLICY_TRY_EARLY, POLICY_TRY_REPEAT};

	for (size_t len = 0; len <= POLICY_REPLY_MAX; len++)
		for (size_t i = 0; i < 3; i++) {
			struct policy_reply reply = {.code = "550"};
			const char *right;

			memset(reply.text, 'x', len);
			policy_reply_add_offer(tries[i], &reply);
			right = strstr(reply.text, "f this recipient is right");
			if (i == 2)
				right = strstr(reply.text,
				    "f this recipient is right, write a new");
			cr_expect_not_null(right, "%zu: %s", len, reply.text);
			cr_expect_leq(strlen(reply.text), POLICY_REPLY_MAX);
		}
}
