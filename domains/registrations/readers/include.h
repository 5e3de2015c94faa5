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
#ifndef DOMAINS_REGISTRATIONS_READERS_INCLUDE_H
#define DOMAINS_REGISTRATIONS_READERS_INCLUDE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "domains/base/interning.h"
#include "domains/base/rights.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/readers/destinations.h"
#include "domains/registrations/member.h"

/* A file as it was opened. */
struct included_file {
	struct stat status;
	struct rights rights; /* of what it names */
	char *bytes;          /* NULL: they are not kept */
	size_t len;
};

/* All that are kept: to be read again without opening them. */
#define INCLUDED_KEPT_MAX ((size_t)16 * 1024 * 1024)

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

/* May there be includes in a text? */
bool
include_may_be_in(struct span text);

/* Reads the included file as destination_take() does, for the list of the
 * place.  Returns 0, or -1 when take() ended it, or a budget. */
int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path);

#endif
