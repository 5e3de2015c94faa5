/* SPDX-License-Identifier: BSD-2-Clause */
/* Real weights: what speaks for a name being simply somebody's domain, in
 * nats.  Fitted: tests/accuracy/fit writes the last column, and its head says
 * how.  Only differences to the priors of the names meant have a meaning. */
#ifndef DOMAINS_ENGINE_REAL_WEIGHTS_H
#define DOMAINS_ENGINE_REAL_WEIGHTS_H

/* X(part, words, weight) */
#define REAL_PARTS(X)                                            \
	X(ANY, "any domain", -4.67)                             \
	X(NO_TOP, "a top level that does not exist", -9.12)     \
	X(DOUBLED, "a name that stands twice", -10.14)           \
	X(HOMOGRAPH, "letters of two scripts", 1.34)           \
	X(TOP_COM, "under .com", 0.36)                          \
	X(TOP_NET, "under .net", -0.42)                         \
	X(TOP_ORG, "under .org", -0.30)                         \
	X(TOP_RU, "under .ru", -0.61)                           \
	X(TOP_DE, "under .de", 0.32)                            \
	X(TOP_JP, "under .jp", -1.49)                           \
	X(TOP_CN, "under .cn", 0.54)                            \
	X(TOP_BR, "under .br", -1.02)                           \
	X(TOP_FR, "under .fr", -0.85)                           \
	X(TOP_IT, "under .it", 1.67)                            \
	X(TOP_UK, "under .uk", -0.15)                           \
	X(TOP_SLIP, "under .co, .cm or .om", 0.07)             \
	X(TOP_COUNTRY, "under another country's", -0.40)        \
	X(TOP_OTHER, "under another top level", -0.20)          \
	X(LENGTH_1, "one letter", -1.85)                        \
	X(LENGTH_2, "two letters", 0.63)                        \
	X(LENGTH_3, "three letters", -0.13)                      \
	X(LENGTH_4, "four letters", 0.12)                       \
	X(LENGTH_5, "five letters", -0.37)                      \
	X(LENGTH_6, "six letters", -0.49)                       \
	X(LENGTH_7, "seven letters", 0.21)                      \
	X(LENGTH_8, "eight letters", -0.30)                      \
	X(LENGTH_9, "nine letters or more", 0.08)               \
	X(NUMBER, "a number", 2.27)                             \
	X(DIGIT, "a digit among letters", 0.88)                 \
	X(COMPOUND, "ends in a word of names, as mail", 0.91) \
	X(SAME, "the label of one or two listed names", 0.37)   \
	X(BRAND, "the label of three listed names or more", 2.04) \
	X(BRAND_SLIP, "such a label under .co, .cm or .om", 3.39) \
	X(SHORT_COM, "three letters at most under .com", 2.42)   \
	X(BELOW, "below another name", -4.76)

/* Of ln P(letters), by trigrams. */
#define REAL_WEIGHT_LETTERS 0.218

#endif
