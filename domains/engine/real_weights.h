/* SPDX-License-Identifier: BSD-2-Clause */
/* Real weights: what speaks for a name being simply somebody's domain, in
 * nats.  Fitted: tests/accuracy/fit writes the last column, and its head says
 * how.  Only differences to the priors of the names meant have a meaning. */
#ifndef DOMAINS_ENGINE_REAL_WEIGHTS_H
#define DOMAINS_ENGINE_REAL_WEIGHTS_H

/* X(part, words, weight) */
#define REAL_PARTS(X)                                            \
	X(ANY, "any domain", -4.67)                             \
	X(NO_TOP, "a top level that does not exist", -8.95)     \
	X(TOP_COM, "under .com", 0.35)                          \
	X(TOP_NET, "under .net", -0.33)                         \
	X(TOP_ORG, "under .org", -0.22)                         \
	X(TOP_RU, "under .ru", -1.07)                           \
	X(TOP_DE, "under .de", 0.29)                            \
	X(TOP_JP, "under .jp", -1.29)                           \
	X(TOP_CN, "under .cn", 0.54)                            \
	X(TOP_BR, "under .br", -1.21)                           \
	X(TOP_FR, "under .fr", -0.34)                           \
	X(TOP_IT, "under .it", 1.49)                            \
	X(TOP_UK, "under .uk", -0.15)                           \
	X(TOP_SLIP, "under .co, .cm or .om", -0.26)             \
	X(TOP_COUNTRY, "under another country's", -0.38)        \
	X(TOP_OTHER, "under another top level", -0.17)          \
	X(LENGTH_1, "one letter", -1.90)                        \
	X(LENGTH_2, "two letters", 1.10)                        \
	X(LENGTH_3, "three letters", 0.42)                      \
	X(LENGTH_4, "four letters", 0.01)                       \
	X(LENGTH_5, "five letters", -0.43)                      \
	X(LENGTH_6, "six letters", -0.57)                       \
	X(LENGTH_7, "seven letters", -0.17)                      \
	X(LENGTH_8, "eight letters", -0.17)                      \
	X(LENGTH_9, "nine letters or more", 0.10)               \
	X(NUMBER, "a number", 2.05)                             \
	X(DIGIT, "a digit among letters", 0.82)                 \
	X(COMPOUND, "ends in a word of names, as mail", 0.79)    \
	X(SAME, "the label of one or two listed names", 0.76)   \
	X(BRAND, "the label of three listed names or more", 2.51) \
	X(BELOW, "below another name", -3.99)

/* Of ln P(letters), by trigrams. */
#define REAL_WEIGHT_LETTERS 0.231

#endif
