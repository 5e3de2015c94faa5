/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate writes about a decision is read again as it was, whatever is in
 * its fields; nothing else is a decision. */
#include "domains/reports/decision_reading.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/escape.h"
#include "domains/dns/evidence.h"
#include "domains/maillog/event.h"
#include "tests/unit/names.h"
#include "tests/unit/property.h"

#define RAW_MAX 400

/* A decision by chance, and what it is of. */
struct given {
	char to[RAW_MAX], original[RAW_MAX], from[RAW_MAX];
	char list[RAW_MAX], member[RAW_MAX], file[RAW_MAX], cell[40];
	size_t to_len, from_len;
	struct finding finding;
	struct evidence evidence;
	struct policy_decision decision;
	struct decision_line line;
	char queue[MAILLOG_ID_MAX + 1];
	char text[DECISION_LINE_SIZE + MAILLOG_ID_MAX + 2];
	size_t len;
};

static const char *const pieces[] = {
    "taro",
    "@gmai.com",
    ", from=<",
    "action=reject",
    ">",
    "<",
    "\"",
    "'",
    "\\",
    "\\x41",
    " ",
    "\n",
    "\r",
    "\t",
    ",",
    "=",
    "\xe5\xb1\xb1",
    "\xff",
    "...",
    ", reason=typo, confidence=certain, action=reject",
    "lab",
    ": ",
    "[",
    "]",
    "NOQUEUE: to=<x>",
    "\x1b[31m",
    "mode=monitor",
};

/* Bytes as a client or a file has them; a text has no zero byte. */
static size_t
make_text(struct property *random, char text[static RAW_MAX], bool zeros)
{
	size_t len = 0, count = property_below(random, 12);

	for (size_t i = 0; i < count; i++) {
		const char *piece = property_one_of(random, pieces);
		size_t more = strlen(piece);

		if (property_below(random, 40) == 0)
			more = 80; /* too long for the line with others */
		if (len + more >= RAW_MAX)
			break;
		if (more == 80)
			memset(text + len, 'a', more);
		else
			memcpy(text + len, piece, more);
		len += more;
		if (zeros && property_below(random, 30) == 0 &&
		    len + 1 < RAW_MAX)
			text[len++] = '\0';
	}
	text[len] = '\0';
	return len;
}

static void
make_finding(struct property *random, struct given *given)
{
	struct finding *finding = &given->finding;
	struct verdict *verdict = &finding->verdict;

	verdict_clear(verdict);
	verdict->reason = (enum verdict_reason)(
	    1 + property_below(random, VERDICT_REASONS - 1));
	verdict->confidence = (enum verdict_confidence)property_below(random,
	    VERDICT_CONFIDENCES);
	if (property_below(random, 2) != 0)
		verdict->meant = name_of("gmail.com");
	if (property_below(random, 2) != 0)
		verdict->typo = (struct typo){.slips = 1,
		    .slip = {{.class = TYPO_OMISSION}}};
	if (property_below(random, 2) != 0)
		verdict->detail = property_one_of(random, pieces);
	if (property_below(random, 4) == 0) {
		given->evidence = (struct evidence){.kind = EVIDENCE_SAME_MX};
		snprintf(given->evidence.mx, sizeof(given->evidence.mx), "%s",
		    "mx.b.jp");
		verdict->evidence = &given->evidence;
	}
	if (property_below(random, 3) != 0)
		return;
	finding->member = (struct member){
	    .list = {given->list, make_text(random, given->list, false)},
	    .address = {given->member, make_text(random, given->member, false)},
	    .file = given->file,
	    .line = (unsigned)property_below(random, 100),
	};
	make_text(random, given->file, false);
	if (property_below(random, 2) != 0)
		finding->member.cell = span_of("\"A, B\"!C12");
}

static void
make(struct property *random, struct given *given)
{
	static const char *const names[] = {"", "mx.b.jp", "h[1], i=", "[::1]"};
	static const char *const addresses[] = {"", "192.0.2.7", "2001:db8::1"};

	memset(given, 0, sizeof(*given));
	given->to_len = make_text(random, given->to, true);
	given->from_len = make_text(random, given->from, true);
	make_text(random, given->original, false);
	make_finding(random, given);
	given->decision.try =
	    (enum policy_try)property_below(random, POLICY_TRIES);
	given->decision.wanted = given->decision.action =
	    (enum action)property_below(random, ACTION_ACTIONS);
	given->line = (struct decision_line){
	    .to = given->to,
	    .to_len = given->to_len,
	    .original = property_below(random, 2) != 0 ? given->original : NULL,
	    .from = given->from,
	    .from_len = given->from_len,
	    .client_name = property_one_of(random, names),
	    .client_address = property_one_of(random, addresses),
	    .finding = &given->finding,
	    .decision = &given->decision,
	    .exempt = (enum exemption)property_below(random, EXEMPTIONS),
	    .monitor = property_below(random, 2) != 0,
	};
	snprintf(given->queue, sizeof(given->queue), "%s",
	    property_below(random, 2) != 0 ? "4FdzXQ4Bk9z2s5" : "NOQUEUE");
	given->len = (size_t)snprintf(given->text, sizeof(given->text),
	    "%s: ", given->queue);
	given->len +=
	    decision_line_format(&given->line, given->text + given->len);
}

