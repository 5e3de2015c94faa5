/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the lines of a text once, piece by piece. */
#include "domains/filters/lines.h"

#include <stdlib.h>

#define PIECE 512

/* From a byte to another, or to the end of the text. */
static unsigned
count_newlines(struct span text, size_t begin, size_t end)
{
	if (end > text.len)
		end = text.len;
	return span_count_newlines(
	    (struct span){text.bytes + begin, end - begin});
}

int
lines_begin(struct lines *lines, struct span text)
{
	size_t count = text.len / PIECE + 1;

	lines->text = text;
	lines->marks = malloc(count * sizeof(*lines->marks));
	if (lines->marks == NULL)
		return -1;
	lines->marks[0] = 1;
	for (size_t i = 1; i < count; i++)
		lines->marks[i] =
		    lines->marks[i - 1] +
		    count_newlines(text, (i - 1) * PIECE, i * PIECE);
	return 0;
}

void
lines_free(struct lines *lines)
{
	free(lines->marks);
	lines->marks = NULL;
}

unsigned
lines_at(const struct lines *lines, size_t at)
{
	size_t piece =
	    at < lines->text.len ? at / PIECE : lines->text.len / PIECE;

	return lines->marks[piece] +
	       count_newlines(lines->text, piece * PIECE, at);
}
