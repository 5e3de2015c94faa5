/* SPDX-License-Identifier: BSD-2-Clause */
/* List file: reads a list line by line. */
#include "domains/engine/lists/listfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/lists/below.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/engine/lists/line_text.h"
#include "domains/engine/lists/name_lines.h"
#include "domains/engine/lists/nameset.h"
#include "domains/engine/lists/plain_line.h"
#include "domains/engine/lists/value.h"

#define QUOTED(bytes, len) \
	diagnostic_quote(bytes, len, (char[DIAGNOSTIC_QUOTE_SIZE]){0})

enum key {
	KEY_WEIGHT,
	KEY_BELOW,
	KEY_OWNER,
	KEYS_OF_SOME, /* those from here on are in lists of every kind */
	KEY_SINCE = KEYS_OF_SOME,
	KEY_UNTIL,
	KEY_SOURCE,
	KEY_NOTE,
	KEYS
};

static const char *const key_names[KEYS] = {
    [KEY_WEIGHT] = "weight",
    [KEY_BELOW] = "below",
    [KEY_OWNER] = "owner",
    [KEY_SINCE] = "since",
    [KEY_UNTIL] = "until",
    [KEY_SOURCE] = "source",
    [KEY_NOTE] = "note",
};

static const struct {
	const char *name, *entry;
	bool meant;    /* an entry says what is meant */
	unsigned keys; /* of key_names: those that not every kind has */
} kinds[LISTFILE_KINDS] = {
    [LISTFILE_DOPPELGANGERS] = {"doppelgangers", "doppelganger", true, 0},
    [LISTFILE_PROVIDERS] = {"providers", "provider", false,
	1U << KEY_WEIGHT | 1U << KEY_BELOW},
    [LISTFILE_INNOCENT] = {"innocent", "innocent name", false, 0},
    [LISTFILE_PROTECTED] = {"protected", "protected name", false,
	1U << KEY_WEIGHT | 1U << KEY_OWNER},
    [LISTFILE_EXEMPT] = {"exempt", "exempt name", false, 0},
    [LISTFILE_COLLECTORS] = {"collectors", "collector", false, 0},
    [LISTFILE_HOSTERS] = {"hosters", "hoster", false, 0},
    [LISTFILE_PRIVATE] = {"private", "private domain", false, 0},
};

const char *
listfile_kind_name(enum listfile_kind kind)
{
	return kinds[kind].name;
}

const char *
listfile_kind_entry(enum listfile_kind kind)
{
	return kinds[kind].entry;
}

struct reader {
	const char *path;
	enum listfile_kind kind;
	struct diagnostics *diagnostics;
	const char *begin; /* of the first line */
	const char *end;   /* of the file */
	unsigned line;
	bool bad;    /* the line has an error */
	bool noting; /* lines are read once more, for their names */
	bool failed;
	bool no_memory;
	size_t entries;
	bool unsorted; /* a name did not come after the last one */
	char last[NAME_SIZE];
	struct nameset names; /* of the entries, if unsorted */
	struct nameset meant; /* those that were found right */
};

