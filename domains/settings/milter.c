/* SPDX-License-Identifier: BSD-2-Clause */
/* milter.conf: its table of keys. */
#include "domains/settings/milter.h"

#include <stdlib.h>
#include <string.h>

#include "domains/settings/socket.h"

/* An answer that does not come at once is there for the next mail. */
#define DNS_DEADLINE_DEFAULT 1000

static const char *
take_socket(const struct setting_value *value)
{
	struct socket_place place;
	const char *why = socket_parse(value->text, &place);

	return why != NULL ? why : setting_copy(value);
}

/* "0660": octal as chmod(1) takes it. */
static const char *
take_socket_mode(const struct setting_value *value)
{
	size_t len = strspn(value->text, "01234567");
	unsigned long mode = strtoul(value->text, NULL, 8);

	if (len < 3 || len > 4 || value->text[len] != '\0' || mode > 0777)
		return "not an octal mode such as 0660";
	if ((mode & 0600) != 0600)
		return "the owner must be able to read and write";
	*(mode_t *)value->to = (mode_t)mode;
	return NULL;
}

/* "": none. */
static const char *
take_directory(const struct setting_value *value)
{
	if (*value->text != '\0')
		return setting_copy(value);
	*(char **)value->to = strdup("");
	return *(char **)value->to != NULL ? NULL : "out of memory";
}

/* What is confirmed must be remembered (settings_milter_check_store()). */
static const char *
take_action(const struct setting_value *value)
{
	struct settings_milter *settings = value->target;

	if (settings->confirm_line == 0 &&
	    strcmp(value->text, action_name(ACTION_CONFIRM)) == 0)
		settings->confirm_line = value->line;
	return NULL;
}

/* RFC 8601 2.2: in a field it ends there. */
static const char *
take_authserv_id(const struct setting_value *value)
{
	return value->text[strcspn(value->text, " \t\r\n;")] != '\0'
	           ? "not a name that stands in Authentication-Results, such "
	             "as "
	             "mx.example.jp"
	           : setting_copy(value);
}

/* Nobody means one. */
static const char *
take_known(const struct setting_value *value)
{
	return strcmp(value->text, action_name(ACTION_CONFIRM)) == 0
	           ? "no second try makes a known doppelganger right: should "
	             "be another action, such as reject"
	           : NULL;
}

/* The first is 0, so false. */
static const char *const modes[] = {"enforce", "monitor", NULL};
static const char *const logs[] = {"syslog", "stderr", NULL};

#define AT(member) SETTING_AT(struct settings_milter, member)
#define REASON(reason)                                                     \
	SETTING_CHOICE, AT(policy.table[reason]), .choices = action_names, \
						  .take = take_action
/* Of the actions of a reason. */
#define CONFIDENCE(confidence)                                                \
	SETTING_CHOICE, .offset = (confidence) * sizeof(enum action),         \
			.size = sizeof(enum action), .choices = action_names, \
			.take = take_action

static const struct setting_key confidence_keys[] = {
    {"certain", CONFIDENCE(VERDICT_CERTAIN)},
    {"likely", CONFIDENCE(VERDICT_LIKELY)},
    {"possible", CONFIDENCE(VERDICT_POSSIBLE)},
    {NULL},
};

/* What is similar to a contact is never certain. */
static const struct setting_key similar_keys[] = {
    {"likely", CONFIDENCE(VERDICT_LIKELY)},
    {"possible", CONFIDENCE(VERDICT_POSSIBLE)},
    {NULL},
};

/* The reasons of which the engine gives verdicts, and how they are weighed.
 * A row for a further reason is all that one needs. */
static const struct setting_key action_keys[] = {
    {"known-doppelganger", SETTING_CHOICE,
	AT(policy.table[VERDICT_KNOWN_DOPPELGANGER]), .choices = action_names,
	.take = take_known},
    {"typo", SETTING_GROUP, AT(policy.table[VERDICT_TYPO]),
	.keys = confidence_keys},
    {"registration", SETTING_GROUP, AT(policy.table[VERDICT_REGISTRATION]),
	.keys = confidence_keys},
    {"similar-contact", SETTING_GROUP,
	AT(policy.table[VERDICT_SIMILAR_CONTACT]), .keys = similar_keys},
    {"first-contact", REASON(VERDICT_FIRST_CONTACT)},
    {"unconfirmed", REASON(VERDICT_UNCONFIRMED)},
    {"private-address", REASON(VERDICT_PRIVATE_ADDRESS)},
    {"misspelled-name", REASON(VERDICT_MISSPELLED_NAME)},
    {"undeliverable", REASON(VERDICT_UNDELIVERABLE)},
    {"malformed", REASON(VERDICT_MALFORMED)},
    {NULL},
};

