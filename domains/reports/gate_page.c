/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate did, as sections of a page: see gate_report.h. */
#include <stdlib.h>

#include "domains/reports/gate_report.h"
#include "domains/text/messages.h"

/* How they ended that a reader looks for. */
static const enum maillog_outcome ends[] = {
    MAILLOG_SENT,
    MAILLOG_HELD,
    MAILLOG_REFUSED,
};

static void
add_counts(struct page *page, const struct gate_counts *counts)
{
	page_add_number(page, counts->recipients);
	page_add_number(page, counts->senders);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		page_add_number(page, counts->outcomes[ends[i]]);
}

static void
add_row(struct page_table *table, const struct gate_counts *counts,
    const struct cell *cell)
{
	struct page *page = table->page;

	if (!page_begin_row(table))
		return;
	page_add_decision(page, cell);
	page_add_number(page, counts->mails);
	add_counts(page, counts);
	page_end_row(table);
}

static void
add_reasons(struct page *page, const struct gate *gate, enum gate_mode mode,
    const char *caption)
{
	const char *const titles[] = {_("Reason"), _("Confidence"), _("Action"),
	    _("Mails"), _("Recipients"), _("Senders"), _("Sent"), _("Held"),
	    _("Refused")};
	struct page_table table =
	    page_begin_table(page, caption, "tttnnnnnn", titles);
	const struct gate_counts *counts;
	struct cell cell = {0};

	while ((counts = gate_next_cell(gate, mode, &cell)) != NULL)
		add_row(&table, counts, &cell);
	page_end_table(&table);
}

static void
add_hit(struct page_table *table, struct leak_writing *writing,
    const struct gate_hit *hit)
{
	struct page *page = table->page;

	if (!page_begin_row(table))
		return;
	page_add_span(page, true, gate_report_text(writing, hit, GATE_ADDRESS));
	page_add_span(page, false,
	    gate_report_text(writing, hit, GATE_RECIPIENT));
	page_add_span(page, false, gate_report_text(writing, hit, GATE_MEANT));
	page_add_cell(page, verdict_reason_name(hit->reason));
	page_add_cell(page, action_name(hit->action));
	add_counts(page, &hit->counts);
	page_add_days(page, hit->counts.first, hit->counts.last);
	page_end_row(table);
}

static void
add_hits(struct leak_writing *writing, enum gate_mode mode, const char *caption)
{
	const char *const titles[] = {_("Address"), _("Found by"), _("Meant"),
	    _("Reason"), _("Action"), _("Recipients"), _("Senders"), _("Sent"),
	    _("Held"), _("Refused"), _("First"), _("Last")};
	const struct gate *gate = writing->report->gate;
	size_t count;
	uint32_t *order = gate_report_order(writing, &count);

	struct page_table table = page_begin_table(writing->report->page,
	    caption, "tttttnnnnntt", titles);

	for (size_t i = 0; i < count; i++)
		if (gate->hits[order[i]].mode == mode)
			add_hit(&table, writing, &gate->hits[order[i]]);
	free(order);
	page_end_table(&table);
}

void
gate_page_write(struct leak_writing *writing)
{
	const char *const reasons[GATE_MODES] = {
	    _("By reason: done"),
	    _("By reason: only watched"),
	    _("By reason: exempt"),
	};
	const char *const addresses[GATE_MODES] = {
	    _("Wrong addresses: done"),
	    _("Wrong addresses: only watched"),
	    _("Wrong addresses: exempt"),
	};
	const struct gate *gate = writing->report->gate;

	for (size_t i = 0; i < GATE_MODES; i++) {
		const enum gate_mode mode = (enum gate_mode)i;

		if (!gate_counts_any(&gate->modes[i]))
			continue;
		page_begin_section(writing->report->page,
		    gate_report_title(mode));
		add_reasons(writing->report->page, gate, mode, reasons[i]);
		add_hits(writing, mode, addresses[i]);
		page_end_section(writing->report->page);
	}
}
