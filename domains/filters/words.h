/* SPDX-License-Identifier: BSD-2-Clause */
/* Words: a line as a shell, or procmail, makes words of it.
 *
 *     taro@b.jp "$A" 'x y'     # comment      three words
 *     $A                                      as many as $A has
 *     ${A:-b@c.jp}                            $A, or b@c.jp where it is not set
 *     mail a@b.jp; mail c@d.jp | cat          six words and two operators
 *
 * What a command in backquotes says nobody knows.  A line is gone through
 * again for each further value of its variables.
 */
#ifndef DOMAINS_FILTERS_WORDS_H
#define DOMAINS_FILTERS_WORDS_H

#include "domains/filters/constants.h"

/* Defaults in defaults; what is deeper is not known. */
#define WORDS_DEPTH_MAX 8

struct words {
	const struct constants *constants;
	bool operators;   /* of a shell: ; | & ( ) < > and newlines separate */
	bool whole;       /* a value: a variable is not split */
	bool quoted;      /* it stands in double quotes, all of it */
	bool open_quotes; /* variables are ones in single quotes, too: maildrop
	                     puts them in before its shell does */
	/* A word.  is_new: it was not there, so, in a pass before. */
	int (*take)(void *context, const struct decoded *word, bool is_new);
	/* An operator; a newline before each pass. */
	int (*take_operator)(void *context, char byte);
	void *context;
};

/* Returns 0, or what take() returned when that is not 0. */
int
words_split(const struct words *words, const struct decoded *line);

/* Sets a variable to what a word stands for, which is one in any case, and
 * stands in double quotes or not. */
void
words_assign(struct constants *constants, struct span name,
    const struct decoded *word, bool quoted);

/* The length of what is one line from its beginning: to a newline outside of
 * quotes and not after a backslash, or to a comment.  *over_r: where the next
 * line begins.  Returns false when a quote does not end, within DECODED_MAX
 * bytes; the line is the first one then. */
bool
words_measure_line(struct span text, size_t *len_r, size_t *over_r);

/* The same for one word, which a blank ends. */
bool
words_measure_word(struct span text, size_t *len_r);

#endif