static void
error(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
error(struct reader *reader, const char *format, ...)
{
	char text[512];
	va_list arguments;

	reader->bad = true;
	if (reader->noting)
		return; /* it was said */
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	diagnostics_add(reader->diagnostics, reader->path, reader->line, "%s",
	    text);
	reader->failed = true;
}

static void
read_name(struct reader *reader, const char *what, const char *word,
    struct name *name)
{
	enum name_error why;
	size_t len = strlen(word);

	if (name_parse(word, len, name, &why) < 0)
		error(reader, "%s %s: %s", what, QUOTED(word, len),
		    name_error_text(why));
}

static enum key
find_key(const char *word, size_t len)
{
	enum key key = 0;

	while (key < KEYS &&
	       (key_names[key][0] != word[0] || strlen(key_names[key]) != len ||
		   memcmp(key_names[key], word, len) != 0))
		key++;
	return key;
}

static void
take_value(struct reader *reader, enum key key, const char *value,
    struct listfile_entry *entry)
{
	switch (key) {
	case KEY_WEIGHT:
		entry->weight = value_read_weight(value);
		if (entry->weight == 0)
			error(reader,
			    "weight %s: not a decimal fraction, "
			    "0 < weight <= 1",
			    QUOTED(value, strlen(value)));
		return;
	case KEY_SINCE:
	case KEY_UNTIL:
		*(key == KEY_SINCE ? &entry->since : &entry->until) = value;
		if (!value_is_date(value))
			error(reader, "%s %s: not a day as YYYY-MM-DD",
			    key_names[key], QUOTED(value, strlen(value)));
		return;
	case KEY_BELOW:
		entry->below = value;
		if (!below_is_valid(value, &entry->name))
			error(reader,
			    "below %s: not \"any\", nor subdomains with "
			    "commas between",
			    QUOTED(value, strlen(value)));
		return;
	case KEY_OWNER:
		read_name(reader, "owner", value, &entry->owner);
		return;
	case KEY_SOURCE:
		entry->source = value;
		return;
	case KEY_NOTE:
		entry->note = value;
		return;
	case KEYS:
		return;
	}
}

/* Takes KEY=VALUE; a note takes the rest of the line with it. */
static void
read_pair(struct reader *reader, char *word, char **rest, unsigned *given,
    struct listfile_entry *entry)
{
	char *equals = strchr(word, '=');

	if (equals == NULL) {
		error(reader, "%s: not KEY=VALUE", QUOTED(word, strlen(word)));
		return;
	}

	size_t len = (size_t)(equals - word);
	enum key key = find_key(word, len);

	if (key == KEY_NOTE && **rest != '\0') {
		/* Undoes the cut after the first word of the note. */
		equals[1 + strlen(equals + 1)] = ' ';
		*rest += strlen(*rest);
	}
	if (key == KEYS) {
		error(reader, "key %s: unknown", QUOTED(word, len));
		return;
	}
	if (key < KEYS_OF_SOME && (kinds[reader->kind].keys & 1U << key) == 0) {
		error(reader, "key %s: not in a list of kind %s",
		    key_names[key], kinds[reader->kind].name);
		return;
	}
	if ((*given & 1U << key) != 0) {
		error(reader, "key %s: given twice", key_names[key]);
		return;
	}
	*given |= 1U << key;

	const char *value = equals + 1;

	while (line_text_is_blank(*value))
		value++;
	if (*value == '\0')
		error(reader, "key %s: no value", key_names[key]);
	else
		take_value(reader, key, value, entry);
}

static bool
is_under(const struct name *name, const struct name *parent)
{
	return name->len > parent->len &&
	       name->text[name->len - parent->len - 1] == '.' &&
	       memcmp(name->text + name->len - parent->len, parent->text,
		   parent->len) == 0;
}

/* Many entries mean the same few names, and the Public Suffix List is slow: the
 * reader remembers the names that it found right.  Returns whether it is a new
 * one. */
static bool
check_meant(struct reader *reader, const struct name *meant)
{
	if (nameset_find(&reader->meant, meant) != 0)
		return false;
	if (name_registrable(meant) == meant->len)
		error(reader, "meant %s: not under a public suffix",
		    meant->text);
	else if (nameset_add(&reader->meant, meant, reader->line) < 0)
		reader->no_memory = true;
	return true;
}

/* Checks a name and the name that is meant against each other. */
static void
check_names(struct reader *reader, struct listfile_entry *entry)
{
	const char *name = entry->name.text, *meant = entry->meant.text;

	if (reader->kind != LISTFILE_EXEMPT && entry->name.literal)
		error(reader, "name %s: an address literal", name);
	if (strcmp(name, entry->owner.text) == 0)
		error(reader, "owner %s: is the name itself", name);
	if (reader->kind != LISTFILE_DOPPELGANGERS)
		return;
	/* Listed names stand for their subdomains too. */
	if (name_is_public_suffix(&entry->name))
		error(reader,
		    "name %s: a public suffix, under which others "
		    "have their domains",
		    name);
	if (entry->meant.len == 0) {
		if (!entry->take_back)
			error(reader, "name %s: what is meant is missing",
			    name);
		return;
	}
	entry->meant_is_new = check_meant(reader, &entry->meant);
	if (strcmp(name, meant) == 0)
		error(reader, "name %s: is what is meant", name);
	else if (is_under(&entry->meant, &entry->name))
		error(reader, "meant %s: a subdomain of the name %s", meant,
		    name);
}

/* What counts in a line, as a string in buf; NULL: nothing does, or it has an
 * error. */
static char *
text_of_line(struct reader *reader, const char *bytes, size_t len,
    char buf[static LINE_TEXT_SIZE])
{
	char why[LINE_TEXT_WHY_SIZE];
	char *text = line_text_of(bytes, len, buf, why);

	reader->bad = false;
	if (text == NULL && *why != '\0')
		error(reader, "%s", why);
	return text;
}

static void
note_name(struct reader *reader, const struct name *name)
{
	unsigned first = nameset_find(&reader->names, name);

	if (first > 0)
		error(reader, "name %s: already on line %u", name->text, first);
	else if (nameset_add(&reader->names, name, reader->line) < 0)
		reader->no_memory = true;
}

/* Notes the names of the lines before this one. */
static void
note_names_before(struct reader *reader)
{
	const unsigned line = reader->line;
	const bool bad = reader->bad;
	struct name_lines lines =
	    name_lines_of(reader->begin, (size_t)(reader->end - reader->begin));
	struct name name;

	reader->noting = true;
	while (name_lines_next(&lines, &name) && lines.line < line) {
		reader->line = lines.line;
		note_name(reader, &name);
	}
	reader->line = line;
	reader->noting = false;
	reader->bad = bad;
}

/* Names that come in the order of their bytes differ: a list that is sorted, as
 * doppellist keeps them, needs no set of its names. */
static void
check_double(struct reader *reader, const struct name *name)
{
	if (!reader->unsorted && strcmp(reader->last, name->text) < 0) {
		memcpy(reader->last, name->text, name->len + 1u);
		return;
	}
	if (!reader->unsorted)
		note_names_before(reader);
	reader->unsorted = true;
	note_name(reader, name);
}

/* Reads one line's text, trimmed and not empty. */
static void
read_entry(struct reader *reader, char *text, struct listfile_entry *entry)
{
	char *rest = text, *word = line_text_next(&rest);
	unsigned given = 0;

	if (*word == '-') {
		entry->take_back = true;
		word++;
	}
	read_name(reader, "name", word, &entry->name);
	word = line_text_next(&rest);
	if (word != NULL && strchr(word, '=') == NULL) {
		if (kinds[reader->kind].meant)
			read_name(reader, "name", word, &entry->meant);
		else
			error(reader,
			    "%s: a list of kind %s says no meant "
			    "name",
			    QUOTED(word, strlen(word)),
			    kinds[reader->kind].name);
		word = line_text_next(&rest);
	}
	for (; word != NULL; word = line_text_next(&rest))
		read_pair(reader, word, &rest, &given, entry);
	if (reader->bad)
		return;
	check_names(reader, entry);
	if (entry->since != NULL && entry->until != NULL &&
	    strcmp(entry->since, entry->until) > 0)
		error(reader, "until %s: before since %s", entry->until,
		    entry->since);
}

/* Clears all that is looked at: the bytes of names would cost more. */
static void
entry_begin(struct listfile_entry *entry, unsigned line)
{
	entry->line = line;
	entry->weight = 0;
	entry->take_back = entry->meant_is_new = false;
	entry->since = entry->until = entry->source = NULL;
	entry->below = entry->note = NULL;
	name_empty(&entry->name);
	name_empty(&entry->meant);
	name_empty(&entry->owner);
}

/* Reads a line that nearly all lines are like; false: it is another. */
static bool
read_plain(struct reader *reader, const char *bytes, size_t len, char *buf,
    struct listfile_entry *entry)
{
	return len < PLAIN_LINE_SIZE && !kinds[reader->kind].meant &&
	       (size_t)(reader->end - bytes) >= PLAIN_LINE_SIZE &&
	       plain_line_read(bytes, len, buf, entry) &&
	       (entry->weight == 0 ||
		   (kinds[reader->kind].keys & 1U << KEY_WEIGHT) != 0);
}

/* Reads one line; returns what each() returned. */
static int
read_line(struct reader *reader, const char *bytes, size_t len,
    listfile_each each, void *context)
{
	char buf[LINE_TEXT_SIZE], *text;
	struct listfile_entry entry;

	reader->bad = false;
	entry_begin(&entry, reader->line);
	if (!read_plain(reader, bytes, len, buf, &entry)) {
		entry_begin(&entry, reader->line);
		text = text_of_line(reader, bytes, len, buf);
		if (text == NULL)
			return 0;
		read_entry(reader, text, &entry);
	}
	reader->entries++;
	/* A line with another error counts too, if its name is one. */
	if (entry.name.len > 0)
		check_double(reader, &entry.name);
	if (reader->no_memory)
		return -1;
	return reader->bad ? 0 : each(context, &entry);
}

static const char *
skip_mark(struct reader *reader, const char *bytes, size_t len)
{
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return bytes + 3;
	if (len >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 ||
			    memcmp(bytes, "\xfe\xff", 2) == 0)) {
		error(reader, "is UTF-16; lists are UTF-8");
		return bytes + len;
	}
	return bytes;
}

