/* SPDX-License-Identifier: BSD-2-Clause */
/* Listens for questions, and answers them from the store. */
#include "domains/doppelcontacts/answers.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/contacts/registered.h"
#include "domains/doppelcontacts/inbox.h"
#include "domains/service/log.h"

/* The group may connect, for root without its rights over files is in it; then
 * its uid counts. */
#define MODE 0660

int
answers_open(const char *path, struct diagnostics *diagnostics,
    struct answers *answers_r)
{
	struct answers answers = {.path = path,
	    .fd = inbox_bind(path, SOCK_SEQPACKET)};

	if (answers.fd >= 0 && chmod(path, MODE) == 0 &&
	    listen(answers.fd, ANSWERS_CLIENTS_MAX) == 0) {
		*answers_r = answers;
		return 0;
	}
	diagnostics_add(diagnostics, path, 0, "cannot listen: %s",
	    strerror(errno));
	if (answers.fd >= 0)
		answers_close(&answers);
	return -1;
}

size_t
answers_poll(const struct answers *answers,
    struct pollfd polled_r[static ANSWERS_POLLED])
{
	size_t count = 0;

	if (answers->fd < 0)
		return 0;
	polled_r[count++] = (struct pollfd){answers->fd, POLLIN, 0};
	for (size_t i = 0; i < answers->count; i++)
		polled_r[count++] =
		    (struct pollfd){answers->clients[i], POLLIN, 0};
	return count;
}

static void
drop(struct answers *answers, size_t number)
{
	close(answers->clients[number]);
	answers->count--;
	memmove(&answers->clients[number], &answers->clients[number + 1],
	    (answers->count - number) * sizeof(*answers->clients));
}

static bool
is_trusted(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       (peer.uid == 0 || peer.uid == geteuid());
}

static void
take_in(struct answers *answers)
{
	int fd = accept4(answers->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (!is_trusted(fd)) {
		log_line(LOG_WARN, "refused questions of another user");
		close(fd);
		return;
	}
	if (answers->count == ANSWERS_CLIENTS_MAX)
		drop(answers, 0);
	answers->clients[answers->count++] = fd;
}

/* Returns the length of the answer, or 0 when there is none. */
static size_t
answer(struct answers *answers, struct span message, struct store *store,
    int64_t now, char reply_r[static QUESTION_MESSAGE_MAX])
{
	struct question list[QUESTIONS_MAX];
	struct answer found[QUESTIONS_MAX];
	struct span organisation;
	const char *why;
	int64_t since;
	int count = question_parse(message, &organisation, list, &why);
	bool failed;

	if (count < 0) {
		log_line(LOG_WARN, "refused a question: %s", why);
		return 0;
	}
	failed = registered_answer(store, organisation, list, (size_t)count,
		     now, found) < 0 ||
	         store_learning_since(store, &since) == STORE_ERROR;
	if (failed && !answers->failing)
		log_line(LOG_ERROR, "cannot answer: %s", store_error());
	answers->failing = failed;
	return failed ? 0
	              : question_answer(found, (size_t)count, since, reply_r);
}

/* Returns whether the connection stays. */
static bool
serve(struct answers *answers, int fd, struct store *store, int64_t now)
{
	char bytes[QUESTION_MESSAGE_MAX + 1], reply[QUESTION_MESSAGE_MAX];
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	size_t len;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	if (got == 0)
		return false;
	len = answer(answers, (struct span){bytes, (size_t)got}, store, now,
	    reply);
	return len != 0 && send(fd, reply, len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
	                       (ssize_t)len;
}

void
answers_turn(struct answers *answers, const struct pollfd *polled,
    struct store *store, int64_t now)
{
	if (answers->fd < 0)
		return;
	/* From the last on: those before keep their numbers. */
	for (size_t i = answers->count; i > 0; i--)
		if (polled[i].revents != 0 &&
		    !serve(answers, answers->clients[i - 1], store, now))
			drop(answers, i - 1);
	if (polled[0].revents != 0)
		take_in(answers);
}

void
answers_close(struct answers *answers)
{
	while (answers->count != 0)
		drop(answers, answers->count - 1);
	if (answers->fd >= 0) {
		close(answers->fd);
		unlink(answers->path);
	}
	answers->fd = -1;
}
