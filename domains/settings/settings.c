/* SPDX-License-Identifier: BSD-2-Clause */
/* domains.conf: its table of keys, and the lists that it comes to. */
#include "domains/settings/settings.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/strings.h"
#include "domains/engine/lists/zone.h"

/* What domains.conf says, until all of it is read. */
struct load {
	struct settings settings;
	char *directory;
	struct strings lists[LISTFILE_KINDS];
};

/* ---- the table ----------------------------------------------------------- */

static const char *
check_thresholds(const struct setting_value *group)
{
	const struct doppel_thresholds *odds = group->to;

	if (odds->possible > odds->likely)
		setting_diagnostic(group, "possible",
		    "%g, should be at most thresholds.likely, which is %g",
		    odds->possible, odds->likely);
	if (odds->likely > odds->certain)
		setting_diagnostic(group, "likely",
		    "%g, should be at most thresholds.certain, which is %g",
		    odds->likely, odds->certain);
	return NULL;
}

/* Joins the servers as c-ares takes them. */
static const char *
take_server(const struct setting_value *value)
{
	char **all = value->to, *longer;

	if (strchr(value->text, ',') != NULL || !dns_servers_valid(value->text))
		return "should be an IP address, with :PORT or without";
	if (asprintf(&longer, "%s%s%s", *all == NULL ? "" : *all,
		*all == NULL ? "" : ",", value->text) < 0)
		return "out of memory";
	free(*all);
	*all = longer;
	return NULL;
}

#define AT(member) SETTING_AT(struct load, member)

static const struct setting_key list_keys[] = {
    {"directory", SETTING_FILE, AT(directory)},
    {"doppelgangers", SETTING_FILE_LIST, AT(lists[LISTFILE_DOPPELGANGERS])},
    {"providers", SETTING_FILE_LIST, AT(lists[LISTFILE_PROVIDERS])},
    {"innocent", SETTING_FILE_LIST, AT(lists[LISTFILE_INNOCENT])},
    {"protected", SETTING_FILE_LIST, AT(lists[LISTFILE_PROTECTED])},
    {"exempt", SETTING_FILE_LIST, AT(lists[LISTFILE_EXEMPT])},
    {"collectors", SETTING_FILE_LIST, AT(lists[LISTFILE_COLLECTORS])},
    {"hosters", SETTING_FILE_LIST, AT(lists[LISTFILE_HOSTERS])},
    {"private", SETTING_FILE_LIST, AT(lists[LISTFILE_PRIVATE])},
    {"known-real", SETTING_FILE, AT(settings.known_real)},
    {NULL},
};

#define THRESHOLD(member)                                            \
	SETTING_FLOAT, SETTING_AT(struct doppel_thresholds, member), \
	    .min = -100, .max = 100

static const struct setting_key threshold_keys[] = {
    {"possible", THRESHOLD(possible)},
    {"likely", THRESHOLD(likely)},
    {"certain", THRESHOLD(certain)},
    {NULL},
};

/* More servers are no resolv.conf but a mistake. */
static const struct setting_key dns_keys[] = {
    {"servers", SETTING_STRING_LIST, AT(settings.dns_servers), .max = 4,
	.take = take_server},
    {"timeout", SETTING_INT, AT(settings.dns.timeout), .min = 50, .max = 30000},
    {"tries", SETTING_INT, AT(settings.dns.tries), .min = 1, .max = 10},
    {NULL},
};

const struct setting_key settings_domains_table[] = {
    {"lists", SETTING_GROUP, .keys = list_keys},
    {"thresholds", SETTING_GROUP, AT(settings.engine.thresholds),
	.keys = threshold_keys, .take = check_thresholds},
    {"dns", SETTING_GROUP, .keys = dns_keys},
    {"registrations", SETTING_GROUP, AT(settings.registrations),
	.keys = settings_registration_keys},
    {"contacts", SETTING_GROUP, AT(settings.contacts),
	.keys = settings_contacts_keys},
    {"policies", SETTING_GROUPS, AT(settings.policies),
	.max = SETTINGS_POLICIES_MAX, .keys = settings_policy_keys,
	.append = settings_append_policy, .take = settings_check_policy},
    {NULL},
};

/* ---- the lists ----------------------------------------------------------- */

/* The shipped lists, and the administrator's own beside the configuration.  A
 * directory of lists is whole without those that only the DNS or a policy
 * needs. */
