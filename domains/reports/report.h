/* SPDX-License-Identifier: BSD-2-Clause */
/* Report: how a finding, the summary and trouble look to the reader.
 *
 *     list.txt:12: taro@gmai.com: known doppelganger of gmail.com, did you
 *     mean taro@gmail.com? [known-doppelganger certain]      (on one line)
 *
 *     {"file":"list.txt","line":12,"address":"taro@gmai.com",
 *      "reason":"known-doppelganger","confidence":"certain",
 *      "meant":"gmail.com","suggestion":"taro@gmail.com","slip":"omission",
 *      "source":"https://..."}                               (on one line)
 *
 * Where the file says for which list or user an address is registered, it
 * follows: "aliases:12: taro@gmai.com for lab: ...", and in JSON "list", and
 * "name" of a person, and "near", the name or address that a local part is
 * near to.
 *
 * In JSON meant, suggestion, slip and source are null where there is nothing
 * to say; a malformed address has "detail", which says why, and where the DNS
 * was asked and answered there are "evidence" and "mx".  The bytes of an
 * address never reach a terminal raw (buffer_add_escaped).
 */
#ifndef DOMAINS_REPORTS_REPORT_H
#define DOMAINS_REPORTS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/engine/verdict.h"
#include "domains/registrations/finding.h"
#include "domains/base/buffer.h"

/* Any address that is one is shorter; of a longer text the beginning is
 * shown. */
#define REPORT_ADDRESS_MAX 2048

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_CSV, REPORT_SARIF };

struct report {
	enum report_format format;
	bool colour; /* text only */
	bool *begun; /* SARIF: a finding was written; who writes sets it */
};

/* What an audit counts. */
struct report_counts {
	uint64_t addresses; /* malformed ones included */
	uint64_t distinct;  /* domains */
	uint64_t findings[VERDICT_REASONS];
};

/* What stands before the first finding and behind the last. */
void
report_add_begin(const struct report *report, struct buffer *buffer);
void
report_add_end(const struct report *report, struct buffer *buffer);

/* What stands before a finding, for the one who writes them in order. */
void
report_add_separator(const struct report *report, struct buffer *buffer);

/* A finding is what report_add_place() adds, its line number, and what
 * report_add_finding() adds: many threads write findings while only one knows
 * how many lines went before. */
void
report_add_place(const struct report *report, const char *path,
    struct buffer *buffer);
void
report_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer);

/* What is wrong, in words: for sinks that report a finding in a form of their
 * own. */
void
report_add_phrase(const struct finding *finding, struct buffer *buffer);

/* "1000 addresses read, 120 distinct domains, 3 findings: typo 2, ..." */
void
report_summary(FILE *out, const struct report_counts *counts);

uint64_t
report_count_findings(const struct report_counts *counts);

#endif
