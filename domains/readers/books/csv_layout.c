/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the heading, and what the columns hold. */
#include "domains/readers/books/csv_layout.h"

#include <stdlib.h>
#include <string.h>

#include "domains/readers/books/csv_content.h"
#include "domains/readers/books/csv_look.h"

/* So many cells without an address show that a column, whatever it is called,
 * has none; so many that are addresses, whatever else it has, that it has some.
 */
#define CELLS_ENOUGH 10
#define ADDRESSES_ENOUGH 3

/* ---- what a row is ------------------------------------------------------- */

struct finder {
	struct csv_layout *layout;
	const struct csv_columns *columns;
	struct csv_look look;
	size_t heading; /* its row; look.count: there is none */
	bool by_words;  /* it is known by what it says of addresses */
	bool sure;      /* and nothing else is called so */
	bool in_doubt;  /* no cell has an address */
};

/* Is a column called so by its name, not by its number? */
static bool
is_called(const struct csv_columns *columns, struct span cell)
{
	return csv_column_by_option(columns, cell, CSV_COLUMNS_MAX) ==
	       CSV_ADDRESS;
}

/* What an option or the heading says of a column. */
static struct csv_heading
heading_of(const struct csv_columns *columns, struct span cell, size_t column)
{
	struct csv_heading heading = {
	    .column = csv_column_by_option(columns, cell, column),
	    .sure = true,
	};

	if (heading.column != CSV_OTHER)
		return heading;
	heading = csv_heading_of(cell);
	/* A kind that an option names is no other column's. */
	if (csv_columns_name(columns, heading.column))
		heading.column = CSV_OTHER;
	return heading;
}

/* Has a cell below a row an @ in this column? */
static bool
has_at_below(const struct csv_look *look, size_t row, size_t column)
{
	while (++row < look->count)
		if (csv_content_has_at(csv_look_cell(look, row, column)))
			return true;
	return false;
}

/* Could it be an address whose @ was forgotten? */
static bool
is_dotted(struct span cell)
{
	const char *dot =
	    cell.len > 2 ? memchr(cell.bytes + 1, '.', cell.len - 2) : NULL;

	return dot != NULL && !span_has(cell, ' ');
}

/* Does a cell name a column of addresses? */
static bool
names_addresses(const struct csv_columns *columns, struct span cell,
    size_t column, bool *sure_r)
{
	struct csv_heading heading = csv_heading_of(cell);

	*sure_r = heading.sure;
	if (csv_columns_name(columns, CSV_ADDRESS)) {
		*sure_r = true;
		return is_called(columns, cell) ||
		       (csv_column_by_option(columns, cell, column) ==
			       CSV_ADDRESS &&
			   (heading.sure || !is_dotted(cell)));
	}
	return heading.column == CSV_ADDRESS;
}

enum row_kind { ROW_OTHER, ROW_MAYBE, ROW_HEADING };

/* Does a row name a column of addresses?  ROW_MAYBE when that is sure by its
 * words, but no cell below has one.  *sure_r: by its words. */
static enum row_kind
kind_of_row(const struct finder *finder, size_t row, bool *sure_r)
{
	const struct csv_look *look = &finder->look;
	struct span first = csv_look_cell(look, row, 0);
	enum row_kind kind = ROW_OTHER;
	bool sure;

	*sure_r = false;
	/* A comment, "#TYPE System.Object"; but a column of numbers is "#". */
	if (look->row[row].addresses != 0 ||
	    (first.len > 1 && *first.bytes == '#'))
		return ROW_OTHER;
	for (size_t i = 0; i < look->row[row].count; i++) {
		struct span cell = csv_look_cell(look, row, i);

		if (cell.len == 0 ||
		    !names_addresses(finder->columns, cell, i, &sure))
			continue;
		if (has_at_below(look, row, i))
			kind = ROW_HEADING;
		else if (sure && kind == ROW_OTHER)
			kind = ROW_MAYBE;
		*sure_r = *sure_r || sure;
	}
	return kind;
}

