/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/authentication.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/contacts/mails.h"

#define FROM "From: Ann <ann@sender.example>\n"
#define OWN                                                   \
	"Received: from mx.sender.example (mx [192.0.2.9])\n" \
	"\tby mx.own.example (Postfix) with ESMTP id 4Q1\n"   \
	"\tfor <b@own.example>; Sun, 1 Nov 2026 00:00:01 +0000 (UTC)\n"
#define THEIRS                                                        \
	"Received: from x by relay.sender.example with SMTP id 77;\n" \
	" Sun, 1 Nov 2026 00:00:00 +0000\n"
#define PASS                                                  \
	"Authentication-Results: mx.own.example; dmarc=pass " \
	"header.from=sender.example\n"

static const struct authentication_mail unknown;

/* A mail as it lies in a mailbox, of which the first field below the Received
 * line is our filter's. */
static const struct {
	const char *what, *text;
	enum authentication_state state;
	const char *by;
} stored[] = {
    {"above", PASS OWN FROM, AUTHENTICATION_PROVEN, "dmarc"},
    {"below", OWN PASS FROM, AUTHENTICATION_PROVEN, "dmarc"},
    {"the first below alone",
	OWN "Authentication-Results: mx.own.example; dmarc=none "
	    "header.from=sender.example\n" PASS FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"below the sender's line", OWN THEIRS PASS FROM, AUTHENTICATION_NO_FIELD,
	NULL},
    {"no field", OWN FROM, AUTHENTICATION_NO_FIELD, NULL},
    {"another's id",
	"Authentication-Results: mx.other.example; dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"an id that begins as ours",
	"Authentication-Results: mx.own.example.other.example; dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"an id in capitals, quoted, after a comment",
	"authentication-results: (a) \"MX.own.EXAMPLE\" 1 (b); dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_PROVEN, "dmarc"},
    {"another version",
	"Authentication-Results: mx.own.example 2; dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"this job, anywhere",
	OWN THEIRS "Authentication-Results: mx.own.example/4Q1; dkim=pass "
		   "header.d=sender.example\n" FROM,
	AUTHENTICATION_PROVEN, "dkim"},
    {"another job, above",
	"Authentication-Results: mx.own.example/4Q2; dkim=pass "
	"header.d=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"an empty job",
	"Authentication-Results: mx.own.example/; dkim=pass "
	"header.d=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"another host's line first", THEIRS PASS OWN FROM, AUTHENTICATION_NO_FIELD,
	NULL},
    {"a greeting that looks like our clause",
	PASS "Received: from x by mx.own.example id 9 (x [192.0.2.7]) by "
	     "mx.own.example id 4Q1; Sun, 1 Nov 2026 00:00:01 +0000\n" FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"a greeting that opens a comment",
	PASS "Received: from x by mx.own.example id 9; (( (x [192.0.2.7]) by "
	     "mx.own.example id 4Q1; Sun, 1 Nov 2026 00:00:01 +0000\n" FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"a field for ARC",
	"ARC-Authentication-Results: i=1; mx.own.example; dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    /* methods */
    {"a subdomain signed",
	"Authentication-Results: mx.own.example; dkim=pass "
	"header.d=mail.sender.example\n" OWN FROM,
	AUTHENTICATION_PROVEN, "dkim"},
    {"a signer that ends as the author's",
	"Authentication-Results: mx.own.example; dkim=pass "
	"header.d=badsender.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"two signatures",
	"Authentication-Results: mx.own.example;\n"
	"\tdkim=pass (2048-bit key; unprotected) header.d=list.example "
	"header.i=@list.example header.s=a header.b=Ge/+=;\n"
	"\tdkim=pass (2048-bit key; unprotected) header.d=sender.example\n" OWN
	    FROM,
	AUTHENTICATION_PROVEN, "dkim"},
    {"only the agent",
	"Authentication-Results: mx.own.example (amavisd-new);\n"
	"\tdkim=pass (2048-bit key) header.i=@sender.example\n" OWN FROM,
	AUTHENTICATION_PROVEN, "dkim"},
    {"the agent of another signer",
	"Authentication-Results: mx.own.example; dkim=pass "
	"header.d=list.example header.i=x@sender.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"an address as the sender",
	OWN "Authentication-Results: mx.own.example;\n"
	    "\tdmarc=none;\n"
	    "\tspf=pass (mx.own.example: domain of x@list.example; dkim=pass) "
	    "smtp.mailfrom=bounce@sender.example\n" FROM,
	AUTHENTICATION_PROVEN, "spf"},
    {"a greeting proves nothing",
	"Authentication-Results: mx.own.example; spf=pass "
	"smtp.helo=sender.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"in a comment after the property",
	"Authentication-Results: mx.own.example; spf=fail (no) "
	"smtp.mailfrom=sender.example (client-ip=192.0.2.7; dkim=pass "
	"header.d=sender.example; envelope-from=ann@sender.example;)\n" OWN
	    FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"in a reason",
	"Authentication-Results: mx.own.example; dkim=fail reason=\"no; "
	"dkim=pass header.d=sender.example\" header.d=sender.example\n" OWN
	    FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"failed",
	"Authentication-Results: mx.own.example; dmarc=fail reason=\"No valid "
	"SPF, No valid DKIM\" header.from=sender.example (policy=reject); "
	"spf=pass smtp.mailfrom=sender.example\n" OWN FROM,
	AUTHENTICATION_FAILED, NULL},
    {"failed in another field",
	PASS "Authentication-Results: mx.own.example; dmarc=fail "
	     "header.from=sender.example\n" OWN FROM,
	AUTHENTICATION_FAILED, NULL},
    {"passed for another author",
	"Authentication-Results: mx.own.example; dmarc=pass "
	"header.from=list.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"methods of other names",
	"Authentication-Results: mx.own.example; dkim-atps=pass "
	"header.d=sender.example; arc=pass header.d=sender.example; "
	"dkim-adsp=pass header.from=sender.example; compauth=pass reason=100; "
	"iprev=pass smtp.remote-ip=192.0.2.9\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"a method of version 1",
	"Authentication-Results: mx.own.example; dkim / 1 = pass header . d = "
	"\"sender.example\"\n" OWN FROM,
	AUTHENTICATION_PROVEN, "dkim"},
    {"a method of version 2",
	"Authentication-Results: mx.own.example; dkim/2=pass "
	"header.d=sender.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"a property twice",
	"Authentication-Results: mx.own.example; dkim=pass "
	"header.d=list.example header.d=sender.example\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"what cannot be read does not matter",
	"Authentication-Results: mx.own.example; spf; x=; dmarc=pass "
	"action=none header.from=SENDER.example;\n" OWN FROM,
	AUTHENTICATION_PROVEN, "dmarc"},
    {"a comment without end",
	"Authentication-Results: mx.own.example; dmarc=pass "
	"header.from=sender.example; spf=pass (a (b)\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"none", "Authentication-Results: mx.own.example; none\n" OWN FROM,
	AUTHENTICATION_OTHERS, NULL},
    {"Exchange Online writes no id",
	"Authentication-Results: spf=pass (sender IP is 192.0.2.9)\n"
	" smtp.mailfrom=sender.example; dkim=pass header.d=sender.example;\n"
	" dmarc=pass action=none header.from=sender.example;compauth=pass "
	"reason=100\n" OWN FROM,
	AUTHENTICATION_NO_FIELD, NULL},
    {"submitted",
	OWN "Authentication-Results: mx.own.example;\n\tauth=pass smtp.auth=u "
	    "smtp.mailfrom=ann@sender.example\n" FROM,
	AUTHENTICATION_SUBMITTED, NULL},
    /* authors */
    {"no author", PASS OWN "To: b@own.example\n", AUTHENTICATION_NO_AUTHOR,
	NULL},
    {"two fields", PASS OWN FROM FROM, AUTHENTICATION_NO_AUTHOR, NULL},
    {"two addresses", PASS OWN "From: ann@sender.example, bob@sender.example\n",
	AUTHENTICATION_NO_AUTHOR, NULL},
    {"an address as a name",
	PASS OWN "From: \"ann@list.example\" <ann@sender.example>\n",
	AUTHENTICATION_PROVEN, "dmarc"},
    {"another one's address as a name",
	PASS OWN "From: \"ann@sender.example\" <ann@list.example>\n",
	AUTHENTICATION_OTHERS, NULL},
    {"a signature with bytes in hiding",
	PASS OWN "DKIM-Signature: v=1; d=list.example; s=a; "
		 "i=x=3Bdkim@list.example; z=a=3Bb; b=aa==\n" FROM,
	AUTHENTICATION_ODD, NULL},
    {"a seal with bytes that end a comment",
	PASS OWN "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; s=a; "
		 "d=list.example\");x=(; b=aa==\n" FROM,
	AUTHENTICATION_ODD, NULL},
    {"an ARC signature with bytes in hiding",
	PASS OWN "ARC-Message-Signature: i=1; a=rsa-sha256; d=list.example; "
		 "s=a=29; h=from; bh=aa==; b=aa==\n" FROM,
	AUTHENTICATION_ODD, NULL},
    {"a usual seal",
	PASS OWN "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none;\n"
		 " d=list.example; s=arc-2026; b=aa==\n" FROM,
	AUTHENTICATION_PROVEN, "dmarc"},
    {"a usual signature",
	PASS OWN "DKIM-Signature: v=1; d=list.example; s=a; h=from:to;\n"
		 " i=x=3Dy@list.example; z=a=3Bb; b=aa==\n" FROM,
	AUTHENTICATION_PROVEN, "dmarc"},
};

Test(authentication, stored_mails)
{
	static const struct authentication_host host = {.id = "mx.own.example",
	    .first = 1};
	struct header_field fields[MAILS_FIELDS_MAX];

	for (size_t i = 0; i < sizeof(stored) / sizeof(*stored); i++) {
		struct authentication got;

		authentication_check(&host, &unknown,
		    mails_header(stored[i].text, fields), &got);
		cr_expect_eq(got.state, stored[i].state, "%s: %s",
		    stored[i].what, authentication_state_text(got.state));
		cr_expect((got.by == NULL && stored[i].by == NULL) ||
			      (got.by != NULL && stored[i].by != NULL &&
				  strcmp(got.by, stored[i].by) == 0),
		    "%s", stored[i].what);
	}
}

/* What a milter sees: the Received line of its own MTA is hidden. */
static const struct {
	const char *what, *text;
	unsigned first;
	const char *queue_id, *sender, *greeting;
	enum authentication_state state;
} milters[] = {
    {"nothing is said of the filters", PASS FROM, 0, "4Q1", "", "",
	AUTHENTICATION_NO_FIELD},
    {"one field", PASS FROM, 1, "4Q1", "<ann@sender.example>",
	"mx.sender.example", AUTHENTICATION_PROVEN},
    {"one field, of two",
	"Authentication-Results: mx.own.example; dmarc=none\n" PASS FROM, 1,
	"4Q1", "", "", AUTHENTICATION_OTHERS},
    {"two fields",
	"Authentication-Results: mx.own.example; dmarc=none\n" PASS FROM, 2,
	"4Q1", "", "", AUTHENTICATION_PROVEN},
    {"all",
	"Authentication-Results: mx.own.example; dmarc=none\n" PASS THEIRS FROM,
	AUTHENTICATION_ALL, "4Q1", "", "", AUTHENTICATION_PROVEN},
    {"all, but below another host's line", THEIRS PASS FROM, AUTHENTICATION_ALL,
	"4Q1", "", "", AUTHENTICATION_NO_FIELD},
    {"the sender wrote our line", PASS OWN FROM, 0, "4Q9", "", "",
	AUTHENTICATION_NO_FIELD},
    {"the sender wrote our line, the queue id is not known", PASS OWN FROM, 0,
	"", "", "", AUTHENTICATION_NO_FIELD},
    {"the sender wrote a job",
	"Authentication-Results: mx.own.example/4Q1; dmarc=pass "
	"header.from=sender.example\n" OWN FROM,
	2, "4Q9", "", "", AUTHENTICATION_NO_FIELD},
    {"the job",
	THEIRS "Authentication-Results: mx.own.example/4Q9; dmarc=pass "
	       "header.from=sender.example\n" OWN FROM,
	0, "4Q9", "", "", AUTHENTICATION_PROVEN},
    {"an odd sender", PASS FROM, 1, "4Q1", "<\"a) b\"@sender.example>", "",
	AUTHENTICATION_ODD},
    {"an odd greeting", PASS FROM, 1, "4Q1", "", "x) y (", AUTHENTICATION_ODD},
    {"the null sender", PASS FROM, 1, "4Q1", "<>", "[192.0.2.9]",
	AUTHENTICATION_PROVEN},
};

Test(authentication, milters_see_no_received_line_of_their_own)
{
	struct header_field fields[MAILS_FIELDS_MAX];

	for (size_t i = 0; i < sizeof(milters) / sizeof(*milters); i++) {
		struct authentication_host host = {.id = "mx.own.example",
		    .first = milters[i].first,
		    .hidden = true};
		struct authentication_mail mail = {span_of(milters[i].queue_id),
		    span_of(milters[i].sender), span_of(milters[i].greeting)};
		struct authentication got;

		authentication_check(&host, &mail,
		    mails_header(milters[i].text, fields), &got);
		cr_expect_eq(got.state, milters[i].state, "%s: %s",
		    milters[i].what, authentication_state_text(got.state));
	}
}

Test(authentication, the_author_and_what_passed_come_out)
{
	static const struct authentication_host host = {.id = "mx.own.example",
	    .name = "own.example"};
	struct header_field fields[MAILS_FIELDS_MAX];
	struct authentication got;

	authentication_check(&host, &unknown,
	    mails_header("Authentication-Results: mx.own.example; spf=pass "
			 "smtp.mailfrom=Bounce.Sender.CO.jp\n"
			 "Received: by own.example; x\n"
			 "From: Ann <Ann@Sender.co.JP>\n",
		fields),
	    &got);
	cr_expect_eq(got.state, AUTHENTICATION_PROVEN);
	cr_expect(span_equal(got.author, "Ann@Sender.co.JP"));
	cr_expect_str_eq(got.domain.text, "sender.co.jp");
	cr_expect_str_eq(got.verified.text, "bounce.sender.co.jp");
	cr_expect_str_eq(got.by, "spf");
}
