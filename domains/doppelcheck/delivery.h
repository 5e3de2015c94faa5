/* SPDX-License-Identifier: BSD-2-Clause */
/* Delivery: what an audit of the mail system found, for those whom it concerns:
 * left in a directory for doppelmail, or mailed at once, by the same code from
 * the same bytes (reports/spool.h).
 *
 *     delivery_take(delivery, &finding)       for each finding
 *     delivery_end(delivery, &end, &counts)
 */
#ifndef DOMAINS_DOPPELCHECK_DELIVERY_H
#define DOMAINS_DOPPELCHECK_DELIVERY_H

#include <stdbool.h>

#include "domains/doppelcheck/contact.h"
#include "domains/doppelcheck/coverage.h"
#include "domains/doppelcheck/unconfirmed.h"
#include "domains/reports/baseline.h"
#include "domains/reports/report.h"
#include "domains/reports/sink.h"

struct delivery;

struct delivery_options {
	const char *spool;   /* the directory; NULL: it is mailed at once, by */
	const char *program; /*   this, as sendmail(1) */
	const struct contacts *contacts;
	const struct coverage *coverage;
	const char *unheard; /* where members are left that may be asked to
	                        confirm, for nobody was heard from there and
	                        nothing else is wrong with them (unheard.h);
	                        NULL: nowhere */
	const struct unconfirmed *unconfirmed; /* who they are */
};

/* What the options point to outlives it.  NULL when memory is out. */
struct delivery *
delivery_new(const struct delivery_options *options);

/* Sets *delivery to NULL. */
void
delivery_free(struct delivery **delivery);

/* Keeps a finding.  Whether one is new is not known before the end: what is
 * mailed at once counts then. */
enum sink_result
delivery_take(struct delivery *delivery, const struct finding *finding);

struct delivery_end {
	bool read;  /* places were */
	bool whole; /* it was not given up */
	const struct diagnostics *diagnostics;
	struct baseline *baseline; /* with read it was read, too; NULL: it
	                              cannot be locked */
};

/* Leaves all, or mails what is new and adds it to the counts.  Returns 0, or -1
 * with messages. */
int
delivery_end(struct delivery *delivery, const struct delivery_end *end,
    struct report_counts *counts);

#endif
