/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON line: a line that was wrapped in an object (RFC 8259), one a line.
 *
 *     {"log":"Nov 29 03:01:44 mx postfix/smtp[1]: ...\n","time":"2026-..."}
 *     {"MESSAGE":[50,50,27],"SYSLOG_IDENTIFIER":"postfix/smtp", ...}
 *
 * It reads on over what is wrong in it, as bytes that are no UTF-8: the log is
 * others'.
 */
#ifndef DOMAINS_MAILLOG_JSON_LINE_H
#define DOMAINS_MAILLOG_JSON_LINE_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/maillog/fields.h"

/* Takes the object's fields; room is as large as the line, for what is written
 * with escapes.  False when it is no object that says a text. */
bool
json_line_take(struct span line, char *room, struct fields *fields_r);

#endif
