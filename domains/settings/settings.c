/* SPDX-License-Identifier: BSD-2-Clause */
/* domains.conf: its table of keys, and what the engine gets of it. */
#include "domains/settings/settings.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ODDS_MIN (-100.0)
#define ODDS_MAX 100.0

const struct setting_key settings_domains_table[] = {
    {"lists.directory", SETTING_STRING, 0, 0, NULL},
    {"lists.doppelgangers", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.providers", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.innocent", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.protected", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.exempt", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.collectors", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.hosters", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.private", SETTING_STRING_LIST, 0, 0, NULL},
    {"lists.known-real", SETTING_STRING, 0, 0, NULL},
    {"thresholds.possible", SETTING_FLOAT, ODDS_MIN, ODDS_MAX, NULL},
    {"thresholds.likely", SETTING_FLOAT, ODDS_MIN, ODDS_MAX, NULL},
    {"thresholds.certain", SETTING_FLOAT, ODDS_MIN, ODDS_MAX, NULL},
    {"dns.servers", SETTING_STRING_LIST, 0, 0, NULL},
    {"dns.timeout", SETTING_INT, 50, 30000, NULL},
    {"dns.tries", SETTING_INT, 1, 10, NULL},
    {"registrations.aliases", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.virtual", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.forward", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.sieve", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.members", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.csv", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.mailman", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.sympa", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.fml", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.mailman3.url", SETTING_STRING, 0, 0, NULL},
    {"registrations.mailman3.user", SETTING_STRING, 0, 0, NULL},
    {"registrations.mailman3.password-file", SETTING_STRING, 0, 0, NULL},
    {"registrations.postfix", SETTING_STRING, 0, 0, NULL},
    {"registrations.local-domains", SETTING_STRING_LIST, 0, 0, NULL},
    {"registrations.delimiter", SETTING_STRING, 0, 0, NULL},
    {"registrations.contact", SETTING_STRING, 0, 0, NULL},
    {"registrations.refresh", SETTING_INT, 1, SETTINGS_REFRESH_MAX, NULL},
    {"policies", SETTING_GROUPS, 0, 0, NULL},
    {"policies.lists", SETTING_STRING_LIST, 0, 0, NULL},
    {"policies.private-address", SETTING_BOOL, 0, 0, NULL},
    {"policies.misspelled-name", SETTING_BOOL, 0, 0, NULL},
    {"policies.contact", SETTING_STRING, 0, 0, NULL},
    {NULL, SETTING_GROUP, 0, 0, NULL},
};

/* The shipped lists, and the administrator's own beside the configuration.  A
 * directory of lists is whole without those that only the DNS or a policy
 * needs. */
static const struct {
	enum listfile_kind kind;
	const char *key;
	bool shipped;
	bool needed;
} kinds[] = {
    {LISTFILE_DOPPELGANGERS, "lists.doppelgangers", true, true},
    {LISTFILE_PROVIDERS, "lists.providers", true, true},
    {LISTFILE_INNOCENT, "lists.innocent", true, true},
    {LISTFILE_PROTECTED, "lists.protected", false, false},
    {LISTFILE_EXEMPT, "lists.exempt", false, false},
    {LISTFILE_COLLECTORS, "lists.collectors", true, false},
    {LISTFILE_HOSTERS, "lists.hosters", true, false},
    {LISTFILE_PRIVATE, "lists.private", true, false},
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

struct load {
	const char *path;       /* of the configuration, read or not */
	const config_t *config; /* NULL: there is none */
	const char *lists_dir;  /* as the caller says it, or NULL */
	bool local;             /* the configuration's own files are read */
	struct diagnostics *diagnostics;
	struct settings *settings;
};

/* Takes over path; NULL is out of memory. */
static int
add_list(struct load *load, enum listfile_kind kind, char *path, bool optional)
{
	struct settings *settings = load->settings;
	size_t count = settings->engine.list_count;
	struct doppel_list *lists =
	    path == NULL
		? NULL
		: reallocarray(settings->lists, count + 1, sizeof(*lists));

	if (lists == NULL) {
		free(path);
		diagnostics_add(load->diagnostics, load->path, 0,
		    "out of memory");
		return -1;
	}
	lists[count] = (struct doppel_list){
	    .kind = kind,
	    .path = path,
	    .optional = optional,
	};
	settings->lists = lists;
	settings->engine.lists = lists;
	settings->engine.list_count = count + 1;
	return 0;
}

static int
add_named_list(struct load *load, const char *directory,
    enum listfile_kind kind, bool optional)
{
	char *path;

	if (asprintf(&path, "%s/%s.list", directory, listfile_kind_name(kind)) <
	    0)
		path = NULL;
	return add_list(load, kind, path, optional);
}

static int
check_file_name(const struct load *load, const char *key, const char *name)
{
	if (*name != '\0')
		return 0;
	settings_diagnostic(load->config, key, load->diagnostics,
	    "empty file name");
	return -1;
}

/* The files that the configuration names for a kind. */
static int
add_local_lists(struct load *load, enum listfile_kind kind, const char *key)
{
	size_t count = settings_string_count(load->config, key);
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		const char *name = settings_string_at(load->config, key, i);

		if (check_file_name(load, key, name) < 0 ||
		    add_list(load, kind, settings_resolve(load->path, name),
			false) < 0)
			result = -1;
	}
	return result;
}

static int
add_kind(struct load *load, const char *directory, size_t i)
{
	enum listfile_kind kind = kinds[i].kind;
	bool named = load->config != NULL &&
	             config_lookup(load->config, kinds[i].key) != NULL;

	if (kinds[i].shipped || load->lists_dir != NULL) {
		if (add_named_list(load, directory, kind, !kinds[i].needed) < 0)
			return -1;
	} else if (!named) {
		char name[64];

		snprintf(name, sizeof(name), "%s.list",
		    listfile_kind_name(kind));
		if (add_list(load, kind, settings_resolve(load->path, name),
			true) < 0)
			return -1;
	}
	return named && load->local ? add_local_lists(load, kind, kinds[i].key)
	                            : 0;
}

static int
load_lists(struct load *load)
{
	const char *name = NULL;
	char *directory;
	int result = 0;

	if (load->config != NULL &&
	    config_lookup_string(load->config, "lists.directory", &name))
		result = check_file_name(load, "lists.directory", name);
	if (load->lists_dir != NULL)
		directory = strdup(load->lists_dir);
	else if (name != NULL)
		directory = settings_resolve(load->path, name);
	else
		directory = strdup(DOPPEL_LISTDIR);
	if (directory == NULL) {
		diagnostics_add(load->diagnostics, load->path, 0,
		    "out of memory");
		return -1;
	}
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (add_kind(load, directory, i) < 0)
			result = -1;
	free(directory);
	return result;
}

static int
load_known_real(struct load *load)
{
	const char *name;

	if (!load->local || load->config == NULL ||
	    !config_lookup_string(load->config, "lists.known-real", &name))
		return 0;
	if (check_file_name(load, "lists.known-real", name) < 0)
		return -1;
	load->settings->known_real = settings_resolve(load->path, name);
	if (load->settings->known_real == NULL) {
		diagnostics_add(load->diagnostics, load->path, 0,
		    "out of memory");
		return -1;
	}
	load->settings->engine.known_real = load->settings->known_real;
	return 0;
}

static int
load_thresholds(struct load *load)
{
	struct doppel_thresholds *odds = &load->settings->engine.thresholds;
	int result = 0;

	*odds = doppel_thresholds_default;
	if (load->config == NULL)
		return 0;
	config_lookup_float(load->config, "thresholds.possible",
	    &odds->possible);
	config_lookup_float(load->config, "thresholds.likely", &odds->likely);
	config_lookup_float(load->config, "thresholds.certain", &odds->certain);
	if (odds->possible > odds->likely) {
		settings_diagnostic(load->config, "thresholds.possible",
		    load->diagnostics,
		    "%g, should be at most thresholds.likely, "
		    "which is %g",
		    odds->possible, odds->likely);
		result = -1;
	}
	if (odds->likely > odds->certain) {
		settings_diagnostic(load->config, "thresholds.likely",
		    load->diagnostics,
		    "%g, should be at most thresholds.certain, "
		    "which is %g",
		    odds->likely, odds->certain);
		result = -1;
	}
	return result;
}

/* More than this is no resolv.conf but a mistake. */
#define SERVERS_MAX 4

/* Joins what may stand as a list. */
static int
load_dns_servers(struct load *load)
{
	size_t count = settings_string_count(load->config, "dns.servers");
	char *all = NULL;

	if (count > SERVERS_MAX) {
		settings_diagnostic(load->config, "dns.servers",
		    load->diagnostics, "%zu servers, at most %d", count,
		    SERVERS_MAX);
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		const char *one =
		    settings_string_at(load->config, "dns.servers", i);
		char *longer = NULL;

		if (strchr(one, ',') != NULL || !dns_servers_valid(one)) {
			char quoted[DIAGNOSTIC_QUOTE_SIZE];

			settings_diagnostic(load->config, "dns.servers",
			    load->diagnostics,
			    "%s, should be an IP address, with "
			    ":PORT or without",
			    diagnostic_quote(one, strlen(one), quoted));
			free(all);
			return -1;
		}
		if (asprintf(&longer, "%s%s%s", all == NULL ? "" : all,
			all == NULL ? "" : ",", one) < 0)
			longer = NULL;
		free(all);
		all = longer;
		if (all == NULL)
			break;
	}
	if (count > 0 && all == NULL) {
		diagnostics_add(load->diagnostics, load->path, 0,
		    "out of memory");
		return -1;
	}
	load->settings->dns_servers = all;
	load->settings->dns.servers = all;
	return 0;
}

static int
load_dns(struct load *load)
{
	int timeout = DNS_TIMEOUT_DEFAULT, tries = DNS_TRIES_DEFAULT;
	int result = 0;

	if (load->config != NULL) {
		config_lookup_int(load->config, "dns.timeout", &timeout);
		config_lookup_int(load->config, "dns.tries", &tries);
		result = load_dns_servers(load);
	}
	load->settings->dns.timeout = (unsigned)timeout;
	load->settings->dns.tries = (unsigned)tries;
	return result;
}

static int
load_registrations(struct load *load)
{
	struct settings *settings = load->settings;
	int result = 0;

	if (!load->local || load->config == NULL)
		return 0;
	if (settings_load_registrations(load->config, load->path,
		load->diagnostics, &settings->registrations) < 0)
		result = -1;
	if (settings_load_policies(load->config, load->path, load->diagnostics,
		&settings->policies) < 0)
		result = -1;
	return result;
}

static int
load_all(struct load *load)
{
	int result = 0;

	if (load_thresholds(load) < 0)
		result = -1;
	if (load_lists(load) < 0)
		result = -1;
	if (load_known_real(load) < 0)
		result = -1;
	if (load_dns(load) < 0)
		result = -1;
	if (load_registrations(load) < 0)
		result = -1;
	return result;
}

int
settings_load(const char *path, const char *lists_dir,
    struct diagnostics *diagnostics, struct settings *settings_r)
{
	struct settings settings = {0};
	config_t config;
	struct load load = {
	    .path = path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf",
	    .lists_dir = lists_dir,
	    .local = path != NULL || lists_dir == NULL,
	    .diagnostics = diagnostics,
	    .settings = &settings,
	};

	if (path != NULL || access(load.path, F_OK) == 0) {
		if (settings_read(load.path, settings_domains_table,
			diagnostics, &config) < 0)
			return -1;
		load.config = &config;
	}

	int result = load_all(&load);

	if (load.config != NULL)
		config_destroy(&config);
	if (result < 0)
		settings_clear(&settings);
	else
		*settings_r = settings;
	return result;
}

void
settings_clear(struct settings *settings)
{
	for (size_t i = 0; i < settings->engine.list_count; i++)
		free((void *)(uintptr_t)settings->lists[i].path);
	free(settings->lists);
	free(settings->known_real);
	free(settings->dns_servers);
	settings_clear_registrations(&settings->registrations);
	settings_clear_policies(&settings->policies);
	*settings = (struct settings){0};
}
