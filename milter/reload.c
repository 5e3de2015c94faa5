/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists anew and puts them in force. */
#include "milter/reload.h"

#include <stdbool.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "milter/log.h"

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

void
reload_now(const char *path, struct snapshots *snapshots)
{
	char before[RELOAD_COUNTS_SIZE], after[RELOAD_COUNTS_SIZE];
	const struct snapshot *old;
	struct snapshot *next;
	struct faults faults = {0};

	if (snapshot_load(path, &faults, &next) < 0) {
		log_faults(LOG_ERROR, &faults);
		log_line(LOG_ERROR,
		    "reload: %zu fault%s: what was in force stays in force",
		    faults.count, faults.count == 1 ? "" : "s");
		faults_clear(&faults);
		return;
	}
	faults_clear(&faults);
	old = snapshots_take(snapshots);
	if (old == NULL) {
		snapshot_free(&next);
		return;
	}
	if (snapshot_connect(next, old) < 0) {
		log_line(LOG_ERROR,
		    "reload: dns: %s: what was in force stays in force",
		    strerror(errno));
		snapshots_release(snapshots, &old);
		snapshot_free(&next);
		return;
	}
	reload_format_counts(old->engine, before);
	reload_format_counts(next->engine, after);
	say_what_waits(&old->settings, &next->settings);
	log_line(LOG_NOTE, "reload: mode=%s; before: %s; now: %s",
	    next->settings.policy.monitor ? "monitor" : "enforce", before,
	    after);
	snapshots_swap(snapshots, &next);
	snapshots_release(snapshots, &old);
}
