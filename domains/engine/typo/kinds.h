/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo kinds: the kinds of slips within the classes, each with its cost in
 * nats. tests/accuracy/fit fits the costs and writes the last column; its head
 * says how. */
#ifndef DOMAINS_ENGINE_TYPO_KINDS_H
#define DOMAINS_ENGINE_TYPO_KINDS_H

/* X(kind, class, words, cost) */
#define TYPO_KINDS(X)                                                         \
	X(OMISSION, OMISSION, "a letter left out", 1.12)                      \
	X(OMISSION_DOUBLE, OMISSION, "one of a double left out", 0.20)        \
	X(OMISSION_FIRST, OMISSION, "the first letter left out", 2.22)        \
	X(DOUBLING, DOUBLING, "a letter twice", 1.23)                         \
	X(INSERTION_KEY, INSERTION, "the key beside struck too", 3.67)        \
	X(INSERTION, INSERTION, "another letter struck too", 4.01)            \
	X(INSERTION_FIRST, INSERTION, "a letter before the name", 4.33)       \
	X(INSERTION_ECHO, PHONETIC, "a letter that is not heard", 1.77)       \
	X(TRANSPOSITION, TRANSPOSITION, "two letters swapped", 0.75)          \
	X(TRANSPOSITION_FAR, TRANSPOSITION, "swapped around a letter", 2.31)  \
	X(KEY, NEIGHBOUR_KEY, "the key beside", 2.41)                         \
	X(SOUND, PHONETIC, "sounds alike", 2.43)                              \
	X(VOWEL, PHONETIC, "one vowel for another", 2.74)                     \
	X(SOUND_GROUP, PHONETIC, "letters that sound alike", 0.76)            \
	X(LOOK, LOOK_ALIKE, "looks alike", 2.98)                              \
	X(LOOK_GROUP, LOOK_ALIKE, "letters that look alike", 4.35)            \
	X(HOMOGRAPH, LOOK_ALIKE, "a foreign letter that looks alike", 1.00)   \
	X(LAYOUT, LAYOUT, "the key of another keyboard", 2.66)                \
	X(BIT, BIT_FLIP, "one bit flipped", 4.39)                             \
	X(SUBSTITUTION, SUBSTITUTION, "another letter", 5.40)                 \
	X(DOT_MISSING, DOT_MISSING, "a dot left out", 2.26)                   \
	X(DOT_EXTRA, DOT_EXTRA, "a dot too much", 0.20)                       \
	X(DOT_MOVED, DOT_MOVED, "a dot moved by one", 2.55)                   \
	X(DOT_KEY, DOT_MISSING, "another key for the dot", 2.50)              \
	X(HYPHEN_EXTRA, HYPHEN, "a hyphen too much", 4.57)                    \
	X(HYPHEN_MISSING, HYPHEN, "a hyphen left out", 4.10)                  \
	X(HYPHEN_DOT, HYPHEN, "a hyphen for a dot", 3.34)                     \
	X(SUFFIX_SWAP_KIN, SUFFIX_SWAP, "another suffix, same top", 2.67)     \
	X(SUFFIX_SWAP_WORLD, SUFFIX_SWAP, ".com .net .org", 3.92)             \
	X(SUFFIX_SWAP_COM, SUFFIX_SWAP, ".com for .org, .edu", 1.80)          \
	X(SUFFIX_SWAP, SUFFIX_SWAP, "another suffix", 6.11)                   \
	X(SUFFIX_MISSING, SUFFIX_SWAP, "no suffix", 2.74)                     \
	X(SUFFIX_DOUBLED, SUFFIX_DOUBLED, "the suffix twice", 3.30)           \
	X(SUFFIX_FURTHER, SUFFIX_DOUBLED, "a suffix after the suffix", 7.47)  \
	X(SUFFIX_COUNTRY, SUFFIX_DOUBLED, "a country after the suffix", 2.88) \
	X(SUFFIX_GLUED, SUFFIX_DOUBLED, "a suffix glued to the suffix", 5.82) \
	X(NAME_DOUBLED, NAME_DOUBLED, "the name twice", 1.24)                 \
	X(PART_DOUBLED, NAME_DOUBLED, "a part of the name twice", 3.40)       \
	X(GLUED_DIGITS, GLUED, "digits before the name", 4.47)                \
	X(GLUED_WWW, GLUED, "www before the name", 4.81)                      \
	X(GLUED_LETTERS, GLUED, "letters before the name", 6.38)              \
	X(GLUED_TAIL, GLUED, "letters after the name", 6.10)

enum typo_kind {
#define TYPO_KIND(kind, class, words, cost) KIND_##kind,
	TYPO_KINDS(TYPO_KIND)
#undef TYPO_KIND
	    TYPO_KINDS_COUNT
};

/* On top of the kind: each glued letter after the first; a slip after the first
 * (people seldom slip twice); a letter within the suffix; a wrong letter at the
 * very beginning (eye and finger are careful there). */
#define TYPO_COST_GLUED_MORE 1.596
#define TYPO_COST_FURTHER 2.344
#define TYPO_COST_IN_SUFFIX -0.672
#define TYPO_COST_FIRST 1.683

#endif
