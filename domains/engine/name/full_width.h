/* SPDX-License-Identifier: BSD-2-Clause */
/* Full width: an address as Japanese input and Excel leave it -> as it is
 * meant.
 *
 *     "taro＠ｇｍａｉｌ．ｃｏｍ"    taro@gmail.com   full-width @, letters
 *     "taro@gmail。com"           taro@gmail.com   ideographic full stop
 *     "taro<U+200B>@gmail.com"    taro@gmail.com   zero width
 *     "taro@gmail.com<U+00A0>"    taro@gmail.com   no-break space
 *     "taro@gmail・com"           taro@gmail.com   middle dot
 *     "taro@soーnet.ne.jp"        taro@so-net.ne.jp   dash, long vowel
 *     "taro@gmail. com"           taro@gmail.com   blank in the domain
 *     "taro@yahoo co.jp"          taro@yahoo.co.jp   the same
 *     "taro@hot mail.com"         taro@hotmail.com   the same
 *     "taro@gma<U+2170>l.com"     taro@gmail.com   letter of a special form
 *     "o<U+FB03>ce@gmail.com"     office@gmail.com   ligature
 *
 * No address has such characters: a mail system refuses them, or reads another
 * address. */
#ifndef DOMAINS_ENGINE_NAME_FULL_WIDTH_H
#define DOMAINS_ENGINE_NAME_FULL_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"

/* Bytes.  A longer text is no address with a name, and is not mended. */
#define FULL_WIDTH_MAX 4096

enum full_width_oddity {
	FULL_WIDTH_LETTERS = 1,     /* U+FF01 to U+FF5E: ASCII of full width */
	FULL_WIDTH_FULL_STOP = 2,   /* U+3002, U+FF61 for a dot */
	FULL_WIDTH_ZERO_WIDTH = 4,  /* U+200B, U+FEFF, ...: not visible */
	FULL_WIDTH_NO_BREAK = 8,    /* U+00A0, U+202F for a blank */
	FULL_WIDTH_AT = 16,         /* U+FF20 for @ */
	FULL_WIDTH_MIDDLE_DOT = 32, /* U+30FB, U+FF65, U+00B7, U+2022, ... for
	                               the dot of a domain: between ASCII */
	FULL_WIDTH_BLANK = 64,      /* in a domain that is over there */
	FULL_WIDTH_HYPHEN = 128,    /* U+30FC, U+2212, U+2010, ... for the
	                                   hyphen of a domain: between ASCII */
	FULL_WIDTH_FORM = 256,      /* in a domain: a Roman numeral, a letter
	                               of mathematics; U+FB00 to U+FB06,
	                               ligatures as PDF has them */
	FULL_WIDTH_ODDITIES = 512
};

struct full_width {
	size_t len;
	char bytes[FULL_WIDTH_MAX];         /* the text, mended */
	uint16_t from[FULL_WIDTH_MAX + 1];  /* where each byte comes from, */
	uint16_t after[FULL_WIDTH_MAX + 1]; /*   where the one before it ends */
};

/* Mends a text.  Returns whether it has any oddity, with *mended_r set; false
 * also for a text over FULL_WIDTH_MAX. */
bool
full_width_mend(const char *bytes, size_t len, struct full_width *mended_r);

/* The bytes of a text that a part of the mended text comes from.  A no-break
 * space at its edge belongs to the part, as for a mail system, unless it
 * separates the part from other text. */
struct span
full_width_origin(const struct full_width *mended, struct span text,
    struct span part);

/* The oddities of a text, as bits. */
unsigned
full_width_oddities(const char *bytes, size_t len);

/* "full-width letters, zero-width characters"; as snprintf. */
int
full_width_oddities_format(unsigned oddities, char *buf, size_t size);

#endif
