/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes findings in the form that is asked for, and the summary. */
#include "domains/reports/report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "domains/reports/findings_page.h"
#include "domains/reports/forms.h"
#include "domains/reports/groups.h"
#include "domains/reports/redacted.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"
#include "domains/text/progress.h"

/* Findings are written when there are so many bytes of them. */
#define PENDING_MAX ((size_t)64 * 1024)

void
report_add_separator(struct report *report, struct buffer *buffer)
{
	if (report->begun)
		buffer_add_text(buffer, forms[report->format].separator);
	report->begun = true;
	report->taken++;
}

void
report_add_place(const struct report *report, const char *path,
    struct buffer *buffer)
{
	struct buffer redacted = {0};

	if (report->redaction == NULL) {
		forms[report->format].place(path, buffer);
		return;
	}
	redaction_add_path(report->redaction, span_of(path), &redacted);
	buffer_add(&redacted, "", 1);
	forms[report->format].place(redacted.failed ? "" : redacted.bytes,
	    buffer);
	buffer->failed = buffer->failed || redacted.failed;
	buffer_clear(&redacted);
}

void
report_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	struct redacted redacted;

	if (report->redaction == NULL) {
		forms[report->format].finding(report, finding, buffer);
		return;
	}
	if (redacted_take(report->redaction, finding, &redacted) < 0)
		buffer->failed = true;
	forms[report->format].finding(report, &redacted.finding, buffer);
	buffer_clear(&redacted.texts);
}

static int
write_out(struct report *report, const char *bytes, size_t len)
{
	progress_hide();
	errno = 0;
	if (report->failed || (fwrite(bytes, 1, len, report->out) == len &&
				  fflush(report->out) == 0))
		return report->failed ? -1 : 0;
	if (errno != EPIPE)
		console_say("standard output", strerror(errno));
	report->failed = true;
	return -1;
}

static int
flush(struct report *report, struct buffer *text)
{
	int result = -1;

	if (text->failed && !report->failed)
		console_say("findings", strerror(ENOMEM));
	report->failed = report->failed || text->failed;
	if (!report->failed)
		result = text->len == 0
		             ? 0
		             : write_out(report, text->bytes, text->len);
	report->written = report->written || text->len != 0;
	text->len = 0;
	return result;
}

/* Writes the files that are over, or all. */
static int
flush_groups(struct report *report, bool all)
{
	struct buffer text = {0};
	int result;

	text.failed = report->pending.failed ||
	              groups_arrange(&report->pending, all,
			  report->written && !report->live, &text) < 0;
	result = flush(report, &text);
	buffer_clear(&text);
	return result;
}

static int
keep_worst(struct report *report)
{
	if (findings_page_keep_worst(&report->pending) == 0)
		return 0;
	console_say("findings", strerror(ENOMEM));
	report->failed = true;
	return -1;
}

int
report_flush(struct report *report)
{
	if (report->format == REPORT_HTML)
		return report->failed ? -1 : 0;
	return report->format == REPORT_GROUPS
	           ? flush_groups(report, report->live)
	           : flush(report, &report->pending);
}

int
report_flush_full(struct report *report)
{
	size_t len = report->pending.len;

	if (report->format == REPORT_GROUPS)
		return len > GROUPS_MAX ? flush_groups(report, true) : 0;
	if (report->format == REPORT_HTML)
		return len > FINDINGS_PAGE_WAITING ? keep_worst(report) : 0;
	return len > PENDING_MAX ? report_flush(report) : 0;
}

static void
add_line(const struct report *report, const struct member *member,
    struct buffer *buffer)
{
	struct buffer redacted = {0};

	if (!forms[report->format].cells || member->cell.len == 0) {
		buffer_add_number(buffer, member->line);
		return;
	}
	if (report->redaction == NULL) {
		buffer_add_escaped(buffer, member->cell.bytes,
		    member->cell.len);
	} else {
		redacted_add_cell(report->redaction, member->cell, &redacted);
		buffer_add_escaped(buffer, redacted.bytes, redacted.len);
		buffer->failed = buffer->failed || redacted.failed;
		buffer_clear(&redacted);
	}
	if (member->where != NULL)
		buffer_add_format(buffer, " (%s)", member->where);
}

enum sink_result
report_take(void *context, const struct finding *finding)
{
	struct report *report = context;
	struct buffer *pending = &report->pending;

	if (report->silent)
		return SINK_TAKEN;
	report_add_separator(report, pending);
	report_add_place(report, finding->member.file, pending);
	add_line(report, &finding->member, pending);
	report_add_finding(report, finding, pending);
	return report_flush_full(report) < 0 ? SINK_STOPPED : SINK_TAKEN;
}

void
report_begin(struct report *report)
{
	if (forms[report->format].begin != NULL && !report->silent)
		forms[report->format].begin(&report->pending);
}

void
report_end(struct report *report)
{
	buffer_add_text(&report->pending, forms[report->format].end);
	(void)(report->format == REPORT_GROUPS ? flush_groups(report, true)
					       : report_flush(report));
	buffer_clear(&report->pending);
}

void
report_add_counts(struct report_counts *counts,
    const struct report_counts *more)
{
	counts->addresses += more->addresses;
	counts->distinct += more->distinct;
	for (size_t i = 0; i < VERDICT_REASONS; i++)
		counts->findings[i] += more->findings[i];
	counts->wrong += more->wrong;
	counts->certain += more->certain;
	counts->logs += more->logs;
	counts->leaked += more->leaked;
}

uint64_t
report_count_findings(const struct report_counts *counts)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < VERDICT_REASONS; i++)
		sum += counts->findings[i];
	return sum;
}

void
report_summary(FILE *out, const struct report_counts *counts)
{
	uint64_t findings = report_count_findings(counts);
	const char *between = ": ";

	fprintf(out,
	    ngettext("%" PRIu64 " address read", "%" PRIu64 " addresses read",
		counts->addresses),
	    counts->addresses);
	fprintf(out,
	    ngettext(", %" PRIu64 " distinct domain",
		", %" PRIu64 " distinct domains", counts->distinct),
	    counts->distinct);
	fprintf(out,
	    ngettext(", %" PRIu64 " finding", ", %" PRIu64 " findings",
		findings),
	    findings);
	for (size_t i = 0; i < VERDICT_REASONS; i++) {
		if (counts->findings[i] == 0)
			continue;
		fprintf(out, "%s%s %" PRIu64, between,
		    verdict_reason_name((enum verdict_reason)i),
		    counts->findings[i]);
		between = ", ";
	}
	fputc('\n', out);
}

void
report_conclude(FILE *out, const struct report_counts *counts)
{
	if (counts->wrong == 0)
		fprintf(out,
		    ngettext("no problem found in %" PRIu64 " address",
			"no problem found in %" PRIu64 " addresses",
			counts->addresses),
		    counts->addresses);
	else
		fprintf(out,
		    ngettext("%" PRIu64 " of %" PRIu64
			     " addresses needs attention, %" PRIu64 " certain",
			"%" PRIu64 " of %" PRIu64
			" addresses need attention, %" PRIu64 " certain",
			counts->wrong),
		    counts->wrong, counts->addresses, counts->certain);
	fputc('\n', out);
}
