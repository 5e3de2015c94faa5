/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the cells of a row that have addresses, and whose they are. */
#include "domains/readers/books/csv_people.h"

#include <errno.h>
#include <string.h>

#include "domains/readers/books/csv_content.h"

static void
out_of_memory(struct csv_people *people, unsigned line)
{
	reader_text_report(people->text, line, strerror(ENOMEM));
	people->result = -1;
}

/* The row's cells as they are understood. */
struct row {
	const struct csv_cell *cells;
	size_t count;   /* up to the last one that is not empty */
	size_t filled;  /* how many are not */
	size_t trusted; /* so many are where the heading says; of others only
	                   the content counts */
	bool ready;     /* the people's place is the row's */
	bool asked;     /* whether it is a heading */
};

static enum csv_column
column_of(const struct csv_people *people, const struct row *row, size_t i)
{
	return i < row->trusted ? people->layout->kinds[i].column : CSV_OTHER;
}

/* Once a row, when it has an address. */
static void
prepare(struct csv_people *people, struct row *row)
{
	struct csv_person *person = &people->person;

	if (row->ready || people->result != 0)
		return;
	row->ready = true;
	if (people->text->counting) {
		people->place.grammar = DESTINATION_ADDRESSES;
		return;
	}
	if (csv_person_take(person, people->layout, row->cells, row->trusted) <
	    0)
		out_of_memory(people, row->cells->line);
	people->place = (struct destination_place){
	    .name = person->name,
	    .reading = person->reading,
	    .list = person->list.len != 0 ? person->list : people->text->list,
	    .row = person->addresses,
	    .grammar = DESTINATION_ADDRESSES,
	};
}

/* A quote that is not closed, or a separator without quotes, moves the cells
 * after it. */
static void
distrust(struct csv_people *people, struct row *row)
{
	bool missing = false, elsewhere = false;

	for (size_t i = 0; i < row->trusted; i++)
		if (row->cells[i].unclosed) {
			row->trusted = i + 1;
			return;
		}
	if (row->count <= people->layout->columns ||
	    people->layout->columns == 0)
		return;
	for (size_t i = 0; i < row->count; i++) {
		struct span cell = row->cells[i].text;

		if (column_of(people, row, i) == CSV_ADDRESS)
			missing = missing || !csv_content_has_at(cell);
		else
			elsewhere = elsewhere || csv_content_is_addresses(cell);
	}
	if (missing && elsewhere)
		row->trusted = 0;
}

static void
take_addresses(struct csv_people *people, const struct row *row, size_t i)
{
	people->taken = true;
	people->result =
	    people->take(people->context, &people->place, &row->cells[i], i);
}

/* A cell of a column that need not have addresses. */
static void
take_other(struct csv_people *people, struct row *row, size_t i)
{
	const struct csv_cell *cell = &row->cells[i];

	prepare(people, row);
	if (csv_content_is_others(cell->text, people->person.addresses)) {
		take_addresses(people, row, i);
	} else if (row->filled > 1 && csv_content_has_other(cell->text,
					  people->person.addresses)) {
		if (people->others++ == 0) {
			people->column = i + 1;
			people->line = cell->line;
		}
	}
}

/* A column of addresses has something else: is the row a heading? */
static bool
is_heading(struct csv_people *people, struct row *row)
{
	row->asked = true;
	return csv_layout_take_heading(people->layout, people->text->columns,
	    row->cells, row->count);
}

static void
take_cells(struct csv_people *people, struct row *row)
{
	for (size_t i = 0; i < row->count && people->result == 0; i++) {
		const struct csv_cell *cell = &row->cells[i];
		enum csv_column column = column_of(people, row, i);

		if (cell->text.len == 0)
			continue;
		if (column == CSV_ADDRESS) {
			if (csv_content_is_empty(cell->text))
				continue;
			if (!row->asked && !csv_content_has_at(cell->text) &&
			    is_heading(people, row))
				return;
			prepare(people, row);
			if (people->result == 0)
				take_addresses(people, row, i);
		} else if (column != CSV_LIST && column != CSV_ID &&
			   !people->named && csv_content_has_at(cell->text)) {
			take_other(people, row, i);
		}
	}
}

int
csv_people_take_row(struct csv_people *people, const struct csv_cell *cells,
    size_t count)
{
	struct row row = {.cells = cells};

	for (size_t i = 0; i < count; i++) {
		if (cells[i].text.len == 0)
			continue;
		row.count = i + 1;
		row.filled++;
	}
	if (people->row++ >= people->layout->first) {
		row.trusted = row.count;
		distrust(people, &row);
	}
	take_cells(people, &row);
	return people->result;
}

void
csv_people_clear(struct csv_people *people)
{
	csv_person_clear(&people->person);
}
