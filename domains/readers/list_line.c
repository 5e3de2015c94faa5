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

/* Is there no address after a '#'?  "Team #5 <a@b.c>" is a display name. */
static bool
is_all_comment(const char *from, size_t len)
{
	return memchr(from, '<', len) == NULL;
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

/* The text up to the next NUL bytes, which are passed over. */
static struct span
take_piece(struct span *rest)
{
	const char *zero = memchr(rest->bytes, '\0', rest->len);
	struct span piece = *rest;

	if (zero != NULL)
		piece.len = (size_t)(zero - rest->bytes);
	*rest = span_after(*rest, piece.len);
	while (rest->len > 0 && *rest->bytes == '\0')
		*rest = span_after(*rest, 1);
	return piece;
}

/* Are NUL bytes only between addresses, as find -print0 has them, or before
 * one, where a file has a hole?  Elsewhere no address has such bytes. */
static bool
is_parted_by_zeros(struct span line)
{
	bool any = false;

	if (line.len == 0 || memchr(line.bytes, '\0', line.len) == NULL)
		return false;
	while (line.len > 0) {
		struct span piece = take_piece(&line);

		if (span_trim(piece).len == 0)
			continue;
		if (memchr(piece.bytes, '@', piece.len) == NULL)
			return false;
		any = true;
	}
	return any;
}

/* Without the bytes by which DOS ends a file: no address ends with them. */
static struct span
without_end_of_file(struct span line)
{
	while (span_take_end(&line, "\x1a"))
		;
	return line;
}

int
list_line_take(const struct reader_text *text,
    const struct destination_place *place, struct span line)
{
	struct span piece;

	line = without_end_of_file(line);
	if (!is_parted_by_zeros(line)) {
		line.len = find_comment(line.bytes, line.len);
		return destination_take_all(text, place, line);
	}
	while (line.len > 0) {
		piece = take_piece(&line);
		piece.len = find_comment(piece.bytes, piece.len);
		if (destination_take_all(text, place, piece) < 0)
			return -1;
	}
	return 0;
}
