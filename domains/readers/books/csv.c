/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the addresses of each row. */
#include "domains/readers/books/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/readers/books/csv_content.h"
#include "domains/readers/books/csv_layout.h"
#include "domains/readers/books/csv_people.h"
#include "domains/registrations/destinations.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

struct csv_reader {
	const struct reader_text *text;
	struct csv_layout layout;
	struct csv_rows rows;
	struct csv_people people;
	char *plain; /* the row's cells with doubled quotes, each once */
	size_t plain_size;
	int result;
};

static void
out_of_memory(struct csv_reader *reader)
{
	reader_text_report(reader->text, reader->rows.line, strerror(ENOMEM));
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

static int
take_addresses(struct csv_reader *reader, const struct destination_place *row,
    const struct csv_cell *cell)
{
	struct destination_place place = *row;
	struct reader_text text = *reader->text;
	struct doubled doubled = {
	    .text = reader->text,
	    .plain = cell->text.bytes,
	    .at = cell->at,
	    .end = text.text.bytes + text.text.len,
	};
	struct span rest = csv_content_in_brackets(cell->text), part;
	const char *counted = rest.bytes;

	if (cell->doubled) {
		text.take = find_in_text;
		text.context = &doubled;
	}
	place.line = cell->line;
	/* Without a separator a row is a line of a list. */
	place.in_line = reader->layout.separator != '\0';
	while (reader->result == 0 && csv_content_next(&rest, &part)) {
		place.line +=
		    span_count_newlines(span_between(counted, part.bytes));
		counted = part.bytes;
		if (!csv_content_is_beside(cell->text, part))
			reader->result =
			    destination_take_all(&text, &place, part);
	}
	return reader->result;
}

/* As csv_people has it. */
static int
take_cell(void *context, const struct destination_place *row,
    const struct csv_cell *cell, size_t column)
{
	struct csv_reader *reader = context;

	(void)column;
	return count_only(reader, cell->text)
	           ? reader->result
	           : take_addresses(reader, row, cell);
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

static void
take_row(struct csv_reader *reader, size_t row_len)
{
	const struct csv_rows *rows = &reader->rows;
	bool doubled = false;

	for (size_t i = 0; i < rows->count; i++) {
		const struct csv_cell *cell = &rows->cells[i];

		if (cell->unclosed)
			reader_text_report(reader->text, cell->line,
			    N_("a quote that is not closed"));
		doubled = doubled || cell->doubled;
	}
	if (rows->cut)
		reader_text_report(reader->text, rows->line,
		    N_("more than 16384 columns: only so many are read"));
	if (doubled && undouble(reader, row_len) < 0)
		out_of_memory(reader);
	else
		reader->result = csv_people_take_row(&reader->people,
		    rows->cells, rows->count);
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

	if (!reader->people.taken && reader->layout.addresses == 0 &&
	    reader->people.row != 0) {
		reader_text_report(reader->text, reader->layout.first_line,
		    N_("no column of addresses; --column address=NAME names "
		       "one"));
		reader->result = -1;
	}
	if (reader->people.others != 0 && text->notes != NULL)
		diagnostics_add(text->notes, text->file, reader->people.line,
		    "an address within other text, in column %zu, is not "
		    "judged; such cells: %zu",
		    reader->people.column, reader->people.others);
}

int
csv_read(const struct reader_text *text)
{
	struct csv_reader reader = {
	    .text = text,
	    .people = {.text = text,
		.layout = &reader.layout,
		.named = csv_columns_name(text->columns, CSV_ADDRESS),
		.take = take_cell,
		.context = &reader},
	};

	if (text->includes_only)
		return 0;
	if (csv_layout_find(&reader.layout, text->text, text->columns) < 0) {
		out_of_memory(&reader);
	} else if (!reader.people.named || reader.layout.addresses != 0) {
		take_rows(&reader);
		if (reader.result == 0)
			report_rest(&reader);
	} else if (text->text.len != 0) {
		reader_text_report(text, reader.layout.first_line,
		    N_("no column of addresses; --column address=NAME names "
		       "one"));
		reader.result = -1;
	}
	csv_layout_clear(&reader.layout);
	csv_rows_clear(&reader.rows);
	csv_people_clear(&reader.people);
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
