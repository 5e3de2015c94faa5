/* SPDX-License-Identifier: BSD-2-Clause */
/* serve: the one process that writes what the gate saw (command.h). */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/doppelcontacts/answers.h"
#include "domains/doppelcontacts/command.h"
#include "domains/doppelcontacts/inbox.h"
#include "domains/doppelcontacts/writer.h"
#include "domains/service/log.h"
#include "domains/service/sd_notify.h"
#include "domains/service/signals.h"

/* Datagrams between two looks at the clock. */
#define ROUND_MAX 256

static void
receive(const struct inbox *inbox, struct writer *writer)
{
	char bytes[OBSERVATION_DATAGRAM_MAX];
	const int64_t now = time(NULL);
	const uint64_t ticks = clock_now();
	size_t len;

	for (int i = 0; i < ROUND_MAX; i++) {
		switch (inbox_receive(inbox, bytes, &len)) {
		case INBOX_TAKEN:
			writer_take(writer, (struct span){bytes, len}, now,
			    ticks);
			break;
		case INBOX_REFUSED:
			writer_refuse(writer);
			break;
		case INBOX_EMPTY:
			return;
		}
	}
}

/* It tries again each second, and must hear what comes in meanwhile. */
#define WAIT_MS 100

/* What it listens at. */
struct ears {
	struct inbox inbox;
	struct answers answers; /* fd -1: nobody asks */
	int signals;
};

/* Until a signal. */
static void
run(struct ears *ears, struct writer *writer, struct store *store)
{
	struct pollfd polled[2 + ANSWERS_POLLED] = {{.fd = ears->inbox.fd,
							.events = POLLIN},
	    {.fd = ears->signals, .events = POLLIN}};

	for (;;) {
		nfds_t count = 2 + answers_poll(&ears->answers, polled + 2);
		int ready =
		    poll(polled, count, writer_wait(writer, clock_now()));

		if (ready < 0 && errno != EINTR) {
			log_line(LOG_ERROR, "poll: %s", strerror(errno));
			return;
		}
		if (ready > 0 && polled[0].revents != 0)
			receive(&ears->inbox, writer);
		writer_turn(writer, time(NULL), clock_now());
		if (ready > 0 && polled[1].revents != 0)
			return;
		if (ready > 0)
			answers_turn(&ears->answers, polled + 2, store,
			    time(NULL));
	}
}

static int
serve(struct ears *ears, struct store *store, unsigned retention)
{
	struct writer *writer = writer_new(store, retention);
	int result = -1;

	if (writer == NULL) {
		log_line(LOG_ERROR, "not started: %s", strerror(ENOMEM));
	} else {
		log_settle();
		log_line(LOG_NOTE, "doppelcontacts " DOPPEL_VERSION);
		sd_notify_ready();
		run(ears, writer, store);
		sd_notify_stopping();
		/* What was sent before the signal came. */
		receive(&ears->inbox, writer);
		result = writer_finish(writer);
		log_line(LOG_NOTE, "stopped");
	}
	writer_free(&writer);
	return result;
}

/* Nobody asks where nothing is to come of it. */
static int
open_ears(struct command *command, struct ears *ears)
{
	const struct settings_contacts *settings = &command->settings.contacts;
	const char *place = command->socket != NULL
	                        ? command->socket
	                        : settings_contacts_socket(settings);

	ears->answers = (struct answers){.fd = -1};
	/* A signal loses nothing that was sent before it. */
	ears->signals = signals_hold();
	if (ears->signals < 0)
		return diagnostics_add(&command->diagnostics, place, 0,
		    "cannot listen: %s", strerror(errno));
	if (inbox_open(place, &command->diagnostics, &ears->inbox) < 0)
		return -1;
	if (!settings_wants_unconfirmed(settings) ||
	    answers_open(settings_contacts_questions(settings),
		&command->diagnostics, &ears->answers) == 0)
		return 0;
	inbox_close(&ears->inbox);
	return -1;
}

int
command_serve(struct command *command, char **none)
{
	unsigned retention = SETTINGS_CONTACTS_RETENTION;
	struct ears ears;
	struct store *store;
	int result;

	(void)none;
	log_set_program("doppelcontacts");
	log_open(command->debug ? LOG_TO_STDERR : LOG_TO_SYSLOG,
	    command->debug);
	command->wait_ms = WAIT_MS;
	if (command_open(command, true, &store) < 0)
		return COMMAND_ERROR;
	if (command->loaded)
		retention = command->settings.contacts.retention;
	result = open_ears(command, &ears);
	if (result == 0) {
		result = serve(&ears, store, retention);
		answers_close(&ears.answers);
		inbox_close(&ears.inbox);
		close(ears.signals);
	}
	store_close(&store);
	return result < 0 ? COMMAND_ERROR : COMMAND_DONE;
}
