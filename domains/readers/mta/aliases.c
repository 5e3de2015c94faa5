/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes keys and destinations from the rows of a file. */
#include "domains/readers/mta/aliases.h"

#include <stdbool.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/destinations.h"
#include "domains/readers/mta/entries.h"
#include "domains/readers/mta/rows.h"
#include "domains/base/translation.h"

/* The longest key; a longer one is no name of a list. */
#define KEY_MAX 1024

static bool
is_colon(char byte)
{
	return byte == ':';
}

static struct span
without_quotes(struct span key)
{
	return span_inside(span_trim(key), '"', '"');
}

/* Hands on the destinations of a key.  The line of each is where it stands. */
static int
take_value(const struct reader_text *text, const struct row *row,
    struct span key, size_t value_at, enum destination_grammar grammar,
    bool pattern)
{
	const struct destination_place place = {
	    .list = key,
	    .line = row->line,
	    .grammar = grammar,
	    .substituted = pattern,
	};
	struct span value = {row->text.bytes + value_at,
	    row->text.len - value_at};

	if (span_trim(value).len == 0) {
		row_refuse(text, row, N_("no destination"));
		return 0;
	}
	return destination_take_all(text, &place, value);
}

/* A name without a colon, which Exim and OpenSMTPD take, and addresses; it is
 * reported, and they are. */
static int
take_alias_without_colon(const struct reader_text *text, const struct row *row)
{
	size_t end = row_key_end(row->text, row_is_space);
	struct span key = without_quotes((struct span){row->text.bytes, end});
	struct span value = span_after(row->text, end);

	row_refuse(text, row, "no \"name:\"");
	if (key.len == 0 || key.len > KEY_MAX || value.len == 0 ||
	    memchr(key.bytes, '@', key.len) != NULL ||
	    memchr(value.bytes, '@', value.len) == NULL)
		return 0;
	return take_value(text, row, key, end, DESTINATION_MAIL_SYSTEM, false);
}

static int
take_alias(const struct reader_text *text, const struct row *row)
{
	size_t end = row_key_end(row->text, is_colon);
	struct span key;

	if (end == row->text.len)
		return take_alias_without_colon(text, row);
	key = without_quotes((struct span){row->text.bytes, end});
	if (key.len == 0 || key.len > KEY_MAX) {
		row_refuse(text, row,
		    key.len == 0 ? N_("no name before the colon")
				 : N_("a name over 1024 bytes"));
		return 0;
	}
	return take_value(text, row, key, end + 1, DESTINATION_MAIL_SYSTEM,
	    false);
}

static int
take_virtual(const struct reader_text *text, const struct row *row)
{
	bool pattern = row_is_pattern(row->text);
	size_t end = pattern ? row_pattern_end(row->text)
	                     : row_key_end(row->text, row_is_space);
	struct span key = {row->text.bytes, end};

	if (row_is_condition(row->text))
		return 0;
	if (end == row->text.len) {
		row_refuse(text, row, N_("a key without a destination"));
		return 0;
	}
	if (end > KEY_MAX) {
		row_refuse(text, row, N_("a key over 1024 bytes"));
		return 0;
	}
	return take_value(text, row, without_quotes(key), end,
	    DESTINATION_VIRTUAL, pattern);
}

static int
read_rows(const struct reader_text *text,
    int (*take)(const struct reader_text *, const struct row *))
{
	struct row_scan scan = row_scan_begin(text->text);
	struct row row;

	while (row_next(&scan, &row)) {
		if (!budget_go_on(text->budgets, row.text.len))
			return -1;
		if (row.orphan)
			row_refuse(text, &row,
			    N_("goes on, but there is no line before it"));
		else if (take(text, &row) < 0)
			return -1;
	}
	return 0;
}

int
aliases_read(const struct reader_text *text)
{
	entries_read read = entries_reader_of_aliases(text->text);

	return read != NULL ? read(text) : read_rows(text, take_alias);
}

int
virtual_read(const struct reader_text *text)
{
	return opensmtpd_is_virtual(text->text) ? opensmtpd_read(text)
	                                        : read_rows(text, take_virtual);
}

/* A table of aliases has the entry "@", by which sendmail knows that it is
 * whole. */
