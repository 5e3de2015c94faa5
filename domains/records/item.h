/* SPDX-License-Identifier: BSD-2-Clause */
/* Item: the destinations of a list, separated by commas and newlines, as
 * aliases, virtual maps, .forward files and member files have them.
 *
 *     taro@gmai.com, "|/usr/bin/vacation taro", /var/mail/lab,
 *     \jiro, :include:/etc/mail/lab.members, Hanako <hanako@example.jp>
 */
#ifndef DOMAINS_RECORDS_ITEM_H
#define DOMAINS_RECORDS_ITEM_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/records/registration.h"

struct item_scan {
	const char *at;
	const char *end;
	unsigned line;
	bool in_line;            /* something of the line went before */
	const char *unclosed[3]; /* no end of a quote, comment or angle */
};                               /*   bracket stands before this place */

/* Goes through the text from a line on.  A comma or a newline separates,
 * outside of quotes, comments and angle brackets; a line whose first byte
 * that is no blank is '#' is left out. */
void
item_scan_begin(struct item_scan *scan, struct span text, unsigned line);

/* false at the end.  An item is never empty. */
bool
item_scan_next(struct item_scan *scan, struct span *item_r,
    unsigned *line_r);

/* How much of RFC 822's grammar for destinations holds. */
enum item_grammar {
	ITEM_MAIL_SYSTEM, /* commands, files, includes, bare names are users */
	ITEM_ADDRESSES    /* a register of people: only addresses */
};

struct item_place {
	struct span list;
	struct span name;    /* of the row; else what stands at the address */
	struct span reading;
	struct span row;     /* the addresses in it */
	unsigned line;
	enum item_grammar grammar;
	bool substituted; /* the key is a pattern, and $1 in an address what it
	                     has matched: an address whose domain is not known
	                     before is left out */
};

/* Hands on what the item says: takes addresses, tells commands and files from
 * them, reads included files.  Returns 0, or -1 when take() ended it. */
int
item_take(const struct records_text *text, const struct item_place *place,
    struct span item);

/* All items of a text, from a line on. */
int
item_take_all(const struct records_text *text,
    const struct item_place *place, struct span items);

#endif
