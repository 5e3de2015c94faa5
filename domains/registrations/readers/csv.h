/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV: a register of people, a row each.  Only user of libcsv in this folder.
 *
 *     氏名,フリガナ,メールアドレス
 *     山田太郎,ヤマダ タロウ,taro@gmai.com
 *
 * Which column holds what its header says, in English or Japanese, or an
 * option does.  All columns with addresses are read.  A file without a header
 * has addresses in the columns where the first row has some.  Separated by
 * comma, tab or semicolon, whichever the first line has most of.
 */
#ifndef DOMAINS_REGISTRATIONS_READERS_CSV_H
#define DOMAINS_REGISTRATIONS_READERS_CSV_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* As many as Excel has. */
#define CSV_COLUMNS_MAX 16384

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

/* Is the first line one of headers, with a column of addresses? */
bool
csv_has_header(struct span text);

/* Returns 0, or -1 when take() ended it. */
int
csv_read(const struct reader_text *text, const struct csv_columns *columns);

#endif
