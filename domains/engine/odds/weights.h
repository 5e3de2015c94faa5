/* SPDX-License-Identifier: BSD-2-Clause */
/* Weights: what makes a name simply somebody's domain, in nats.
 * tests/accuracy/fit fits them and writes the last column; its head says how.
 * Only differences to the priors of the names meant have a meaning. */
#ifndef DOMAINS_ENGINE_ODDS_WEIGHTS_H
#define DOMAINS_ENGINE_ODDS_WEIGHTS_H

/* X(part, words, weight) */
#define REAL_PARTS(X)                                                 \
	X(ANY, "any domain", -4.74)                                   \
	X(NO_TOP, "a top level that does not exist", -8.86)           \
	X(DOUBLED, "a name that stands twice", -9.80)                 \
	X(SCRIPTS, "letters of two scripts", -3.00)                   \
	X(TOP_COM, "under .com", 0.36)                                \
	X(TOP_NET, "under .net", -0.44)                               \
	X(TOP_ORG, "under .org", -1.01)                               \
	X(TOP_RU, "under .ru", -0.66)                                 \
	X(TOP_DE, "under .de", 0.11)                                  \
	X(TOP_JP, "under .jp", -2.27)                                 \
	X(TOP_CN, "under .cn", 0.19)                                  \
	X(TOP_BR, "under .br", -1.46)                                 \
	X(TOP_FR, "under .fr", -0.47)                                 \
	X(TOP_UK, "under .uk", -1.12)                                 \
	X(TOP_CO, "under .co", -0.90)                                 \
	X(TOP_LOST, "under .cm or .om", -1.50)                        \
	X(TOP_COUNTRY, "under another country's", -0.68)              \
	X(TOP_OTHER, "under another top level", -0.53)                \
	X(LENGTH_1, "one letter", -1.18)                              \
	X(LENGTH_2, "two letters", 0.67)                              \
	X(LENGTH_3, "three letters", 0.18)                            \
	X(LENGTH_4, "four letters", 0.37)                             \
	X(LENGTH_5, "five letters", -0.23)                            \
	X(LENGTH_6, "six letters", -0.29)                             \
	X(LENGTH_7, "seven letters", -0.20)                           \
	X(LENGTH_8, "eight letters", -0.36)                           \
	X(LENGTH_9, "nine letters or more", -0.06)                    \
	X(NUMBER, "a number of four digits or more", 3.35)            \
	X(DIGIT, "a digit among letters", 1.25)                       \
	X(COMPOUND, "ends in a word of names, as mail", 1.15)         \
	X(SAME, "the label of one or two listed names", -1.86)        \
	X(SAME_LONG, "such a label of six letters to eight", -2.32)   \
	X(SAME_LONGER, "such a label of nine letters or more", -3.30) \
	X(BRAND, "the label of three listed names or more", -0.84)    \
	X(BRAND_CO, "such a label under .co", -0.84)                  \
	X(BRAND_LOST, "such a label under .cm or .om", -0.84)         \
	X(SHORT, "three letters at most, where all are taken", 1.64)  \
	X(CLOSED, "where only institutions get names", 1.79)          \
	X(CLOSED_SHORT, "there, of four letters at most", 1.86)       \
	X(BELOW, "below another name", -5.40)                         \
	X(BELOW_CLOSED, "below an institution", -3.46)

/* Of ln P(letters), by trigrams. */
#define REAL_WEIGHT_LETTERS 0.260

#endif