/* The first row that has something of an address in a column of addresses; the
 * number of rows when there is none. */
static size_t
first_person(const struct csv_look *look)
{
	size_t first = look->count;

	for (size_t i = 0; i < look->columns; i++) {
		if (csv_look_count(look, 0, i).addresses == 0)
			continue;
		for (size_t row = 0; row < first; row++) {
			struct span cell = csv_look_cell(look, row, i);

			if (csv_content_has_at(cell) || is_dotted(cell))
				first = row;
		}
	}
	return first;
}

/* Has no row above one a person?  A title may name an address, as "Members of
 * lab@b.jp" does. */
static bool
has_titles_above(const struct finder *finder, size_t row)
{
	const struct csv_look *look = &finder->look;

	if (row < finder->layout->first)
		return true;
	if (row >= look->count)
		return false;
	while (row-- > 0)
		if (look->row[row].filled > 1 || look->row[row].addresses != 0)
			return false;
	return true;
}

static void
take_heading(struct finder *finder, size_t row, bool sure)
{
	finder->heading = row;
	finder->by_words = true;
	finder->sure = sure;
	finder->layout->first = row + 1;
}

static void
find_heading(struct finder *finder)
{
	struct csv_look *look = &finder->look;
	struct csv_layout *layout = finder->layout;
	size_t maybe = look->count;
	bool sure;

	finder->heading = look->count;
	for (size_t i = 0; i < look->count && i <= CSV_TITLES_MAX; i++) {
		enum row_kind kind = kind_of_row(finder, i, &sure);

		if (kind == ROW_MAYBE && maybe == look->count)
			maybe = i;
		if (kind != ROW_HEADING)
			continue;
		take_heading(finder, i, sure);
		return;
	}
	layout->first = first_person(look);
	finder->in_doubt = layout->first == look->count;
	if (has_titles_above(finder, maybe)) {
		take_heading(finder, maybe, true);
		return;
	}
	for (size_t i = 0; !finder->in_doubt && has_titles_above(finder, i);
	     i++)
		if (csv_look_is_named(look, i)) {
			finder->heading = i;
			layout->first = i + 1;
			return;
		}
	/* The row before the first person, if it is no title. */
	for (size_t i = layout->first; i-- > 0 && !finder->in_doubt;)
		if (look->row[i].filled != 0) {
			if (look->row[i].filled > 1 || look->columns == 1)
				finder->heading = i;
			break;
		}
}

/* ---- what a column holds ------------------------------------------------- */

/* Of a heading in two rows the upper one counts where the lower one is empty.
 */
static struct span
heading_cell(const struct finder *finder, size_t column)
{
	const struct csv_look *look = &finder->look;
	struct span cell = {"", 0};

	if (finder->heading == look->count)
		return cell;
	cell = csv_look_cell(look, finder->heading, column);
	if (cell.len == 0 && finder->heading > 0 &&
	    look->row[finder->heading - 1].filled > 1)
		cell = csv_look_cell(look, finder->heading - 1, column);
	return cell;
}

/* Do the cells alone make it a column of addresses? */
static bool
is_by_content(const struct finder *finder,
    const struct csv_column_counts *counts)
{
	if (!finder->by_words)
		return counts->addresses != 0 &&
		       counts->addresses * 2 >= counts->filled;
	return counts->addresses >= ADDRESSES_ENOUGH &&
	       counts->addresses * 10 >= counts->filled * 9;
}

static enum csv_column
decide_column(const struct finder *finder, size_t column,
    struct csv_heading heading)
{
	const struct csv_column_counts counts =
	    csv_look_count(&finder->look, finder->layout->first, column);

