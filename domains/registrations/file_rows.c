/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the registrations file apart. */
#include "domains/registrations/file_rows.h"

#include <string.h>

#include "domains/base/escape.h"

int
file_rows_refuse(const struct file_rows *rows, const char *why)
{
	return diagnostics_add(rows->diagnostics, rows->path, rows->line, "%s",
	    why);
}

int
file_rows_refuse_row(const struct file_rows *rows)
{
	return file_rows_refuse(rows, "is no row of a registrations file");
}

/* Is the next row one of that name? */
static bool
is_next(const struct file_rows *rows, const char *name)
{
	size_t len = strlen(name);

	return (size_t)(rows->end - rows->at) > len &&
	       memcmp(rows->at, name, len) == 0 && rows->at[len] == '\t';
}

int
file_rows_take(struct file_rows *rows, const char *name, size_t fields)
{
	bool named = is_next(rows, name);
	char *end, *at = rows->at;

	rows->line++;
	rows->count = 0;
	end =
	    at < rows->end ? memchr(at, '\n', (size_t)(rows->end - at)) : NULL;
	if (!named || end == NULL ||
	    memchr(at, '\0', (size_t)(end - at)) != NULL)
		return file_rows_refuse_row(rows);
	*end = '\0';
	rows->at = end + 1;
	while (at != NULL && rows->count < FILE_ROWS_FIELDS_MAX) {
		char *tab = strchr(at, '\t');

		if (tab != NULL)
			*tab = '\0';
		escape_undo(at);
		if (strlen(at) > FILE_ROWS_FIELD_MAX)
			return file_rows_refuse(rows,
			    "has a field over 4096 bytes");
		rows->field[rows->count++] = at;
		at = tab != NULL ? tab + 1 : NULL;
	}
	return at == NULL && rows->count == fields + 1
	           ? 0
	           : file_rows_refuse_row(rows);
}

bool
file_rows_number(const char *text, uint64_t max, uint64_t *number_r)
{
	uint64_t number = 0;

	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		unsigned digit = (unsigned)(*text - '0');

		if (digit > 9 || number > (max - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*number_r = number;
	return true;
}

bool
file_rows_bool(const char *text, bool *value_r)
{
	*value_r = strcmp(text, "yes") == 0;
	return *value_r || strcmp(text, "no") == 0;
}

size_t
file_rows_count(const struct file_rows *rows, const char *name)
{
	struct file_rows ahead = *rows;
	size_t count = 0;

	while (is_next(&ahead, name)) {
		ahead.at =
		    memchr(ahead.at, '\n', (size_t)(ahead.end - ahead.at));
		ahead.at++;
		count++;
	}
	return count;
}
