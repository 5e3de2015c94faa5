/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes how far the journal was read: see the header. */
#include "domains/maillog/journal_place.h"

#include <string.h>

bool
journal_place_set(struct journal_place *place, const char *cursor,
    struct span machine)
{
	size_t len = strlen(cursor);

	if (len >= sizeof(place->cursor) ||
	    machine.len >= sizeof(place->machine))
		return false;
	*place = (struct journal_place){.cursor = ""};
	memcpy(place->cursor, cursor, len);
	if (machine.len != 0)
		memcpy(place->machine, machine.bytes, machine.len);
	return true;
}

int
journal_place_take(struct file_rows *rows, struct journal_place *place_r)
{
	uint64_t seconds;

	*place_r = (struct journal_place){.cursor = ""};
	if (file_rows_count(rows, "journal") == 0)
		return 0;
	if (file_rows_take(rows, "journal", 3) < 0)
		return -1;
	if (!journal_place_set(place_r, rows->field[1],
		span_of(rows->field[2])) ||
	    !file_rows_number(rows->field[3], INT64_MAX / 2000000, &seconds))
		return file_rows_refuse_row(rows);
	place_r->time = (int64_t)seconds;
	return 0;
}

void
journal_place_add(const struct journal_place *place, struct buffer *rows)
{
	if (*place->cursor == '\0')
		return;
	buffer_add_text(rows, "journal");
	file_rows_add_text(rows, place->cursor);
	file_rows_add_text(rows, place->machine);
	file_rows_add_number(rows, (uint64_t)place->time);
	buffer_add_text(rows, "\n");
}