	if (csv_column_by_option(finder->columns, heading_cell(finder, column),
		column) != CSV_OTHER ||
	    heading.column == CSV_LIST || heading.column == CSV_ID)
		return heading.column;
	if (heading.column == CSV_ADDRESS &&
	    (counts.at != 0 ? heading.sure || counts.at * 2 >= counts.filled
			    : heading.sure && finder->in_doubt &&
				  counts.filled < CELLS_ENOUGH))
		return CSV_ADDRESS;
	if (csv_columns_name(finder->columns, CSV_ADDRESS))
		return heading.column == CSV_ADDRESS ? CSV_OTHER
		                                     : heading.column;
	if (is_by_content(finder, &counts))
		return CSV_ADDRESS;
	return heading.column == CSV_ADDRESS ? CSV_OTHER : heading.column;
}

static void
set_kind(struct csv_layout *layout, size_t column, enum csv_column kind,
    enum csv_part part)
{
	layout->kinds[column] = (struct csv_kind){(uint8_t)kind, (uint8_t)part};
	layout->has[kind][part] = true;
	layout->addresses += kind == CSV_ADDRESS;
}

static void
clear_kinds(struct csv_layout *layout)
{
	memset(layout->kinds, 0, CSV_COLUMNS_MAX * sizeof(*layout->kinds));
	memset(layout->has, 0, sizeof(layout->has));
	layout->addresses = 0;
}

/* "Name, Vorname": the family's, where only the given name has its own. */
static void
settle_names(struct csv_layout *layout)
{
	bool *has = layout->has[CSV_NAME];

	if (!has[CSV_GIVEN] || has[CSV_FAMILY] || !has[CSV_WHOLE])
		return;
	for (size_t i = 0; i < layout->columns; i++)
		if (layout->kinds[i].column == CSV_NAME &&
		    layout->kinds[i].part == CSV_WHOLE)
			layout->kinds[i].part = CSV_FAMILY;
	has[CSV_FAMILY] = true;
	has[CSV_WHOLE] = false;
}

/* Without a heading the first column of nothing but words has the names. */
static void
find_name(struct finder *finder)
{
	const struct csv_look *look = &finder->look;

	if (csv_columns_name(finder->columns, CSV_NAME))
		return;
	for (size_t i = 0; i < look->columns; i++) {
		const struct csv_column_counts counts =
		    csv_look_count(look, finder->layout->first, i);

		if (counts.filled == 0 ||
		    counts.filled * 2 < look->count - finder->layout->first ||
		    counts.words * 10 < counts.filled * 9)
			continue;
		set_kind(finder->layout, i, CSV_NAME, CSV_WHOLE);
		return;
	}
}

static void
decide_columns(struct finder *finder)
{
	struct csv_layout *layout = finder->layout;
	const struct csv_look *look = &finder->look;
	const bool headed = finder->heading != look->count;

	clear_kinds(layout);
	layout->columns = headed ? look->row[finder->heading].count : 0;
	for (size_t i = 0; i < look->columns; i++) {
		struct csv_heading heading =
		    heading_of(finder->columns, heading_cell(finder, i), i);

		set_kind(layout, i, decide_column(finder, i, heading),
		    heading.part);
	}
	settle_names(layout);
	if (!headed)
		find_name(finder);
	if (look->count != 0)
		layout->first_line =
		    look->row[headed ? finder->heading : 0].line;
}

/* ---- is it a register? --------------------------------------------------- */

/* "lab: taro@gmai.com, jiro" is a line of aliases. */
static bool
is_label(struct span cell)
{
	const char *colon = span_find(cell, ':');

	return colon != NULL &&
	       (colon + 1 == cell.bytes + cell.len || colon[1] == ' ') &&
	       memchr(cell.bytes, ' ', (size_t)(colon - cell.bytes)) == NULL;
}

/* Is there a column that says something about each person, beside one of
 * addresses? */
static bool
has_words_beside(const struct finder *finder)
{
	const struct csv_look *look = &finder->look;
	size_t people = 0;
	bool beside = false;

	for (size_t i = finder->layout->first; i < look->count; i++) {
		people += look->row[i].addresses != 0;
		if (is_label(csv_look_cell(look, i, 0)))
			return false;
	}
	for (size_t i = 0; i < look->columns; i++) {
		const struct csv_column_counts counts =
		    csv_look_count(look, finder->layout->first, i);

		beside = beside || finder->layout->kinds[i].column == CSV_ID ||
		         (counts.filled * 2 >= people &&
			     counts.at * 10 <= counts.filled &&
			     finder->layout->kinds[i].column != CSV_ADDRESS);
	}
	return beside && people != 0;
}

