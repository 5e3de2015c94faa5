/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes rows: see the header. */
#include "domains/reports/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* "2026-11-29 03:01:44" of the years that a log may have. */
#define TIME_SIZE 64

struct row
row_begin(struct buffer *buffer, enum report_format format, bool header)
{
	const bool json = format == REPORT_JSON;

	if (json)
		buffer_add_text(buffer, "{");
	return (struct row){
	    .buffer = buffer,
	    .json = json,
	    .header = header,
	};
}

void
row_end(struct row *row)
{
	buffer_add_text(row->buffer, row->json ? "}\n" : "\n");
}

static void
begin_column(struct row *row, const char *key)
{
	if (row->begun)
		buffer_add_text(row->buffer, ",");
	row->begun = true;
	if (row->json)
		buffer_add_format(row->buffer, "\"%s\":", key);
	else if (row->header)
		buffer_add_text(row->buffer, key);
}

void
row_add_span(struct row *row, const char *key, struct span text)
{
	begin_column(row, key);
	if (row->json)
		buffer_add_json(row->buffer, text.len != 0 ? text.bytes : "",
		    text.len);
	else if (!row->header && text.len != 0)
		buffer_add_csv(row->buffer, text.bytes, text.len);
}

void
row_add_text(struct row *row, const char *key, const char *text)
{
	row_add_span(row, key, span_of(text != NULL ? text : ""));
}

void
row_add_number(struct row *row, const char *key, uint64_t number)
{
	begin_column(row, key);
	if (!row->header)
		buffer_add_number(row->buffer, number);
}

void
row_add_time(struct row *row, const char *key, const char *text_key,
    int64_t time)
{
	time_t seconds = (time_t)(time > 0 ? time : 0);
	char text[TIME_SIZE] = "";
	struct tm parts;

	if (gmtime_r(&seconds, &parts) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
	row_add_number(row, key, (uint64_t)seconds);
	row_add_text(row, text_key, text);
}

void
row_add_hash(struct row *row, const char *key,
    const struct redaction *redaction, uint64_t hash)
{
	char text[2 * sizeof(hash) + 1] = "";

	if (redaction != NULL)
		hash = redaction_number(redaction, hash);
	if (hash != 0)
		(void)snprintf(text, sizeof(text), "%016" PRIx64, hash);
	row_add_text(row, key, text);
}

const char *const row_outcome_names[MAILLOG_OUTCOMES] = {
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

void
row_add_outcomes(struct row *row,
    const uint64_t outcomes[static MAILLOG_OUTCOMES])
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

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		row_add_number(row, row_outcome_names[columns[i]],
		    outcomes[columns[i]]);
}
