/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks as JSON lines and as CSV: the same columns, by leak_report.h. */
#include "domains/reports/leak_report.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "domains/reports/gate_report.h"

/* "2026-11-29 03:01:44" of the years that a log may have. */
#define TIME_SIZE 64

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
add_text(struct row *row, const char *key, struct span text)
{
	struct buffer *buffer = &row->writing->buffer;

	begin_column(row, key);
	if (row->json)
		buffer_add_json(buffer, text.bytes, text.len);
	else if (!row->header && text.len != 0)
		buffer_add_csv(buffer, text.bytes, text.len);
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
	time_t seconds = (time_t)time;
	char text[TIME_SIZE] = "";
	struct tm parts;

	if (time < 0)
		seconds = 0;
	if (gmtime_r(&seconds, &parts) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
	add_number(row, key, (uint64_t)seconds);
	add_text(row, text_key, span_of(text));
}

/* What is said of a leak; kind "list" and the like have fewer sums. */
struct row_content {
	const char *kind;
	uint32_t leak;
	const char *text;   /* the list, sender, relay or Message-ID */
	const char *sender; /* of a message */
	struct leak sums;
	/* Of JSON only. */
	const struct record *mail;         /* NULL: it is of no mail */
	const struct mails_counts *counts; /* NULL: it is of no report */
	uint64_t lines;
};

static void
add_verdict(struct row *row, const struct row_content *content)
{
	const struct leak_report *report = row->writing->report;
	struct full_width room;
	struct finding finding = {.suggestion = ""};
	const char *reason = "", *confidence = "";

	if (!row->header && content->leak != 0 &&
	    leak_judge(report, content->leak, &room, &finding)) {
		reason = verdict_reason_name(finding.verdict.reason);
		confidence =
		    verdict_confidence_name(finding.verdict.confidence);
	}
	add_text(row, "reason", span_of(reason));
	add_text(row, "confidence", span_of(confidence));
	add_text(row, "meant",
	    (struct span){finding.verdict.meant.text,
		finding.verdict.meant.len});
	add_text(row, "suggestion", span_of(finding.suggestion));
}

static void
add_sums(struct row *row, const struct leak *sums)
{
	static const struct {
		const char *key;
		enum maillog_outcome outcome;
	} columns[] = {
	    {"sent", MAILLOG_SENT},
	    {"deferred", MAILLOG_DEFERRED},
	    {"bounced", MAILLOG_BOUNCED},
	    {"held", MAILLOG_HELD},
	    {"refused", MAILLOG_REFUSED},
	    {"tempfailed", MAILLOG_TEMPFAILED},
	    {"discarded", MAILLOG_DISCARDED},
	    {"local", MAILLOG_LOCAL},
	};
	int64_t first, last;

	leak_times(sums, &first, &last);
	add_time(row, "first", "first_time", first);
	add_time(row, "last", "last_time", last);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		add_number(row, columns[i].key,
		    sums->mails[columns[i].outcome]);
	add_number(row, "bytes", sums->bytes);
	add_number(row, "addresses", sums->addresses);
	add_number(row, "sent_addresses", sums->sent_addresses);
	add_number(row, "senders", sums->distinct[LEAKS_SENDER]);
	add_number(row, "lists", sums->distinct[LEAKS_LIST]);
	add_number(row, "message_ids", sums->distinct[LEAKS_MESSAGE_ID]);
}

/* A hash, which is no number to count with. */
static void
add_hash(struct row *row, const char *key, uint64_t hash)
{
	const struct redaction *redaction = row->writing->report->redaction;
	char text[2 * sizeof(hash) + 1] = "";

	if (redaction != NULL)
		hash = redaction_number(redaction, hash);
	if (hash != 0)
		(void)snprintf(text, sizeof(text), "%016" PRIx64, hash);
	add_text(row, key, span_of(text));
}

const char *const leak_outcome_names[MAILLOG_OUTCOMES] = {
    [MAILLOG_PENDING] = "pending",
    [MAILLOG_SENT] = "sent",
    [MAILLOG_DEFERRED] = "deferred",
    [MAILLOG_BOUNCED] = "bounced",
    [MAILLOG_HELD] = "held",
    [MAILLOG_REFUSED] = "refused",
    [MAILLOG_TEMPFAILED] = "tempfailed",
    [MAILLOG_DISCARDED] = "discarded",
    [MAILLOG_LOCAL] = "local",
    [MAILLOG_HANDED_ON] = "handed-on",
};

static void
add_mail_columns(struct row *row, const struct record *mail)
{
	static const struct record none;
	struct leak_writing *writing = row->writing;
	char list[LEAKS_TEXT_LEN_MAX + 1] = "";
	const char *outcome =
	    mail != NULL ? leak_outcome_names[mail->outcome] : "";

	if (mail == NULL)
		mail = &none;
	memcpy(list,
	    mail->texts[RECORD_LIST].bytes != NULL
		? mail->texts[RECORD_LIST].bytes
		: "",
	    mail->texts[RECORD_LIST].len);
	add_hash(row, "mail", mail->key);
	add_hash(row, "queue", mail->id);
	add_hash(row, "next", mail->next);
	add_hash(row, "message", mail->message_hash);
	add_number(row, "begun", mail->begun > 0 ? (uint64_t)mail->begun : 0);
	add_text(row, "list", span_of(leak_text(writing, list)));
	add_text(row, "relay", mail->texts[RECORD_RELAY]);
	add_text(row, "outcome", span_of(outcome));
}

static void
add_report_columns(struct row *row, const struct row_content *content)
{
	const struct mails_counts *counts = content->counts;
	const char *id = row->writing->report->redaction_id;

	add_number(row, "deliveries", counts != NULL ? counts->deliveries : 0);
	add_number(row, "rejects", counts != NULL ? counts->rejects : 0);
	add_text(row, "redaction", span_of(counts != NULL ? id : ""));
	add_number(row, "lines", content->lines);
}

static void
add_names(struct row *row, const struct row_content *content)
{
	struct leak_writing *writing = row->writing;
	const struct leaks *leaks = writing->report->leaks;
	const char *name = leak_name(writing, content->leak);
	const char *domain = name;

	if (*name != '@' && *name != '\0')
		domain =
		    leaks_name(leaks, leaks_at(leaks, content->leak)->domain);
	add_text(row, "domain", span_of(*domain != '\0' ? domain + 1 : ""));
	add_text(row, "address", span_of(*name != '@' ? name : ""));
	add_text(row, "text", span_of(content->text));
	add_text(row, "sender", span_of(content->sender));
}

static void
add_row(struct leak_writing *writing, const struct row_content *content)
{
	struct row row = {
	    .writing = writing,
	    .json = writing->report->format == REPORT_JSON,
	    .header = content == NULL,
	};
	const struct row_content nothing = {.kind = "",
	    .text = "",
	    .sender = ""};

	if (content == NULL)
		content = &nothing;
	if (row.json)
		buffer_add_text(&writing->buffer, "{");
	add_number(&row, "version", 1);
	add_text(&row, "kind", span_of(content->kind));
	add_names(&row, content);
	add_verdict(&row, content);
	add_sums(&row, &content->sums);
	if (row.json) {
		add_mail_columns(&row, content->mail);
		add_report_columns(&row, content);
	}
	buffer_add_text(&writing->buffer, row.json ? "}\n" : "\n");
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
		struct row_content content = {
		    .kind = kind,
		    .leak = leak,
		    .text = leak_share_text(writing, &shares[i]),
		    .sender = "",
		};

		content.sums.mails[MAILLOG_SENT] = shares[i].mails;
		add_row(writing, &content);
	}
}

