/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/outbox.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "domains/service/log.h"
#include "tests/unit/scratch.h"

TestSuite(outbox, .init = scratch_enter, .fini = scratch_leave);

#define PLACE "s"

static int
listen_there(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = PLACE};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	unlink(PLACE);
	cr_assert_geq(fd, 0);
	cr_assert_eq(bind(fd, (const struct sockaddr *)&address,
			 sizeof(address)),
	    0);
	return fd;
}

static void
report(struct outbox *outbox, unsigned number)
{
	char address[CONTACT_ADDRESS_SIZE];
	const struct observation one = {
	    .kind = OBSERVATION_SENT,
	    .time = 1796000000,
	    .key.address = {address, (size_t)snprintf(address, sizeof(address),
					 "a%u@b.example", number)},
	};

	outbox_add(outbox, &one, 1);
}

/* All that is there: how many observations. */
static unsigned
receive(int fd)
{
	char bytes[OBSERVATION_DATAGRAM_MAX];
	struct observation list[OBSERVATIONS_MAX];
	const char *why;
	unsigned sum = 0;
	ssize_t len;

	while ((len = recv(fd, bytes, sizeof(bytes), 0)) >= 0) {
		int count = observation_parse((struct span){bytes, (size_t)len},
		    list, &why);

		cr_assert_gt(count, 0, "%s", why);
		sum += (unsigned)count;
	}
	return sum;
}

static const char *
read_log(int end)
{
	static char text[4096];
	ssize_t len = read(end, text, sizeof(text) - 1);

	text[len < 0 ? 0 : len] = '\0';
	return text;
}

static int
catch_log(void)
{
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	log_open(LOG_TO_STDERR, false);
	return ends[0];
}

Test(outbox, nobody_listens_then_somebody_does)
{
	int end = catch_log(), fd;
	struct outbox outbox;
	const char *log;

	outbox_begin(&outbox, PLACE);
	for (unsigned i = 0; i < OBSERVATIONS_MAX + 9; i++)
		report(&outbox, i);
	fd = listen_there();
	report(&outbox, 1000);
	cr_expect_eq(receive(fd), OBSERVATIONS_MAX + 1);
	close(fd);
	fd = listen_there(); /* another one */
	report(&outbox, 1001);
	cr_expect_eq(receive(fd), 1);
	outbox_end(&outbox);
	fprintf(stderr, "\n");
	log = read_log(end);
	cr_expect_str_eq(log,
	    "doppelmilter: s: cannot report contacts: No such file or "
	    "directory; what is seen meanwhile may be lost\n"
	    "doppelmilter: s: reports contacts again; lost meanwhile: 9\n\n");
}

Test(outbox, a_full_queue_is_not_waited_for)
{
	int end = catch_log(), fd = listen_there();
	const unsigned all = 100000;
	struct outbox outbox;
	unsigned seen;

	outbox_begin(&outbox, PLACE);
	for (unsigned i = 0; i < all; i++)
		report(&outbox, i);
	cr_expect(outbox.failing);
	cr_expect_gt(outbox.lost, 0);
	seen = receive(fd) + outbox.waiting.count;
	cr_expect_eq(seen + outbox.lost, all, "%u and %u", seen,
	    (unsigned)outbox.lost);
	outbox_flush(&outbox);
	cr_expect_gt(receive(fd), 0);
	cr_expect_not(outbox.failing);
	outbox_end(&outbox);
	cr_expect(strstr(read_log(end), "its queue is full") != NULL);
	close(fd);
}
