/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate ends: how the recipients that the gate decided about ended, by the mails
 * that leaks sums up.
 *
 *     ends = gate_ends_new(gate, GATE_ENDS_OPEN);
 *     gate_ends_wait(ends, &fact)               for each decision
 *     gate_ends_take(ends, &mail, address, outcome)   as leaks_options.keep
 *     gate_ends_free(&ends);
 *
 * An end belongs to the decision of the same queue id and host about the
 * address.  Where the MTA has no id yet (Postfix, before it has taken a
 * recipient) or another one, it belongs to the one about the same sender and
 * address within GATE_ENDS_SECONDS.  Each decision has one end.
 *
 * Memory is fixed: the last decisions wait, as many as there are places.
 */
#ifndef DOMAINS_REPORTS_GATE_ENDS_H
#define DOMAINS_REPORTS_GATE_ENDS_H

#include <stddef.h>

#include "domains/maillog/leaks.h"
#include "domains/reports/gate.h"

#define GATE_ENDS_OPEN 65536
#define GATE_ENDS_EARLY 256 /* refusals whose decision comes after them */

#define GATE_ENDS_SECONDS 30

struct gate_ends;

/* places: at least one.  The gate outlives it.  NULL when memory is out. */
struct gate_ends *
gate_ends_new(struct gate *gate, size_t places);
void
gate_ends_free(struct gate_ends **ends);

void
gate_ends_wait(struct gate_ends *ends, const struct gate_fact *fact);

void
gate_ends_take(struct gate_ends *ends, const struct leaks_mail *mail,
    struct span address, enum maillog_outcome outcome);

/* An address: neither case nor a dot at the end makes another one. */
uint64_t
gate_ends_hash(struct span address, uint64_t seed);

#endif