/* Whoever cuts a list and whoever pieces two together leaves a wrong mark. */
static void
check_end_mark(struct reader *reader, const char *bytes, size_t len)
{
	struct end_mark mark;

	if (!reader->failed && end_mark_find(bytes, len, &mark) &&
	    mark.entries != reader->entries)
		error(reader,
		    "the end mark says entries=%zu, but there are %zu: is the "
		    "list whole?",
		    mark.entries, reader->entries);
}

int
listfile_parse(const char *path, const char *bytes, size_t len,
    enum listfile_kind kind, listfile_each each, void *context,
    struct diagnostics *diagnostics)
{
	struct reader reader = {
	    .path = path,
	    .kind = kind,
	    .diagnostics = diagnostics,
	};
	const char *end = bytes + len, *at;

	reader.end = end;
	reader.begin = skip_mark(&reader, bytes, len);
	for (at = reader.begin; at < end;) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			stop = end;
		reader.line++;
		if (read_line(&reader, at, (size_t)(stop - at), each,
			context) != 0) {
			error(&reader, "reading stopped: out of memory");
			break;
		}
		at = stop == end ? end : stop + 1;
	}
	check_end_mark(&reader, bytes, len);
	nameset_free(&reader.names);
	nameset_free(&reader.meant);
	return reader.failed ? -1 : 0;
}
