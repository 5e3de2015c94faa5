/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes entries apart by the rules of each mail system. */
#include "domains/readers/mta/entries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/base/interning.h"
#include "domains/registrations/destinations.h"
#include "domains/readers/mta/values.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* The longest key; a longer one is no name of a list. */
#define KEY_MAX 1024

enum holding { HOLDS_EACH, HOLDS_FIRST, HOLDS_LAST };

struct rules {
	enum destination_grammar grammar;
	enum holding holding; /* which of several equal keys */
	bool colon;           /* may end a key */
	bool goes_on;         /* lines that begin with a blank belong to the
	                         entry before them */
	bool percent;         /* "%1" is put in */
	bool hops;            /* the value is a next hop */
	bool bare;            /* a destination is an address, without a name or
	                         a comment */
};

struct entry {
	struct span key;
	struct span value;
	unsigned line;
	bool orphan; /* the line goes on with nothing */
};

struct entry_scan {
	const struct rules *rules;
	struct span rest;
	unsigned line; /* of the rest's beginning, from 0 */
};

static bool
begins_with_blank(struct span line)
{
	return line.len != 0 && ascii_is_blank(*line.bytes);
}

/* The value goes on over lines that begin with a blank. */
static void
take_more_lines(struct entry_scan *scan, struct span *value)
{
	struct span rest = scan->rest, line;

	while (rest.len != 0) {
		line = span_take_line(&rest);
		if (!begins_with_blank(line) || span_trim(line).len == 0)
			return;
		value->len = (size_t)(line.bytes + line.len - value->bytes);
		scan->rest = rest;
		scan->line++;
	}
}

/* The length of a key: to a colon or blank, or of a quoted string. */
static size_t
key_len(const struct rules *rules, struct span line)
{
	size_t len = 0;

	if (rules->colon && line.len != 0 && *line.bytes == '"') {
		for (len = 1; len < line.len && line.bytes[len] != '"'; len++)
			len += line.bytes[len] == '\\' && len + 1 < line.len;
		return len < line.len ? len + 1 : len;
	}
	while (len < line.len && !ascii_is_blank(line.bytes[len]) &&
	       !(rules->colon && line.bytes[len] == ':'))
		len++;
	return len;
}

/* Does a value begin with a colon of its own? */
static bool
begins_with_colon(struct span value)
{
	return span_begins(value, ":include:") || destination_is_text(value);
}

static void
split_line(const struct rules *rules, struct span line, struct entry *entry_r)
{
	struct span value;
	size_t len;

	line = span_trim(line);
	len = key_len(rules, line);
	entry_r->key = (struct span){line.bytes, len};
	if (len >= 2 && *line.bytes == '"')
		entry_r->key = (struct span){line.bytes + 1, len - 2};
	value = span_trim(span_after(line, len));
	if (rules->colon && value.len != 0 && *value.bytes == ':' &&
	    !begins_with_colon(value))
		value = span_after(value, 1);
	entry_r->value = value;
}

/* false at the end. */
static bool
next_entry(struct entry_scan *scan, struct entry *entry_r)
{
	while (scan->rest.len != 0) {
		struct span line = span_take_line(&scan->rest);
		struct span text = span_trim(line);

		scan->line++;
		if (text.len == 0 || *text.bytes == '#')
			continue;
		*entry_r = (struct entry){
		    .line = scan->line,
		    .orphan = scan->rules->goes_on && begins_with_blank(line),
		};
		split_line(scan->rules, line, entry_r);
		if (scan->rules->goes_on)
			take_more_lines(scan, &entry_r->value);
		return true;
	}
	return false;
}

static struct entry_scan
begin_entries(const struct rules *rules, struct span text)
{
	return (struct entry_scan){.rules = rules, .rest = text};
}

/* ---- equal keys ---------------------------------------------------------- */

/* The line of the entry that holds, by the number of its key. */
struct holders {
	struct interning *keys;
	unsigned *lines;
	size_t room;
};

static int
add_holder(struct holders *holders, const struct rules *rules,
    const struct entry *entry)
{
	size_t count = interning_count(holders->keys);
	char *key = span_copy_lower(entry->key);
	uint32_t number = INTERNING_NONE;

	if (key != NULL && array_reserve(&holders->lines, &holders->room, count,
			       sizeof(*holders->lines)) == 0)
		number = interning_add(holders->keys, span_of(key));
	free(key);
	if (number == INTERNING_NONE)
		return -1;
	if (number == count || rules->holding == HOLDS_LAST)
		holders->lines[number] = entry->line;
	return 0;
}

