/* SPDX-License-Identifier: BSD-2-Clause */
/* Said: events of a mail log, written down to be compared with a table's row:
 *
 *     result id=4A0001 to=x@gmai.com relay=mx address=192.0.2.1 sent
 */
#ifndef TESTS_UNIT_MAILLOG_SAID_H
#define TESTS_UNIT_MAILLOG_SAID_H

#include "domains/maillog/event.h"

struct said {
	char text[4096];
	size_t len;
};

/* As maillog_event_take; context is a struct said. */
bool
said_note(void *context, const struct maillog_event *event);

/* Program, text, what it says; "" when the line does not matter. */
struct said_row {
	const char *tag, *text, *expected;
};

/* Does each row say what is expected, read by the functions of an MTA? */
void
said_check(const struct said_row *rows, size_t count, maillog_wanted matter,
    void (*read)(const struct maillog_line *line, maillog_event_take take,
	void *context));

#endif
