/* SPDX-License-Identifier: BSD-2-Clause */
/* Auditor: what an audit does with each member, whichever reader brings it:
 * counts it, has its domain judged once, asks the judge, and hands what is
 * found to a sink.  One for each thread; all of an audit share the set of
 * domains.
 *
 *     auditor_begin(&auditor, &options, domains, sink)
 *     auditor_take(&auditor, &member)          for each, as member_take
 *     auditor.counts
 *     auditor_end(&auditor)
 */
#ifndef DOMAINS_DOPPELCHECK_AUDITOR_H
#define DOMAINS_DOPPELCHECK_AUDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/dns/batch.h"
#include "domains/maillog/lines.h"
#include "domains/doppelcheck/domain_set.h"
#include "domains/doppelcheck/memories.h"
#include "domains/registrations/judge.h"
#include "domains/readers/reader.h"
#include "domains/reports/report.h"
#include "domains/reports/totals.h"
#include "domains/settings/settings.h"

struct logs;

/* What is demanded of members beyond right domains. */
struct audit_demands {
	const struct settings_policies *policies; /* which lists take no
	                                             private addresses */
	bool no_private;                          /* no list does, */
	bool any_private; /*   or all do, whatever the policies say */
	bool misspelled_name;
};

/* What is done about the findings that are certain and have one intended
 * address. */
struct audit_fixing {
	bool on;       /* a corrected copy of each file that has some */
	bool in_place; /* which takes the file's name */
	bool quiet;    /* without a word about it */
};

/* Hosts in one log whose clocks show other zones. */
#define LOG_ZONES_MAX 64

/* What a mail log is read for. */
struct log_options {
	const char *sender; /* only this one's mails ("@d": a domain's); NULL */
	const char *domain; /* only this wrong one; NULL */
	bool message_ids;   /* they are listed */
	bool details;       /* all that is counted is listed */
	const char *since;  /* as when.h has it; NULL */
	const char *until;
	const char *zone; /* of stamps that have none; NULL: local time */
	struct maillog_zone host_zones[LOG_ZONES_MAX];
	size_t host_zone_count;
	const char *journal;       /* as struct maillog_source has it */
	bool one_thread;           /* the same */
	const char *position_path; /* NULL: all is new */
	struct position *position; /* of that */
};

struct audit_options {
	const struct doppel *doppel;
	const struct lookup_key_rules *rules; /* as struct judge has them */
	const char *const *paths;             /* "-" is standard input */
	size_t path_count;
	const char *const *copies; /* what is read in place of paths; NULL */
	struct reader_options reader;
	enum verdict_confidence min_confidence;
	struct judge_silence silence; /* who is unconfirmed */
	struct audit_demands demands;
	struct memories *memories; /* NULL: nothing is remembered */
	struct judge_confirmation confirmation;
	struct audit_fixing fixing;
	unsigned jobs; /* 0: as many as processors are online */
	struct report *report;
	struct totals *totals; /* NULL: nobody wants them */
	struct logs *logs;     /* which are found among the files */
	struct log_options log_options;
	/* With the DNS the input is read twice (batch.h): */
	struct dns_batch *batch; /* NULL: without */
	bool collecting;         /* the first time: no findings */
};

struct auditor_verdict;

struct auditor {
	const struct audit_options *options;
	struct domain_set *domains;
	struct sink sink;
	struct report_counts counts;
	bool no_private;     /* plain lists take no private addresses */
	unsigned taken;      /* members */
	const char *lacking; /* what memory was too short for; NULL: nothing */
	bool weighing;       /* findings are only counted, for the budget */
	bool stopped;        /* the sink takes nothing more, or memory is out */
	struct auditor_verdict *verdicts; /* the last ones, direct-mapped */
	struct evidence evidence;         /* of the last verdict */
};

/* What the arguments point to outlives the auditor.  Returns 0, or -1 when
 * memory is out. */
int
auditor_begin(struct auditor *auditor, const struct audit_options *options,
    struct domain_set *domains, struct sink sink);

/* Takes a member, as member_take; context is the auditor.  Returns nonzero when
 * it is stopped, or the source is over its budget of findings. */
int
auditor_take(void *context, const struct member *member);

/* How a name came out, which is judged if it never was: for a front that knows
 * the names of members before it makes them.  A member of a name that is fine,
 * with no person's name, has no finding.  With a batch, NULL without, such a
 * name is asked about again until the batch is added. */
enum domain_set_class
auditor_classify(struct auditor *auditor, uint64_t hash, const char *name,
    size_t len, struct domain_set_batch *batch);

void
auditor_add_batch(struct auditor *auditor, struct domain_set_batch *batch);

void
auditor_end(struct auditor *auditor);

/* Leaves out the lists that nothing asks for. */
void
auditor_leave_out_lists(const struct audit_demands *demands, bool dns,
    struct settings *settings);

/* Is there what says which addresses are private, where none is wanted?
 * Returns 0, or -1 with a diagnostic. */
int
auditor_check_demands(const struct audit_demands *demands,
    const struct doppel *doppel, struct diagnostics *diagnostics);

#endif
