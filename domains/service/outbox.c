/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends datagrams without waiting. */
#include "domains/service/outbox.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/unix_socket.h"
#include "domains/service/log.h"

void
outbox_begin(struct outbox *outbox, const char *path)
{
	*outbox = (struct outbox){.path = path, .fd = -1};
	pthread_mutex_init(&outbox->lock, NULL);
	observation_begin(&outbox->waiting);
}

void
outbox_end(struct outbox *outbox)
{
	outbox_flush(outbox);
	if (outbox->fd >= 0)
		close(outbox->fd);
	pthread_mutex_destroy(&outbox->lock);
}

/* Returns 0, or -1 with errno. */
static int
connect_again(struct outbox *outbox)
{
	if (outbox->fd >= 0)
		close(outbox->fd);
	outbox->fd =
	    unix_socket_connect(outbox->path, SOCK_DGRAM | SOCK_NONBLOCK);
	return outbox->fd < 0 ? -1 : 0;
}

/* Returns 0, or -1 with errno: EAGAIN when there is no room now.  A writer that
 * was started again has another socket under the same name. */
static int
send_waiting(struct outbox *outbox)
{
	char datagram[OBSERVATION_DATAGRAM_MAX];
	size_t len = observation_finish(&outbox->waiting, datagram);

	if (len == 0)
		return 0;
	if (outbox->fd >= 0 &&
	    send(outbox->fd, datagram, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	if (outbox->fd >= 0 && (errno == EAGAIN || errno == ENOBUFS))
		return -1;
	if (connect_again(outbox) < 0)
		return -1;
	return send(outbox->fd, datagram, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0
	           ? -1
	           : 0;
}

static void
report_failure(struct outbox *outbox, int error)
{
	if (!outbox->failing)
		log_line(LOG_WARN,
		    "%s: cannot report contacts: %s; what is seen meanwhile "
		    "may be lost",
		    outbox->path,
		    error == EAGAIN ? "its queue is full" : strerror(error));
	outbox->failing = true;
}

/* Under the lock, as the next.  Returns 0, or -1 with errno. */
static int
flush(struct outbox *outbox)
{
	if (outbox->waiting.count == 0)
		return 0;
	if (send_waiting(outbox) < 0) {
		int error = errno;

		if (error != EAGAIN && error != ENOBUFS)
			report_failure(outbox, error);
		errno = error;
		return -1;
	}
	observation_begin(&outbox->waiting);
	if (outbox->failing)
		log_line(LOG_NOTE,
		    "%s: reports contacts again; lost meanwhile: %" PRIu64,
		    outbox->path, outbox->lost);
	outbox->failing = false;
	outbox->lost = 0;
	return 0;
}

static void
add(struct outbox *outbox, const struct observation *observation)
{
	if (observation_add(&outbox->waiting, observation) ||
	    outbox->waiting.count == 0)
		return;
	if (flush(outbox) == 0) {
		(void)observation_add(&outbox->waiting, observation);
		return;
	}
	report_failure(outbox, errno);
	outbox->lost++;
}

bool
outbox_add(struct outbox *outbox, const struct observation *list, size_t count)
{
	bool taken;

	pthread_mutex_lock(&outbox->lock);
	for (size_t i = 0; i < count; i++)
		add(outbox, &list[i]);
	taken = flush(outbox) == 0;
	pthread_mutex_unlock(&outbox->lock);
	return taken;
}

void
outbox_flush(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	(void)flush(outbox);
	pthread_mutex_unlock(&outbox->lock);
}
