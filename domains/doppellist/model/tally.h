/* SPDX-License-Identifier: BSD-2-Clause */
/* Tally: texts that are counted, with some of where they were met.
 *
 *     tally_add(&tally, text, len, example) for each, then tally_gather()
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_TALLY_H
#define DOMAINS_DOPPELLIST_MODEL_TALLY_H

#include <stdbool.h>
#include <stddef.h>

/* A line has room for so many domains. */
#define TALLY_EXAMPLES 3

struct tally_row {
	const char *text; /* not ours, as the examples */
	size_t len;
	size_t count;
	const char *examples[TALLY_EXAMPLES]; /* '\0'-terminated; the first
	                                         by the alphabet */
	size_t example_count;
};

struct tally {
	struct tally_row *list;
	size_t count, room;
	bool failed; /* memory was out: not all are there */
};

/* example may be NULL. */
void
tally_add(struct tally *tally, const char *text, size_t len,
    const char *example);

/* Brings equal texts together, sorted by text. */
void
tally_gather(struct tally *tally);

/* The most frequent first; of a gathered tally. */
void
tally_sort_by_count(struct tally *tally);

void
tally_clear(struct tally *tally);

#endif
