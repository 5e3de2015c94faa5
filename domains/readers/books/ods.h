/* SPDX-License-Identifier: BSD-2-Clause */
/* ODS: spreadsheets in OpenDocument format (ISO/IEC 26300), as LibreOffice
 * writes them: all sheets, in their order, hidden ones too.
 *
 *     <text:p>one@b.jp<text:line-break/>two@b.jp</text:p>   two lines
 *     <text:a xlink:href="mailto:taro@gmai.com">Taro</text:a>
 *                                                Taro <taro@gmai.com>
 *
 * What is said of cells, links, notes and lists in xlsx.h holds here too.
 * Earlier contents, which a file with recorded changes keeps, are not read.
 */
#ifndef DOMAINS_READERS_BOOKS_ODS_H
#define DOMAINS_READERS_BOOKS_ODS_H

#include "domains/workbooks/package.h"

/* Returns 0, or -1 with a diagnostic or when take() ended it. */
int
ods_read(struct package *package, const struct reader_text *text);

#endif
