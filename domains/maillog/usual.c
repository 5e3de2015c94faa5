/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares lines with a pattern: see the header. */
#include "domains/maillog/usual.h"

#include <endian.h>
#include <string.h>

#include "domains/base/ascii.h"

/* "01:44" */
#define CLOCK ((size_t)5)

/* Nobody has larger ones. */
#define PID_DIGITS ((size_t)8)

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

/* Does a text fit the pattern?  Sets whether the second is the same, too. */
static bool
fits(const struct usual *usual, const char *text, bool *same_second_r)
{
	uint64_t agree = 0, digits = 0;

	for (size_t i = 0; i < usual->len; i += SIMD16_SIZE) {
		simd16 bytes = simd16_load(text + i);

		agree |= (uint64_t)simd16_bits(
			     simd16_equal(bytes, simd16_load(usual->bytes + i)))
		         << i;
		if (usual->digits != 0)
			digits |= (uint64_t)simd16_bits(
				      simd16_between(bytes, '0', '9'))
			          << i;
	}
	*same_second_r = (agree & usual->clock) == usual->clock;
	return (agree & usual->same) == usual->same &&
	       (digits & usual->digits) == usual->digits;
}

/* Where a byte is in a tag and what comes after it: a bit for each. */
static uint32_t
find_bytes(const char *begin, char byte)
{
	return simd16_bits(simd16_is(simd16_load(begin), byte)) |
	       simd16_bits(simd16_is(simd16_load(begin + SIMD16_SIZE), byte))
	           << SIMD16_SIZE;
}

/* A number of so many digits, PID_DIGITS at most, that ends here; PID_DIGITS
 * bytes before it are readable.  -1 when there is another byte in it. */
static long
parse_pid(const char *end, size_t digits)
{
	uint64_t bytes;

	memcpy(&bytes, end - PID_DIGITS, PID_DIGITS);
	/* The first digit is the lowest byte. */
	bytes = le64toh(bytes) ^ UINT64_C(0x3030303030303030);
	bytes &= UINT64_MAX << 8 * (PID_DIGITS - digits);
	if (((bytes | (bytes + UINT64_C(0x7676767676767676))) &
		UINT64_C(0x8080808080808080)) != 0)
		return -1;
	bytes = bytes * 2561 >> 8 & UINT64_C(0x00ff00ff00ff00ff);
	bytes = bytes * 6553601 >> 16 & UINT64_C(0x0000ffff0000ffff);
	return (long)(bytes * 42949672960001 >> 32);
}

/* "postfix/smtp[18116]: TEXT"; what is not quite usual is left to others. */
static bool
take_tag(const char *begin, const char *end, struct maillog_line *line_r)
{
	uint32_t blanks = find_bytes(begin, ' '), brackets;
	const char *blank = begin + (blanks != 0 ? __builtin_ctz(blanks) : 0);
	const char *tag_end = blank - 1;
	size_t digits;
	long pid = 0;

	if (tag_end <= begin || *tag_end != ':' || blank + 1 >= end ||
	    blank[1] == ' ' || blank[1] == '[' || end[-1] == '\r')
		return false;
	if (tag_end[-1] == ']') {
		brackets = find_bytes(begin, '[') & (blanks - 1);
		if (brackets == 0)
			return false;
		tag_end = begin + (31 - __builtin_clz(brackets));
		digits = (size_t)(blank - 3 - tag_end);
		if (digits == 0 || digits > PID_DIGITS)
			return false;
		pid = parse_pid(blank - 2, digits);
	}
	if (tag_end == begin || pid < 0)
		return false;
	line_r->tag = span_between(begin, tag_end);
	line_r->pid = pid;
	line_r->text = span_between(blank + 1, end);
	return true;
}

bool
usual_take(struct usual *usual, struct stamps *stamps, struct span *text,
    struct maillog_line *line_r)
{
	const char *begin = text->bytes, *tag = begin + usual->len, *newline;
	bool same_second;
	int seconds = 0;

	if (usual->len == 0 || text->len < USUAL_PREFIX + USUAL_TAG ||
	    !fits(usual, begin, &same_second))
		return false;
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
