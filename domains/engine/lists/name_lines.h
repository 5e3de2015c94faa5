/* SPDX-License-Identifier: BSD-2-Clause */
/* Name lines: goes through the names of a list whose lines were read before.
 *
 *     struct name_lines lines = name_lines_of(bytes, len);
 *     struct name name;
 *     while (name_lines_next(&lines, &name)) ...
 */
#ifndef DOMAINS_ENGINE_LISTS_NAME_LINES_H
#define DOMAINS_ENGINE_LISTS_NAME_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/name.h"

struct name_lines {
	/* Of the line that was given last. */
	const char *begin;
	unsigned line;
	bool take_back;
	const char *next, *end; /* internal */
};

/* The lines of a list, before the first one. */
struct name_lines
name_lines_of(const char *bytes, size_t len);

/* Gives the next line with a name; false after the last.  What is wrong with
 * others was said when the list was read. */
bool
name_lines_next(struct name_lines *lines, struct name *name_r);

#endif
