/* SPDX-License-Identifier: BSD-2-Clause */
/* Spreadsheet: which kind of workbook a file is, by its bytes and whatever its
 * name, and the way to its reader.
 *
 *     .xlsx, .xlsm, .ods                        are read
 *     .xls, .xlsb, .fods, XML Spreadsheet 2003,  one diagnostic, which says
 *     one with a password, other ZIP archives    what it is and what to do
 */
#ifndef DOMAINS_READERS_BOOKS_SPREADSHEET_H
#define DOMAINS_READERS_BOOKS_SPREADSHEET_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Ten for each row that a sheet of Excel's can have.  A text that stands once
 * in the file may be in millions of cells. */
#define SPREADSHEET_MEMBERS_MAX 10000000

/* Does it begin as one of them? */
bool
spreadsheet_begins(struct span begin);

/* Returns 0, or -1 with a diagnostic or when take() ended it.  Members are in
 * the list of the text unless a column says another. */
int
spreadsheet_read(const struct reader_text *text);

#endif
