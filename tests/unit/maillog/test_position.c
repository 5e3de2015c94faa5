/* SPDX-License-Identifier: BSD-2-Clause */
/* A position whose times are of a clock that had gone wrong. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/maillog/position.h"
#include "domains/registrations/file_rows.h"
#include "tests/unit/scratch.h"

TestSuite(position, .init = scratch_enter, .fini = scratch_leave);

#define DAY (24 * 3600)

static void
write_position(int64_t until, int64_t journal, int64_t written)
{
	static const struct file_rows_form form = {
	    .name = "position in mail logs",
	    .title = "doppelcheck position ",
	    .version = "1",
	};
	struct buffer rows = {0}, file = {0};
	FILE *out = fopen("p", "w");

	buffer_add_text(&rows, "until");
	file_rows_add_number(&rows, (uint64_t)until);
	buffer_add_text(&rows, "\njournal");
	file_rows_add_text(&rows, "s=1");
	file_rows_add_text(&rows, "");
	file_rows_add_number(&rows, (uint64_t)journal);
	buffer_add_text(&rows, "\n");
	file_rows_seal(&form, &rows, (time_t)written, &file);
	cr_assert(out != NULL && !file.failed &&
		  fwrite(file.bytes, 1, file.len, out) == file.len);
	cr_assert_eq(fclose(out), 0);
	buffer_clear(&rows);
	buffer_clear(&file);
}

/* Reads it, writes it as it is after a run, and reads that. */
static int64_t
read_twice(void)
{
	struct diagnostics diagnostics = {0};
	struct position *position;
	struct position_log found;
	int64_t first, second;

	cr_assert_eq(position_open("p", &diagnostics, &position), 0);
	first = position_time(position);
	cr_assert_eq(position_find(position, NULL, 0, true, &found,
			 &diagnostics),
	    0);
	cr_assert_eq(position_save(position, &diagnostics), 0);
	position_close(&position);
	cr_assert_eq(position_open("p", &diagnostics, &position), 0);
	second = position_time(position);
	position_close(&position);
	cr_expect_eq(diagnostics.count, 0);
	cr_expect(second >= first);
	return second;
}

Test(position, what_lies_ahead_is_no_time)
{
	const int64_t now = (int64_t)time(NULL);

	write_position(now - DAY, now - DAY, now);
	cr_expect_eq(read_twice(), now - DAY);
	write_position(now + DAY / 2, now, now);
	cr_expect_eq(read_twice(), now + DAY / 2, "zones and clocks differ");
	write_position(now + 40 * DAY, now - DAY, now);
	cr_expect_eq(read_twice(), now - DAY, "that of the journal is left");
	write_position(now + 40 * DAY, now + 40 * DAY, now);
	cr_expect_eq(read_twice(), INT64_MIN);
	write_position(now - DAY, now + 40 * DAY, now);
	cr_expect_eq(read_twice(), now - DAY);
}

/* As after a start, until a server of time is asked. */
Test(position, a_clock_that_lags_behind_the_position)
{
	const int64_t now = (int64_t)time(NULL), written = now + 40 * DAY;
	struct diagnostics diagnostics = {0};
	struct position *position;

	write_position(written - DAY, written, written);
	cr_assert_eq(position_open("p", &diagnostics, &position), 0);
	cr_expect_eq(position_time(position), written - DAY);
	cr_expect_eq(position_latest(position), written + DAY);
	position_close(&position);

	write_position(written + 2 * DAY, written, written);
	cr_assert_eq(position_open("p", &diagnostics, &position), 0);
	cr_expect_eq(position_time(position), INT64_MIN);
	position_close(&position);
	cr_expect(position_latest(NULL) < written);
}
