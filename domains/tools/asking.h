/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking: the DNS asked for many names, in parallel, for a person who waits.
 *
 * doppelcheck --dns does it between two readings of the input:
 *
 *     asking = asking_new(doppel, dns, all);
 *     ... first reading: asking_collect() for each distinct domain ...
 *     asking_run(asking, progress, &stop);
 *     ... second reading: asking_judge() in place of doppel_judge_domain() ...
 *     dns_close(&dns);
 *     asking_free(&asking);       after it: answers may come until then
 *
 * The first reading finds which names are in doubt; all of them are then asked
 * for in parallel, so that one slow domain holds up nobody; the second one
 * judges with the answers, in order.  doppellist generate --registered adds
 * names by asking_add() and looks at the answers by asking_facts().
 */
#ifndef DOMAINS_TOOLS_ASKING_H
#define DOMAINS_TOOLS_ASKING_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/engine/dns.h"
#include "domains/engine/doppel.h"
#include "domains/engine/evidence.h"

/* Names asked for at once; a resolver that recurses has some thousand
 * slots. */
#define ASKING_WINDOW 200
/* Names a second, so that a resolver shared with others is not swamped. */
#define ASKING_RATE 2000

/* Without an answer, in a row, until nobody is asked: in a list of doubles
 * there may be many whose own servers are dead. */
#define ASKING_FAILURES 50

struct asking;

/* NULL when memory is out.  doppel may be NULL where only asking_add() is
 * called. */
struct asking *
asking_new(const struct doppel *doppel, struct dns *dns, bool all);

/* Notes the names that a domain wants asked, once.  Any thread.  Returns 0, or
 * -1 when memory is out. */
int
asking_collect(struct asking *asking, const char *domain, size_t len);

/* Notes one name, once.  The same returns. */
int
asking_add(struct asking *asking, const struct name *name,
    enum dns_want want);

struct asking_counts {
	size_t names;     /* to be asked for */
	size_t answered;
	size_t silent;    /* asked for, without an answer */
	size_t not_asked; /* stopped before, or the servers do not answer */
};

/* Asks; *stop ends it early.  progress: a terminal, or NULL. */
void
asking_run(struct asking *asking, FILE *progress,
    const volatile sig_atomic_t *stop, struct asking_counts *counts_r);

/* The same, until Ctrl-C; then says what was not asked, and unless quiet how
 * much was.  Returns 0, or -1 when not everything could be asked. */
int
asking_run_and_tell(struct asking *asking, FILE *progress, bool quiet);

/* Judges by what is known.  Any thread.  The verdict borrows the evidence. */
void
asking_judge(struct asking *asking, const char *domain, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r);

/* What is known of a name; DNS_UNKNOWN when nothing is. */
void
asking_facts(struct asking *asking, const struct name *name,
    struct dns_facts *facts_r);

/* Sets *asking to NULL. */
void
asking_free(struct asking **asking);

#endif
