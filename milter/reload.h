/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: on SIGUSR1 reads configuration and lists anew and puts them in force
 * for the mails that follow.  A fault anywhere leaves what was in force, and
 * every fault is logged.
 *
 * It has a thread of its own: libmilter takes SIGHUP, SIGTERM and SIGINT in
 * one of its own, all of them as stop.
 */
#ifndef MILTER_RELOAD_H
#define MILTER_RELOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "milter/snapshot.h"

struct reload {
	const char *path; /* of milter.conf */
	struct snapshots *snapshots;
	pthread_t thread;
	atomic_bool stop;
};

/* Blocks SIGUSR1 in the calling thread and so in all that it starts: the first
 * thing of all, so that one that comes early waits for reload_start(). */
void
reload_hold(void);

/* Starts the thread.  Returns 0, or -1 with errno set. */
int
reload_start(
    struct reload *reload, const char *path, struct snapshots *snapshots);

void
reload_stop(struct reload *reload);

/* "2000 doppelgangers, 120 providers, ..." */
#define RELOAD_COUNTS_SIZE 256

void
reload_format_counts(
    const struct doppel *engine, char buf[static RELOAD_COUNTS_SIZE]);

#endif
