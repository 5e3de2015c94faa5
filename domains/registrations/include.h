/* SPDX-License-Identifier: BSD-2-Clause */
/* Include: reads what ":include:/etc/mail/lab.members" names, with the care
 * that a file needs which another user's file names.
 *
 * A file is read once for a list, however often it is included, as mail systems
 * deliver once.  Refused, each with a diagnostic at the line that includes: a
 * relative path (Postfix refuses it too), a file that includes itself over any
 * number of others, what is no regular file, and what the owner of the file
 * that includes it cannot open: its lines would stand in the findings.
 */
#ifndef DOMAINS_REGISTRATIONS_INCLUDE_H
#define DOMAINS_REGISTRATIONS_INCLUDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "domains/base/interning.h"
#include "domains/base/rights.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/destinations.h"
#include "domains/registrations/member.h"

/* A file as it was opened. */
struct included_file {
	struct stat status;
	struct rights rights; /* of what it names */
	char *bytes;          /* NULL: they are not kept */
	size_t len;
	/* Of a user's that a source of root's includes: what it took of each
	 * budget with what it includes, and why it is left out; NULL: not. */
	uint64_t cost[BUDGET_KINDS];
	const char *left_out;
};

/* All that are kept: to be read again without opening them. */
#define INCLUDED_KEPT_MAX ((size_t)16 * 1024 * 1024)

/* Files of users that are left out of a source, one after the other.  Each time
 * all is counted again, so that after some of an owner's all of them are, and
 * in the end all users'. */
#define INCLUDED_OF_OWNER_MAX 4
#define INCLUDED_LEFT_OUT_MAX 16

/* Which files were included by a source. */
struct included {
	struct interning *paths;     /* that were opened, and for whom */
	struct included_file *files; /* by the number of the path */
	size_t file_room;
	size_t kept;               /* bytes */
	struct interning *in_list; /* files of each list, by device and inode */
	uint64_t *openings; /* that each of these took with what it includes,
	                       and 1; 0: it is being read */
	size_t opening_room;
	bool has_users; /* files that are not root's, in a source of root's */
	unsigned left_out;
	uid_t owners_out[INCLUDED_LEFT_OUT_MAX]; /* all of whose files are, */
	size_t owner_count;
	const char *users_out; /*   and why those of all users; NULL */
	struct budgets *budgets;
};

/* The file that is read. */
struct include {
	struct included *included;
	dev_t device; /* of the source itself */
	ino_t inode;
	struct rights rights; /* with which what the file names is opened */
	unsigned level;       /* 0: the source */
};

/* The source is read again. */
void
included_repeat(struct included *included);
void
included_clear(struct included *included);

/* Root's source went over a budget: leaves out the user's file that took most
 * of it, its owner's, or all users', so that nobody's list keeps the others in
 * the same file from being read.  Returns false when there is none; else the
 * source can be read again. */
bool
included_leave_out(struct included *included);

/* May there be includes in a text? */
bool
include_may_be_in(struct span text);

/* Reads the included file as destination_take() does, for the list of the
 * place.  Returns 0, or -1 when take() ended it, or a budget. */
int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path);

#endif
