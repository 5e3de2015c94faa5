/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the first rows of a sheet, then takes its people row by row. */
#include "domains/readers/books/sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/readers/books/csv_content.h"
#include "domains/readers/books/csv_people.h"
#include "domains/workbooks/link.h"
#include "domains/registrations/destinations.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* The rows that show what columns hold. */
#define LOOK_ROWS 256
#define LOOK_BYTES ((size_t)64 * 1024)

struct kept_cell {
	size_t column;
	size_t at, len;
	size_t reading, reading_len; /* after the text */
	bool hidden;
};

struct kept_row {
	uint64_t row;
	uint64_t count; /* rows like that */
	size_t first;   /* of its cells */
	bool hidden;
};

struct sheet {
	const struct reader_text *text;
	struct buffer name; /* '\0'-terminated */
	bool hidden;
	struct buffer bytes; /* of the cells */
	struct kept_cell *cells;
	size_t cell_count, cell_room;
	struct kept_row rows[LOOK_ROWS + 1];
	size_t row_count;
	bool decided; /* the layout */
	struct csv_layout layout;
	struct csv_people people;
	struct csv_cell dense[REFERENCE_COLUMNS_MAX]; /* a row; else empty */
	bool unseen[REFERENCE_COLUMNS_MAX]; /* its cells that are hidden */
	bool hides[REFERENCE_COLUMNS_MAX];  /* columns of the sheet */
	size_t at;                          /* the kept row at hand, */
	uint64_t number;                    /*   and its number */
	bool taken;                         /* a sheet had an address */
	bool any;                           /* a sheet had a row */
	struct buffer reading;
	struct buffer place;
	uint64_t total; /* bytes of all cells, */
	size_t row_len; /*   and what the row at hand takes */
	uint64_t unknown, unknown_row;
	size_t unknown_column;
	bool over;
};

struct sheet *
sheet_new(const struct reader_text *text)
{
	struct sheet *sheet = calloc(1, sizeof(*sheet));

	if (sheet == NULL)
		reader_text_no_memory(text);
	else
		sheet->text = text;
	for (size_t i = 0; sheet != NULL && i < REFERENCE_COLUMNS_MAX; i++)
		sheet->dense[i].text = span_of("");
	return sheet;
}

void
sheet_free(struct sheet **sheet)
{
	struct sheet *gone = *sheet;

	*sheet = NULL;
	if (gone == NULL)
		return;
	buffer_clear(&gone->name);
	buffer_clear(&gone->bytes);
	buffer_clear(&gone->reading);
	csv_layout_clear(&gone->layout);
	csv_people_clear(&gone->people);
	buffer_clear(&gone->place);
	free(gone->cells);
	free(gone);
}

bool
sheet_is_over(const struct sheet *sheet)
{
	return sheet->over;
}

/* ---- places -------------------------------------------------------------- */

/* "会員!C12" */
static struct span
place_of(struct sheet *sheet, uint64_t row, size_t column)
{
	struct buffer *place = &sheet->place;
	char reference[REFERENCE_SIZE];

	place->len = 0;
	buffer_add(place, sheet->name.bytes, sheet->name.len);
	buffer_add(place, "!", 1);
	buffer_add(place, reference, reference_put(column, row, reference));
	return buffer_span(place);
}

static void
report_to(struct sheet *sheet, uint64_t row, size_t column, const char *why,
    struct diagnostics *diagnostics)
{
	struct member member = {
	    .file = sheet->text->file,
	    .cell = buffer_span(&sheet->name),
	};

	if (row != 0)
		member.cell = place_of(sheet, row, column);
	member_report(&member, diagnostics, why);
}

void
sheet_report(struct sheet *sheet, uint64_t row, size_t column, const char *why)
{
	report_to(sheet, row, column, why, sheet->text->diagnostics);
}

static void
stop(struct sheet *sheet, const char *why)
{
	if (!sheet->over)
		sheet_report(sheet, 0, 0, why);
	sheet->over = true;
}

