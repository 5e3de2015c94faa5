/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of the milter: milter.conf -> what the daemon does with a verdict,
 * for whom, and where it listens. */
#include "domains/settings/milter.h"

#include <stdlib.h>
#include <string.h>

#include "domains/settings/socket.h"

static const char *const mode_choices[] = {"enforce", "monitor", NULL};
static const char *const log_choices[] = {"syslog", "stderr", NULL};

/* "confirm" needs a store: it comes with it. */
static const char *const action_choices[] = {"accept", "log", "tag",
    "quarantine", "tempfail", "reject", NULL};

/* The reasons of which the engine gives verdicts, and how they are weighed.
 * A row for a further reason is all that one needs. */
static const struct action_key {
	const char *path;
	enum verdict_reason reason;
	enum verdict_confidence confidence; /* NO_CONFIDENCE: all of them */
} action_keys[] = {
    {"actions.known-doppelganger", VERDICT_KNOWN_DOPPELGANGER,
	VERDICT_NO_CONFIDENCE},
    {"actions.typo.certain", VERDICT_TYPO, VERDICT_CERTAIN},
    {"actions.typo.likely", VERDICT_TYPO, VERDICT_LIKELY},
    {"actions.typo.possible", VERDICT_TYPO, VERDICT_POSSIBLE},
    {"actions.registration.certain", VERDICT_REGISTRATION, VERDICT_CERTAIN},
    {"actions.registration.likely", VERDICT_REGISTRATION, VERDICT_LIKELY},
    {"actions.registration.possible", VERDICT_REGISTRATION, VERDICT_POSSIBLE},
    {"actions.private-address", VERDICT_PRIVATE_ADDRESS, VERDICT_NO_CONFIDENCE},
    {"actions.misspelled-name", VERDICT_MISSPELLED_NAME, VERDICT_NO_CONFIDENCE},
    {"actions.undeliverable", VERDICT_UNDELIVERABLE, VERDICT_NO_CONFIDENCE},
    {"actions.malformed", VERDICT_MALFORMED, VERDICT_NO_CONFIDENCE},
};
#define ACTION_KEYS (sizeof(action_keys) / sizeof(action_keys[0]))

const struct setting_key settings_milter_table[] = {
    {.path = "mode", .type = SETTING_CHOICE, .choices = mode_choices},
    {.path = "domains", .type = SETTING_STRING},
    {.path = "socket", .type = SETTING_STRING},
    {.path = "socket-mode", .type = SETTING_STRING},
    {.path = "socket-group", .type = SETTING_STRING},
    {.path = "user", .type = SETTING_STRING},
    {.path = "log", .type = SETTING_CHOICE, .choices = log_choices},
    {.path = "actions.known-doppelganger",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.typo.certain",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.typo.likely",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.typo.possible",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.registration.certain",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.registration.likely",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.registration.possible",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.private-address",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.misspelled-name",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.undeliverable",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "actions.malformed",
	.type = SETTING_CHOICE,
	.choices = action_choices},
    {.path = "exempt.clients", .type = SETTING_STRING_LIST},
    {.path = "exempt.senders", .type = SETTING_STRING_LIST},
    {.path = "exempt.users", .type = SETTING_STRING_LIST},
    {.path = "exempt.authenticated", .type = SETTING_BOOL},
    {.path = "dns.enabled", .type = SETTING_BOOL},
    {.path = "dns.deadline", .type = SETTING_INT, .min = 10, .max = 20000},
    {.path = NULL},
};

/* What a reading carries along. */
struct reading {
	const char *path;
	const config_t *config;
	struct diagnostics *diagnostics;
	struct settings_milter settings;
};

static void
diagnostic_at(struct reading *reading, const config_setting_t *setting,
    const char *key, const char *value, const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	diagnostics_add(reading->diagnostics, reading->path,
	    setting == NULL ? 0 : config_setting_source_line(setting),
	    "%s: \"%s\": %s", key,
	    diagnostic_quote(value, strlen(value), quoted), why);
}

/* The value of a key as an owned string; fallback, or NULL, when it is not
 * set. */
static char *
take_string(struct reading *reading, const char *key, const char *fallback)
{
	const char *value = fallback;
	char *copy;

	config_lookup_string(reading->config, key, &value);
	if (value == NULL)
		return NULL;
	if (*value == '\0')
		settings_diagnostic(reading->config, key, reading->diagnostics,
		    "empty");
	copy = strdup(value);
	if (copy == NULL)
		settings_diagnostic(reading->config, key, reading->diagnostics,
		    "out of memory");
	return copy;
}

static void
take_socket(struct reading *reading)
{
	struct settings_milter *settings = &reading->settings;
	const config_setting_t *setting =
	    config_lookup(reading->config, "socket");
	struct socket_place place;
	const char *why;

	settings->socket =
	    take_string(reading, "socket", SETTINGS_MILTER_SOCKET);
	if (settings->socket != NULL &&
	    socket_parse(settings->socket, &place, &why) < 0)
		diagnostic_at(reading, setting, "socket", settings->socket,
		    why);
	settings->socket_group = take_string(reading, "socket-group", NULL);
}

