/* SPDX-License-Identifier: BSD-2-Clause */
/* Name plain: a bit for each byte, and what may not stand beside what. */
#include "domains/engine/name_plain.h"

#include <stdint.h>
#include <string.h>

#include "domains/engine/wide.h"

#define BLOCK 64

/* A bit for each byte of a block. */
struct marks {
	uint64_t fine; /* what may stand in a name */
	uint64_t dots;
	uint64_t hyphens;
};

/* Marks the WIDE bytes at at and puts them into lower case. */
static inline void
mark(char *block, size_t at, struct marks *marks)
{
	wide bytes = wide_load(block + at);
	wide upper = wide_between(bytes, 'A', 'Z');
	wide dots = wide_is(bytes, '.');
	wide hyphens = wide_is(bytes, '-');

	bytes = wide_or(bytes, wide_and_byte(upper, 'a' - 'A'));
	wide_store(block + at, bytes);
	wide letters = wide_between(bytes, 'a', 'z');
	wide digits = wide_between(bytes, '0', '9');
	wide fine = wide_or(wide_or(dots, hyphens), wide_or(letters, digits));
	marks->fine |= (uint64_t)wide_bits(fine) << at;
	marks->dots |= (uint64_t)wide_bits(dots) << at;
	marks->hyphens |= (uint64_t)wide_bits(hyphens) << at;
}

/* No empty label, no hyphen at an end of one, no two hyphens in a row, which
 * an A-label begins with. */
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
	for (size_t at = 0; at < len; at += WIDE)
		mark(block, at, &marks);
	if (!are_labels(&marks, len) ||
	    (block[len - 1] >= '0' && block[len - 1] <= '9'))
		return false;
	memcpy(name_r->text, block, BLOCK); /* '\0' behind len */
	name_r->len = (uint8_t)len;
	name_r->labels = 1;
	for (; marks.dots != 0; marks.dots &= marks.dots - 1)
		name_r->labels++;
	name_r->literal = false;
	name_r->idn = false;
	return true;
}
