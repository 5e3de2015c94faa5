/* SPDX-License-Identifier: BSD-2-Clause */
/* XLSX: workbooks of Excel and of what writes like it (ECMA-376, .xlsx and
 * .xlsm): all sheets, in their order, hidden ones too.
 *
 * An address is looked for in the cells (shared strings, inline strings, values
 * of formulas), in the links of cells, in notes and in drop-down lists.  What a
 * formula would give is not computed: its stored value is read.  Not read are
 * drawings, headers and footers, pivot tables, and what other workbooks hold.
 */
#ifndef DOMAINS_READERS_BOOKS_XLSX_H
#define DOMAINS_READERS_BOOKS_XLSX_H

#include "domains/workbooks/package.h"

/* Returns 0, or -1 with a diagnostic or when take() ended it. */
int
xlsx_read(struct package *package, const struct reader_text *text);

#endif
