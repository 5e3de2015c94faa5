/* SPDX-License-Identifier: BSD-2-Clause */
/* Reload: reads configuration and lists again and puts them in force. */
#include "domains/service/reload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/translation.h"
#include "domains/service/answer.h"
#include "domains/service/log.h"

static void
append_registrations(const struct registrations *registrations, char *buf,
    size_t size)
{
	struct registrations_counts counts;

	if (registrations == NULL)
		return;
	counts = registrations_count(registrations);
	snprintf(buf, size,
	    "; registrations: %" PRIu64 " lists, %" PRIu64 " members, %" PRIu64
	    " wrong",
	    counts.lists, counts.members, counts.wrong);
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
	append_registrations(snapshot->registrations, buf + used,
	    RELOAD_COUNTS_SIZE - used);
}

/* ---- registrations ------------------------------------------------------- */

static void
put_in_force(const struct reload *reload, struct registrations **registrations)
{
	struct registrations_counts counts =
	    registrations_count(*registrations);

	if (snapshots_swap_registrations(reload->snapshots, registrations) < 0)
		log_line(LOG_ERROR, "registrations: out of memory: what was "
				    "in force stays in force");
	else
		log_line(LOG_NOTE,
		    "registrations: %" PRIu64 " lists, %" PRIu64
		    " members, %" PRIu64 " wrong",
		    counts.lists, counts.members, counts.wrong);
}

/* New registrations of a snapshot, or NULL. */
static struct registrations *
look(struct intake *intake, const struct snapshot *snapshot,
    struct diagnostics *diagnostics)
{
	const char *path =
	    settings_registrations_file(&snapshot->domains.registrations);
	struct intake_news news;

	intake_look(intake, path, snapshot->registrations, diagnostics, &news);
	if (news.good_again)
		log_line(LOG_NOTE, "%s: is good again", path);
	return news.registrations;
}

/* What the MTA's own settings call local only the watcher knows: too late for
 * an error of the lists.  Over those of others it holds. */
static void
warn_of_local(const struct snapshot *snapshot,
    const struct registrations *registrations, struct diagnostics *diagnostics)
{
	const struct lookup_key_rules *rules =
	    registrations_rules(registrations);
	const struct strings *settled =
	    &snapshot->domains.registrations.local_domains;
	struct verdict verdict;
	struct name name;
	unsigned at;

	for (size_t i = 0; i < rules->domain_count; i++) {
		const char *domain = rules->domains[i];

		if (strings_find((const char *const *)settled->list,
			settled->count, domain, &at) ||
		    name_parse(domain, strlen(domain), &name, NULL) < 0)
			continue;
		doppel_judge_name(snapshot->engine, &name, &verdict);
		if (verdict.reason == VERDICT_KNOWN_DOPPELGANGER &&
		    verdict.file != NULL)
			diagnostics_add(diagnostics, verdict.file, verdict.line,
			    verdict.others != 0
				? N_("says that the local domain %s is a "
				     "doppelganger, which is overruled")
				: N_("says that the local domain %s is a "
				     "doppelganger: mail to it is refused"),
			    domain);
	}
}

void
reload_registrations(struct intake *intake, struct snapshot *next,
    const struct snapshot *before, struct diagnostics *diagnostics)
{
	struct registrations *news;

	if (!settings_has_registrations(&next->domains.registrations))
		return;
	if (before != NULL && before->registrations != NULL)
		next->registrations =
		    registrations_share(before->registrations);
	news = look(intake, next, diagnostics);
	if (news != NULL) {
		registrations_release(&next->registrations);
		next->registrations = news;
	}
	if (next->registrations != NULL)
		warn_of_local(next, next->registrations, diagnostics);
}

long
reload_look(const struct reload *reload)
{
	const struct snapshot *current = snapshots_take(reload->snapshots);
	struct diagnostics diagnostics = {0};
	struct registrations *news;
	long wait = RELOAD_IDLE_MS;

	if (current == NULL)
		return wait;
	if (settings_has_registrations(&current->domains.registrations)) {
		news = look(reload->intake, current, &diagnostics);
		if (news != NULL)
			warn_of_local(current, news, &diagnostics);
		log_diagnostics(LOG_WARN, &diagnostics);
		diagnostics_clear(&diagnostics);
		if (news != NULL)
			put_in_force(reload, &news);
		wait = RELOAD_LOOK_MS;
	}
	if (current->history != NULL) {
		history_flush(current->history);
		wait = RELOAD_LOOK_MS;
	}
	snapshots_release(reload->snapshots, &current);
	return wait;
}

/* ---- lists --------------------------------------------------------------- */

static void
log_warnings(const struct reload *reload, const struct snapshot *snapshot)
{
	log_diagnostics(LOG_WARN, &reload->copies->warnings);
	log_diagnostics(LOG_WARN, doppel_warnings(snapshot->engine));
}

static void
keep_copies(const struct reload *reload)
{
	struct diagnostics diagnostics = {0};

	list_copies_keep(reload->copies, &diagnostics);
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
}

void
reload_begin(const struct reload *reload)
{
	const struct snapshot *first = snapshots_take(reload->snapshots);

	log_warnings(reload, first);
	log_diagnostics(LOG_ERROR, reload->in_place);
	snapshots_release(reload->snapshots, &first);
	keep_copies(reload);
	(void)reload_look(reload);
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

/* Loads all that a reload takes in.  Returns -1 with the errors added. */
static int
load(const struct reload *reload, const struct snapshot *old,
    struct diagnostics *diagnostics, struct snapshot **next_r)
{
	if (snapshot_load(reload->path, reload->copies, NULL, diagnostics,
		next_r) < 0)
		return -1;
	if (snapshot_connect(*next_r, old) < 0) {
		diagnostics_add(diagnostics, "dns", 0, "%s", strerror(errno));
		snapshot_free(next_r);
		return -1;
	}
	reload_registrations(reload->intake, *next_r, old, diagnostics);
	return 0;
}

void
reload_now(const struct reload *reload)
{
	char before[RELOAD_COUNTS_SIZE], after[RELOAD_COUNTS_SIZE];
	const struct snapshot *old = snapshots_take(reload->snapshots);
	struct snapshot *next;
	struct diagnostics diagnostics = {0};
	uint64_t began = clock_now();

	if (old == NULL)
		return;
	if (load(reload, old, &diagnostics, &next) < 0) {
		log_diagnostics(LOG_ERROR, &diagnostics);
		log_line(LOG_ERROR,
		    "reload: %zu error%s: what was in force stays in force",
		    diagnostics.count, diagnostics.count == 1 ? "" : "s");
		log_diagnostics(LOG_ERROR, reload->in_place);
		list_copies_clear(reload->copies);
		answer_give(began, &diagnostics);
		diagnostics_clear(&diagnostics);
		snapshots_release(reload->snapshots, &old);
		return;
	}
	/* What is left is about the registrations file. */
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
	reload_format_counts(old, before);
	reload_format_counts(next, after);
	say_what_waits(&old->settings, &next->settings);
	log_line(LOG_NOTE, "reload: mode=%s; before: %s; now: %s",
	    next->settings.policy.monitor ? "monitor" : "enforce", before,
	    after);
	log_warnings(reload, next);
	diagnostics_clear(reload->in_place);
	snapshots_swap(reload->snapshots, &next);
	snapshots_release(reload->snapshots, &old);
	keep_copies(reload);
	answer_give(began, &diagnostics); /* there are no errors */
}
