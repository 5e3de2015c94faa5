/* SPDX-License-Identifier: BSD-2-Clause */
/* Frame: what a syslog, or whoever kept the line, put around the text of a
 * mail system.
 *
 *     Nov 29 03:01:44 mx postfix/smtp[18116]: TEXT         RFC 3164 as files
 *     <22>Nov 29 03:01:44 mx postfix/smtp[18116]: TEXT       have it, as sent
 *     2026-11-29T03:01:44.1+09:00 mx postfix/smtp[1]: TEXT rsyslog
 *     <22>1 2026-11-29T03:01:44Z mx postfix 18116 - - TEXT RFC 5424
 *     2026-11-29 03:01:44 1xXVBm-00051P-2Y <= a@x.example  Exim's own
 */
#ifndef DOMAINS_MAILLOG_FRAME_H
#define DOMAINS_MAILLOG_FRAME_H

#include <stdbool.h>

#include "domains/maillog/line.h"
#include "domains/maillog/stamp.h"

/* Sets tag and pid of a word, "postfix/smtp[18116]:", also without colon. */
void
frame_set_tag(struct span word, struct maillog_line *line_r);

/* What the journal keeps may have a zero in it, and no text has: ends it there,
 * and says that it is cut. */
void
frame_cut_at_zero(struct maillog_line *line);

/* May a whole line of another host be the text of a line with this tag?  So it
 * is of Docker's log drivers, "0123456789ab" or "mx-1/postfix", and of a relay
 * that reads a mail log; not of another program, which says what it likes. */
bool
frame_may_carry(struct span tag);

/* Takes a line apart: host, tag, pid, text and time.  Returns false when it is
 * of no such form. */
bool
frame_take(struct stamps *stamps, struct span line,
    struct maillog_line *line_r);

#endif
