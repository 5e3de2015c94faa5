/* SPDX-License-Identifier: BSD-2-Clause */
/* Leak line: a line of a report on mail logs, read again. */
#ifndef DOMAINS_REPORTS_LEAK_LINE_H
#define DOMAINS_REPORTS_LEAK_LINE_H

#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/records.h"
#include "domains/reports/gate.h"

enum leak_line_kind {
	LEAK_LINE_REPORT,
	LEAK_LINE_HOST,
	LEAK_LINE_MAIL,
	LEAK_LINE_GATE, /* a decision */
	LEAK_LINE_NOTE,
	LEAK_LINE_ERROR,
	LEAK_LINE_END,
	LEAK_LINE_OTHER /* sums, and what later versions may add */
};

/* Bytes of what a note or an error is about, and of its words; the rest is cut.
 * A line has less than LEAK_PARTS_LINE_MAX with both. */
#define LEAK_LINE_NOTE_MAX 4096

/* The texts hold until the line is cleared. */
struct leak_line {
	enum leak_line_kind kind;
	struct record mail;      /* LEAK_LINE_MAIL */
	struct gate_fact fact;   /* LEAK_LINE_GATE */
	struct span host;        /* LEAK_LINE_HOST */
	int64_t first, last;     /*   and from when to when */
	const char *file, *note; /* LEAK_LINE_NOTE, LEAK_LINE_ERROR */
	struct span redaction;   /* LEAK_LINE_REPORT */
	uint64_t deliveries, rejects;
	uint64_t lines; /* LEAK_LINE_END */
	void *object;   /* what the texts are of */
};

/* Loads the library.  Returns 0, or -1 with a diagnostic. */
int
leak_line_begin(struct diagnostics *diagnostics);

/* Returns 0, or -1 with why it is none in words, a text of ours. */
int
leak_line_read(struct span text, struct leak_line *line_r, const char **why_r);
void
leak_line_clear(struct leak_line *line);

#endif
