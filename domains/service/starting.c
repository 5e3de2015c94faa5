/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the time of a start. */
#include "domains/service/starting.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/service/log.h"
#include "domains/service/sd_notify.h"

/* Between two reports to the service manager. */
#define PROGRESS_MS 1000

static struct {
	bool running; /* the thread; the caller's alone */
	pthread_t thread;
	pthread_cond_t ended;
	uint64_t deadline;    /* of clock_now() */
	uint64_t next;        /* report is due; the caller's alone */
	pthread_mutex_t lock; /* of what follows */
	bool end;
	size_t done, all;
} starting = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
report_late(size_t done, size_t all)
{
	static const char without[] =
	    "doppelmilter has no registrations until the first reading ends";

	if (all == 0)
		log_line(LOG_WARN,
		    "registrations: it takes long to find the sources; %s",
		    without);
	else
		log_line(LOG_WARN,
		    "registrations: reading takes long: %zu of %zu sources "
		    "read; %s",
		    done, all, without);
	sd_notify_ready();
	if (all != 0)
		sd_notify_starting(done, all);
}

/* The lock is held while it reports: the end does not come in between. */
static void *
keep_time(void *unused)
{
	const struct timespec until = clock_timespec(starting.deadline);
	int result = 0;

	(void)unused;
	pthread_mutex_lock(&starting.lock);
	while (!starting.end && result == 0)
		result = pthread_cond_timedwait(&starting.ended, &starting.lock,
		    &until);
	if (!starting.end)
		report_late(starting.done, starting.all);
	pthread_mutex_unlock(&starting.lock);
	return NULL;
}

void
starting_begin(uint64_t patience_ms)
{
	int error;

	starting.end = false;
	starting.done = starting.all = 0;
	starting.next = 0;
	starting.deadline = clock_now() + patience_ms;
	clock_init_condition(&starting.ended);
	error = pthread_create(&starting.thread, NULL, keep_time, NULL);
	starting.running = error == 0;
	if (error == 0)
		return;
	log_line(LOG_WARN,
	    "a first reading that takes long is not reported: %s",
	    strerror(error));
	pthread_cond_destroy(&starting.ended);
}

void
starting_progress(size_t done, size_t all)
{
	uint64_t now = clock_now();

	pthread_mutex_lock(&starting.lock);
	starting.done = done;
	starting.all = all;
	pthread_mutex_unlock(&starting.lock);
	if (now < starting.next)
		return;
	sd_notify_starting(done, all);
	starting.next = now + PROGRESS_MS;
}

void
starting_end(void)
{
	if (!starting.running)
		return;
	pthread_mutex_lock(&starting.lock);
	starting.end = true;
	pthread_cond_signal(&starting.ended);
	pthread_mutex_unlock(&starting.lock);
	pthread_join(starting.thread, NULL);
	pthread_cond_destroy(&starting.ended);
	starting.running = false;
}
