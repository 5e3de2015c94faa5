/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes and reads the names of cells. */
#include "domains/workbooks/reference.h"

#include <inttypes.h>
#include <stdio.h>

#include "domains/base/ascii.h"

size_t
reference_put(size_t column, uint64_t row, char text_r[static REFERENCE_SIZE])
{
	char letters[8];
	size_t count = 0, len = 0;

	for (column++; column > 0; column = (column - 1) / 26)
		letters[count++] = (char)('A' + (column - 1) % 26);
	while (count > 0)
		text_r[len++] = letters[--count];
	return len + (size_t)snprintf(text_r + len, REFERENCE_SIZE - len,
			 "%" PRIu64, row);
}

size_t
reference_parse(const char *text, size_t *column_r, uint64_t *row_r)
{
	size_t at = 0, column = 0;
	uint64_t row = 0;

	for (; ascii_is_letter(text[at]) && column <= REFERENCE_COLUMNS_MAX;
	     at++)
		column =
		    column * 26 + (size_t)(ascii_lower(text[at]) - 'a') + 1;
	if (column == 0 || !ascii_is_digit(text[at]))
		return 0;
	for (; ascii_is_digit(text[at]) && row <= REFERENCE_ROWS_MAX; at++)
		row = row * 10 + (uint64_t)(text[at] - '0');
	*column_r = column - 1;
	*row_r = row;
	return row != 0 ? at : 0;
}
