/* SPDX-License-Identifier: BSD-2-Clause */
/* Reference: the name of a cell in its sheet: "C12" is column 2, row 12. */
#ifndef DOMAINS_WORKBOOKS_REFERENCE_H
#define DOMAINS_WORKBOOKS_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

/* LibreOffice has 1,048,576 rows, with an option 16 times as many. */
#define REFERENCE_ROWS_MAX ((uint64_t)16 * 1024 * 1024)
#define REFERENCE_COLUMNS_MAX 16384

/* "XFD16777216" and a NUL. */
#define REFERENCE_SIZE 32

/* Columns count from 0, rows from 1.  Returns the length. */
size_t
reference_put(size_t column, uint64_t row, char text_r[static REFERENCE_SIZE]);

/* Returns the length of the reference that the text begins with; 0 when there
 * is none.  One that is over a limit is so afterwards. */
size_t
reference_parse(const char *text, size_t *column_r, uint64_t *row_r);

#endif
