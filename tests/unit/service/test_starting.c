/* SPDX-License-Identifier: BSD-2-Clause */
/* A start that takes longer than others wait for it. */
#include "domains/service/starting.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener = -1;

static void
listen_here(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int len = snprintf(address.sun_path, sizeof(address.sun_path),
	    "@doppel-starting-%d", (int)getpid());

	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	address.sun_path[0] = '\0';
	listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(listener, (const struct sockaddr *)&address,
			 (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     (size_t)len)),
	    0);
}

/* What comes within so many ms; "" for nothing. */
static const char *
receive(int ms)
{
	struct pollfd polled = {.fd = listener, .events = POLLIN};
	static char text[128];
	ssize_t got = 0;

	if (poll(&polled, 1, ms) == 1)
		got = recv(listener, text, sizeof(text) - 1, 0);
	text[got > 0 ? got : 0] = '\0';
	return text;
}

TestSuite(starting, .init = listen_here, .timeout = 120);

/* Also when one source takes all of the time. */
Test(starting, is_ready_when_it_takes_long)
{
	starting_begin(500);
	starting_progress(0, 7);
	cr_expect_str_eq(receive(0),
	    "STATUS=registrations: 0 of 7 sources read");
	starting_progress(1, 7);
	cr_expect_str_eq(receive(60000), "READY=1\nSTATUS=");
	cr_expect_str_eq(receive(60000),
	    "STATUS=registrations: 1 of 7 sources read");
	starting_end();
	cr_expect_str_eq(receive(0), "", "it is said once");
}

/* It takes long to find them. */
Test(starting, is_ready_before_there_are_sources)
{
	starting_begin(1);
	cr_expect_str_eq(receive(60000), "READY=1\nSTATUS=");
	starting_end();
	cr_expect_str_eq(receive(0), "");
}

Test(starting, says_nothing_when_it_ends_in_time)
{
	starting_end();
	for (int i = 0; i < 100; i++) {
		starting_begin(60000);
		starting_end();
		starting_end();
	}
	cr_expect_str_eq(receive(0), "");
}
