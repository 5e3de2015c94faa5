/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/signals.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static bool
is_readable(int fd)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};

	return poll(&polled, 1, 0) == 1;
}

Test(signals, a_signal_waits_and_is_seen)
{
	static const int numbers[] = {SIGTERM, SIGINT};

	for (int i = 0; i < 2; i++) {
		int fd = signals_hold(), number;
		sigset_t all;

		cr_assert_geq(fd, 0);
		cr_expect_not(is_readable(fd));
		cr_assert_eq(raise(numbers[i]), 0);
		cr_expect(is_readable(fd));
		sigfillset(&all);
		cr_assert_eq(sigwait(&all, &number), 0);
		cr_expect_eq(number, numbers[i]);
		close(fd);
	}
}
