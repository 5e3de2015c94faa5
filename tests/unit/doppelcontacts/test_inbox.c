/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/doppelcontacts/inbox.h"

#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>

#include "domains/base/unix_socket.h"
#include "tests/unit/scratch.h"

#define PLACE "socket"

static bool sends_at_once;

static void
send_one(void)
{
	int fd = unix_socket_connect(PLACE, SOCK_DGRAM);

	cr_assert(fd >= 0 && send(fd, "first", 5, 0) == 5);
	close(fd);
}

int
__real_bind(int fd, const struct sockaddr *address, socklen_t len);

/* The linker puts it before bind(). */
int
__wrap_bind(int fd, const struct sockaddr *address, socklen_t len);

int
__wrap_bind(int fd, const struct sockaddr *address, socklen_t len)
{
	int result = __real_bind(fd, address, len);

	if (sends_at_once && result == 0)
		send_one();
	return result;
}

/* A gate that waited for the socket sends as soon as it is there. */
Test(inbox, hears_from_its_first_moment, .init = scratch_enter,
    .fini = scratch_leave)
{
	struct diagnostics diagnostics = {0};
	char bytes[OBSERVATION_DATAGRAM_MAX];
	struct inbox inbox;
	size_t len;

	sends_at_once = true;
	cr_assert(inbox_open(PLACE, &diagnostics, &inbox) == 0);
	cr_expect(inbox_receive(&inbox, bytes, &len) == INBOX_TAKEN);
	cr_expect(len == 5);
	cr_expect(inbox_receive(&inbox, bytes, &len) == INBOX_EMPTY);
	inbox_close(&inbox);
}
