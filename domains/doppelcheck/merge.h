/* SPDX-License-Identifier: BSD-2-Clause */
/* Merge: adds up reports on mail logs, and writes one. */
#ifndef DOMAINS_DOPPELCHECK_MERGE_H
#define DOMAINS_DOPPELCHECK_MERGE_H

#include "domains/doppelcheck/auditor.h"

/* The paths of the options are the reports, all of which are taken, or none.
 * Returns 0, or -1 with messages; the counts are added to. */
int
merge_run(const struct audit_options *options, struct report_counts *counts);

#endif