static void
add_leak(struct leak_writing *writing, uint32_t leak, const char *kind)
{
	const struct row_content content = {
	    .kind = kind,
	    .leak = leak,
	    .text = "",
	    .sender = "",
	    .sums = *leaks_at(writing->report->leaks, leak),
	};

	add_row(writing, &content);
	if (!writing->report->details)
		return;
	add_shares(writing, leak, LEAKS_LIST, "list");
	add_shares(writing, leak, LEAKS_SENDER, "sender");
	add_shares(writing, leak, LEAKS_RELAY, "relay");
}

static const char *
sender_of(struct leak_writing *writing, uint32_t sender)
{
	return sender != INTERNING_NONE
	           ? leak_text(writing,
			 leaks_text_of(writing->report->leaks, sender))
	           : "";
}

static void
add_message(void *context, const struct leaks_message *message)
{
	struct leak_writing *writing = context;
	const struct span shown = leak_message_id(writing, message->id);
	char id[LEAKS_TEXT_LEN_MAX + 32];
	struct row_content content = {
	    .kind = "message",
	    .leak = message->address,
	    .text = id,
	    .sender = sender_of(writing, message->sender),
	    .sums = {.first = message->time, .last = message->time},
	};

	(void)snprintf(id, sizeof(id), "%.*s", (int)shown.len, shown.bytes);
	content.sums.mails[MAILLOG_SENT] = 1;
	add_row(writing, &content);
}

/* ---- what programs add up ------------------------------------------------ */

static void
add_mail(void *context, const struct record *mail)
{
	struct leak_writing *writing = context;
	const struct span shown =
	    leak_message_id(writing, mail->texts[RECORD_MESSAGE_ID]);
	const struct span from = mail->texts[RECORD_SENDER];
	char id[LEAKS_TEXT_LEN_MAX + 32], sender[LEAKS_TEXT_LEN_MAX + 1];
	struct row_content content = {
	    .kind = "mail",
	    .leak = mail->leak,
	    .text = id,
	    .mail = mail,
	    .sums = {.first = mail->time,
		.last = mail->time,
		.seen = mail->time,
		.seen_last = mail->time,
		.bytes = mail->size},
	};

	(void)snprintf(id, sizeof(id), "%.*s", (int)shown.len,
	    shown.len != 0 ? shown.bytes : "");
	(void)snprintf(sender, sizeof(sender), "%.*s", (int)from.len,
	    from.len != 0 ? from.bytes : "");
	content.sender = from.len == 0 && mail->sender_known
	                     ? "<>"
	                     : leak_text(writing, sender);
	content.sums.mails[mail->outcome] = 1;
	add_row(writing, &content);
}

static void
add_hosts(struct leak_writing *writing)
{
	const struct hosts *hosts = writing->report->hosts;

	for (size_t i = 0; i < hosts->count; i++) {
		const struct host_range *range = &hosts->list[i];
		const struct row_content content = {
		    .kind = "host",
		    .text = hosts_name(hosts, range),
		    .sender = "",
		    .sums = {.seen = range->first, .seen_last = range->last},
		};

		add_row(writing, &content);
	}
}

static void
add_report_line(struct leak_writing *writing, const char *kind)
{
	const struct row_content content = {
	    .kind = kind,
	    .text = "",
	    .sender = "",
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
	if (gate_report_has_any(writing))
		gate_rows_write(writing);
	if (json)
		add_report_line(writing, "end");
}
