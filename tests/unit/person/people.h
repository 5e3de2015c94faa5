/* SPDX-License-Identifier: BSD-2-Clause */
/* People: how often the matcher of persons is right, measured on names and
 * local parts that are put together from tests/cases/people.tsv.
 *
 * A local part is written in one of the usual ways (taro.yamada, t-yamada88,
 * yamadataro ...) and in one of the romaji that the table has; then nothing,
 * one slip or two are made in it.  Half of the people have their reading in
 * kana, half their name in romaji.  The same seed gives the same people.
 */
#ifndef TESTS_UNIT_PERSON_PEOPLE_H
#define TESTS_UNIT_PERSON_PEOPLE_H

#include <stddef.h>

/* What is held against the person. */
enum people_pair {
	PEOPLE_RIGHT,    /* the person's local part */
	PEOPLE_ONE_SLIP, /* with one slip in a name */
	PEOPLE_ONE_BOTH, /* the same, with both names written out */
	PEOPLE_TWO_SLIPS,
	PEOPLE_TWO_BOTH,
	PEOPLE_RELATIVE,  /* one of the same family name */
	PEOPLE_STRANGER,  /* one of another name */
	PEOPLE_WORD,      /* pokemon123 */
	PEOPLE_ROW_RIGHT, /* another address of the row, without a name */
	PEOPLE_ROW_SLIP,  /* the same with one slip */
	PEOPLE_PAIRS
};

struct people_figures {
	size_t count;
	size_t unchanged; /* a slip made another spelling of the name */
	size_t possible;  /* found at this confidence or above */
	size_t likely;
	size_t certain;
	size_t meant; /* what was meant is reported */
	size_t wrong; /* something else is reported */
};

const char *
people_pair_name(enum people_pair pair);

/* Measures so many pairs.  shown: how many that went wrong to print on
 * standard output.  Returns 0, or -1 when the table cannot be read. */
int
people_measure(const char *table, enum people_pair pair, size_t count,
    size_t shown, struct people_figures *figures_r);

#endif
