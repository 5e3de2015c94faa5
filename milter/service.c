/* SPDX-License-Identifier: BSD-2-Clause */
/* Service: from the first connection to the stop. */
#include "milter/service.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "milter/log.h"
#include "milter/notify.h"
#include "milter/reload.h"
#include "milter/session.h"

struct service {
	pthread_t main;
	sem_t waiting; /* the main thread waits for signals */
	int status; /* of libmilter, when it has ended */
	atomic_bool ended;
};

static void
our_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

void
service_hold_signals(void)
{
	sigset_t set;

	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* An MTA or a log reader that goes away is no reason to die. */
	signal(SIGPIPE, SIG_IGN);
}

static void *
serve(void *argument)
{
	struct service *service = argument;

	/* A signal that is there already is the main thread's. */
	while (sem_wait(&service->waiting) != 0)
		continue;
	service->status = session_serve();
	atomic_store(&service->ended, true);
	pthread_kill(service->main, SIGUSR1);
	return NULL;
}

/* Takes signals until libmilter has ended.  Returns whether it was told to. */
static bool
take_signals(
    struct service *service, const char *path, struct snapshots *snapshots)
{
	sigset_t set;
	bool told = false;

	our_signals(&set);
	sem_post(&service->waiting);
	for (;;) {
		int number;

		if (sigwait(&set, &number) != 0)
			continue;
		if (atomic_load(&service->ended))
			return told;
		if (number == SIGUSR1) {
			notify_reloading();
			reload_now(path, snapshots);
			notify_ready();
		} else if (!told) {
			told = true;
			notify_stopping();
			session_stop();
		}
	}
}

int
service_run(const char *path, struct snapshots *snapshots)
{
	struct service service = {.main = pthread_self()};
	pthread_t thread;
	bool told;
	int error;

	sem_init(&service.waiting, 0, 0);
	error = pthread_create(&thread, NULL, serve, &service);
	if (error != 0) {
		log_line(LOG_ERROR, "thread: %s", strerror(error));
		return -1;
	}
	notify_ready();
	told = take_signals(&service, path, snapshots);
	pthread_join(thread, NULL);
	sem_destroy(&service.waiting);
	return told ? 0 : service.status;
}