/* As it was, or its beginning and "...". */
static bool
is_read(const struct decision_text *text, const char *raw, size_t len)
{
	char escaped[5 * RAW_MAX];
	size_t whole;

	escape_path(&raw, &len);
	whole = escape_bytes(raw, len, ESCAPE_FIELD, escaped, sizeof(escaped));
	if (whole >= DECISION_ADDRESS_SIZE) {
		if (text->len < 3 || text->len > len + 3 ||
		    strcmp(text->bytes + text->len - 3, "...") != 0)
			return false;
		len = text->len - 3;
	} else if (text->len != len) {
		return false;
	}
	for (size_t i = 0; i < len; i++)
		if (text->bytes[i] != (raw[i] == '\0' ? '?' : raw[i]))
			return false;
	return true;
}

static bool
is_same_verdict(const struct given *given, const struct decision *read)
{
	const struct verdict *verdict = &given->finding.verdict;

	return read->reason == verdict->reason &&
	       read->confidence == verdict->confidence &&
	       read->exempt == given->line.exempt &&
	       read->monitor == (given->line.monitor &&
				    given->line.exempt == EXEMPTION_NONE) &&
	       read->action == policy_shown_action(&given->decision,
				   given->line.exempt, given->line.monitor) &&
	       strcmp(read->meant.bytes, verdict->meant.text) == 0;
}

static bool
is_same(const struct given *given, const struct decision *read)
{
	const struct member *member = &given->finding.member;
	const char *original = given->line.original;

	return is_read(&read->to, given->to, given->to_len) &&
	       is_read(&read->from, given->from, given->from_len) &&
	       is_read(&read->original, original != NULL ? original : "",
		   original != NULL ? strlen(original) : 0) &&
	       read->registered == (member->file != NULL) &&
	       is_read(&read->list, member->list.bytes, member->list.len) &&
	       is_read(&read->member, member->address.bytes,
		   member->address.len) &&
	       (strcmp(given->queue, "NOQUEUE") == 0
		       ? read->queue.len == 0
		       : span_equal(read->queue, given->queue)) &&
	       is_same_verdict(given, read);
}

static struct maillog_line
line_of(const char *text, size_t len)
{
	return (struct maillog_line){
	    .host = {"mx", 2},
	    .tag = span_of("doppelmilter"),
	    .text = {text, len},
	};
}

Test(decision_reading_property, what_is_written_is_read)
{
	PROPERTY_CASES(random, "decision")
	{
		struct given given;
		struct decision read;
		struct maillog_line line;

		make(&random, &given);
		line = line_of(given.text, given.len);
		property_check(&random,
		    decision_matters(&line) &&
			decision_read(&line, &read) == DECISION_READ,
		    "not read", given.text, given.len);
		property_check(&random, is_same(&given, &read),
		    "read as another one", given.text, given.len);
	}
}

/* A line that was cut, or changed in one byte of what is between the fields,
 * is no decision; nor is a whole one under another tag. */
Test(decision_reading_property, nothing_else_is_a_decision)
{
	static const char *const tags[] = {"doppelmilter2", "postfix/smtpd",
	    "doppelmilte", "", "DOPPELMILTER", "x/doppelmilter"};

	PROPERTY_CASES(random, "decision_cut")
	{
		struct given given;
		struct decision read;
		struct maillog_line line;

		make(&random, &given);
		line = line_of(given.text, property_below(&random, given.len));
		property_check(&random,
		    decision_read(&line, &read) != DECISION_READ,
		    "read although cut", line.text.bytes, line.text.len);
		line.text.len = given.len;
		line.cut = true;
		property_check(&random,
		    decision_read(&line, &read) == DECISION_UNREAD,
		    "read although marked", line.text.bytes, line.text.len);
		line.tag = span_of(property_one_of(&random, tags));
		property_check(&random, !decision_matters(&line),
		    "taken under another tag", given.text, given.len);
	}
}

static const struct {
	const char *text;
	enum decision_result want;
} rows[] = {
    {"4F: to=<a@b.jp>, reason=none, action=accept", DECISION_NONE},
    {"4F: to=<a@b.jp>, reason=none, action=accept ", DECISION_UNREAD},
    {"4F: to=<a@b.jp>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, action=tag",
	DECISION_READ},
    {"4F: to=<a@b.jp>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, action=tag, action=reject",
	DECISION_UNREAD},
    {"4F: to=<a@b.jp>, from=<>, client=c, x[1.2.3.4], reason=typo, "
     "confidence=likely, action=tag",
	DECISION_UNREAD},
    {"4F: to=<a b>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, action=tag",
	DECISION_UNREAD},
    {"4F: to=<a\\x4>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, action=tag",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=tomorrow, "
     "confidence=likely, action=tag",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, exempt=no, action=accept",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, try=second, action=log",
	DECISION_READ},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, try=none, action=log",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, try=third, action=log",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, exempt=client, mode=monitor, action=accept",
	DECISION_UNREAD},
    {"4F: to=<a>, from=<>, client=c[1.2.3.4], reason=typo, "
     "confidence=likely, action=refuse",
	DECISION_UNREAD},
};

Test(decision_reading, what_is_no_decision)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct decision read;
		const struct maillog_line line =
		    line_of(rows[i].text, strlen(rows[i].text));

		cr_expect_eq(decision_read(&line, &read), rows[i].want,
		    "case %zu (%s)", i, rows[i].text);
	}
}

/* A mail that was given up has not been decided about. */
Test(decision_reading, an_aborted_mail_is_none)
{
	static const char text[] =
	    "4F: aborted: to=<a@b.jp>, from=<>, client=c[1.2.3.4], "
	    "reason=typo, confidence=likely, action=tag";
	const struct maillog_line line = line_of(text, strlen(text));

	cr_expect_not(decision_matters(&line));
}
