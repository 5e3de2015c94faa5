/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers the cells of each row, then takes its addresses. */
#include "domains/readers/books/csv.h"

#include <csv.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/registrations/budget.h"
#include "domains/readers/destinations.h"

/* The longest cell of a row that is kept: its addresses are taken at the end
 * of the row, when the name is there. */
#define CELL_MAX ((size_t)64 * 1024)

/* A cell of the row at hand, in the row's bytes. */
struct cell {
	size_t column;
	size_t at;
	size_t len;
	unsigned line;
};

struct csv_reader {
	const struct reader_text *text;
	const struct csv_columns *columns;
	struct csv_parser parser;
	unsigned line;
	size_t column;
	uint8_t *kinds;         /* of CSV_COLUMNS_MAX columns */
	bool decided;           /* the kinds */
	struct buffer row;      /* its cells */
	struct buffer together; /* those of a kind */
	struct cell *cells;
	size_t cell_count, cell_room;
	const char *cursor;   /* of the text: before the row's next address */
	const char *line_end; /* of the line at hand */
	int result;
};

static void
out_of_memory(struct csv_reader *reader)
{
	diagnostics_add(reader->text->diagnostics, reader->text->file,
	    reader->line, "%s", strerror(ENOMEM));
	reader->result = -1;
}

static void
keep_cell(struct csv_reader *reader, const char *bytes, size_t len)
{
	const struct cell cell = {
	    .column = reader->column,
	    .at = reader->row.len,
	    .len = len,
	    .line = reader->line,
	};

	buffer_add(&reader->row, bytes, len);
	if (reader->row.failed ||
	    array_reserve(&reader->cells, &reader->cell_room,
		reader->cell_count, sizeof(cell)) < 0)
		out_of_memory(reader);
	else
		reader->cells[reader->cell_count++] = cell;
}

/* libcsv: a cell is over. */
static void
on_cell(void *bytes, size_t len, void *context)
{
	struct csv_reader *reader = context;
	bool wanted =
	    reader->column < CSV_COLUMNS_MAX &&
	    (!reader->decided || reader->kinds[reader->column] != CSV_OTHER);

	if (wanted && reader->result == 0 && len <= CELL_MAX)
		keep_cell(reader, bytes, len);
	else if (wanted && len > CELL_MAX)
		diagnostics_add(reader->text->diagnostics, reader->text->file,
		    reader->line, "a cell of %zu bytes, at most %zu are read",
		    len, CELL_MAX);
	reader->column++;
}

/* An empty one points to bytes all the same. */
static struct span
span_within(const struct buffer *buffer, size_t at, size_t len)
{
	return len != 0 ? (struct span){buffer->bytes + at, len} : span_of("");
}

static struct span
cell_span(const struct csv_reader *reader, const struct cell *cell)
{
	return span_within(&reader->row, cell->at, cell->len);
}

/* What the columns are by a rule; how many have addresses. */
static size_t
set_kinds(struct csv_reader *reader,
    enum csv_column (*rule)(const struct csv_columns *, struct span, size_t))
{
	size_t addresses = 0;

	for (size_t i = 0; i < reader->cell_count; i++) {
		const struct cell *cell = &reader->cells[i];
		struct span header = cell_span(reader, cell);
		enum csv_column kind =
		    csv_column_by_option(reader->columns, header, cell->column);

		if (kind == CSV_OTHER)
			kind = rule(reader->columns, header, cell->column);
		reader->kinds[cell->column] = (uint8_t)kind;
		addresses += kind == CSV_ADDRESS;
	}
	return addresses;
}

/* A kind that an option names is no other column's. */
static enum csv_column
by_heading(const struct csv_columns *columns, struct span header, size_t column)
{
	enum csv_column kind = csv_column_of(header);

	(void)column;
	return columns->called[kind] == NULL ? kind : CSV_OTHER;
}

static enum csv_column
by_weak_heading(const struct csv_columns *columns, struct span header,
    size_t column)
{
	return csv_column_is_weak(header) ? CSV_ADDRESS
	                                  : by_heading(columns, header, column);
}

static enum csv_column
by_content(const struct csv_columns *columns, struct span header, size_t column)
{
	(void)columns;
	(void)column;
	return header.len != 0 && memchr(header.bytes, '@', header.len) != NULL
	           ? CSV_ADDRESS
	           : CSV_OTHER;
}

static bool
row_has_address(const struct csv_reader *reader)
{
	for (size_t i = 0; i < reader->cell_count; i++)
		if (by_content(NULL, cell_span(reader, &reader->cells[i]), 0) ==
		    CSV_ADDRESS)
			return true;
	return false;
}

/* The first row says what the columns are.  Returns whether it is a row of
 * people itself. */
static bool
take_header(struct csv_reader *reader)
{
	bool headless = row_has_address(reader);

	reader->decided = true;
	if (headless && reader->columns->called[CSV_ADDRESS] == NULL) {
		set_kinds(reader, by_content);
	} else if (set_kinds(reader, by_heading) == 0 &&
		   set_kinds(reader, by_weak_heading) == 0) {
		diagnostics_add(reader->text->diagnostics, reader->text->file,
		    reader->line,
		    "no column of addresses; "
		    "--column address=NAME names one");
		reader->result = -1;
	}
	return headless;
}

/* Where an address stands in the text: after the cursor, in the row.  If it
 * stands there twice, one of them may be a name or a note: nobody can say
 * which. */
