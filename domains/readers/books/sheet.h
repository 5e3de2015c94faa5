/* SPDX-License-Identifier: BSD-2-Clause */
/* Sheet: the cells of a spreadsheet as the readers of workbooks find them, row
 * by row, and the people in them.  What a column holds is judged as in a CSV
 * file, by the first rows.
 *
 *     struct sheet *sheet = sheet_new(text);
 *     sheet_begin(sheet, span_of("会員"), false);
 *     sheet_begin_row(sheet, 2, false);
 *     sheet_add_cell(sheet, &cell);
 *     sheet_end_rows(sheet, 1);
 *     sheet_end(sheet);
 *     sheet_free(&sheet);
 *
 * A member stands at a cell ("会員!C12"), and where it is not seen there, its
 * member says so: in a hidden row, in a note, in a drop-down list.
 */
#ifndef DOMAINS_READERS_BOOKS_SHEET_H
#define DOMAINS_READERS_BOOKS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/workbooks/markup.h"
#include "domains/workbooks/reference.h"
#include "domains/registrations/member.h"

/* A row or cell with an address that is repeated by a number and not written
 * again: more than a school has pupils. */
#define SHEET_REPEATED_MAX 10000

/* What the cells hold together, and those of one row; the same text can be in
 * many cells and rows and stand in the file once. */
#define SHEET_TEXT_MAX ((uint64_t)2 * 1024 * 1024 * 1024)
#define SHEET_ROW_MAX ((size_t)16 * 1024 * 1024)

/* A sheet's name is at most 31 characters in Excel, and anything in others. */
#define SHEET_NAME_MAX 250

struct sheet;

struct sheet_cell {
	size_t column; /* from 0 */
	struct span text;
	struct span reading; /* of the text, in kana; may be empty */
	bool hidden;         /* in a row that is not */
};

/* NULL with a diagnostic. */
struct sheet *
sheet_new(const struct reader_text *text);

/* Sets *sheet to NULL; NULL in it is fine. */
void
sheet_free(struct sheet **sheet);

/* Begins a sheet of the workbook, and ends it: then all members of it were
 * handed on. */
void
sheet_begin(struct sheet *sheet, struct span name, bool hidden);
void
sheet_end(struct sheet *sheet);

/* After the last one: was there an address, or a place for some?  Returns 0, or
 * -1 with a diagnostic, or when it is over. */
int
sheet_finish(struct sheet *sheet);

/* Hides columns of the sheet, from one up to after, which is not hidden; before
 * their cells come. */
void
sheet_hide_columns(struct sheet *sheet, size_t from, size_t after);

/* A row, counted from 1; its cells come in any order. */
void
sheet_begin_row(struct sheet *sheet, uint64_t row, bool hidden);
void
sheet_add_cell(struct sheet *sheet, const struct sheet_cell *cell);

/* The row stands for so many. */
void
sheet_end_rows(struct sheet *sheet, uint64_t count);

/* What else a sheet has of addresses, after its rows: in a note, a drop-down
 * list, a link.  where is "note", "list", or NULL.  Words without an @ are left
 * out. */
void
sheet_add_aside(struct sheet *sheet, uint64_t row, size_t column,
    const char *where, struct span text);

/* A formula whose value the file does not hold; one diagnostic a sheet. */
void
sheet_add_unknown(struct sheet *sheet, uint64_t row, size_t column);

/* Adds a diagnostic at a cell, or at the sheet for row 0. */
void
sheet_report(struct sheet *sheet, uint64_t row, size_t column, const char *why);

/* Is there nothing more to do: take() ended it, or there is too much? */
bool
sheet_is_over(const struct sheet *sheet);

#endif
