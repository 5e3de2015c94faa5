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
#ifndef DOMAINS_RECORDS_WRITTEN_H
#define DOMAINS_RECORDS_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A longer text is not mended: it is no address with a name. */
#define WRITTEN_MAX 4096

enum written_oddity {
	WRITTEN_FULL_WIDTH = 1, /* U+FF01 to U+FF5E: ASCII in Japanese width */
	WRITTEN_FULL_STOP = 2,  /* U+3002, U+FF61 for a dot */
	WRITTEN_ZERO_WIDTH = 4, /* takes no room: U+200B, U+FEFF, ... */
	WRITTEN_NO_BREAK = 8,   /* U+00A0, U+202F: a blank that is none */
	WRITTEN_WIDE_AT = 16,   /* U+FF20 for @ */
	WRITTEN_ODDITIES = 32
};

struct written {
	size_t len;
	char bytes[WRITTEN_MAX];          /* the text, mended */
	uint16_t from[WRITTEN_MAX + 1];   /* where each byte comes from; */
	uint16_t behind[WRITTEN_MAX + 1]; /*   where the one before it ended */
};

/* Returns whether the text has something odd, with *written_r set; false also
 * for a text over WRITTEN_MAX. */
bool
written_mend(const char *bytes, size_t len, struct written *written_r);

/* The oddities of a text: bits. */
unsigned
written_oddities(const char *bytes, size_t len);

/* "full-width letters, zero-width characters": of any set of bits a static
 * text. */
const char *
written_oddities_text(unsigned oddities);

#endif
