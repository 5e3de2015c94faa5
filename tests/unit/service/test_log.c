/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/log.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

Test(log, queue)
{
	char buf[LOG_QUEUE_SIZE];

	cr_expect_str_eq(log_queue("4F2A1B", buf), "4F2A1B");
	cr_expect_str_eq(log_queue(NULL, buf), "NOQUEUE");
	cr_expect_str_eq(log_queue("", buf), "NOQUEUE");
	cr_expect_str_eq(log_queue("a\nb c", buf), "a?b?c");
}

/* A file's name that would be a line of its own. */
#define HOSTILE "doppelmilter: /home/a\\x0ab\\x1b[2J: bad\\xe2\\x80\\xae\n"

/* Standard error through a pipe: what is written, line by line. */
static void
capture(bool debug, char *buf, size_t size)
{
	int ends[2];
	ssize_t got;

	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	log_open(LOG_TO_STDERR, debug);
	log_line(LOG_NOTE, "%s: %d", "note", 1);
	log_line(LOG_DETAIL, "detail");
	log_line(LOG_ERROR, "%s", "error");
	log_line(LOG_ERROR, "%s", "/home/a\nb\033[2J: bad\xe2\x80\xae");
	close(STDERR_FILENO);
	got = read(ends[0], buf, size - 1);
	cr_assert_geq(got, 0);
	buf[got] = '\0';
}

Test(log, stderr_lines)
{
	char buf[256];

	capture(false, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "doppelmilter: note: 1\ndoppelmilter: error\n" HOSTILE);
}

Test(log, details_only_with_debug)
{
	char buf[256];

	capture(true, buf, sizeof(buf));
	cr_expect_str_eq(buf, "doppelmilter: note: 1\ndoppelmilter: detail\n"
			      "doppelmilter: error\n" HOSTILE);
}
