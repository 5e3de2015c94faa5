/* SPDX-License-Identifier: BSD-2-Clause */
/* Include: reads what ":include:/etc/mail/lab.members" names, with the care
 * that a file needs which another user's file names.
 *
 * Refused, each with a diagnostic at the line that includes: a relative path
 * (Postfix refuses it too), a file that includes itself over any number of
 * others, more than INCLUDE_DEPTH_MAX levels, more than INCLUDE_TOTAL_MAX bytes
 * in a run, what is no regular file, and what the owner of the file that
 * includes it cannot open: its lines would stand in the findings.
 */
#ifndef DOMAINS_REGISTRATIONS_READERS_INCLUDE_H
#define DOMAINS_REGISTRATIONS_READERS_INCLUDE_H

#include <stddef.h>
#include <sys/types.h>

#include "domains/base/rights.h"
#include "domains/registrations/readers/destinations.h"
#include "domains/registrations/member.h"

/* Nobody keeps lists deeper. */
#define INCLUDE_DEPTH_MAX 16

/* One file; a member list of this length has some million lines. */
#define RECORDS_FILE_MAX ((size_t)256 * 1024 * 1024)

/* All files that one file includes, counted as often as they are read: a
 * small file could name a large one on each of its lines. */
#define INCLUDE_TOTAL_MAX ((size_t)1024 * 1024 * 1024)

/* One file on the way to the one that is read. */
struct include {
	const struct include *from; /* NULL: the file that the caller reads */
	dev_t device;
	ino_t inode;
	struct rights rights; /* with which what it names is opened */
	unsigned depth;
	size_t *total; /* bytes included so far */
};

/* Reads the included file as destination_take() does, for the list of the
 * place.  Returns 0, or -1 when take() ended it. */
int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path);

#endif
