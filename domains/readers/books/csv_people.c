/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the cells of a row that have addresses, and whose they are. */
#include "domains/readers/books/csv_people.h"

#include <errno.h>
#include <string.h>

#include "domains/readers/books/csv_content.h"

/* What is longer is no name of a person, and no hint at what was meant: the
 * cells that it would take are left out. */
#define PERSON_TEXT_MAX ((size_t)4096)

/* ---- whose they are ------------------------------------------------------ */

/* The cells that a name is put together from. */
struct parts {
	const struct csv_layout *layout;
	const struct csv_cell *cells;
	size_t count;
	struct buffer *room;
};

/* Cells that are put together: a single one is where it stands, several are in
 * the room, which may still move. */
struct joined {
	struct span only;
	size_t cells;
	size_t begin;
	size_t len;
};

static struct span
span_of_joined(const struct parts *row, const struct joined *joined)
{
	if (joined->cells < 2)
		return joined->cells != 0 ? joined->only : (struct span){"", 0};
	return (struct span){row->room->bytes + joined->begin, joined->len};
}

static void
join(const struct parts *row, struct joined *joined, struct span text,
    const char *between)
{
	struct span there = span_of_joined(row, joined);

	if (text.len == 0 || there.len + text.len >= PERSON_TEXT_MAX)
		return;
	if (joined->cells == 0) {
		joined->only = text;
		joined->begin = row->room->len;
	} else {
		if (joined->cells == 1)
			buffer_add(row->room, there.bytes, there.len);
		buffer_add_text(row->room, between);
		buffer_add(row->room, text.bytes, text.len);
	}
	joined->cells++;
	joined->len = row->room->len - joined->begin;
}

/* Joins the cells of a kind; those of a name once each, and none that is an
 * address. */
static void
join_all(const struct parts *row, struct joined *joined, enum csv_column column,
    enum csv_part part)
{
	for (size_t i = 0; row->layout->has[column][part] && i < row->count;
	     i++) {
		const struct csv_kind *kind = &row->layout->kinds[i];
		struct span text = row->cells[i].text, there;

		if (kind->column != column || kind->part != part)
			continue;
		there = span_of_joined(row, joined);
		if (column == CSV_ADDRESS)
			join(row, joined, text, ",");
		else if (text.len <= PERSON_TEXT_MAX &&
			 (column == CSV_LIST || !csv_content_has_at(text) ||
			     !csv_content_is_addresses(text)) &&
			 (there.len == 0 || !csv_content_holds(there, text)))
			join(row, joined, text, " ");
	}
}

/* Has a cell of a kind a letter of East Asia?  Then the family's name comes
 * first. */
static bool
is_eastern(const struct parts *row, enum csv_column column)
{
	for (size_t i = 0; i < row->count; i++) {
		struct span text = row->cells[i].text;

		if (row->layout->kinds[i].column == column && text.len != 0 &&
		    (unsigned char)*text.bytes >= 0xe3)
			return true;
	}
	return false;
}

/* A whole name, or the parts of one, or a nickname. */
static void
join_name(const struct parts *row, struct joined *joined,
    enum csv_column column)
{
	bool eastern;

	join_all(row, joined, column, CSV_WHOLE);
	if (joined->cells != 0)
		return;
	eastern = is_eastern(row, column);
	join_all(row, joined, column, eastern ? CSV_FAMILY : CSV_GIVEN);
	join_all(row, joined, column, eastern ? CSV_GIVEN : CSV_FAMILY);
	if (joined->cells == 0)
		join_all(row, joined, column, CSV_NICKNAME);
}

/* Takes them from the cells of a row, which hold no doubled quotes.  Returns 0,
 * or -1 when memory is out. */
static int
take_person(struct csv_person *person, const struct csv_layout *layout,
    const struct csv_cell *cells, size_t count)
{
	const struct parts row = {layout, cells, count, &person->room};
	struct joined joined[CSV_COLUMN_KINDS] = {{.cells = 0}};
	struct span *const spans[CSV_COLUMN_KINDS] = {
	    [CSV_ADDRESS] = &person->addresses,
	    [CSV_NAME] = &person->name,
	    [CSV_READING] = &person->reading,
	    [CSV_LIST] = &person->list,
	};

	person->room.len = 0;
	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++) {
		if (i == CSV_NAME || i == CSV_READING)
			join_name(&row, &joined[i], i);
		else
			join_all(&row, &joined[i], i, CSV_WHOLE);
	}
	if (person->room.failed)
		return -1;
	/* The room does not move any more. */
	for (enum csv_column i = CSV_ADDRESS; i < CSV_COLUMN_KINDS; i++)
		*spans[i] = span_of_joined(&row, &joined[i]);
	return 0;
}

/* ---- which cells have addresses ------------------------------------------ */

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
	if (take_person(person, people->layout, row->cells, row->trusted) < 0)
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
	buffer_clear(&people->person.room);
}
