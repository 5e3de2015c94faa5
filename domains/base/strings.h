/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings: a list of texts that belong to it, in order of adding.
 *
 *     struct strings strings = {0};
 *     if (strings_add(&strings, strdup("taro")) < 0) ...
 *     ... strings.list[0], strings.count
 *     strings_clear(&strings);
 */
#ifndef DOMAINS_BASE_STRINGS_H
#define DOMAINS_BASE_STRINGS_H

#include <stddef.h>

struct strings {
	char **list;
	size_t count, room;
};

/* Takes over a text; NULL is out of memory.  Returns 0, or -1 when memory is
 * out: then the text is gone. */
int
strings_add(struct strings *strings, char *text);

/* Of pointers to texts, as qsort(3) wants it. */
int
strings_compare(const void *a, const void *b);

/* Frees the texts; the list is as new. */
void
strings_clear(struct strings *strings);

#endif
