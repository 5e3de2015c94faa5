/* SPDX-License-Identifier: BSD-2-Clause */
/* Weights: what makes a name simply somebody's domain, in nats.
 * tests/accuracy/fit fits them and writes the last column; its head says how.
 * Only differences to the priors of the names meant have a meaning. */
#ifndef DOMAINS_ENGINE_ODDS_WEIGHTS_H
#define DOMAINS_ENGINE_ODDS_WEIGHTS_H

/* X(part, words, weight) */
#define REAL_PARTS(X)                                                 \
	X(ANY, "any domain", -4.76)                                   \
	X(NO_TOP, "a top level that does not exist", -8.86)           \
	X(DOUBLED, "a name that stands twice", -9.74)                 \
	X(SCRIPTS, "letters of two scripts", -3.00)                   \
	X(TOP_COM, "under .com", 0.40)                                \
	X(TOP_NET, "under .net", -0.60)                               \
	X(TOP_ORG, "under .org", -1.11)                               \
	X(TOP_RU, "under .ru", -0.69)                                 \
	X(TOP_DE, "under .de", -0.02)                                 \
	X(TOP_JP, "under .jp", -2.36)                                 \
	X(TOP_CN, "under .cn", 0.74)                                  \
	X(TOP_BR, "under .br", -1.53)                                 \
	X(TOP_FR, "under .fr", -0.40)                                 \
	X(TOP_IT, "under .it", 1.96)                                  \
	X(TOP_UK, "under .uk", -1.24)                                 \
	X(TOP_SLIP, "under .co, .cm or .om", -1.12)                   \
	X(TOP_COUNTRY, "under another country's", -0.71)              \
	X(TOP_OTHER, "under another top level", -0.51)                \
	X(LENGTH_1, "one letter", -1.33)                              \
	X(LENGTH_2, "two letters", 0.86)                              \
	X(LENGTH_3, "three letters", 0.21)                            \
	X(LENGTH_4, "four letters", 0.45)                             \
	X(LENGTH_5, "five letters", -0.28)                            \
	X(LENGTH_6, "six letters", -0.24)                             \
	X(LENGTH_7, "seven letters", -0.31)                           \
	X(LENGTH_8, "eight letters", -0.40)                           \
	X(LENGTH_9, "nine letters or more", -0.19)                    \
	X(NUMBER, "a number", 1.59)                                   \
	X(DIGIT, "a digit among letters", 0.69)                       \
	X(COMPOUND, "ends in a word of names, as mail", 1.21)         \
	X(SAME, "the label of one or two listed names", -1.54)        \
	X(SAME_LONG, "such a label of six letters to eight", -2.45)   \
	X(SAME_LONGER, "such a label of nine letters or more", -3.41) \
	X(BRAND, "the label of three listed names or more", -0.75)    \
	X(BRAND_SLIP, "such a label under .co, .cm or .om", 2.01)     \
	X(SHORT, "three letters at most, where all are taken", 1.75)  \
	X(CLOSED, "where only institutions get names", 1.89)          \
	X(CLOSED_SHORT, "there, of four letters at most", 2.00)       \
	X(BELOW, "below another name", -5.28)                         \
	X(BELOW_CLOSED, "below an institution", -3.81)

/* Of ln P(letters), by trigrams. */
#define REAL_WEIGHT_LETTERS 0.251

#endif
