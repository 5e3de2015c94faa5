/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo kinds: the kinds of slips within the classes, each with its cost in
 * nats.  The costs are fitted: tests/accuracy/fit writes the last column, and
 * its head says how. */
#ifndef DOMAINS_ENGINE_TYPO_KINDS_H
#define DOMAINS_ENGINE_TYPO_KINDS_H

/* X(kind, class, words, cost) */
#define TYPO_KINDS(X)                                                         \
	X(OMISSION, OMISSION, "a letter left out", 1.00)                      \
	X(OMISSION_DOUBLE, OMISSION, "one of a double left out", 0.20)        \
	X(OMISSION_FIRST, OMISSION, "the first letter left out", 2.07)        \
	X(DOUBLING, DOUBLING, "a letter twice", 1.15)                         \
	X(INSERTION_KEY, INSERTION, "the key beside struck too", 3.43)        \
	X(INSERTION, INSERTION, "another letter struck too", 4.10)            \
	X(INSERTION_FIRST, INSERTION, "a letter before the name", 4.22)       \
	X(INSERTION_ECHO, PHONETIC, "a letter that is not heard", 2.07)       \
	X(TRANSPOSITION, TRANSPOSITION, "two letters swapped", 0.62)          \
	X(KEY, NEIGHBOUR_KEY, "the key beside", 2.17)                         \
	X(SOUND, PHONETIC, "sounds alike", 2.20)                              \
	X(VOWEL, PHONETIC, "one vowel for another", 2.17)                     \
	X(SOUND_GROUP, PHONETIC, "letters that sound alike", 0.44)            \
	X(LOOK, LOOK_ALIKE, "looks alike", 2.60)                              \
	X(LOOK_GROUP, LOOK_ALIKE, "letters that look alike", 3.92)            \
	X(HOMOGRAPH, LOOK_ALIKE, "a foreign letter that looks alike", 1.34)   \
	X(BIT, BIT_FLIP, "one bit flipped", 4.49)                             \
	X(SUBSTITUTION, SUBSTITUTION, "another letter", 4.94)                 \
	X(DOT_MISSING, DOT_MISSING, "a dot left out", 2.94)                   \
	X(DOT_EXTRA, DOT_EXTRA, "a dot too much", 0.20)                       \
	X(DOT_MOVED, DOT_MOVED, "a dot moved by one", 2.34)                   \
	X(DOT_KEY, DOT_MISSING, "another key for the dot", 2.51)              \
	X(HYPHEN_EXTRA, HYPHEN, "a hyphen too much", 4.56)                    \
	X(HYPHEN_MISSING, HYPHEN, "a hyphen left out", 3.00)                  \
	X(HYPHEN_DOT, HYPHEN, "a hyphen for a dot", 3.39)                     \
	X(SUFFIX_SWAP_KIN, SUFFIX_SWAP, "another suffix, same top", 3.28)     \
	X(SUFFIX_SWAP_WORLD, SUFFIX_SWAP, ".com .net .org", 4.78)             \
	X(SUFFIX_SWAP, SUFFIX_SWAP, "another suffix", 6.70)                   \
	X(SUFFIX_MISSING, SUFFIX_SWAP, "no suffix", 3.56)                     \
	X(SUFFIX_DOUBLED, SUFFIX_DOUBLED, "a suffix behind the suffix", 3.88) \
	X(SUFFIX_COUNTRY, SUFFIX_DOUBLED, "a country behind the suffix", 4.07) \
	X(SUFFIX_GLUED, SUFFIX_DOUBLED, "a suffix glued to the suffix", 5.94) \
	X(NAME_DOUBLED, NAME_DOUBLED, "the name twice", 0.96)                 \
	X(GLUED_DIGITS, GLUED, "digits before the name", 4.72)                \
	X(GLUED_WWW, GLUED, "www before the name", 3.00)                      \
	X(GLUED_LETTERS, GLUED, "letters before the name", 6.21)              \
	X(GLUED_TAIL, GLUED, "letters behind the name", 6.10)

/* On top of the kind: each glued letter after the first, a slip after the
 * first (who slips once seldom slips again), a letter within the suffix, a
 * wrong letter at the very beginning (eye and finger are careful there). */
#define TYPO_COST_GLUED_MORE 1.363
#define TYPO_COST_FURTHER 2.312
#define TYPO_COST_IN_SUFFIX -0.116
#define TYPO_COST_FIRST 1.432

#endif
