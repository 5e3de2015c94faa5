/* SPDX-License-Identifier: BSD-2-Clause */
/* Exim word: an Exim filter in words, and what a string of it is expanded to,
 * as far as that is known (filter.txt 3.1 to 3.3).
 *
 *     deliver "Taro <taro@b.jp>"     # comment      two words
 *     if ($h_to: contains "x y") then                five; ( ) are none
 *
 *     $local_part@b.jp      the local part is not known
 *     "a\\$b@c.jp"          a$b@c.jp
 */
#ifndef DOMAINS_FILTERS_EXIM_WORD_H
#define DOMAINS_FILTERS_EXIM_WORD_H

#include "domains/filters/decoded.h"

struct exim_word {
	struct span text; /* as it stands; of a string what is inside */
	bool quoted;
	bool unclosed; /* a string without its end: to the end of the file */
	unsigned line;
};

struct exim_lexer {
	const char *at;
	const char *end;
	unsigned line;
	bool condition; /* parentheses separate */
};

struct exim_lexer
exim_word_begin(struct span text);

/* false at the end. */
bool
exim_word_next(struct exim_lexer *lexer, struct exim_word *word_r);

/* Without the escapes of a string. */
void
exim_word_decode(const struct reader_text *text, const struct exim_word *word,
    struct decoded *decoded_r);

/* What Exim's expansion makes of it. */
void
exim_word_expand(const struct decoded *string, struct decoded *expanded_r);

/* The next word of a command line that is handed to pipe, from a place on;
 * false at the end. */
bool
exim_word_split(const struct decoded *command, size_t *at,
    struct decoded *word_r);

#endif
