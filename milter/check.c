/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks configuration and lists without being a gate. */
#include "milter/check.h"

#include <errno.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/engine/name/name.h"
#include "domains/service/inspection.h"
#include "domains/service/listener.h"
#include "domains/service/log.h"
#include "domains/service/reload.h"
#include "domains/service/unit.h"
#include "domains/text/console.h"

static void
warn(const char *subject, const char *text)
{
	fprintf(stderr, "warning: %s: %s\n", subject, text);
}

static void
warn_of(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		char line[LOG_LINE_SIZE];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		fprintf(stderr, "warning: %s\n", line);
	}
}

/* With whose rights the files are read. */
struct reader {
	const char *user; /* who the gate becomes, or is started as; NULL: that
	                      is not known */
	bool has_unit;    /* systemd starts it */
	struct unit unit;
};

/* Who else can decide what mail is refused?  In a directory that is sticky
 * nobody can rename the files of others, but make one that is not there. */
static void
check_writers(const char *path, const struct stat *status)
{
	const bool there = status->st_mode != 0;
	char *copy = strdup(path);
	struct stat directory;

	if (S_ISREG(status->st_mode) && (status->st_mode & S_IWOTH) != 0)
		warn(path, "every user of this machine can write it");
	else if (copy != NULL && stat(dirname(copy), &directory) == 0 &&
		 (directory.st_mode & S_IWOTH) != 0 &&
		 (!there || (directory.st_mode & S_ISVTX) == 0))
		warn(path,
		    "every user of this machine can put their own file there: "
		    "all can write its directory");
	free(copy);
}

static void
check_file(const char *path, bool optional, const struct reader *reader,
    struct diagnostics *diagnostics)
{
	const char *user = reader->user;
	const char *hidden =
	    reader->has_unit ? unit_hides(&reader->unit, path) : NULL;
	struct stat status = {0};
	const char *why;
	int fd = file_open_input(path, &status, &why);

	if (fd >= 0)
		close(fd);
	if (fd >= 0 && hidden != NULL) {
		diagnostics_add(diagnostics, path, 0,
		    "%s cannot see it: the unit has %s=", UNIT_SERVICE, hidden);
	} else if (fd >= 0) {
		printf("%s\n", path);
		check_writers(path, &status);
	} else if (optional && errno == ENOENT) {
		printf("%s: not there, and need not be\n", path);
		check_writers(path, &status);
	} else {
		diagnostics_add(diagnostics, path, 0, "%s%.64s%s%s",
		    user != NULL ? "cannot be read by user " : "",
		    user != NULL ? user : "", user != NULL ? ": " : "", why);
	}
}

/* They were read with the rights of the caller: now with those of the user,
 * if there is one to become. */
static void
check_files(const char *path, const struct snapshot *snapshot,
    const struct reader *reader, struct diagnostics *diagnostics)
{
	const struct doppel_options *engine = &snapshot->domains.engine;

	check_file(path, false, reader, diagnostics);
	check_file(snapshot->settings.domains, false, reader, diagnostics);
	for (size_t i = 0; i < engine->list_count; i++)
		check_file(engine->lists[i].path, engine->lists[i].optional,
		    reader, diagnostics);
	if (engine->known_real != NULL)
		check_file(engine->known_real, false, reader, diagnostics);
}

/* The user of the settings, which holds in a unit, too; or of the unit. */
static void
find_reader(const char *path, struct inspection *inspection,
    struct reader *reader_r)
{
	const struct settings_milter *settings =
	    &inspection->snapshot->settings;

	*reader_r = (struct reader){.user = settings->user};
	reader_r->has_unit = unit_find(path, &reader_r->unit);
	if (settings->user != NULL || !reader_r->has_unit)
		return;
	reader_r->user = reader_r->unit.user;
	inspection->has_privilege =
	    privilege_find(UNIT_SERVICE, reader_r->user, settings->socket_group,
		&inspection->errors, &inspection->privilege) == 0;
}

