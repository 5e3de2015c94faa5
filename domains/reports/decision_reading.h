/* SPDX-License-Identifier: BSD-2-Clause */
/* Decision reading: the lines of the gate in a mail log, read again
 * (decision_line.h writes them).
 *
 *     if (decision_matters(line))
 *             ... decision_read(line, &decision)
 *
 * A line is the gate's by its tag, and is read whole or not at all: each field
 * in its place, in the bytes that the writer leaves of it.
 */
#ifndef DOMAINS_REPORTS_DECISION_READING_H
#define DOMAINS_REPORTS_DECISION_READING_H

#include <stdbool.h>
#include <string.h>

#include "domains/maillog/line.h"
#include "domains/reports/decision_line.h"

/* A text as it was before it was escaped; a zero byte is '?'. */
struct decision_text {
	char bytes[DECISION_ADDRESS_SIZE]; /* '\0'-terminated */
	size_t len;
};

struct decision {
	struct span queue; /* of the line; empty: the MTA had none yet */
	struct decision_text to;
	struct decision_text original; /* "" when there is none */
	struct decision_text from;
	struct span client;          /* "mx.b.jp[192.0.2.7]", of the line */
	bool registered;             /* list and member are there */
	struct decision_text list;   /* of a wrong registration */
	struct decision_text member; /*   and who is registered */
	struct decision_text meant;  /* a domain; "" when there is none */
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	enum exemption exempt;
	bool monitor;       /* action is what would have been done */
	enum action action; /* not of exempt ones */
};

/* Is a text of the gate about a recipient? */
bool
decision_has_recipient(struct span text);

/* As maillog_wanted: has it the tag of the gate, and is about a recipient?  It
 * is inlined, for nearly all lines are others'. */
static inline bool
decision_matters(const struct maillog_line *line)
{
	static const char tag[] = "doppelmilter";

	return line->tag.len == sizeof(tag) - 1 &&
	       memcmp(line->tag.bytes, tag, sizeof(tag) - 1) == 0 &&
	       decision_has_recipient(line->text);
}

enum decision_result {
	DECISION_READ,
	DECISION_NONE,  /* nothing was wrong, or the mail was given up */
	DECISION_UNREAD /* it is cut, or of another version */
};

enum decision_result
decision_read(const struct maillog_line *line, struct decision *decision_r);

#endif
