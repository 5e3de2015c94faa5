/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps a few connections to the store, one for a thread at a time. */
#include "domains/service/history.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "domains/base/clock.h"
#include "domains/contacts/standing.h"
#include "domains/service/outage.h"
#include "domains/service/outbox.h"
#include "domains/service/recent.h"

/* Callbacks that read at the same time; an answer takes some microseconds. */
#define READERS 4

/* The rules rest so long after a wait for a reader that was in vain: a mail of
 * many registrations does not wait for each. */
#define BUSY_MS 1000

/* Between two looks whether the file is still the one that is open. */
#define LOOK_MS 1000

struct reader {
	bool taken;
	struct store *store; /* NULL: not open */
	uint64_t looked_at;
	dev_t device;
	ino_t inode;
};

struct history {
	const struct settings_contacts *settings;
	struct outbox outbox;
	struct recent recent;
	struct reader readers[READERS];
	pthread_mutex_t lock; /* of who is taken */
	pthread_cond_t freed; /* a reader is */
	struct outage *outage;
	atomic_llong since; /* when the store was made; 0: not known yet */
};

struct history *
history_new(const struct settings_contacts *settings)
{
	struct history *history = calloc(1, sizeof(*history));

	if (history == NULL)
		return NULL;
	history->outage = outage_new();
	if (history->outage == NULL) {
		free(history);
		return NULL;
	}
	history->settings = settings;
	pthread_mutex_init(&history->lock, NULL);
	clock_init_condition(&history->freed);
	recent_begin(&history->recent);
	outbox_begin(&history->outbox, settings_contacts_socket(settings));
	return history;
}

void
history_follow(struct history *history, struct history *before)
{
	outage_release(&history->outage);
	history->outage = outage_share(before->outage);
}

void
history_free(struct history **history)
{
	struct history *gone = *history;

	*history = NULL;
	if (gone == NULL)
		return;
	outbox_end(&gone->outbox);
	recent_end(&gone->recent);
	for (size_t i = 0; i < READERS; i++)
		store_close(&gone->readers[i].store);
	outage_release(&gone->outage);
	pthread_cond_destroy(&gone->freed);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}

/* ---- readers ------------------------------------------------------------- */

/* Under the lock; NULL: all are taken. */
static struct reader *
find_free(struct history *history)
{
	for (size_t i = 0; i < READERS; i++)
		if (!history->readers[i].taken)
			return &history->readers[i];
	return NULL;
}

/* One that nobody has, or the next to become free.  NULL: none did in time. */
static struct reader *
take_reader(struct history *history)
{
	struct reader *reader;
	struct timespec until;
	int error = 0;

	pthread_mutex_lock(&history->lock);
	reader = find_free(history);
	if (reader == NULL)
		until = clock_timespec(clock_now() + HISTORY_WAIT_MS);
	while (reader == NULL && error == 0) {
		error = pthread_cond_timedwait(&history->freed, &history->lock,
		    &until);
		reader = find_free(history);
	}
	if (reader != NULL)
		reader->taken = true;
	pthread_mutex_unlock(&history->lock);
	return reader;
}

static void
free_reader(struct history *history, struct reader *reader)
{
	pthread_mutex_lock(&history->lock);
	reader->taken = false;
	pthread_cond_signal(&history->freed);
	pthread_mutex_unlock(&history->lock);
}

/* The file of a store in one; NULL: it is in none. */
static const char *
file_of(const struct settings_contacts *settings)
{
	const char *place = settings->store;

	return strncmp(place, "sqlite:", 7) == 0 ? place + 7 : NULL;
}

/* A store that was put away and made again is another file. */
static void
look_at_file(const struct history *history, struct reader *reader)
{
	const char *path = file_of(history->settings);
	uint64_t now = clock_now();
	struct stat status = {.st_ino = 0};
	bool there;

	if (path == NULL ||
	    (reader->store != NULL && now - reader->looked_at < LOOK_MS))
		return;
	reader->looked_at = now;
	there = stat(path, &status) == 0;
	if (reader->store != NULL &&
	    (!there || status.st_dev != reader->device ||
		status.st_ino != reader->inode))
		store_close(&reader->store);
	reader->device = status.st_dev;
	reader->inode = status.st_ino;
}

static struct store_options
options_of(const struct settings_contacts *settings)
{
	struct store_options options = settings_contacts_store(settings);

	if (file_of(settings) != NULL)
		options.wait_ms = HISTORY_WAIT_MS;
	return options;
}

/* As store_take: the first one is enough. */
static bool
take_anybody(void *context, const struct contact *contact)
{
	bool *knows = context;

	(void)contact;
	*knows = true;
	return false;
}

int
history_check(const struct settings_contacts *settings,
    struct diagnostics *diagnostics, bool *knows_r)
{
	const struct store_options options = options_of(settings);
	struct store *store;
	int result = 0;

	if (store_open(&options, diagnostics, &store) < 0)
		return -1;
	*knows_r = false;
	if (store_each(store, settings_contacts_organisation(settings),
		take_anybody, knows_r) == STORE_ERROR)
		result = diagnostics_add(diagnostics, options.place, 0, "%s",
		    store_error());
	store_close(&store);
	return result;
}

