/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim: what each text says, with the fewest and the most fields, and that
 * nobody writes a field of it from within another one. */
#include "domains/maillog/exim.h"

#include <criterion/criterion.h>

#include "tests/unit/maillog/said.h"

#define ID "1xXVBm-00051P-2Y"
#define ROUTE " R=remote T=smtp H=mx.example [192.0.2.1]:25 C=\"250 ok\""
#define TOOK " relay=mx.example address=192.0.2.1 sent"

/* Program, text, what it says; "" when the line does not matter. */
static const struct said_row rows[] = {
    {"exim", ID " <= s@a H=h [192.0.2.9] P=esmtp S=299 id=m@a",
	"sender id=" ID " from=s@a message=m@a size=299"},
    {"exim", ID " <= <> R=1xXVBm-00051m-2i U=mail P=local S=9 id*=m@a T=\"x\"",
	"sender id=" ID " message=m@a size=9"},
    {"exim", ID " => x@gmai.com" ROUTE, "result id=" ID " to=x@gmai.com" TOOK},
    {"exim", ID " -> x@gmai.com (mid@a) <lab@a> F=<s@a> P=<s@a>" ROUTE,
	"result id=" ID " to=x@gmai.com via=lab@a" TOOK},
    {"exim", "1xXVBm-00000000abc-2def => x@gmai.com <X@GMAI.COM>" ROUTE,
	"result id=1xXVBm-00000000abc-2def to=x@gmai.com" TOOK},
    {"exim", ID " => a>b, => x@gmai.com <quoted@a>" ROUTE,
	"result id=" ID " to=\"a>b, => x\"@gmai.com via=quoted@a" TOOK},
    {"exim", ID " => a b@gmai.com <\"a b\"@gmai.com>" ROUTE,
	"result id=" ID " to=\"a b\"@gmai.com" TOOK},
    {"exim", ID " => a\"b@gmai.com" ROUTE,
	"result id=" ID " to=\"a\\\"b\"@gmai.com" TOOK},
    {"exim",
	ID " => x@gmai.com R=r T=s H=mx [192.0.2.1] C=\"250 OK "
	   "id=1xXVBn-00051P-2Z\"",
	"result id=" ID " to=x@gmai.com relay=mx address=192.0.2.1 "
	"next=1xXVBn-00051P-2Z sent"},
    {"exim", ID " => taro <lab@a> R=loc T=lf",
	"result id=" ID " to=taro via=lab@a "
	"local"},
    {"exim", ID " => :blackhole: <lab@a> R=sysal", ""},
    {"exim", ID " => |/bin/p x@gmai.com <lab@a> R=sysal T=pipe", ""},
    {"exim", ID " => /var/x@gmai.com <lab@a> R=sysal T=file", ""},
    {"exim",
	ID " ** x@gmai.com R=r T=s H=mx [192.0.2.1]: SMTP error after RCPT "
	   "TO:<y@gmai.com>: 550 no",
	"result id=" ID " to=x@gmai.com bounced"},
    {"exim", ID " ** x@gmai.com F=<>: Unrouteable address",
	"result id=" ID " to=x@gmai.com bounced"},
    /* Since 4.99 there is a blank. */
    {"exim", ID " ** x@gmai.com : Unrouteable address",
	"result id=" ID " to=x@gmai.com bounced"},
    {"exim", ID " ** x@gmai.com <lab@a> : Unrouteable address",
	"result id=" ID " to=x@gmai.com via=lab@a bounced"},
    {"exim", ID " ** a b@gmai.com <\"a b\"@gmai.com> : Unrouteable address",
	"result id=" ID " to=\"a b\"@gmai.com bounced"},
    {"exim",
	ID " ** x@gmai.com : y@c <\"x@gmai.com : y\"@c> : Unrouteable address",
	"unread id=" ID " to=x@gmai.com bounced"},
    {"exim", ID " == x@gmai.com defer (-23): domain is held",
	"result id=" ID " to=x@gmai.com deferred"},
    {"exim",
	ID " == a b@gmai.com <\"a b\"@gmai.com> defer (-23): domain is "
	   "held",
	"result id=" ID " to=\"a b\"@gmai.com deferred"},
    /* What an ACL threw away, and an answer, which is a mail of its own. */
    {"exim", ID " => blackhole (RCPT ACL discarded recipients): no", ""},
    {"exim", ID " => >x@gmai.com <taro@a> R=vacation T=reply", ""},
    {"exim", ID " => >x@gmai.com <\">x\"@gmai.com>" ROUTE,
	"result id=" ID " to=\">x\"@gmai.com" TOOK},
    {"exim", ID " => x[@gmai.com <\"x[\"@gmai.com> F=<s@a>" ROUTE,
	"result id=" ID " to=\"x[\"@gmai.com" TOOK},
    /* To a syslog it goes with its own stamp, and a long one in parts. */
    {"exim", "2026-11-29 03:01:44 " ID " => x@gmai.com" ROUTE,
	"result id=" ID " to=x@gmai.com" TOOK},
    {"exim4",
	"[1/2] 2026-11-29 03:01:44.123 +0900 [77] " ID " => x@gmai.com" ROUTE,
	"result id=" ID " to=x@gmai.com" TOOK},
    {"exim", "[1/2] " ID " => x@gmai.com" ROUTE,
	"result id=" ID " to=x@gmai.com" TOOK},
    {"exim", "[2/2] => x@gmai.com" ROUTE, ""},
    {"exim",
	"2026-11-29 03:01:44 H=h [192.0.2.9] F=<s@a> rejected RCPT "
	"<x@gmai.com>: no",
	"reject from=s@a to=x@gmai.com refused"},
    {"exim", ID " removed by root", "removed id=" ID " discarded"},
    {"exim", ID " Completed QT=3s", "removed id=" ID},
    {"exim",
	"H=(h) [192.0.2.9] F=<s@a> RCPT <x@gmai.com>: discarded by RCPT ACL",
	"reject from=s@a to=x@gmai.com discarded"},
    {"exim",
	"H=h [192.0.2.9] F=<s@a> A=plain:u SPF=fail rejected RCPT <x@gmai.com>",
	"reject from=s@a to=x@gmai.com refused"},
    {"exim",
	"H=h [192.0.2.9] F=<s@a> temporarily rejected RCPT x@gmai.com: later",
	"reject from=s@a to=x@gmai.com tempfailed"},
    {"exim", "H=h [192.0.2.9] F=<s@a> rejected RCPT x @gmai.com: no", ""},
    {"exim", ID " == x@gmai.com R=r T=s defer (-44): later",
	"result id=" ID " to=x@gmai.com deferred"},
    {"exim", ID " == x@gmai.com routing defer (-51): retry time not reached",
	"result id=" ID " to=x@gmai.com deferred"},
    {"exim",
	ID " == x@gmai.com <lab@a> Q=slow routing defer (-52): retry time not "
	   "reached",
	"result id=" ID " to=x@gmai.com via=lab@a deferred"},
    {"exim", ID " == a b@gmai.com <\"a b\"@gmai.com> routing defer (-51): no",
	"result id=" ID " to=\"a b\"@gmai.com deferred"},
    {"exim",
	ID " == x@gmai.com routing defer (1): y@c <\"x@gmai.com routing defer "
	   "(1): y\"@c> routing defer (-51): no",
	"unread id=" ID " to=x@gmai.com deferred"},
    {"exim", ID " Completed QT=1s", "removed id=" ID},
    /* Whoever chooses a local part, or answers, may write fields. */
    {"exim", ID " => x@gmai.com R=r T=s@b.example" ROUTE,
	"unread id=" ID " to=x@gmai.com sent"},
    {"exim",
	ID " => x@gmai.com R=r T=s H=h [1.2.3.4]: y@b.example <\"x@gmai.com "
	   "R=r T=s "
	   "H=h [1.2.3.4]: y\"@b.example>" ROUTE,
	"unread id=" ID " to=x@gmai.com sent"},
    {"exim",
	ID
	" ** x@gmai.com: no y@b.example (k@a, m@a) <\"x@gmai.com: no y\"@c>: "
	"Unrouteable address",
	"unread id=" ID " to=x@gmai.com bounced"},
    {"exim",
	ID " == x@gmai.com R=r T=s y@b.example <lab@a> R=r T=s defer (-44): no",
	"unread id=" ID " to=x@gmai.com deferred"},
    {"exim",
	ID
	" => x@b.example R=r T=s H=mx [192.0.2.1] C=\"250 y@gmai.com => x R=y "
	"T=s\" QT=1s DT=0.1s",
	"result id=" ID " to=x@b.example relay=mx address=192.0.2.1 sent"},
    {"exim",
	ID " => x@b.example <l@a> R=r T=s H=mx [192.0.2.1] C=\"250 \\\"\\\\ "
	   "C=\\\"2 "
	   "z@gmai.com <q@a> R=r H=m [192.0.2.7] queued as 4A0001\"",
	"result id=" ID " to=x@b.example via=l@a relay=mx address=192.0.2.1 "
	"next=4A0001 sent"},
    {"exim",
	ID " => x@b.example R=r T=s H=mx DS [192.0.2.1] X=TLS1.3:a:256 CV=no "
	   "DN=\"CN=y@gmai.com C=\"250\" L K C=\"250 ok\"",
	"result id=" ID " to=x@b.example relay=mx address=192.0.2.1 sent"},
    {"exim",
	ID " ** x@b.example R=r T=s H=mx [192.0.2.1]: SMTP error after end of "
	   "data: 550 y@gmai.com R=z T=s H=mx [192.0.2.7] C=\"250 ok\"",
	"result id=" ID " to=x@b.example bounced"},
    {"exim", ID " ** a: b@gmai.com <\"a: b\"@gmai.com>: Unrouteable address",
	"result id=" ID " to=\"a: b\"@gmai.com bounced"},
    {"exim",
	ID
	" => x@b.example F=<\"q@gmai.com <l@a> R=c\"@d> P=<\"p> R=\"@d>" ROUTE,
	"result id=" ID " to=x@b.example" TOOK},
    {"exim", ID " => x@b.example <\"x> R=r T=s\"@a> Q=fast" ROUTE,
	"result id=" ID " to=x@b.example via=\"x> R=r T=s\"@a" TOOK},
    {"exim", ID " <= \"s S=1 id=n@a\"@a H=h [192.0.2.9] P=esmtp S=299 id=m@a",
	"sender id=" ID " from=\"s S=1 id=n@a\"@a message=m@a size=299"},
    /* 4.94 to 4.98: a host for several mails, interfaces, times. */
    {"exim",
	ID " => x@gmai.com R=r T=s H=mx [192.0.2.1]:25* I=[192.0.2.9]:4711 "
	   "X=TLS1.3:a:256 CV=yes L* K C=\"250 ok\" QT=1s DT=0.1s",
	"result id=" ID " to=x@gmai.com relay=mx address=192.0.2.1 sent"},
    {"exim",
	ID " == x@gmai.com R=r T=s defer (-44) H=mx [192.0.2.1]* "
	   "I=[192.0.2.9] DT=0.1s: SMTP error: 451 later",
	"result id=" ID " to=x@gmai.com deferred"},
    {"exim", ID " => x@gmai.co", "unread id=" ID " sent"},
    {"exim", "H=(h) [192.0.2.9] F=<s@a> rejected RCPT <x@gmai.com>: no",
	"reject from=s@a to=x@gmai.com refused"},
    {"exim",
	"H=(h) [192.0.2.9] F=<s@a> A=plain:u temporarily rejected RCPT "
	"<x@gmai.com>: later",
	"reject from=s@a to=x@gmai.com tempfailed"},
    {"exim",
	"H=(h) [192.0.2.9] F=<s rejected RCPT <x@gmai.com>:@a> rejected RCPT "
	"<\"y>\"@b>: no",
	""},
    {"exim", "cwd=/ 9 args: exim -f s@a x@gmai.com", ""},
    {"exim", "no queue", ""},
};

Test(maillog_exim, says_what_each_text_says)
{
	said_check(rows, sizeof(rows) / sizeof(*rows), exim_lines_matter,
	    exim_line_read);
}