static int
find_in_text(void *context, const struct member *member)
{
	struct csv_reader *reader = context;
	const struct reader_text *text = reader->text;
	struct member found = *member;
	const char *at =
	    memmem(reader->cursor, (size_t)(reader->line_end - reader->cursor),
		found.address.bytes, found.address.len);

	/* A quote in a cell is written with two. */
	if (at != NULL && found.address.len != 0 &&
	    memchr(found.address.bytes, '"', found.address.len) == NULL &&
	    memmem(at + 1, (size_t)(reader->line_end - at) - 1,
		found.address.bytes, found.address.len) == NULL) {
		found.in_text = true;
		found.at = (size_t)(at - text->text.bytes);
		reader->cursor = at + found.address.len;
	}
	return text->take(text->context, &found);
}

/* Puts the cells of a kind in the row together.  Returns where they end. */
static size_t
put_together(struct csv_reader *reader, enum csv_column kind)
{
	struct buffer *together = &reader->together;
	size_t begin = together->len;

	for (size_t i = 0; i < reader->cell_count; i++) {
		struct span cell = cell_span(reader, &reader->cells[i]);

		if (reader->kinds[reader->cells[i].column] != kind ||
		    cell.len == 0)
			continue;
		if (together->len != begin)
			buffer_add(together, kind == CSV_ADDRESS ? "," : " ",
			    1);
		buffer_add(together, cell.bytes, cell.len);
	}
	return together->len;
}

static void
take_row(struct csv_reader *reader)
{
	const struct buffer *together = &reader->together;
	size_t name = put_together(reader, CSV_NAME);
	size_t kana = put_together(reader, CSV_READING);
	size_t list = put_together(reader, CSV_LIST);
	size_t row = put_together(reader, CSV_ADDRESS);
	struct reader_text text = *reader->text;
	struct destination_place place = {
	    .name = span_within(together, 0, name),
	    .reading = span_within(together, name, kana - name),
	    .list = list != kana ? span_within(together, kana, list - kana)
	                         : text.list,
	    .row = span_within(together, list, row - list),
	    .grammar = DESTINATION_ADDRESSES,
	};

	if (together->failed)
		out_of_memory(reader);
	text.take = find_in_text;
	text.context = reader;
	for (size_t i = 0; i < reader->cell_count; i++) {
		const struct cell *cell = &reader->cells[i];

		place.line = cell->line;
		if (reader->result == 0 &&
		    reader->kinds[cell->column] == CSV_ADDRESS)
			reader->result = destination_take_all(&text, &place,
			    cell_span(reader, cell));
	}
}

/* libcsv: a row is over. */
static void
on_row(int separator, void *context)
{
	struct csv_reader *reader = context;

	(void)separator;
	if (reader->result == 0 && reader->cell_count != 0 &&
	    (reader->decided || take_header(reader)) && reader->result == 0)
		take_row(reader);
	reader->cursor = reader->line_end;
	reader->row.len = reader->together.len = 0;
	reader->column = reader->cell_count = 0;
}

/* ---- the file ------------------------------------------------------------ */

static unsigned char
find_separator(struct span text)
{
	static const char separators[] = ",\t;";
	struct span line = span_take_line(&text);
	size_t count[3] = {0}, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		quoted = quoted != (line.bytes[i] == '"');
		for (size_t k = 0; k < 3; k++)
			count[k] += !quoted && line.bytes[i] == separators[k];
	}
	for (size_t k = 1; k < 3; k++)
		best = count[k] > count[best] ? k : best;
	return (unsigned char)separators[best];
}

/* Line by line, so that a cell knows its own. */
static void
parse(struct csv_reader *reader)
{
	struct span rest = reader->text->text;

	reader->cursor = rest.bytes;
	while (rest.len > 0 && reader->result == 0) {
		const char *line = rest.bytes;
		size_t len;

		span_take_line(&rest);
		len = (size_t)(rest.bytes - line);
		reader->line++;
		reader->line_end = rest.bytes;
		if (!budget_go_on(reader->text->budgets, len))
			reader->result = -1;
		else if (csv_parse(&reader->parser, line, len, on_cell, on_row,
			     reader) != len)
			out_of_memory(reader);
	}
	if (reader->result == 0)
		csv_fini(&reader->parser, on_cell, on_row, reader);
}

int
csv_read(const struct reader_text *text)
{
	struct csv_reader reader = {
	    .text = text,
	    .columns = text->columns,
	    .kinds = calloc(CSV_COLUMNS_MAX, 1),
	};
	bool ready = csv_init(&reader.parser, 0) == 0;

	if (reader.kinds == NULL || !ready) {
		out_of_memory(&reader);
	} else {
		csv_set_delim(&reader.parser, find_separator(text->text));
		parse(&reader);
	}
	if (ready)
		csv_free(&reader.parser);
	free(reader.kinds);
	buffer_clear(&reader.row);
	buffer_clear(&reader.together);
	free(reader.cells);
	return reader.result;
}

/* ---- recognising --------------------------------------------------------- */

bool
csv_has_header(struct span text)
{
	char separator = (char)find_separator(text);
	struct span line = span_take_line(&text);
	bool address = false;

	if (line.len == 0 || memchr(line.bytes, '@', line.len) != NULL ||
	    memchr(line.bytes, separator, line.len) == NULL)
		return false;
	while (line.len > 0) {
		const char *end = memchr(line.bytes, separator, line.len);
		size_t len =
		    end != NULL ? (size_t)(end - line.bytes) : line.len;

		address = address || csv_column_of((struct span){line.bytes,
					 len}) == CSV_ADDRESS;
		line = span_after(line, len + (end != NULL));
	}
	return address;
}
