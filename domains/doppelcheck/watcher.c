/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the registrations file up to date. */
#include "domains/doppelcheck/watcher.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/base/replacement.h"
#include "domains/base/stamp.h"
#include "domains/doppelcheck/interview.h"
#include "domains/doppelcheck/configuration.h"
#include "domains/doppelcheck/contact.h"
#include "domains/doppelcheck/watch.h"
#include "domains/registrations/file.h"
#include "domains/registrations/file_text.h"
#include "domains/service/log.h"
#include "domains/service/sd_notify.h"
#include "domains/service/starting.h"

/* The time in the file is renewed so often. */
#define RENEW_MS 60000

/* One twentieth of a processor at most looks at the files, as long as changes
 * are seen within a minute: 1,000 files take a fiftieth. */
#define LOOK_SHARE 20
#define LOOK_MS_MAX 50000

/* Without registrations domains.conf alone is looked at. */
#define IDLE_MS 1000

/* Who may read the file. */
#define GROUP "doppelmilter"
#define MODE (S_IRUSR | S_IWUSR | S_IRGRP)
#define GROUP_BYTES_MAX 65536

struct watcher {
	const struct watcher_options *options;
	struct configuration configuration;
	struct watch *watch;
	struct interview interview;
	struct buffer rows;          /* of the file */
	uint64_t written_at;         /* 0: not yet */
	struct diagnostics reported; /* of the configuration */
	bool write_failed;           /* which was reported */
	bool idle;                   /* the same */
	bool ready; /* there is a file, or nothing to make one of */
};

/* ---- signals ------------------------------------------------------------- */

/* A source was not waited for, because of a signal: what was read is not all
 * that there is. */
static bool gave_up;

static void
stopping_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

static void
our_signals(sigset_t *set)
{
	stopping_signals(set);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGHUP);
}

/* While it reads, a signal that says stop ends it where it is, whatever that
 * is: the file is replaced whole or not at all, and nothing else is kept. */
