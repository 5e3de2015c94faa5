/* SPDX-License-Identifier: BSD-2-Clause */
/* Words: texts that are counted, with some of where they were met.
 *
 *     words_add(&words, text, len, example) for each, then words_gather()
 */
#ifndef DOMAINS_TOOLS_DOPPELLIST_WORDS_H
#define DOMAINS_TOOLS_DOPPELLIST_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* A line has room for so many domains. */
#define WORDS_EXAMPLES 3

struct word {
	const char *text; /* not ours, as the examples */
	size_t len;
	size_t count;
	const char *examples[WORDS_EXAMPLES]; /* '\0'-terminated; the first
	                                         by the alphabet */
	size_t example_count;
};

struct words {
	struct word *list;
	size_t count, room;
	bool failed; /* memory was out: not all are there */
};

/* example may be NULL. */
void
words_add(struct words *words, const char *text, size_t len,
    const char *example);

/* Brings equal words together, sorted by text. */
void
words_gather(struct words *words);

/* The most frequent first; of gathered words. */
void
words_sort_by_count(struct words *words);

void
words_clear(struct words *words);

#endif
