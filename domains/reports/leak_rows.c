/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks as JSON lines and as CSV: the same columns, by leak_report.h. */
#include "domains/reports/leak_report.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/reports/gate_report.h"
#include "domains/reports/leak_line.h"
#include "domains/reports/row.h"
#include "domains/text/messages.h"

/* What is said of a leak; kind "list" and the like have fewer sums. */
struct content {
	const char *kind;
	uint32_t leak;
	struct span text;   /* the list, sender, relay or Message-ID */
	struct span sender; /* of a message */
	struct leak sums;
	/* Of JSON only. */
	struct span file;                  /* of a note or an error */
	const struct record *mail;         /* NULL: it is of no mail */
	const struct mails_counts *counts; /* NULL: it is of no report */
	uint64_t lines;
};

static void
add_verdict(struct row *row, struct leak_writing *writing,
    const struct content *content)
{
	struct full_width room;
	char shown[SHOWN_ADDRESS_SIZE];
	struct finding finding = {.suggestion = ""};
	const char *reason = "", *confidence = "";

	if (!row->header && content->leak != 0 &&
	    leak_judge(writing->report, content->leak, &room, &finding)) {
		reason = verdict_reason_name(finding.verdict.reason);
		confidence =
		    verdict_confidence_name(finding.verdict.confidence);
	}
	row_add_text(row, "reason", reason);
	row_add_text(row, "confidence", confidence);
	row_add_span(row, "meant",
	    (struct span){finding.verdict.meant.text,
		finding.verdict.meant.len});
	row_add_text(row, "suggestion",
	    shown_address(finding.suggestion, shown));
}

static void
add_sums(struct row *row, const struct leak *sums)
{
	int64_t first, last;

	leak_times(sums, &first, &last);
	row_add_time(row, "first", "first_time", first);
	row_add_time(row, "last", "last_time", last);
	row_add_outcomes(row, sums->mails);
	row_add_number(row, "bytes", sums->bytes);
	row_add_number(row, "addresses", sums->addresses);
	row_add_number(row, "sent_addresses", sums->sent_addresses);
	row_add_number(row, "senders", sums->distinct[LEAKS_SENDER]);
	row_add_number(row, "lists", sums->distinct[LEAKS_LIST]);
	row_add_number(row, "message_ids", sums->distinct[LEAKS_MESSAGE_ID]);
}

static void
add_mail_columns(struct row *row, struct leak_writing *writing,
    const struct record *mail)
{
	static const struct record none;
	const struct redaction *redaction = writing->report->redaction;
	const char *outcome =
	    mail != NULL ? row_outcome_names[mail->outcome] : "";

	if (mail == NULL)
		mail = &none;
	row_add_hash(row, "mail", redaction, mail->key);
	row_add_hash(row, "queue", redaction, mail->id);
	row_add_hash(row, "next", redaction, mail->next);
	row_add_hash(row, "message", redaction, mail->message_hash);
	row_add_number(row, "begun",
	    mail->begun > 0 ? (uint64_t)mail->begun : 0);
	row_add_span(row, "list", leak_text(writing, mail->texts[RECORD_LIST]));
	row_add_span(row, "relay", mail->texts[RECORD_RELAY]);
	row_add_text(row, "outcome", outcome);
}

static void
add_report_columns(struct row *row, const struct leak_report *report,
    const struct content *content)
{
	const struct mails_counts *counts = content->counts;

	row_add_span(row, "file", content->file);
	row_add_number(row, "deliveries",
	    counts != NULL ? counts->deliveries : 0);
	row_add_number(row, "rejects", counts != NULL ? counts->rejects : 0);
	row_add_text(row, "redaction",
	    counts != NULL ? report->redaction_id : "");
	row_add_number(row, "lines", content->lines);
}

static void
add_names(struct row *row, struct leak_writing *writing,
    const struct content *content)
{
	const struct leaks *leaks = writing->report->leaks;
	const char *name = leak_name(writing, content->leak);
	const char *domain = name;

	if (*name != '@' && *name != '\0')
		domain =
		    leaks_name(leaks, leaks_at(leaks, content->leak)->domain);
	row_add_text(row, "domain", *domain != '\0' ? domain + 1 : "");
	row_add_text(row, "address", *name != '@' ? name : "");
	row_add_span(row, "text", content->text);
	row_add_span(row, "sender", content->sender);
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
	add_names(&row, writing, content);
	add_verdict(&row, writing, content);
	add_sums(&row, &content->sums);
	if (row.json) {
		add_mail_columns(&row, writing, content->mail);
		add_report_columns(&row, report, content);
	}
	row_end(&row);
	writing->lines++;
	leak_flush(writing);
}

/* The lists, senders or relays of a leak. */
static void
add_shares(struct leak_writing *writing, uint32_t leak, enum leaks_tally tally,
    const char *kind)
{
	size_t count;
	const struct leaks_share *shares =
	    leak_shares(writing, leak, tally, &count);

	for (size_t i = 0; i < count; i++) {
		struct content content = {
		    .kind = kind,
		    .leak = leak,
		    .text = leak_share_text(writing, &shares[i]),
		};

		content.sums.mails[MAILLOG_SENT] = shares[i].mails;
		add_row(writing, &content);
	}
}

