/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes files of rows, and takes them apart. */
#include "domains/registrations/file_rows.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/base/translation.h"

/* "end\t", 20 digits, a tab, 16 digits, "\n". */
#define END_SIZE 48

int
file_rows_refuse(const struct file_rows *rows, const char *why)
{
	return diagnostics_add(rows->diagnostics, rows->path, rows->line, "%s",
	    why);
}

int
file_rows_refuse_row(const struct file_rows *rows)
{
	return diagnostics_add(rows->diagnostics, rows->path, rows->line,
	    "is no row of a %s", rows->form->name);
}

/* The end mark of what stands before it. */
static void
format_end(const char *bytes, size_t len, char mark_r[static END_SIZE])
{
	snprintf(mark_r, END_SIZE, "end\t%u\t%016" PRIx64 "\n",
	    span_count_newlines((struct span){bytes, len}),
	    (uint64_t)XXH3_64bits(bytes, len));
}

static int
check_frame(struct file_rows *rows)
{
	struct span rest = {rows->at, (size_t)(rows->end - rows->at)};
	char mark[END_SIZE], *last = NULL;

	if (!span_take_begin(&rest, rows->form->title))
		return diagnostics_add(rows->diagnostics, rows->path, 0,
		    "is no %s", rows->form->name);
	if (!span_take_begin(&rest, rows->form->version) ||
	    !span_begins(rest, "\n"))
		return file_rows_refuse(rows, N_("is of another version"));
	if (rows->end[-1] == '\n')
		last =
		    memrchr(rows->at, '\n', (size_t)(rows->end - rows->at) - 1);
	if (last == NULL || strncmp(last, "\nend\t", 5) != 0)
		return file_rows_refuse(rows, N_("is cut: it has no end mark"));
	last++;
	format_end(rows->at, (size_t)(last - rows->at), mark);
	if (strlen(mark) != (size_t)(rows->end - last) ||
	    memcmp(mark, last, strlen(mark)) != 0)
		return file_rows_refuse(rows,
		    N_("is damaged: it is not what its end mark counts"));
	rows->end = last;
	rows->at = memchr(rows->at, '\n', (size_t)(last - rows->at));
	rows->at++;
	rows->line = 1;
	return 0;
}

int
file_rows_open(struct file_rows *rows, time_t *time_r)
{
	uint64_t seconds;

	if (check_frame(rows) < 0 || file_rows_take(rows, "time", 1) < 0)
		return -1;
	if (!file_rows_number(rows->field[1], INT32_MAX * (uint64_t)64,
		&seconds))
		return file_rows_refuse_row(rows);
	*time_r = (time_t)seconds;
	return 0;
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
		if (!rows->any_length && strlen(at) > FILE_ROWS_FIELD_MAX)
			return file_rows_refuse(rows,
			    N_("has a field over 4096 bytes"));
		rows->field[rows->count++] = at;
		at = tab != NULL ? tab + 1 : NULL;
	}
	return at == NULL && rows->count == fields + 1
	           ? 0
	           : file_rows_refuse_row(rows);
}

int
file_rows_finish(const struct file_rows *rows)
{
	return rows->at == rows->end
	           ? 0
	           : file_rows_refuse(rows, N_("has surplus rows"));
}

bool
file_rows_number(const char *text, uint64_t max, uint64_t *number_r)
{
	return span_number(span_of(text), max, number_r);
}

bool
file_rows_place(const char *text, unsigned *line_r, const char **cell_r)
{
	uint64_t line = 0;

	*cell_r = strchr(text, '!') != NULL ? text : NULL;
	if (*cell_r == NULL && !file_rows_number(text, UINT_MAX, &line))
		return false;
	*line_r = (unsigned)line;
	return true;
}

bool
file_rows_bool(const char *text, bool *value_r)
{
	*value_r = strcmp(text, "yes") == 0;
	return *value_r || strcmp(text, "no") == 0;
}

int
file_rows_take_bool(struct file_rows *rows, const char *name, bool *value_r)
{
	if (file_rows_take(rows, name, 1) < 0)
		return -1;
	return file_rows_bool(rows->field[1], value_r)
	           ? 0
	           : file_rows_refuse_row(rows);
}

int
file_rows_take_number(struct file_rows *rows, const char *name, uint64_t max,
    uint64_t *number_r)
{
	if (file_rows_take(rows, name, 1) < 0)
		return -1;
	return file_rows_number(rows->field[1], max, number_r)
	           ? 0
	           : file_rows_refuse_row(rows);
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

void *
file_rows_make_room(const struct file_rows *rows, const char *name, size_t size,
    size_t *count_r)
{
	size_t count = file_rows_count(rows, name);
	void *room = calloc(count + 1, size);

	if (room == NULL)
		(void)file_rows_refuse(rows, strerror(ENOMEM));
	else
		*count_r = count;
	return room;
}

/* ---- writing ------------------------------------------------------------- */

struct span
file_rows_cut(struct span bytes)
{
	if (bytes.len > FILE_ROWS_FIELD_MAX)
		bytes.len = FILE_ROWS_FIELD_MAX;
	if (bytes.len != 0)
		bytes.len = strnlen(bytes.bytes, bytes.len);
	return bytes;
}

void
file_rows_add_whole(struct buffer *rows, struct span field)
{
	if (field.len != 0)
		field.len = strnlen(field.bytes, field.len);
	buffer_add(rows, "\t", 1);
	buffer_add_escaped_for(rows, ESCAPE_LINE, field.bytes, field.len);
}

void
file_rows_add(struct buffer *rows, struct span field)
{
	file_rows_add_whole(rows, file_rows_cut(field));
}

void
file_rows_add_text(struct buffer *rows, const char *text)
{
	file_rows_add(rows, span_of(text));
}

void
file_rows_add_number(struct buffer *rows, uint64_t number)
{
	buffer_add(rows, "\t", 1);
	buffer_add_number(rows, number);
}

void
file_rows_add_place(struct buffer *rows, unsigned line, struct span cell)
{
	cell = file_rows_cut(cell);
	if (span_has(cell, '!'))
		file_rows_add(rows, cell);
	else
		file_rows_add_number(rows, line);
}

void
file_rows_seal(const struct file_rows_form *form, const struct buffer *rows,
    time_t time, struct buffer *file)
{
	char mark[END_SIZE];

	buffer_add_format(file, "%s%s\ntime", form->title, form->version);
	file_rows_add_number(file, (uint64_t)time);
	buffer_add(file, "\n", 1);
	buffer_add(file, rows->bytes, rows->len);
	file->failed |= rows->failed;
	if (file->failed)
		return;
	format_end(file->bytes, file->len, mark);
	buffer_add_text(file, mark);
}
