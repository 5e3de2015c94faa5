/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailing: what an audit found as mails, one for each person, and its
 * diagnostics as one for who looks after the machine's mail.
 *
 *     baseline_lock(...), baseline_read(...), spool_read(...)
 *     mailing_run(&mailing, &spool)
 *
 * The baseline is written after each mail, so that a run that is killed
 * reports one mail twice at most and loses none.  The same findings can be
 * given any number of times: what was mailed is in the baseline.
 */
#ifndef DOMAINS_REPORTS_MAILING_H
#define DOMAINS_REPORTS_MAILING_H

#include "domains/reports/baseline.h"
#include "domains/reports/report.h"
#include "domains/reports/spool.h"

struct mailing {
	const char *program;       /* as sendmail(1) */
	struct baseline *baseline; /* locked, and read where the spool says that
	                              places were; NULL: it is not there, and
	                              only diagnostics are mailed */
	struct report_counts counts; /* set by it: findings that are new */
};

/* Mails.  Returns 0, or -1 with messages: what it could not mail is new the
 * next time. */
int
mailing_run(struct mailing *mailing, const struct spool *spool);

#endif
