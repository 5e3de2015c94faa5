/* SPDX-License-Identifier: BSD-2-Clause */
/* Name lines: the first words of lines. */
#include "domains/engine/lists/name_lines.h"

#include <string.h>

#include "domains/base/span.h"
#include "domains/engine/lists/line_text.h"

struct name_lines
name_lines_of(const char *bytes, size_t len)
{
	struct span rest = {bytes, len};

	/* The byte order mark, which some editors put there. */
	(void)span_take_begin(&rest, "\xef\xbb\xbf");
	return (struct name_lines){.next = rest.bytes, .end = bytes + len};
}

static bool
read_name(const char *bytes, size_t len, struct name_lines *lines,
    struct name *name_r)
{
	char buf[LINE_TEXT_SIZE], why[LINE_TEXT_WHY_SIZE];
	char *rest = line_text_of(bytes, len, buf, why);
	char *word = rest != NULL ? line_text_next(&rest) : NULL;

	if (word == NULL)
		return false;
	lines->take_back = *word == '-';
	word += lines->take_back;
	return name_parse(word, strlen(word), name_r, NULL) == 0;
}

bool
name_lines_next(struct name_lines *lines, struct name *name_r)
{
	while (lines->next < lines->end) {
		const char *begin = lines->next;
		size_t left = (size_t)(lines->end - begin);
		const char *stop = memchr(begin, '\n', left);
		size_t len = stop != NULL ? (size_t)(stop - begin) : left;

		lines->begin = begin;
		lines->line++;
		lines->next = stop != NULL ? stop + 1 : lines->end;
		if (read_name(begin, len, lines, name_r))
			return true;
	}
	return false;
}
