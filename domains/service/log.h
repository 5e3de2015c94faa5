/* SPDX-License-Identifier: BSD-2-Clause */
/* Log: lines to syslog (facility mail) or to standard error.  Only user of
 * syslog.  Thread-safe. */
#ifndef DOMAINS_SERVICE_LOG_H
#define DOMAINS_SERVICE_LOG_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"

/* An ordinary line is a tenth of it; a longer one ends with "...". */
#define LOG_LINE_SIZE 2500

enum log_to {
	LOG_TO_STDERR,
	LOG_TO_SYSLOG,
};

enum log_level {
	LOG_ERROR,
	LOG_WARN,
	LOG_NOTE,
	LOG_DETAIL, /* only with debug */
};

/* Until log_open() everything goes to standard error; from then on to the place
 * of its argument, and up to log_settle() to standard error too: a person who
 * starts the daemon by hand sees why it does not start.  Not thread-safe: call
 * both before there are threads. */
void
log_open(enum log_to to, bool debug);
void
log_settle(void);

/* What lines begin with; "doppelmilter" unless it is called, before there are
 * threads. */
void
log_set_program(const char *program);

bool
log_debugs(void);

void
log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Every diagnostic kept, a line each, and how many were not kept. */
void
log_diagnostics(enum log_level level, const struct diagnostics *diagnostics);

/* "4F2A1B", or "NOQUEUE" when the MTA has none yet, as Postfix logs it; what
 * cannot be one is escaped. */
#define LOG_QUEUE_SIZE 65

const char *
log_queue(const char *queue_id, char buf[static LOG_QUEUE_SIZE]);

#endif
