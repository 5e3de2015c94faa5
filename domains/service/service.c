/* SPDX-License-Identifier: BSD-2-Clause */
/* Service: from the first connection to the stop. */
#include "domains/service/service.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "domains/service/log.h"
#include "domains/service/sd_notify.h"
#include "domains/service/reload.h"

/* libmilter looks up from its listener every five seconds, and when a signal
 * interrupts it: once it has to end, one comes so often. */
#define WAKE_MS 50

/* Under load it may never end: it destroys the locks that its workers still
 * take ("TASKMGR_LOCK error").  The one who stops us should not have to kill
 * us. */
#define STOP_WAKES_MAX 200

struct service {
	struct service_server server;
	pthread_t main, libmilter, stopper;
	sem_t waiting; /* the main thread waits for signals */
	int status;    /* of libmilter, when it has ended */
	atomic_bool ended;
};

static void
our_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

static void
wake(int number)
{
	(void)number;
}

void
service_hold_signals(void)
{
	const struct sigaction waking = {.sa_handler = wake};
	sigset_t set;

	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	/* libmilter takes SIGHUP as stop.  Linux drops a signal that is ignored
	 * when it is sent, unless the main thread blocks it. */
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	sigaction(SIGUSR2, &waking, NULL);
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
	service->status = service->server.serve();
	atomic_store(&service->ended, true);
	pthread_kill(service->main, SIGUSR1);
	return NULL;
}

/* Waits for libmilter's listener. */
static void *
stop(void *argument)
{
	struct service *service = argument;

	service->server.stop();
	return NULL;
}

enum service_end {
	SERVICE_FAILED,    /* libmilter ended, nobody had asked */
	SERVICE_STOPPED,   /* it ended as it had to */
	SERVICE_ABANDONED, /* it had to and does not */
};

/* The next signal; 0 when none came in so many ms. */
static int
next_signal(const sigset_t *set, long ms)
{
	const struct timespec patience = {
	    .tv_sec = ms / 1000,
	    .tv_nsec = ms % 1000 * 1000000,
	};
	int number;

	do
		number = sigtimedwait(set, NULL, &patience);
	while (number < 0 && errno != EAGAIN);
	return number < 0 ? 0 : number;
}

/* Takes signals until libmilter has ended. */
static enum service_end
take_signals(struct service *service, const struct reload *reload)
{
	sigset_t set;
	unsigned wakes = 0; /* since it has to end */
	long look = 0;

	our_signals(&set);
	sem_post(&service->waiting);
	for (;;) {
		int number = next_signal(&set, wakes > 0 ? WAKE_MS : look);

		if (atomic_load(&service->ended))
			return wakes > 0 ? SERVICE_STOPPED : SERVICE_FAILED;
		if (wakes == STOP_WAKES_MAX)
			return SERVICE_ABANDONED;
		if (wakes > 0) {
			pthread_kill(service->libmilter, SIGUSR2);
			wakes++;
		} else if (number == 0) {
			look = reload_look(reload);
		} else if (number == SIGUSR1) {
			sd_notify_reloading();
			reload_now(reload);
			sd_notify_ready();
			look = 0; /* the registrations may be others */
		} else {
			sd_notify_stopping();
			if (pthread_create(&service->stopper, NULL, stop,
				service) != 0)
				return SERVICE_ABANDONED;
			wakes = 1;
		}
	}
}

int
service_run(const struct service_server *server, const struct reload *reload)
{
	static struct service service; /* its thread may outlive us */
	enum service_end end;
	int error;

	service.server = *server;
	service.main = pthread_self();
	sem_init(&service.waiting, 0, 0);
	error = pthread_create(&service.libmilter, NULL, serve, &service);
	if (error != 0) {
		log_line(LOG_ERROR, "thread: %s", strerror(error));
		return -1;
	}
	sd_notify_ready();
	end = take_signals(&service, reload);
	if (end == SERVICE_ABANDONED) {
		log_line(LOG_WARN, "libmilter does not end: left as it is");
		return 0;
	}
	if (end == SERVICE_STOPPED)
		pthread_join(service.stopper, NULL);
	pthread_join(service.libmilter, NULL);
	sem_destroy(&service.waiting);
	return end == SERVICE_STOPPED ? 0 : service.status;
}
