/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the content of an OpenDocument spreadsheet. */
#include "domains/readers/books/ods.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/interning.h"
#include "domains/workbooks/markup.h"
#include "domains/workbooks/ods_cell.h"
#include "domains/readers/books/csv_content.h"
#include "domains/readers/books/sheet.h"
#include "domains/base/translation.h"

/* A heading that neighbours have in common. */
#define HEADING_COLUMNS_MAX 256

/* Cells that are there as a number only, in all rows of all sheets: more than
 * the largest university has members. */
#define REPEATED_MAX 100000

struct reader {
	const struct reader_text *text;
	struct sheet *sheet;
	struct ods_cell cell;
	struct interning *hidden_styles; /* of sheets */
	struct buffer style;             /* the one at hand */
	size_t skipping;                 /* elements within what is left out */
	bool any;                        /* it has a <office:spreadsheet> */
	bool in_table, in_row;
	uint64_t row,
	    row_count; /* the one at hand, and how often it is there */
	size_t column;
	uint64_t addresses; /* cells of the row that have some, */
	uint64_t repeated;  /*   and those of all that a number stands for */
	size_t next_column; /* of the columns' descriptions */
	const char *why;    /* it cannot go on; NULL */
};

/* What has cells or texts that are none of the sheet. */
static bool
is_left_out(const char *name)
{
	static const char *const names[] = {"tracked-changes", "shapes",
	    "frame", "custom-shape", "dde-links", "forms", "scripts", "g",
	    "rect", "named-expressions", "database-ranges",
	    "data-pilot-tables"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* How often an element is there: table:number-rows-repeated="3". */
static uint64_t
repeated(struct markup_element element, const char *name)
{
	const char *text = markup_attribute(element, name);
	char *end;
	unsigned long long count = text != NULL ? strtoull(text, &end, 10) : 1;

	return count != 0 ? count : 1;
}

static bool
is_collapsed(struct markup_element element)
{
	const char *visibility = markup_attribute(element, "visibility");

	return visibility != NULL && strcmp(visibility, "visible") != 0;
}

/* ---- tables and rows ----------------------------------------------------- */

static void
open_table(struct reader *reader, struct markup_element element)
{
	const char *name = markup_attribute(element, "name");
	const char *style = markup_attribute(element, "style-name");
	bool hidden = style != NULL && interning_find(reader->hidden_styles,
					   span_of(style)) != INTERNING_NONE;

	reader->in_table = true;
	reader->row = reader->row_count = 0;
	reader->next_column = 0;
	sheet_begin(reader->sheet, span_of(name != NULL ? name : ""), hidden);
}

static void
open_column(struct reader *reader, struct markup_element element)
{
	uint64_t count = repeated(element, "number-columns-repeated");
	size_t from = reader->next_column;

	if (count > REFERENCE_COLUMNS_MAX)
		count = REFERENCE_COLUMNS_MAX;
	reader->next_column += (size_t)count;
	if (is_collapsed(element))
		sheet_hide_columns(reader->sheet, from, reader->next_column);
}

static void
open_row(struct reader *reader, struct markup_element element)
{
	reader->row += reader->row_count != 0 ? reader->row_count : 1;
	reader->row_count = repeated(element, "number-rows-repeated");
	/* The first row is 1, and a long sheet ends with a repeated one. */
	if (reader->row > REFERENCE_ROWS_MAX)
		reader->row = REFERENCE_ROWS_MAX;
	reader->column = 0;
	reader->addresses = 0;
	reader->in_row = true;
	sheet_begin_row(reader->sheet, reader->row, is_collapsed(element));
}

/* ---- cells --------------------------------------------------------------- */

/* How often what a number stands for is read: so many cells with addresses.
 * why: it is once only. */
static uint64_t
often(struct reader *reader, uint64_t count, uint64_t cells, const char *why)
{
	if (count > SHEET_REPEATED_MAX) {
		sheet_report(reader->sheet, reader->row, reader->column, why);
		return 1;
	}
	reader->repeated += (count - 1) * cells;
	if (reader->repeated <= REPEATED_MAX)
		return count;
	reader->why =
	    N_("over 100,000 cells with addresses that are there as a "
	       "number only");
	return 1;
}

static void
open_cell(struct reader *reader, struct markup_element element)
{
	ods_cell_begin(&reader->cell, element);
	reader->cell.count = repeated(element, "number-columns-repeated");
	reader->cell.covered = strcmp(element.name, "covered-table-cell") == 0;
}

static void
close_cell(struct reader *reader)
{
	struct ods_cell *cell = &reader->cell;
	struct sheet_cell made = {
	    .text = ods_cell_end(cell),
	    .hidden = cell->covered,
	};
	uint64_t count = cell->count;

	if (cell->text.failed || cell->note.failed)
		reader->why = strerror(ENOMEM);
	made.reading = buffer_span(&cell->reading);
	if (cell->unknown && made.text.len == 0)
		sheet_add_unknown(reader->sheet, reader->row, reader->column);
	if (cell->note.len != 0)
		sheet_add_aside(reader->sheet, reader->row, reader->column,
		    "note", buffer_span(&cell->note));
	if (csv_content_has_at(made.text)) {
		count = often(reader, count, 1,
		    N_("a cell that is repeated over 10,000 times is read "
		       "once"));
		reader->addresses += count;
	} else if (count > HEADING_COLUMNS_MAX) {
		count = HEADING_COLUMNS_MAX;
	}
	for (uint64_t i = 0;
	     made.text.len != 0 && i < count && !sheet_is_over(reader->sheet);
	     i++) {
		made.column = reader->column + (size_t)i;
		sheet_add_cell(reader->sheet, &made);
	}
	if (cell->count > REFERENCE_COLUMNS_MAX)
		cell->count = REFERENCE_COLUMNS_MAX;
	reader->column += (size_t)cell->count;
	cell->open = false;
}

static void
close_row(struct reader *reader)
{
	uint64_t count = 1;

	reader->in_row = false;
	reader->column = 0;
	/* Without addresses once is enough. */
	if (reader->addresses != 0)
		count = often(reader, reader->row_count, reader->addresses,
		    N_("a row that is repeated over 10,000 times is read "
		       "once"));
	sheet_end_rows(reader->sheet, count);
}

/* ---- drop-down lists ----------------------------------------------------- */

/* table:condition='of:cell-content-is-in-list("a@b.jp";"c@d.jp")' */
static void
take_list(struct reader *reader, struct markup_element element)
{
	const char *condition = markup_attribute(element, "condition");
	const char *base = markup_attribute(element, "base-cell-address");
	const char *dot = base != NULL ? strrchr(base, '.') : NULL;
	struct span name = span_of("");
	size_t column = 0;
	uint64_t row = 1;

	if (condition == NULL || strstr(condition, "is-in-list") == NULL)
		return;
	/* $'My sheet'.B3 */
	if (dot != NULL) {
		(void)reference_parse(dot + 1, &column, &row);
		base += strspn(base, "$'");
		if (dot > base)
			name =
			    span_between(base, dot[-1] == '\'' ? dot - 1 : dot);
	}
	sheet_begin(reader->sheet, name, false);
	sheet_add_aside(reader->sheet, row != 0 ? row : 1, column, "list",
	    span_of(condition));
	sheet_end(reader->sheet);
}

/* ---- elements ------------------------------------------------------------ */

static void
note_style(struct reader *reader, struct markup_element element)
{
	const char *name = markup_attribute(element, "name");

	reader->style.len = 0;
	if (name != NULL)
		buffer_add(&reader->style, name, strlen(name));
}

static void
note_display(struct reader *reader, struct markup_element element)
{
	const char *display = markup_attribute(element, "display");

	if (display != NULL && strcmp(display, "false") == 0 &&
	    interning_add(reader->hidden_styles, buffer_span(&reader->style)) ==
		INTERNING_NONE)
		reader->why = strerror(ENOMEM);
}

static void
open_outside(struct reader *reader, struct markup_element element)
{
	const char *name = element.name;

	if (strcmp(name, "spreadsheet") == 0)
		reader->any = true;
	else if (strcmp(name, "style") == 0)
		note_style(reader, element);
	else if (strcmp(name, "table-properties") == 0)
		note_display(reader, element);
	else if (strcmp(name, "content-validation") == 0)
		take_list(reader, element);
	else if (strcmp(name, "table") == 0)
		open_table(reader, element);
}

static void
open_element(void *context, struct markup_element element)
{
	struct reader *reader = context;
	const char *name = element.name;

	if (reader->skipping != 0 || is_left_out(name)) {
		reader->skipping++;
		return;
	}
	if (reader->cell.open)
		ods_cell_open(&reader->cell, element);
	else if (reader->in_row && (strcmp(name, "table-cell") == 0 ||
				       strcmp(name, "covered-table-cell") == 0))
		open_cell(reader, element);
	else if (reader->in_table && strcmp(name, "table-row") == 0)
		open_row(reader, element);
	else if (reader->in_table && strcmp(name, "table-column") == 0)
		open_column(reader, element);
	else if (!reader->in_table)
		open_outside(reader, element);
}

static void
close_element(void *context, const char *name)
{
	struct reader *reader = context;

	if (reader->skipping != 0) {
		reader->skipping--;
	} else if (reader->cell.open) {
		if (strcmp(name, "table-cell") == 0 ||
		    strcmp(name, "covered-table-cell") == 0)
			close_cell(reader);
		else
			ods_cell_close(&reader->cell, name);
	} else if (reader->in_row && strcmp(name, "table-row") == 0) {
		close_row(reader);
	} else if (reader->in_table && strcmp(name, "table") == 0) {
		sheet_end(reader->sheet);
		reader->in_table = false;
	}
}

static void
take_text(void *context, const char *bytes, size_t len)
{
	struct reader *reader = context;

	if (reader->skipping == 0 && reader->cell.open)
		ods_cell_add(&reader->cell, bytes, len);
}

static bool
has_enough(void *context)
{
	const struct reader *reader = context;

	return reader->why != NULL || sheet_is_over(reader->sheet);
}

/* ---- the whole ----------------------------------------------------------- */

static void
find_encryption(void *context, struct markup_element element)
{
	bool *encrypted = context;

	*encrypted |= strcmp(element.name, "encryption-data") == 0;
}

static int
check_manifest(struct package *package, const struct reader_text *text)
{
	static const char manifest[] = "META-INF/manifest.xml";
	static const struct markup_events events = {.open = find_encryption};
	bool encrypted = false;

	if (package_has(package, manifest) &&
	    markup_read(package, text, manifest, &events, &encrypted) < 0)
		return -1;
	return encrypted
	           ? reader_text_report(text, 0,
			 N_("an OpenDocument file that is protected with a "
			    "password: save it without one"))
	           : 0;
}

static int
read_content(struct package *package, struct reader *reader)
{
	static const struct markup_events events = {open_element, close_element,
	    take_text, has_enough};
	int result =
	    markup_read(package, reader->text, "content.xml", &events, reader);

	if (result == 0 && !reader->any && reader->why == NULL)
		reader->why = N_("an OpenDocument file that is no spreadsheet: "
				 "save what is in it as .xlsx, .ods or CSV");
	if (reader->why != NULL)
		result = reader_text_report(reader->text, 0, reader->why);
	else if (sheet_finish(reader->sheet) < 0)
		result = -1;
	return sheet_is_over(reader->sheet) ? -1 : result;
}

int
ods_read(struct package *package, const struct reader_text *text)
{
	struct reader *reader;
	int result = -1;

	if (check_manifest(package, text) < 0)
		return -1;
	reader = calloc(1, sizeof(*reader));
	if (reader == NULL)
		return reader_text_no_memory(text);
	reader->text = text;
	reader->sheet = sheet_new(text);
	reader->hidden_styles = interning_new();
	/* Without a sheet that is reported already. */
	if (reader->sheet != NULL)
		result = reader->hidden_styles != NULL
		             ? read_content(package, reader)
		             : reader_text_no_memory(text);
	sheet_free(&reader->sheet);
	interning_free(&reader->hidden_styles);
	buffer_clear(&reader->style);
	ods_cell_clear(&reader->cell);
	free(reader);
	return result;
}
