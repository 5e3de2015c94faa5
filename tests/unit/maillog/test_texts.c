/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts: lines as long as a reader takes them, which repeat what begins a
 * field: time grows with the line, not with its square. */
#include "domains/maillog/texts.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LEN ((size_t)256 * 1024)

#define SENDMAIL "6AT36Iln027258: to=<x@gmai.com>"
#define EXIM "1xXVBm-00051P-2Y => x@gmai.com R=r T=s H=m [192.0.2.1]"

static const struct {
	const char *tag, *begin, *again;
} lines[] = {
    {"postfix/smtpd", "NOQUEUE: reject: RCPT from m[192.0.2.1]: 550 ", "<"},
    {"postfix/smtpd", "NOQUEUE: reject: RCPT from m[192.0.2.1]: 550 ", "<\""},
    {"postfix/smtpd", "NOQUEUE: reject: RCPT from m[192.0.2.1]: 550 ",
	"; from=<"},
    {"sm-mta", SENDMAIL, ", ctladdr=<a"},
    {"sm-mta", SENDMAIL, ", ctladdr=\"a"},
    {"sm-mta", SENDMAIL ",", "<a>,"},
    {"exim", EXIM, " R=x@b"},
    {"exim", EXIM, " <\""},
    {"exim", EXIM, " <\"a\">"},
    {"exim", EXIM, " C=\"\\"},
    {"exim", "1xXVBm-00051P-2Y => a b@gmai.com", " (x)"},
    {"exim", "1xXVBm-00051P-2Y ** a b@gmai.com", " <x>: "},
};

static bool
count(void *context, const struct maillog_event *event)
{
	*(size_t *)context += event->kind != MAILLOG_UNREAD;
	return true;
}

struct texts_said {
	size_t unread, others;
};

static bool
note(void *context, const struct maillog_event *event)
{
	struct texts_said *said = context;

	if (event->kind == MAILLOG_UNREAD)
		said->unread++;
	else
		said->others++;
	return true;
}

Test(maillog_texts, are_read_in_linear_time, .timeout = 120)
{
	char *text = malloc(LINE_LEN);
	size_t events = 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		size_t len = strlen(lines[i].begin);
		size_t again = strlen(lines[i].again);
		struct maillog_line line = {.tag = span_of(lines[i].tag)};

		memcpy(text, lines[i].begin, len);
		for (; len + again <= LINE_LEN; len += again)
			memcpy(text + len, lines[i].again, again);
		line.text = (struct span){text, len};
		cr_expect(texts_matter(&line), "row %zu", i);
		for (size_t times = 0; times < 20; times++)
			texts_read(&line, count, &events);
	}
	free(text);
}

/* Nothing is concluded from a line that the end of a file has cut, but that it
 * was there. */
Test(maillog_texts, of_a_line_without_its_end_say_that_it_is_unread)
{
	static const struct {
		const char *tag, *text;
		size_t unread;
	} cut[] = {
	    {"postfix/smtp", "4A00000001: to=<x@gmai.c", 1},
	    {"postfix/smtp",
		"4A00000001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
		"delays=0/0/1/0, dsn=2.0.0, status=sent (25",
		1},
	    {"postfix/qmgr", "4A00000001: from=<s@a.example>, size=1", 0},
	    {"postfix/qmgr", "4A00000001: removed", 0},
	    {"sm-mta", SENDMAIL ", delay=00:00:01, stat=Sent (o", 1},
	    {"exim", EXIM, 1},
	    {"exim", "1xXVBm-00051P-2Y <= s@a.example H=c [192.0.2.9]", 0},
	};

	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		const struct maillog_line line = {
		    .tag = span_of(cut[i].tag),
		    .text = span_of(cut[i].text),
		    .cut = true,
		};
		struct texts_said said = {0};

		texts_read(&line, note, &said);
		cr_expect(said.unread == cut[i].unread && said.others == 0,
		    "%s: %zu, %zu", cut[i].text, said.unread, said.others);
	}
}
