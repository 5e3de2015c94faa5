/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-16 with its mark at the front, as a Windows shell writes what is sent
 * into a file (decoder.h). */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/utf8.h"
#include "domains/maillog/decoder.h"

struct utf16 {
	bool begun, big;
	uint32_t high; /* the first half of a character; 0: none */
	char text[2 * UTF8_BYTES_MAX]; /* of a unit: what was not written, */
	struct span left;              /*   for there was no room for it */
};

static bool
utf16_begins(struct span begin)
{
	return decoder_fits(begin, "\xfe\xff", 2) ||
	       (decoder_fits(begin, "\xff\xfe", 2) &&
		   !decoder_fits(begin, "\xff\xfe\0\0", 4));
}

static int
utf16_reset(void *state)
{
	*(struct utf16 *)state = (struct utf16){.begun = false};
	return 0;
}

static void *
utf16_open(const char **lacking_r)
{
	struct utf16 *utf16 = calloc(1, sizeof(*utf16));

	if (utf16 == NULL)
		*lacking_r = strerror(ENOMEM);
	return utf16;
}

static bool
is_half(uint32_t unit, uint32_t first)
{
	return unit >= first && unit < first + 0x400;
}

/* Writes what a unit completes; half a character is a replacement. */
static size_t
put_unit(struct utf16 *utf16, uint32_t unit, char *out)
{
	uint32_t high = utf16->high;
	size_t len = 0;

	utf16->high = is_half(unit, 0xd800) ? unit : 0;
	if (high != 0 && is_half(unit, 0xdc00))
		return utf8_encode(0x10000 + ((high - 0xd800) << 10) +
				       (unit - 0xdc00),
		    out);
	if (high != 0)
		len = utf8_encode(UTF8_REPLACEMENT, out);
	if (utf16->high != 0)
		return len;
	if (is_half(unit, 0xdc00))
		unit = UTF8_REPLACEMENT;
	return len + utf8_encode(unit, out + len);
}

static enum decoder_result
utf16_run(void *state, struct decoder_flow *flow, const char **why_r)
{
	struct utf16 *utf16 = state;
	size_t at = 0, written = 0, some;

	(void)why_r;
	if (!utf16->begun && flow->in.len >= 2) {
		utf16->begun = true;
		utf16->big = *flow->in.bytes == '\xfe';
		at = 2;
	}
	while (written < flow->room) {
		const unsigned char *unit =
		    (const unsigned char *)flow->in.bytes + at;

		if (utf16->left.len == 0) {
			if (at + 1 >= flow->in.len)
				break;
			utf16->left = (struct span){utf16->text,
			    put_unit(utf16,
				utf16->big ? (uint32_t)(unit[0] << 8 | unit[1])
					   : (uint32_t)(unit[1] << 8 | unit[0]),
				utf16->text)};
			at += 2;
		}
		some = flow->room - written;
		if (some > utf16->left.len)
			some = utf16->left.len;
		memcpy(flow->out + written, utf16->left.bytes, some);
		utf16->left = span_after(utf16->left, some);
		written += some;
	}
	decoder_flow_take(flow, flow->in.len - at, flow->room - written);
	return DECODER_GOES_ON;
}

const struct decoder decoder_utf16 = {
    .name = "UTF-16",
    .begins = utf16_begins,
    .open = utf16_open,
    .reset = utf16_reset,
    .run = utf16_run,
    .close = free,
    .ends_with_file = true,
};
