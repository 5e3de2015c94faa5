/* SPDX-License-Identifier: BSD-2-Clause */
/* Sendmail: what each text says, and that nobody writes a field of it from
 * within another one. */
#include "domains/maillog/sendmail.h"

#include <criterion/criterion.h>

#include "tests/unit/maillog/said.h"

#define ID "6AT36Iln027258"
#define AFTER                                                      \
	", delay=00:00:00, xdelay=00:00:00, mailer=relay, pri=3, " \
	"relay=mx.example. [192.0.2.1], "
#define SENT AFTER "dsn=2.0.0, stat=Sent (ok)"
#define TOOK " relay=mx.example address=192.0.2.1 sent"

/* Program, text, what it says; "" when the line does not matter. */
static const struct said_row rows[] = {
    {"sendmail",
	ID ": from=<s@a>, size=35, class=0, nrcpts=1, msgid=<m@a>, "
	   "proto=ESMTP, daemon=MTA, relay=localhost [127.0.0.1]",
	"sender id=" ID " from=s@a message=m@a size=35"},
    {"sm-mta", ID ": from=root, size=35, class=0, nrcpts=1, relay=root@h",
	"sender id=" ID " from=root size=35"},
    {"sm-mta", ID ": to=<x@gmai.com>" SENT,
	"result id=" ID " to=x@gmai.com" TOOK},
    {"sm-mta", ID ": to=a@b,<\"c, d\"@e>,\"f,g\"@h, [more]" SENT,
	"result id=" ID " to=a@b" TOOK " | result id=" ID " to=\"c, d\"@e" TOOK
	" | result id=" ID " to=\"f,g\"@h" TOOK},
    {"sm-mta", ID ": to=<j\\303\\274rgen@gmai.com>" SENT,
	"result id=" ID " to=j\xc3\xbcrgen@gmai.com" TOOK},
    {"sm-mta",
	ID ": to=<x@gmai.com>, ctladdr=<\"a, stat=Sent\"@b> (8/0)" AFTER
	   "dsn=5.1.1, reply=550 no, stat=Sent (not), stat=User unknown",
	"result id=" ID " to=x@gmai.com bounced"},
    {"sm-mta",
	ID ": to=<x@gmai.com>" AFTER
	   "dsn=4.0.0, stat=Deferred: Connection refused",
	"result id=" ID " to=x@gmai.com deferred"},
    {"sm-mta",
	ID ": to=x@gmai.com, ctladdr=root (0/0), delay=00:00:00, "
	   "mailer=esmtp, pri=3, stat=queued",
	"result id=" ID " to=x@gmai.com deferred"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:00, mailer=local, pri=3, "
	   "dsn=2.0.0, stat=Sent",
	"result id=" ID " to=x@gmai.com local"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:00, mailer=discard, pri=3, "
	   "relay=d, dsn=2.0.0, stat=Sent",
	"result id=" ID " to=x@gmai.com discarded"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:01, mailer=relay, pri=6, "
	   "quarantine=no, stat=Sent (y@gmai.com), stat=quarantined",
	"result id=" ID " to=x@gmai.com held"},
    /* A host's answer holds nothing, and sends nothing. */
    {"sm-mta",
	ID ": to=<x@gmai.com>" AFTER
	   "dsn=2.0.0, stat=Sent (ok, quarantine=no, dsn=5.0.0, stat=Deferred)",
	"result id=" ID " to=x@gmai.com" TOOK},
    {"sm-mta",
	ID ": to=<x@gmai.com>" AFTER
	   "dsn=4.2.0, reply=451 stat=Sent (ok), stat=Sent (ok), stat=Deferred",
	"result id=" ID " to=x@gmai.com deferred"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, ctladdr=\"a, mailer=local, dsn=5.0.0, \"@b" AFTER
	   "dsn=2.0.0, stat=Sent (ok)",
	"result id=" ID " to=x@gmai.com" TOOK},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:00, xdelay=00:00:00, mailer=relay, "
	   "tls_verify=NONE, pri=3, ntries=1, relay=mx.example. [192.0.2.1], "
	   "dsn=2.0.0, stat=Sent (ok)",
	"result id=" ID " to=x@gmai.com" TOOK},
    {"sm-mta",
	ID ": ruleset=check_rcpt, arg1=<x@gmai.com>, relay=h [192.0.2.9], "
	   "quarantine=why",
	""},
    {"sm-mta", ID ": to=<x@gmai.com>, delay=00:00:00, pri=3, stat=5.7.1 no",
	"result id=" ID " to=x@gmai.com refused"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:00, pri=3, stat=Command rejected",
	"result id=" ID " to=x@gmai.com refused"},
    {"sm-mta", ID ": to=<x@gmai.com>, delay=00:00:00, pri=3, stat=4.7.1 wait",
	"result id=" ID " to=x@gmai.com tempfailed"},
    {"sm-mta",
	ID ": to=<x@gmai.com>, delay=00:00:00, pri=3, stat=Please try again "
	   "later",
	"result id=" ID " to=x@gmai.com tempfailed"},
    {"sm-mta", ID ": to=<x@gmai.com>, delay=00:00:00, pri=3, stat=discarded",
	"result id=" ID " to=x@gmai.com discarded"},
    {"sm-msp-queue",
	ID ": to=<x@gmai.com>" AFTER
	   "dsn=2.0.0, stat=Sent (6AT36Iln027299 Message "
	   "accepted for delivery)",
	"result id=" ID " to=x@gmai.com relay=mx.example address=192.0.2.1 "
	"next=6AT36Iln027299 sent"},
    {"sm-mta", ID ": to=\"|/bin/p x@gmai.com\"" SENT, ""},
    {"sm-mta", ID ": to=<x@gmai.co", "unread id=" ID},
    {"sm-mta", ID ": to=<x@gmai.com>, delay=00:00:00, mailer=rel",
	"unread id=" ID},
    {"sm-mta", ID ": Milter: to=<x@gmai.com>, reject=451 4.3.2 later",
	"reject id=" ID " to=x@gmai.com tempfailed"},
    {"sm-mta", ID ": Milter (gate) delete: rcpt <x@gmai.com>, naddrs=1",
	"result id=" ID " to=x@gmai.com discarded"},
    {"sm-mta", ID ": milter=gate, quarantine=why", "hold id=" ID},
    {"sm-mta", ID ": unquarantine", "release id=" ID},
    {"sm-mta", ID ": 6AT36Iln027299: clone: owner=owner-lab",
	"cloned id=" ID " from=owner-lab next=6AT36Iln027299"},
    {"sm-mta",
	ID ": ruleset=check_rcpt, arg1=<x@gmai.com>, relay=h "
	   "[192.0.2.9], reject=550 5.7.1 <x@gmai.com>... no",
	"reject id=" ID " to=x@gmai.com refused"},
    {"logger", ID ": unquarantine", ""},
    {"sm-mta", ID ": done; delay=00:00:00, ntries=1", ""},
    {"sm-mta", "NOQUEUE: connect from h", ""},
};

Test(maillog_sendmail, says_what_each_text_says)
{
	said_check(rows, sizeof(rows) / sizeof(*rows), sendmail_lines_matter,
	    sendmail_line_read);
}
