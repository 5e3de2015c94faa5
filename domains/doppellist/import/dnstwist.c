/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what dnstwist found. */
#include "domains/doppellist/import/dnstwist.h"

#include <csv.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/buffer.h"

/* The fields that matter, the first three with their text; DNS_OTHER is
 * evidence that a name is registered. */
enum field { FUZZER, DOMAIN, MX, TEXTS, DNS_OTHER = TEXTS, UNKNOWN };

/* dnstwist has some forty columns with everything on. */
#define COLUMNS_MAX 256

static enum field
field_of(const char *name)
{
	if (strcmp(name, "fuzzer") == 0)
		return FUZZER;
	if (strcmp(name, "domain") == 0 || strcmp(name, "domain-name") == 0)
		return DOMAIN;
	if (strcmp(name, "dns_mx") == 0 || strcmp(name, "dns-mx") == 0)
		return MX;
	if (strncmp(name, "dns_", 4) == 0 || strncmp(name, "dns-", 4) == 0)
		return DNS_OTHER;
	return UNKNOWN;
}

/* What is known of the names while rows come in. */
struct dnstwist {
	struct import *import;
	struct buffer meant; /* the name that dnstwist was asked about */
	struct buffer text[TEXTS];
	bool registered;
	unsigned line;
	bool failed;
	/* CSV */
	enum field columns[COLUMNS_MAX];
	size_t column_count, column;
	bool headed;
};

static void
begin_row(struct dnstwist *row)
{
	for (size_t i = 0; i < TEXTS; i++)
		row->text[i].len = 0;
	row->registered = false;
	row->line++;
	row->column = 0;
}

static void
set_field(struct dnstwist *row, enum field field, const char *bytes, size_t len)
{
	/* "!ServFail" is no answer. */
	bool answer = len > 0 && *bytes != '!';

	if (field == MX || field == DNS_OTHER)
		row->registered = row->registered || answer;
	/* The first of several mail hosts. */
	if (field == MX)
		len =
		    answer && row->text[MX].len == 0 ? strcspn(bytes, ";") : 0;
	if (field < TEXTS)
		buffer_add(&row->text[field], bytes, len);
}

static bool
is_original(const char *fuzzer)
{
	return strcmp(fuzzer, "*original") == 0 ||
	       strcmp(fuzzer, "original*") == 0 ||
	       strcmp(fuzzer, "original") == 0;
}

static void
end_row(struct dnstwist *row)
{
	bool has_mx = row->text[MX].len > 0, failed = row->meant.failed;
	const char *text[TEXTS];
	char note[512];

	for (size_t i = 0; i < TEXTS; i++) {
		buffer_add(&row->text[i], "", 1);
		failed = failed || row->text[i].failed;
		text[i] = row->text[i].bytes;
	}
	row->failed = row->failed || failed;
	if (failed || *text[DOMAIN] == '\0')
		return;
	if (is_original(text[FUZZER])) {
		row->meant.len = 0;
		buffer_add(&row->meant, text[DOMAIN], row->text[DOMAIN].len);
		return;
	}
	snprintf(note, sizeof(note), "dnstwist: %.64s%s%.253s", text[FUZZER],
	    has_mx ? "; MX " : "", text[MX]);

	const struct import_row import = {
	    .line = row->line,
	    .name = text[DOMAIN],
	    .meant = row->meant.len > 0 ? row->meant.bytes : NULL,
	    .note = note,
	    .unregistered = !row->registered,
	};

	if (import_row(row->import, &import) < 0)
		row->failed = true;
}

static int
end_import(struct dnstwist *row, int result)
{
	buffer_clear(&row->meant);
	for (size_t i = 0; i < TEXTS; i++)
		buffer_clear(&row->text[i]);
	return row->failed ? -1 : result;
}

/* ---- CSV ---------------------------------------------------------------- */

static void
take_cell(void *bytes, size_t len, void *context)
{
	struct dnstwist *row = context;

	if (!row->headed) {
		if (row->column_count < COLUMNS_MAX)
			row->columns[row->column_count++] = field_of(bytes);
		return;
	}
	if (row->column == 0)
		begin_row(row);
	if (row->column < row->column_count)
		set_field(row, row->columns[row->column], bytes, len);
	row->column++;
}

static void
take_row(int end, void *context)
{
	struct dnstwist *row = context;

	(void)end;
	if (row->headed && row->column > 0)
		end_row(row);
	row->headed = true;
	row->column = 0;
}

static bool
has_column(const struct dnstwist *row, enum field field)
{
	for (size_t i = 0; i < row->column_count; i++)
		if (row->columns[i] == field)
			return true;
	return false;
}

int
import_dnstwist_csv(struct import *import, char *bytes, size_t len)
{
	struct dnstwist row = {.import = import, .line = 1};
	struct csv_parser parser;
	int result = 0;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) !=
	    0)
		return -1;
	if (csv_parse(&parser, bytes, len, take_cell, take_row, &row) != len ||
	    csv_fini(&parser, take_cell, take_row, &row) != 0) {
		import_leave_out(import, row.line + 1, "CSV",
		    csv_strerror(csv_error(&parser)));
		result = -1;
	} else if (!has_column(&row, FUZZER) || !has_column(&row, DOMAIN)) {
		import_leave_out(import, 1, "CSV",
		    "has no columns fuzzer and domain: it is not from "
		    "dnstwist");
		result = -1;
	}
	csv_free(&parser);
	return end_import(&row, result);
}

/* ---- JSON --------------------------------------------------------------- */

static void
take_value(struct dnstwist *row, enum field field, const json_t *value)
{
	const json_t *one = value;

	if (json_is_array(value))
		one = json_array_get(value, 0);
	if (json_is_string(one))
		set_field(row, field, json_string_value(one),
		    json_string_length(one));
}

int
import_dnstwist_json(struct import *import, char *bytes, size_t len)
{
	struct dnstwist row = {.import = import};
	json_error_t error;
	json_t *root = json_loadb(bytes, len, 0, &error), *object, *value;
	const char *key;
	size_t i;

	if (!json_is_array(root)) {
		import_leave_out(import,
		    root == NULL && error.line > 0 ? (unsigned)error.line : 1,
		    "JSON", root == NULL ? error.text : "not a list");
		json_decref(root);
		return -1;
	}
	json_array_foreach(root, i, object)
	{
		begin_row(&row);
		json_object_foreach(object, key, value)
		    take_value(&row, field_of(key), value);
		end_row(&row);
	}
	json_decref(root);
	return end_import(&row, 0);
}
