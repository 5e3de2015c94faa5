/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS batch: many names asked about in parallel, for a person who waits.
 *
 * doppelcheck --dns does it between two readings of its input:
 *
 *     batch = dns_batch_new(doppel, dns, all);
 *     ... first reading: dns_batch_collect() for each distinct domain ...
 *     dns_batch_run_and_report(batch, progress, quiet);
 *     ... second reading: dns_batch_judge() for doppel_judge_domain() ...
 *     dns_close(&dns);
 *     dns_batch_free(&batch);    afterwards: answers may come until then
 *
 * The first reading finds the names that are in doubt.  All of them are then
 * asked about in parallel, so that one slow domain delays no other.  The second
 * reading judges with the answers, in order.  doppellist adds names with
 * dns_batch_add() and reads the answers with dns_batch_facts().
 */
#ifndef DOMAINS_DNS_BATCH_H
#define DOMAINS_DNS_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/dns/evidence.h"

/* Questions under way at once; a recursive resolver has some thousand slots. */
#define DNS_BATCH_WINDOW 200
/* Names a second, so that a resolver shared with others is not swamped. */
#define DNS_BATCH_RATE 2000

/* Questions in a row without an answer, after which the DNS is asked no more:
 * a list of doubles may have many whose own servers are dead. */
#define DNS_BATCH_FAILURES 50

struct dns_batch;

/* Returns NULL when memory is out.  doppel may be NULL where the caller uses
 * neither dns_batch_collect() nor dns_batch_judge(). */
struct dns_batch *
dns_batch_new(const struct doppel *doppel, struct dns *dns, bool all);

/* Adds the names about which a verdict on a domain may ask; each is asked
 * about once.  Any thread may call it.  Returns 0, or -1 when memory is out. */
int
dns_batch_collect(struct dns_batch *batch, const char *domain, size_t len);

/* Adds one name.  Any thread may call it.  Returns as dns_batch_collect(). */
int
dns_batch_add(struct dns_batch *batch, const struct name *name,
    enum dns_want want);

/* Asks about all names, until it is done or Ctrl-C is pressed.  progress: a
 * terminal that gets a line of progress, or NULL.  It reports on standard
 * error what was not asked about, and unless quiet how much was.  Returns 0, or
 * -1 when some name was not asked about. */
int
dns_batch_run_and_report(struct dns_batch *batch, FILE *progress, bool quiet);

/* Judges a domain with the answers.  Any thread may call it.  The verdict
 * borrows the evidence. */
void
dns_batch_judge(struct dns_batch *batch, const char *domain, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r);

/* The answer about a name; DNS_UNKNOWN when there is none. */
void
dns_batch_facts(struct dns_batch *batch, const struct name *name,
    struct dns_facts *facts_r);

/* Sets *batch to NULL. */
void
dns_batch_free(struct dns_batch **batch);

#endif
