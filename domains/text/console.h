/* SPDX-License-Identifier: BSD-2-Clause */
/* Trouble: what went wrong, on standard error, with the program's name in
 * front and nothing in it that a terminal should not see. */
#ifndef DOMAINS_TEXT_CONSOLE_H
#define DOMAINS_TEXT_CONSOLE_H

#include "domains/base/diagnostic.h"

/* "PROGRAM: SUBJECT: TEXT". */
void
console_say(const char *subject, const char *text);

/* The same with a text made as printf does; "..." when it is over a line. */
void
console_format(const char *subject, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "PROGRAM: FILE:LINE: TEXT" for each fault, and how many were not kept. */
void
console_faults(const struct diagnostics *diagnostics);

/* Output that is not written is no output: a full disk must not look like
 * "nothing found".  Flushes standard output; returns status, or when that
 * failed says so (not for a closed pipe) and returns failed. */
int
console_finish_output(int status, int failed);

#endif
