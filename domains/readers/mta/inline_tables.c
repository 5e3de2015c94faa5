/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes tables apart that stand in their own name. */
#include "domains/readers/mta/inline_tables.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "domains/readers/forms.h"
#include "domains/readers/mta/parameters.h"
#include "domains/readers/mta/values.h"
#include "domains/base/translation.h"

enum kind {
	KIND_PROXY,   /* as the table after it */
	KIND_ENTRIES, /* key=value */
	KIND_VALUE,   /* one for each key */
	KIND_VALUES,  /* one of them */
	KIND_ROWS,    /* of a file; without braces it is the file's name */
	KIND_ALL,     /* tables, of which each counts */
	KIND_LAST     /* tables, of which the last one counts */
};

static const struct {
	const char *name; /* with its colon */
	enum kind kind;
} kinds[] = {
    {"proxy:", KIND_PROXY},
    {"inline:", KIND_ENTRIES},
    {"static:", KIND_VALUE},
    {"randmap:", KIND_VALUES},
    {"pcre:", KIND_ROWS},
    {"regexp:", KIND_ROWS},
    {"cidr:", KIND_ROWS},
    {"unionmap:", KIND_ALL},
    {"pipemap:", KIND_LAST},
};

struct reading {
	const struct reader_text *text;
	enum reader_type type;
	inline_tables_other other;
	void *context;
	unsigned level;
};

/* Returns false for a table of others; *rest_r is what follows the type. */
static bool
find_kind(struct span table, enum kind *kind_r, struct span *rest_r)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!span_take_begin(&table, kinds[i].name))
			continue;
		*kind_r = kinds[i].kind;
		*rest_r = table;
		return kinds[i].kind != KIND_ROWS ||
		       (rest_r->len != 0 && rest_r->bytes[0] == '{');
	}
	return false;
}

bool
inline_tables_is(struct span table)
{
	enum kind kind = KIND_PROXY;

	while (kind == KIND_PROXY)
		if (!find_kind(table, &kind, &table))
			return false;
	return true;
}

/* What stands between the braces. */
static struct span
without_braces(struct span rest)
{
	return span_trim(span_inside(span_trim(rest), '{', '}'));
}

static int
take(const struct reading *reading, struct span key, struct span value)
{
	const struct destination_place place = {.list = key, .line = 1};

	return value_take(reading->text, reading->type, &place, value);
}

static int
take_entries(const struct reading *reading, struct span rest)
{
	struct span entry;

	while (parameter_next_entry(&rest, &entry)) {
		struct span value = entry, key = span_take_until(&value, '=');

		if (!span_has(entry, '='))
			reader_text_refuse(reading->text, 0, entry,
			    "no \"key=value\"");
		else if (take(reading, span_trim(key), value) < 0)
			return -1;
	}
	return 0;
}

static int
take_values(const struct reading *reading, struct span rest)
{
	struct span entry;

	while (parameter_next_entry(&rest, &entry))
		if (take(reading, span_of(""), entry) < 0)
			return -1;
	return 0;
}

/* Of aliases, too, the rows have a key and a value. */
static enum reader_type
rows_type(enum reader_type type)
{
	return type == READER_ALIASES ? READER_VIRTUAL : type;
}

/* A row for each entry, read as a file that has them. */
static int
take_rows(const struct reading *reading, struct span rest)
{
	struct reader_text text = *reading->text;
	struct buffer rows = {0};
	struct span entry;
	int result;

	while (parameter_next_entry(&rest, &entry)) {
		for (size_t i = 0; i < entry.len; i++)
			buffer_add(&rows,
			    entry.bytes[i] == '\n' ? " " : &entry.bytes[i], 1);
		buffer_add_text(&rows, "\n");
	}
	text.text = buffer_span(&rows);
	result = rows.failed
	             ? reader_text_report(&text, 0, N_("out of memory"))
	             : reader_forms[rows_type(reading->type)].read(&text);
	buffer_clear(&rows);
	return result;
}

static int
read_table(const struct reading *reading, struct span table);

static int
take_tables(const struct reading *reading, struct span rest, bool all)
{
	struct span entry, last = {0};
	int result = 0;

	while (parameter_next_entry(&rest, &entry)) {
		last = entry;
		if (all && read_table(reading, entry) < 0)
			result = -1;
	}
	return all || last.len == 0 ? result : read_table(reading, last);
}

static int
read_table(const struct reading *reading, struct span table)
{
	struct reading inside = *reading;
	enum kind kind;
	struct span rest;

	if (!find_kind(table, &kind, &rest))
		return reading->other != NULL
		           ? reading->other(reading->context, table)
		           : 0;
	if (++inside.level > INLINE_TABLES_LEVELS)
		return reader_text_refuse(reading->text, 0, table,
		    N_("over 16 tables within tables"));
	switch (kind) {
	case KIND_PROXY:
		return read_table(&inside, rest);
	case KIND_ENTRIES:
		return take_entries(reading, without_braces(rest));
	case KIND_VALUE:
		return take(reading, span_of(""), without_braces(rest));
	case KIND_VALUES:
		return take_values(reading, without_braces(rest));
	case KIND_ROWS:
		return take_rows(reading, without_braces(rest));
	case KIND_ALL:
	case KIND_LAST:
		break;
	}
	return take_tables(&inside, without_braces(rest), kind == KIND_ALL);
}

int
inline_tables_read(const struct reader_text *text, enum reader_type type,
    struct span table, inline_tables_other other, void *context)
{
	const struct reading reading = {text, type, other, context, 0};

	return read_table(&reading, table);
}
