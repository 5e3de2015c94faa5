/* SPDX-License-Identifier: BSD-2-Clause */
/* Log audit: which mails of the logs went to wrong addresses. */
#ifndef DOMAINS_DOPPELCHECK_LOG_AUDIT_H
#define DOMAINS_DOPPELCHECK_LOG_AUDIT_H

#include "domains/doppelcheck/auditor.h"
#include "domains/doppelcheck/logs.h"

/* Reads the logs, if there are any, and writes what leaked after what the
 * report has.  all_read: no file was left out, which could be one.  Returns 0,
 * or -1 with messages; the counts are added to in both cases. */
int
log_audit_run(const struct logs *logs, const struct audit_options *options,
    bool all_read, struct report_counts *counts);

#endif
