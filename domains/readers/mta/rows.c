/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts lines together, and finds the ends of keys. */
#include "domains/readers/mta/rows.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' ||
	       byte == '\f';
}

bool
row_is_space(char byte)
{
	return is_blank(byte) || byte == '\n';
}

/* ---- rows ---------------------------------------------------------------- */

static const char *
after_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline != NULL ? newline + 1 : end;
}

enum line_kind { LINE_NOTHING, LINE_BEGINS, LINE_GOES_ON };

/* The first byte that is no blank makes a comment; a blank at the first place
 * makes the line go on. */
static enum line_kind
line_kind(const char *at, const char *after)
{
	const char *first = at;

	while (first < after && is_blank(*first))
		first++;
	if (first == after || *first == '\n' || *first == '#')
		return LINE_NOTHING;
	return first == at ? LINE_BEGINS : LINE_GOES_ON;
}

struct row_scan
row_scan_begin(struct span text)
{
	return (struct row_scan){.rest = text, .line = 1};
}

bool
row_next(struct row_scan *scan, struct row *row_r)
{
	const char *at = scan->rest.bytes, *after = at;
	const char *end = scan->rest.len != 0 ? at + scan->rest.len : at;
	enum line_kind kind = LINE_NOTHING;

	while (at < end) {
		after = after_line(at, end);
		kind = line_kind(at, after);
		if (kind != LINE_NOTHING)
			break;
		at = after;
		scan->line++;
	}
	scan->rest = span_between(at, end);
	if (at == end)
		return false;
	*row_r = (struct row){
	    .text = {at, 0},
	    .line = scan->line,
	    .orphan = kind == LINE_GOES_ON,
	};
	do {
		at = after;
		scan->line++;
		if (kind != LINE_NOTHING)
			row_r->text.len = (size_t)(after - row_r->text.bytes);
		after = after_line(at, end);
		kind = at < end ? line_kind(at, after) : LINE_BEGINS;
	} while (kind != LINE_BEGINS);
	scan->rest = span_between(at, end);
	return true;
}

void
row_refuse(const struct reader_text *text, const struct row *row,
    const char *why)
{
	struct span rest = row->text;

	reader_text_refuse(text, row->line, span_take_line(&rest), why);
}

int
row_blank_comments(struct span text, char **copy_r)
{
	struct span rest = text;

	*copy_r = NULL;
	if (text.len == 0 || memchr(text.bytes, '#', text.len) == NULL)
		return 0;
	*copy_r = malloc(text.len);
	if (*copy_r == NULL)
		return -1;
	memcpy(*copy_r, text.bytes, text.len);
	while (rest.len > 0) {
		struct span line = span_take_line(&rest);
		struct span trimmed = line;

		while (trimmed.len > 0 && is_blank(trimmed.bytes[0]))
			trimmed = span_after(trimmed, 1);
		if (trimmed.len > 0 && trimmed.bytes[0] == '#')
			memset(*copy_r + (line.bytes - text.bytes), ' ',
			    line.len);
	}
	return 0;
}

/* ---- keys ---------------------------------------------------------------- */

size_t
row_key_end(struct span row, bool (*ends)(char byte))
{
	bool quoted = false;

	for (size_t i = 0; i < row.len; i++) {
		if (row.bytes[i] == '\\')
			i++;
		else if (row.bytes[i] == '"')
			quoted = !quoted;
		else if (!quoted && ends(row.bytes[i]))
			return i;
	}
	return row.len;
}

/* Where a pattern begins: after "!" and the blanks that may follow it. */
static size_t
pattern_begin(struct span row)
{
	size_t at = 0;

	while (
	    at < row.len && (row.bytes[at] == '!' || is_blank(row.bytes[at])))
		at++;
	return at;
}

/* A byte that begins keys of other tables: of an address, a name or a number.
 */
static bool
may_begin_key(char byte)
{
	return ascii_is_alphanumeric(byte) || (byte & 0x80) != 0 ||
	       memchr("@.<\"[_-+*:=", byte, 12) != NULL;
}

bool
row_is_pattern(struct span row)
{
	size_t at = pattern_begin(row), end;

	if (at == row.len || may_begin_key(row.bytes[at]))
		return false;
	end = row_pattern_end(row);
	return row.bytes[at] == '/' ||
	       (end < row.len && memchr(row.bytes + at + 1, row.bytes[at],
				     end - at - 1) != NULL);
}

bool
row_is_condition(struct span row)
{
	size_t at = 2;

	if (!span_begins(row, "if"))
		return span_equal(span_trim(row), "endif");
	while (at < row.len && is_blank(row.bytes[at]))
		at++;
	return at > 2 && at < row.len &&
	       (row.bytes[at] == '/' || row.bytes[at] == '!');
}

size_t
row_pattern_end(struct span row)
{
	size_t i = pattern_begin(row);
	char delimiter = i < row.len ? row.bytes[i] : '/';

	for (i++;
	     i < row.len && row.bytes[i] != delimiter && row.bytes[i] != '\n';
	     i++)
		i += row.bytes[i] == '\\';
	while (i < row.len && !row_is_space(row.bytes[i]))
		i++;
	return i < row.len ? i : row.len;
}