static void
become_reader(const char *path, struct inspection *inspection,
    const struct reader *reader)
{
	const struct privilege *privilege = &inspection->privilege;

	if (reader->user == NULL && geteuid() == 0)
		printf("read as root: whose rights the filter has is not "
		       "known\n");
	if (!inspection->has_privilege)
		return;
	if (geteuid() == 0)
		(void)privilege_drop(privilege, &inspection->errors);
	else if (reader->user != NULL && geteuid() != privilege->uid)
		warn(path, "user: only root can check what it may read; "
			   "checked with the rights of the caller");
}

/* ---- slips --------------------------------------------------------------- */

/* The widest networks that are meant: 10.0.0.0/8 and fc00::/7.  All addresses
 * there are may be written as two halves. */
#define BITS_MIN_IPV4 (96u + 8u) /* of IPv6's 128 */
#define BITS_MIN_IPV6 7u

static void
check_clients(const char *path, const char *key, const char *then,
    const struct exempt *exempt)
{
	char text[160];

	for (size_t i = 0; i < exempt->client_count; i++) {
		const struct exempt_network *one = &exempt->clients[i];
		bool ipv4 = one->address.family == AF_INET;

		if (one->bits >= (ipv4 ? BITS_MIN_IPV4 : BITS_MIN_IPV6))
			continue;
		snprintf(text, sizeof(text), "%s has %s addresses: %s", key,
		    one->bits == (ipv4 ? 96u : 0u) ? "all" : "most of all",
		    then);
		warn(path, text);
		return;
	}
}

/* Is a name one below which others have their domains?  Whoever writes it means
 * those, and nobody has mail there, but at one that a company asked for. */
static bool
is_suffix(const char *domain)
{
	struct name name;

	return name_parse(domain, strlen(domain), &name, NULL) == 0 &&
	       name_is_registry(&name);
}

static bool
is_local(const struct lookup_key_rules *rules, const char *domain)
{
	for (size_t i = 0; i < rules->domain_count; i++)
		if (strcmp(rules->domains[i], domain) == 0)
			return true;
	return false;
}

/* Whoever exempts all of an own domain exempts those whose slips matter. */
static void
check_senders(const char *path, const struct snapshot *snapshot)
{
	const struct exempt *exempt = &snapshot->settings.exempt;
	char text[NAME_MAX_BYTES + 128];

	for (size_t i = 0; i < exempt->sender_count; i++) {
		const struct exempt_sender *sender = &exempt->senders[i];
		const char *domain = sender->domain, *why;

		if (is_suffix(domain))
			why = "a public suffix: nobody below it is exempt";
		else if (sender->local == NULL &&
			 is_local(snapshot_rules(snapshot), domain))
			why = "a local domain: nothing from here is refused";
		else
			continue;
		snprintf(text, sizeof(text), "exempt.senders: %s is %s", domain,
		    why);
		warn(path, text);
	}
}

static void
check_local(const struct snapshot *snapshot)
{
	const struct strings *local =
	    &snapshot->domains.registrations.local_domains;
	char text[NAME_MAX_BYTES + 128];

	for (size_t i = 0; i < local->count; i++) {
		if (!is_suffix(local->list[i]))
			continue;
		snprintf(text, sizeof(text),
		    "registrations.local-domains: %s is a public suffix: no "
		    "domain below it is local",
		    local->list[i]);
		warn(snapshot->settings.domains, text);
	}
}

/* A typo is one of a name that somebody lists. */
static void
check_lists(const struct snapshot *snapshot)
{
	const struct doppel *engine = snapshot->engine;

	if (doppel_count(engine, LISTFILE_PROVIDERS) +
		doppel_count(engine, LISTFILE_PROTECTED) ==
	    0)
		warn(snapshot->settings.domains,
		    "the lists have no provider and no protected name: no typo "
		    "is found");
}

/* Slips that nobody doubts have odds of 5 to 13: higher thresholds are those of
 * somebody who thinks of per cent. */
#define NONE_FOUND 15.0

