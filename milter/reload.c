/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: on SIGUSR1 reads configuration and lists anew and puts them in force
 * for the mails that follow. */
#include "milter/reload.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "milter/log.h"
#include "milter/notify.h"

void
reload_format_counts(
    const struct doppel *engine, char buf[static RELOAD_COUNTS_SIZE])
{
	size_t used = 0;

	buf[0] = '\0';
	for (int kind = 0; kind < LISTFILE_KINDS; kind++) {
		int len = snprintf(buf + used, RELOAD_COUNTS_SIZE - used,
		    "%s%zu %s", used == 0 ? "" : ", ",
		    doppel_count(engine, (enum listfile_kind)kind),
		    listfile_kind_name((enum listfile_kind)kind));

		if (len < 0 || (size_t)len >= RELOAD_COUNTS_SIZE - used)
			return;
		used += (size_t)len;
	}
}

static bool
differs(const char *a, const char *b)
{
	return (a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0);
}

/* What is taken at start only must not look as if it had been taken. */
static void
say_what_waits(
    const struct settings_milter *old, const struct settings_milter *new)
{
	const struct {
		const char *key;
		bool changed;
	} keys[] = {
	    {"socket", differs(old->socket, new->socket)},
	    {"socket-mode", old->socket_mode != new->socket_mode},
	    {"socket-group", differs(old->socket_group, new->socket_group)},
	    {"user", differs(old->user, new->user)},
	    {"log", old->log_to != new->log_to},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].changed)
			log_line(LOG_WARN,
			    "reload: %s has changed: it waits for a restart",
			    keys[i].key);
}

static void
reload_now(struct reload *reload)
{
	char before[RELOAD_COUNTS_SIZE], after[RELOAD_COUNTS_SIZE];
	const struct snapshot *old;
	struct snapshot *next;
	struct faults faults = {0};

	if (snapshot_load(reload->path, &faults, &next) < 0) {
		log_faults(LOG_ERROR, &faults);
		log_line(LOG_ERROR,
		    "reload: %zu fault%s: what was in force stays in force",
		    faults.count, faults.count == 1 ? "" : "s");
		faults_clear(&faults);
		return;
	}
	faults_clear(&faults);
	old = snapshots_take(reload->snapshots);
	if (old == NULL) {
		snapshot_free(&next);
		return;
	}
	reload_format_counts(old->engine, before);
	reload_format_counts(next->engine, after);
	say_what_waits(&old->settings, &next->settings);
	log_line(LOG_NOTE, "reload: mode=%s; before: %s; now: %s",
	    next->settings.policy.monitor ? "monitor" : "enforce", before,
	    after);
	snapshots_swap(reload->snapshots, &next);
	snapshots_release(reload->snapshots, &old);
}

static void
only_sigusr1(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGUSR1);
}

static void *
wait_for_signals(void *argument)
{
	struct reload *reload = argument;
	sigset_t set;
	int signal_number;

	only_sigusr1(&set);
	for (;;) {
		if (sigwait(&set, &signal_number) != 0)
			continue;
		if (atomic_load(&reload->stop))
			return NULL;
		notify_reloading();
		reload_now(reload);
		notify_ready();
	}
}

void
reload_hold(void)
{
	sigset_t set;

	only_sigusr1(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int
reload_start(
    struct reload *reload, const char *path, struct snapshots *snapshots)
{
	sigset_t all, before;

	reload->path = path;
	reload->snapshots = snapshots;
	atomic_init(&reload->stop, false);
	/* The thread must not be the one that a SIGTERM finds unblocked: it
	 * would end the process before libmilter hears of it. */
	sigfillset(&all);
	errno = pthread_sigmask(SIG_SETMASK, &all, &before);
	if (errno != 0)
		return -1;
	errno = pthread_create(&reload->thread, NULL, wait_for_signals, reload);
	if (errno != 0)
		return -1;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return 0;
}

void
reload_stop(struct reload *reload)
{
	atomic_store(&reload->stop, true);
	pthread_kill(reload->thread, SIGUSR1);
	pthread_join(reload->thread, NULL);
}
