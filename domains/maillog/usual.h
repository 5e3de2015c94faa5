/* SPDX-License-Identifier: BSD-2-Clause */
/* Usual: a line whose stamp and host are those of the line before, but for
 * minutes, seconds and a fraction.  Most lines are such, so the last one that
 * was taken apart is a pattern for the next, and sixteen bytes are compared at
 * once.
 *
 *     Nov 29 03:01:44 mx postfix/smtp[18116]: TEXT
 *     Nov 29 03:##:## mx                             the pattern
 *     2026-11-29T03:##:##.######+09:00 mx            of another log
 *
 *     usual_take(&usual, &stamps, &text, &line)      false: take it apart, and
 *     usual_remember(&usual, &stamps, text, &line)
 */
#ifndef DOMAINS_MAILLOG_USUAL_H
#define DOMAINS_MAILLOG_USUAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/simd16.h"
#include "domains/base/span.h"
#include "domains/maillog/line.h"
#include "domains/maillog/stamp.h"

/* Longer stamps and hosts are not remembered, nor are longer tags usual. */
#define USUAL_PREFIX ((size_t)4 * SIMD16_SIZE)
#define USUAL_TAG ((size_t)2 * SIMD16_SIZE)

struct usual {
	size_t len;  /* of stamp and host, with blanks; 0: nothing is known */
	size_t host; /* where it begins */
	size_t minutes; /*   and these */
	/* A bit for each byte: what has to be the same, minutes and seconds,
	 * what has to be a digit. */
	uint64_t same, clock, digits;
	char bytes[USUAL_PREFIX];
	int64_t time; /* of the last line */
};

/* Takes a whole line off a text that is much longer, for what comes after the
 * line is read.  False when it has to be taken apart. */
bool
usual_take(struct usual *usual, struct stamps *stamps, struct span *text,
    struct maillog_line *line_r);

/* A line that was taken apart is the pattern from here on, or there is none. */
void
usual_remember(struct usual *usual, const struct stamps *stamps,
    struct span text, const struct maillog_line *line);

#endif
