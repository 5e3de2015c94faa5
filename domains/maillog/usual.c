/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares lines with a pattern: see the header. */
#include "domains/maillog/usual.h"

#include <string.h>

#include "domains/base/ascii.h"

/* "01:44" */
#define CLOCK ((size_t)5)

/* So many bits, the lowest ones. */
static uint64_t
low_bits(size_t count)
{
	return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

/* ---- the pattern --------------------------------------------------------- */

void
usual_remember(struct usual *usual, const struct stamps *stamps,
    struct span text, const struct maillog_line *line)
{
	size_t hour = stamps->hour_len, at = hour + CLOCK, fraction = 0;
	size_t len = (size_t)(line->tag.bytes - text.bytes);

	usual->len = 0;
	if (hour == 0 || line->host.len == 0 || len > USUAL_PREFIX ||
	    len <= at ||
	    line->host.bytes + line->host.len + 1 != line->tag.bytes ||
	    memcmp(text.bytes, stamps->hour, hour) != 0)
		return;
	if (text.bytes[at] == '.')
		for (at++; ascii_is_digit(text.bytes[at + fraction]);)
			fraction++;
	usual->host = at + fraction + stamps->offset_len + 1;
	if (line->host.bytes != text.bytes + usual->host)
		return;
	usual->minutes = hour;
	usual->clock = low_bits(CLOCK) << hour;
	usual->digits = low_bits(fraction) << at;
	usual->same = low_bits(len) & ~usual->clock & ~usual->digits;
	memset(usual->bytes, 0, sizeof(usual->bytes));
	memcpy(usual->bytes, text.bytes, len);
	usual->time = line->time;
	usual->len = len;
}

/* ---- a line -------------------------------------------------------------- */

static inline uint64_t
compare_from(size_t at, const char *a, const char *b)
{
	return (uint64_t)simd16_bits(
		   simd16_equal(simd16_load(a + at), simd16_load(b + at)))
	       << at;
}

/* Where a text agrees with the pattern: a bit for each byte.  A traditional
 * stamp with a short host needs half of them. */
static inline uint64_t
compare(const char *text, const char *pattern, size_t len)
{
	uint64_t agree = compare_from(0, text, pattern) |
	                 compare_from(SIMD16_SIZE, text, pattern);

	if (len > 2 * SIMD16_SIZE)
		agree |= compare_from(2 * SIMD16_SIZE, text, pattern) |
		         compare_from(3 * SIMD16_SIZE, text, pattern);
	return agree;
}

/* Are all those digits that have to be? */
static bool
has_digits(const struct usual *usual, const char *text)
{
	uint64_t digits = 0;

	for (size_t i = 0; i < usual->len; i += SIMD16_SIZE)
		digits |= (uint64_t)simd16_bits(
			      simd16_between(simd16_load(text + i), '0', '9'))
		          << i;
	return (digits & usual->digits) == usual->digits;
}

/* Where a byte is in a tag and what comes after it: a bit for each. */
static uint32_t
find_bytes(const char *begin, char byte)
{
	return simd16_bits(simd16_is(simd16_load(begin), byte)) |
	       simd16_bits(simd16_is(simd16_load(begin + SIMD16_SIZE), byte))
	           << SIMD16_SIZE;
}

/* "postfix/smtp[18116]: TEXT"; what is not quite usual is left to others. */
static bool
take_tag(const char *begin, const char *end, struct maillog_line *line_r)
{
	uint32_t blanks = find_bytes(begin, ' '), brackets;
	const char *blank = begin + (blanks != 0 ? __builtin_ctz(blanks) : 0);
	const char *colon = blank - 1, *tag_end = colon;

	if (colon <= begin || *colon != ':' || blank + 1 >= end ||
	    blank[1] == ' ' || blank[1] == '[' || end[-1] == '\r')
		return false;
	line_r->pid.len = 0;
	if (colon[-1] == ']') {
		brackets = find_bytes(begin, '[') & (blanks - 1);
		if (brackets == 0)
			return false;
		tag_end = begin + (31 - __builtin_clz(brackets));
		line_r->pid = span_between(tag_end + 1, colon - 1);
	}
	if (tag_end == begin)
		return false;
	line_r->tag = span_between(begin, tag_end);
	line_r->text = span_between(blank + 1, end);
	return true;
}

bool
usual_take(struct usual *usual, struct stamps *stamps, struct span *text,
    struct maillog_line *line_r)
{
	const char *begin = text->bytes, *tag = begin + usual->len, *newline;
	uint64_t agree;
	bool same_second;
	int seconds = 0;

	if (usual->len == 0 || text->len < USUAL_PREFIX + USUAL_TAG)
		return false;
	agree = compare(begin, usual->bytes, usual->len);
	if ((agree & usual->same) != usual->same ||
	    (usual->digits != 0 && !has_digits(usual, begin)))
		return false;
	same_second = (agree & usual->clock) == usual->clock;
	newline = memchr(tag, '\n', text->len - usual->len);
	if (!same_second)
		seconds = stamps_parse_minutes(begin + usual->minutes);
	if (newline == NULL || seconds < 0 || !take_tag(tag, newline, line_r))
		return false;
	if (!same_second) {
		memcpy(usual->bytes + usual->minutes, begin + usual->minutes,
		    CLOCK);
		usual->time = stamps->hour_time + seconds;
	}
	stamps->time = line_r->time = usual->time;
	stamps->undated = stamps->undated || stamps->hour_undated;
	stamps->local = stamps->hour_local;
	line_r->host.bytes = begin + usual->host;
	line_r->host.len = usual->len - usual->host - 1;
	line_r->cut = false;
	*text = span_between(newline + 1, begin + text->len);
	return true;
}
