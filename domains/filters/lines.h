/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines: on which line a byte of a text stands.
 *
 *     lines_begin(&lines, text);
 *     lines_at(&lines, 0)              1
 *     lines_free(&lines);
 */
#ifndef DOMAINS_FILTERS_LINES_H
#define DOMAINS_FILTERS_LINES_H

#include <stddef.h>

#include "domains/base/span.h"

struct lines {
	struct span text;
	unsigned *marks; /* the line of each piece's first byte */
};

/* Returns 0, or -1 when memory is out. */
int
lines_begin(struct lines *lines, struct span text);
void
lines_free(struct lines *lines);

/* In time that does not grow with the text. */
unsigned
lines_at(const struct lines *lines, size_t at);

#endif