static void
let_signals_stop(bool at_once)
{
	sigset_t set;

	stopping_signals(&set);
	pthread_sigmask(at_once ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

static bool
signal_is_pending(void)
{
	sigset_t set;

	if (sigpending(&set) != 0 ||
	    (sigismember(&set, SIGHUP) != 1 && sigismember(&set, SIGUSR1) != 1))
		return false;
	gave_up = true;
	return true;
}

/* The next signal; 0 when none came in so many ms. */
static int
next_signal(long ms)
{
	const struct timespec patience = {
	    .tv_sec = ms / 1000,
	    .tv_nsec = ms % 1000 * 1000000,
	};
	sigset_t set;
	int number;

	our_signals(&set);
	do
		number = sigtimedwait(&set, NULL, &patience);
	while (number < 0 && errno != EAGAIN);
	return number < 0 ? 0 : number;
}

/* ---- the file ------------------------------------------------------------ */

static const char *
path_of(const struct watcher *watcher)
{
	return watcher->options->file != NULL
	           ? watcher->options->file
	           : settings_registrations_file(
			 &watcher->configuration.settings.registrations);
}

static bool
there_is_file(const struct watcher *watcher)
{
	return stamp_of(path_of(watcher)).error == 0;
}

/* The group of the gate, where there is one and we may give it files; else
 * 0. */
static gid_t
find_group(void)
{
	char bytes[GROUP_BYTES_MAX];
	struct group group, *found;

	if (geteuid() != 0 ||
	    getgrnam_r(GROUP, &group, bytes, sizeof(bytes), &found) != 0 ||
	    found == NULL)
		return 0;
	return group.gr_gid;
}

static int
write_file(struct watcher *watcher, struct diagnostics *diagnostics)
{
	const struct replacement_options how = {
	    .suffix = ".new",
	    .mode = MODE,
	    .group = find_group(),
	    .lock = true, /* two watchers are a mistake, not a broken file */
	    .title = registrations_form.title,
	};
	struct buffer file = {0};
	int result = -1;

	registrations_seal(&watcher->rows, time(NULL), &file);
	if (file.failed)
		diagnostics_add(diagnostics, path_of(watcher), 0,
		    "out of memory");
	else if (file.len > REGISTRATIONS_FILE_MAX)
		diagnostics_add(diagnostics, path_of(watcher), 0,
		    "would be over 256 MiB");
	else
		result = replacement_write_file(path_of(watcher), &how,
		    file.bytes, file.len, diagnostics);
	buffer_clear(&file);
	return result;
}

/* Writes the file when it says something new, is gone, or its time is to be
 * renewed.  A failure is reported once. */
static void
publish(struct watcher *watcher, bool changed)
{
	struct diagnostics diagnostics = {0};
	uint64_t now = clock_now();
	int result;

	if (!changed && !watcher->write_failed && watcher->written_at != 0 &&
	    there_is_file(watcher) && now - watcher->written_at < RENEW_MS)
		return;
	result = write_file(watcher, &diagnostics);
	if (result < 0 && !watcher->write_failed)
		log_diagnostics(LOG_ERROR, &diagnostics);
	if (result == 0 && watcher->write_failed)
		log_line(LOG_NOTE, "%s: is written again", path_of(watcher));
	watcher->write_failed = result < 0;
	if (result == 0)
		watcher->written_at = now;
	diagnostics_clear(&diagnostics);
}

/* As registrations_contact. */
static const char *
find_contact(void *context, const char *list)
{
	static char contact[CONTACT_SIZE];

	return contacts_find(context, span_of(list), contact) ? contact
	                                                      : "postmaster";
}

/* Takes over the rows that a directory makes.  Returns 1 when they are others
 * than before, 0, or -1 when it gave up or memory is out. */
static int
take_directory(struct watcher *watcher, const struct directory *directory)
{
	const struct settings *settings = &watcher->configuration.settings;
	const struct contacts_options options = {
	    .doppel = watcher->configuration.doppel,
	    .registrations = &settings->registrations,
	    .policies = &settings->policies,
	    .rules = directory_rules(directory),
	    .directory = directory,
	};
	struct contacts *contacts = contacts_new(&options);
	struct buffer rows = {0};
	bool same;

	if (contacts == NULL || registrations_format(directory, find_contact,
				    contacts, signal_is_pending, &rows) < 0) {
		contacts_free(&contacts);
		buffer_clear(&rows);
		return -1;
	}
	contacts_free(&contacts);
	same = rows.len == watcher->rows.len &&
	       memcmp(rows.bytes, watcher->rows.bytes, rows.len) == 0;
	buffer_clear(&watcher->rows);
	watcher->rows = rows;
	return !same;
}

/* ---- a look -------------------------------------------------------------- */

/* Returns whether the configuration is another one. */
static bool
look_at_configuration(struct watcher *watcher, bool asked)
{
	struct diagnostics diagnostics = {0};
	int result;

	if (!asked && !configuration_has_changed(&watcher->configuration))
		return false;
	result = configuration_load(&watcher->configuration, &diagnostics);
	if (result < 0 &&
	    (asked || !diagnostics_equal(&diagnostics, &watcher->reported))) {
		log_diagnostics(LOG_ERROR, &diagnostics);
		log_line(LOG_ERROR, "what was in force stays in force");
	}
	if (result == 0 && watcher->reported.count != 0)
		log_line(LOG_NOTE,
		    "domains.conf and the lists: are good again");
	if (result == 0)
		log_diagnostics(LOG_WARN,
		    doppel_warnings(watcher->configuration.doppel));
	diagnostics_clear(&watcher->reported);
	watcher->reported = diagnostics;
	return result == 0;
}

static bool
look_at_sources(struct watcher *watcher, bool all, bool asked,
    struct watch_news *news)
{
	const struct settings *settings = &watcher->configuration.settings;
	const struct watch_input input = {
	    .registrations = &settings->registrations,
	    .policies = &settings->policies,
	    .engine = watcher->configuration.doppel,
	    .all = all,
	    .report_all = asked,
	    .retry_ms = WATCH_RETRY_MS,
	    .fetched = watcher->options->fetched,
	    /* The very first file does not wait for them. */
	    .services = watcher->ready,
	    .give_up = signal_is_pending,
	    .progress = watcher->ready ? NULL : starting_progress,
	    .silence = {settings_wants_unconfirmed(&settings->contacts)
			    ? unconfirmed_find
			    : NULL,
		watcher->interview.unconfirmed},
	};
	struct diagnostics diagnostics = {0};
	struct directory_counts counts;
	int changed = 0;

	gave_up = false;
	(void)watch_update(watcher->watch, &input, &diagnostics, news);
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
	if (news->directory == NULL || gave_up) {
		directory_free(&news->directory);
		return false;
	}
	changed = take_directory(watcher, news->directory);
	counts = directory_count(news->directory);
	if (changed > 0)
		log_line(LOG_NOTE,
		    "registrations: %zu source%s read: %zu lists, %zu "
		    "members, %zu wrong",
		    news->read, news->read == 1 ? "" : "s", counts.lists,
		    counts.members, counts.wrong);
	if (changed < 0 && !gave_up)
		log_line(LOG_ERROR, "registrations: out of memory");
	directory_free(&news->directory);
	return changed > 0;
}

/* Looks at the sources, and again when some of their members are unconfirmed
 * that were not, or the other way round. */
static bool
look_at_members(struct watcher *watcher, bool all, bool asked,
    struct watch_news *news)
{
	bool changed = look_at_sources(watcher, all, asked, news);
	struct watch_news again;

	if (!interview_turn(&watcher->interview,
		&watcher->configuration.settings.contacts, all))
		return changed;
	changed |= look_at_sources(watcher, true, false, &again);
	news->read += again.read;
	return changed;
}

static void
say_ready(struct watcher *watcher)
{
	starting_end();
	if (!watcher->ready)
		sd_notify_ready();
	watcher->ready = true;
}

/* asked: all is to be read again, and reported.  Returns the ms to wait until
 * the next look: what the settings want, or more
 * when looks at files take long; reading them does not count. */
static long
look(struct watcher *watcher, bool asked)
{
	const struct settings_registrations *registrations =
	    &watcher->configuration.settings.registrations;
	struct watch_news news = {.read = 0};
	long begin, wait, spent;
	bool changed, all, first = !watcher->ready;

	all = look_at_configuration(watcher, asked) || asked || first;
	begin = (long)clock_spent();
	if (!settings_has_registrations(registrations)) {
		if (!watcher->idle)
			log_line(LOG_NOTE, "domains.conf names no "
					   "registrations: there is nothing to "
					   "watch");
		watcher->idle = true;
		say_ready(watcher);
		return IDLE_MS;
	}
	watcher->idle = false;
	/* The gate has what was known before, and keeps it until all sources
	 * are read. */
	if (first && there_is_file(watcher))
		say_ready(watcher);
	first = !watcher->ready;
	let_signals_stop(true);
	changed = look_at_members(watcher, all, asked, &news);
	let_signals_stop(false);
	if (watcher->rows.bytes != NULL &&
	    (!news.blind || watcher->written_at != 0 ||
		!there_is_file(watcher))) {
		publish(watcher, changed);
		if (watcher->written_at != 0)
			say_ready(watcher);
	}
	if (first && watcher->ready)
		return 0; /* Mailman is left */
	spent = news.read == 0 ? (long)clock_spent() - begin : 0;
	wait = (long)registrations->refresh * 1000;
	if (spent * LOOK_SHARE > wait)
		wait = spent * LOOK_SHARE;
	return wait < LOOK_MS_MAX ? wait : LOOK_MS_MAX;
}

/* ---- the whole ----------------------------------------------------------- */

/* Until a signal says stop.  Returns 0, or -1 when the file cannot be written
 * from the beginning. */
static int
serve(struct watcher *watcher)
{
	long wait = look(watcher, false);

	if (watcher->write_failed)
		return -1;
	for (;;) {
		int number = next_signal(wait);

		if (number == SIGTERM || number == SIGINT)
			return 0;
		if (number != 0)
			sd_notify_reloading();
		wait = look(watcher, number != 0);
		if (number != 0)
			sd_notify_ready();
	}
}

int
watcher_run(const struct watcher_options *options)
{
	struct watcher watcher = {
	    .options = options,
	    .configuration = {.path = options->config,
		.lists_dir = options->lists},
	    .watch = watch_new(),
	    .interview.unconfirmed = unconfirmed_new(),
	};
	struct diagnostics diagnostics = {0};
	sigset_t set;
	int result = -1;

	log_set_program("doppelcheck");
	our_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGTERM, options->stop);
	signal(SIGINT, options->stop);
	if (watcher.watch == NULL || watcher.interview.unconfirmed == NULL)
		log_line(LOG_ERROR, "out of memory");
	else
		result =
		    configuration_load(&watcher.configuration, &diagnostics);
	log_diagnostics(LOG_ERROR, &diagnostics);
	diagnostics_clear(&diagnostics);
	if (result == 0) {
		log_diagnostics(LOG_WARN,
		    doppel_warnings(watcher.configuration.doppel));
		starting_begin(STARTING_PATIENCE_MS);
		result = serve(&watcher);
		starting_end();
		sd_notify_stopping();
	}
	watch_free(&watcher.watch);
	unconfirmed_free(&watcher.interview.unconfirmed);
	configuration_clear(&watcher.configuration);
	diagnostics_clear(&watcher.reported);
	buffer_clear(&watcher.rows);
	return result;
}