/* Returns 0, or -1 when memory is out. */
static int
find_holders(const struct rules *rules, struct span text,
    struct holders *holders)
{
	struct entry_scan scan = begin_entries(rules, text);
	struct entry entry;

	*holders = (struct holders){.keys = interning_new()};
	if (holders->keys == NULL)
		return -1;
	while (next_entry(&scan, &entry))
		if (!entry.orphan && entry.key.len <= KEY_MAX &&
		    add_holder(holders, rules, &entry) < 0)
			return -1;
	return 0;
}

static unsigned
line_that_holds(const struct holders *holders, const struct entry *entry)
{
	char *key = span_copy_lower(entry->key);
	uint32_t number = key != NULL
	                      ? interning_find(holders->keys, span_of(key))
	                      : INTERNING_NONE;

	free(key);
	return number != INTERNING_NONE ? holders->lines[number] : entry->line;
}

/* ---- reading ------------------------------------------------------------- */

/* Why an entry is none; NULL when it is one. */
static const char *
find_error(const struct rules *rules, const struct entry *entry)
{
	if (entry->orphan)
		return N_(
		    "not mailed: it goes on, and there is no entry before "
		    "it; an empty line and a comment end one");
	if (entry->key.len == 0)
		return N_("no name before the colon");
	if (entry->key.len > KEY_MAX)
		return N_("a name over 1024 bytes");
	if (span_trim(entry->value).len == 0)
		return rules->colon ? N_("no destination")
		                    : N_("a key without a destination");
	return NULL;
}

/* Is the domain of an address made of what was matched? */
static bool
is_percent_put_in(struct span value)
{
	const char *at = memrchr(value.bytes, '@', value.len);

	return at != NULL &&
	       memchr(at, '%', (size_t)(value.bytes + value.len - at)) != NULL;
}

/* The length up to one of two bytes that stands outside of quotes. */
static size_t
len_before(struct span text, char one, char other)
{
	bool quoted = false;
	size_t len;

	for (len = 0; len < text.len; len++) {
		char byte = text.bytes[len];

		if (!quoted && (byte == one || byte == other))
			return len;
		quoted ^= byte == '"';
		len += byte == '\\' && len + 1 < text.len;
	}
	return text.len;
}

/* Reports addresses with something beside them where that spoils them. */
static void
report_words(const struct reader_text *text, const struct entry *entry)
{
	struct span rest = entry->value, item;
	size_t len;

	while (rest.len != 0) {
		len = len_before(rest, ',', ',');
		item = span_trim((struct span){rest.bytes, len});
		rest = span_after(rest, len < rest.len ? len + 1 : len);
		if (destination_is_text(item))
			return;
		if (span_has(item, '@') && *item.bytes != '|' &&
		    *item.bytes != '/' && !span_begins(item, ":include:") &&
		    len_before(item, ' ', '\t') != item.len)
			reader_text_refuse(text, entry->line, item,
			    N_("malformed: OpenSMTPD takes all of it for one "
			       "address"));
	}
}

static int
take_entry(const struct reader_text *text, const struct rules *rules,
    const struct holders *holders, const struct entry *entry)
{
	const struct destination_place place = {
	    .list = entry->key,
	    .line = entry->line,
	    .grammar = rules->grammar,
	    .in_line = !rules->goes_on,
	    .one_line = rules->goes_on,
	};
	const char *why = find_error(rules, entry);
	unsigned line = why == NULL && holders != NULL
	                    ? line_that_holds(holders, entry)
	                    : entry->line;
	char words[96];

	if (line != entry->line) {
		snprintf(words, sizeof(words),
		    rules->holding == HOLDS_LAST
			? _("not mailed: line %u has the same name, and the "
			    "last holds")
			: _("not mailed: line %u has the same name, and the "
			    "first holds"),
		    line);
		why = words;
	}
	if (why != NULL) {
		reader_text_refuse(text, entry->line, entry->key, why);
		return 0;
	}
	if (rules->bare)
		report_words(text, entry);
	if (rules->hops)
		return value_take(text, READER_TRANSPORT, &place, entry->value);
	return rules->percent && is_percent_put_in(entry->value)
	           ? 0
	           : destination_take_all(text, &place, entry->value);
}

