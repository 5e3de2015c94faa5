/* SPDX-License-Identifier: BSD-2-Clause */
/* A replay as JSON lines and as CSV: the same columns, by replay_report.h. */
#include "domains/reports/replay_report.h"

#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/reports/row.h"

#define BUFFER_MAX ((size_t)64 * 1024)

/* All that a row may say; what is 0 or NULL is not known. */
struct content {
	const char *kind, *text, *mode, *action, *reason, *confidence;
	const char *address, *target, *meant, *suggestion;
	uint64_t recipients, mails, addresses, senders, touched_mails;
	uint64_t touched_senders, along, exempt, undecided;
	uint64_t received_from_address, received_from_domain;
	const char *look, *host, *id, *sender;
	bool local;
	int64_t first, last, registrations;
};

static void
add_texts(struct row *row, const struct content *content)
{
	row_add_number(row, "version", 1);
	row_add_text(row, "kind", content->kind);
	row_add_text(row, "text", content->text);
	row_add_text(row, "mode", content->mode);
	row_add_text(row, "action", content->action);
	row_add_text(row, "reason", content->reason);
	row_add_text(row, "confidence", content->confidence);
	row_add_text(row, "address", content->address);
	row_add_text(row, "target", content->target);
	row_add_text(row, "meant", content->meant);
	row_add_text(row, "suggestion", content->suggestion);
}

/* NULL: the names of the columns. */
static void
add_row(struct replay_writing *writing, const struct content *content)
{
	static const struct content nothing;
	struct row row = row_begin(&writing->buffer, writing->report->format,
	    content == NULL);
	const struct content *c = content != NULL ? content : &nothing;

	add_texts(&row, c);
	row_add_number(&row, "recipients", c->recipients);
	row_add_number(&row, "mails", c->mails);
	row_add_number(&row, "addresses", c->addresses);
	row_add_number(&row, "senders", c->senders);
	row_add_number(&row, "touched_mails", c->touched_mails);
	row_add_number(&row, "touched_senders", c->touched_senders);
	row_add_number(&row, "along", c->along);
	row_add_number(&row, "exempt", c->exempt);
	row_add_number(&row, "undecided", c->undecided);
	row_add_number(&row, "received_from_address", c->received_from_address);
	row_add_number(&row, "received_from_domain", c->received_from_domain);
	row_add_text(&row, "look", c->look);
	row_add_text(&row, "host", c->host);
	row_add_text(&row, "id", c->id);
	row_add_text(&row, "sender", c->sender);
	row_add_number(&row, "local", c->local);
	row_add_time(&row, "first", "first_time", c->first);
	row_add_time(&row, "last", "last_time", c->last);
	row_add_time(&row, "registrations", "registrations_time",
	    c->registrations);
	row_end(&row);
	if (writing->buffer.len < BUFFER_MAX)
		return;
	buffer_print(&writing->buffer, writing->report->out);
	writing->buffer.len = 0;
}

static void
add_total(struct replay_writing *writing)
{
	const struct replay_report *report = writing->report;
	const struct replay *replay = report->replay;
	const bool any = replay->first <= replay->last;
	struct content content = {
	    .kind = "total",
	    .text = report->configuration,
	    .mode = report->monitor ? "monitor" : "enforce",
	    .recipients = replay->kinds[REPLAY_DECIDED],
	    .mails = replay->mails,
	    .senders = replay->senders,
	    .touched_mails = replay->touched,
	    .touched_senders = replay->senders,
	    .along = replay->along,
	    .first = any ? replay->first : 0,
	    .last = any ? replay->last : 0,
	    .registrations = report->registrations,
	};

	for (size_t i = 1; i < EXEMPTIONS; i++)
		content.exempt += replay->exempt[i];
	for (size_t i = 1; i < REPLAY_KINDS; i++)
		if (replay_is_undecidable((enum replay_kind)i))
			content.undecided += replay->kinds[i];
	add_row(writing, &content);
}

static void
add_cell(struct replay_writing *writing, int reason, int confidence, int action)
{
	const struct replay_cell *cell =
	    &writing->report->replay->cells[reason][confidence][action];

	if (cell->recipients != 0)
		add_row(writing, &(struct content){
				     .kind = "decision",
				     .action = action_name((enum action)action),
				     .reason = verdict_reason_name(
					 (enum verdict_reason)reason),
				     .confidence = verdict_confidence_name(
					 (enum verdict_confidence)confidence),
				     .recipients = cell->recipients,
				     .addresses = cell->addresses,
				     .senders = cell->senders,
				 });
}

