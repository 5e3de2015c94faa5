/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the parts of names together. */
#include "domains/readers/books/csv_person.h"

#include <string.h>

#include "domains/readers/books/csv_content.h"

struct row {
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
span_of_joined(const struct row *row, const struct joined *joined)
{
	if (joined->cells < 2)
		return joined->cells != 0 ? joined->only : (struct span){"", 0};
	return (struct span){row->room->bytes + joined->begin, joined->len};
}

static void
join(const struct row *row, struct joined *joined, struct span text,
    const char *between)
{
	struct span there = span_of_joined(row, joined);

	if (text.len == 0 || there.len + text.len >= CSV_PERSON_TEXT_MAX)
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
join_all(const struct row *row, struct joined *joined, enum csv_column column,
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
		else if (text.len <= CSV_PERSON_TEXT_MAX &&
			 (column == CSV_LIST || !csv_content_has_at(text) ||
			     !csv_content_is_addresses(text)) &&
			 (there.len == 0 || !csv_content_holds(there, text)))
			join(row, joined, text, " ");
	}
}

/* Has a cell of a kind a letter of East Asia?  Then the family's name comes
 * first. */
static bool
is_eastern(const struct row *row, enum csv_column column)
{
	for (size_t i = 0; i < row->count; i++) {
		struct span text = row->cells[i].text;

		if (row->layout->kinds[i].column == column && text.len != 0 &&
		    (unsigned char)*text.bytes >= 0xe3)
			return true;
	}
	return false;
}

/* A whole name, or the parts of one. */
static void
join_name(const struct row *row, struct joined *joined, enum csv_column column)
{
	bool eastern;

	join_all(row, joined, column, CSV_WHOLE);
	if (joined->cells != 0)
		return;
	eastern = is_eastern(row, column);
	join_all(row, joined, column, eastern ? CSV_FAMILY : CSV_GIVEN);
	join_all(row, joined, column, eastern ? CSV_GIVEN : CSV_FAMILY);
}

int
csv_person_take(struct csv_person *person, const struct csv_layout *layout,
    const struct csv_cell *cells, size_t count)
{
	const struct row row = {layout, cells, count, &person->room};
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

void
csv_person_clear(struct csv_person *person)
{
	buffer_clear(&person->room);
}
