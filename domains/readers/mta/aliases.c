/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts logical lines together, and takes keys and destinations from them. */
#include "domains/readers/mta/aliases.h"

#include <stdbool.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/budget.h"
#include "domains/readers/destinations.h"

/* The longest key; a longer one is no name of a list. */
#define KEY_MAX 1024

/* A logical line: a physical one and those that go on with it. */
struct logical {
	struct span text;
	unsigned line;
};

struct logical_scan {
	const char *at;
	const char *end;
	unsigned line;
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' ||
	       byte == '\f';
}

static const char *
after_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline != NULL ? newline + 1 : end;
}

enum line_kind { LINE_NOTHING, LINE_BEGINS, LINE_GOES_ON };

/* Postfix, readlline(3): the first byte that is no blank makes a comment; a
 * blank at the first place makes the line go on. */
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

static bool
logical_next(struct logical_scan *scan, struct logical *logical_r,
    bool *orphan_r)
{
	const char *after;
	enum line_kind kind = LINE_NOTHING;

	while (scan->at < scan->end) {
		after = after_line(scan->at, scan->end);
		kind = line_kind(scan->at, after);
		if (kind != LINE_NOTHING)
			break;
		scan->at = after;
		scan->line++;
	}
	if (scan->at >= scan->end)
		return false;
	*orphan_r = kind == LINE_GOES_ON;
	*logical_r =
	    (struct logical){.text = {scan->at, 0}, .line = scan->line};
	do {
		scan->at = after;
		scan->line++;
		if (kind != LINE_NOTHING)
			logical_r->text.len =
			    (size_t)(after - logical_r->text.bytes);
		after = after_line(scan->at, scan->end);
		kind = scan->at < scan->end ? line_kind(scan->at, after)
		                            : LINE_BEGINS;
	} while (kind != LINE_BEGINS);
	return true;
}

/* Where the key ends: at the byte outside of quotes, or nowhere (len). */
static size_t
key_end(struct span line, bool (*ends)(char byte))
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		if (line.bytes[i] == '\\')
			i++;
		else if (line.bytes[i] == '"')
			quoted = !quoted;
		else if (!quoted && ends(line.bytes[i]))
			return i;
	}
	return line.len;
}

static bool
is_space(char byte)
{
	return is_blank(byte) || byte == '\n';
}

static bool
is_colon(char byte)
{
	return byte == ':';
}

static struct span
without_quotes(struct span key)
{
	key = span_trim(key);
	if (key.len >= 2 && key.bytes[0] == '"' &&
	    key.bytes[key.len - 1] == '"') {
		key.bytes++;
		key.len -= 2;
	}
	return key;
}

static void
refuse_line(const struct reader_text *text, const struct logical *logical,
    const char *why)
{
	const char *newline =
	    memchr(logical->text.bytes, '\n', logical->text.len);
	size_t len = newline != NULL ? (size_t)(newline - logical->text.bytes)
	                             : logical->text.len;
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	diagnostics_add(text->diagnostics, text->file, logical->line,
	    "\"%s\": %s", diagnostic_quote(logical->text.bytes, len, quoted),
	    why);
}

/* Hands on the destinations of a key.  The line of each is where it stands. */
static int
take_value(const struct reader_text *text, const struct logical *logical,
    struct span key, size_t value_at, bool pattern)
{
	const struct destination_place place = {
	    .list = key,
	    .line = logical->line,
	    .grammar = DESTINATION_MAIL_SYSTEM,
	    .substituted = pattern,
	};
	struct span value = {logical->text.bytes + value_at,
	    logical->text.len - value_at};

	if (span_trim(value).len == 0) {
		refuse_line(text, logical, "no destination");
		return 0;
	}
	return destination_take_all(text, &place, value);
}

static int
take_alias(const struct reader_text *text, const struct logical *logical)
{
	size_t end = key_end(logical->text, is_colon);
	struct span key;

	if (end == logical->text.len) {
		refuse_line(text, logical, "no \"name:\"");
		return 0;
	}
	key = without_quotes((struct span){logical->text.bytes, end});
	if (key.len == 0 || key.len > KEY_MAX) {
		refuse_line(text, logical,
		    key.len == 0 ? "no name before the colon"
				 : "a name over 1024 bytes");
		return 0;
	}
	return take_value(text, logical, key, end + 1, false);
}

/* "/lab/ ..." and "!/lab/ ..." of a regexp or pcre table. */
static bool
is_pattern(struct span line)
{
	size_t at = line.len > 1 && line.bytes[0] == '!';

	return line.bytes[at] == '/';
}

/* "if /lab/" and "endif" of such a table, in any case. */
static bool
is_condition(struct span line)
{
	size_t at = 2;

	if (!span_begins(line, "if"))
		return span_equal(span_trim(line), "endif");
	while (at < line.len && is_blank(line.bytes[at]))
		at++;
	return at > 2 && at < line.len &&
	       (line.bytes[at] == '/' || line.bytes[at] == '!');
}

