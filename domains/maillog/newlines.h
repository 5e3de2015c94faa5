/* SPDX-License-Identifier: BSD-2-Clause */
/* Newlines: where the lines of a text end, found at once.  To look for each
 * where its line begins takes longer, for no processor can foresee how long a
 * line is.
 *
 *     newlines_note(&newlines, text)           false: there are zeros in it
 *     newlines_next(&newlines, line.bytes)     NULL: take another way
 *     newlines_clear(&newlines)
 */
#ifndef DOMAINS_MAILLOG_NEWLINES_H
#define DOMAINS_MAILLOG_NEWLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"

struct newlines {
	struct span text;
	uint32_t *at; /* in the text; UINT32_MAX is the last one */
	size_t room, next;
	bool narrow; /* as processors without AVX2 do it, for a test */
};

/* Notes those of a text, which are there until the next one.  Where memory is
 * out, or the text too long, there are none.  Returns whether no byte of the
 * text is zero. */
bool
newlines_note(struct newlines *newlines, struct span text);

void
newlines_clear(struct newlines *newlines);

/* The first one from here on, which is not before the place of the last call;
 * NULL when none is known. */
static inline const char *
newlines_next(struct newlines *newlines, const char *from)
{
	size_t begin = (size_t)(from - newlines->text.bytes);

	if (begin >= newlines->text.len)
		return NULL;
	while (newlines->at[newlines->next] < begin)
		newlines->next++;
	return newlines->at[newlines->next] != UINT32_MAX
	           ? newlines->text.bytes + newlines->at[newlines->next]
	           : NULL;
}

#endif
