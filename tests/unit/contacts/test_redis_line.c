/* SPDX-License-Identifier: BSD-2-Clause */
/* A server that sends without an end. */
#include "domains/contacts/redis_line.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "tests/unit/scratch.h"

TestSuite(redis_line, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

static pid_t child;

static void
send_on(int listener, const char *first, const char *more)
{
	char bytes[4096];
	int fd = accept(listener, NULL, NULL);

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = more[i % strlen(more)];
	(void)send(fd, first, strlen(first), MSG_NOSIGNAL);
	while (send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL) > 0)
		;
	_exit(0);
}

/* What an exchange with it returns, until it is so late. */
static int
exchange(struct redis_line *line, const char *first, const char *more,
    uint64_t deadline)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
	    .sun_path = "endless"};
	const struct redis_host host = {.port = 0};
	struct redis_pipeline pipeline = {0};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), result;
	const char *why;

	cr_assert_eq(bind(listener, (struct sockaddr *)&address,
			 sizeof(address)),
	    0);
	cr_assert_eq(listen(listener, 1), 0);
	child = fork();
	if (child == 0)
		send_on(listener, first, more);
	close(listener);
	cr_assert_eq(redis_line_load(&why), 0);
	cr_assert_eq(redis_line_open(line, "endless", &host), 0, "%s",
	    line->why);
	redis_pipeline_add(&pipeline, "s", "PING");
	result = redis_line_exchange(line, &pipeline, deadline);
	redis_pipeline_clear(&pipeline);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	unlink("endless");
	return result;
}

Test(redis_line, an_answer_without_an_end_has_a_limit)
{
	static const struct {
		const char *first, *more, *why;
	} answers[] = {
	    {"+", "x", "16 MiB"},
	    {"$100000000000\r\n", "x", "16 MiB"},
	    {"*3000000\r\n", "$2\r\nxx\r\n", "16 MiB"},
	    /* Room for them is made before they come. */
	    {"*100000000\r\n", "$2\r\nxx\r\n", "speak as Redis"},
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		struct redis_line line = {0};

		cr_expect_eq(exchange(&line, answers[i].first, answers[i].more,
				 redis_line_clock() + 30000000),
		    -1, "case %zu", i);
		cr_expect(strstr(line.why, answers[i].why) != NULL,
		    "case %zu: %s", i, line.why);
		redis_line_free(&line);
	}
}

Test(redis_line, a_deadline_holds_while_bytes_come)
{
	struct redis_line line = {0};

	cr_expect_eq(exchange(&line, "+", "x", 0), 0);
	redis_line_free(&line);
}
