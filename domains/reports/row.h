/* SPDX-License-Identifier: BSD-2-Clause */
/* Row: a line of a report for programs, as JSON or as CSV, whose columns are
 * the same.
 *
 *     struct row row = row_begin(buffer, format, false);
 *     row_add_text(&row, "kind", "total");
 *     row_add_number(&row, "mails", 12);
 *     row_end(&row);
 *
 *     {"kind":"total","mails":12}
 *     "total",12
 *
 * A text that is not known is "", a number 0.
 */
#ifndef DOMAINS_REPORTS_ROW_H
#define DOMAINS_REPORTS_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/maillog/event.h"
#include "domains/reports/report.h"

struct row {
	struct buffer *buffer;
	bool json;
	bool header; /* only the names of the columns, of CSV */
	bool begun;
};

/* header: only the names are written, whatever the values are. */
struct row
row_begin(struct buffer *buffer, enum report_format format, bool header);
void
row_end(struct row *row);

/* NULL is "". */
void
row_add_text(struct row *row, const char *key, const char *text);
void
row_add_span(struct row *row, const char *key, struct span text);

void
row_add_number(struct row *row, const char *key, uint64_t number);

/* Two columns: seconds since 1970, and the same in UTC as a text. */
void
row_add_time(struct row *row, const char *key, const char *text_key,
    int64_t time);

/* A hash, which is no number to count with; redaction: NULL. */
void
row_add_hash(struct row *row, const char *key,
    const struct redaction *redaction, uint64_t hash);

/* How a mail ended, as programs know it. */
extern const char *const row_outcome_names[MAILLOG_OUTCOMES];

/* Columns by these names: how many ended so. */
void
row_add_outcomes(struct row *row,
    const uint64_t outcomes[static MAILLOG_OUTCOMES]);

#endif
