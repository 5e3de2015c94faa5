/* SPDX-License-Identifier: BSD-2-Clause */
/* Romaji: a part of a person's name, in kana or in Latin letters -> the units
 * that all its spellings in an address are made of.
 *
 *     こうじ, Kouji, Koji, Kōji    koji kouji kohji koozi kozi ...
 *     Müller                       mueller muller
 *
 * A name of six kana has hundreds of spellings, so this does not make them one
 * by one: it reads a part into units (morae; letters, where the part is not
 * Japanese), and graph.h turns the units into a graph of spellings.
 *
 * The spellings are those of Hepburn (ANSI Z39.11-1972, with m before b, m and
 * p as in its older form), of Kunrei and Nihon-shiki (ISO 3602:1989, Cabinet
 * Notice No. 1 of 1954), and of passports, which write a long vowel as a short
 * one or as OH (Passport Act Enforcement Regulations): a long o is o, ou, oh or
 * oo, a long u is u or uu.  Kana show which vowels are long; Latin letters do
 * not, so that any o and u may be.
 *
 * It allocates nothing and does no I/O.
 */
#ifndef DOMAINS_PERSON_ROMAJI_H
#define DOMAINS_PERSON_ROMAJI_H

#include <stdbool.h>
#include <stddef.h>

/* The longest family names have eleven morae, foreign names some twenty
 * letters; a longer text is no name. */
#define ROMAJI_UNITS_MAX 24

/* A word of more bytes has more units than that. */
#define ROMAJI_WORD_MAX ((size_t)ROMAJI_UNITS_MAX * 12)

/* The letters that may follow a long o and a long u. */
#define ROMAJI_LONGER_O "uho"
#define ROMAJI_LONGER_U "u"

/* Initials of a part: at most three spellings of a consonant, and a vowel. */
#define ROMAJI_INITIALS_MAX 8

struct romaji_unit {
	const char *onset;  /* the spellings of its consonant, "sh|sy"; one of
	                       them may be empty */
	char vowel;         /* 0: none */
	const char *longer; /* letters that may follow the vowel; "" */
	bool twice;         /* the consonant is doubled */
};

struct romaji_part {
	struct romaji_unit units[ROMAJI_UNITS_MAX];
	size_t count;
	bool japanese; /* read as morae; else as letters */
};

/* Reads a word: all kana (hiragana or katakana, of full or half width), or all
 * Latin letters (of any width, with marks).  Returns false, *part_r undefined,
 * for other words (kanji, digits) and for one that is too long. */
bool
romaji_read(const char *bytes, size_t len, struct romaji_part *part_r);

/* Reads letters from a to z that have no other spelling. */
bool
romaji_read_exact(const char *letters, size_t len, struct romaji_part *part_r);

/* Could the letters be Japanese?  "yamada", "jyunko", "satoh"; not "yamda",
 * "tarp".  The parts of a mistyped name seldom can. */
bool
romaji_is_possible(const char *letters, size_t len);

/* The letters that the spellings of a part begin with, '\0'-terminated. */
void
romaji_initials(const struct romaji_part *part,
    char initials_r[static ROMAJI_INITIALS_MAX + 1]);

#endif
