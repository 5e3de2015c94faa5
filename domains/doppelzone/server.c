/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets to a name server, with deadlines. */
#include "domains/doppelzone/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "domains/base/clock.h"

int
server_parse(const char *address, unsigned port, struct server *server_r)
{
	struct server server = {.stop = -1};

	if (inet_pton(AF_INET, address, &server.address.v4.sin_addr) == 1) {
		server.address.v4.sin_family = AF_INET;
		server.address.v4.sin_port = htons((uint16_t)port);
		server.len = sizeof(server.address.v4);
	} else if (inet_pton(AF_INET6, address, &server.address.v6.sin6_addr) ==
		   1) {
		server.address.v6.sin6_family = AF_INET6;
		server.address.v6.sin6_port = htons((uint16_t)port);
		server.len = sizeof(server.address.v6);
	} else {
		return -1;
	}
	snprintf(server.name, sizeof(server.name), "%s port %u", address, port);
	*server_r = server;
	return 0;
}

static int
refuse(const struct server *server, const char *why,
    struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, server->name, 0, "%s", why);
}

/* Waits until the descriptor is ready.  Returns 0, or -1 with a diagnostic. */
static int
wait_for(const struct server *server, int fd, short events, uint64_t deadline,
    struct diagnostics *diagnostics)
{
	struct pollfd polled[] = {{.fd = fd, .events = events},
	    {.fd = server->stop, .events = POLLIN}};

	for (;;) {
		uint64_t now = clock_now();
		int ready = now >= deadline
		                ? 0
		                : poll(polled, 2, (int)(deadline - now));

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return refuse(server, strerror(errno), diagnostics);
		if (ready == 0)
			return refuse(server, "does not answer in time",
			    diagnostics);
		if (polled[1].revents != 0)
			return refuse(server, "stopped", diagnostics);
		return 0;
	}
}

/* A socket that is connected, or on its way there. */
static int
open_socket(const struct server *server, int type,
    struct diagnostics *diagnostics)
{
	int fd = socket(server->address.any.sa_family,
	    type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || (connect(fd, &server->address.any, server->len) < 0 &&
			  errno != EINPROGRESS)) {
		refuse(server, strerror(errno), diagnostics);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

/* ---- UDP ----------------------------------------------------------------- */

/* Who is connected hears nobody else. */
static int
receive_answer(const struct server *server, int fd, struct span question,
    uint64_t deadline, struct diagnostics *diagnostics, struct buffer *answer)
{
	char *room = buffer_add_room(answer, SERVER_MESSAGE_MAX);

	if (room == NULL)
		return refuse(server, strerror(ENOMEM), diagnostics);
	for (;;) {
		if (wait_for(server, fd, POLLIN, deadline, diagnostics) < 0)
			return -1;

		ssize_t len = recv(fd, room, SERVER_MESSAGE_MAX, 0);

		if (len < 0 && errno != EAGAIN && errno != EINTR)
			return refuse(server, strerror(errno), diagnostics);
		if (len >= 2 && memcmp(room, question.bytes, 2) == 0) {
			answer->len = (size_t)len;
			return 0;
		}
	}
}

int
server_ask(const struct server *server, struct span question,
    struct diagnostics *diagnostics, struct buffer *answer)
{
	uint64_t deadline = clock_now() + SERVER_ANSWER_MS;
	int fd = open_socket(server, SOCK_DGRAM, diagnostics);
	int result = -1;

	answer->len = 0;
	if (fd < 0)
		return -1;
	if (send(fd, question.bytes, question.len, MSG_NOSIGNAL) < 0)
		refuse(server, strerror(errno), diagnostics);
	else
		result = receive_answer(server, fd, question, deadline,
		    diagnostics, answer);
	close(fd);
	return result;
}

/* ---- TCP ----------------------------------------------------------------- */

static int
send_all(const struct server *server, int fd, struct span bytes,
    uint64_t deadline, struct diagnostics *diagnostics)
{
	while (bytes.len != 0) {
		if (wait_for(server, fd, POLLOUT, deadline, diagnostics) < 0)
			return -1;

		ssize_t sent = send(fd, bytes.bytes, bytes.len, MSG_NOSIGNAL);

		if (sent >= 0)
			bytes = span_after(bytes, (size_t)sent);
		else if (errno != EAGAIN && errno != EINTR)
			return refuse(server, strerror(errno), diagnostics);
	}
	return 0;
}

int
server_connect(const struct server *server, struct span question,
    uint64_t deadline, struct diagnostics *diagnostics)
{
	const char len[] = {(char)(question.len >> 8), (char)question.len};
	struct buffer bytes = {0}; /* in one piece: RFC 7766 8 */
	int fd = open_socket(server, SOCK_STREAM, diagnostics);

	buffer_add(&bytes, len, sizeof(len));
	buffer_add(&bytes, question.bytes, question.len);
	if (fd >= 0 &&
	    (bytes.failed ? refuse(server, strerror(ENOMEM), diagnostics)
			  : send_all(server, fd,
				(struct span){bytes.bytes, bytes.len}, deadline,
				diagnostics)) < 0) {
		close(fd);
		fd = -1;
	}
	buffer_clear(&bytes);
	return fd;
}

static int
receive_all(const struct server *server, int fd, char *bytes, size_t len,
    uint64_t deadline, struct diagnostics *diagnostics)
{
	while (len != 0) {
		if (wait_for(server, fd, POLLIN, deadline, diagnostics) < 0)
			return -1;

		ssize_t got = recv(fd, bytes, len, 0);

		if (got == 0)
			return refuse(server, "ends the transfer too early",
			    diagnostics);
		if (got > 0) {
			bytes += got;
			len -= (size_t)got;
		} else if (errno != EAGAIN && errno != EINTR) {
			return refuse(server, strerror(errno), diagnostics);
		}
	}
	return 0;
}

int
server_receive(const struct server *server, int fd, uint64_t deadline,
    struct diagnostics *diagnostics, struct buffer *message)
{
	unsigned char before[2];
	size_t len;
	char *room;

	if (receive_all(server, fd, (char *)before, sizeof(before), deadline,
		diagnostics) < 0)
		return -1;
	len = (size_t)before[0] << 8 | before[1];
	message->len = 0;
	room = buffer_add_room(message, len);
	if (room == NULL)
		return refuse(server, strerror(ENOMEM), diagnostics);
	return receive_all(server, fd, room, len, deadline, diagnostics);
}
