/* SPDX-License-Identifier: BSD-2-Clause */
/* Ahead: the same text comes out, in whatever pieces it is read, and the reader
 * may leave at any time. */
#include "domains/maillog/ahead.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/scratch.h"

TestSuite(ahead, .init = scratch_enter, .fini = scratch_leave);

/* Longer than all pieces together. */
#define TEXT ((size_t)AHEAD_PIECE * AHEAD_PIECES + 77777)

static char *
write_text(void)
{
	char *text = malloc(TEXT);
	int fd = open("log", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	cr_assert(text != NULL && fd >= 0);
	for (size_t i = 0; i < TEXT; i++)
		text[i] = (char)('a' + i * i % 26);
	for (size_t at = 0; at < TEXT;) {
		ssize_t done = write(fd, text + at, TEXT - at);

		cr_assert(done > 0);
		at += (size_t)done;
	}
	close(fd);
	return text;
}

/* Reads up to an end in pieces of a size; returns how much there was. */
static size_t
read_text(size_t size, size_t end, const char *text)
{
	struct diagnostics diagnostics = {0};
	struct input input;
	int fd = open("log", O_RDONLY);
	char *room = malloc(size);
	struct ahead *ahead;
	size_t at = 0, len = 1;

	cr_assert(room != NULL && input_open(&input, "log", fd,
				      (struct span){"", 0}, &diagnostics) == 0);
	ahead = ahead_begin(&input);
	cr_assert_not_null(ahead);
	while (at < end && len != 0) {
		len = ahead_read(ahead, room, size);
		cr_assert(
		    at + len <= TEXT && memcmp(room, text + at, len) == 0);
		at += len;
	}
	if (len == 0)
		cr_expect_eq(ahead_read(ahead, room, size), 0);
	ahead_end(&ahead);
	cr_expect_null(ahead);
	cr_expect_eq(input_close(&input, "log", &diagnostics, &diagnostics), 0);
	cr_expect_eq(diagnostics.count, 0);
	close(fd);
	free(room);
	return at;
}

Test(ahead, gives_the_text_in_its_order)
{
	static const size_t sizes[] = {777, AHEAD_PIECE - 1, AHEAD_PIECE,
	    AHEAD_PIECE + 1, 3 * AHEAD_PIECE};
	char *text = write_text();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		cr_expect_eq(read_text(sizes[i], SIZE_MAX, text), TEXT);
	free(text);
}

Test(ahead, is_left_at_any_time)
{
	char *text = write_text();

	for (size_t end = 0; end < TEXT; end += AHEAD_PIECE / 2)
		cr_expect(read_text(1000, end, text) >= end);
	free(text);
}
