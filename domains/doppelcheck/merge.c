/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads reports, adds them up and writes the sum: see the header. */
#include "domains/doppelcheck/merge.h"

#include <errno.h>
#include <string.h>

#include "domains/doppelcheck/logs.h"
#include "domains/maillog/records.h"
#include "domains/reports/gate_ends.h"
#include "domains/reports/leak_parts.h"
#include "domains/reports/leak_report.h"
#include "domains/text/console.h"

/* What a callback of leaks gets: the parts first, whose callbacks they are. */
struct merge {
	struct leak_parts *parts;
	struct leaks *leaks;
	struct gate_ends *ends;
	struct records *records; /* of a report that can be added up again */
	bool unkept;
};

static bool
is_wrong(void *context, struct span address, struct span *domain_r)
{
	struct merge *merge = context;

	return leak_parts_is_wrong(merge->parts, address, domain_r);
}

static void
keep_recipient(void *context, const struct leaks_mail *mail, uint32_t sender,
    const struct leaks_recipient *recipient)
{
	struct merge *merge = context;

	(void)sender;
	gate_ends_take(merge->ends, mail,
	    span_of(leaks_name(merge->leaks, recipient->address)),
	    recipient->outcome);
	if (merge->records != NULL && records_add_recipient(merge->records,
					  merge->leaks, mail, recipient) < 0)
		merge->unkept = true;
}

static int
read_parts(const struct audit_options *options, struct leak_parts *parts)
{
	struct diagnostics diagnostics = {0};
	bool redacts = options->report->redaction != NULL;
	int result = 0;

	for (size_t i = 0; i < options->path_count; i++)
		if (leak_parts_read(parts, options->paths[i], &diagnostics) < 0)
			result = -1;
	if (result == 0)
		result = leak_parts_check(parts, &diagnostics);
	if (result == 0 && redacts && *parts->redaction != '\0')
		result = diagnostics_add(&diagnostics, "--redact", 0,
		    "the reports are redacted already");
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return result;
}

/* What was said of the input of the reports holds for their sum. */
static void
show_messages(const struct audit_options *options,
    const struct leak_parts *parts)
{
	struct report *report = options->report;
	const struct logs_messages messages = {
	    .diagnostics = parts->errors,
	    .notes = parts->notes,
	};

	logs_show(&messages, options->fixing.quiet,
	    report->format == REPORT_HTML ? &report->page : NULL);
}

static int
write_sum(const struct audit_options *options, const struct merge *merge)
{
	const struct judge judge = {
	    .doppel = options->doppel,
	    .rules = options->rules,
	    .least = options->min_confidence,
	};
	struct report *report = options->report;
	const struct leak_report leak_report = {
	    .format = report->format,
	    .judge = &judge,
	    .leaks = merge->leaks,
	    .counts = &merge->parts->counts,
	    .details = options->log_options.details,
	    .message_ids = options->log_options.message_ids,
	    .begins = true,
	    .out = report->out,
	    .page = &report->page,
	    .redaction = report->redaction,
	    .redaction_id = report->redaction != NULL
	                        ? redaction_id(report->redaction)
	                        : merge->parts->redaction,
	    .records = merge->records,
	    .hosts = &merge->parts->hosts,
	    .gate = merge->parts->gate,
	    .errors = &merge->parts->errors,
	    .notes = &merge->parts->notes,
	};

	report->written = true;
	if (leak_report_write(&leak_report) == 0)
		return 0;
	return console_say("--merge", strerror(errno));
}

/* As gate_each() has it. */
static void
wait_for_end(void *context, const struct gate_fact *fact)
{
	struct merge *merge = context;

	gate_ends_wait(merge->ends, fact);
}

/* All decisions of the reports wait for the mails. */
static int
begin_ends(struct merge *merge)
{
	struct gate *gate = merge->parts->gate;

	merge->ends = gate_ends_new(gate, gate->fact_count + 1);
	if (merge->ends == NULL) {
		errno = ENOMEM;
		return -1;
	}
	return gate_each(gate, wait_for_end, merge);
}

static int
add_up(const struct audit_options *options, struct merge *merge)
{
	enum report_format format = options->report->format;
	struct diagnostics own = {0};
	const struct leaks_options how = {
	    .is_wrong = is_wrong,
	    .context = merge,
	    .wanted = WANTED_ALL,
	    .message_ids = options->log_options.message_ids,
	    .months = format == REPORT_HTML,
	    .keep = keep_recipient,
	};

	merge->leaks = leaks_new(&how);
	merge->records = format == REPORT_JSON ? records_new() : NULL;
	if (merge->leaks == NULL ||
	    (format == REPORT_JSON && merge->records == NULL) ||
	    begin_ends(merge) < 0 ||
	    leak_parts_add_up(merge->parts, merge->leaks) < 0 || merge->unkept)
		return console_say("--merge", strerror(errno));
	if (leaks_overflowed(merge->leaks) || merge->parts->gate->overflowed)
		diagnostics_add(&own, "--merge", 0, "%s", logs_too_many);
	diagnostics_put_first(&merge->parts->notes, &own);
	show_messages(options, merge->parts);
	return write_sum(options, merge) < 0 || merge->parts->errors.count != 0
	           ? -1
	           : 0;
}

int
merge_run(const struct audit_options *options, struct report_counts *counts)
{
	struct merge merge = {
	    .parts = leak_parts_new(options->log_options.message_ids),
	};
	int result = -1;

	if (merge.parts == NULL)
		return console_say("--merge", strerror(ENOMEM));
	if (read_parts(options, merge.parts) == 0)
		result = add_up(options, &merge);
	if (merge.leaks != NULL)
		counts->leaked += leaks_at(merge.leaks, 0)->addresses;
	if (counts->leaked == 0)
		counts->leaked = gate_count_touched(merge.parts->gate);
	counts->logs += merge.parts->count;
	leaks_free(&merge.leaks);
	records_free(&merge.records);
	gate_ends_free(&merge.ends);
	leak_parts_free(&merge.parts);
	return result;
}
