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
#ifndef DOMAINS_READERS_BOOKS_CSV_H
#define DOMAINS_READERS_BOOKS_CSV_H

#include <stdbool.h>

#include "domains/registrations/member.h"
#include "domains/readers/books/csv_columns.h"

/* As many as Excel has. */
#define CSV_COLUMNS_MAX 16384

/* Is the first line one of headers, with a column of addresses? */
bool
csv_has_header(struct span text);

/* The columns are those of the text.  Returns 0, or -1 when take() ended it. */
int
csv_read(const struct reader_text *text);

#endif
