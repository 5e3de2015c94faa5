/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what dnstwist found; rows of CSV become objects as those of JSON. */
#include "domains/doppellist/import/dnstwist.h"

#include <csv.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"
#include "domains/base/span.h"

/* ---- objects ------------------------------------------------------------- */

/* What dnstwist called its fields until 2021, and until 2016. */
static const struct {
	const char *old, *key;
} old_keys[] = {
    {"domain_name", "domain"},
    {"generator", "fuzzer"},
    {"type", "fuzzer"},
    {"a", "dns_a"},
    {"aaaa", "dns_aaaa"},
    {"mx", "dns_mx"},
    {"ns", "dns_ns"},
};

#define KEY_SIZE 64

/* The key as dnstwist writes it today: "DNS-A" and "A" are "dns_a". */
static const char *
make_key(const char *text, char key_r[static KEY_SIZE])
{
	size_t len = strlen(text);

	if (len >= KEY_SIZE)
		return text;
	for (size_t i = 0; i <= len; i++)
		key_r[i] = text[i] == '-' ? '_' : ascii_lower(text[i]);
	for (size_t i = 0; i < sizeof(old_keys) / sizeof(*old_keys); i++)
		if (strcmp(key_r, old_keys[i].old) == 0)
			return old_keys[i].key;
	return key_r;
}

/* The text of a field, or the first of several; "" when there is none. */
static const char *
text_of(const json_t *value)
{
	if (json_is_array(value))
		value = json_array_get(value, 0);
	return json_is_string(value) ? json_string_value(value) : "";
}

/* Of a key as of today. */
static const json_t *
find_value(json_t *object, const char *wanted)
{
	char room[KEY_SIZE];
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (strcmp(make_key(key, room), wanted) == 0)
			return value;
	}
	return NULL;
}

/* "!ServFail" is no answer. */
static bool
is_answer(const char *text)
{
	return *text != '\0' && *text != '!';
}

/* Any answer of the DNS is evidence that a name is registered. */
static bool
is_registered(json_t *object)
{
	char room[KEY_SIZE];
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (strncmp(make_key(key, room), "dns_", 4) == 0 &&
		    is_answer(text_of(value)))
			return true;
	}
	return false;
}

/* A null MX (RFC 7505) is the root alone, whose dot dnstwist takes away. */
static bool
has_null_mx(json_t *object)
{
	const json_t *mx = find_value(object, "dns_mx");
	const char *text = text_of(mx);

	return strcmp(text, ".") == 0 ||
	       (*text == '\0' && json_array_size(mx) == 1 &&
		   json_is_string(json_array_get(mx, 0)));
}

/* "*original", "original*", "Original*" */
static bool
is_original(json_t *object)
{
	const char *fuzzer = text_of(find_value(object, "fuzzer"));

	fuzzer += *fuzzer == '*';
	return strncasecmp(fuzzer, "original", 8) == 0 &&
	       (fuzzer[8] == '\0' || fuzzer[8] == '*');
}

/* Takes the row of an object; meant is the name that dnstwist was asked
 * about. */
static int
take_object(struct import *import, unsigned line, json_t *object,
    const char *meant)
{
	const char *fuzzer = text_of(find_value(object, "fuzzer"));
	const char *domain = text_of(find_value(object, "domain"));
	const char *mx = text_of(find_value(object, "dns_mx"));
	size_t mx_len = is_answer(mx) ? strcspn(mx, ";") : 0;
	char note[512];
	const struct import_row row = {
	    .line = line,
	    .name = domain,
	    .meant = meant,
	    .note = note,
	    .unregistered = !is_registered(object),
	    .takes_no_mail = has_null_mx(object),
	};

	if (*domain == '\0' || is_original(object))
		return 0;
	snprintf(note, sizeof(note), "dnstwist: %.64s%s%.*s", fuzzer,
	    mx_len > 0 ? "; MX " : "", (int)(mx_len < 253 ? mx_len : 253), mx);
	return import_row(import, &row);
}

/* The name that was asked about stands at the top; jq and spreadsheets move it.
 * Of several names each holds until the next one, if the first of them is at
 * the top: otherwise they were moved, and none is known. */
