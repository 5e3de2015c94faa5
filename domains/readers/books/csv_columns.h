/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV columns: what a column of a register holds, by its heading or by what an
 * option says.  The languages are English, Japanese, German, French, Spanish.
 *
 *     "Ｅ-mail 1 (必須)"                CSV_ADDRESS, sure
 *     "緊急連絡先ﾒｰﾙ", "Work Email 2"   CSV_ADDRESS, if its cells are such
 *     "Nachname", "姓"                  CSV_NAME, CSV_FAMILY
 *     "職場用メールアドレス公開設定"    CSV_OTHER: about an address
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_COLUMNS_H
#define DOMAINS_READERS_BOOKS_CSV_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

enum csv_column {
	CSV_OTHER,
	CSV_ID, /* of a message: it looks like an address and is none */
	CSV_ADDRESS,
	CSV_NAME,
	CSV_READING,
	CSV_LIST,
	CSV_COLUMN_KINDS
};

/* Of a name or a reading.  A nickname stands for the name of a person who has
 * no other. */
enum csv_part { CSV_WHOLE, CSV_FAMILY, CSV_GIVEN, CSV_NICKNAME, CSV_PARTS };

struct csv_heading {
	enum csv_column column;
	enum csv_part part;
	bool sure; /* CSV_ADDRESS: nothing else is called so */
};

/* What --column says: a kind, and the heading of a column or its number from
 * 1. */
struct csv_called {
	enum csv_column column;
	const char *name;
};

/* More columns of one register that need to be named are not known. */
#define CSV_CALLED_MAX 32

struct csv_columns {
	struct csv_called called[CSV_CALLED_MAX];
	size_t count;
};

/* "address", "name", "reading", "list", for --column. */
bool
csv_column_parse(const char *name, size_t len, enum csv_column *column_r);

/* What a heading says of its column, by the tables. */
struct csv_heading
csv_heading_of(struct span heading);

/* Does an option name columns of a kind, by their headings or their numbers? */
bool
csv_columns_name(const struct csv_columns *columns, enum csv_column kind);

/* What an option calls a column, counted from 0; CSV_OTHER when none does.  A
 * number names it whatever its heading is. */
enum csv_column
csv_column_by_option(const struct csv_columns *columns, struct span heading,
    size_t column);

#endif
