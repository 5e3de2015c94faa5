/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the addresses of each row. */
#include "domains/readers/books/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/readers/books/csv_content.h"
#include "domains/readers/books/csv_layout.h"
#include "domains/readers/books/csv_person.h"
#include "domains/readers/destinations.h"
#include "domains/registrations/budget.h"

struct csv_reader {
	const struct reader_text *text;
	struct csv_layout layout;
	struct csv_rows rows;
	struct csv_person person;
	struct destination_place place; /* of the row */
	char *plain;                    /* its doubled quotes once */
	size_t plain_size;
	size_t row;    /* from 0 */
	bool named;    /* an option says which columns have addresses */
	bool taken;    /* something was an address */
	size_t others; /* cells with an address in other text, */
	size_t column; /*   the first one's column */
	unsigned line; /*   and line */
	int result;
};

static void
report(struct csv_reader *reader, unsigned line, const char *text)
{
	diagnostics_add(reader->text->diagnostics, reader->text->file, line,
	    "%s", text);
}

static void
out_of_memory(struct csv_reader *reader)
{
	report(reader, reader->rows.line, strerror(ENOMEM));
	reader->result = -1;
}

/* ---- cells --------------------------------------------------------------- */

/* A cell whose quotes stand twice in the text. */
struct doubled {
	const struct reader_text *text;
	const char *plain; /* it up to here is, in the text, */
	const char *at;    /*   up to here */
	const char *end;   /* of the text */
};

/* The next byte of a cell with doubled quotes. */
static const char *
next_byte(const char *at, const char *end)
{
	return at + (*at == '"' && end - at > 1 && at[1] == '"' ? 2 : 1);
}

/* As member_take: says where an address stands in the text. */
static int
find_in_text(void *context, const struct member *member)
{
	struct doubled *doubled = context;
	const struct reader_text *text = doubled->text;
	struct member found = *member;

	for (; doubled->plain < found.address.bytes; doubled->plain++)
		doubled->at = next_byte(doubled->at, doubled->end);
	if (found.address.len != 0 &&
	    memchr(found.address.bytes, '"', found.address.len) == NULL) {
		found.in_text = true;
		found.at = (size_t)(doubled->at - text->text.bytes);
	}
	return text->take(text->context, &found);
}

/* Where it is enough to count: is the cell one address? */
static bool
count_only(struct csv_reader *reader, struct span cell)
{
	const struct member member = {.line = reader->rows.line};

	if (!reader->text->counting)
		return false;
	for (size_t i = 0; i < cell.len; i++)
		if (cell.bytes[i] <= ',' || cell.bytes[i] == ';' ||
		    cell.bytes[i] == '<')
			return false;
	if (reader->text->take(reader->text->context, &member) != 0)
		reader->result = -1;
	return true;
}

static void
take_addresses(struct csv_reader *reader, const struct csv_cell *cell)
{
	struct destination_place place = reader->place;
	struct reader_text text = *reader->text;
	struct doubled doubled = {
	    .text = reader->text,
	    .plain = cell->text.bytes,
	    .at = cell->at,
	    .end = text.text.bytes + text.text.len,
	};
	struct span rest = cell->text, part;
	const char *counted = rest.bytes;

	if (cell->doubled) {
		text.take = find_in_text;
		text.context = &doubled;
	}
	place.line = cell->line;
	/* Without a separator a row is a line of a list. */
	place.in_line = reader->layout.separator != '\0';
	reader->taken = true;
	if (count_only(reader, cell->text))
		return;
	while (reader->result == 0 && csv_content_next(&rest, &part)) {
		place.line += csv_rows_lines(&reader->rows,
		    span_between(counted, part.bytes));
		counted = part.bytes;
		reader->result = destination_take_all(&text, &place, part);
	}
}

/* Copies the cells with doubled quotes, each quote once.  Returns 0, or -1 when
 * memory is out. */
