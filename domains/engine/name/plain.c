/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain: a bit for each byte, and which bytes may stand beside each other. */
#include "domains/engine/name/plain.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/simd16.h"

#define BLOCK 64

/* A bit for each byte of a block. */
struct marks {
	uint64_t fine; /* bytes of a plain name */
	uint64_t dots;
	uint64_t hyphens;
};

/* Marks the SIMD16_SIZE bytes at at and puts them into lower case. */
static inline void
mark(char *block, size_t at, struct marks *marks)
{
	simd16 bytes = simd16_load(block + at);
	simd16 upper = simd16_between(bytes, 'A', 'Z');
	simd16 dots = simd16_is(bytes, '.');
	simd16 hyphens = simd16_is(bytes, '-');

	bytes = simd16_or(bytes, simd16_and_byte(upper, 'a' - 'A'));
	simd16_store(block + at, bytes);
	simd16 letters = simd16_between(bytes, 'a', 'z');
	simd16 digits = simd16_between(bytes, '0', '9');
	simd16 fine =
	    simd16_or(simd16_or(dots, hyphens), simd16_or(letters, digits));
	marks->fine |= (uint64_t)simd16_bits(fine) << at;
	marks->dots |= (uint64_t)simd16_bits(dots) << at;
	marks->hyphens |= (uint64_t)simd16_bits(hyphens) << at;
}

/* Is there no empty label, no hyphen at an end of a label, and no two hyphens
 * in a row, as A-labels have them? */
static bool
are_labels(const struct marks *marks, size_t len)
{
	uint64_t last = (uint64_t)1 << (len - 1);
	uint64_t all = last | (last - 1);
	uint64_t begins = marks->dots << 1 | 1;
	uint64_t ends = marks->dots >> 1 | last;

	return (marks->fine & all) == all &&
	       (marks->dots & (begins | last)) == 0 &&
	       (marks->hyphens & (begins | ends | marks->hyphens << 1)) == 0;
}

bool
name_plain_parse(const char *bytes, size_t len, struct name *name_r)
{
	char block[BLOCK] = {0};
	struct marks marks = {0};

	if (len == 0 || len >= BLOCK)
		return false;
	memcpy(block, bytes, len);
	for (size_t at = 0; at < len; at += SIMD16_SIZE)
		mark(block, at, &marks);
	if (!are_labels(&marks, len) || ascii_is_digit(block[len - 1]))
		return false;
	memcpy(name_r->text, block, BLOCK); /* '\0' after len */
	name_r->len = (uint8_t)len;
	name_r->labels = 1;
	for (; marks.dots != 0; marks.dots &= marks.dots - 1)
		name_r->labels++;
	name_r->literal = false;
	name_r->idn = false;
	return true;
}
