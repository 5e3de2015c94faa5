/* SPDX-License-Identifier: BSD-2-Clause */
/* Destinations of a list, separated by commas and newlines, as
 * aliases, virtual maps, .forward files and member files have them.
 *
 *     taro@gmai.com, "|/usr/bin/vacation taro", /var/mail/lab,
 *     \jiro, :include:/etc/mail/lab.members, Hanako <hanako@example.jp>
 *
 * A command or file without quotes ends at the first blank: what comes after
 * that are recipients for Postfix and part of a remote address for Sendmail.
 * After ":fail:", ":defer:", ":blackhole:", ":unknown:" (Exim) and "error:"
 * (Sendmail, OpenSMTPD) the rest is text.
 */
#ifndef DOMAINS_REGISTRATIONS_DESTINATIONS_H
#define DOMAINS_REGISTRATIONS_DESTINATIONS_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* How much of RFC 822's grammar for destinations holds. */
enum destination_grammar {
	DESTINATION_MAIL_SYSTEM, /* commands, files, includes; a bare name is
	                            a user */
	DESTINATION_ITEMS,       /* the same, but a command or file without
	                            quotes takes all to the comma, and a "#"
	                            after a comma begins a comment (Exim,
	                            OpenSMTPD) */
	DESTINATION_VIRTUAL,     /* a bare name is a user; all else addresses */
	DESTINATION_ADDRESSES    /* a register of people: only addresses; words
	                            after one are a name, too */
};

struct destination_place {
	struct span list;
	struct span name; /* of the row; else what stands at the address */
	struct span reading;
	struct span row; /* the addresses in it */
	unsigned line;
	struct span cell;  /* of a spreadsheet */
	const char *where; /* member.h */
	enum destination_grammar grammar;
	bool in_line;     /* something of the line went before: no comment
	                     begins here */
	bool one_line;    /* the lines are put together before they are read: a
	                     comment takes all of them */
	bool substituted; /* the key is a pattern, and $1 in an address what it
	                     has matched: an address whose domain is not known
	                     before is left out */
};

/* Does a destination begin that has only a text: ":fail:", "error:"? */
bool
destination_is_text(struct span destination);

/* Hands on what the destination is: addresses, a command, a file; reads
 * included files.  Returns 0, or -1 when take() ended it. */
int
destination_take(const struct reader_text *text,
    const struct destination_place *place, struct span destination);

/* Hands on what is known to be of this kind, as it stands.  Returns 0, or -1
 * when take() ended it. */
int
destination_take_as(const struct reader_text *text,
    const struct destination_place *place, enum member_target target,
    struct span what);

/* Takes a line, whose number the place has.  Returns 0, or -1 to end. */
typedef int (*destination_take_line)(const struct reader_text *text,
    const struct destination_place *place, struct span line);

/* Gives each line of the text to take(), as long as there is time.  Returns 0,
 * or -1 when it was ended. */
int
destination_take_lines(const struct reader_text *text,
    const struct destination_place *place, destination_take_line take);

/* All destinations of a text, from a line on.  A comma or a newline separates,
 * outside of quotes, comments and angle brackets; a line whose first byte
 * that is no blank is '#' is left out. */
int
destination_take_all(const struct reader_text *text,
    const struct destination_place *place, struct span destinations);

#endif