static void
check_thresholds(const struct snapshot *snapshot)
{
	const struct doppel_thresholds *odds =
	    &snapshot->domains.engine.thresholds;
	char text[160];

	if (odds->possible > NONE_FOUND) {
		snprintf(text, sizeof(text),
		    "thresholds.possible = %g: no typo has such odds, which "
		    "are logarithms and not per cent: none is found",
		    odds->possible);
		warn(snapshot->settings.domains, text);
	} else if (odds->certain < 0) {
		snprintf(text, sizeof(text),
		    "thresholds.certain = %g: below 0 a name is more probably "
		    "right than a typo",
		    odds->certain);
		warn(snapshot->settings.domains, text);
	} else if (odds->certain > NONE_FOUND) {
		snprintf(text, sizeof(text),
		    "thresholds.certain = %g: no typo has such odds: none is "
		    "certain",
		    odds->certain);
		warn(snapshot->settings.domains, text);
	}
}

/* Is less done about what is surer?  What is similar to a contact is never
 * certain. */
static bool
is_turned(const struct action_table *policy, enum verdict_reason reason)
{
	const enum action *actions = policy->table[reason];

	return actions[VERDICT_POSSIBLE] > actions[VERDICT_LIKELY] ||
	       (reason != VERDICT_SIMILAR_CONTACT &&
		   actions[VERDICT_LIKELY] > actions[VERDICT_CERTAIN]);
}

static void
check_actions(const char *path, const struct action_table *policy)
{
	enum action most = ACTION_ACCEPT;
	char text[120];

	for (enum verdict_reason reason = VERDICT_NONE + 1;
	     reason < VERDICT_REASONS; reason++) {
		for (size_t i = 0; i < VERDICT_CONFIDENCES; i++)
			if (policy->table[reason][i] > most)
				most = policy->table[reason][i];
		if (!is_turned(policy, reason))
			continue;
		snprintf(text, sizeof(text),
		    "actions.%s: more is done about what is less sure",
		    verdict_reason_name(reason));
		warn(path, text);
	}
	if (!policy->monitor && most <= ACTION_LOG)
		warn(path, "actions refuses, holds and marks nothing: all mail "
			   "passes");
}

/* A hostile peer can end the filter. */
static void
check_peers(const char *path, const struct socket_place *place)
{
	if (span_equal(place->host, "0.0.0.0") || span_equal(place->host, "::"))
		warn(path, "socket: whoever reaches the port may speak to the "
			   "filter");
}

/* The MTA connects to the socket that systemd holds, and waits there. */
static void
check_handed_over(const char *path, const struct socket_place *place,
    const struct unit *unit, struct diagnostics *errors)
{
	if (place->kind == SOCKET_FD && !unit->has_listener)
		diagnostics_add(errors, path, 0,
		    "socket: fd:%d: no doppelmilter.socket hands it over",
		    place->fd);
	if (place->kind == SOCKET_FD || !unit->has_socket)
		return;
	if (place->kind == SOCKET_UNIX &&
	    strcmp(place->path, unit->listens) == 0)
		diagnostics_add(errors, path, 0,
		    "socket: systemd listens at %s: should be fd:3",
		    place->path);
	else
		warn(path, "socket: " UNIT_SOCKET " listens, too, and nobody "
			   "would answer there: should be fd:3");
}

/* ---- what it reads ------------------------------------------------------- */

/* A registrations file that is missing is no reason not to start. */
static void
check_registrations(struct snapshot *snapshot)
{
	struct intake intake = {.path = NULL};
	struct diagnostics diagnostics = {0};
	const struct settings_registrations *settings =
	    &snapshot->domains.registrations;

	if (!settings_has_registrations(settings))
		return;
	reload_registrations(&intake, snapshot, NULL, &diagnostics);
	if (snapshot->registrations != NULL)
		printf("%s\n", settings_registrations_file(settings));
	warn_of(&diagnostics);
	diagnostics_clear(&diagnostics);
	intake_clear(&intake);
}

/* Nor is a store that the writer has not made yet, or somebody else's.  What
 * domains a Postfix has its watcher says. */
