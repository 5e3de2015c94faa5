/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of an audit: files that say more than addresses (aliases, maps,
 * forwards, Sieve, CSV, dumps of list managers), and lists in other encodings
 * than UTF-8, among plain lists.
 *
 * Plain lists go through audit_run() as ever, run by run, so that findings
 * come in the order of the files; the others are read whole, one at a time.
 */
#ifndef DOMAINS_TOOLS_DOPPELCHECK_RECORDS_H
#define DOMAINS_TOOLS_DOPPELCHECK_RECORDS_H

#include "domains/records/records.h"
#include "domains/settings.h"
#include "domains/settings_sources.h"
#include "domains/tools/doppelcheck_audit.h"

/* What is done about the findings that are certain and have one intended
 * address. */
struct records_fixing {
	bool on;       /* a corrected copy of each file that has some */
	bool in_place; /* which takes the file's name */
	bool quiet;    /* without a word about it */
};

/* What is demanded of registrations beyond right domains. */
struct records_demands {
	const struct settings_policies *policies; /* which lists take no
	                                             private addresses */
	bool no_private;  /* none of the files' does, */
	bool any_private; /*   or all do, whatever the policies say */
	bool near_contact;
};

/* Audits all files of the options, each by its type.  As audit_run(). */
int
records_audit_run(const struct audit_options *options,
    const struct records_options *records,
    const struct records_fixing *fixing, struct report_counts *counts_r);

/* What becomes of a finding. */
enum records_use {
	RECORDS_WRITE,
	RECORDS_COUNT, /* not written here */
	RECORDS_DROP,
	RECORDS_STOP   /* memory is out */
};

/* Who is told on the way, but not in the first of two readings. */
struct records_audience {
	void *context;
	registration_opening opening;
	registration_take registered; /* nonzero: memory is out */
	enum records_use (*found)(void *context,
	    const struct registration *registration,
	    const struct report_finding *finding);
	/* In place of trouble_faults(). */
	void (*failed)(void *context, const struct faults *faults);
	/* The audit was given up, for want of memory or of a reader; it has
	 * been told why. */
	void (*stopped)(void *context);
};

/* Audits what is at these places, one after the other, and the cycles over all
 * of them.  The paths of the options do not matter.  As audit_run(). */
int
records_audit_places(const struct audit_options *options,
    const struct records_options *records,
    const struct settings_registrations *registrations,
    const struct settings_places *places,
    const struct records_audience *audience,
    struct report_counts *counts_r);

#endif
