/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the findings of an audit into a page: see the header. */
#include "domains/reports/findings_page.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/reports/groups.h"
#include "domains/text/messages.h"

#define TEXT_SIZE 256

/* ---- a finding ----------------------------------------------------------- */

/* What is wrong, as the text form has it. */
static void
add_phrase(const struct finding *finding, struct page *page)
{
	struct buffer phrase = {0};

	report_add_phrase(finding, &phrase);
	page_add_span(page, false, (struct span){phrase.bytes, phrase.len});
	page->body.failed = page->body.failed || phrase.failed;
	buffer_clear(&phrase);
}

static void
add_confidence(const struct verdict *verdict, struct page *page)
{
	buffer_add_format(&page->body, "<td data-v=\"%d\">",
	    (int)verdict->confidence);
	page_add_text(page, verdict_confidence_name(verdict->confidence));
	page_add_tags(page, "</td>");
}

void
findings_page_add(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct member *member = &finding->member;
	char room[SHOWN_ADDRESS_SIZE];
	struct page cells = {0};

	(void)report;
	groups_add_rank(finding, buffer);
	page_add_span(&cells, true, member->address);
	add_phrase(finding, &cells);
	page_add_cell(&cells, shown_address(finding->suggestion, room));
	add_confidence(&finding->verdict, &cells);
	page_add_span(&cells, false, member->list);
	page_add_span(&cells, false, member->name);
	buffer_add(buffer, cells.body.bytes, cells.body.len);
	buffer->failed = buffer->failed || cells.body.failed;
	buffer_clear(&cells.body);
}

/* ---- which --------------------------------------------------------------- */

/* The worst first, and only those that have room.  NULL: there is none, or
 * memory is out. */
static struct groups_record *
take_worst(const struct buffer *waiting, size_t *count_r)
{
	size_t bytes = 0, count, kept = 0;
	struct groups_record *records =
	    groups_take_records((struct span){waiting->bytes, waiting->len},
		&count);

	if (records != NULL)
		qsort(records, count, sizeof(*records), groups_by_rank);
	while (kept < count && kept < FINDINGS_PAGE_ROWS &&
	       bytes + records[kept].whole.len <= FINDINGS_PAGE_BYTES)
		bytes += records[kept++].whole.len;
	*count_r = kept;
	return records;
}

int
findings_page_keep_worst(struct buffer *waiting)
{
	struct buffer kept = {0};
	size_t count;
	struct groups_record *records = take_worst(waiting, &count);

	if (records == NULL)
		return waiting->len == 0 ? 0 : -1;
	for (size_t i = 0; i < count; i++)
		buffer_add(&kept, records[i].whole.bytes, records[i].whole.len);
	free(records);
	buffer_clear(waiting);
	*waiting = kept;
	return kept.failed ? -1 : 0;
}

/* ---- the section --------------------------------------------------------- */

/* "7 of 10 addresses need attention, 4 certain" */
static void
add_lead(const struct report_counts *counts, struct page *page)
{
	char text[TEXT_SIZE];
	FILE *out = fmemopen(text, sizeof(text), "w");

	if (out == NULL) {
		page->body.failed = true;
		return;
	}
	report_conclude(out, counts);
	(void)fclose(out);
	text[strcspn(text, "\n")] = '\0';
	page_add_element(page, "p", "lead", text);
}

static void
add_reasons(const struct report_counts *counts, struct page *page)
{
	struct page_table table =
	    page_begin_table(page, _("Findings by reason"), "tn",
		(const char *const[]){_("Reason"), _("Findings")});

	for (size_t i = 0; i < VERDICT_REASONS; i++) {
		if (counts->findings[i] == 0 || !page_begin_row(&table))
			continue;
		page_add_span(page, true,
		    span_of(verdict_reason_name((enum verdict_reason)i)));
		page_add_number(page, counts->findings[i]);
		page_end_row(&table);
	}
	page_end_table(&table);
}

static void
add_steps(struct page *page)
{
	const char *const steps[] = {
	    _("Correct what is certain: doppelcheck --fix FILE writes a "
	      "corrected copy of a file. Look at it before it takes the file's "
	      "place."),
	    _("Where the confidence is likely or possible, ask the person by "
	      "another way than this address: a mail to it may reach a "
	      "stranger."),
	    _("Find out what has leaked already: doppelcheck --format html "
	      "/var/log/mail.log* counts the mails that went there."),
	    _("Until all is corrected, let the gate hold or refuse mail to "
	      "these domains: doppelmilter(8)."),
	    _("Keep it right: audit every night what this machine mails to, "
	      "with doppelcheck --system."),
	};

	page_add_steps(page, _("What to do next: lists"), steps,
	    sizeof(steps) / sizeof(*steps));
}

static void
add_findings(struct report *report)
{
	struct page *page = &report->page;
	const char *const titles[] = {_("Address"), _("What is wrong"),
	    _("Probably meant"), _("Confidence"), _("List or user"), _("Name"),
	    _("Where it stands")};
	size_t count;
	struct groups_record *records = take_worst(&report->pending, &count);
	struct page_table table =
	    page_begin_table(page, _("Findings"), "ttttttt", titles);

	for (size_t i = 0; i < count; i++) {
		page_add_tags(page, "<tr>");
		buffer_add(&page->body, records[i].text.bytes,
		    records[i].text.len);
		page_add_tags(page, "<td>");
		page_add(page, records[i].place.bytes, records[i].place.len);
		page_add_text(page, ":");
		page_add(page, records[i].line.bytes, records[i].line.len);
		page_add_tags(page, "</td>");
		page_add_tags(page, "</tr>\n");
	}
	table.left = (size_t)report->taken - count;
	page_end_table(&table);
	page->body.failed =
	    page->body.failed || (records == NULL && report->pending.len != 0);
	free(records);
}

void
findings_page_write(struct report *report, const struct report_counts *counts)
{
	struct page *page = &report->page;

	page_begin_section(page, _("Lists of addresses"));
	add_lead(counts, page);
	if (report->taken != 0) {
		add_reasons(counts, page);
		add_steps(page);
		add_findings(report);
	}
	page_end_section(page);
	page->body.failed = page->body.failed || report->pending.failed;
	buffer_clear(&report->pending);
}
