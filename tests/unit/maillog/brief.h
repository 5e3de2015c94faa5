/* SPDX-License-Identifier: BSD-2-Clause */
/* Brief: a log in short, a line of which is a second, a host, a tag and a text:
 *
 *     12 mx postfix/smtp 4A0001: removed
 */
#ifndef TESTS_UNIT_MAILLOG_BRIEF_H
#define TESTS_UNIT_MAILLOG_BRIEF_H

#include "domains/maillog/event.h"

/* Has what its lines say taken. */
void
brief_read(const char *log, maillog_event_take take, void *context);

#endif
