/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV person: the name, the reading and the list of a row, out of the columns
 * that have parts of them.
 *
 *     First Name, Last Name, Display Name     "Taro Yamada", once
 *     名, 姓                                  "山田 太郎"
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_PERSON_H
#define DOMAINS_READERS_BOOKS_CSV_PERSON_H

#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/readers/books/csv_layout.h"

/* What is longer is no name of a person, and no hint at what was meant: the
 * cells that it would take are left out. */
#define CSV_PERSON_TEXT_MAX ((size_t)4096)

struct csv_person {
	struct span name;
	struct span reading;
	struct span list;
	struct span addresses; /* of the columns that have some */
	struct buffer room;    /* for what is put together */
};

/* Takes them from the cells of a row, which hold no doubled quotes.  Returns 0,
 * or -1 when memory is out.  They hold until the next call. */
int
csv_person_take(struct csv_person *person, const struct csv_layout *layout,
    const struct csv_cell *cells, size_t count);

void
csv_person_clear(struct csv_person *person);

#endif
