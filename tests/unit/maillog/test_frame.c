/* SPDX-License-Identifier: BSD-2-Clause */
/* Which host, tag, pid and text a line has, whoever wrote it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/maillog/frame.h"

#define TEXT "4DA83A7A3B7: to=<a@gmai.com>, status=sent (250 ok)"

/* Kept in New York in 2026: UTC is 5 hours more in winter, 4 in summer. */
static const struct {
	const char *line;
	const char *shown; /* "host|tag|pid|time|text"; NULL: it is of no
	                      form */
} rows[] = {
    {"Nov 29 03:01:44 mx postfix/smtp[18116]: " TEXT,
	"mx|postfix/smtp|18116|1795939304|" TEXT},
    {"Nov  9 03:01:44 mx postfix-out/smtp[7]: " TEXT "\r",
	"mx|postfix-out/smtp|7|1794211304|" TEXT},
    {"Jul  9 03:01:44.123456 mx sendmail: " TEXT,
	"mx|sendmail|0|1783580504|" TEXT},
    {"Nov 29 2024 03:01:44 mx postfix/smtp[18116]: " TEXT,
	"mx|postfix/smtp|18116|1732867304|" TEXT},
    {"Nov 29 03:01:44 postfix/smtp[18116]: " TEXT,
	"|postfix/smtp|18116|1795939304|" TEXT},
    {"Nov 29 03:01:44 mx sendmail[9]: [ID 801593 mail.info] " TEXT,
	"mx|sendmail|9|1795939304|" TEXT},
    {"Nov 29 03:01:44 mx mail:info sendmail[9]: " TEXT,
	"mx|sendmail|9|1795939304|" TEXT},
    {"Nov 29 03:01:44 <mail.info> mx sendmail[9]: " TEXT,
	"mx|sendmail|9|1795939304|" TEXT},
    {"<22>Nov 29 03:01:44 mx postfix/smtp[18116]: " TEXT,
	"mx|postfix/smtp|18116|1795939304|" TEXT},
    {"2026-11-29T03:01:44.123456+00:00 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"2026-11-29T12:01:44+0900 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"2026-11-29T03:01:44Z mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"2026-11-29T03:01:44 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795939304|" TEXT},
    {"1795921304.123456 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"Sun 2026-11-29 03:01:44 EST mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795939304|" TEXT},
    {"Sun 2026-11-29 03:01:44 UTC mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"\xe6\x97\xa5 2026-11-29 12:01:44 +09 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"<22>1 2026-11-29T03:01:44.1+00:00 mx postfix 1 - -  " TEXT,
	"mx|postfix|1|1795921304|" TEXT},
    {"<22>1 2026-11-29T03:01:44Z mx postfix/smtp 1 ID "
     "[a b=\"c]\\\" d\"][e] \xef\xbb\xbf" TEXT,
	"mx|postfix/smtp|1|1795921304|" TEXT},
    {"<22>1 2026-11-29T03:01:44Z - postfix - - - " TEXT,
	"|postfix|0|1795921304|" TEXT},
    {"2026-11-29 03:01:44 1xXVBm-00051P-2Y <= a@x.example",
	"|exim|0|1795939304|1xXVBm-00051P-2Y <= a@x.example"},
    {"2026-11-29 03:01:44.123 +0000 [12] 1xXVBm-00051P-2Y <= a@x.example",
	"|exim|12|1795921304|1xXVBm-00051P-2Y <= a@x.example"},
    {"2026-11-29 03:01:44 mx postfix/smtp[1]: " TEXT,
	"mx|postfix/smtp|1|1795939304|" TEXT},
    {"2026-11-29 03:01:44 1xXVBm-00051P-2Y mx [192.0.2.1]: Connection refused",
	"|exim|0|1795939304|1xXVBm-00051P-2Y mx [192.0.2.1]: Connection "
	"refused"},
    {"Nov 29 03:01:44 mx last message repeated 3 times", NULL},
    {"Nov 31 03:01:61 mx postfix/smtp[1]: " TEXT, NULL},
    {"<22>1 2026-11-29T03:01:44Z mx postfix 1 - [a b=\"c " TEXT, NULL},
    {"taro@example.jp, jiro@example.jp", NULL},
    {"", NULL},
};

static void
show(bool is, const struct maillog_line *line, char *shown, size_t size)
{
	if (!is)
		snprintf(shown, size, "none");
	else
		snprintf(shown, size, "%.*s|%.*s|%ld|%lld|%.*s",
		    (int)line->host.len, line->host.bytes, (int)line->tag.len,
		    line->tag.bytes, maillog_pid(line), (long long)line->time,
		    (int)line->text.len, line->text.bytes);
}

static struct stamps
stamps_of(const struct zone *zone)
{
	return (struct stamps){.zone = zone, .year = 2026, .time = INT64_MIN};
}

/* Each alone, and twice, so that the hour is remembered. */
Test(frame, lines_of_all_forms)
{
	struct zone *zone = NULL;

	cr_assert_eq(zone_open("America/New_York", &zone), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *want =
		    rows[i].shown != NULL ? rows[i].shown : "none";
		struct stamps stamps = stamps_of(zone);

		for (int times = 0; times < 2; times++) {
			struct maillog_line line = {.pid = {"x", 1}};
			char shown[300];
			bool is =
			    frame_take(&stamps, span_of(rows[i].line), &line);

			show(is, &line, shown, sizeof(shown));
			cr_expect_str_eq(shown, want, "case %zu: %s", i, shown);
		}
	}
	zone_close(&zone);
}
