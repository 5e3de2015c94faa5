/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of an audit: files that say more than addresses (aliases, maps,
 * forwards, Sieve, CSV, dumps of list managers), and lists in other encodings
 * than UTF-8, among plain lists.
 *
 * Plain lists go through audit_run() as ever, run by run, so that findings
 * come in the order of the files; the others are read whole, one at a time.
 */
#ifndef DOMAINS_DOPPELCHECK_REGISTERS_H
#define DOMAINS_DOPPELCHECK_REGISTERS_H

#include "domains/registrations/readers/reader.h"
#include "domains/settings/settings.h"
#include "domains/settings/sources.h"
#include "domains/doppelcheck/audit.h"

/* What is done about the findings that are certain and have one intended
 * address. */
struct registers_fixing {
	bool on;       /* a corrected copy of each file that has some */
	bool in_place; /* which takes the file's name */
	bool quiet;    /* without a word about it */
};

/* What is demanded of registrations beyond right domains. */
struct registers_demands {
	const struct settings_policies *policies; /* which lists take no
	                                             private addresses */
	bool no_private;                          /* none of the files' does, */
	bool any_private; /*   or all do, whatever the policies say */
	bool misspelled_name;
};

/* Audits all files of the options, each by its type.  As audit_run(). */
int
registers_audit_run(const struct audit_options *options,
    const struct reader_options *records, const struct registers_fixing *fixing,
    struct report_counts *counts_r);

/* What becomes of a finding. */
enum registers_use {
	REGISTERS_WRITE,
	REGISTERS_COUNT, /* not written here */
	REGISTERS_DROP,
	REGISTERS_STOP /* memory is out */
};

/* Who is told on the way, but not in the first of two readings. */
struct registers_audience {
	void *context;
	member_opening opening;
	member_take registered; /* nonzero: memory is out */
	enum registers_use (
	    *found)(void *context, const struct finding *finding);
	/* In place of console_diagnostics(). */
	void (*failed)(void *context, const struct diagnostics *diagnostics);
	/* The audit was given up, for want of memory or of a reader; it has
	 * been told why. */
	void (*stopped)(void *context);
};

/* Audits what is at these places, one after the other, and the cycles over all
 * of them.  The paths of the options do not matter.  As audit_run(). */
int
registers_audit_places(const struct audit_options *options,
    const struct reader_options *records,
    const struct settings_registrations *registrations,
    const struct settings_places *places,
    const struct registers_audience *audience, struct report_counts *counts_r);

#endif
