/* SPDX-License-Identifier: BSD-2-Clause */
/* Log: one cleaned line a decision, to syslog (facility mail) or standard
 * error, in the shape that mail administrators know.
 *
 *     4F2A1B: to=<taro@gmai.com>, from=<a@b.jp>, client=mx.b.jp[192.0.2.7],
 *     reason=known-doppelganger, confidence=certain, meant=gmail.com,
 *     slip=omission, action=reject
 *
 * (one line).  After to= may stand orig_to=, the list that was expanded.  A
 * field without a value is left out: malformed has detail= instead of meant=
 * and slip=; where the DNS was asked and answered, evidence= and mx= follow.
 * Of a wrong registration list=<lab>, member=<taro@gmai.com> and
 * registered="/etc/aliases:12" stand after client=.
 * At the end may stand mode=monitor (action is what would have been done) and
 * exempt=client|sender|authenticated (nothing was done).
 * Thread-safe.
 */
#ifndef DOMAINS_SERVICE_LOG_H
#define DOMAINS_SERVICE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/policy/policy.h"
#include "domains/registrations/finding.h"

/* Five addresses, a client, a file, two names and the words around them, each
 * as long as it may be.  An ordinary line is a tenth of it. */
#define LOG_LINE_SIZE 2400

/* An address in a log line, escaped.  Longer ones are cut with "...": the
 * line must pass a syslog daemon whole. */
#define LOG_ADDRESS_SIZE 257

/* A client's host name in a log line. */
#define LOG_HOST_SIZE 129

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

/* Until it is called everything goes to standard error; from then on to where
 * it should, and, up to log_settle(), to standard error too: whoever starts
 * the daemon by hand sees why it does not.  Not thread-safe: call them before
 * there are threads. */
void
log_open(enum log_to to, bool debug);
void
log_settle(void);

bool
log_debugs(void);

void
log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Every fault kept, a line each, and how many were not kept. */
void
log_diagnostics(enum log_level level, const struct diagnostics *diagnostics);

struct log_decision {
	const char *to; /* path as the MTA gave it */
	size_t to_len;
	const char *original; /* before expansion (original.h); NULL */
	const char *from;     /* the same; "" is the null sender */
	size_t from_len;
	const char *client_name;       /* "" when not known */
	const char *client_address;    /* "" when there is none */
	const struct finding *finding; /* of a registration where its member
	                                  has a file */
	const struct policy_decision *decision;
	enum policy_exempt exempt;
	bool monitor;
};

/* The line without "QUEUEID: ".  Returns its length. */
size_t
log_decision_format(const struct log_decision *decision,
    char buf[static LOG_LINE_SIZE]);

/* "4F2A1B", or "NOQUEUE" when the MTA has none yet, as Postfix logs it; what
 * cannot be one is cleaned. */
#define LOG_QUEUE_SIZE 65

const char *
log_queue(const char *queue_id, char buf[static LOG_QUEUE_SIZE]);

#endif
