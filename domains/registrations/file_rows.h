/* SPDX-License-Identifier: BSD-2-Clause */
/* File rows: takes the registrations file apart, row by row, in place.
 *
 *     struct file_rows rows = {.path = path, .diagnostics = diagnostics,
 *         .at = bytes, .end = bytes + len};
 *     if (file_rows_take(&rows, "counts", 3) == 0)
 *             ... rows.field[1], [2], [3] ...
 */
#ifndef DOMAINS_REGISTRATIONS_FILE_ROWS_H
#define DOMAINS_REGISTRATIONS_FILE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"

/* A field; a path is the longest. */
#define FILE_ROWS_FIELD_MAX 4096

/* Of a finding, with its name. */
#define FILE_ROWS_FIELDS_MAX 11

struct file_rows {
	const char *path; /* for diagnostics, of which there is one */
	struct diagnostics *diagnostics;
	char *at, *end; /* what is left; its last byte is a newline */
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

/* Takes the next row, which has that name and so many fields after it.
 * Returns 0, or -1 with the diagnostic. */
int
file_rows_take(struct file_rows *rows, const char *name, size_t fields);

/* How many of the next rows have that name. */
size_t
file_rows_count(const struct file_rows *rows, const char *name);

/* A decimal number without sign or blanks, at most max. */
bool
file_rows_number(const char *text, uint64_t max, uint64_t *number_r);

/* "yes" or "no" */
bool
file_rows_bool(const char *text, bool *value_r);

#endif