static int
undouble(struct csv_reader *reader, size_t row_len)
{
	char *to;

	if (reader->plain_size < row_len) {
		free(reader->plain);
		reader->plain = malloc(row_len);
		reader->plain_size = reader->plain != NULL ? row_len : 0;
	}
	if ((to = reader->plain) == NULL)
		return -1;
	for (size_t i = 0; i < reader->rows.count; i++) {
		struct csv_cell *cell = &reader->rows.cells[i];
		const char *end = cell->text.bytes + cell->text.len;
		const char *begin = to;

		if (!cell->doubled)
			continue;
		for (const char *at = cell->at; at < end;
		     at = next_byte(at, end))
			*to++ = *at;
		cell->text = span_between(begin, to);
	}
	return 0;
}

/* ---- rows ---------------------------------------------------------------- */

/* The row's cells as they are understood. */
struct row {
	const struct csv_cell *cells;
	size_t count;   /* up to the last one that is not empty */
	size_t filled;  /* how many are not */
	size_t trusted; /* so many are where the heading says; of others only
	                   the content counts */
	bool ready;     /* the reader's place is the row's */
	bool asked;     /* whether it is a heading */
};

static enum csv_column
column_of(const struct csv_reader *reader, const struct row *row, size_t i)
{
	return i < row->trusted ? reader->layout.kinds[i].column : CSV_OTHER;
}

/* Once a row, when it has an address. */
static void
prepare(struct csv_reader *reader, struct row *row)
{
	struct csv_person *person = &reader->person;

	if (row->ready || reader->result != 0)
		return;
	row->ready = true;
	if (reader->text->counting) {
		reader->place.grammar = DESTINATION_ADDRESSES;
		return;
	}
	if (csv_person_take(person, &reader->layout, row->cells, row->trusted) <
	    0)
		out_of_memory(reader);
	reader->place = (struct destination_place){
	    .name = person->name,
	    .reading = person->reading,
	    .list = person->list.len != 0 ? person->list : reader->text->list,
	    .row = person->addresses,
	    .grammar = DESTINATION_ADDRESSES,
	};
}

/* A quote that is not closed, or a separator without quotes, moves the cells
 * after it. */
static void
distrust(struct csv_reader *reader, struct row *row)
{
	bool missing = false, elsewhere = false;

	for (size_t i = 0; i < row->trusted; i++)
		if (row->cells[i].unclosed) {
			row->trusted = i + 1;
			return;
		}
	if (row->count <= reader->layout.columns || reader->layout.columns == 0)
		return;
	for (size_t i = 0; i < row->count; i++) {
		struct span cell = row->cells[i].text;

		if (column_of(reader, row, i) == CSV_ADDRESS)
			missing = missing || !csv_content_has_at(cell);
		else
			elsewhere = elsewhere || csv_content_is_addresses(cell);
	}
	if (missing && elsewhere)
		row->trusted = 0;
}

/* A cell of a column that need not have addresses. */
static void
take_other(struct csv_reader *reader, struct row *row, size_t i)
{
	const struct csv_cell *cell = &row->cells[i];

	prepare(reader, row);
	if (csv_content_is_others(cell->text, reader->person.addresses)) {
		take_addresses(reader, cell);
	} else if (row->filled > 1 && csv_content_has_other(cell->text,
					  reader->person.addresses)) {
		if (reader->others++ == 0) {
			reader->column = i + 1;
			reader->line = cell->line;
		}
	}
}

/* A column of addresses has something else: is the row a heading? */
static bool
is_heading(struct csv_reader *reader, struct row *row)
{
	row->asked = true;
	return csv_layout_take_heading(&reader->layout, reader->text->columns,
	    row->cells, row->count);
}