static const struct {
	enum listfile_kind kind;
	bool shipped;
	bool needed;
} kinds[] = {
    {LISTFILE_DOPPELGANGERS, true, true},
    {LISTFILE_PROVIDERS, true, true},
    {LISTFILE_INNOCENT, true, true},
    {LISTFILE_PROTECTED, false, false},
    {LISTFILE_EXEMPT, false, false},
    {LISTFILE_COLLECTORS, true, false},
    {LISTFILE_HOSTERS, true, false},
    {LISTFILE_PRIVATE, true, false},
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* Takes over the path of one; NULL is out of memory. */
static int
add_list(struct settings *settings, const struct doppel_list *one)
{
	if (one->path == NULL ||
	    array_add(&settings->lists, &settings->list_room,
		&settings->engine.list_count, one, sizeof(*one)) < 0) {
		free((void *)(uintptr_t)one->path);
		return -1;
	}
	settings->engine.lists = settings->lists;
	return 0;
}

/* "DIRECTORY/providers.list" */
static char *
path_in(const char *directory, enum listfile_kind kind)
{
	return strings_format("%s/%s.list", directory,
	    listfile_kind_name(kind));
}

/* The list beside the configuration that need not be there. */
static char *
path_beside(const char *config, enum listfile_kind kind)
{
	char name[64];

	snprintf(name, sizeof(name), "%s.list", listfile_kind_name(kind));
	return settings_resolve(config, name);
}

/* Is it the directory of the lists that come with the programs? */
static bool
is_installed(const char *directory)
{
	size_t len = strlen(DOPPEL_LISTDIR);

	return strncmp(directory, DOPPEL_LISTDIR, len) == 0 &&
	       directory[len + strspn(directory + len, "/")] == '\0';
}

/* Does doppelzone keep the list?  Then others write it. */
static bool
is_copy_of_zone(const char *path)
{
	char *state = strings_format("%s" ZONE_STATE_SUFFIX, path);
	bool is = state != NULL && access(state, F_OK) == 0;

	free(state);
	return is;
}

/* Adds those that domains.conf names and that doppelzone keeps, or those that
 * are left. */
static int
add_named(struct settings *settings, struct strings *named,
    enum list_keeper keeper, struct doppel_list *list)
{
	list->optional = list->end_mark = false;
	list->keeper = keeper;
	for (size_t at = 0; at < named->count; at++) {
		if (named->list[at] == NULL ||
		    (keeper == LIST_FETCHED &&
			!is_copy_of_zone(named->list[at])))
			continue;
		list->path = named->list[at];
		named->list[at] = NULL;
		if (add_list(settings, list) < 0)
			return -1;
	}
	return 0;
}

/* The lists of one kind: the shipped one, then those that domains.conf names.
 * directory NULL: those beside the configuration are the shipped ones. */
static int
add_kind(struct load *load, const char *config, const char *directory, bool all,
    size_t i)
{
	struct doppel_list list = {
	    .kind = kinds[i].kind,
	    .optional = !kinds[i].needed,
	    .keeper = kinds[i].shipped ? LIST_SHIPPED : LIST_OWN,
	    .end_mark = !all && is_installed(directory),
	};
	struct strings *named = &load->lists[list.kind];
	int result = 0;

	if (kinds[i].shipped || all) {
		list.path = path_in(directory, list.kind);
		result = add_list(&load->settings, &list);
	} else if (named->list == NULL) {
		list.path = path_beside(config, list.kind);
		list.end_mark = false;
		result = add_list(&load->settings, &list);
	}
	/* What the administrator says holds whatever others do. */
	if (result == 0)
		result = add_named(&load->settings, named, LIST_FETCHED, &list);
	if (result == 0)
		result = add_named(&load->settings, named, LIST_OWN, &list);
	return result;
}

/* Without what only a configuration that was named may say. */
static void
forget_local(struct load *load)
{
	for (size_t i = 0; i < LISTFILE_KINDS; i++)
		strings_clear(&load->lists[i]);
	free(load->settings.known_real);
	load->settings.known_real = NULL;
	settings_clear_registrations(&load->settings.registrations);
	settings_clear_policies(&load->settings.policies);
	settings_clear_contacts(&load->settings.contacts);
}

static int
assemble(struct load *load, const char *config, const char *lists_dir)
{
	const char *directory = lists_dir != NULL         ? lists_dir
	                        : load->directory != NULL ? load->directory
	                                                  : DOPPEL_LISTDIR;

	for (size_t i = 0; i < KIND_COUNT; i++)
		if (add_kind(load, config, directory, lists_dir != NULL, i) < 0)
			return -1;
	load->settings.engine.known_real = load->settings.known_real;
	load->settings.engine.local =
	    load->settings.registrations.local_domains.list;
	load->settings.engine.local_count =
	    load->settings.registrations.local_domains.count;
	load->settings.dns.servers = load->settings.dns_servers;
	return 0;
}

int
settings_load(const char *path, const char *lists_dir,
    struct diagnostics *diagnostics, struct settings *settings_r)
{
	struct load load = {
	    .settings = {
		.engine.thresholds = doppel_thresholds_default,
		.dns = {.timeout = DNS_TIMEOUT_DEFAULT,
		    .tries = DNS_TRIES_DEFAULT},
		.registrations.refresh = SETTINGS_REFRESH_DEFAULT,
		.contacts = {.retention = SETTINGS_CONTACTS_RETENTION,
		    .learning = SETTINGS_CONTACTS_LEARNING,
		    .request = {.days = SETTINGS_REQUEST_DAYS,
			.again = SETTINGS_REQUEST_AGAIN,
			.most = SETTINGS_REQUEST_MOST}},
	    }};
	const char *config =
	    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf";
	int result = 0;

	if (path != NULL || access(config, F_OK) == 0)
		result = settings_read(config, settings_domains_table, &load,
		    diagnostics);
	if (path == NULL && lists_dir != NULL)
		forget_local(&load);
	if (result == 0 &&
	    (assemble(&load, config, lists_dir) < 0 ||
		settings_make_rules(&load.settings.registrations) < 0)) {
		diagnostics_add(diagnostics, config, 0, "out of memory");
		result = -1;
	}
	for (size_t i = 0; i < LISTFILE_KINDS; i++)
		strings_clear(&load.lists[i]);
	free(load.directory);
	if (result < 0)
		settings_clear(&load.settings);
	else
		*settings_r = load.settings;
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
	settings_clear_contacts(&settings->contacts);
	*settings = (struct settings){0};
}
