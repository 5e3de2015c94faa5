/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV people: which cells of a register's row have addresses, and whose they
 * are; of a CSV file or of a sheet.
 *
 *     struct csv_people people = {.text = text, .layout = &layout,
 *         .named = csv_columns_name(text->columns, CSV_ADDRESS),
 *         .take = take_cell, .context = reader};
 *     csv_people_take_row(&people, cells, count);     for each row
 *     csv_people_clear(&people);
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_PEOPLE_H
#define DOMAINS_READERS_BOOKS_CSV_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/readers/books/csv_layout.h"
#include "domains/registrations/destinations.h"

/* The name, the reading and the list of a row, out of the columns that have
 * parts of them:
 *
 *     First Name, Last Name, Display Name     "Taro Yamada", once
 *     名, 姓                                  "山田 太郎"
 *
 * They hold until the next row. */
struct csv_person {
	struct span name;
	struct span reading;
	struct span list;
	struct span addresses; /* of the columns that have some */
	struct buffer room;    /* for what is put together */
};

struct csv_people {
	const struct reader_text *text;
	struct csv_layout *layout;
	bool named; /* an option says which columns have addresses */
	int (*take)(void *context, const struct destination_place *row,
	    const struct csv_cell *cell,
	    size_t column); /* hands on the addresses of a cell; -1 ends it */
	void *context;
	struct csv_person person;
	struct destination_place place; /* of the row */
	size_t row;                     /* from 0 */
	bool taken;                     /* something was an address */
	size_t others; /* cells with an address in other text, */
	size_t column; /*   the first one's column */
	unsigned line; /*   and line */
	int result;
};

/* Takes a row, whose cells hold no doubled quotes.  Returns 0, or -1 when
 * take() ended it or memory is out. */
int
csv_people_take_row(struct csv_people *people, const struct csv_cell *cells,
    size_t count);

void
csv_people_clear(struct csv_people *people);

#endif
