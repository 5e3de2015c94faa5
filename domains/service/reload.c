/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists anew and puts them in force. */
#include "domains/service/reload.h"

#include <stdbool.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/service/log.h"

static void
append_registrations(const struct directory *directory, char *buf, size_t size)
{
	struct directory_counts counts;

	if (directory == NULL)
		return;
	counts = directory_count(directory);
	snprintf(buf, size,
	    "; registrations: %zu lists, %zu members, %zu wrong", counts.lists,
	    counts.members, counts.wrong);
}

void
reload_format_counts(const struct snapshot *snapshot,
    char buf[static RELOAD_COUNTS_SIZE])
{
	size_t used = 0;

	buf[0] = '\0';
	for (int kind = 0; kind < LISTFILE_KINDS; kind++) {
		int len = snprintf(buf + used, RELOAD_COUNTS_SIZE - used,
		    "%s%zu %s", used == 0 ? "" : ", ",
		    doppel_count(snapshot->engine, (enum listfile_kind)kind),
		    listfile_kind_name((enum listfile_kind)kind));

		if (len < 0 || (size_t)len >= RELOAD_COUNTS_SIZE - used)
			return;
		used += (size_t)len;
	}
	append_registrations(snapshot->directory, buf + used,
	    RELOAD_COUNTS_SIZE - used);
}

/* ---- registrations ------------------------------------------------------- */

/* A stop and a reload do not wait for a Mailman that is slow.  libmilter may
 * have taken the signal for a stop; then it ends, and SIGUSR1 tells. */
static bool
signal_is_pending(void)
{
	sigset_t set;

	return sigpending(&set) == 0 && (sigismember(&set, SIGTERM) == 1 ||
					    sigismember(&set, SIGINT) == 1 ||
					    sigismember(&set, SIGHUP) == 1 ||
					    sigismember(&set, SIGUSR1) == 1);
}

static struct watch_input
input_of(const struct snapshot *snapshot, bool all, bool services)
{
	return (struct watch_input){
	    .registrations = &snapshot->domains.registrations,
	    .policies = &snapshot->domains.policies,
	    .engine = snapshot->engine,
	    .all = all,
	    .services = services,
	    .give_up = signal_is_pending,
	};
}

int
reload_registrations(struct watch *watch, struct snapshot *next, bool services,
    struct diagnostics *diagnostics)
{
	const struct watch_input input = input_of(next, true, services);
	struct watch_news news;

	if (!settings_has_registrations(input.registrations))
		return 0;
	if (watch_update(watch, &input, diagnostics, &news) < 0)
		return -1;
	next->directory = news.directory;
	return 0;
}

static void
put_in_force(const struct reload *reload, struct watch_news *news)
{
	struct directory_counts counts = directory_count(news->directory);

	if (snapshots_swap_registry(reload->snapshots, &news->directory) < 0)
		log_line(LOG_ERROR, "registrations: out of memory: what was "
				    "in force stays in force");
	else
		log_line(LOG_NOTE,
		    "registrations: %zu source%s read: %zu "
		    "lists, %zu members, %zu wrong",
		    news->read, news->read == 1 ? "" : "s", counts.lists,
		    counts.members, counts.wrong);
}

/* Processor time of this thread: to wait for a program or a slow disk costs
 * nobody anything. */
static long
spent_ms(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
	return (long)spent.tv_sec * 1000 + spent.tv_nsec / 1000000;
}

/* Reads what has changed, or all, and puts it in force. */
static struct watch_news
update(const struct reload *reload, const struct watch_input *input)
{
	struct diagnostics diagnostics = {0};
	struct watch_news news;

	if (watch_update(reload->watch, input, &diagnostics, &news) == 0 &&
	    news.directory != NULL)
		put_in_force(reload, &news);
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
	return news;
}

/* What the settings want between two looks, or more when looks at files take
 * long; reading them does not count. */
static long
wait_after(const struct watch_input *input, const struct watch_news *news,
    long spent)
{
	long wait = (long)input->registrations->refresh * 1000;

	if (news->read == 0 && spent * RELOAD_LOOK_SHARE > wait)
		wait = spent * RELOAD_LOOK_SHARE;
	return wait < RELOAD_LOOK_MS_MAX ? wait : RELOAD_LOOK_MS_MAX;
}

static long
look(const struct reload *reload, bool all)
{
	const struct snapshot *current = snapshots_take(reload->snapshots);
	long begin = spent_ms(), wait = RELOAD_LOOK_MS_MAX;
	struct watch_input input;
	struct watch_news news;

	if (current == NULL)
		return wait;
	input = input_of(current, all, !all);
	if (settings_has_registrations(input.registrations)) {
		news = update(reload, &input);
		wait = wait_after(&input, &news, spent_ms() - begin);
	}
	snapshots_release(reload->snapshots, &current);
	return wait;
}

void
reload_begin(const struct reload *reload)
{
	look(reload, true);
}

long
reload_look(const struct reload *reload)
{
	return look(reload, false);
}

/* ---- all ----------------------------------------------------------------- */

static bool
differs(const char *a, const char *b)
{
	return (a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0);
}

/* What is taken at start only must not look as if it had been taken. */
static void
say_what_waits(const struct settings_milter *old,
    const struct settings_milter *new)
{
	const struct {
		const char *key;
		bool changed;
	} keys[] = {
	    {"socket", differs(old->socket, new->socket)},
	    {"socket-mode", old->socket_mode != new->socket_mode},
	    {"socket-group", differs(old->socket_group, new->socket_group)},
	    {"user", differs(old->user, new->user)},
	    {"log", old->log_to_stderr != new->log_to_stderr},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].changed)
			log_line(LOG_WARN,
			    "reload: %s has changed: it waits for a restart",
			    keys[i].key);
}

/* Loads all that a reload takes in.  Returns -1 with the faults added. */
static int
load(const struct reload *reload, const struct snapshot *old,
    struct diagnostics *diagnostics, struct snapshot **next_r)
{
	if (snapshot_load(reload->path, diagnostics, next_r) < 0)
		return -1;
	if (snapshot_connect(*next_r, old) < 0)
		diagnostics_add(diagnostics, "dns", 0, "%s", strerror(errno));
	else if (reload_registrations(reload->watch, *next_r, false,
		     diagnostics) == 0)
		return 0;
	snapshot_free(next_r);
	return -1;
}

void
reload_now(const struct reload *reload)
{
	char before[RELOAD_COUNTS_SIZE], after[RELOAD_COUNTS_SIZE];
	const struct snapshot *old = snapshots_take(reload->snapshots);
	struct snapshot *next;
	struct diagnostics diagnostics = {0};

	if (old == NULL)
		return;
	if (load(reload, old, &diagnostics, &next) < 0) {
		log_diagnostics(LOG_ERROR, &diagnostics);
		log_line(LOG_ERROR,
		    "reload: %zu fault%s: what was in force stays in force",
		    diagnostics.count, diagnostics.count == 1 ? "" : "s");
		diagnostics_clear(&diagnostics);
		snapshots_release(reload->snapshots, &old);
		return;
	}
	/* What is left are faults in files of registrations. */
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
	reload_format_counts(old, before);
	reload_format_counts(next, after);
	say_what_waits(&old->settings, &next->settings);
	log_line(LOG_NOTE, "reload: mode=%s; before: %s; now: %s",
	    next->settings.policy.monitor ? "monitor" : "enforce", before,
	    after);
	snapshots_swap(reload->snapshots, &next);
	snapshots_release(reload->snapshots, &old);
}
