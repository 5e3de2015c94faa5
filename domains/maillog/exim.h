/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim: what its lines say about mails, as events, with any log_selector.
 * Observed on 4.96; by the release notes 4.94 to 4.98.
 *
 *     ID <= s@a H=... S=299 id=m@a
 *     ID => x@b <lab@a> F=<s@a> R=router T=transport H=mx [192.0.2.1] C="..."
 *     ID -> y@b (between@a) <lab@a> R=...      further recipients, the same way
 *     ID ** z@b R=...: bounced                 ID == z@b R=... defer: deferred
 *     ID Completed
 *     H=... F=<s@a> rejected RCPT <x@b>: no
 *
 * An address stands without the quotes around its local part, and with a blank
 * in it its end is not to be seen; but then the original stands after it, with
 * its quotes.  An address ends at the first blank unless the original says that
 * what looks like fields is its local part.  What a host answered to a mail
 * that it took has a backslash before each quote, and is taken off from the
 * end.  Where a local part or the text of a failure could say anything, nothing
 * is concluded.
 */
#ifndef DOMAINS_MAILLOG_EXIM_H
#define DOMAINS_MAILLOG_EXIM_H

#include <stdbool.h>

#include "domains/maillog/event.h"

/* Are these lines of Exim that may say something?  As maillog_wanted. */
bool
exim_lines_matter(const struct maillog_line *line);

/* Takes a line that matters apart. */
void
exim_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context);

#endif
