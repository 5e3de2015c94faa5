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
#include <sys/types.h>

#include "domains/base/interning.h"
#include "domains/base/rights.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/readers/destinations.h"
#include "domains/registrations/member.h"

/* Which files were included in one reading of a source; NULL: none was. */
struct included {
	struct interning *files; /* of each list, by device and inode */
	uint64_t
	    *openings; /* that each took with what it includes, and 1; 0: it
	                       is being read */
	size_t room;
	struct interning *paths; /* that were opened */
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

void
included_clear(struct included *included);

/* Reads the included file as destination_take() does, for the list of the
 * place.  Returns 0, or -1 when take() ended it, or a budget. */
int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path);

#endif