static void
take_cells(struct csv_reader *reader, struct row *row)
{
	for (size_t i = 0; i < row->count && reader->result == 0; i++) {
		const struct csv_cell *cell = &row->cells[i];
		enum csv_column column = column_of(reader, row, i);

		if (cell->text.len == 0)
			continue;
		if (column == CSV_ADDRESS) {
			if (csv_content_is_empty(cell->text))
				continue;
			if (!row->asked && !csv_content_has_at(cell->text) &&
			    is_heading(reader, row))
				return;
			prepare(reader, row);
			if (reader->result == 0)
				take_addresses(reader, cell);
		} else if (column != CSV_LIST && !reader->named &&
			   csv_content_has_at(cell->text)) {
			take_other(reader, row, i);
		}
	}
}

static void
take_row(struct csv_reader *reader, size_t row_len)
{
	const struct csv_rows *rows = &reader->rows;
	struct row row = {.cells = rows->cells};
	bool doubled = false;

	for (size_t i = 0; i < rows->count; i++) {
		const struct csv_cell *cell = &rows->cells[i];

		if (cell->unclosed)
			report(reader, cell->line,
			    "a quote that is not closed");
		doubled = doubled || cell->doubled;
		if (cell->text.len == 0)
			continue;
		row.count = i + 1;
		row.filled++;
	}
	if (rows->cut)
		report(reader, rows->line,
		    "more than 16384 columns: only so many are read");
	if (doubled && undouble(reader, row_len) < 0) {
		out_of_memory(reader);
		return;
	}
	if (reader->row++ >= reader->layout.first) {
		row.trusted = row.count;
		distrust(reader, &row);
	}
	take_cells(reader, &row);
}

/* ---- the file ------------------------------------------------------------ */

static void
take_rows(struct csv_reader *reader)
{
	struct csv_rows *rows = &reader->rows;
	const char *begin = reader->layout.text.bytes;

	csv_rows_begin(rows, reader->layout.text, reader->layout.separator);
	rows->next_line = reader->layout.line;
	while (reader->result == 0 && csv_rows_next(rows)) {
		size_t len = (size_t)(rows->at - begin);

		begin = rows->at;
		if (budget_go_on(reader->text->budgets, len))
			take_row(reader, len);
		else
			reader->result = -1;
	}
	if (rows->failed)
		out_of_memory(reader);
}

/* What was not judged, and that nothing was. */
static void
report_rest(struct csv_reader *reader)
{
	const struct reader_text *text = reader->text;

	if (!reader->taken && reader->layout.addresses == 0 &&
	    reader->row != 0) {
		report(reader, reader->layout.first_line,
		    "no column of addresses; --column address=NAME names one");
		reader->result = -1;
	}
	if (reader->others != 0 && text->notes != NULL)
		diagnostics_add(text->notes, text->file, reader->line,
		    "an address within other text, in column %zu, is not "
		    "judged; such cells: %zu",
		    reader->column, reader->others);
}

int
csv_read(const struct reader_text *text)
{
	struct csv_reader reader = {
	    .text = text,
	    .named = csv_columns_name(text->columns, CSV_ADDRESS),
	};

	if (text->includes_only)
		return 0;
	if (csv_layout_find(&reader.layout, text->text, text->columns) < 0) {
		out_of_memory(&reader);
	} else if (!reader.named || reader.layout.addresses != 0) {
		take_rows(&reader);
		if (reader.result == 0)
			report_rest(&reader);
	} else if (text->text.len != 0) {
		report(&reader, reader.layout.first_line,
		    "no column of addresses; --column address=NAME names one");
		reader.result = -1;
	}
	csv_layout_clear(&reader.layout);
	csv_rows_clear(&reader.rows);
	csv_person_clear(&reader.person);
	free(reader.plain);
	return reader.result;
}

bool
csv_begins(struct span text)
{
	const struct csv_columns none = {.count = 0};
	struct csv_layout layout;
	bool is_register =
	    csv_layout_find(&layout, text, &none) == 0 && layout.is_register;

	csv_layout_clear(&layout);
	return is_register;
}
