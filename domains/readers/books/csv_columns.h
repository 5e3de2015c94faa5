/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV columns: what a column of a register holds, by its header or by what an
 * option says.
 *
 *     "Ｅ-mail 1 (必須)"   CSV_ADDRESS
 *     "フリガナ"           CSV_READING
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_COLUMNS_H
#define DOMAINS_READERS_BOOKS_CSV_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

enum csv_column {
	CSV_OTHER,
	CSV_ADDRESS,
	CSV_NAME, /* several are put together, in their order */
	CSV_READING,
	CSV_LIST,
	CSV_COLUMN_KINDS
};

/* What each kind of column is called, where an option says: its header, or its
 * number from 1.  NULL: by the tables of usual names. */
struct csv_columns {
	const char *called[CSV_COLUMN_KINDS];
};

/* "address", "name", "reading", "list", for --column. */
bool
csv_column_parse(const char *name, size_t len, enum csv_column *column_r);

/* What a header says of its column, by the tables. */
enum csv_column
csv_column_of(struct span header);

/* "address" alone is a street in most registers: such a header counts when no
 * other column has addresses. */
bool
csv_column_is_weak(struct span header);

/* What an option calls a column, counted from 0; CSV_OTHER when none does. */
enum csv_column
csv_column_by_option(const struct csv_columns *columns, struct span header,
    size_t column);

#endif
