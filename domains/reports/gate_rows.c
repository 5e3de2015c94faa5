/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate did, as JSON lines and as CSV: see gate_report.h. */
#include <stdlib.h>
#include <string.h>

#include "domains/reports/gate_report.h"
#include "domains/reports/row.h"

/* All that a row may say; what is 0 or NULL is not known. */
struct content {
	const char *kind;
	const char *mode, *exempt, *action, *reason, *confidence;
	struct span texts[GATE_TEXTS]; /* as the gate has them */
	struct gate_counts counts;
	uint64_t mail, queue; /* of a decision */
};

static void
add_texts(struct row *row, struct leak_writing *writing,
    const struct content *content)
{
	for (size_t i = 0; i < GATE_TEXTS; i++)
		row_add_span(row, gate_text_names[i],
		    i != GATE_MEANT ? leak_text(writing, content->texts[i])
				    : content->texts[i]);
}

static void
add_counts(struct row *row, const struct gate_counts *counts)
{
	const bool any = counts->first <= counts->last;

	row_add_number(row, "recipients", counts->recipients);
	row_add_number(row, "mails", counts->mails);
	row_add_number(row, "addresses", counts->addresses);
	row_add_number(row, "senders", counts->senders);
	row_add_outcomes(row, counts->outcomes);
	row_add_time(row, "first", "first_time", any ? counts->first : 0);
	row_add_time(row, "last", "last_time", any ? counts->last : 0);
}

/* NULL: the names of the columns. */
static void
add_row(struct leak_writing *writing, const struct content *content)
{
	static const struct content nothing;
	const struct leak_report *report = writing->report;
	struct row row =
	    row_begin(&writing->buffer, report->format, content == NULL);

	if (content == NULL)
		content = &nothing;
	row_add_number(&row, "version", 1);
	row_add_text(&row, "kind", content->kind);
	row_add_text(&row, "mode", content->mode);
	row_add_text(&row, "exempt", content->exempt);
	row_add_text(&row, "action", content->action);
	row_add_text(&row, "reason", content->reason);
	row_add_text(&row, "confidence", content->confidence);
	add_texts(&row, writing, content);
	add_counts(&row, &content->counts);
	if (row.json) {
		row_add_hash(&row, "mail", report->redaction, content->mail);
		row_add_hash(&row, "queue", report->redaction, content->queue);
	}
	row_end(&row);
	writing->lines++;
	leak_flush(writing);
}

/* ---- sums ---------------------------------------------------------------- */

static void
add_cells(struct leak_writing *writing, enum gate_mode mode)
{
	const struct gate *gate = writing->report->gate;

	for (int action = ACTION_ACTIONS; action-- > 0;)
		for (int reason = 1; reason < VERDICT_REASONS; reason++)
			for (int i = VERDICT_CONFIDENCES; i-- > 0;) {
				const struct content content = {
				    .kind = "gate-reason",
				    .mode = gate_mode_names[mode],
				    .action = action_name((enum action)action),
				    .reason = verdict_reason_name(
					(enum verdict_reason)reason),
				    .confidence = verdict_confidence_name(
					(enum verdict_confidence)i),
				    .counts =
					gate->cells[mode][reason][i][action],
				};

				if (gate_counts_any(&content.counts))
					add_row(writing, &content);
			}
}

static void
add_sums(struct leak_writing *writing)
{
	const struct gate *gate = writing->report->gate;

	for (size_t i = 0; i < GATE_MODES; i++) {
		const struct content content = {
		    .kind = "gate-total",
		    .mode = gate_mode_names[(enum gate_mode)i],
		    .counts = gate->modes[i],
		};

		if (gate_counts_any(&gate->modes[i]))
			add_row(writing, &content);
		add_cells(writing, (enum gate_mode)i);
	}
	for (size_t i = 1; i < EXEMPTIONS; i++) {
		const struct content content = {
		    .kind = "gate-exempt",
		    .mode = gate_mode_names[GATE_EXEMPT],
		    .exempt = exemption_name((enum exemption)i),
		    .counts = {.recipients = gate->exempt[i],
			.first = INT64_MAX},
		};

		if (gate->exempt[i] != 0)
			add_row(writing, &content);
	}
}

static void
add_hits(struct leak_writing *writing)
{
	const struct gate *gate = writing->report->gate;
	size_t count;
	uint32_t *order = gate_report_order(writing, &count);

	for (size_t i = 0; i < count; i++) {
		const struct gate_hit *hit = &gate->hits[order[i]];
		struct content content = {
		    .kind = "gate-address",
		    .mode = gate_mode_names[hit->mode],
		    .action = action_name(hit->action),
		    .reason = verdict_reason_name(hit->reason),
		    .confidence = verdict_confidence_name(hit->confidence),
		    .counts = hit->counts,
		};

		for (size_t j = 0; j < GATE_TEXTS; j++)
			if (j != GATE_SENDER)
				content.texts[j] =
				    span_of(gate_text_of(gate, hit->texts[j]));
		add_row(writing, &content);
	}
	free(order);
}

/* ---- what programs add up ------------------------------------------------ */

/* As gate_each() has it. */
static void
add_fact(void *context, const struct gate_fact *fact)
{
	struct leak_writing *writing = context;
	struct content content = {
	    .kind = "gate-decision",
	    .mode = gate_mode_names[gate_fact_mode(fact)],
	    .exempt = fact->exempt != EXEMPTION_NONE
	                  ? exemption_name(fact->exempt)
	                  : "",
	    .action = action_name(fact->action),
	    .reason = verdict_reason_name(fact->reason),
	    .confidence = verdict_confidence_name(fact->confidence),
	    .counts = {.recipients = !fact->known,
		.first = fact->time,
		.last = fact->time},
	    .mail = fact->mail,
	    .queue = fact->queue,
	};

	memcpy(content.texts, fact->texts, sizeof(content.texts));
	add_row(writing, &content);
}

void
gate_rows_write(struct leak_writing *writing)
{
	if (writing->report->format == REPORT_CSV) {
		buffer_add_text(&writing->buffer, "\n");
		add_row(writing, NULL);
	}
	add_sums(writing);
	add_hits(writing);
	if (writing->report->format == REPORT_JSON &&
	    gate_each(writing->report->gate, add_fact, writing) < 0)
		writing->buffer.failed = true;
}
