/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV: a register of people, a row each, as Excel, address books, groupware and
 * directories write it.
 *
 *     氏名,フリガナ,メールアドレス,備考
 *     山田太郎,ヤマダ タロウ,taro@gmai.com,旧: t@b.jp
 *
 * csv_rows.h takes the text apart, csv_layout.h finds the heading and what the
 * columns hold, csv_content.h what is in a cell.  All columns with addresses
 * are read; where no option names them, a cell of another column is read too
 * if it has addresses and nothing else, and is not repeated from them.  An
 * address in other text is noted, not judged: such texts say whose it was.
 *
 * Diagnostics: a quote that is not closed; no column of addresses; more
 * columns than CSV_COLUMNS_MAX.
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_H
#define DOMAINS_READERS_BOOKS_CSV_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Are the rows, or the beginning of them, those of a register? */
bool
csv_begins(struct span text);

/* The columns are those of the text.  Returns 0, or -1 when take() ended it. */
int
csv_read(const struct reader_text *text);

#endif
