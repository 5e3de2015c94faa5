/* SPDX-License-Identifier: BSD-2-Clause */
/* XLSX sheet: the cells of a worksheet's part, its links, notes and drop-down
 * lists. */
#ifndef DOMAINS_READERS_BOOKS_XLSX_SHEET_H
#define DOMAINS_READERS_BOOKS_XLSX_SHEET_H

#include "domains/workbooks/package.h"
#include "domains/readers/books/sheet.h"
#include "domains/workbooks/xlsx_strings.h"

/* Between sheet_begin() and sheet_end().  Returns 0, or -1 with a diagnostic.
 */
int
xlsx_sheet_read(struct package *package, const struct reader_text *text,
    const char *part, const struct xlsx_strings *strings, struct sheet *sheet);

#endif
