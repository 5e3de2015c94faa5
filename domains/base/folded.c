/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the lines of a file together. */
#include "domains/base/folded.h"

bool
folded_begin(struct folded *lines)
{
	lines->line.len = 0;
	lines->is_long = false;
	if (lines->rest.len == 0)
		return false;
	folded_append(lines, 0);
	lines->number = lines->taken;
	return true;
}

void
folded_append(struct folded *lines, size_t left_out)
{
	struct span line = span_take_line(&lines->rest);

	lines->taken++;
	while (line.len > 0 && line.bytes[line.len - 1] == '\r')
		line.len--;
	line = span_after(line, left_out < line.len ? left_out : line.len);
	if (line.len > FOLDED_LINE_MAX - lines->line.len) {
		lines->is_long = true;
		line.len = FOLDED_LINE_MAX - lines->line.len;
	}
	traced_add_span(&lines->line, line,
	    (size_t)(line.bytes - lines->text.bytes));
}

struct span
folded_span(const struct folded *lines)
{
	return traced_span(&lines->line, 0, lines->line.len);
}
