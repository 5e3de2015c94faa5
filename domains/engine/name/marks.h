/* SPDX-License-Identifier: BSD-2-Clause */
/* Marks: what parts addresses and words in the lists that people keep.  Each
 * function gets a place before the end and says how many bytes the mark there
 * has; 0 when there is none. */
#ifndef DOMAINS_ENGINE_NAME_MARKS_H
#define DOMAINS_ENGINE_NAME_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/ascii.h"

size_t
marks_wide_blank_len(const char *p, const char *end);
size_t
marks_wide_separator_len(const char *p, const char *end);

/* A blank, also of Unicode; brackets, quotes and colon of full width. */
static inline size_t
marks_blank_len(const char *p, const char *end)
{
	/* Line breaks within a cell (VT), pages (FF), and the separators of
	 * fields and records go for blanks, too. */
	return (unsigned char)*p < 0x80
	           ? ascii_is_space(*p) || *p == '\v' || *p == '\f' ||
	                 (*p >= 0x1c && *p <= 0x1f)
	           : marks_wide_blank_len(p, end);
}

static inline const char *
marks_after_blanks(const char *p, const char *end)
{
	size_t len;

	while (p < end && (len = marks_blank_len(p, end)) != 0)
		p += len;
	return p;
}

/* A comma or semicolon, also of full width, or U+3001. */
static inline size_t
marks_separator_len(const char *p, const char *end)
{
	return (unsigned char)*p < 0x80 ? *p == ',' || *p == ';'
	                                : marks_wide_separator_len(p, end);
}

/* What may part two addresses that stand together.  The domain of the first has
 * no such character, but a middle dot that was meant as a dot. */
size_t
marks_joint_len(const char *p, const char *end);

/* Cuts blanks off both ends. */
void
marks_trim(const char **bytes, size_t *len);

/* U+FF20 */
bool
marks_is_full_width_at(const char *p, const char *end);

/* Do the header fields of a mailto: URI begin here: "?subject=..."? */
bool
marks_is_query(const char *p, const char *end);

#endif