static void
add_sums(struct replay_writing *writing)
{
	const struct replay *replay = writing->report->replay;

	for (int action = ACTION_ACTIONS; action-- > 0;)
		for (int reason = 1; reason < VERDICT_REASONS; reason++)
			for (int i = VERDICT_CONFIDENCES; i-- > 0;)
				add_cell(writing, reason, i, action);
	for (size_t i = 1; i < EXEMPTIONS; i++)
		if (replay->exempt[i] != 0)
			add_row(writing,
			    &(struct content){
				.kind = "exempt",
				.text = exemption_name((enum exemption)i),
				.recipients = replay->exempt[i],
			    });
	for (size_t i = 1; i < REPLAY_KINDS; i++)
		if (replay->kinds[i] != 0)
			add_row(writing,
			    &(struct content){
				.kind =
				    replay_is_undecidable((enum replay_kind)i)
					? "undecidable"
					: "not-asked",
				.text = replay_kind_name((enum replay_kind)i),
				.recipients = replay->kinds[i],
			    });
}

static void
add_hit(struct replay_writing *writing, uint32_t number)
{
	const struct replay *replay = writing->report->replay;
	const struct replay_hit *hit = &replay->hits[number];
	const struct replay_outcome *outcome = replay_outcome_of(hit);
	const unsigned look = replay_look_at(replay, hit);
	struct replay_words words;
	char looks[32], shown[SHOWN_ADDRESS_SIZE];
	struct content content = {
	    .kind = "address",
	    .action = action_name(outcome->action),
	    .reason = verdict_reason_name(outcome->reason),
	    .confidence = verdict_confidence_name(outcome->confidence),
	    .address = replay_shown_address(writing,
		replay_path(replay, number), &writing->address),
	    .target = replay_shown_address(writing,
		replay_text_of(replay, hit->target), &writing->target),
	    .recipients = hit->recipients[0] + hit->recipients[1],
	    .senders = hit->senders,
	    .exempt = hit->exempt,
	    .undecided = hit->undecided,
	    .first = hit->first <= hit->last ? hit->first : 0,
	    .last = hit->first <= hit->last ? hit->last : 0,
	};

	replay_find_words(writing, number, &words);
	content.meant = words.meant;
	content.suggestion = shown_address(words.suggestion, shown);
	replay_received(replay, hit, &content.received_from_address,
	    &content.received_from_domain);
	(void)snprintf(looks, sizeof(looks), "%s%s%s",
	    look & REPLAY_LOOK_ANSWERS ? " answers" : "",
	    look & REPLAY_LOOK_SENDERS ? " senders" : "",
	    look & REPLAY_LOOK_LONG ? " long" : "");
	content.look = looks[0] != '\0' ? looks + 1 : looks;
	add_row(writing, &content);
}

/* As replay_each_detail() has it. */
static void
add_detail(void *context, const struct replay_detail *detail)
{
	struct replay_writing *writing = context;
	const struct replay *replay = writing->report->replay;
	const struct replay_hit *hit = &replay->hits[detail->hit];
	const struct replay_outcome *outcome = &hit->outcomes[detail->local];
	char id[MAILLOG_ID_MAX + 1];

	memcpy(id, detail->id, detail->id_len);
	id[detail->id_len] = '\0';
	add_row(writing,
	    &(struct content){
		.kind = "recipient",
		.text = detail->kind == REPLAY_DECIDED &&
	                        detail->exempt != EXEMPTION_NONE
	                    ? exemption_name(detail->exempt)
	                    : replay_kind_name(detail->kind),
		.action = detail->kind == REPLAY_DECIDED
	                      ? action_name(detail->action)
	                      : "",
		.reason = verdict_reason_name(outcome->reason),
		.confidence = verdict_confidence_name(outcome->confidence),
		.address = replay_shown_address(writing,
		    replay_path(replay, detail->hit), &writing->address),
		.target = replay_shown_address(writing,
		    replay_text_of(replay, hit->target), &writing->target),
		.recipients = 1,
		.host = replay_text_of(replay, detail->host),
		.id = id,
		.sender = detail->sender != INTERNING_NONE
	                      ? replay_shown_address(writing,
				    replay_text_of(replay, detail->sender),
				    &writing->sender)
	                      : "",
		.local = detail->local,
		.first = detail->time,
		.last = detail->time,
	    });
}

void
replay_rows_write(struct replay_writing *writing)
{
	if (writing->report->format == REPORT_CSV) {
		/* Excel takes a file without the mark for Shift_JIS. */
		buffer_add_text(&writing->buffer, "\xef\xbb\xbf");
		add_row(writing, NULL);
	}
	add_total(writing);
	add_sums(writing);
	for (size_t i = 0; i < writing->count; i++)
		add_hit(writing, writing->order[i]);
	if (replay_each_detail(writing->report->replay, add_detail, writing) <
	    0)
		writing->buffer.failed = true;
}
