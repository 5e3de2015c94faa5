/* SPDX-License-Identifier: BSD-2-Clause */
/* Report: findings as text, JSON, CSV, SARIF and HTML, and the summary.
 *
 *     list.txt:12: taro@gmai.com: known doppelganger of gmail.com, did you
 *     mean taro@gmail.com? [known-doppelganger certain]      (on one line)
 *
 *     {"version":1,"file":"list.txt","line":12,"address":"taro@gmai.com",
 *      "reason":"known-doppelganger","confidence":"certain",
 *      "meant":"gmail.com","suggestion":"taro@gmail.com","slip":"omission",
 *      "source":"https://..."}                               (on one line)
 *
 * Where the file says for which list or user an address is registered, it
 * follows: "aliases:12: taro@gmai.com for lab: ...", and in JSON "list", and
 * "name" of a person, and "near", the name or address that a local part is
 * near to.
 *
 * In JSON, version is that of the form: a key may be added without a new one.
 * meant, suggestion, slip and source are null where there is nothing to say; a
 * malformed address has "detail", which says why, and where the DNS was asked
 * and answered there are "evidence" and "mx".  The bytes of an address never
 * reach a terminal raw (buffer_add_escaped).
 */
#ifndef DOMAINS_REPORTS_REPORT_H
#define DOMAINS_REPORTS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/base/buffer.h"
#include "domains/engine/verdict.h"
#include "domains/reports/page.h"
#include "domains/reports/redaction.h"
#include "domains/reports/sink.h"

/* Any address that is one is shorter; of a longer text the beginning is
 * shown. */
#define REPORT_ADDRESS_MAX 2048

/* The rows of forms.h, in their order.  The last is for a person: what
 * REPORT_TEXT becomes on a terminal (groups.h). */
enum report_format {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_CSV,
	REPORT_SARIF,
	REPORT_HTML,
	REPORT_GROUPS
};

struct report {
	enum report_format format;
	bool colour; /* text only */
	bool silent; /* findings are only counted */
	bool live;   /* groups only: what comes in is written at once */
	FILE *out;
	bool begun;            /* a finding went before */
	bool written;          /* one was written */
	bool failed;           /* out takes nothing more; it was said why */
	struct buffer pending; /* not written yet */
	uint64_t taken;        /* findings */
	struct page page;      /* HTML only: of all that is reported */
	const struct redaction *redaction; /* NULL: names stay */
};

/* Writes what stands before the first finding, with the next that is written,
 * and after the last. */
void
report_begin(struct report *report);
void
report_end(struct report *report);

/* A sink, whose context is the report. */
enum sink_result
report_take(void *report, const struct finding *finding);

/* Writes what is pending, or only if it is much.  Returns 0, or -1 when out
 * takes no more, with a message but for a reader that went away, like head. */
int
report_flush(struct report *report);
int
report_flush_full(struct report *report);

/* The same by the parts of a finding: many threads format findings while only
 * one knows how many lines went before.  The order is separator, place, line
 * number, finding. */
void
report_add_separator(struct report *report, struct buffer *buffer);
void
report_add_place(const struct report *report, const char *path,
    struct buffer *buffer);
void
report_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer);

/* Adds what is wrong, in words: for sinks with a form of their own. */
void
report_add_phrase(const struct finding *finding, struct buffer *buffer);

/* Adds ", did you mean taro@gmail.com?"; nothing without a suggestion. */
void
report_add_suggestion(const struct finding *finding, bool colour,
    struct buffer *buffer);

/* What an audit counts. */
struct report_counts {
	uint64_t addresses; /* malformed ones included */
	uint64_t distinct;  /* domains */
	uint64_t findings[VERDICT_REASONS];
	uint64_t wrong;   /* addresses with a finding; and of these */
	uint64_t certain; /*   those with one that is certain */
	uint64_t logs;    /* mail logs, and in these */
	uint64_t leaked;  /*   the wrong addresses that mail was meant for */
};

void
report_add_counts(struct report_counts *counts,
    const struct report_counts *more);

uint64_t
report_count_findings(const struct report_counts *counts);

/* "1000 addresses read, 120 distinct domains, 3 findings: typo 2, ..." */
void
report_summary(FILE *out, const struct report_counts *counts);

/* What a person wants to know:
 * "7 of 10 addresses need attention, 4 certain". */
void
report_conclude(FILE *out, const struct report_counts *counts);

#endif
