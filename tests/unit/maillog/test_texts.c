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

Test(maillog_texts, are_read_in_linear_time, .timeout = 60)
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