/* Rows that are alike are no lists of addresses when they have other columns
 * too. */
static bool
is_register(const struct finder *finder, size_t rows)
{
	const struct csv_layout *layout = finder->layout;
	const struct csv_look *look = &finder->look;
	size_t usual, alike = csv_look_alike(look, &usual);
	bool usual_separator =
	    layout->separator != '\0' && strchr(",;\t", layout->separator);

	if (look->rows.boxed && layout->addresses != 0)
		return true;
	if (finder->by_words && look->row[finder->heading].filled > 1)
		return finder->sure && usual_separator
		           ? true
		           : !finder->in_doubt && alike * 2 >= rows;
	if (finder->by_words)
		return finder->sure && !finder->in_doubt;
	return layout->separator != ':' && layout->addresses != 0 &&
	       alike * 5 >= rows * 4 && (rows > 1 || usual > 2) &&
	       has_words_beside(finder);
}

/* ---- the way in ---------------------------------------------------------- */

int
csv_layout_find(struct csv_layout *layout, struct span text,
    const struct csv_columns *columns)
{
	struct finder finder = {.layout = layout, .columns = columns};
	size_t rows = 0;
	char said;

	*layout = (struct csv_layout){
	    .text = text,
	    .line = 1,
	    .kinds = calloc(CSV_COLUMNS_MAX, sizeof(*layout->kinds)),
	};
	if (layout->kinds == NULL)
		return -1;
	said = csv_separator_said(&layout->text, &layout->line);
	layout->separator =
	    said != '\0' ? said
			 : csv_separator_choose(layout->text, layout->line);
	csv_look_take(&finder.look, layout->text, layout->line,
	    layout->separator);
	find_heading(&finder);
	decide_columns(&finder);
	for (size_t i = 0; i < finder.look.count; i++)
		rows += finder.look.row[i].filled != 0;
	layout->is_register = said != '\0' || is_register(&finder, rows);
	csv_look_clear(&finder.look);
	return finder.look.failed ? -1 : 0;
}

/* Whether a row is a heading; *same_r: with the columns as they are. */
static bool
is_heading(const struct csv_layout *layout, const struct csv_columns *columns,
    const struct csv_cell *cells, size_t count, bool *same_r)
{
	bool addresses = false, names = false;

	*same_r = false;
	for (size_t i = 0; i < count; i++) {
		struct span cell = cells[i].text;
		struct csv_heading heading = csv_heading_of(cell);

		if (csv_content_has_at(cell))
			return false;
		*same_r = *same_r ||
		          (layout->kinds[i].column == CSV_ADDRESS &&
			      heading.column == CSV_ADDRESS) ||
		          is_called(columns, cell);
		addresses = addresses || heading.sure;
		names = names || heading.column == CSV_NAME;
	}
	return *same_r || (addresses && names);
}

bool
csv_layout_take_heading(struct csv_layout *layout,
    const struct csv_columns *columns, const struct csv_cell *cells,
    size_t count)
{
	bool same;

	if (!is_heading(layout, columns, cells, count, &same))
		return false;
	if (same || csv_columns_name(columns, CSV_ADDRESS))
		return true;
	clear_kinds(layout);
	layout->columns = count;
	for (size_t i = 0; i < count; i++) {
		struct csv_heading heading =
		    heading_of(columns, cells[i].text, i);

		if (heading.column != CSV_ADDRESS || heading.sure)
			set_kind(layout, i, heading.column, heading.part);
	}
	settle_names(layout);
	return true;
}

void
csv_layout_clear(struct csv_layout *layout)
{
	free(layout->kinds);
	layout->kinds = NULL;
}