/* A pattern ends at its delimiter and the flags. */
static size_t
pattern_end(struct span line)
{
	size_t i = 1 + (line.bytes[0] == '!');

	while (i < line.len && line.bytes[i] != '/' && line.bytes[i] != '\n')
		i += line.bytes[i] == '\\' ? 2 : 1;
	while (
	    i < line.len && !is_blank(line.bytes[i]) && line.bytes[i] != '\n')
		i++;
	return i < line.len ? i : line.len;
}

static int
take_virtual(const struct reader_text *text, const struct logical *logical)
{
	bool pattern = is_pattern(logical->text);
	size_t end = pattern ? pattern_end(logical->text)
	                     : key_end(logical->text, is_space);
	struct span key = {logical->text.bytes, end};

	if (is_condition(logical->text))
		return 0;
	if (end == logical->text.len) {
		refuse_line(text, logical, "a key without a destination");
		return 0;
	}
	if (end > KEY_MAX) {
		refuse_line(text, logical, "a key over 1024 bytes");
		return 0;
	}
	return take_value(text, logical, without_quotes(key), end, pattern);
}

static int
read_logical(const struct reader_text *text,
    int (*take)(const struct reader_text *, const struct logical *))
{
	struct logical_scan scan = {
	    .at = text->text.bytes,
	    .end = text->text.bytes + text->text.len,
	    .line = 1,
	};
	struct logical logical;
	bool orphan;

	while (logical_next(&scan, &logical, &orphan)) {
		if (!budget_go_on(text->budgets, logical.text.len))
			return -1;
		if (orphan)
			refuse_line(text, &logical,
			    "goes on, but there is no line before it");
		else if (take(text, &logical) < 0)
			return -1;
	}
	return 0;
}

int
aliases_read(const struct reader_text *text)
{
	return read_logical(text, take_alias);
}

int
virtual_read(const struct reader_text *text)
{
	return read_logical(text, take_virtual);
}

/* A table of aliases has the entry "@", by which sendmail knows that it is
 * whole. */
static int
take_listed(const struct reader_text *text, struct span line, unsigned number)
{
	const char *tab = memchr(line.bytes, '\t', line.len);
	const struct destination_place place = {
	    .list = {line.bytes, tab != NULL ? (size_t)(tab - line.bytes) : 0},
	    .line = number,
	    .grammar = DESTINATION_MAIL_SYSTEM,
	};
	struct span value = {line.bytes + place.list.len + 1,
	    line.len - place.list.len - 1};

	if (span_equal(place.list, "@"))
		return 0;
	if (place.list.len == 0 || place.list.len > KEY_MAX) {
		char quoted[DIAGNOSTIC_QUOTE_SIZE];

		diagnostics_add(text->diagnostics, text->file, number,
		    "\"%s\": not a key, a tab and a value",
		    diagnostic_quote(line.bytes, line.len, quoted));
		return 0;
	}
	return destination_take_all(text, &place, value);
}

int
listing_read(const struct reader_text *text)
{
	struct span rest = text->text;

	for (unsigned number = 1; rest.len > 0; number++) {
		struct span line = span_take_line(&rest);

		if (!budget_go_on(text->budgets, line.len + 1) ||
		    (line.len != 0 && take_listed(text, line, number) < 0))
			return -1;
	}
	return 0;
}

int
forward_read(const struct reader_text *text)
{
	const struct destination_place place = {
	    .list = text->list,
	    .line = 1,
	    .grammar = DESTINATION_MAIL_SYSTEM,
	};

	return destination_take_all(text, &place, text->text);
}

/* ---- recognising --------------------------------------------------------- */

static bool
is_key_byte(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '-' || byte == '_' ||
	       byte == '.' || byte == '+';
}

/* Is it "name: something" of an alias?  The names of groups and of headers,
 * which stand in lists as well, end in ';' or hold one address. */
static bool
is_alias_line(struct span line)
{
	size_t key = 0;

	while (key < line.len && is_key_byte(line.bytes[key]))
		key++;
	if (key == 0 || key == line.len || line.bytes[key] != ':')
		return false;
	line = span_trim(line);
	return line.bytes[line.len - 1] != ';';
}

bool
aliases_begin(struct span text)
{
	static const char *const marks[] = {"postmaster:", "mailer-daemon:",
	    "root:", "owner-"};
	bool sure = false;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		bool is_cut = text.bytes == line.bytes + line.len;
		bool goes_on =
		    line.len > 0 && (*line.bytes == ' ' || *line.bytes == '\t');

		if (span_trim(line).len == 0 ||
		    span_trim(line).bytes[0] == '#' || goes_on)
			continue;
		if (!is_alias_line(line))
			return is_cut && sure;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			sure = sure || span_begins(line, marks[i]);
		sure = sure || memmem(line.bytes, line.len, ":include:", 9) ||
		       memmem(line.bytes, line.len, "|/", 2);
	}
	return sure;
}
