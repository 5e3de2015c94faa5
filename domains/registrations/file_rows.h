/* SPDX-License-Identifier: BSD-2-Clause */
/* File rows: the form of the files that one of our programs leaves for
 * another one, such as the registrations file: writes them, and takes them
 * apart, row by row, in place.
 *
 *     doppelcheck registrations 1
 *     time	1767225600
 *     ...
 *     end	10	0123456789abcdef
 *
 * Fields stand between tabs; a control character or backslash in a field is
 * \xnn.  The end mark has the number of the rows before it and the XXH3 of
 * their bytes: half of a file, or another one, is never taken for it.
 *
 *     struct file_rows rows = {.form = &form, .path = path,
 *         .diagnostics = diagnostics, .at = bytes, .end = bytes + len};
 *     if (file_rows_open(&rows, &when) == 0 &&
 *         file_rows_take(&rows, "counts", 3) == 0)
 *             ... rows.field[1], [2], [3] ...
 */
#ifndef DOMAINS_REGISTRATIONS_FILE_ROWS_H
#define DOMAINS_REGISTRATIONS_FILE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

/* A field; a path is the longest. */
#define FILE_ROWS_FIELD_MAX 4096

/* Of a finding, with its name. */
#define FILE_ROWS_FIELDS_MAX 11

struct file_rows_form {
	const char *name;    /* "registrations file", for diagnostics */
	const char *title;   /* how the first line begins, */
	const char *version; /*   and how it ends */
};

struct file_rows {
	const struct file_rows_form *form;
	const char *path; /* for diagnostics, of which there is one */
	struct diagnostics *diagnostics;
	char *at, *end;  /* what is left; its last byte is a newline */
	bool any_length; /* of a field; else FILE_ROWS_FIELD_MAX */
	unsigned line;
	char *field[FILE_ROWS_FIELDS_MAX]; /* of the row, its name first */
	size_t count;
};

/* Adds the diagnostic.  Returns -1. */
int
file_rows_refuse(const struct file_rows *rows, const char *why);

/* The same for a row that is none. */
int
file_rows_refuse_row(const struct file_rows *rows);

/* Before a row is taken: is it a whole file of this form, and unchanged?  Takes
 * its first row, which says when it was written, and leaves those before the
 * end mark.  Returns 0, or -1 with the diagnostic. */
int
file_rows_open(struct file_rows *rows, time_t *time_r);

/* Takes the next row, which has that name and so many fields after it.
 * Returns 0, or -1 with the diagnostic. */
int
file_rows_take(struct file_rows *rows, const char *name, size_t fields);

/* How many of the next rows have that name. */
size_t
file_rows_count(const struct file_rows *rows, const char *name);

/* Room for an element of so many bytes for each of them, all zero; there is
 * some if there are none.  NULL with the diagnostic when memory is out. */
void *
file_rows_make_room(const struct file_rows *rows, const char *name, size_t size,
    size_t *count_r);

/* After the last row.  Returns 0, or -1 with the diagnostic. */
int
file_rows_finish(const struct file_rows *rows);

/* A decimal number without sign or blanks, at most max. */
bool
file_rows_number(const char *text, uint64_t max, uint64_t *number_r);

/* A place in a file: a line's number, or a cell ("会員!C12"; then the line is
 * 0).  *cell_r is NULL when it is no cell. */
bool
file_rows_place(const char *text, unsigned *line_r, const char **cell_r);

/* "yes" or "no" */
bool
file_rows_bool(const char *text, bool *value_r);

/* Takes a row that has one of these as its only field. */
int
file_rows_take_bool(struct file_rows *rows, const char *name, bool *value_r);
int
file_rows_take_number(struct file_rows *rows, const char *name, uint64_t max,
    uint64_t *number_r);

/* ---- writing ------------------------------------------------------------- */

/* Adds a tab and a field to a row.  A NUL ends the bytes, and so does the limit
 * of a field. */
void
file_rows_add(struct buffer *rows, struct span field);
void
file_rows_add_text(struct buffer *rows, const char *text);
void
file_rows_add_number(struct buffer *rows, uint64_t number);

/* For a reader that takes fields of any length. */
void
file_rows_add_whole(struct buffer *rows, struct span field);

/* Adds a cell; the line when that is empty. */
void
file_rows_add_place(struct buffer *rows, unsigned line, struct span cell);

/* What of the bytes a field has. */
struct span
file_rows_cut(struct span bytes);

/* The whole file, from rows and a time.  It fails as a buffer does. */
void
file_rows_seal(const struct file_rows_form *form, const struct buffer *rows,
    time_t time, struct buffer *file);

#endif
