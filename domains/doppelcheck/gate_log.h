/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate log: the gate's lines of a mail log, and how the recipients that it
 * decided about ended by the MTA's lines.
 *
 *     gate_log = gate_log_new(gate, &options);
 *     gate_log_take(gate_log, line)                 one that decision_matters()
 *     gate_log_end(gate_log, &mail, address, outcome)   as leaks_options.keep
 *     gate_log_free(&gate_log);
 *
 * An end belongs to the decision of the same queue id and host about the
 * address.  Where the MTA has no id yet (Postfix, before it has taken a
 * recipient) or another one, it belongs to the one about the same sender and
 * address within GATE_LOG_SECONDS.  Each decision has one end.
 *
 * Memory is fixed: GATE_LOG_OPEN decisions wait for their end.
 */
#ifndef DOMAINS_DOPPELCHECK_GATE_LOG_H
#define DOMAINS_DOPPELCHECK_GATE_LOG_H

#include "domains/maillog/leaks.h"
#include "domains/maillog/line.h"
#include "domains/reports/gate.h"

/* Powers of two. */
#define GATE_LOG_OPEN 65536
#define GATE_LOG_EARLY 256 /* refusals whose decision comes after them */

#define GATE_LOG_SECONDS 30

struct gate_log_options {
	struct span sender; /* as leaks_options has these four */
	struct span domain;
	int64_t since, until;
};

struct gate_log;

/* What the options and the gate point to outlives it.  NULL when memory is
 * out. */
struct gate_log *
gate_log_new(struct gate *gate, const struct gate_log_options *options);
void
gate_log_free(struct gate_log **gate_log);

/* A line that an earlier run reported only waits for its end. */
void
gate_log_take(struct gate_log *gate_log, const struct maillog_line *line);

void
gate_log_end(struct gate_log *gate_log, const struct leaks_mail *mail,
    struct span address, enum maillog_outcome outcome);

#endif
