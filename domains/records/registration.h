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
 * a fault for each place that it cannot read, and goes on behind it.
 */
#ifndef DOMAINS_RECORDS_REGISTRATION_H
#define DOMAINS_RECORDS_REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/fault.h"

/* Bytes that belong to somebody else; not '\0'-terminated. */
struct span {
	const char *bytes;
	size_t len;
};

enum registration_target {
	REGISTRATION_ADDRESS, /* it has an @ or should have one */
	REGISTRATION_LOCAL,   /* a name: a user, or another alias */
	REGISTRATION_MAILBOX, /* \taro: the user's mailbox, no alias again */
	REGISTRATION_DOMAIN,  /* @gmai.com in a virtual map: all of a domain */
	REGISTRATION_COMMAND, /* |program */
	REGISTRATION_FILE,    /* /path of a mailbox */
	REGISTRATION_TARGETS
};

/* What the spans point to holds until take() returns. */
struct registration {
	enum registration_target target;
	struct span list;    /* as written: a list, an alias, a user, the key
	                        of a map; empty when the file does not say */
	struct span address; /* the member, as it stands in the file */
	struct span mended;  /* the same without what no address has in it */
	unsigned oddities;   /* what that is: enum written_oddity; else 0 */
	struct span name;    /* of the person; may be empty */
	struct span reading; /* of the name, in kana; may be empty */
	struct span row;     /* all addresses of the register's row, this one
	                        among them; may be empty */
	const char *file;
	unsigned line;       /* counted from 1 */
	size_t at;           /* where address stands in the text of the file; */
	bool in_text;        /*   false: it does not stand there as it is */
};

/* Nonzero ends the reading. */
typedef int (*registration_take)(void *context,
    const struct registration *registration);

/* Told of each file before it is opened: a later change of it, or that it is
 * there at last, is a change of what was read. */
typedef void (*registration_opening)(void *context, const char *path);

struct include;

/* What a reader is given: a file's text in UTF-8, and where to put things. */
struct records_text {
	const char *file; /* for messages */
	struct span text;
	struct span list; /* whose members these are, where only the name of
	                     the file tells */
	registration_take take;
	void *context;
	struct faults *faults;
	const struct include *include; /* the files that led here */
	registration_opening opening;  /* NULL: nobody wants to know */
	void *opening_context;
};

/* Who gets the mail for a list's people: "owner-lab" and "lab-owner" are
 * where errors go, "lab-request" is the administrator. */
enum registration_role {
	REGISTRATION_MEMBER,
	REGISTRATION_OWNER,
	REGISTRATION_REQUEST
};

/* The role that a list's name tells, and the list whose role it is. */
enum registration_role
registration_role(struct span list, struct span *base_r);

/* ---- spans --------------------------------------------------------------- */

struct span
span_of(const char *text);

/* Without blanks, tabs, CR and LF at its ends. */
struct span
span_trim(struct span span);

/* Upper and lower case of ASCII are the same. */
bool
span_equal(struct span span, const char *text);

bool
span_begins(struct span span, const char *text);

#endif