static void
check_contacts(const char *path, const struct snapshot *snapshot)
{
	const struct settings_contacts *settings = &snapshot->domains.contacts;
	const struct action_table *policy = &snapshot->settings.policy;
	struct diagnostics diagnostics = {0};
	bool knows = false;

	if (settings->store == NULL)
		return;
	if (history_check(settings, &diagnostics, &knows) == 0)
		printf("%s\n", settings->store);
	if (snapshot_rules(snapshot)->domain_count == 0 &&
	    snapshot->domains.registrations.postfix == NULL)
		diagnostics_add(&diagnostics, snapshot->settings.domains,
		    settings->store_line,
		    "contacts: registrations.local-domains is missing: only "
		    "the MTA's own name is ours, and hardly anybody becomes a "
		    "contact");
	warn_of(&diagnostics);
	diagnostics_clear(&diagnostics);
	if (settings->learning == 0 && !knows && !policy->monitor &&
	    policy->table[VERDICT_FIRST_CONTACT][VERDICT_CERTAIN] > ACTION_TAG)
		warn(path, "actions.first-contact: with contacts.learning = 0 "
			   "a new store knows nobody, and this holds for all "
			   "mail of ours");
	if (settings_wants_unconfirmed(settings) &&
	    snapshot->settings.contacts.authserv_id == NULL)
		warn(path,
		    "contacts.authserv-id is missing: nobody is heard from, "
		    "no answer to a request counts, and in time all members "
		    "are unconfirmed");
}

/* Is the state directory that user's? */
static void
check_state(struct inspection *inspection)
{
	struct list_copies *copies = &inspection->copies;

	if (copies->warnings.count != 0)
		return;
	list_copies_begin(copies,
	    inspection->snapshot->settings.state_directory);
	warn_of(&copies->warnings);
}

static void
check_socket(const char *path, struct inspection *inspection,
    const struct reader *reader)
{
	struct socket_place place;

	if (socket_parse(inspection->snapshot->settings.socket, &place) != NULL)
		return;
	listener_check(&place, &inspection->errors, &inspection->warnings);
	check_peers(path, &place);
	if (reader->has_unit)
		check_handed_over(path, &place, &reader->unit,
		    &inspection->errors);
}

int
check_configuration(const char *path)
{
	struct inspection inspection;
	struct reader reader;
	char counts[RELOAD_COUNTS_SIZE];

	inspection_begin(path, &inspection);
	if (inspection.snapshot != NULL) {
		find_reader(path, &inspection, &reader);
		check_socket(path, &inspection, &reader);
	}
	warn_of(&inspection.warnings);
	if (inspection.snapshot != NULL) {
		become_reader(path, &inspection, &reader);
		check_state(&inspection);
		check_files(path, inspection.snapshot, &reader,
		    &inspection.errors);
	}
	if (inspection.errors.count > 0) {
		console_diagnostics(&inspection.errors);
		fprintf(stderr, "%zu error%s\n", inspection.errors.count,
		    inspection.errors.count == 1 ? "" : "s");
		inspection_end(&inspection);
		return EX_CONFIG;
	}
	check_clients(path, "exempt.clients", "nothing is refused",
	    &inspection.snapshot->settings.exempt);
	check_clients(path, "contacts.clients",
	    "mail of strangers counts as ours",
	    &inspection.snapshot->settings.contacts.ours);
	check_local(inspection.snapshot);
	check_lists(inspection.snapshot);
	check_thresholds(inspection.snapshot);
	check_actions(path, &inspection.snapshot->settings.policy);
	check_registrations(inspection.snapshot);
	check_senders(path, inspection.snapshot);
	check_contacts(path, inspection.snapshot);
	reload_format_counts(inspection.snapshot, counts);
	printf("%s: good: mode %s; %s\n", path,
	    inspection.snapshot->settings.policy.monitor ? "monitor"
							 : "enforce",
	    counts);
	inspection_end(&inspection);
	return console_finish_output(EX_OK, EX_IOERR);
}