static const struct setting_key contacts_keys[] = {
    {"clients", SETTING_STRING_LIST, AT(contacts.ours),
	.max = EXEMPT_ENTRIES_MAX, .take = exempt_take_client},
    {"authserv-id", SETTING_STRING, AT(contacts.authserv_id),
	.take = take_authserv_id},
    {"authserv-fields", SETTING_INT, AT(contacts.authserv_fields), .min = 0,
	.max = 100},
    {"authserv-alone", SETTING_BOOL, AT(contacts.authserv_alone)},
    {NULL},
};

static const struct setting_key dns_keys[] = {
    {"enabled", SETTING_BOOL, AT(dns)},
    {"deadline", SETTING_INT, AT(dns_deadline), .min = 10, .max = 20000},
    {NULL},
};

const struct setting_key settings_milter_table[] = {
    {"mode", SETTING_CHOICE, AT(policy.monitor), .choices = modes},
    {"domains", SETTING_FILE, AT(domains)},
    {"socket", SETTING_STRING, AT(socket), .take = take_socket},
    {"socket-mode", SETTING_STRING, AT(socket_mode), .may_be_empty = true,
	.take = take_socket_mode},
    {"socket-group", SETTING_STRING, AT(socket_group)},
    {"user", SETTING_STRING, AT(user)},
    {"log", SETTING_CHOICE, AT(log_to_stderr), .choices = logs},
    {"state-directory", SETTING_FILE, AT(state_directory), .may_be_empty = true,
	.take = take_directory},
    {"actions", SETTING_GROUP, .keys = action_keys},
    {"exempt", SETTING_GROUP, AT(exempt), .keys = exempt_keys},
    {"contacts", SETTING_GROUP, .keys = contacts_keys},
    {"dns", SETTING_GROUP, .keys = dns_keys},
    {NULL},
};

int
settings_milter_load(const char *path, struct diagnostics *diagnostics,
    struct settings_milter *settings_r)
{
	struct settings_milter settings = {
	    .socket_mode = 0660,
	    .policy = action_table_default,
	    .dns_deadline = DNS_DEADLINE_DEFAULT,
	};
	int result =
	    settings_read(path, settings_milter_table, &settings, diagnostics);

	if (result == 0 && settings.socket == NULL)
		settings.socket = strdup(SETTINGS_MILTER_SOCKET);
	if (result == 0 && settings.state_directory == NULL)
		settings.state_directory = strdup(SETTINGS_MILTER_STATE);
	if (result == 0 && settings.domains == NULL)
		settings.domains = settings_resolve(path, "domains.conf");
	if (result == 0 &&
	    (settings.socket == NULL || settings.state_directory == NULL ||
		settings.domains == NULL)) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		result = -1;
	}
	if (result < 0)
		settings_milter_clear(&settings);
	else
		*settings_r = settings;
	return result;
}

int
settings_milter_check_store(const struct settings_milter *settings,
    const char *path, const struct settings_contacts *contacts,
    struct diagnostics *diagnostics)
{
	if (settings->confirm_line == 0 || contacts->store != NULL)
		return 0;
	return diagnostics_add(diagnostics, path, settings->confirm_line,
	    "actions: confirm: %s has no contacts.store, which remembers who "
	    "was refused",
	    settings->domains);
}

void
settings_milter_clear(struct settings_milter *settings)
{
	free(settings->socket);
	free(settings->socket_group);
	free(settings->user);
	free(settings->domains);
	free(settings->state_directory);
	exempt_clear(&settings->exempt);
	exempt_clear(&settings->contacts.ours);
	free(settings->contacts.authserv_id);
	*settings = (struct settings_milter){0};
}
