/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate log: the gate's lines of a mail log, as facts: those that are wanted,
 * each once.
 *
 *     gate_log = gate_log_new(gate, ends, &wanted);
 *     gate_log_take(gate_log, line)                 one that decision_matters()
 *     gate_log_free(&gate_log);
 */
#ifndef DOMAINS_DOPPELCHECK_GATE_LOG_H
#define DOMAINS_DOPPELCHECK_GATE_LOG_H

#include "domains/maillog/line.h"
#include "domains/maillog/wanted.h"
#include "domains/reports/gate_ends.h"

struct gate_log;

/* What is wanted, the gate and the ends point to outlives it.  NULL when
 * memory is out. */
struct gate_log *
gate_log_new(struct gate *gate, struct gate_ends *ends,
    const struct wanted_part *wanted);
void
gate_log_free(struct gate_log **gate_log);

/* A line that an earlier run reported only waits for its end. */
void
gate_log_take(struct gate_log *gate_log, const struct maillog_line *line);

#endif
