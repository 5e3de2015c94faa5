/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshot: what is in force, all together, immutable. */
#include "domains/service/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "domains/service/log.h"

static int
open_engine(struct snapshot *snapshot, struct list_copies *copies,
    struct diagnostics *diagnostics)
{
	struct doppel_options options = snapshot->domains.engine;

	options.inspect = list_copies_inspect;
	options.context = copies;
	return doppel_open(&options, diagnostics, &snapshot->engine);
}

static bool
has(const struct diagnostics *diagnostics, const struct diagnostic *one)
{
	for (size_t i = 0; i < diagnostics->kept; i++)
		if (diagnostic_equal(&diagnostics->list[i], one))
			return true;
	return false;
}

/* All of from goes to another one, unless it is there. */
static void
move(struct diagnostics *to, struct diagnostics *from)
{
	for (size_t i = 0; i < from->kept; i++)
		if (!has(to, &from->list[i]))
			diagnostics_add_copy(to, &from->list[i]);
	to->count += from->count - from->kept;
	diagnostics_clear(from);
}

/* Takes copies in place of what is faulty, until the rest is good. */
static int
open_with_copies(struct snapshot *snapshot, struct list_copies *copies,
    struct diagnostics *in_place, struct diagnostics *errors)
{
	struct settings *domains = &snapshot->domains;
	struct diagnostics reports = {0};
	int result = -1;

	while (result < 0 &&
	       list_copies_put_in_place(copies, domains->lists,
		   domains->engine.list_count, errors, &reports) > 0) {
		struct diagnostics again = {0};

		result = open_engine(snapshot, copies, &again);
		move(errors, &again);
	}
	for (size_t i = 0; i < domains->engine.list_count; i++)
		domains->lists[i].bytes = NULL;
	if (result == 0)
		move(in_place, &reports);
	diagnostics_clear(&reports);
	return result;
}

static int
load_engine(struct snapshot *snapshot, struct list_copies *copies,
    struct diagnostics *in_place, struct diagnostics *diagnostics)
{
	struct diagnostics errors = {0};
	int result;

	list_copies_begin(copies, snapshot->settings.state_directory);
	result = open_engine(snapshot, copies, &errors);
	if (result < 0 && in_place != NULL)
		result = open_with_copies(snapshot, copies, in_place, &errors);
	move(diagnostics, &errors);
	return result;
}

static int
open_history(struct snapshot *snapshot, struct diagnostics *diagnostics)
{
	const struct settings_contacts *settings = &snapshot->domains.contacts;

	if (settings->store == NULL)
		return 0;
	snapshot->history = history_new(settings);
	return snapshot->history != NULL
	           ? 0
	           : diagnostics_add(diagnostics, settings->store, 0,
			 "out of memory");
}

int
snapshot_load(const char *path, struct list_copies *copies,
    struct diagnostics *in_place, struct diagnostics *diagnostics,
    struct snapshot **snapshot_r)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));

	if (snapshot == NULL)
		return diagnostics_add(diagnostics, path, 0, "out of memory");
	snapshot->references = 1;
	if (settings_milter_load(path, diagnostics, &snapshot->settings) < 0) {
		free(snapshot);
		return -1;
	}
	if (settings_load(snapshot->settings.domains, NULL, diagnostics,
		&snapshot->domains) < 0 ||
	    settings_check_local(&snapshot->domains.registrations,
		snapshot->settings.domains, diagnostics) < 0 ||
	    settings_milter_check_store(&snapshot->settings, path,
		&snapshot->domains.contacts, diagnostics) < 0 ||
	    load_engine(snapshot, copies, in_place, diagnostics) < 0 ||
	    open_history(snapshot, diagnostics) < 0) {
		doppel_close(&snapshot->engine);
		settings_clear(&snapshot->domains);
		settings_milter_clear(&snapshot->settings);
		free(snapshot);
		return -1;
	}
	*snapshot_r = snapshot;
	return 0;
}

static void
log_dns(void *context, enum dns_event event)
{
	(void)context;
	switch (event) {
	case DNS_EVENT_SILENT:
		log_line(LOG_WARN, "dns: no answers: going on without; it is "
				   "tried again from time to time");
		return;
	case DNS_EVENT_BACK:
		log_line(LOG_NOTE, "dns: there are answers again");
		return;
	}
}

static bool
same_dns(const struct dns_options *a, const struct dns_options *b)
{
	return a->timeout == b->timeout && a->tries == b->tries &&
	       (a->servers == NULL) == (b->servers == NULL) &&
	       (a->servers == NULL || strcmp(a->servers, b->servers) == 0);
}

