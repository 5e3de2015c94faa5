/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix: what each text says, and that nobody writes a field of it from
 * within another one. */
#include "domains/maillog/postfix.h"
#include "domains/maillog/postfix_lines.h"

#include <criterion/criterion.h>

#include "tests/unit/maillog/said.h"

/* Program, text, what it says; "" when the line does not matter. */
static const struct said_row rows[] = {
    {"postfix/qmgr",
	"4XyZabC1dEz9: from=<s@univ.example>, size=260, nrcpt=7 (queue active)",
	"sender id=4XyZabC1dEz9 instance=postfix from=s@univ.example size=260"},
    {"postfix/qmgr", "4A0001: from=<>, size=9, nrcpt=1 (queue active)",
	"sender id=4A0001 instance=postfix size=9"},
    {"postfix/cleanup", "4A0001: message-id=<a@b>",
	"message id=4A0001 instance=postfix message=a@b"},
    {"postfix-out/qmgr", "4A0001: removed",
	"removed id=4A0001 instance=postfix-out"},
    {"postfix/postsuper", "4A0001: removed", "removed id=4A0001 discarded"},
    {"postfix/qmgr", "4A0001: from=<s@a>, status=expired, returned to sender",
	"expired id=4A0001 instance=postfix from=s@a"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, orig_to=<lab@univ.example>, relay=mx.gmai.com"
	"[192.0.2.1]:25, conn_use=2, delay=0.02, delays=0/0/0/0, dsn=2.0.0, "
	"status=sent (250 2.0.0 Ok: queued as 9F17)",
	"result id=4A0001 to=x@gmai.com via=lab@univ.example relay=mx.gmai.com "
	"address=192.0.2.1 next=9F17 sent"},
    {"postfix/relay/smtp",
	"4A0001: to=<x@gmai.com>, relay=a.example[2001:db8::1]:25, delay=1, "
	"delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)",
	"result id=4A0001 to=x@gmai.com relay=a.example address=2001:db8::1 "
	"sent"},
    /* A content filter answers with what the hop after it said. */
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
	"delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from "
	"MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 77AA)",
	"result id=4A0001 to=x@gmai.com relay=127.0.0.1 address=127.0.0.1 "
	"next=77AA sent"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
	"delays=0/0/0/1, dsn=2.0.0, status=sent (6AT36Iln027258 Message "
	"accepted for delivery)",
	"result id=4A0001 to=x@gmai.com relay=mx address=192.0.2.1 "
	"next=6AT36Iln027258 sent"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=none, delay=1, delays=0/0/1/0, "
	"dsn=4.4.1, status=deferred (connect to mx[192.0.2.1]:25: status=sent "
	"(no))",
	"result id=4A0001 to=x@gmai.com deferred"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
	"delays=0/0/1/0, dsn=5.1.1, status=bounced (host said: 550 no)",
	"result id=4A0001 to=x@gmai.com bounced"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
	"delays=0/0/1/0, dsn=5.1.1, status=SOFTBOUNCE (host said: 550 no)",
	"result id=4A0001 to=x@gmai.com deferred"},
    /* Nothing left this host. */
    {"postfix/discard",
	"4A0001: to=<x@gmai.com>, relay=none, delay=1, delays=0/0/1/0, "
	"dsn=2.0.0, status=sent (gmai.com)",
	"result id=4A0001 to=x@gmai.com discarded"},
    /* A content filter of this host threw it away, and says so. */
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
	"delays=0/0/0/1, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, "
	"id=41-07 - spam)",
	"result id=4A0001 to=x@gmai.com relay=127.0.0.1 address=127.0.0.1 "
	"discarded"},
    {"postfix/lmtp",
	"4A0001: to=<x@gmai.com>, relay=localhost[::1]:10024, delay=1, "
	"delays=0/0/0/1, dsn=2.7.1, status=sent (250 2.7.1 Ok, discarded, "
	"id=41-08 - INFECTED: Worm)",
	"result id=4A0001 to=x@gmai.com relay=localhost address=::1 "
	"discarded"},
    /* Any other host could say so of what it keeps, or within its words. */
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx.gmai.com[192.0.2.1]:25, delay=1, "
	"delays=0/0/0/1, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, "
	"id=41-07 - spam)",
	"result id=4A0001 to=x@gmai.com relay=mx.gmai.com address=192.0.2.1 "
	"next=41-07 sent"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
	"delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.7.0 from "
	"MTA(smtp:[192.0.2.1]:25): 250 2.7.0 Ok, discarded, id=9)",
	"result id=4A0001 to=x@gmai.com relay=127.0.0.1 address=127.0.0.1 "
	"next=9 sent"},
    {"postfix/pipe",
	"4A0001: to=<x@gmai.com>, relay=filter, delay=1, delays=0/0/1/0, "
	"dsn=2.0.0, status=sent (delivered via filter service)",
	"result id=4A0001 to=x@gmai.com local"},
    {"postfix/lmtp",
	"4A0001: to=<x@gmai.com>, relay=mx.a[private/dovecot-lmtp], delay=1, "
	"delays=0/0/1/0, dsn=2.0.0, status=sent (250 ok Saved)",
	"result id=4A0001 to=x@gmai.com local"},
    {"postfix/local",
	"4A0001: to=<lab@univ.example>, relay=local, delay=1, delays=0/0/1/0, "
	"dsn=2.0.0, status=sent (forwarded as 54840A7A27E)",
	"forwarded id=4A0001 to=lab@univ.example via=lab@univ.example "
	"next=54840A7A27E"},
    /* A probe for an address delivers nothing. */
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
	"delays=0/0/1/0, dsn=2.0.0, status=deliverable (250 ok)",
	""},
    /* An orig_to that differs in case or a dot is no list. */
    {"postfix/smtp",
	"4A0001: to=<X@gmai.com>, orig_to=<x@GMAI.COM.>, relay=none, delay=1, "
	"delays=0/0/1/0, dsn=4.0.0, status=deferred (no)",
	"result id=4A0001 to=X@gmai.com deferred"},
    /* Quotes decide where an address ends. */
    {"postfix/smtp",
	"4A0001: to=<\"a>, relay=none, status=sent (x\"@gmai.com>, relay=none, "
	"delay=1, delays=0/0/1/0, dsn=4.0.0, status=deferred (no)",
	"result id=4A0001 to=\"a>, relay=none, status=sent (x\"@gmai.com "
	"deferred"},
    {"postfix/smtp",
	"4A0001: to=<\"a\\\">b\"@univ.example>, "
	"orig_to=<\"z>, to=<x@gmai.com\"@univ.example>, relay=none, delay=1, "
	"delays=0/0/1/0, dsn=4.0.0, status=deferred (no)",
	"result id=4A0001 to=\"a\\\">b\"@univ.example via=\"z>, "
	"to=<x@gmai.com\"@univ.example deferred"},
    /* What is cut says nothing. */
    {"postfix/smtp", "4A0001: to=<x@gmai.co", "unread id=4A0001"},
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=none, delay=1, delays=0/0/1/0, "
	"dsn=2.0.0, status=se",
	"unread id=4A0001 to=x@gmai.com"},
    /* RCPT; a milter's text may have anything in it. */
    {"postfix/smtpd",
	"NOQUEUE: reject: RCPT from mx[192.0.2.1]: 554 5.7.1 <x@gmai.com>: "
	"Relay access denied; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject from=s@a to=x@gmai.com refused"},
    {"postfix-milt/smtpd/smtpd",
	"4A0001: milter-reject: RCPT from mx[192.0.2.1]: 451 4.7.1 later; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject id=4A0001 from=s@a to=x@gmai.com tempfailed"},
    {"postfix/postscreen",
	"NOQUEUE: reject: RCPT from [192.0.2.1]:4711: 450 4.3.2 Service "
	"currently unavailable; from=<s@a>, to=<x@gmai.com>, proto=ESMTP, "
	"helo=<h>",
	"reject from=s@a to=x@gmai.com tempfailed"},
    {"postfix/smtpd",
	"NOQUEUE: reject: RCPT from mx[192.0.2.1]: 554 5.7.1 <\"a>; from=<b> "
	"to=<x@gmai.com> p\"@univ.example>: no; from=<s@a> to=<\"a>; from=<b> "
	"to=<x@gmai.com> p\"@univ.example> proto=ESMTP helo=<h>",
	"reject from=s@a to=\"a>; from=<b> to=<x@gmai.com> p\"@univ.example "
	"refused"},
    {"postfix/smtpd",
	"NOQUEUE: reject: RCPT from mx[192.0.2.1]: 554 5.7.1 no; from=<s@a> "
	"to=<y@univ.example> proto=ESMTP helo=<h; from=<s@a> to=<x@gmai.com> "
	"proto=ESMTP>",
	"reject from=s@a to=y@univ.example refused"},
    {"postfix/smtpd",
	"NOQUEUE: reject: RCPT from mx[192.0.2.1]: 554 5.7.1 no; from=<t@b> "
	"to=<x@gmai.com> proto=; from=<s@a> to=<y@univ.example> proto=ESMTP "
	"helo=<h>",
	"unread refused"},
    {"postfix/smtpd",
	"NOQUEUE: reject: MAIL from mx[192.0.2.1]: 554 5.7.1 <s@a>: no; "
	"from=<s@a> proto=ESMTP helo=<h> to=<x@gmai.com>",
	""},
    {"postfix/cleanup",
	"4A0001: milter-reject: END-OF-MESSAGE from mx[192.0.2.1]: 5.7.1 no; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject id=4A0001 instance=postfix from=s@a to=x@gmai.com refused | "
	"removed id=4A0001 instance=postfix from=s@a to=x@gmai.com refused"},
    {"postfix/cleanup",
	"4A0001: milter-hold: END-OF-MESSAGE from mx[192.0.2.1]: milter "
	"triggers HOLD action; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"hold id=4A0001 instance=postfix from=s@a to=x@gmai.com"},
    {"postfix/postsuper", "4A0001: placed on hold", "hold id=4A0001"},
    {"postfix/postsuper", "4A0001: released from hold", "release id=4A0001"},
    {"postfix/pickup", "4B0002: uid=0 from=<s@a> orig_id=4A0001",
	"renamed id=4A0001 from=s@a next=4B0002"},
    {"postfix/pickup", "4B0002: uid=0 from=<s@a>", "client id=4B0002 from=s@a"},
    /* 3.10: the reason of a hold, SASL on rejects, what was not taken. */
    {"postfix/cleanup",
	"4A0001: milter-hold: END-OF-MESSAGE from mx[192.0.2.1]: wrong domain; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"hold id=4A0001 instance=postfix from=s@a to=x@gmai.com"},
    {"postfix/cleanup",
	"4A0001: milter-hold: END-OF-MESSAGE from mx[192.0.2.1]: a; from=<b> "
	"to=<y@gmai.com>; from=<s@a> to=<x@b.example> proto=ESMTP helo=<h>",
	"hold id=4A0001 instance=postfix"},
    {"postfix/submission/smtpd",
	"NOQUEUE: reject: RCPT from mx[192.0.2.1]: 554 5.7.1 no; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h> sasl_method=PLAIN "
	"sasl_username=<u; from=<s@a> to=<y@gmai.com>",
	"reject from=s@a to=x@gmai.com refused"},
    {"postfix/cleanup", "4A0001: removed (canceled)",
	"removed id=4A0001 instance=postfix"},
    {"postfix/cleanup", "4A0001: removed (discarded)",
	"removed id=4A0001 instance=postfix"},
    {"postfix/qmgr", "4A0001: removed by hand", ""},
    /* milter_header_checks, of what a milter adds. */
    {"postfix/cleanup",
	"4A0001: milter-header-hold: header X-Spam: [yes] from mx[192.0.2.1]; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>: look",
	"hold id=4A0001 instance=postfix from=s@a to=x@gmai.com"},
    {"postfix/cleanup",
	"4A0001: milter-header-reject: header X-Spam: yes from mx[192.0.2.1]; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>: 5.7.1 no",
	"reject id=4A0001 instance=postfix from=s@a to=x@gmai.com refused"},
    {"postfix/cleanup",
	"4A0001: milter-header-discard: header X-Spam: yes from "
	"mx[192.0.2.1]; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject id=4A0001 instance=postfix from=s@a to=x@gmai.com discarded"},
    {"postfix/cleanup",
	"4A0001: milter-header-warning: header X-Spam: yes from "
	"mx[192.0.2.1]; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	""},
    /* A filter before the queue had the last word. */
    {"postfix/smtpd",
	"proxy-reject: END-OF-MESSAGE: 550 5.7.1 <b>: spam; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject from=s@a to=x@gmai.com refused"},
    {"postfix/smtpd",
	"proxy-reject: END-OF-MESSAGE: 451 4.3.0 later; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>",
	"reject from=s@a to=x@gmai.com tempfailed"},
    {"postfix/smtpd",
	"proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as 4B0002; "
	"from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>",
	""},
    /* 3.11: what became of TLS. */
    {"postfix/smtp",
	"4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, delay=1, "
	"delays=0/0/0/1, tls=may:none, dsn=2.0.0, status=sent (250 ok)",
	"result id=4A0001 to=x@gmai.com relay=mx address=192.0.2.1 sent"},
    {"postfix/bounce", "4A0001: sender non-delivery notification: 4B0002", ""},
    /* 3.6: who delivers instead. */
    {"postfix/smtp", "4A0001: passing <x@gmai.com> to transport=local", ""},
    /* A syslog may lose the daemon's name, and no other program has one. */
    {"postfix", "4A0001: removed", "removed id=4A0001"},
    {"logger", "4A0001: removed", ""},
    {"evil/postfix", "4A0001: removed", ""},
    {"postfix/smtpd", "4A0001: client=mx[192.0.2.1]", "client id=4A0001"},
    {"postfix/smtpd", "connect from mx[192.0.2.1]", ""},
    {"postfix/smtp", "A0: removed", ""},
};

Test(maillog_postfix, says_what_each_text_says)
{
	said_check(rows, sizeof(rows) / sizeof(*rows), postfix_lines_matter,
	    postfix_line_read);
}
