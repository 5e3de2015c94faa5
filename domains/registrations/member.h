/* SPDX-License-Identifier: BSD-2-Clause */
/* Registration: mail for a list or a user here goes to an address somewhere
 * else, because a file says so.  What all readers of such files have in
 * common: what they are given, and what they hand on.
 *
 *     aliases:12   lab: "Yamada" <taro@gmai.com>
 *
 *     list lab, address taro@gmai.com, name Yamada, file aliases, line 12
 *
 * A reader calls take() for each registration, in the order of the file, adds
 * a diagnostic for each place that it cannot read, and goes on after it.
 */
#ifndef DOMAINS_REGISTRATIONS_MEMBER_H
#define DOMAINS_REGISTRATIONS_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/full_width.h"

enum member_target {
	MEMBER_ADDRESS, /* it has an @ or should have one */
	MEMBER_LOCAL,   /* a name: a user, or another alias */
	MEMBER_MAILBOX, /* \taro: the user's mailbox, no alias again */
	MEMBER_DOMAIN,  /* @gmai.com in a virtual map, gmai.com in a list of
	                   domains: all of it */
	MEMBER_COMMAND, /* |program */
	MEMBER_FILE,    /* /path of a mailbox */
	MEMBER_TARGETS
};

/* What the spans point to holds until take() returns. */
struct member {
	enum member_target target;
	struct span list;    /* as written: a list, an alias, a user, the key
	                        of a map; empty when the file does not say */
	struct span address; /* the member, as it stands in the file */
	struct span mended;  /* the same without what no address has in it */
	unsigned oddities;   /* what that is: enum full_width_oddity; else 0 */
	struct address parsed;    /* of mended, by member_parse(): set when */
	enum address_error error; /*   this is ADDRESS_FINE */
	struct span name;         /* of the person; may be empty */
	struct span reading;      /* of the name, in kana; may be empty */
	struct span row; /* all addresses of the register's row, this one
	                        among them; may be empty */
	const char *file;
	unsigned line;    /* counted from 1; of a sheet, its row */
	struct span cell; /* of a spreadsheet, which has no lines: "会員!C12",
	                     the sheet's name to the last '!'; else empty */
	const char *where; /* "hidden", "note", "list" (a drop-down list): it
	                      stands in the cell, and is not seen there; or
	                      NULL */
	size_t at;         /* where address stands in the text of the file; */
	bool in_text;      /*   false: it does not stand there as it is */
};

/* Nonzero ends the reading. */
typedef int (*member_take)(void *context, const struct member *member);

/* Gets the name of each file before it is opened: a later change of it, or that
 * it is there at last, is a change of what was read. */
typedef void (*member_opening)(void *context, const char *path);

struct include;
struct budgets;
struct csv_columns;

/* What a reader is given: a file's text in UTF-8, and where to put things. */
struct reader_text {
	const char *file; /* for messages */
	struct span text;
	const int *fd;    /* of a binary form, whose text is only how the file
	                  begins: all of it; NULL: the text is all */
	struct span list; /* whose members these are, where only the name of
	                     the file says */
	member_take take;
	void *context;
	struct diagnostics *diagnostics;
	struct diagnostics *notes; /* what is no fault: what was not judged, and
	                              why; NULL: nobody wants to know */
	const struct include *include; /* the files that led here */
	struct budgets *budgets;       /* what it may cost; NULL: anything */
	const struct csv_columns *columns; /* what an option calls those of a
	                                      register */
	bool includes_only;                /* members are not looked at */
	bool counting; /* nothing of them but how many they are: take() does not
	                  look at them */
	member_opening opening; /* NULL: nobody wants to know */
	void *opening_context;
};

/* Adds a diagnostic at a line of the text, or of all of it for line 0: why, and
 * of what; or that memory is out.  Each returns -1. */
int
reader_text_report(const struct reader_text *text, unsigned line,
    const char *why);
int
reader_text_refuse(const struct reader_text *text, unsigned line,
    struct span what, const char *why);
int
reader_text_no_memory(const struct reader_text *text);

/* Parses mended, once: who makes a member calls it last.  Of
 * MEMBER_DOMAIN only the domain is set; what is no address is ADDRESS_NO_AT.
 */
void
member_parse(struct member *member);

/* Adds a diagnostic at the member's place: "members.csv:12: ...",
 * "members.xlsx:会員!C12: ...". */
void
member_report(const struct member *member, struct diagnostics *diagnostics,
    const char *text);

/* The parts of a cell's place, which may be empty. */
struct span
member_sheet(struct span cell);
struct span
member_cell(struct span cell);

/* A member of no list, from the bytes of an envelope path, an argument or one
 * item of a list: "<taro@gmai.com>".  A text without a domain ("root", "<>")
 * is MEMBER_LOCAL.  *mended_r is room that the member may point into. */
void
member_of_text(const char *bytes, size_t len, struct full_width *mended_r,
    struct member *member_r);

#endif
