/* SPDX-License-Identifier: BSD-2-Clause */
/* System: audits what this machine's mail system uses: what domains.conf names
 * under registrations, and the Postfix that is here.
 *
 *     system_open(&options, &system)
 *     system_audit(system, ...)     twice with the DNS
 *     system_finish(system, true, &counts)   when the findings were written
 *
 * With a baseline it reports only what is new since the last run, and with a
 * program that takes mail it mails that, or it leaves all for doppelmail
 * (delivery.h).  What cannot be read is
 * reported on standard error, and then mailed to who looks after the machine's
 * mail: once, as long as it is the same.
 */
#ifndef DOMAINS_DOPPELCHECK_SYSTEM_H
#define DOMAINS_DOPPELCHECK_SYSTEM_H

#include <stdbool.h>

#include "domains/doppelcheck/audit.h"

/* Findings that are remembered, to be reported once in a run if two sources
 * lead to them. */
#define SYSTEM_REPORTED_MAX 1000000

struct system;

struct system_options {
	const struct doppel *doppel;
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const struct settings_contacts *contacts; /* NULL: nobody is asked who
	                                             was heard from */
	const char *baseline; /* NULL: all findings are reported */
	const char *program;  /* as sendmail(1), with a baseline: what is new is
	                         mailed */
	const char *spool;    /* a directory, with the baseline of doppelmail,
	                         which is only read: all findings are left
	                         there; both NULL: findings are written */
	const char *unheard;  /* with either, where members are left that may
	                         be asked to confirm; NULL: nowhere */
};

/* Finds what there is to audit, and reads the baseline.  Returns 0, or -1 when
 * nothing can be audited, which it has reported and mailed. */
int
system_open(const struct system_options *options, struct system **system_r);

/* Reads it all once.  As audit_files(); the paths of the options do not
 * matter. */
int
system_audit(struct system *system, const struct audit_options *options,
    struct report_counts *counts_r);

/* Mails or leaves what was found, or writes the baseline; written: the report
 * was.  What it mails as new it adds to the counts.  Returns 0, or -1 with
 * messages. */
int
system_finish(struct system *system, bool written,
    struct report_counts *counts);

/* How many findings of this run an earlier one has reported. */
size_t
system_count_reported(const struct system *system);

/* Sets *system to NULL. */
void
system_close(struct system **system);

/* Mails or leaves what kept it from being opened at all, a configuration for
 * example, as diagnostics of an audit; the caller has reported them.  Where
 * findings are written it does nothing.  What the options point to may be
 * NULL. */
void
system_mail_diagnostics(const struct system_options *options,
    const struct diagnostics *diagnostics);

#endif
