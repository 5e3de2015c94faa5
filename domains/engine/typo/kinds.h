/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo kinds: the kinds of slips within the classes, each with its cost in
 * nats. tests/accuracy/fit fits the costs and writes the last column; its head
 * says how. */
#ifndef DOMAINS_ENGINE_TYPO_KINDS_H
#define DOMAINS_ENGINE_TYPO_KINDS_H

/* X(kind, class, words, cost) */
#define TYPO_KINDS(X)                                                         \
	X(OMISSION, OMISSION, "a letter left out", 1.15)                      \
	X(OMISSION_DOUBLE, OMISSION, "one of a double left out", 0.20)        \
	X(OMISSION_FIRST, OMISSION, "the first letter left out", 2.12)        \
	X(DOUBLING, DOUBLING, "a letter twice", 1.41)                         \
	X(INSERTION_KEY, INSERTION, "the key beside struck too", 3.80)        \
	X(INSERTION, INSERTION, "another letter struck too", 4.08)            \
	X(INSERTION_FIRST, INSERTION, "a letter before the name", 4.56)       \
	X(INSERTION_ECHO, PHONETIC, "a letter that is not heard", 1.85)       \
	X(TRANSPOSITION, TRANSPOSITION, "two letters swapped", 0.70)          \
	X(TRANSPOSITION_FAR, TRANSPOSITION, "swapped around a letter", 2.45)  \
	X(KEY, NEIGHBOUR_KEY, "the key beside", 1.41)                         \
	X(KEY_ROW, NEIGHBOUR_KEY, "a key of the next row", 3.25)              \
	X(SOUND, PHONETIC, "sounds alike", 2.74)                              \
	X(VOWEL, PHONETIC, "one vowel for another", 2.78)                     \
	X(SOUND_GROUP, PHONETIC, "letters that sound alike", 0.70)            \
	X(LOOK, LOOK_ALIKE, "looks alike", 3.26)                              \
	X(LOOK_GROUP, LOOK_ALIKE, "letters that look alike", 4.32)            \
	X(HOMOGRAPH, LOOK_ALIKE, "a foreign letter that looks alike", 1.00)   \
	X(SCRIPT, LOOK_ALIKE, "a letter of another script", 2.00)             \
	X(ACCENT, LOOK_ALIKE, "a letter without its accent", 1.50)            \
	X(FORM, LOOK_ALIKE, "another form of the character", 1.60)            \
	X(SPELLING, PHONETIC, "two letters for one, ue", 0.80)                \
	X(SIGN, SUBSTITUTION, "another character", 15.00)                     \
	X(SIGN_LESS, OMISSION, "a character left out", 8.00)                  \
	X(SIGN_MORE, INSERTION, "a character too much", 8.00)                 \
	X(LAYOUT, LAYOUT, "the key of another keyboard", 3.75)                \
	X(BIT, BIT_FLIP, "one bit flipped", 4.38)                             \
	X(SUBSTITUTION, SUBSTITUTION, "another letter", 5.31)                 \
	X(DOT_MISSING, DOT_MISSING, "a dot left out", 2.44)                   \
	X(DOT_EXTRA, DOT_EXTRA, "a dot too much", 0.20)                       \
	X(DOT_MOVED, DOT_MOVED, "a dot moved by one", 2.32)                   \
	X(DOT_KEY, DOT_MISSING, "another key for the dot", 2.50)              \
	X(HYPHEN_EXTRA, HYPHEN, "a hyphen too much", 4.55)                    \
	X(HYPHEN_MISSING, HYPHEN, "a hyphen left out", 4.04)                  \
	X(HYPHEN_DOT, HYPHEN, "a hyphen for a dot", 3.38)                     \
	X(SUFFIX_SWAP_KIN, SUFFIX_SWAP, "another suffix, same top", 2.65)     \
	X(SUFFIX_SWAP_SECOND, SUFFIX_SWAP, "another second level", 1.80)      \
	X(SUFFIX_SWAP_WORLD, SUFFIX_SWAP, ".com .net .org", 3.86)             \
	X(SUFFIX_SWAP_TWIN, SUFFIX_SWAP, ".net, .org for .com", 1.80)         \
	X(SUFFIX_SWAP_COM, SUFFIX_SWAP, ".com for .org, .edu", 1.80)          \
	X(SUFFIX_SWAP, SUFFIX_SWAP, "another suffix", 6.05)                   \
	X(SUFFIX_SWAP_NONE, SUFFIX_SWAP, "one that does not exist", 8.35)     \
	X(SUFFIX_MISSING, SUFFIX_SWAP, "no suffix", 2.70)                     \
	X(SUFFIX_DOUBLED, SUFFIX_DOUBLED, "the suffix twice", 3.30)           \
	X(SUFFIX_FURTHER, SUFFIX_DOUBLED, "a suffix after the suffix", 5.00)  \
	X(SUFFIX_COUNTRY, SUFFIX_DOUBLED, "a country after the suffix", 2.87) \
	X(SUFFIX_GLUED, SUFFIX_DOUBLED, "a suffix glued to the suffix", 5.94) \
	X(COUNTRY_GLUED, SUFFIX_DOUBLED, "two letters glued to it", 7.64)     \
	X(NAME_DOUBLED, NAME_DOUBLED, "the name twice", 1.27)                 \
	X(PART_DOUBLED, NAME_DOUBLED, "a part of the name twice", 3.39)       \
	X(GLUED_DIGITS, GLUED, "digits before the name", 4.95)                \
	X(GLUED_WWW, GLUED, "www before the name", 4.64)                      \
	X(GLUED_LETTERS, GLUED, "letters before the name", 6.38)              \
	X(GLUED_TAIL, GLUED, "letters after the name", 6.10)

enum typo_kind {
#define TYPO_KIND(kind, class, words, cost) KIND_##kind,
	TYPO_KINDS(TYPO_KIND)
#undef TYPO_KIND
	    TYPO_KINDS_COUNT
};

/* Of the kinds from SCRIPT to SIGN_MORE, which names beyond ASCII alone have
 * (spelling.h), no typos are published: the costs are set by hand.  A character
 * is a word, and to write another one takes more than a finger that strays.
 *
 * On top of the kind: each glued letter after the first; a slip after the first
 * (people seldom slip twice); the suffix of a country for another one after a
 * slip; a letter within the suffix; one after another there, where a suffix
 * comes out that exists (cn for com is no slip of the hand); a wrong letter at
 * the very beginning (eye and finger are careful there). */
#define TYPO_COST_GLUED_MORE 1.600
#define TYPO_COST_FURTHER 2.327
#define TYPO_COST_FURTHER_COUNTRY 1.000
#define TYPO_COST_IN_SUFFIX -0.575
#define TYPO_COST_SUFFIX_MORE 3.464
#define TYPO_COST_FIRST 1.679

#endif