static int
read_entries(const struct reader_text *text, const struct rules *rules)
{
	struct entry_scan scan = begin_entries(rules, text->text);
	struct holders holders = {.keys = NULL};
	bool each = rules->holding == HOLDS_EACH;
	struct entry entry;
	int result = 0;

	if (!each && find_holders(rules, text->text, &holders) < 0) {
		reader_text_no_memory(text);
		result = -1;
	}
	while (result == 0 && next_entry(&scan, &entry))
		if (!budget_go_on(text->budgets, entry.value.len + 1) ||
		    take_entry(text, rules, each ? NULL : &holders, &entry) < 0)
			result = -1;
	interning_free(&holders.keys);
	free(holders.lines);
	return result;
}

static const struct rules exim = {
    .grammar = DESTINATION_ITEMS,
    .holding = HOLDS_FIRST,
    .colon = true,
    .goes_on = true,
};

static const struct rules opensmtpd = {
    .grammar = DESTINATION_ITEMS,
    .holding = HOLDS_LAST,
    .colon = true,
    .bare = true,
};

int
exim_aliases_read(const struct reader_text *text)
{
	return read_entries(text, &exim);
}

int
opensmtpd_read(const struct reader_text *text)
{
	return read_entries(text, &opensmtpd);
}

/* Of either of them, where nothing shows which. */
static int
read_either(const struct reader_text *text)
{
	static const struct rules either = {
	    .grammar = DESTINATION_ITEMS,
	    .colon = true,
	    .goes_on = true,
	};

	return read_entries(text, &either);
}

int
sendmail_table_read(const struct reader_text *text)
{
	static const struct rules sendmail = {
	    .grammar = DESTINATION_VIRTUAL,
	    .percent = true,
	};

	return read_entries(text, &sendmail);
}

int
mailertable_read(const struct reader_text *text)
{
	static const struct rules mailertable = {
	    .grammar = DESTINATION_VIRTUAL,
	    .hops = true,
	};

	return read_entries(text, &mailertable);
}

/* ---- recognising --------------------------------------------------------- */

static bool
holds_any(struct span text, const char *const *marks)
{
	for (; *marks != NULL; marks++)
		if (text.len != 0 && memmem(text.bytes, text.len, *marks,
					 strlen(*marks)) != NULL)
			return true;
	return false;
}

/* "error:550 text" */
static bool
is_error(struct span value)
{
	value = span_trim(value);
	return span_begins(value, "error:") && value.len > 6 &&
	       ascii_is_digit(value.bytes[6]);
}

/* Has it lines that go on with an entry?  OpenSMTPD refuses them. */
static bool
goes_on(struct span text)
{
	while (text.len > 0) {
		struct span line = span_take_line(&text);
		struct span trimmed = span_trim(line);

		if (trimmed.len != 0 && ascii_is_blank(*line.bytes) &&
		    *trimmed.bytes != '#')
			return true;
	}
	return false;
}

entries_read
entries_reader_of_aliases(struct span text)
{
	static const char *const marks[] = {":fail:", ":defer:", ":blackhole:",
	    ":unknown:", NULL};
	struct entry_scan scan = begin_entries(&exim, text);
	struct entry entry;
	size_t colons = 0, blanks = 0;
	bool is_folded = goes_on(text);

	while (next_entry(&scan, &entry)) {
		const char *end = entry.key.bytes + entry.key.len;

		if (entry.orphan || entry.value.len == 0)
			continue;
		if (holds_any(entry.value, marks))
			return exim_aliases_read;
		if (is_error(entry.value) && !is_folded)
			return opensmtpd_read;
		if (memchr(end, ':', (size_t)(entry.value.bytes - end)) != NULL)
			colons++;
		else if (memchr(entry.key.bytes, ',', entry.key.len) == NULL)
			blanks++;
		else /* a list of addresses */
			return NULL;
	}
	return blanks > colons ? read_either : NULL;
}

bool
opensmtpd_is_virtual(struct span text)
{
	struct entry_scan scan = begin_entries(&opensmtpd, text);
	struct entry entry;

	if (goes_on(text))
		return false;
	while (next_entry(&scan, &entry)) {
		const char *end = entry.key.bytes + entry.key.len;

		if (entry.value.len == 0 || *entry.key.bytes == '/')
			continue;
		if (is_error(entry.value) || span_equal(entry.key, "@") ||
		    (memchr(entry.key.bytes, '@', entry.key.len) != NULL &&
			*end == ':'))
			return true;
	}
	return false;
}
