/* SPDX-License-Identifier: BSD-2-Clause */
/* Audit: judges every address of the files and writes the findings in the
 * order of the input, whatever the number of threads.
 *
 * How it is fast: each thread reads a chunk of lines, takes the addresses out
 * (doppelcheck_scan) and asks for the hash of each domain first its own small
 * cache, then the shared set (doppelcheck_seen).  Only a domain never met is
 * judged, and only flagged addresses are looked at again.
 *
 * Memory: a chunk a thread, at most AUDIT_FINDINGS_MAX of findings for it and
 * for one more that waits to be written, and the set: nothing grows with the
 * number of lines.
 */
#ifndef DOMAINS_DOPPELCHECK_AUDIT_H
#define DOMAINS_DOPPELCHECK_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/engine/doppel.h"
#include "domains/dns/batch.h"
#include "domains/reports/report.h"

/* A thread with this many bytes of findings waits until it may write them.
 * The findings of a chunk are fewer even when each of its lines is one, unless
 * somebody makes them so. */
#define AUDIT_FINDINGS_MAX ((size_t)4 * 1024 * 1024)

/* More threads than this do not help: reading is one at a time. */
#define AUDIT_JOBS_MAX 64

struct registers_demands;

struct audit_options {
	const struct doppel *doppel;
	const char *const *paths; /* "-" is standard input */
	size_t path_count;
	enum verdict_confidence min_confidence;
	unsigned jobs; /* 0: as many as processors are online */
	struct report report;
	FILE *out;
	/* With the DNS the input is read twice (asking.h): */
	struct dns_batch *batch;   /* NULL: without */
	bool collecting;           /* the first time: no findings */
	const char *const *copies; /* what is read in place of paths */
	struct domain_set *seen; /* the domains met; NULL: those of this run */
	const struct registers_demands *demands; /* of registrations; NULL: no
	                                          more than right domains */
};

/* Returns 0 when all was read and written; -1 when there was trouble, which
 * console_say() has told about.  The counts are set in both cases. */
int
audit_run(const struct audit_options *options, struct report_counts *counts_r);

#endif