/* "0660": octal as chmod(1) takes it. */
static void
take_socket_mode(struct reading *reading)
{
	const config_setting_t *setting =
	    config_lookup(reading->config, "socket-mode");
	const char *text = "0660";
	unsigned mode = 0;
	size_t len;

	config_lookup_string(reading->config, "socket-mode", &text);
	len = strlen(text);
	for (size_t i = 0; i < len && i < 4; i++)
		mode = text[i] >= '0' && text[i] <= '7'
		           ? mode * 8 + (unsigned)(text[i] - '0')
		           : 07000;
	if (len < 3 || len > 4 || mode > 0777)
		diagnostic_at(reading, setting, "socket-mode", text,
		    "not an octal mode such as 0660");
	else if ((mode & 0600) != 0600)
		diagnostic_at(reading, setting, "socket-mode", text,
		    "the owner must be able to read and write");
	reading->settings.socket_mode = (mode_t)mode;
}

static void
take_policy(struct reading *reading)
{
	struct action_table *policy = &reading->settings.policy;
	const char *text = NULL;

	*policy = action_table_default;
	if (config_lookup_string(reading->config, "mode", &text))
		policy->monitor = strcmp(text, "monitor") == 0;
	for (size_t i = 0; i < ACTION_KEYS; i++) {
		const struct action_key *key = &action_keys[i];
		enum action action;

		/* settings_read() has held it against the choices. */
		if (!config_lookup_string(reading->config, key->path, &text) ||
		    !action_parse(text, &action))
			continue;
		if (key->confidence != VERDICT_NO_CONFIDENCE) {
			policy->table[key->reason][key->confidence] = action;
			continue;
		}
		for (int c = 0; c < VERDICT_CONFIDENCES; c++)
			policy->table[key->reason][c] = action;
	}
}

typedef int (
    *exempt_add)(struct exempt *exempt, const char *text, const char **why_r);

/* A list of strings, or one string. */
static void
take_exempt_list(struct reading *reading, const char *key, exempt_add add)
{
	const config_setting_t *setting = config_lookup(reading->config, key);
	const char *text, *why;
	bool alone;
	int count;

	if (setting == NULL)
		return;
	alone = config_setting_type(setting) == CONFIG_TYPE_STRING;
	count = alone ? 1 : config_setting_length(setting);
	for (int i = 0; i < count; i++) {
		const config_setting_t *one =
		    alone ? setting
			  : config_setting_get_elem(setting, (unsigned)i);

		text = config_setting_get_string(one);
		if (text != NULL &&
		    add(&reading->settings.exempt, text, &why) < 0)
			diagnostic_at(reading, one, key, text, why);
	}
}

static void
take_exempt(struct reading *reading)
{
	int all = 0;

	take_exempt_list(reading, "exempt.clients", exempt_add_client);
	take_exempt_list(reading, "exempt.senders", exempt_add_sender);
	take_exempt_list(reading, "exempt.users", exempt_add_user);
	config_lookup_bool(reading->config, "exempt.authenticated", &all);
	reading->settings.exempt.authenticated = all != 0;
}

/* Relative to milter.conf, as every path in a configuration is. */
static void
take_domains(struct reading *reading)
{
	const char *name;

	if (!config_lookup_string(reading->config, "domains", &name))
		return;
	if (*name == '\0') {
		settings_diagnostic(reading->config, "domains",
		    reading->diagnostics, "empty");
		return;
	}
	reading->settings.domains = settings_resolve(reading->path, name);
	if (reading->settings.domains == NULL)
		diagnostics_add(reading->diagnostics, reading->path, 0,
		    "domains: out of memory");
}

/* A name that is not answered for at once is answered for the next mail. */
#define DNS_DEADLINE_DEFAULT 1000

static void
take_dns(struct reading *reading)
{
	int enabled = 0, deadline = DNS_DEADLINE_DEFAULT;

	config_lookup_bool(reading->config, "dns.enabled", &enabled);
	config_lookup_int(reading->config, "dns.deadline", &deadline);
	reading->settings.dns = enabled != 0;
	reading->settings.dns_deadline = (unsigned)deadline;
}

static void
take_log(struct reading *reading)
{
	const char *text = NULL;

	if (config_lookup_string(reading->config, "log", &text) &&
	    strcmp(text, "stderr") == 0)
		reading->settings.log_to_stderr = true;
}

int
settings_milter_load(const char *path, struct diagnostics *diagnostics,
    struct settings_milter *settings_r)
{
	struct reading reading = {.path = path, .diagnostics = diagnostics};
	size_t diagnostics_before = diagnostics->count;
	config_t config;

	if (settings_read(path, settings_milter_table, diagnostics, &config) <
	    0)
		return -1;
	reading.config = &config;
	take_socket(&reading);
	take_socket_mode(&reading);
	reading.settings.user = take_string(&reading, "user", NULL);
	take_domains(&reading);
	take_log(&reading);
	take_policy(&reading);
	take_exempt(&reading);
	take_dns(&reading);
	config_destroy(&config);

	if (diagnostics->count > diagnostics_before) {
		settings_milter_clear(&reading.settings);
		return -1;
	}
	*settings_r = reading.settings;
	return 0;
}

void
settings_milter_clear(struct settings_milter *settings)
{
	free(settings->socket);
	free(settings->socket_group);
	free(settings->user);
	free(settings->domains);
	exempt_clear(&settings->exempt);
	memset(settings, 0, sizeof(*settings));
}