static int
take_listed(const struct reader_text *text,
    const struct destination_place *place, struct span line)
{
	struct destination_place here = *place;
	struct span value = line;

	here.list = span_take_until(&value, '\t');
	if (line.len == 0 ||
	    (span_equal(here.list, "@") && here.list.len != line.len))
		return 0;
	if (here.list.len == 0 || here.list.len > KEY_MAX ||
	    here.list.len == line.len) {
		reader_text_refuse(text, place->line, line,
		    N_("not a key, a tab and a value"));
		return 0;
	}
	return destination_take_all(text, &here, value);
}

int
listing_read(const struct reader_text *text)
{
	const struct destination_place place = {
	    .grammar = DESTINATION_MAIL_SYSTEM,
	};

	return destination_take_lines(text, &place, take_listed);
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
	return ascii_is_alphanumeric(byte) || (unsigned char)byte >= 0x80 ||
	       (byte != '\0' && strchr("-_.+@*%&=/", byte) != NULL);
}

/* After the key of an entry, which may be in quotes. */
static size_t
key_len(struct span line)
{
	size_t len = 0;

	if (line.bytes[0] == '"') {
		const char *close = memchr(line.bytes + 1, '"', line.len - 1);

		len = close != NULL ? (size_t)(close + 1 - line.bytes) : 0;
	} else {
		while (len < line.len && is_key_byte(line.bytes[len]))
			len++;
	}
	while (len != 0 && len < line.len && ascii_is_blank(line.bytes[len]))
		len++;
	return len;
}

/* Is it "name: something" of an alias?  The names of groups and of headers,
 * which stand in lists as well, end in ';' or hold one address. */
static bool
is_alias_line(struct span line)
{
	size_t key = key_len(line);

	if (key == 0 || key == line.len || line.bytes[key] != ':')
		return false;
	line = span_trim(line);
	return line.bytes[line.len - 1] != ';';
}

/* So many names are looked for at most. */
#define NAMES_TRIED 64

/* Does a line begin with this key? */
static bool
has_key(struct span text, struct span key)
{
	while (text.len > 0) {
		struct span line = span_take_line(&text);

		if (line.len > key.len && line.bytes[key.len] == ':' &&
		    span_same((struct span){line.bytes, key.len}, key))
			return true;
	}
	return false;
}

/* Does a value name an entry: "lab: taro, jiro@b.jp" beside "taro: a@b.jp"? */
static bool
names_entry(struct span text)
{
	struct span rest = text;
	size_t tried = 0;

	while (rest.len > 0) {
		struct span value = span_take_line(&rest);

		if (!is_alias_line(value) || *value.bytes == '#')
			continue;
		value = span_after(value, key_len(value) + 1);
		while (value.len > 0 && tried < NAMES_TRIED) {
			struct span name =
			    span_trim(span_take_until(&value, ','));

			if (name.len == 0 || span_has(name, '@'))
				continue;
			if (has_key(text, name))
				return true;
			tried++;
		}
	}
	return false;
}

bool
aliases_begin(struct span text)
{
	static const char *const marks[] = {"postmaster:", "mailer-daemon:",
	    "root:", "owner-"};
	static const char *const values[] = {":include:", "|/", ": \"|",
	    ":\t\"|", ", \"|", ",\"|",
	    ":fail:", ":defer:", ":blackhole:", ": error:5", ": /dev/null"};
	struct span whole = text;
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
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
			sure = sure || memmem(line.bytes, line.len, values[i],
					   strlen(values[i])) != NULL;
	}
	return sure || (span_has(whole, '@') && names_entry(whole));
}

/* A mailbox of its own: "\taro", with nothing or a comma after it. */
static bool
is_own_mailbox(struct span line)
{
	size_t len = 1;

	if (line.bytes[0] != '\\')
		return false;
	while (len < line.len && is_key_byte(line.bytes[len]))
		len++;
	return len > 1 && (len == line.len || line.bytes[len] == ',');
}

bool
forward_begins(struct span text)
{
	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (line.len != 0 && line.bytes[0] != '#')
			return is_own_mailbox(line) ||
			       span_begins(line, "|/") ||
			       span_begins(line, "\"|");
	}
	return false;
}
