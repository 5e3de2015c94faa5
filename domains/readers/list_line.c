/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the addresses out of a line of a list: see the header. */
#include "domains/readers/list_line.h"

#include <string.h>

#include "domains/base/ascii.h"

bool
list_line_is_comment(const char *line, size_t len)
{
	while (len > 0 && ascii_is_blank(*line))
		line++, len--;
	return len > 0 && *line == '#';
}

/* Goes through a line with the state that makes a byte a delimiter or just a
 * byte: quotes (with backslash), comments, angle brackets. */
struct nesting {
	bool quoted;
	bool escaped;
	bool angle;
	unsigned comments;
};

/* Is the byte outside all of it? */
static bool
nesting_is_outside(struct nesting *nesting, char byte)
{
	if (nesting->escaped)
		nesting->escaped = false;
	else if (byte == '\\' && (nesting->quoted || nesting->comments > 0))
		nesting->escaped = true;
	else if (nesting->quoted)
		nesting->quoted = byte != '"';
	else if (byte == '(')
		nesting->comments++;
	else if (nesting->comments > 0)
		nesting->comments -= byte == ')';
	else if (byte == '"')
		nesting->quoted = true;
	else if (nesting->angle)
		nesting->angle = byte != '>';
	else if (byte == '<')
		nesting->angle = true;
	else
		return true;
	return false;
}

size_t
list_line_last_separator(const char *line, size_t len)
{
	struct nesting nesting = {0};
	size_t last = 0;

	for (size_t i = 0; i < len; i++)
		if (nesting_is_outside(&nesting, line[i]) &&
		    (line[i] == ',' || line[i] == ';'))
			last = i + 1;
	return last;
}

/* Is there no address after a '#'?  "Team #5 <a@b.c>" is a display name, and
 * where lines end in a mere CR, another line follows: rather a malformed
 * address too many than an address overlooked. */
static bool
is_all_comment(const char *from, size_t len)
{
	return memchr(from, '<', len) == NULL &&
	       memchr(from, '\r', len - 1) == NULL;
}

/* Where the comment after an address begins, or len.  A '#' is a comment when
 * it follows a blank and a text with an @. */
static size_t
find_comment(const char *line, size_t len)
{
	struct nesting nesting = {0};
	bool at_sign = false;

	if (memchr(line, '#', len) == NULL)
		return len;
	for (size_t i = 0; i < len; i++) {
		if (!nesting_is_outside(&nesting, line[i])) {
			at_sign = at_sign || (nesting.angle && line[i] == '@');
			continue;
		}
		if (line[i] == ',' || line[i] == ';')
			at_sign = false;
		else if (line[i] == '@')
			at_sign = true;
		else if (line[i] == '#' && at_sign &&
			 ascii_is_blank(line[i - 1]) &&
			 is_all_comment(line + i, len - i))
			return i;
	}
	return len;
}

int
list_line_take(const struct reader_text *text,
    const struct destination_place *place, struct span line)
{
	line.len = find_comment(line.bytes, line.len);
	return destination_take_all(text, place, line);
}
