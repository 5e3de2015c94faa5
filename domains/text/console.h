/* SPDX-License-Identifier: BSD-2-Clause */
/* Console: messages on standard error, with the program's name in front and
 * nothing in them that a terminal should not see. */
#ifndef DOMAINS_TEXT_CONSOLE_H
#define DOMAINS_TEXT_CONSOLE_H

#include <stdbool.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"

/* What becomes of subjects and texts that are written from now on; NULL: they
 * stand as they are. */
struct console_filter {
	void (*add_subject)(void *context, const char *subject,
	    struct buffer *buffer);
	void (
	    *add_text)(void *context, const char *text, struct buffer *buffer);
	void *context;
};
void
console_pass(const struct console_filter *filter);

/* "PROGRAM: SUBJECT: TEXT".  Returns -1, for a caller that gives up. */
int
console_say(const char *subject, const char *text);

/* The same with a text made as printf does; "..." when it is over a line. */
int
console_format(const char *subject, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "PROGRAM: FILE:LINE: TEXT" for each, and how many were not kept. */
void
console_diagnostics(const struct diagnostics *diagnostics);

/* The same with "warning: " before FILE: what is no error. */
void
console_warnings(const struct diagnostics *diagnostics);

/* The same for what is no fault. */
void
console_notes(const struct diagnostics *notes);

/* A closed pipe and a limit of file sizes are write errors like any other from
 * now on, and no signals that end the process. */
void
console_keep_write_errors(void);

/* Flushes standard output; returns status, or failed when that fails, after a
 * message (none for a closed pipe): a full disk must not look like "nothing
 * found". */
int
console_finish_output(int status, int failed);

/* May what goes to the descriptor be coloured?  Only on a terminal, and not
 * when NO_COLOR (no-color.org) is set. */
bool
console_wants_colour(int fd);

#endif
