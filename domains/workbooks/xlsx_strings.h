/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared strings: the texts that the cells of an Excel workbook refer to by
 * number (ECMA-376, 18.4.8), with the readings (furigana) that Excel for
 * Japanese keeps beside them.
 *
 *     <si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si>
 *
 *     text 山田, reading ヤマダ
 *
 * A million rows have millions of them: they are in a spill, and memory does
 * not grow with them.
 */
#ifndef DOMAINS_WORKBOOKS_XLSX_STRINGS_H
#define DOMAINS_WORKBOOKS_XLSX_STRINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/spill.h"
#include "domains/workbooks/package.h"

struct xlsx_strings {
	struct spill *texts;  /* each with a NUL and its reading after it */
	struct spill *places; /* where each begins in the texts: uint64_t */
	uint64_t count;
	bool missing; /* the part that should have them is not there: they are
	                 empty */
};

/* Reads them; part is NULL when the workbook has none.  One that is named and
 * is not in the file is a diagnostic, and the rest can be read.  Returns 0, or
 * -1 with a diagnostic.  To be cleared in both cases. */
int
xlsx_strings_read(struct package *package, const struct reader_text *text,
    const char *part, struct xlsx_strings *strings_r);

void
xlsx_strings_clear(struct xlsx_strings *strings);

/* Adds the text of a string to one buffer and its reading to another one.
 * Returns 0; -1 when there is no such string, or it could not be read. */
int
xlsx_strings_find(const struct xlsx_strings *strings, uint64_t number,
    struct buffer *text, struct buffer *reading);

/* Undoes Excel's escapes in place: _x000D_ is a carriage return, _x005F_ an
 * underscore that begins none (ECMA-376, 22.9.2.19).  Returns the new
 * length.
 *
 * In a string within its cell (in_cell), XlsxWriter escapes as in shared ones
 * and openpyxl does not: there only what would make no sense as it stands is
 * undone, control characters and an underscore before what looks like an
 * escape. */
size_t
xlsx_strings_unescape(char *bytes, size_t len, bool in_cell);

#endif
