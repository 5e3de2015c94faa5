/* SPDX-License-Identifier: BSD-2-Clause */
/* Decision line: the gate's sink.  A finding and what was decided about it
 * become one line, in the shape that mail administrators know.
 *
 *     to=<taro@gmai.com>, from=<a@b.jp>, client=mx.b.jp[192.0.2.7],
 *     reason=known-doppelganger, confidence=certain, meant=gmail.com,
 *     slip=omission, action=reject
 *
 * (one line).  After to= may stand orig_to=, the list that was expanded.  A
 * field without a value is left out: malformed has detail= instead of meant=
 * and slip=; evidence= and mx= follow where the DNS answered.  A wrong
 * registration has list=<lab>, member=<taro@gmai.com> and
 * registered="/etc/aliases:12" after client=.
 * What is to be confirmed has try=, which try of its sender it is (policy.h).
 * At the end may stand mode=monitor (action is what would have been done) and
 * exempt=client|sender|authenticated (nothing was done).
 */
#ifndef DOMAINS_REPORTS_DECISION_LINE_H
#define DOMAINS_REPORTS_DECISION_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/policy/policy.h"
#include "domains/registrations/finding.h"

/* Five addresses, a client, a file, two names and the words around them, each
 * as long as it may be.  An ordinary line is a tenth of it. */
#define DECISION_LINE_SIZE 2400

/* An address in the line, escaped.  Longer ones are cut with "...": the line
 * must pass a syslog daemon whole. */
#define DECISION_ADDRESS_SIZE 257

/* A client's host name in the line. */
#define DECISION_HOST_SIZE 129

struct decision_line {
	const char *to; /* path as the MTA gave it */
	size_t to_len;
	const char *original; /* before expansion (orcpt.h); NULL */
	const char *from;     /* the same; "" is the null sender */
	size_t from_len;
	const char *client_name;       /* "" when not known */
	const char *client_address;    /* "" when there is none */
	const struct finding *finding; /* of a registration where its member
	                                  has a file */
	const struct policy_decision *decision;
	enum exemption exempt;
	bool monitor;
};

/* Returns the length of the line. */
size_t
decision_line_format(const struct decision_line *decision,
    char buf[static DECISION_LINE_SIZE]);

#endif
