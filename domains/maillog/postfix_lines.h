/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix lines: which lines of a log are Postfix's, and about a mail.
 *
 * Whose they are is by the tag: "postfix", where a syslog lost the rest, or a
 * daemon's name after a slash, whatever syslog_name is before it.
 */
#ifndef DOMAINS_MAILLOG_POSTFIX_LINES_H
#define DOMAINS_MAILLOG_POSTFIX_LINES_H

#include <stdbool.h>

#include "domains/maillog/line.h"

/* Are these lines of Postfix that may say something?  As maillog_wanted. */
bool
postfix_lines_matter(const struct maillog_line *line);

#endif
