/* SPDX-License-Identifier: BSD-2-Clause */
/* Program: what the words of a command line are to the program that mail is
 * handed to.
 *
 *     /usr/sbin/sendmail -oi -f x@y.jp taro@gmai.com     a recipient
 *     mail -s "x@y.jp" -c jiro@b.jp taro@gmai.com        two
 *     vacation -a x@y.jp taro                            none: a note
 *     forward-it taro@gmai.com                           nobody knows
 *
 * Each address is a destination, or it is in a note or a diagnostic.
 */
#ifndef DOMAINS_FILTERS_PROGRAM_H
#define DOMAINS_FILTERS_PROGRAM_H

#include <stdbool.h>

#include "domains/filters/decoded.h"

struct program {
	const struct program_options *options; /* NULL: it is not known */
	const char *name;                      /* as it is known */
	bool skipped;    /* the next word is the value of an option, */
	bool recipients; /*   one that names recipients */
	bool operands;   /* after "--" */
	unsigned count;  /* of operands */
	bool headers;    /* recipients are those of the header that it makes:
	                    "sendmail -t" comes later in the line */
};

/* Begins with the name of the program, which may be a path. */
struct program
program_begin(struct span name);

/* Is the word the name of another program, as after "nice -n 10"? */
bool
program_goes_before(const struct program *program, const struct decoded *word);

/* Is an operand of it a line of commands, as after "sh -c"? */
bool
program_is_shell(const struct program *program);

/* With this option it mails to whom the mail's header names ("sendmail -t"). */
bool
program_reads_headers(const struct program *program,
    const struct decoded *word);

/* Notes the addresses of a word that a program does not mail. */
void
program_note(const struct reader_text *text, unsigned line, const char *name,
    const struct decoded *word);

/* Takes the next word, which stands on a line.  Returns 0, or -1 when take()
 * ended it. */
int
program_take(struct program *program, const struct reader_text *text,
    unsigned line, const struct decoded *word);

#endif
