/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate did, as JSON lines and as CSV: see gate_report.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/reports/gate_report.h"

#define TIME_SIZE 64

/* All that a row may say; what is 0 or NULL is not known. */
struct content {
	const char *kind;
	const char *mode, *exempt, *action, *reason, *confidence;
	const char *texts[GATE_TEXTS]; /* as the gate has them */
	struct gate_counts counts;
	uint64_t mail, queue; /* of a decision */
};

/* A row before it is written. */
struct row {
	struct leak_writing *writing;
	bool json;
	bool header; /* only the names of the columns, of CSV */
	bool begun;
};

static void
begin_column(struct row *row, const char *key)
{
	struct buffer *buffer = &row->writing->buffer;

	if (row->begun)
		buffer_add_text(buffer, ",");
	row->begun = true;
	if (row->json)
		buffer_add_format(buffer, "\"%s\":", key);
	else if (row->header)
		buffer_add_text(buffer, key);
}

static void
add_text(struct row *row, const char *key, const char *text)
{
	struct buffer *buffer = &row->writing->buffer;
	const size_t len = text != NULL ? strlen(text) : 0;

	begin_column(row, key);
	if (row->json)
		buffer_add_json(buffer, len != 0 ? text : "", len);
	else if (!row->header && len != 0)
		buffer_add_csv(buffer, text, len);
}

static void
add_number(struct row *row, const char *key, uint64_t number)
{
	begin_column(row, key);
	if (!row->header)
		buffer_add_number(&row->writing->buffer, number);
}

/* Seconds, and as a text. */
static void
add_time(struct row *row, const char *key, const char *text_key, int64_t time)
{
	time_t seconds = (time_t)(time > 0 ? time : 0);
	char text[TIME_SIZE] = "";
	struct tm parts;

	if (gmtime_r(&seconds, &parts) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
	add_number(row, key, (uint64_t)seconds);
	add_text(row, text_key, text);
}

static void
add_texts(struct row *row, const struct content *content)
{
	static const char *const keys[GATE_TEXTS] = {
	    [GATE_ADDRESS] = "address",
	    [GATE_RECIPIENT] = "recipient",
	    [GATE_SENDER] = "sender",
	    [GATE_MEANT] = "meant",
	};

	for (size_t i = 0; i < GATE_TEXTS; i++) {
		const char *text = content->texts[i];

		if (text != NULL && i != GATE_MEANT)
			text = leak_text(row->writing, text);
		add_text(row, keys[i], text);
	}
}

static void
add_counts(struct row *row, const struct gate_counts *counts)
{
	static const enum maillog_outcome columns[] = {
	    MAILLOG_SENT,
	    MAILLOG_DEFERRED,
	    MAILLOG_BOUNCED,
	    MAILLOG_HELD,
	    MAILLOG_REFUSED,
	    MAILLOG_TEMPFAILED,
	    MAILLOG_DISCARDED,
	    MAILLOG_LOCAL,
	};
	const bool any = counts->first <= counts->last;

	add_number(row, "recipients", counts->recipients);
	add_number(row, "mails", counts->mails);
	add_number(row, "addresses", counts->addresses);
	add_number(row, "senders", counts->senders);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		add_number(row, leak_outcome_names[columns[i]],
		    counts->outcomes[columns[i]]);
	add_time(row, "first", "first_time", any ? counts->first : 0);
	add_time(row, "last", "last_time", any ? counts->last : 0);
}

static void
add_hash(struct row *row, const char *key, uint64_t hash)
{
	const struct redaction *redaction = row->writing->report->redaction;
	char text[2 * sizeof(hash) + 1] = "";

	if (redaction != NULL && hash != 0)
		hash = redaction_number(redaction, hash);
	if (hash != 0)
		(void)snprintf(text, sizeof(text), "%016" PRIx64, hash);
	add_text(row, key, text);
}

static void
add_row(struct leak_writing *writing, const struct content *content)
{
	static const struct content nothing;
	struct row row = {
	    .writing = writing,
	    .json = writing->report->format == REPORT_JSON,
	    .header = content == NULL,
	};

	if (content == NULL)
		content = &nothing;
	if (row.json)
		buffer_add_text(&writing->buffer, "{");
	add_number(&row, "version", 1);
	add_text(&row, "kind", content->kind);
	add_text(&row, "mode", content->mode);
	add_text(&row, "exempt", content->exempt);
	add_text(&row, "action", content->action);
	add_text(&row, "reason", content->reason);
	add_text(&row, "confidence", content->confidence);
	add_texts(&row, content);
	add_counts(&row, &content->counts);
	if (row.json) {
		add_hash(&row, "mail", content->mail);
		add_hash(&row, "queue", content->queue);
	}
	buffer_add_text(&writing->buffer, row.json ? "}\n" : "\n");
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
				    .mode = gate_mode_name(mode),
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
		    .mode = gate_mode_name((enum gate_mode)i),
		    .counts = gate->modes[i],
		};

		if (gate_counts_any(&gate->modes[i]))
			add_row(writing, &content);
		add_cells(writing, (enum gate_mode)i);
	}
	for (size_t i = 1; i < EXEMPTIONS; i++) {
		const struct content content = {
		    .kind = "gate-exempt",
		    .mode = gate_mode_name(GATE_EXEMPT),
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
		    .mode = gate_mode_name(hit->mode),
		    .action = action_name(hit->action),
		    .reason = verdict_reason_name(hit->reason),
		    .confidence = verdict_confidence_name(hit->confidence),
		    .counts = hit->counts,
		};

		for (size_t j = 0; j < GATE_TEXTS; j++)
			if (j != GATE_SENDER)
				content.texts[j] =
				    gate_text_of(gate, hit->texts[j]);
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
	char texts[GATE_TEXTS][GATE_TEXT_LEN_MAX + 1];
	struct content content = {
	    .kind = "gate-decision",
	    .mode = gate_mode_name(gate_fact_mode(fact)),
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

	for (size_t i = 0; i < GATE_TEXTS; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "%.*s",
		    (int)fact->texts[i].len, fact->texts[i].bytes);
		content.texts[i] = texts[i];
	}
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
