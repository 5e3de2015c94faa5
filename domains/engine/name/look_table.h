/* SPDX-License-Identifier: BSD-2-Clause */
/* Look table: pairs of letters beyond ASCII that are taken for each other.  For
 * typo/spelling.c only; look_table.py makes the tables. */
#ifndef DOMAINS_ENGINE_NAME_LOOK_TABLE_H
#define DOMAINS_ENGINE_NAME_LOOK_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum look {
	LOOK_ALIKE, /* katakana ka and the character for power */
	LOOK_KANA,  /* ha, ba, pa; small and large; hiragana and katakana */
	LOOK_FORM,  /* a character as it is written today, and as it was */
	LOOKS
};

/* The lesser code point of a pair in the upper half; in order. */
struct look_table {
	const uint32_t *pairs;
	size_t count;
};

extern const struct look_table look_tables[LOOKS];

#endif
