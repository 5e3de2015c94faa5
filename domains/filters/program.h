/* SPDX-License-Identifier: BSD-2-Clause */
/* Program: what the words of a command line are to the program that a filter
 * hands mail to.
 *
 *     /usr/sbin/sendmail -oi -f x@y.jp taro@gmai.com     a recipient
 *     mail -s "x@y.jp" -c jiro@b.jp taro@gmai.com        two
 *     vacation -a x@y.jp taro                            none
 *     forward-it taro@gmai.com                           nobody knows
 */
#ifndef DOMAINS_FILTERS_PROGRAM_H
#define DOMAINS_FILTERS_PROGRAM_H

#include <stdbool.h>

#include "domains/filters/decoded.h"

struct program {
	const struct program_options *options; /* NULL: it is not known */
	bool skipped;    /* the next word is the value of an option, */
	bool recipients; /*   one that names recipients */
	bool operands;   /* after "--" */
};

/* Begins with the name of the program, which may be a path. */
struct program
program_begin(struct span name);

/* Takes the next word, which stands on a line.  Returns 0, or -1 when take()
 * ended it. */
int
program_take(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word);

#endif
