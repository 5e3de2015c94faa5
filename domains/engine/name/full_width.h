/* SPDX-License-Identifier: BSD-2-Clause */
/* Written: an address as Japanese input and Excel leave it -> as it was meant.
 *
 *     "taro＠ｇｍａｉｌ．ｃｏｍ"    taro@gmail.com   full-width @, letters
 *     "taro@gmail。com"           taro@gmail.com   ideographic full stop
 *     "taro<U+200B>@gmail.com"    taro@gmail.com   zero width
 *     "taro@gmail.com<U+00A0>"    taro@gmail.com   no-break space
 *
 * No address has these in it: a mail system refuses them, or takes them for
 * another address.
 */
#ifndef DOMAINS_ENGINE_NAME_FULL_WIDTH_H
#define DOMAINS_ENGINE_NAME_FULL_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"

/* A longer text is not mended: it is no address with a name. */
#define FULL_WIDTH_MAX 4096

enum full_width_oddity {
	FULL_WIDTH_FULL_WIDTH =
	    1, /* U+FF01 to U+FF5E: ASCII in Japanese width */
	FULL_WIDTH_FULL_STOP = 2,  /* U+3002, U+FF61 for a dot */
	FULL_WIDTH_ZERO_WIDTH = 4, /* takes no room: U+200B, U+FEFF, ... */
	FULL_WIDTH_NO_BREAK = 8,   /* U+00A0, U+202F: a blank that is none */
	FULL_WIDTH_WIDE_AT = 16,   /* U+FF20 for @ */
	FULL_WIDTH_ODDITIES = 32
};

struct full_width {
	size_t len;
	char bytes[FULL_WIDTH_MAX];        /* the text, mended */
	uint16_t from[FULL_WIDTH_MAX + 1]; /* where each byte comes from; */
	uint16_t
	    behind[FULL_WIDTH_MAX + 1]; /*   where the one before it ended */
};

/* Returns whether the text has something odd, with *written_r set; false also
 * for a text over FULL_WIDTH_MAX. */
bool
full_width_mend(const char *bytes, size_t len, struct full_width *written_r);

/* The bytes of a text that a part of what it was mended to comes from.  A
 * no-break space at the edge is one of the part, as a mail system sees it,
 * unless it parts it from something else. */
struct span
full_width_origin(const struct full_width *mended, struct span text,
    struct span part);

/* The oddities of a text: bits. */
unsigned
full_width_oddities(const char *bytes, size_t len);

/* "full-width letters, zero-width characters": of any set of bits a static
 * text. */
const char *
full_width_oddities_text(unsigned oddities);

#endif
