/* SPDX-License-Identifier: BSD-2-Clause */
/* Name lines: the first words of lines. */
#include "domains/engine/lists/name_lines.h"

#include <string.h>

#include "domains/engine/lists/line_text.h"

/* What some editors put before the first line: the byte order mark. */
static const char name_lines_mark[] = "\xef\xbb\xbf";

struct name_lines
name_lines_of(const char *bytes, size_t len)
{
	bool marked =
	    len >= sizeof(name_lines_mark) - 1 &&
	    memcmp(bytes, name_lines_mark, sizeof(name_lines_mark) - 1) == 0;

	return (struct name_lines){
	    .next = bytes + (marked ? sizeof(name_lines_mark) - 1 : 0),
	    .end = bytes + len,
	};
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