/* ---- people -------------------------------------------------------------- */

static struct span
kept_text(const struct sheet *sheet, const struct kept_cell *cell)
{
	return cell->len != 0
	           ? (struct span){sheet->bytes.bytes + cell->at, cell->len}
	           : span_of("");
}

static size_t
row_end(const struct sheet *sheet, size_t row)
{
	return row + 1 < sheet->row_count ? sheet->rows[row + 1].first
	                                  : sheet->cell_count;
}

/* A kept row as CSV, up to its last cell. */
static void
add_csv_row(struct sheet *sheet, size_t row, struct buffer *csv)
{
	size_t column = 0;

	for (size_t i = sheet->rows[row].first; i < row_end(sheet, row); i++) {
		struct span text = kept_text(sheet, &sheet->cells[i]);

		for (; column < sheet->cells[i].column; column++)
			buffer_add(csv, ",", 1);
		buffer_add(csv, "\"", 1);
		for (size_t k = 0; k < text.len; k++) {
			if (text.bytes[k] == '"')
				buffer_add(csv, "\"", 1);
			buffer_add(csv, text.bytes + k, 1);
		}
		buffer_add(csv, "\"", 1);
	}
	buffer_add(csv, "\n", 1);
}

/* What the columns hold, by the rows that are kept. */
static int
decide(struct sheet *sheet)
{
	struct buffer csv = {0};
	int result = -1;

	buffer_add_text(&csv, "sep=,\n");
	for (size_t i = 0; i < sheet->row_count && csv.len < LOOK_BYTES; i++)
		add_csv_row(sheet, i, &csv);
	csv_layout_clear(&sheet->layout);
	if (!csv.failed)
		result = csv_layout_find(&sheet->layout, buffer_span(&csv),
		    sheet->text->columns);
	buffer_clear(&csv);
	sheet->decided = true;
	return result;
}

/* The readings of the names in the row at hand. */
static struct span
reading_of_names(struct sheet *sheet)
{
	struct buffer *reading = &sheet->reading;

	reading->len = 0;
	for (size_t i = sheet->rows[sheet->at].first;
	     i < row_end(sheet, sheet->at); i++) {
		const struct kept_cell *cell = &sheet->cells[i];

		if (cell->reading_len == 0 ||
		    sheet->layout.kinds[cell->column].column != CSV_NAME)
			continue;
		if (reading->len != 0)
			buffer_add(reading, " ", 1);
		buffer_add(reading, sheet->bytes.bytes + cell->reading,
		    cell->reading_len);
	}
	return buffer_span(reading);
}

/* As struct csv_people has it. */
static int
take_cell(void *context, const struct destination_place *row,
    const struct csv_cell *cell, size_t column)
{
	struct sheet *sheet = context;
	struct destination_place place = *row;
	struct span rest = csv_content_in_brackets(cell->text), part;
	int result = 0;

	place.line = (unsigned)sheet->number;
	place.cell = place_of(sheet, sheet->number, column);
	place.where = sheet->rows[sheet->at].hidden || sheet->unseen[column]
	                  ? "hidden"
	                  : NULL;
	place.in_line = true;
	if (place.reading.len == 0)
		place.reading = reading_of_names(sheet);
	while (result == 0 && csv_content_next(&rest, &part)) {
		if (csv_content_is_beside(cell->text, part))
			continue;
		place.name =
		    link_has_name(part, row->name) ? span_of("") : row->name;
		result = destination_take_all(sheet->text, &place, part);
	}
	return result;
}

static void
take_row(struct sheet *sheet, size_t row, uint64_t number)
{
	size_t count = 0;

	sheet->at = row;
	sheet->number = number;
	for (size_t i = sheet->rows[row].first; i < row_end(sheet, row); i++) {
		const struct kept_cell *kept = &sheet->cells[i];
		struct csv_cell *cell = &sheet->dense[kept->column];

		*cell = (struct csv_cell){
		    .text = kept_text(sheet, kept),
		    .line = (unsigned)number,
		};
		sheet->unseen[kept->column] = kept->hidden;
		if (kept->column >= count)
			count = kept->column + 1;
	}
	if (csv_people_take_row(&sheet->people, sheet->dense, count) < 0)
		sheet->over = true;
	for (size_t i = sheet->rows[row].first; i < row_end(sheet, row); i++)
		sheet->dense[sheet->cells[i].column] =
		    (struct csv_cell){.text = {"", 0}};
}

