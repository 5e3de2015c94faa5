/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain: a fast front of the auditor, for lists of millions of lines.
 *
 * Each thread reads a chunk of lines, takes the usual ones apart (scan.h) and
 * asks for the hash of each domain first its own small cache, then the shared
 * set.  Only a member whose domain is not known to be fine, and every unusual
 * line, goes the way of all members.
 *
 * Memory: a chunk a thread, what ordered.h holds, and the set: nothing grows
 * with the number of lines.
 */
#ifndef DOMAINS_DOPPELCHECK_PLAIN_H
#define DOMAINS_DOPPELCHECK_PLAIN_H

#include "domains/doppelcheck/auditor.h"
#include "domains/doppelcheck/stdin_copy.h"

/* More threads than this do not help: reading is one at a time. */
#define PLAIN_JOBS_MAX 64

/* Audits plain lists in UTF-8: the paths of the options, of which the first may
 * have been begun (NULL: it was not); its fd is handed over.  Findings go to
 * the report of the options, in the order of the input whatever the number of
 * threads.  Returns 0 when all was read and written; -1 when it was not, with
 * messages.  The counts are set in both cases. */
int
plain_audit(const struct audit_options *options, struct stdin_begun *begun,
    struct domain_set *domains, struct report_counts *counts_r);

#endif
