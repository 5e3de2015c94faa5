/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV rows: takes a text apart into rows and cells.  A cell is where it stands
 * in the text, nothing is copied.
 *
 *     struct csv_rows rows;
 *     csv_rows_begin(&rows, text, ',');
 *     while (csv_rows_next(&rows))
 *             ... rows.cells[0 .. rows.count - 1], rows.line
 *     csv_rows_clear(&rows);
 *
 * RFC 4180, and what else programs write:
 *   - rows end with LF or CR LF (the reader has made an LF of a CR alone);
 *     blanks around a cell are no part of it;
 *   - a quote in a quoted cell that is not doubled, as abook has them
 *     (""Quote" O'Brien",): it is text if another one in the line closes the
 *     cell;
 *   - ="0123" or "=""0123""", which keeps a spreadsheet from taking a text for
 *     a number: the cell is what stands in the inner quotes; so it is of other
 *     formulas whose quotes hold one address, =HYPERLINK("mailto:taro@b.jp");
 *   - text after a closing quote ("Yamada, T" <taro@gmai.com>,): the cell is
 *     all of it, with its quotes;
 *   - "+----+----+", between rows whose cells "|" separates: no cells;
 *   - a quote that nothing closes, or that another cell's opens before it is
 *     closed: its cell ends at the next separator, and the rows after it are
 *     rows.
 *
 * The time is linear in the length of the text, whatever is in it.
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_ROWS_H
#define DOMAINS_READERS_BOOKS_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

/* As many as Excel has. */
#define CSV_COLUMNS_MAX 16384

struct csv_cell {
	struct span text; /* without the quotes around it */
	const char *at;   /* where that stands in the whole text */
	unsigned line;    /* where it begins */
	bool doubled;     /* a quote in it stands there twice */
	bool unclosed;    /* its quote has no end */
};

struct csv_rows {
	const char *at; /* the next row */
	const char *end;
	char separator;         /* '\0': none, a row is a cell */
	bool stops[256];        /* what ends a cell without quotes */
	unsigned next_line;     /* of the next row */
	bool boxed;             /* a line of "+----+" was among them */
	const char *unclosed;   /* no quote after it closes anything; or NULL */
	struct csv_cell *cells; /* the row: */
	size_t count, room;     /*   0 cells for an empty line */
	unsigned line;          /*   where it begins */
	bool cut;    /*   it has more than CSV_COLUMNS_MAX cells, which are not
	                  there */
	bool failed; /* memory is out: there are no more rows */
};

void
csv_rows_begin(struct csv_rows *rows, struct span text, char separator);

/* false at the end. */
bool
csv_rows_next(struct csv_rows *rows);

void
csv_rows_clear(struct csv_rows *rows);

#endif
