/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim: what each text says, with the fewest and the most fields, and that
 * nobody writes a field of it from within another one. */
#include "domains/maillog/exim.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/maillog/said.h"

#define ID "1xXVBm-00051P-2Y"
#define ROUTE " R=remote T=smtp H=mx.example [192.0.2.1]:25 C=\"250 ok\""
#define TOOK " relay=mx.example address=192.0.2.1 sent"

/* Text, what it says; "" when the line does not matter. */
static const struct {
	const char *text, *expected;
} rows[] = {
    {ID " <= s@a H=h [192.0.2.9] P=esmtp S=299 id=m@a",
	"sender id=" ID " from=s@a message=m@a size=299"},
    {ID " <= <> R=1xXVBm-00051m-2i U=mail P=local S=9 id*=m@a T=\"x\"",
	"sender id=" ID " message=m@a size=9"},
    {ID " => x@gmai.com" ROUTE, "result id=" ID " to=x@gmai.com" TOOK},
    {ID " -> x@gmai.com (mid@a) <lab@a> F=<s@a> P=<s@a>" ROUTE,
	"result id=" ID " to=x@gmai.com via=lab@a" TOOK},
    {"1xXVBm-00000000abc-2def => x@gmai.com <X@GMAI.COM>" ROUTE,
	"result id=1xXVBm-00000000abc-2def to=x@gmai.com" TOOK},
    {ID " => a>b, => x@gmai.com <quoted@a>" ROUTE,
	"result id=" ID " to=\"a>b, => x\"@gmai.com via=quoted@a" TOOK},
    {ID " => a b@gmai.com <\"a b\"@gmai.com>" ROUTE,
	"result id=" ID " to=\"a b\"@gmai.com" TOOK},
    {ID " => a\"b@gmai.com" ROUTE,
	"result id=" ID " to=\"a\\\"b\"@gmai.com" TOOK},
    {ID " => x@gmai.com R=r T=s H=mx [192.0.2.1] C=\"250 OK "
	"id=1xXVBn-00051P-2Z\"",
	"result id=" ID " to=x@gmai.com relay=mx address=192.0.2.1 "
	"next=1xXVBn-00051P-2Z sent"},
    {ID " => taro <lab@a> R=loc T=lf", "result id=" ID " to=taro via=lab@a "
				       "local"},
    {ID " => :blackhole: <lab@a> R=sysal", ""},
    {ID " => |/bin/p x@gmai.com <lab@a> R=sysal T=pipe", ""},
    {ID " => /var/x@gmai.com <lab@a> R=sysal T=file", ""},
    {ID " ** x@gmai.com R=r T=s H=mx [192.0.2.1]: SMTP error after RCPT "
	"TO:<y@gmai.com>: 550 no",
	"result id=" ID " to=x@gmai.com bounced"},
    {ID " ** x@gmai.com F=<>: Unrouteable address",
	"result id=" ID " to=x@gmai.com bounced"},
    {ID " == x@gmai.com R=r T=s defer (-44): later",
	"result id=" ID " to=x@gmai.com deferred"},
    {ID " Completed QT=1s", "removed id=" ID},
    /* Whoever chooses a local part, or answers, may write fields. */
    {ID " => x@gmai.com R=r T=s@b.example" ROUTE,
	"unread id=" ID " to=x@gmai.com sent"},
    {ID " => x@b.example R=r T=s H=mx [192.0.2.1] C=\"250 y@gmai.com R=r\"",
	"unread id=" ID " to=x@b.example sent"},
    {ID " => x@gmai.co", "unread id=" ID " sent"},
    {"H=(h) [192.0.2.9] F=<s@a> rejected RCPT <x@gmai.com>: no",
	"reject from=s@a to=x@gmai.com refused"},
    {"H=(h) [192.0.2.9] F=<s@a> A=plain:u temporarily rejected RCPT "
     "<x@gmai.com>: later",
	"reject from=s@a to=x@gmai.com tempfailed"},
    {"H=(h) [192.0.2.9] F=<s rejected RCPT <x@gmai.com>:@a> rejected RCPT "
     "<\"y>\"@b>: no",
	""},
    {"cwd=/ 9 args: exim -f s@a x@gmai.com", ""},
    {"no queue", ""},
};

Test(maillog_exim, says_what_each_text_says)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct maillog_line line = {
		    .tag = span_of("exim"),
		    .text = span_of(rows[i].text),
		};
		struct said said = {.text = ""};

		if (exim_lines_matter(&line))
			exim_line_read(&line, said_note, &said);
		cr_expect_str_eq(said.text, rows[i].expected,
		    "row %zu (%s): got %s, expected %s", i, rows[i].text,
		    said.text, rows[i].expected);
	}
}
