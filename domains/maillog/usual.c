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
	usual->undated = stamps->hour_undated;
	usual->len = len;
}

/* ---- a line -------------------------------------------------------------- */

bool
usual_has_digits(const struct usual *usual, const char *text)
{
	uint64_t digits = 0;

	for (size_t i = 0; i < usual->len; i += SIMD16_SIZE)
		digits |= (uint64_t)simd16_bits(
			      simd16_between(simd16_load(text + i), '0', '9'))
		          << i;
	return (digits & usual->digits) == usual->digits;
}

bool
usual_take_minutes(struct usual *usual, const struct stamps *stamps,
    const char *text)
{
	const int seconds = stamps_parse_minutes(text + usual->minutes);

	if (seconds < 0)
		return false;
	memcpy(usual->bytes + usual->minutes, text + usual->minutes, CLOCK);
	usual->time = stamps->hour_time + seconds;
	return true;
}
