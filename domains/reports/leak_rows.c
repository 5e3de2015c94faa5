/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks as JSON lines and as CSV: the same columns, by leak_report.h. */
#include "domains/reports/leak_report.h"

#include <string.h>
#include <time.h>

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
	const char *text;   /* the list, sender, host or Message-ID */
	const char *sender; /* of a message */
	struct leak sums;
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

static void
add_row(struct leak_writing *writing, const struct row_content *content)
{
	struct leaks *leaks = writing->report->leaks;
	struct row row = {
	    .writing = writing,
	    .json = writing->report->format == REPORT_JSON,
	    .header = content == NULL,
	};
	const struct row_content nothing = {.kind = "",
	    .text = "",
	    .sender = ""};
	const char *name = "", *domain = "";

	if (content == NULL)
		content = &nothing;
	name = leaks_name(leaks, content->leak);
	domain = *name != '@' && *name != '\0'
	             ? leaks_name(leaks, leaks_at(leaks, content->leak)->domain)
	             : name;
	if (row.json)
		buffer_add_text(&writing->buffer, "{");
	add_number(&row, "version", 1);
	add_text(&row, "kind", span_of(content->kind));
	add_text(&row, "domain", span_of(*domain != '\0' ? domain + 1 : ""));
	add_text(&row, "address", span_of(*name != '@' ? name : ""));
	add_text(&row, "text", span_of(content->text));
	add_text(&row, "sender", span_of(content->sender));
	add_verdict(&row, content);
	add_sums(&row, &content->sums);
	buffer_add_text(&writing->buffer, row.json ? "}\n" : "\n");
	leak_flush(writing);
}

/* The lists, senders or hosts of a leak. */
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
		    .text = leaks_text_of(writing->report->leaks,
			(uint32_t)shares[i].value),
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

static void
add_message(void *context, const struct leaks_message *message)
{
	struct leak_writing *writing = context;
	char id[LEAKS_TEXT_LEN_MAX + 1];
	struct row_content content = {
	    .kind = "message",
	    .leak = message->address,
	    .text = id,
	    .sender =
		message->sender != INTERNING_NONE
		    ? leaks_text_of(writing->report->leaks, message->sender)
		    : "",
	    .sums = {.first = message->time, .last = message->time},
	};

	memcpy(id, message->id.bytes, message->id.len);
	id[message->id.len] = '\0';
	content.sums.mails[MAILLOG_SENT] = 1;
	add_row(writing, &content);
}

void
leak_rows_write(struct leak_writing *writing)
{
	const struct leak_report *report = writing->report;

	if (report->format == REPORT_CSV) {
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
	if (leaks_each_message(report->leaks, add_message, writing) < 0)
		writing->buffer.failed = true;
}