/* Returns 0, or -1 having logged why, if that is new. */
static int
open_reader(struct history *history, struct reader *reader)
{
	const struct store_options options = options_of(history->settings);
	struct diagnostics diagnostics = {.limit = 1};
	int64_t since = 0;
	char why[512];
	int result = -1;

	if (store_open(&options, &diagnostics, &reader->store) < 0)
		snprintf(why, sizeof(why), "%s: %s",
		    diagnostics.kept != 0 ? diagnostics.list[0].file
					  : options.place,
		    diagnostics.kept != 0 ? diagnostics.list[0].text
					  : strerror(ENOMEM));
	else if (store_learning_since(reader->store, &since) == STORE_ERROR)
		snprintf(why, sizeof(why), "%s", store_error());
	else
		result = 0;
	diagnostics_clear(&diagnostics);
	if (result == 0) {
		atomic_store(&history->since, since);
		return 0;
	}
	store_close(&reader->store);
	outage_fail(history->outage, why, HISTORY_AGAIN_MS);
	return -1;
}

/* A reader whose store is open; NULL, and that is logged once. */
static struct reader *
begin(struct history *history)
{
	struct reader *reader;

	if (!outage_may_try(history->outage))
		return NULL;
	reader = take_reader(history);
	if (reader == NULL) {
		outage_fail(history->outage, "the store is busy", BUSY_MS);
		return NULL;
	}
	look_at_file(history, reader);
	if (reader->store != NULL || open_reader(history, reader) == 0)
		return reader;
	free_reader(history, reader);
	return NULL;
}

/* A file is opened again; what waits for a server connects again itself, and
 * leaves it alone when that does not help (breaker.h). */
static void
end(struct history *history, struct reader *reader, bool failed)
{
	const bool is_file = file_of(history->settings) != NULL;
	int64_t since;

	if (failed && is_file)
		store_close(&reader->store);
	else if (!failed && !is_file &&
		 store_learning_since(reader->store, &since) == STORE_FOUND)
		atomic_store(&history->since, since);
	free_reader(history, reader);
	if (failed)
		outage_fail(history->outage, store_error(),
		    is_file ? HISTORY_AGAIN_MS : 0);
	else
		outage_succeed(history->outage);
}

/* ---- rules --------------------------------------------------------------- */

static bool
learns(const struct history *history, int64_t since)
{
	const struct standing_limits limits = {
	    .learning_days = history->settings->learning};

	return standing_is_learning(since, &limits, time(NULL));
}

bool
history_is_learning(struct history *history)
{
	struct reader *reader;

	if (atomic_load(&history->since) == 0) {
		reader = begin(history);
		if (reader == NULL)
			return false;
		end(history, reader, false);
	}
	return learns(history, atomic_load(&history->since));
}

static void
add_learning(struct history *history, struct finding *finding)
{
	const time_t since = atomic_load(&history->since);
	struct tm day;

	if (learns(history, since) && gmtime_r(&since, &day) != NULL)
		strftime(finding->detail, sizeof(finding->detail),
		    "learning since %Y-%m-%d", &day);
}

bool
history_judge(struct history *history, struct memory memory,
    const struct address *address, const struct name *domain,
    struct finding *finding)
{
	struct reader *reader = begin(history);
	enum store_result result;

	if (reader == NULL) {
		outage_miss(history->outage);
		return false;
	}
	memory.store = reader->store;
	memory.organisation = settings_contacts_organisation(history->settings);
	result = memory_judge(&memory, address, domain, finding);
	if (result == STORE_ERROR)
		outage_miss(history->outage);
	end(history, reader, result == STORE_ERROR);
	if (result != STORE_FOUND)
		return false;
	add_learning(history, finding);
	return true;
}

/* ---- tries --------------------------------------------------------------- */

enum store_result
history_find_pair(struct history *history, struct pair pair,
    struct pair_standing *standing_r)
{
	struct reader *reader = begin(history);
	enum store_result result;

	if (reader == NULL)
		return STORE_ERROR;
	pair.organisation = settings_contacts_organisation(history->settings);
	result = pair_find(reader->store, &pair, standing_r);
	end(history, reader, result == STORE_ERROR);
	if (result != STORE_ERROR) {
		const int64_t tried =
		    recent_find(&history->recent, pair.recipient, pair.sender);

		if (tried > standing_r->tried)
			standing_r->tried = tried;
	}
	return result;
}

bool
history_confirms(void *history, const struct address *address,
    const struct name *domain)
{
	struct history *of = history;
	struct reader *reader = begin(of);
	struct memory memory = {.store = NULL};
	struct contact contact;
	enum store_result result;

	if (reader == NULL) {
		outage_miss(of->outage);
		return false;
	}
	memory.store = reader->store;
	memory.organisation = settings_contacts_organisation(of->settings);
	result = memory_find_confirmed(&memory, address, domain, &contact);
	if (result == STORE_ERROR)
		outage_miss(of->outage);
	end(of, reader, result == STORE_ERROR);
	return result == STORE_FOUND;
}

bool
history_knows_mail(struct history *history, struct pair pair, struct span mail)
{
	struct reader *reader = begin(history);
	enum store_result result;

	if (reader == NULL)
		return false;
	pair.organisation = settings_contacts_organisation(history->settings);
	result = pair_find_mail(reader->store, &pair, mail, time(NULL));
	end(history, reader, result == STORE_ERROR);
	return result == STORE_FOUND;
}

bool
history_report_pair(struct history *history, enum observation_kind kind,
    struct pair pair, struct span mail)
{
	struct observation one = {.kind = kind,
	    .time = time(NULL),
	    .key.address = pair.recipient,
	    .sender = pair.sender,
	    .list = mail};

	if (!history_report(history, &one, 1))
		return false;
	if (kind == OBSERVATION_TRIED)
		recent_note(&history->recent, pair.recipient, pair.sender,
		    one.time);
	return true;
}

/* ---- reports ------------------------------------------------------------- */

bool
history_report(struct history *history, struct observation *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		list[i].key.organisation =
		    settings_contacts_organisation(history->settings);
	return outbox_add(&history->outbox, list, count);
}

void
history_flush(struct history *history)
{
	outbox_flush(&history->outbox);
}
