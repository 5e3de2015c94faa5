/* SPDX-License-Identifier: BSD-2-Clause */
/* Service: from the first connection to the stop.  libmilter runs in a thread
 * of its own; the main thread takes the signals.
 *
 *     SIGUSR1           reload
 *     SIGTERM, SIGINT   stop
 *     SIGHUP            nothing: a terminal that closes is no reason to stop
 *
 * libmilter takes the two too, in yet another thread, and a signal that it
 * takes while it starts makes it fail instead of end.  So the main thread, to
 * which Linux gives a process's signal first, waits for them and knows that
 * such a failure was a stop.
 */
#ifndef DOMAINS_SERVICE_SERVICE_H
#define DOMAINS_SERVICE_SERVICE_H

#include "domains/service/reload.h"

/* Before everything else: signals wait until service_run() takes them. */
void
service_hold_signals(void);

/* What answers the MTA. */
struct service_server {
	int (*serve)(void); /* until it is stopped: 0, or -1 when it failed */
	void (*stop)(void); /* makes serve() return, from another thread */
};

/* Serves until a signal stops it, and reloads what changes.
 * The server is not touched after the return.  Returns 0, or -1 when the
 * server ended by itself. */
int
service_run(const struct service_server *server, const struct reload *reload);

#endif