static void
take_rows(struct sheet *sheet)
{
	if (!sheet->decided && decide(sheet) < 0)
		stop(sheet, strerror(ENOMEM));
	/* An option names columns that this sheet has not. */
	if (sheet->people.named && sheet->layout.addresses == 0)
		sheet->row_count = 0;
	for (size_t i = 0; i < sheet->row_count; i++) {
		size_t number = sheet->people.row;

		for (uint64_t k = 0; k < sheet->rows[i].count && !sheet->over;
		     k++) {
			/* One row of what was looked at. */
			sheet->people.row = number;
			take_row(sheet, i, sheet->rows[i].row + k);
		}
	}
	sheet->row_count = sheet->cell_count = sheet->bytes.len = 0;
}

static void
report_others(struct sheet *sheet)
{
	const struct csv_people *people = &sheet->people;
	char why[128];

	if (people->others == 0 || sheet->text->notes == NULL)
		return;
	snprintf(why, sizeof(why),
	    _("an address within other text is not judged; such cells: %zu"),
	    people->others);
	report_to(sheet, people->line, people->column - 1, why,
	    sheet->text->notes);
}

/* ---- rows ---------------------------------------------------------------- */

void
sheet_begin(struct sheet *sheet, struct span name, bool hidden)
{
	sheet->name.len = 0;
	if (name.len > SHEET_NAME_MAX)
		name.len = SHEET_NAME_MAX;
	buffer_add(&sheet->name, name.bytes, name.len);
	sheet->hidden = hidden;
	memset(sheet->hides, 0, sizeof(sheet->hides));
	sheet->decided = false;
	sheet->unknown = 0;
	csv_people_clear(&sheet->people);
	sheet->people = (struct csv_people){
	    .text = sheet->text,
	    .layout = &sheet->layout,
	    .named = csv_columns_name(sheet->text->columns, CSV_ADDRESS),
	    .take = take_cell,
	    .context = sheet,
	};
	sheet->row_len = 0;
	sheet->row_count = sheet->cell_count = sheet->bytes.len = 0;
}

void
sheet_end(struct sheet *sheet)
{
	char why[128];

	if (sheet->row_count != 0)
		take_rows(sheet);
	sheet->taken = sheet->taken || sheet->people.taken ||
	               (sheet->decided && sheet->layout.addresses != 0);
	sheet->any = sheet->any || sheet->people.row != 0 ||
	             (sheet->decided && sheet->people.named);
	report_others(sheet);
	if (sheet->unknown == 0)
		return;
	snprintf(why, sizeof(why),
	    "the value of %" PRIu64 " %s is not stored, from here on: "
	    "save the file in a spreadsheet program",
	    sheet->unknown, sheet->unknown == 1 ? "formula" : "formulas");
	sheet_report(sheet, sheet->unknown_row, sheet->unknown_column, why);
}

void
sheet_hide_columns(struct sheet *sheet, size_t from, size_t after)
{
	for (; from < after && from < REFERENCE_COLUMNS_MAX; from++)
		sheet->hides[from] = true;
}

void
sheet_begin_row(struct sheet *sheet, uint64_t row, bool hidden)
{
	if (row > REFERENCE_ROWS_MAX || row == 0)
		stop(sheet, "over 16,777,216 rows");
	sheet->rows[sheet->row_count] = (struct kept_row){
	    .row = row,
	    .first = sheet->cell_count,
	    .hidden = hidden || sheet->hidden,
	};
}

