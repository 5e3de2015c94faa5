/* SPDX-License-Identifier: BSD-2-Clause */
/* Line text: what counts in a line of a list, and its words. */
#ifndef DOMAINS_ENGINE_LISTS_LINE_TEXT_H
#define DOMAINS_ENGINE_LISTS_LINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/lists/listfile.h"

/* A line, its '\0', and what line_text_next() reads after it. */
#define LINE_TEXT_SIZE (LISTFILE_LINE_MAX + 17)

#define LINE_TEXT_WHY_SIZE 80

static inline bool
line_text_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What counts in a line, without its comment and the blanks around it, as a
 * string in buf.  NULL: nothing does, and why_r is "", or it says what is wrong
 * with the line. */
char *
line_text_of(const char *bytes, size_t len, char buf[static LINE_TEXT_SIZE],
    char why_r[static LINE_TEXT_WHY_SIZE]);

/* Cuts the next word off *rest, or returns NULL at the end. */
char *
line_text_next(char **rest);

#endif
