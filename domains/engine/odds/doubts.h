/* SPDX-License-Identifier: BSD-2-Clause */
/* Doubts: what slips may be instead of slips.  A letter for another makes
 * another word, a letter before a name another institution, a number another
 * one of a series: whoever bears that name need not know of the one meant. */
#ifndef DOMAINS_ENGINE_ODDS_DOUBTS_H
#define DOMAINS_ENGINE_ODDS_DOUBTS_H

#include "domains/engine/typo/typo.h"

enum doubt {
	DOUBT_WORD = 1 << 0,        /* another word (lna, lua) */
	DOUBT_INSTITUTION = 1 << 1, /* another institution (gakuin, gakuen) */
	DOUBT_KEY = 1 << 2,         /* the same of a short label (meiji, meijo):
	                               the key beside */
	DOUBT_NEXT_ROW = 1 << 3,    /* a key of the next row */
	DOUBT_FAR = 1 << 4,         /* neither ear nor finger confuses them */
	DOUBT_FIRST = 1 << 5,       /* at the first letter */
	DOUBT_FIRST_OTHER = 1 << 6, /* another one there, not of the key beside,
	                               that does not sound alike */
	DOUBT_BEFORE = 1 << 7,      /* a letter before the name */
	DOUBT_MORE = 1 << 8,        /* struck too, not with the key beside */
	DOUBT_LETTERS = 1 << 9,     /* letters glued to it */
	DOUBT_GLUED = 1 << 10,      /* or digits, or www */
	DOUBT_HYPHEN = 1 << 11,     /* with a hyphen, without one */
	DOUBT_DIGIT = 1 << 12,      /* with a digit, without one; but for the
	                               key beside struck too */
	DOUBT_NUMBER = 1 << 13,     /* another number */
	DOUBT_SWAP = 1 << 14,       /* another suffix */
	DOUBT_COUNTRY = 1 << 15,    /* a country after the suffix */
	DOUBT_STEM = 1 << 16,       /* not in the suffix alone */
	DOUBT_TWIN = 1 << 17,       /* .net, .org for .com */
	DOUBT_TWICE = 1 << 18,      /* the name or a part of it twice */
	DOUBT_VOWEL = 1 << 19,      /* another vowel */
	DOUBT_WITHOUT = 1 << 20,    /* the first letter left out */
	DOUBT_SIGN = 1 << 21,       /* another character, which is a word */
	DOUBT_SPELLING = 1 << 22    /* the same word in another spelling */
};

/* The doubts that any of the slips leaves. */
unsigned
doubts_find(const struct typo_side *seen, const struct typo *typo);

/* How many are slips of letters. */
unsigned
doubts_count_letters(const struct typo *typo);

/* Are two letters or more too much, in two places, and not only doubled? */
bool
doubts_are_letters_more(const struct typo *typo);

/* Are letters left out side by side?  A finger leaves out one; a syllable or a
 * word less makes another name (chukyo-u.ac.jp, chuo-u.ac.jp). */
bool
doubts_are_part_left_out(const struct typo *typo);

/* Is one of them in the suffix? */
bool
doubts_have_suffix(const struct typo *typo);

/* The letters between two places of the name, or where hyphens or dots stand
 * there of the shortest part with a slip: hu-berlin.de is as near fu-berlin.de
 * as hu.de is fu.de. */
size_t
doubts_len_of_slipped(const struct typo_side *seen, size_t first, size_t end,
    const struct typo *typo);

#endif