int
snapshot_connect(struct snapshot *snapshot, const struct snapshot *before)
{
	struct dns_options options = snapshot->domains.dns;

	if (snapshot->history != NULL && before != NULL &&
	    before->history != NULL)
		history_follow(snapshot->history, before->history);
	if (!snapshot->settings.dns)
		return 0;
	if (before != NULL && before->dns != NULL &&
	    same_dns(&options, &before->domains.dns)) {
		snapshot->dns = dns_share(before->dns);
		return 0;
	}
	options.event = log_dns;
	return dns_open(&options, &snapshot->dns);
}

const struct lookup_key_rules *
snapshot_rules(const struct snapshot *snapshot)
{
	return snapshot->registrations != NULL
	           ? registrations_rules(snapshot->registrations)
	           : &snapshot->domains.registrations.rules;
}

void
snapshot_free(struct snapshot **snapshot)
{
	struct snapshot *gone = *snapshot;

	*snapshot = NULL;
	if (gone == NULL)
		return;
	registrations_release(&gone->registrations);
	if (gone->base != NULL) {
		free(gone);
		return;
	}
	/* The engine first: it may borrow from the settings. */
	doppel_close(&gone->engine);
	dns_close(&gone->dns);
	history_free(&gone->history);
	settings_clear(&gone->domains);
	settings_milter_clear(&gone->settings);
	free(gone);
}

void
snapshots_init(struct snapshots *snapshots)
{
	pthread_mutex_init(&snapshots->lock, NULL);
	snapshots->current = NULL;
	snapshots->swaps = 0;
}

/* Under the lock.  Adds one that nobody has any more to those to be freed;
 * with it goes its reference to its base. */
static void
drop(struct snapshot *snapshot, struct snapshot *gone[static 2])
{
	gone[0] = gone[1] = NULL;
	if (snapshot == NULL || --snapshot->references != 0)
		return;
	gone[0] = snapshot;
	if (snapshot->base != NULL && --snapshot->base->references == 0)
		gone[1] = snapshot->base;
}

/* In order: what stands on a base goes before it. */
static void
free_gone(struct snapshot *gone[static 2])
{
	snapshot_free(&gone[0]);
	snapshot_free(&gone[1]);
}

void
snapshots_swap(struct snapshots *snapshots, struct snapshot **next)
{
	struct snapshot *gone[2];

	pthread_mutex_lock(&snapshots->lock);
	drop(snapshots->current, gone);
	snapshots->current = *next;
	if (*next != NULL)
		(*next)->number = ++snapshots->swaps;
	pthread_mutex_unlock(&snapshots->lock);
	*next = NULL;
	free_gone(gone);
}

int
snapshots_swap_registrations(struct snapshots *snapshots,
    struct registrations **registrations)
{
	struct snapshot *next = calloc(1, sizeof(*next));
	struct snapshot *base = NULL;

	pthread_mutex_lock(&snapshots->lock);
	if (next != NULL && snapshots->current != NULL) {
		base = snapshots->current->base != NULL
		           ? snapshots->current->base
		           : snapshots->current;
		base->references++;
	}
	pthread_mutex_unlock(&snapshots->lock);
	if (base == NULL) {
		free(next);
		registrations_release(registrations);
		return -1;
	}
	*next = (struct snapshot){
	    .engine = base->engine,
	    .settings = base->settings,
	    .domains = base->domains,
	    .dns = base->dns,
	    .history = base->history,
	    .registrations = *registrations,
	    .base = base,
	    .references = 1,
	};
	*registrations = NULL;
	snapshots_swap(snapshots, &next);
	return 0;
}

const struct snapshot *
snapshots_take(struct snapshots *snapshots)
{
	struct snapshot *taken;

	pthread_mutex_lock(&snapshots->lock);
	taken = snapshots->current;
	if (taken != NULL)
		taken->references++;
	pthread_mutex_unlock(&snapshots->lock);
	return taken;
}

void
snapshots_release(struct snapshots *snapshots, const struct snapshot **snapshot)
{
	/* Handed out const so that nobody changes what is in force; the
	 * count is ours. */
	struct snapshot *mine = (struct snapshot *)(uintptr_t)*snapshot;
	struct snapshot *gone[2];

	*snapshot = NULL;
	if (mine == NULL)
		return;
	pthread_mutex_lock(&snapshots->lock);
	drop(mine, gone);
	pthread_mutex_unlock(&snapshots->lock);
	free_gone(gone);
}
