/* SPDX-License-Identifier: BSD-2-Clause */
/* List file: reads a list line by line. */
#include "domains/engine/lists/listfile.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/lists/below.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/engine/lists/nameset.h"
#include "domains/engine/lists/value.h"
#include "domains/base/utf8.h"

#define BLANKS " \t"

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
	unsigned line;
	bool bad; /* the line has an error */
	bool failed;
	bool no_memory;
	size_t entries;
	struct nameset names; /* of the entries */
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

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	diagnostics_add(reader->diagnostics, reader->path, reader->line, "%s",
	    text);
	reader->bad = reader->failed = true;
}

/* The text of a line appears in logs and on terminals: it may have no controls,
 * and no characters that hide or reorder others. */
static void
check_bytes(struct reader *reader, const char *line, size_t len)
{
	for (size_t i = 0; i < len;) {
		unsigned char byte = (unsigned char)line[i];
		uint32_t code = byte;
		size_t size = 1;

		if (byte >= 0x80)
			size = utf8_decode(line + i, len - i, &code);
		if (size == 0) {
			error(reader, "byte %zu (0x%02x) is not UTF-8", i + 1,
			    byte);
			return;
		}
		if ((byte < 0x20 && byte != '\t') ||
		    (byte >= 0x7f && !utf8_printable(code))) {
			error(reader,
			    "byte %zu is U+%04X, a control or "
			    "without a shape",
			    i + 1, (unsigned)code);
			return;
		}
		i += size;
	}
}

/* Cuts off a comment, and the blanks around the rest. */
static char *
trim(char *line)
{
	char *text = line + strspn(line, BLANKS);
	char *end = text;

	for (char *at = text; *at != '\0'; at++) {
		bool blank = *at == ' ' || *at == '\t';

		if (*at == '#' &&
		    (at == text || at[-1] == ' ' || at[-1] == '\t'))
			break;
		if (!blank)
			end = at + 1;
	}
	*end = '\0';
	return text;
}

/* Cuts the next word off *rest, or returns NULL at the end. */
static char *
next_word(char **rest)
{
	char *word = *rest + strspn(*rest, BLANKS);
	char *end = word + strcspn(word, BLANKS);

	if (*word == '\0')
		return NULL;
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

static void
read_name(struct reader *reader, const char *word, struct name *name)
{
	enum name_error why;
	size_t len = strlen(word);

	if (name_parse(word, len, name, &why) < 0)
		error(reader, "name %s: %s", QUOTED(word, len),
		    name_error_text(why));
}

static enum key
find_key(const char *word, size_t len)
{
	enum key key = 0;

	while (key < KEYS && (strlen(key_names[key]) != len ||
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
		entry->owner = value;
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

	const char *value = equals + 1 + strspn(equals + 1, BLANKS);

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

static void
check_double(struct reader *reader, const struct name *name)
{
	unsigned first = nameset_find(&reader->names, name);

	if (first > 0)
		error(reader, "name %s: already on line %u", name->text, first);
	else if (nameset_add(&reader->names, name, reader->line) < 0)
		reader->no_memory = true;
}

/* Reads one line's text, trimmed and not empty. */
static void
read_entry(struct reader *reader, char *text, struct listfile_entry *entry)
{
	char *rest = text, *word = next_word(&rest);
	unsigned given = 0;

	if (*word == '-') {
		entry->take_back = true;
		word++;
	}
	read_name(reader, word, &entry->name);
	word = next_word(&rest);
	if (word != NULL && strchr(word, '=') == NULL) {
		if (kinds[reader->kind].meant)
			read_name(reader, word, &entry->meant);
		else
			error(reader,
			    "%s: a list of kind %s says no meant "
			    "name",
			    QUOTED(word, strlen(word)),
			    kinds[reader->kind].name);
		word = next_word(&rest);
	}
	for (; word != NULL; word = next_word(&rest))
		read_pair(reader, word, &rest, &given, entry);
	if (reader->bad)
		return;
	check_names(reader, entry);
	if (entry->since != NULL && entry->until != NULL &&
	    strcmp(entry->since, entry->until) > 0)
		error(reader, "until %s: before since %s", entry->until,
		    entry->since);
}

/* Reads one line; returns what each() returned. */
static int
read_line(struct reader *reader, const char *bytes, size_t len,
    listfile_each each, void *context)
{
	char line[LISTFILE_LINE_MAX + 1];

	reader->bad = false;
	if (len > 0 && bytes[len - 1] == '\r')
		len--;
	if (len > LISTFILE_LINE_MAX) {
		error(reader, "line of %zu bytes, at most %d are read", len,
		    LISTFILE_LINE_MAX);
		return 0;
	}
	check_bytes(reader, bytes, len);
	if (reader->bad)
		return 0;
	memcpy(line, bytes, len);
	line[len] = '\0';

	char *text = trim(line);

	if (*text == '\0')
		return 0;

	struct listfile_entry entry = {.line = reader->line};

	reader->entries++;
	read_entry(reader, text, &entry);
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

	for (at = skip_mark(&reader, bytes, len); at < end;) {
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
