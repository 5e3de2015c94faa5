/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/kind.h"

#include <criterion/criterion.h>

#include "tests/unit/contacts/mails.h"

static const struct {
	const char *sender; /* NULL: not known */
	const char *text;
	enum kind kind;
} rows[] = {
    {"<ann@a.example>", "From: Ann <ann@a.example>\n", KIND_PERSONAL},
    {NULL, "From: ann@a.example\n", KIND_PERSONAL},
    {"", "From: ann@a.example\n", KIND_REPORT},
    {" <> ", "From: ann@a.example\n", KIND_REPORT},
    /* reports */
    {"<ann@a.example>", "From: MAILER-DAEMON@a.example (Mail System)\n",
	KIND_REPORT},
    {"<MAILER-DAEMON>", "From: ann@a.example\n", KIND_PERSONAL},
    {"<MAILER-DAEMON@a.example>", "From: ann@a.example\n", KIND_REPORT},
    {"<ann@a.example>",
	"Content-Type: Multipart/Report; report-type=delivery-status;\n"
	"\tboundary=\"x\"\n",
	KIND_REPORT},
    {"<ann@a.example>",
	"Content-Type: multipart/mixed; boundary=\"multipart/report\"\n",
	KIND_PERSONAL},
    {"<ann@a.example>",
	"content-type: multipart/report (x); report-type="
	"disposition-notification\nList-Id: <a.b>\n",
	KIND_REPORT},
    {"<ann@a.example>", "X-Failed-Recipients: b@b.example\n", KIND_REPORT},
    /* programs */
    {"<ann@a.example>", "Auto-Submitted: auto-replied (vacation)\n",
	KIND_AUTOMATIC},
    {"<ann@a.example>", "Auto-Submitted: (x) No; because=none\n",
	KIND_PERSONAL},
    {"<ann@a.example>",
	"Auto-Submitted: no\nAuto-Submitted: auto-generated; x=y\n",
	KIND_AUTOMATIC},
    {"<ann@a.example>", "Auto-Submitted:\n", KIND_PERSONAL},
    {"<ann@a.example>", "Precedence: auto_reply\n", KIND_AUTOMATIC},
    {"<ann@a.example>", "X-Autoreply: yes\n", KIND_AUTOMATIC},
    {"<ann@a.example>", "X-Autorespond: Away\n", KIND_AUTOMATIC},
    {"<ann@a.example>", "X-Autoreply: no\n", KIND_PERSONAL},
    {"<ann@a.example>", "X-POST-MessageClass: 9; Autoresponder\n",
	KIND_AUTOMATIC},
    {"<ann@a.example>", "Delivered-To: Autoresponder\n", KIND_AUTOMATIC},
    {"<ann@a.example>", "Delivered-To: autoresponder@a.example\n",
	KIND_PERSONAL},
    {"<ann@a.example>", "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
	KIND_PERSONAL},
    {"<ann@a.example>", "X-Cron-Env: <PATH=/usr/bin:/bin>\n", KIND_AUTOMATIC},
    /* lists */
    {"<ann@a.example>", "List-Id: Lab <lab.a.example>\n", KIND_LIST},
    {"<ann@a.example>", "List-Post: NO (only the dean)\n", KIND_LIST},
    {"<ann@a.example>", "List-Post: <mailto:lab@a.example>\n", KIND_LIST},
    {"<ann@a.example>",
	"List-Unsubscribe: <mailto:x@a.example>\nList-Id: <lab.a.example>\n",
	KIND_LIST},
    {"<ann@a.example>", "X-ML-Name: lab\nX-ML-Count: 12\n", KIND_LIST},
    {"<ann@a.example>",
	"Mailing-List: contact x-help@a.example; run by ezmlm\n", KIND_LIST},
    {"<ann@a.example>", "Precedence: List\n", KIND_LIST},
    {"<lab-bounces@a.example>", "From: ann@a.example\n", KIND_LIST},
    {"<ann@a.example>", "Sender: owner-lab@a.example\n", KIND_LIST},
    {"<prvs=0123456789=ann@a.example>", "From: ann@a.example\n", KIND_PERSONAL},
    /* newsletters */
    {"<ann@a.example>", "List-Unsubscribe: <https://a.example/u>\n", KIND_BULK},
    {"<ann@a.example>", "Precedence: bulk\n", KIND_BULK},
    {"<ann@a.example>", "Precedence: first-class\n", KIND_PERSONAL},
    {"<ann@a.example>", "Precedence: bulkier\n", KIND_PERSONAL},
};

Test(kind, mails)
{
	struct header_field fields[MAILS_FIELDS_MAX];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span sender = {NULL, 0};

		if (rows[i].sender != NULL)
			sender = span_of(rows[i].sender);
		enum kind got =
		    kind_find(sender, mails_header(rows[i].text, fields));

		cr_expect_eq(got, rows[i].kind, "%s %s: %s",
		    rows[i].sender != NULL ? rows[i].sender : "-", rows[i].text,
		    kind_name(got));
	}
}

Test(kind, whoever_keeps_only_wanted_fields_comes_to_the_same)
{
	struct header_field fields[MAILS_FIELDS_MAX];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct header header = mails_header(rows[i].text, fields);
		bool wanted = rows[i].kind == KIND_PERSONAL;

		for (size_t f = 0; f < header.count; f++)
			wanted |= kind_wants_field(fields[f].name);
		cr_expect(wanted, "%s", rows[i].text);
	}
	cr_expect(kind_wants_field(span_of("authentication-results")));
	cr_expect(kind_wants_field(span_of("DKIM-Signature")));
	cr_expect_not(kind_wants_field(span_of("Subject")));
	cr_expect_not(kind_wants_field(span_of("X-Auto-Response-Suppress")));
}
