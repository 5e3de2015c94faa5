/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking: the DNS asked for many names, in parallel, for a person who waits.
 *
 * doppelcheck --dns does it between two readings of the input:
 *
 *     asking = dns_batch_new(doppel, dns, all);
 *     ... first reading: dns_batch_collect() for each distinct domain ...
 *     dns_batch_run(asking, progress, &stop);
 *     ... second reading: dns_batch_judge() for doppel_judge_domain() ...
 *     dns_close(&dns);
 *     dns_batch_free(&asking);       after it: answers may come until then
 *
 * The first reading finds which names are in doubt; all of them are then asked
 * for in parallel, so that one slow domain holds up nobody; the second one
 * judges with the answers, in order.  doppellist generate --registered adds
 * names by dns_batch_add() and looks at the answers by dns_batch_facts().
 */
#ifndef DOMAINS_DNS_BATCH_H
#define DOMAINS_DNS_BATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/dns/evidence.h"

/* Names asked for at once; a resolver that recurses has some thousand
 * slots. */
#define DNS_BATCH_WINDOW 200
/* Names a second, so that a resolver shared with others is not swamped. */
#define DNS_BATCH_RATE 2000

/* Without an answer, in a row, until nobody is asked: in a list of doubles
 * there may be many whose own servers are dead. */
#define DNS_BATCH_FAILURES 50

struct dns_batch;

/* NULL when memory is out.  doppel may be NULL where only dns_batch_add() is
 * called. */
struct dns_batch *
dns_batch_new(const struct doppel *doppel, struct dns *dns, bool all);

/* Notes the names that a domain wants asked, once.  Any thread.  Returns 0, or
 * -1 when memory is out. */
int
dns_batch_collect(struct dns_batch *batch, const char *domain, size_t len);

/* Notes one name, once.  The same returns. */
int
dns_batch_add(struct dns_batch *batch, const struct name *name,
    enum dns_want want);

struct dns_batch_counts {
	size_t names; /* to be asked for */
	size_t answered;
	size_t silent;    /* asked for, without an answer */
	size_t not_asked; /* stopped before, or the servers do not answer */
};

/* Asks; *stop ends it early.  progress: a terminal, or NULL. */
void
dns_batch_run(struct dns_batch *batch, FILE *progress,
    const volatile sig_atomic_t *stop, struct dns_batch_counts *counts_r);

/* The same, until Ctrl-C; then says what was not asked, and unless quiet how
 * much was.  Returns 0, or -1 when not everything could be asked. */
int
dns_batch_run_and_tell(struct dns_batch *batch, FILE *progress, bool quiet);

/* Judges by what is known.  Any thread.  The verdict borrows the evidence. */
void
dns_batch_judge(struct dns_batch *batch, const char *domain, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r);

/* What is known of a name; DNS_UNKNOWN when nothing is. */
void
dns_batch_facts(struct dns_batch *batch, const struct name *name,
    struct dns_facts *facts_r);

/* Sets *asking to NULL. */
void
dns_batch_free(struct dns_batch **batch);

#endif
