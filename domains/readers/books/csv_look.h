/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV look: the first rows of a register, kept, with what their cells are, and
 * what separates those: a comma, a tab, a semicolon, a bar, a colon, or nothing
 * in a list with a heading.
 *
 *     sep=;                                    it is said
 *     Name;E-Mail;Ort                          it makes rows that are alike,
 *     Taro;taro@gmai.com;"Kyoto, Japan"        and cells that are addresses
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_LOOK_H
#define DOMAINS_READERS_BOOKS_CSV_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/readers/books/csv_rows.h"

/* So many rows, bytes and cells show what a register is; to look at them takes
 * a millisecond. */
#define CSV_LOOK_ROWS 256
#define CSV_LOOK_BYTES ((size_t)64 * 1024)
#define CSV_LOOK_CELLS ((size_t)16 * 1024)

/* What cells of a column are. */
struct csv_column_counts {
	unsigned filled;
	unsigned at; /* with an @ */
	unsigned addresses;
	unsigned words;
};

/* Titles before the heading. */
#define CSV_TITLES_MAX 32

struct csv_look_row {
	size_t first; /* its cells */
	size_t width; /* how many */
	size_t count; /* up to the last one that is not empty */
	unsigned line;
	unsigned filled;
	unsigned addresses;
};

struct csv_look {
	struct csv_rows rows;
	struct csv_cell *cells;
	size_t cell_count, room;
	struct csv_look_row row[CSV_LOOK_ROWS];
	size_t count;
	size_t columns; /* the most of a row */
	bool failed;    /* memory is out */
};

/* Looks at the rows of a text, whose first line has this number. */
void
csv_look_take(struct csv_look *look, struct span text, unsigned line,
    char separator);

/* The text of a cell; empty when the row has not so many. */
struct span
csv_look_cell(const struct csv_look *look, size_t row, size_t column);

/* Counts a column's cells from a row on. */
struct csv_column_counts
csv_look_count(const struct csv_look *look, size_t from, size_t column);

/* How many of the rows have the usual number of cells, which is above one;
 * *usual_r: that number. */
size_t
csv_look_alike(const struct csv_look *look, size_t *usual_r);

/* Has a row without addresses several cells, and a heading that we know? */
bool
csv_look_is_named(const struct csv_look *look, size_t row);

void
csv_look_clear(struct csv_look *look);

/* Leaves "sep=;" before the rows out of the text, as Excel wants it; the line
 * is that of the first row then.  Returns the separator, '\0' when nothing is
 * said. */
char
csv_separator_said(struct span *text, unsigned *line);

/* By the first rows.  '\0' when no separator makes rows that are alike. */
char
csv_separator_choose(struct span text, unsigned line);

#endif