static int
take_objects(struct import *import, unsigned first_line, const json_t *objects)
{
	const char *meant = NULL;
	size_t count = 0, first = 0, i;
	json_t *object;

	json_array_foreach(objects, i, object)
	{
		if (!is_original(object))
			continue;
		meant = text_of(find_value(object, "domain"));
		first = count++ == 0 ? i : first;
	}
	if (count > 1 && first > 0)
		meant = NULL;
	json_array_foreach(objects, i, object)
	{
		if (count > 1 && first == 0 && is_original(object))
			meant = text_of(find_value(object, "domain"));
		if (take_object(import, first_line + (unsigned)i, object,
			meant != NULL && *meant != '\0' ? meant : NULL) < 0)
			return -1;
	}
	return 0;
}

/* ---- CSV ----------------------------------------------------------------- */

struct table {
	json_t *header; /* names of columns */
	json_t *rows;   /* objects; NULL before the header is complete */
	json_t *row;    /* the one that comes in */
	size_t column;
};

static void
take_cell(void *bytes, size_t len, void *context)
{
	struct table *table = context;
	json_t *text = json_stringn_nocheck(bytes, len);
	const json_t *key;

	if (table->rows == NULL) {
		json_array_append_new(table->header, text);
		return;
	}
	if (table->row == NULL)
		table->row = json_object();
	key = json_array_get(table->header, table->column++);
	if (key != NULL)
		json_object_set_new_nocheck(table->row, json_string_value(key),
		    text);
	else
		json_decref(text);
}

static void
take_row(int end, void *context)
{
	struct table *table = context;

	(void)end;
	if (table->rows == NULL)
		table->rows = json_array();
	else if (table->row != NULL)
		json_array_append_new(table->rows, table->row);
	table->row = NULL;
	table->column = 0;
}

static bool
has_column(const struct table *table, const char *name)
{
	char room[KEY_SIZE];
	const json_t *key;
	size_t i;

	json_array_foreach(table->header, i, key)
	{
		if (strcmp(make_key(json_string_value(key), room), name) == 0)
			return true;
	}
	return false;
}

int
import_dnstwist_csv(struct import *import, char *bytes, size_t len)
{
	struct table table = {.header = json_array()};
	struct csv_parser parser;
	int result = 0;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) !=
	    0)
		return -1;
	if (csv_parse(&parser, bytes, len, take_cell, take_row, &table) !=
		len ||
	    csv_fini(&parser, take_cell, take_row, &table) != 0) {
		import_leave_out(import,
		    (unsigned)json_array_size(table.rows) + 2, "CSV",
		    csv_strerror(csv_error(&parser)));
		result = -1;
	} else if (!has_column(&table, "fuzzer") ||
		   !has_column(&table, "domain")) {
		import_leave_out(import, 1, "CSV",
		    "has no columns fuzzer and domain: it is not from "
		    "dnstwist");
		result = -1;
	}
	if (take_objects(import, 2, table.rows) < 0)
		result = -1;
	csv_free(&parser);
	json_decref(table.header);
	json_decref(table.rows);
	json_decref(table.row);
	return result;
}

/* ---- JSON ---------------------------------------------------------------- */

/* Has one of the objects a name? */
static bool
has_domain(const json_t *objects)
{
	json_t *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		if (*text_of(find_value(object, "domain")) != '\0')
			return true;
	}
	return json_array_size(objects) == 0;
}

/* A list of objects, or objects one after another, as jq writes them. */
int
import_dnstwist_json(struct import *import, char *bytes, size_t len)
{
	struct span rest = {bytes, len}, taken;
	json_t *objects = json_array(), *value;
	json_error_t error;
	unsigned line = 1;
	int result = -1;

	do {
		value = json_loadb(rest.bytes, rest.len, JSON_DISABLE_EOF_CHECK,
		    &error);
		if (value == NULL)
			break;
		if (json_is_array(value))
			json_array_extend(objects, value);
		else
			json_array_append(objects, value);
		json_decref(value);
		taken = (struct span){rest.bytes, (size_t)error.position};
		line += span_count_newlines(taken);
		rest = span_after(rest, taken.len);
	} while (span_trim(rest).len != 0);
	if (value == NULL)
		import_leave_out(import,
		    line + (unsigned)(error.line > 0 ? error.line - 1 : 0),
		    "JSON", error.text);
	else if (!has_domain(objects))
		import_leave_out(import, 1, "JSON",
		    "has no domain: it is not from dnstwist");
	else
		result = take_objects(import, 1, objects);
	json_decref(objects);
	return result;
}
