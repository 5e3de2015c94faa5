/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate did, as a person reads it: see gate_report.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "domains/reports/flow_counts.h"
#include "domains/reports/gate_report.h"
#include "domains/text/messages.h"

/* Of each mode, unless all are wanted. */
#define SHOWN_HITS 20

/* "7 sent, 1 bounced" */
static void
add_outcomes(struct flow *flow, const struct gate_counts *counts)
{
	const uint64_t sent = counts->outcomes[MAILLOG_SENT];

	if (sent != 0)
		flow_format(flow, _("%" PRIu64 " sent"), sent);
	flow_add_unsent(flow, counts->outcomes);
}

/* ---- sums ---------------------------------------------------------------- */

static void
add_actions(struct buffer *buffer, const struct gate *gate, enum gate_mode mode)
{
	struct flow flow = flow_begin(buffer, 4);

	for (int i = ACTION_ACTIONS; i-- > 0 && mode != GATE_EXEMPT;)
		flow_add_action(&flow, (enum action)i, gate->actions[mode][i]);
	if (mode == GATE_EXEMPT)
		flow_add_exemptions(&flow, gate->exempt);
	flow_end(&flow);
}

static void
add_totals(struct buffer *buffer, const struct gate *gate, enum gate_mode mode)
{
	const struct gate_counts *counts = &gate->modes[mode];
	struct flow flow;

	if (counts->recipients != 0) {
		flow = flow_begin(buffer, 4);
		flow_add_recipients(&flow, counts->recipients);
		flow_add_mails(&flow, counts->mails);
		flow_add_senders(&flow, counts->senders);
		flow_add_addresses(&flow, counts->addresses);
		flow_add_period(&flow, counts->first, counts->last);
		flow_end(&flow);
		add_actions(buffer, gate, mode);
	}
	if (!gate_counts_ended(counts))
		return;
	flow = flow_begin(buffer, 4);
	flow_label(&flow, _("what became of them, counted above: "));
	add_outcomes(&flow, counts);
	flow_end(&flow);
}

static void
add_cell(struct buffer *buffer, const struct gate_counts *counts,
    const struct cell *cell)
{
	struct flow flow = flow_begin(buffer, 4);

	flow_label_decision(&flow, cell);
	flow_label(&flow, "  ");
	flow_add_recipients(&flow, counts->recipients);
	flow_add_addresses(&flow, counts->addresses);
	flow_add_senders(&flow, counts->senders);
	add_outcomes(&flow, counts);
	flow_end(&flow);
}

static void
add_cells(struct buffer *buffer, const struct gate *gate, enum gate_mode mode)
{
	const struct gate_counts *counts;
	struct cell cell = {0};

	while ((counts = gate_next_cell(gate, mode, &cell)) != NULL)
		add_cell(buffer, counts, &cell);
}

/* ---- hits ---------------------------------------------------------------- */

/* "    lab@b.jp -> taro@gmai.com (meant: gmail.com)" */
static void
add_names(struct leak_writing *writing, const struct gate_hit *hit)
{
	struct buffer *buffer = &writing->buffer;
	struct span text = gate_report_text(writing, hit, GATE_RECIPIENT);

	buffer_add_text(buffer, "    ");
	if (text.len != 0) {
		buffer_add_escaped(buffer, text.bytes, text.len);
		buffer_add_text(buffer, " -> ");
	}
	text = gate_report_text(writing, hit, GATE_ADDRESS);
	buffer_add_escaped(buffer, text.bytes, text.len);
	text = gate_report_text(writing, hit, GATE_MEANT);
	if (text.len != 0) {
		buffer_add_text(buffer, _(" (meant: "));
		buffer_add_escaped(buffer, text.bytes, text.len);
		buffer_add_text(buffer, _(")"));
	}
	buffer_add_text(buffer, "\n");
}

static void
add_hit(struct leak_writing *writing, const struct gate_hit *hit)
{
	const struct gate_counts *counts = &hit->counts;
	struct flow flow;

	add_names(writing, hit);
	flow = flow_begin(&writing->buffer, 8);
	flow_label(&flow, "[");
	flow_label_decision(&flow,
	    &(struct cell){hit->reason, hit->confidence, hit->action});
	flow_label(&flow, "] ");
	if (counts->recipients != 0)
		flow_add_recipients(&flow, counts->recipients);
	if (counts->senders != 0)
		flow_add_senders(&flow, counts->senders);
	flow_add_period(&flow, counts->first, counts->last);
	add_outcomes(&flow, counts);
	flow_end(&flow);
	leak_flush(writing);
}

static void
add_hits(struct leak_writing *writing, enum gate_mode mode)
{
	const struct gate *gate = writing->report->gate;
	size_t count, shown = 0, left = 0;
	uint32_t *order = gate_report_order(writing, &count);

	for (size_t i = 0; i < count; i++) {
		const struct gate_hit *hit = &gate->hits[order[i]];

		if (hit->mode != mode)
			continue;
		if (writing->report->details || shown++ < SHOWN_HITS)
			add_hit(writing, hit);
		else
			left++;
	}
	free(order);
	flow_add_left(&writing->buffer, left);
}

void
gate_text_write(struct leak_writing *writing)
{
	const struct gate *gate = writing->report->gate;

	for (size_t i = 0; i < GATE_MODES; i++) {
		const enum gate_mode mode = (enum gate_mode)i;

		if (!gate_counts_any(&gate->modes[i]))
			continue;
		buffer_add_format(&writing->buffer, "\n%s:\n",
		    gate_report_title(mode));
		add_totals(&writing->buffer, gate, mode);
		add_cells(&writing->buffer, gate, mode);
		add_hits(writing, mode);
	}
}
