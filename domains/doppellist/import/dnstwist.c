/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what dnstwist found; rows of CSV become objects as those of JSON. */
#include "domains/doppellist/import/dnstwist.h"

#include <csv.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* ---- objects ------------------------------------------------------------- */

/* The text of a field, or the first of several; "" when there is none. */
static const char *
text_of(const json_t *value)
{
	if (json_is_array(value))
		value = json_array_get(value, 0);
	return json_is_string(value) ? json_string_value(value) : "";
}

/* Older versions write "dns-mx" for "dns_mx" and "domain-name". */
static const char *
find_text(const json_t *object, const char *key, const char *old)
{
	const json_t *value = json_object_get(object, key);

	return text_of(value != NULL ? value : json_object_get(object, old));
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
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if ((strncmp(key, "dns_", 4) == 0 ||
			strncmp(key, "dns-", 4) == 0) &&
		    is_answer(text_of(value)))
			return true;
	}
	return false;
}

/* Takes the row of an object; *meant is the name that dnstwist was asked
 * about. */
static int
take_object(struct import *import, unsigned line, json_t *object,
    const char **meant)
{
	const char *fuzzer = find_text(object, "fuzzer", "fuzzer");
	const char *domain = find_text(object, "domain", "domain-name");
	const char *mx = find_text(object, "dns_mx", "dns-mx");
	size_t mx_len = is_answer(mx) ? strcspn(mx, ";") : 0;
	char note[512];
	const struct import_row row = {
	    .line = line,
	    .name = domain,
	    .meant = *meant,
	    .note = note,
	    .unregistered = !is_registered(object),
	};

	if (*domain == '\0')
		return 0;
	if (strcmp(fuzzer, "*original") == 0 ||
	    strcmp(fuzzer, "original*") == 0 ||
	    strcmp(fuzzer, "original") == 0) {
		*meant = domain;
		return 0;
	}
	snprintf(note, sizeof(note), "dnstwist: %.64s%s%.*s", fuzzer,
	    mx_len > 0 ? "; MX " : "", (int)(mx_len < 253 ? mx_len : 253), mx);
	return import_row(import, &row);
}

static int
take_objects(struct import *import, unsigned first_line, const json_t *objects)
{
	const char *meant = NULL;
	json_t *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		if (take_object(import, first_line + (unsigned)i, object,
			&meant) < 0)
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
has_column(const struct table *table, const char *name, const char *old)
{
	const json_t *key;
	size_t i;

	json_array_foreach(table->header, i, key)
	{
		if (strcmp(json_string_value(key), name) == 0 ||
		    strcmp(json_string_value(key), old) == 0)
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
	} else if (!has_column(&table, "fuzzer", "fuzzer") ||
		   !has_column(&table, "domain", "domain-name")) {
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

int
import_dnstwist_json(struct import *import, char *bytes, size_t len)
{
	json_error_t error = {.line = -1};
	json_t *root = json_loadb(bytes, len, 0, &error);
	int result = -1;

	if (json_is_array(root))
		result = take_objects(import, 1, root);
	else
		import_leave_out(import,
		    root == NULL && error.line > 0 ? (unsigned)error.line : 1,
		    "JSON", root == NULL ? error.text : "not a list");
	json_decref(root);
	return result;
}
