/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens the socket and looks at who sends. */
#include "domains/doppelcontacts/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/unix_socket.h"
#include "domains/settings/socket.h"

/* Is it a socket at which nobody listens any more? */
static bool
is_left_over(const char *path, int type)
{
	struct stat status;
	int fd;

	if (lstat(path, &status) < 0 || !S_ISSOCK(status.st_mode))
		return false;
	fd = unix_socket_connect(path, type);
	if (fd < 0)
		return errno == ECONNREFUSED;
	close(fd);
	return false;
}

/* The kernel is to say who sends. */
static int
know_senders(int fd)
{
	const int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
}

int
inbox_bind(const char *path, int type)
{
	struct sockaddr_un address;
	int error, fd;

	if (unix_socket_address(path, &address) < 0)
		return -1;
	if (is_left_over(path, type))
		unlink(path);
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	/* Nobody can send before it has its mode and knows who sends: a
	 * datagram of before would be nobody's. */
	if (fchmod(fd, 0600) == 0 &&
	    (type != SOCK_DGRAM || know_senders(fd) == 0) &&
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* A socket that somebody else has opened.  Returns it, or -1 with errno. */
static int
take_over(int fd)
{
	int kind = 0, flags = fcntl(fd, F_GETFL);
	socklen_t len = sizeof(kind);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &len) < 0)
		return -1;
	if (kind != SOCK_DGRAM) {
		errno = EPROTOTYPE;
		return -1;
	}
	return know_senders(fd) == 0 ? fd : -1;
}

int
inbox_open(const char *place, struct diagnostics *diagnostics,
    struct inbox *inbox_r)
{
	struct socket_place parsed;
	struct inbox inbox = {.fd = -1};

	if (socket_parse(place, &parsed) == NULL && parsed.kind == SOCKET_FD) {
		inbox.fd = take_over(parsed.fd);
	} else {
		inbox.path = strdup(place);
		if (inbox.path != NULL)
			inbox.fd = inbox_bind(place, SOCK_DGRAM);
	}
	if (inbox.fd < 0) {
		diagnostics_add(diagnostics, place, 0, "cannot listen: %s",
		    strerror(errno));
		free(inbox.path);
		return -1;
	}
	*inbox_r = inbox;
	return 0;
}

static bool
is_trusted(struct msghdr *message)
{
	const uid_t own = geteuid();
	struct ucred peer;

	for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control != NULL;
	     control = CMSG_NXTHDR(message, control))
		if (control->cmsg_level == SOL_SOCKET &&
		    control->cmsg_type == SCM_CREDENTIALS &&
		    control->cmsg_len == CMSG_LEN(sizeof(peer))) {
			memcpy(&peer, CMSG_DATA(control), sizeof(peer));
			return peer.uid == own || peer.uid == 0;
		}
	return false;
}

enum inbox_result
inbox_receive(const struct inbox *inbox,
    char bytes_r[static OBSERVATION_DATAGRAM_MAX], size_t *len_r)
{
	/* Descriptors that somebody sends along are closed by the kernel: there
	 * is no room for them. */
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec piece = {bytes_r, OBSERVATION_DATAGRAM_MAX};
	struct msghdr message = {.msg_iov = &piece,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes)};
	ssize_t len;

	do
		len = recvmsg(inbox->fd, &message,
		    MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return INBOX_EMPTY;
	if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
	    !is_trusted(&message))
		return INBOX_REFUSED;
	*len_r = (size_t)len;
	return INBOX_TAKEN;
}

void
inbox_close(struct inbox *inbox)
{
	if (inbox->fd >= 0)
		close(inbox->fd);
	if (inbox->path != NULL)
		unlink(inbox->path);
	free(inbox->path);
	*inbox = (struct inbox){.fd = -1};
}
