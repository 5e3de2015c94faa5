/* SPDX-License-Identifier: BSD-2-Clause */
/* Romaji: part of a person's name, in kana or in Latin letters -> all the ways
 * to write it in an address.
 *
 *     こうじ, Kouji, Koji, Kōji    koji kouji kohji koozi kozi ...
 *     Müller                       mueller muller
 *
 * A name of six kana has hundreds of spellings, so they are not made one by
 * one: a part is read into units (morae; letters, where it is not Japanese),
 * and the units laid out as a graph whose paths are the spellings.
 *
 * Spelled are Hepburn (ANSI Z39.11-1972, with m before b, m and p as in its
 * older form), Kunrei and Nihon-shiki (ISO 3602:1989, Cabinet Notice No. 1 of
 * 1954), and how passports write a long vowel (Passport Act Enforcement
 * Regulations: not at all, or OH): long o is o, ou, oh or oo, long u u or uu.
 * Names in kana tell which vowels are long; of those in Latin letters nobody
 * knows, so that any o and u may be.
 *
 * Pure: no allocation, no I/O.
 */
#ifndef DOMAINS_PERSON_ROMAJI_H
#define DOMAINS_PERSON_ROMAJI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest family names have eleven morae, foreign names some twenty
 * letters; a longer text is no name. */
#define ROMAJI_UNITS_MAX 24

/* What can begin a unit and follow in it: three ways to write a consonant and
 * the vowel itself, three marks of length. */
#define ROMAJI_EDGES_MAX 8

struct romaji_unit {
	const char *onset;  /* its spellings, "sh|sy"; "" is one too */
	char vowel;         /* 0: none */
	const char *longer; /* letters that may follow the vowel; "" */
	bool twice;         /* the consonant is doubled */
};

struct romaji_part {
	struct romaji_unit units[ROMAJI_UNITS_MAX];
	size_t count;
	bool japanese; /* read as morae; else as letters */
};

/* Reads a word: all kana (hiragana, katakana, also of half width), or all
 * letters of the Latin script (also of full width).  Returns false,
 * *part_r undefined, for others (kanji, digits) and what is too long. */
bool
romaji_read(const char *bytes, size_t len, struct romaji_part *part_r);

/* The same for plain letters, a to z, that are not to be varied. */
bool
romaji_read_exact(const char *letters, size_t len, struct romaji_part *part_r);

/* Could the letters be Japanese?  "yamada", "jyunko", "satoh"; not "yamda",
 * "tarp".  The parts of a name that was mistyped seldom can. */
bool
romaji_possible(const char *letters, size_t len);

/* ---- the graph ----------------------------------------------------------- */

/* Six parts of a long name; more is no name that anybody writes out. */
#define ROMAJI_NODES_MAX 600

struct romaji_edge {
	uint16_t to;
	char letter;
};

struct romaji_node {
	struct romaji_edge edges[ROMAJI_EDGES_MAX];
	uint8_t edge_count;
	uint8_t depth;   /* fewest letters from the beginning of its part */
	uint8_t segment; /* which part it is within, as the caller counts */
	bool between;    /* units end here */
	bool accept;     /* a form may end here */
	uint16_t end;    /* where the part ends */
};

/* Edges go from lower to higher numbers; node 0 is the beginning. */
struct romaji_graph {
	struct romaji_node nodes[ROMAJI_NODES_MAX];
	size_t count;
};

/* A node without edges; -1 when the graph is full. */
int
romaji_graph_node(struct romaji_graph *graph, unsigned segment);

/* false when the graph, or the node, is full. */
bool
romaji_graph_edge(struct romaji_graph *graph, int from, int to, char letter);

/* Lays out a part behind a node, as a segment.  Returns the node behind the
 * last unit, or -1 when the graph is full. */
int
romaji_graph_part(struct romaji_graph *graph, int from_node,
    const struct romaji_part *part, unsigned segment);

/* The letters that spellings of a part begin with, '\0'-terminated. */
void
romaji_initials(const struct romaji_part *part,
    char initials_r[static ROMAJI_EDGES_MAX + 1]);

#endif
