/* SPDX-License-Identifier: BSD-2-Clause */
/* Command: a command line that a filter hands mail to, and who gets it then.
 *
 *     formail -A "X: y@b.jp" | $SENDMAIL -oi taro@gmai.com, jiro@gmai.com
 *
 *     taro@gmai.com, jiro@gmai.com
 */
#ifndef DOMAINS_FILTERS_COMMAND_H
#define DOMAINS_FILTERS_COMMAND_H

#include "domains/filters/constants.h"
#include "domains/filters/lines.h"

struct command {
	const struct reader_text *text;
	const struct lines *lines;         /* NULL: all is on the one line */
	const struct constants *constants; /* NULL: none */
	unsigned line;                     /* of what stands nowhere */
	bool open_quotes;                  /* as struct words has it */
	unsigned depth;                    /* of shells in it; 0 */
};

/* A shell's line.  Returns 0, or -1 when take() ended it. */
int
command_take(const struct command *command, const struct decoded *line);

/* The arguments of sendmail, no operators among them. */
int
command_take_arguments(const struct command *command,
    const struct decoded *line);

/* Where a string stands that may have come from elsewhere: its address does. */
unsigned
command_line(const struct command *command, const struct decoded *string);

/* The command or file itself, as a member. */
int
command_take_target(const struct command *command, enum member_target target,
    struct span what);

/* A destination "|command" of aliases, or a line of a .qmail: lists and robots
 * have their addresses in the arguments of their own programs, so what is not
 * known of those is a note. */
int
command_take_destination(const struct reader_text *text, unsigned line,
    struct span destination);

/* The words of a program that no shell reads, as pipe(8) of Postfix has them
 * after argv=, over several lines, too; what is not known of them is a note.
 * $recipient and $original_recipient are those of the mail itself. */
int
command_take_argv(const struct reader_text *text, unsigned line,
    struct span argv);

/* Reads a text of such destinations, and takes the recipients of commands
 * too. */
int
command_follow(const struct reader_text *text,
    int (*read)(const struct reader_text *text));

#endif
