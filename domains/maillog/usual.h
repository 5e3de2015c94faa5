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
 *     usual_take(&usual, newline, &stamps, &text, &line)
 *                                         false: take the line apart, and
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

/* A shorter text is not, either. */
#define USUAL_TEXT ((size_t)5)

struct usual {
	size_t len;  /* of stamp and host, with blanks; 0: nothing is known */
	size_t host; /* where it begins */
	size_t minutes; /*   and these */
	/* A bit for each byte: what has to be the same, minutes and seconds,
	 * what has to be a digit. */
	uint64_t same, clock, digits;
	char bytes[USUAL_PREFIX];
	int64_t time; /* of the last line */
	bool undated; /* the stamps are, as struct stamps has it */
};

/* A line that was taken apart is the pattern from here on, or there is none. */
void
usual_remember(struct usual *usual, const struct stamps *stamps,
    struct span text, const struct maillog_line *line);

/* Are these digits all those that have to be? */
bool
usual_has_digits(const struct usual *usual, const char *text);

/* The minutes of a line are others than those of the pattern, which gets them.
 * False when they are none. */
bool
usual_take_minutes(struct usual *usual, const struct stamps *stamps,
    const char *text);

static inline uint64_t
usual_differ_from(size_t at, const char *a, const char *b)
{
	const unsigned all = (1U << SIMD16_SIZE) - 1;

	return (uint64_t)(simd16_bits(simd16_equal(simd16_load(a + at),
			      simd16_load(b + at))) ^
			  all)
	       << at;
}

/* Where a text is another than the pattern: a bit for each byte.  A traditional
 * stamp with a short host needs half of them. */
static inline uint64_t
usual_differ(const struct usual *usual, const char *text)
{
	const char *pattern = usual->bytes;
	uint64_t bits = usual_differ_from(0, text, pattern) |
	                usual_differ_from(SIMD16_SIZE, text, pattern);

	if (usual->len > 2 * SIMD16_SIZE)
		bits |= usual_differ_from(2 * SIMD16_SIZE, text, pattern) |
		        usual_differ_from(3 * SIMD16_SIZE, text, pattern);
	return bits;
}

/* May a text of USUAL_TEXT bytes be a line that another one carries: "Nov 29
 * ...", "2026-11-...", "<22>..."? */
static inline bool
usual_begins_stamp(const char *text)
{
	return text[3] == ' ' || text[4] == '-' || text[0] == '<';
}

/* Takes "postfix/smtp[18116]: TEXT", which a line has between its host and its
 * end.  False when it is not quite usual. */
static inline bool
usual_take_tag(const char *begin, const char *end, struct maillog_line *line_r)
{
	const uint32_t none = UINT32_C(1) << (USUAL_TAG - 1);
	const uint32_t blanks = simd16_find(begin, ' ');
	const char *blank = begin + __builtin_ctz(blanks | none);
	const char *tag_end = blank - 1;

	if (memcmp(blank - 1, ": ", 2) != 0 || blank[-2] == ':' ||
	    blank + USUAL_TEXT >= end || blank[1] == ' ' || blank[1] == '[' ||
	    usual_begins_stamp(blank + 1) || end[-1] == '\r')
		return false;
	line_r->pid.len = 0;
	if (blank[-2] == ']') {
		const uint32_t open = simd16_find(begin, '[') & (blanks - 1);

		if (open == 0)
			return false;
		tag_end = begin + (31 - __builtin_clz(open));
		line_r->pid = span_between(tag_end + 1, blank - 2);
	}
	line_r->tag = span_between(begin, tag_end);
	line_r->text = span_between(blank + 1, end);
	return tag_end > begin;
}

/* Takes a line, which ends at the newline, off a text that is much longer, for
 * what comes after the line is read.  False when it has to be taken apart.
 * It is inlined, for it is asked for each line. */
static inline bool
usual_take(struct usual *usual, const char *newline, struct stamps *stamps,
    struct span *text, struct maillog_line *line_r)
{
	const char *begin = text->bytes, *tag = begin + usual->len;
	uint64_t bits;

	if (usual->len == 0 || text->len < USUAL_PREFIX + USUAL_TAG)
		return false;
	bits = usual_differ(usual, begin);
	if ((bits & usual->same) != 0 ||
	    (usual->digits != 0 && !usual_has_digits(usual, begin)) ||
	    !usual_take_tag(tag, newline, line_r) ||
	    ((bits & usual->clock) != 0 &&
		!usual_take_minutes(usual, stamps, begin)))
		return false;
	if (usual->undated)
		stamps->undated = true;
	stamps->time = line_r->time = usual->time;
	line_r->host.bytes = begin + usual->host;
	line_r->host.len = usual->len - usual->host - 1;
	line_r->cut = false;
	*text = span_between(newline + 1, begin + text->len);
	return true;
}

#endif
