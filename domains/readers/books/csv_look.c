/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the first rows and counts in them. */
#include "domains/readers/books/csv_look.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/readers/books/csv_columns.h"
#include "domains/readers/books/csv_content.h"

static void
keep_row(struct csv_look *look)
{
	const struct csv_rows *rows = &look->rows;
	struct csv_look_row row = {.first = look->cell_count,
	    .width = rows->count,
	    .line = rows->line};

	for (size_t i = 0; i < rows->count && !look->failed; i++) {
		struct span text = rows->cells[i].text;

		look->failed =
		    array_add(&look->cells, &look->room, &look->cell_count,
			&rows->cells[i], sizeof(*look->cells)) < 0;
		if (text.len == 0)
			continue;
		row.count = i + 1;
		row.filled++;
		row.addresses += csv_content_is_addresses(text);
	}
	if (row.count > look->columns)
		look->columns = row.count;
	look->row[look->count++] = row;
}

void
csv_look_take(struct csv_look *look, struct span text, unsigned line,
    char separator)
{
	bool cut = text.len > CSV_LOOK_BYTES;

	*look = (struct csv_look){.failed = false};
	if (cut)
		text.len = CSV_LOOK_BYTES;
	csv_rows_begin(&look->rows, text, separator);
	look->rows.next_line = line;
	while (look->count < CSV_LOOK_ROWS &&
	       look->cell_count < CSV_LOOK_CELLS && !look->failed &&
	       csv_rows_next(&look->rows))
		/* The last one is not whole. */
		if (!cut || look->rows.at < look->rows.end || look->count == 0)
			keep_row(look);
	look->failed = look->failed || look->rows.failed;
}

struct span
csv_look_cell(const struct csv_look *look, size_t row, size_t column)
{
	const struct csv_look_row *this = &look->row[row];

	return column < this->count ? look->cells[this->first + column].text
	                            : (struct span){"", 0};
}

struct csv_column_counts
csv_look_count(const struct csv_look *look, size_t from, size_t column)
{
	struct csv_column_counts counts = {0};

	for (size_t row = from; row < look->count; row++) {
		struct span cell = csv_look_cell(look, row, column);

		if (csv_content_is_empty(cell))
			continue;
		counts.filled++;
		counts.at += csv_content_has_at(cell);
		counts.addresses += csv_content_is_addresses(cell);
		counts.words += csv_content_is_words(cell);
	}
	return counts;
}

size_t
csv_look_alike(const struct csv_look *look, size_t *usual_r)
{
	size_t most = 0;

	*usual_r = 0;
	for (size_t i = 0; i < look->count; i++) {
		size_t width = look->row[i].width, alike = 0;

		for (size_t k = 0; width > 1 && k < look->count; k++)
			alike += look->row[k].width == width;
		if (alike > most || (alike == most && width > *usual_r)) {
			most = alike;
			*usual_r = most != 0 ? width : 0;
		}
	}
	return most;
}

bool
csv_look_is_named(const struct csv_look *look, size_t row)
{
	if (look->row[row].addresses != 0 || look->row[row].filled < 2)
		return false;
	for (size_t i = 0; i < look->row[row].count; i++) {
		struct span cell = csv_look_cell(look, row, i);

		if (!csv_content_has_at(cell) &&
		    csv_heading_of(cell).column != CSV_OTHER)
			return true;
	}
	return false;
}

void
csv_look_clear(struct csv_look *look)
{
	csv_rows_clear(&look->rows);
	free(look->cells);
	look->cells = NULL;
}

/* ---- separators ---------------------------------------------------------- */

/* How well a separator fits: rows that are alike, a heading, and rows that have
 * cells of nothing but addresses; if two fit as well, the one that makes more
 * cells. */
static size_t
score(const struct csv_look *look)
{
	size_t usual, alike = csv_look_alike(look, &usual), score = alike;
	size_t rows = 0;
	bool named = false;

	for (size_t i = 0; i < look->count; i++) {
		rows += look->row[i].filled != 0;
		score += look->row[i].addresses != 0 ? 2 : 0;
		named = named ||
		        (i <= CSV_TITLES_MAX && csv_look_is_named(look, i));
	}
	if (alike == 0 || (!named && alike * 2 < rows))
		return 0;
	return (named ? score * 2 : score) * (CSV_COLUMNS_MAX + 1) + usual;
}

char
csv_separator_choose(struct span text, unsigned line)
{
	static const char separators[] = {',', '\t', ';', '|', ':'};
	const size_t len =
	    text.len < CSV_LOOK_BYTES ? text.len : CSV_LOOK_BYTES;
	char best = '\0';
	size_t most = 0;

	for (size_t i = 0; i < sizeof(separators); i++) {
		struct csv_look look;
		size_t fits;

		if (memchr(text.bytes, separators[i], len) == NULL)
			continue;
		csv_look_take(&look, text, line, separators[i]);
		fits = score(&look);
		if (fits > most) {
			most = fits;
			best = separators[i];
		}
		csv_look_clear(&look);
	}
	return best;
}

char
csv_separator_said(struct span *text, unsigned *line)
{
	struct span rest = *text;
	bool quoted = rest.len > 0 && *rest.bytes == '"';
	char separator;

	rest = span_after(rest, quoted);
	if (!span_begins(rest, "sep=") || rest.len < 5)
		return '\0';
	separator = rest.bytes[4];
	rest = span_after(rest, 5);
	if (quoted && span_begins(rest, "\""))
		rest = span_after(rest, 1);
	if (ascii_is_alphanumeric(separator) ||
	    (separator != '\t' && ascii_is_space(separator)) ||
	    (rest.len > 0 && *rest.bytes != '\r' && *rest.bytes != '\n'))
		return '\0';
	rest = span_after(rest, rest.len > 0 && *rest.bytes == '\r');
	*text = span_after(rest, rest.len > 0 && *rest.bytes == '\n');
	*line = 2;
	return separator;
}
