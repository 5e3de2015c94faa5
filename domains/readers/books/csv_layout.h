/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV layout: how a register is laid out, found in its first rows: what
 * separates its cells, which row is the heading, what each column holds.
 *
 *     名簿,,                                a title
 *     氏名,連絡用,備考                      the heading
 *     山田太郎,taro@gmai.com,退会済         a person
 *
 * A column holds addresses when its cells do; the heading helps where they
 * leave it open, and says it alone where there are no cells yet.
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_LAYOUT_H
#define DOMAINS_READERS_BOOKS_CSV_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/readers/books/csv_columns.h"
#include "domains/readers/books/csv_rows.h"

/* What a column holds. */
struct csv_kind {
	uint8_t column; /* enum csv_column.  CSV_ADDRESS: every cell should be
	                   one; CSV_OTHER: one may be */
	uint8_t part;   /* enum csv_part */
};

struct csv_layout {
	struct span text; /* the rows, without "sep=;" before them */
	unsigned line;    /* where they begin */
	char separator;
	size_t first;        /* the row of the first person, from 0 */
	unsigned first_line; /* of the heading, else of that row */
	size_t columns;      /* in the heading; 0: there is none */
	size_t addresses;    /* columns of them */
	bool has[CSV_COLUMN_KINDS][CSV_PARTS]; /* kinds that are there */
	struct csv_kind *kinds;                /* of CSV_COLUMNS_MAX columns */
	bool is_register; /* nothing else looks like that */
};

/* Looks at the text.  Returns 0, or -1 when memory is out. */
int
csv_layout_find(struct csv_layout *layout, struct span text,
    const struct csv_columns *columns);

/* A row that is a heading again, in the midst of the others: do its words say
 * so?  Then the columns are what it says. */
bool
csv_layout_take_heading(struct csv_layout *layout,
    const struct csv_columns *columns, const struct csv_cell *cells,
    size_t count);

void
csv_layout_clear(struct csv_layout *layout);

#endif