static void
add_leak(struct leak_writing *writing, uint32_t leak, const char *kind)
{
	const struct content content = {
	    .kind = kind,
	    .leak = leak,
	    .sums = *leaks_at(writing->report->leaks, leak),
	};

	add_row(writing, &content);
	if (!writing->report->details)
		return;
	add_shares(writing, leak, LEAKS_LIST, "list");
	add_shares(writing, leak, LEAKS_SENDER, "sender");
	add_shares(writing, leak, LEAKS_RELAY, "relay");
}

static void
add_message(void *context, const struct leaks_message *message)
{
	struct leak_writing *writing = context;
	struct content content = {
	    .kind = "message",
	    .leak = message->address,
	    .text = leak_message_id(writing, message->id),
	    .sender = leak_sender(writing, message, ""),
	    .sums = {.first = message->time, .last = message->time},
	};

	content.sums.mails[MAILLOG_SENT] = 1;
	add_row(writing, &content);
}

/* ---- what programs add up ------------------------------------------------ */

static void
add_mail(void *context, const struct record *mail)
{
	struct leak_writing *writing = context;
	const struct span sender = mail->texts[RECORD_SENDER];
	struct content content = {
	    .kind = "mail",
	    .leak = mail->leak,
	    .text = leak_message_id(writing, mail->texts[RECORD_MESSAGE_ID]),
	    .sender = sender.len == 0 && mail->sender_known
	                  ? span_of("<>")
	                  : leak_text(writing, sender),
	    .mail = mail,
	    .sums = {.first = mail->time,
		.last = mail->time,
		.seen = mail->time,
		.seen_last = mail->time,
		.bytes = mail->size},
	};

	content.sums.mails[mail->outcome] = 1;
	add_row(writing, &content);
}

static void
add_hosts(struct leak_writing *writing)
{
	const struct hosts *hosts = writing->report->hosts;

	for (size_t i = 0; i < hosts->count; i++) {
		const struct host_range *range = &hosts->list[i];
		const struct content content = {
		    .kind = "host",
		    .text = span_of(hosts_name(hosts, range)),
		    .sums = {.seen = range->first, .seen_last = range->last},
		};

		add_row(writing, &content);
	}
}

static void
add_note(struct leak_writing *writing, const char *kind,
    const struct diagnostic *note)
{
	const struct redaction *redaction = writing->report->redaction;
	struct content content = {.kind = kind};
	struct buffer file = {0}, text = {0}, place = {0};

	buffer_add_text(&place, note->file);
	if (note->line != 0)
		buffer_add_format(&place, ":%u", note->line);
	if (redaction != NULL) {
		redaction_add_path(redaction, buffer_span(&place), &file);
		redaction_add_text(redaction, span_of(note->text), &text);
	} else {
		buffer_add(&file, place.bytes, place.len);
		buffer_add_text(&text, note->text);
	}
	buffer_cut(&file, LEAK_LINE_NOTE_MAX);
	buffer_cut(&text, LEAK_LINE_NOTE_MAX);
	content.file = buffer_span(&file);
	content.text = buffer_span(&text);
	add_row(writing, &content);
	writing->buffer.failed |= place.failed || file.failed || text.failed;
	buffer_clear(&place);
	buffer_clear(&file);
	buffer_clear(&text);
}

static void
add_notes(struct leak_writing *writing, const char *kind,
    const struct diagnostics *notes)
{
	const size_t left = notes->count - notes->kept;
	char subject[] = "mail log", words[64];

	for (size_t i = 0; i < notes->kept; i++)
		add_note(writing, kind, &notes->list[i]);
	if (left == 0)
		return;
	snprintf(words, sizeof(words), _("and %zu more"), left);
	add_note(writing, kind,
	    &(struct diagnostic){.file = subject, .text = words});
}

static void
add_report_line(struct leak_writing *writing, const char *kind)
{
	const struct content content = {
	    .kind = kind,
	    .counts = writing->report->counts,
	    .lines = strcmp(kind, "end") == 0 ? writing->lines + 1 : 0,
	};

	add_row(writing, &content);
}

void
leak_rows_write(struct leak_writing *writing)
{
	const struct leak_report *report = writing->report;
	const bool json = report->format == REPORT_JSON;

	if (json) {
		add_report_line(writing, "report");
		add_hosts(writing);
		add_notes(writing, "error", report->errors);
		add_notes(writing, "note", report->notes);
	} else {
		/* Excel takes a file without the mark for Shift_JIS. */
		buffer_add_text(&writing->buffer,
		    report->begins ? "\xef\xbb\xbf" : "\n");
		add_row(writing, NULL);
	}
	add_leak(writing, 0, "total");
	for (size_t i = 0; i < writing->count; i++)
		add_leak(writing, writing->order[i],
		    leak_is_domain(report->leaks, writing->order[i])
			? "domain"
			: "address");
	if (leaks_each_message(report->leaks, add_message, writing) < 0 ||
	    (json && records_each(report->records, add_mail, writing) < 0))
		writing->buffer.failed = true;
	if (gate_has_any(writing->report->gate))
		gate_rows_write(writing);
	if (json)
		add_report_line(writing, "end");
}