/* All of them are read, and a row is kept until its end. */
static void
count_text(struct sheet *sheet, uint64_t len)
{
	sheet->total += len;
	if (sheet->total > SHEET_TEXT_MAX)
		stop(sheet, N_("the cells up to here hold over 2 GiB"));
	if (sheet->row_len > SHEET_ROW_MAX)
		stop(sheet, N_("a row of over 16 MiB"));
}

/* A tab separates addresses, and is in none. */
static void
add_text(struct sheet *sheet, struct span text)
{
	size_t begin = sheet->bytes.len;

	buffer_add(&sheet->bytes, text.bytes, text.len);
	if (sheet->bytes.failed || !csv_content_has_at(text))
		return;
	for (size_t i = begin; i < sheet->bytes.len; i++)
		if (sheet->bytes.bytes[i] == '\t')
			sheet->bytes.bytes[i] = '\n';
}

void
sheet_add_cell(struct sheet *sheet, const struct sheet_cell *cell)
{
	uint64_t row = sheet->rows[sheet->row_count].row;
	struct kept_cell kept = {
	    .column = cell->column,
	    .at = sheet->bytes.len,
	    .len = cell->text.len,
	    .reading = sheet->bytes.len + cell->text.len,
	    .reading_len = cell->reading.len,
	    .hidden = cell->hidden,
	};

	if (sheet->over)
		return;
	if (cell->column >= REFERENCE_COLUMNS_MAX) {
		stop(sheet, "over 16,384 columns");
		return;
	}
	count_text(sheet, cell->text.len + cell->reading.len);
	if (cell->text.len > MARKUP_TEXT_MAX) {
		sheet_report(sheet, row, cell->column,
		    N_("a cell of over 262,144 bytes is not read"));
		return;
	}
	kept.hidden |= sheet->hides[cell->column];
	sheet->row_len += sizeof(kept) + kept.len + kept.reading_len;
	if (!budget_go_on(sheet->text->budgets, cell->text.len))
		sheet->over = true;
	add_text(sheet, cell->text);
	buffer_add(&sheet->bytes, cell->reading.bytes, cell->reading.len);
	if (sheet->bytes.failed ||
	    array_reserve(&sheet->cells, &sheet->cell_room, sheet->cell_count,
		sizeof(kept)) < 0)
		stop(sheet, strerror(ENOMEM));
	else
		sheet->cells[sheet->cell_count++] = kept;
}

void
sheet_end_rows(struct sheet *sheet, uint64_t count)
{
	count_text(sheet, (count - 1) * sheet->row_len);
	sheet->row_len = 0;
	/* A row without cells is nothing. */
	if (sheet->cell_count > sheet->rows[sheet->row_count].first)
		sheet->rows[sheet->row_count++].count = count;
	if (sheet->decided || sheet->row_count == LOOK_ROWS ||
	    sheet->bytes.len > LOOK_BYTES)
		take_rows(sheet);
}

/* ---- beside the rows ----------------------------------------------------- */

void
sheet_add_aside(struct sheet *sheet, uint64_t row, size_t column,
    const char *where, struct span text)
{
	struct destination_place place = {
	    .list = sheet->text->list,
	    .line = (unsigned)row,
	    .where = where == NULL && sheet->hidden ? "hidden" : where,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = true,
	};
	struct span word;

	while (!sheet->over && link_next_address(&text, &word)) {
		sheet->taken = true;
		place.cell = place_of(sheet, row, column);
		if (!budget_go_on(sheet->text->budgets, word.len) ||
		    destination_take(sheet->text, &place, word) < 0)
			sheet->over = true;
	}
}

void
sheet_add_unknown(struct sheet *sheet, uint64_t row, size_t column)
{
	if (sheet->unknown++ == 0) {
		sheet->unknown_row = row;
		sheet->unknown_column = column;
	}
}

int
sheet_finish(struct sheet *sheet)
{
	if (sheet->any && !sheet->taken && !sheet->over)
		return reader_text_report(sheet->text, 0,
		    N_("no column of addresses in any sheet; "
		       "--column address=NAME names one"));
	return sheet->over ? -1 : 0;
}
