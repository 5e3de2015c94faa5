/* SPDX-License-Identifier: BSD-2-Clause */
/* System: audits what this machine's mail system uses: what domains.conf names
 * under registrations, and the Postfix that is here.
 *
 *     system_open(&options, &system)
 *     system_audit(system, ...)     twice with the DNS
 *     system_finish(system, true)   when the findings were put out
 *
 * With a state only what is new since the last run is reported, and with a
 * program that takes mail it is mailed: a mail for each person to tell, the
 * state written behind each, so that a run that is killed tells one mail twice
 * at most and loses none.  What cannot be read is told on standard error, and
 * then mailed to who looks after the machine's mail: once, as long as it is the
 * same.
 */
#ifndef DOMAINS_DOPPELCHECK_SYSTEM_H
#define DOMAINS_DOPPELCHECK_SYSTEM_H

#include <stdbool.h>

#include "domains/settings/settings.h"
#include "domains/doppelcheck/audit.h"
#include "domains/doppelcheck/registers.h"

/* Failures of one run that are kept; with more nothing is taken for gone. */
#define SYSTEM_FAILURES_MAX 10000

/* New findings of one file that are reported in a run, so that a user with a
 * forward file of a million wrong addresses keeps nobody else's from being
 * told; the others are new the next time, and that is a failure. */
#define SYSTEM_NEW_MAX 10000

/* Findings that are remembered to be told once in a run, if two sources lead
 * to them. */
#define SYSTEM_TOLD_MAX 1000000

struct system;

struct system_options {
	const struct doppel *doppel;
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const char *state;   /* NULL: all findings are reported */
	const char *program; /* as sendmail(1), with a state; NULL: findings
	                        are written */
};

/* Finds what there is to audit, and reads the state.  Returns 0, or -1 when
 * nothing can be audited, which was told and mailed. */
int
system_open(const struct system_options *options, struct system **system_r);

/* Reads it all once.  As audit_run(); the paths of the options do not
 * matter. */
int
system_audit(struct system *system, const struct audit_options *options,
    const struct reader_options *records, struct report_counts *counts_r);

/* Mails, and writes the state; written: what was to be written is.  Returns 0,
 * or -1 when there was trouble, which was told. */
int
system_finish(struct system *system, bool written);

size_t
system_count_known(const struct system *system);

/* Sets *system to NULL. */
void
system_close(struct system **system);

/* Mails what kept it from being opened at all, a configuration for example,
 * as failures of an audit; the caller has told them.  Without a program it
 * does nothing.  What the options point to may be NULL. */
void
system_mail_failures(const struct system_options *options,
    const struct diagnostics *failures);

#endif
