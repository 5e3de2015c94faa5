/* SPDX-License-Identifier: BSD-2-Clause */
/* Weights: what makes a name simply somebody's domain, in nats.
 * tests/accuracy/fit fits them and writes the last column; its head says how.
 * Only differences to the priors of the names meant have a meaning. */
#ifndef DOMAINS_ENGINE_ODDS_WEIGHTS_H
#define DOMAINS_ENGINE_ODDS_WEIGHTS_H

/* X(part, words, weight) */
#define REAL_PARTS(X)                                                \
	X(ANY, "any domain", -4.72)                                  \
	X(NO_TOP, "a top level that does not exist", -9.00)          \
	X(DOUBLED, "a name that stands twice", -10.06)               \
	X(SCRIPTS, "letters of two scripts", -3.00)                  \
	X(TOP_COM, "under .com", 0.47)                               \
	X(TOP_NET, "under .net", -0.39)                              \
	X(TOP_ORG, "under .org", -0.29)                              \
	X(TOP_RU, "under .ru", -0.58)                                \
	X(TOP_DE, "under .de", 0.48)                                 \
	X(TOP_JP, "under .jp", -1.53)                                \
	X(TOP_CN, "under .cn", 0.52)                                 \
	X(TOP_BR, "under .br", -0.96)                                \
	X(TOP_FR, "under .fr", -0.73)                                \
	X(TOP_IT, "under .it", 1.91)                                 \
	X(TOP_UK, "under .uk", -0.27)                                \
	X(TOP_SLIP, "under .co, .cm or .om", -1.04)                  \
	X(TOP_COUNTRY, "under another country's", -0.44)             \
	X(TOP_OTHER, "under another top level", -0.17)               \
	X(LENGTH_1, "one letter", -1.56)                             \
	X(LENGTH_2, "two letters", 0.86)                             \
	X(LENGTH_3, "three letters", 0.02)                           \
	X(LENGTH_4, "four letters", 0.20)                            \
	X(LENGTH_5, "five letters", -0.31)                           \
	X(LENGTH_6, "six letters", -0.25)                            \
	X(LENGTH_7, "seven letters", -0.41)                          \
	X(LENGTH_8, "eight letters", -0.20)                          \
	X(LENGTH_9, "nine letters or more", 0.05)                    \
	X(NUMBER, "a number", 2.26)                                  \
	X(DIGIT, "a digit among letters", 0.93)                      \
	X(COMPOUND, "ends in a word of names, as mail", 1.34)        \
	X(SAME, "the label of one or two listed names", -2.32)       \
	X(SAME_LONG, "such a label of six letters or more", -2.32)   \
	X(BRAND, "the label of three listed names or more", -1.61)   \
	X(BRAND_SLIP, "such a label under .co, .cm or .om", 2.03)    \
	X(SHORT, "three letters at most, where all are taken", 2.32) \
	X(CLOSED, "where only institutions get names", 0.00)         \
	X(CLOSED_SHORT, "there, of four letters at most", 2.00)      \
	X(BELOW, "below another name", -5.34)                        \
	X(BELOW_CLOSED, "below an institution", -1.00)

/* Of ln P(letters), by trigrams. */
#define REAL_WEIGHT_LETTERS 0.231

#endif
