/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks over a Unix socket, with a deadline. */
#include "domains/doppelcheck/dialogue.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/base/unix_socket.h"

void
dialogue_close(struct dialogue *dialogue)
{
	if (dialogue->fd >= 0)
		close(dialogue->fd);
	dialogue->fd = -1;
}

static int
fail(struct dialogue *dialogue, int error)
{
	dialogue_close(dialogue);
	errno = error;
	return -1;
}

static int
open_connection(struct dialogue *dialogue, const char *path)
{
	dialogue->fd =
	    unix_socket_connect(path, SOCK_SEQPACKET | SOCK_NONBLOCK);
	if (dialogue->fd >= 0)
		return 0;
	/* EAGAIN: so many wait there already. */
	return fail(dialogue, errno == EAGAIN ? ETIMEDOUT : errno);
}

/* Returns 0 when the answer is there, or -1 with errno. */
static int
wait_for_answer(int fd, uint64_t deadline)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};
	int ready;

	do {
		uint64_t now = clock_now();

		ready = poll(&polled, 1,
		    now < deadline ? (int)(deadline - now) : 0);
	} while (ready < 0 && errno == EINTR);
	if (ready == 0)
		errno = ETIMEDOUT;
	return ready > 0 ? 0 : -1;
}

static int
ask(struct dialogue *dialogue, struct span message, uint64_t deadline,
    char reply_r[static QUESTION_MESSAGE_MAX], size_t *len_r)
{
	ssize_t len;

	if (send(dialogue->fd, message.bytes, message.len, MSG_NOSIGNAL) < 0 ||
	    wait_for_answer(dialogue->fd, deadline) < 0)
		return fail(dialogue, errno == EAGAIN ? ETIMEDOUT : errno);
	len = recv(dialogue->fd, reply_r, QUESTION_MESSAGE_MAX, MSG_DONTWAIT);
	if (len <= 0)
		return fail(dialogue, len == 0 ? ECONNRESET : errno);
	*len_r = (size_t)len;
	return 0;
}

int
dialogue_ask(struct dialogue *dialogue, const char *path, struct span message,
    uint64_t deadline, char reply_r[static QUESTION_MESSAGE_MAX], size_t *len_r)
{
	bool old = dialogue->fd >= 0;

	if (!old && open_connection(dialogue, path) < 0)
		return -1;
	if (ask(dialogue, message, deadline, reply_r, len_r) == 0)
		return 0;
	/* It was started again meanwhile. */
	if (!old || (errno != EPIPE && errno != ECONNRESET))
		return -1;
	return open_connection(dialogue, path) < 0
	           ? -1
	           : ask(dialogue, message, deadline, reply_r, len_r);
}
