/* SPDX-License-Identifier: BSD-2-Clause */
/* Audit: all files of a run, in their order, or all places of a machine's mail
 * system.
 *
 * Plain lists in UTF-8 go through their fast front (plain.h), run by run;
 * files that say more than addresses (aliases, maps, forwards, Sieve, CSV,
 * dumps of list managers), lists in other encodings, and all files that are to
 * be corrected are read whole, one at a time.  It is the same auditor, with
 * the same set of domains.
 */
#ifndef DOMAINS_DOPPELCHECK_AUDIT_H
#define DOMAINS_DOPPELCHECK_AUDIT_H

#include "domains/doppelcheck/auditor.h"
#include "domains/settings/sources.h"

/* Audits the files of the options, each by its type.  Returns 0 when all was
 * read and written; -1 when it was not, with messages.  The counts are set in
 * both cases. */
int
audit_files(const struct audit_options *options,
    struct report_counts *counts_r);

/* Who listens to an audit of places, but not to the first of two readings. */
struct audit_listener {
	void *context;
	member_opening opening;
	member_take member; /* nonzero: memory is out */
	struct sink sink;
	/* Takes the diagnostics of a place. */
	void (
	    *diagnostics)(void *context, const struct diagnostics *diagnostics);
};

/* Audits what is at these places, one after the other, and the alias loops
 * over all of them.  The paths of the options do not matter.  *whole_r: was it
 * not given up, for want of memory or of a reader?  As audit_files(). */
int
audit_places(const struct audit_options *options,
    const struct settings_registrations *registrations,
    const struct settings_places *places, const struct audit_listener *listener,
    bool *whole_r, struct report_counts *counts_r);

#endif
