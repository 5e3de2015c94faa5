/* SPDX-License-Identifier: BSD-2-Clause */
/* Sendmail: what its lines say about mails, as events.  Observed on 8.17.1;
 * fields that other versions have more or less make no difference.
 *
 *     ID: from=<s@a>, size=35, class=0, nrcpts=1, msgid=<m@a>, ...
 *     ID: to=<x@b>,y@b, [more], delay=..., mailer=relay, ..., relay=mx
 *     [192.0.2.1], dsn=2.0.0, stat=Sent (ok)                (on one line)
 *     ID: Milter: to=<x@b>, reject=550 5.7.1 no
 *     ID: Milter (name) delete: rcpt <x@b>, naddrs=1
 *     ID: milter=NAME, quarantine=REASON         ID: unquarantine
 *     ID: NEW: clone: owner=owner-lab
 *
 * Its log does not name the alias or list that led to a recipient, nor what a
 * virtusertable made of one, and it does not say that a mail is over: an id
 * does not come again.  Bytes over 7 bits stand as \303\274.
 */
#ifndef DOMAINS_MAILLOG_SENDMAIL_H
#define DOMAINS_MAILLOG_SENDMAIL_H

#include <stdbool.h>

#include "domains/maillog/event.h"

/* Are these lines of Sendmail that may say something?  As maillog_wanted. */
bool
sendmail_lines_matter(const struct maillog_line *line);

/* Takes a line that matters apart. */
void
sendmail_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context);

#endif
