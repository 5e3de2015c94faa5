/* SPDX-License-Identifier: BSD-2-Clause */
/* domains.conf: the groups registrations and policies. */
#include "domains/settings/registrations.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"
#include "domains/registrations/readers/table.h"
#include "domains/settings/settings.h"

/* "registrations.local-domains", "policies.[999].private-address". */
#define LOOKUP_KEY_SIZE 64

/* As recipient_delimiter: Postfix takes any number, nobody has over two. */
#define DELIMITERS_MAX 8

/* A list's address, for matching: a local part, @, a domain. */
#define LIST_MAX (ADDRESS_LOCAL_MAX + 1 + NAME_MAX_BYTES)

struct reading {
	const config_t *config;
	const char *path;
	struct diagnostics *diagnostics;
};

static int
out_of_memory(const struct reading *reading)
{
	diagnostics_add(reading->diagnostics, reading->path, 0,
	    "out of memory");
	return -1;
}

static int
refuse(const struct reading *reading, const char *key, const char *value,
    const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	settings_diagnostic(reading->config, key, reading->diagnostics,
	    "%s: %s", diagnostic_quote(value, strlen(value), quoted), why);
	return -1;
}

/* Appends a copy of text; NULL is out of memory. */
static int
add_string(const struct reading *reading, char *text, char ***list,
    size_t *count)
{
	char **longer = text == NULL
	                    ? NULL
	                    : reallocarray(*list, *count + 1, sizeof(**list));

	if (longer == NULL) {
		free(text);
		return out_of_memory(reading);
	}
	longer[(*count)++] = text;
	*list = longer;
	return 0;
}

/* ---- checks -------------------------------------------------------------- */

/* An address that a reply and a mail can name as it is. */
static int
take_contact(const struct reading *reading, const char *key, char **contact)
{
	const char *text = NULL;
	struct address address;
	enum address_error error;

	if (!config_lookup_string(reading->config, key, &text))
		return 0;
	for (const char *at = text; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || strchr("<>\"\\,;", *at))
			return refuse(reading, key, text,
			    "should be a plain address in ASCII");
	if (address_parse_path(text, strlen(text), &address, &error) < 0)
		return refuse(reading, key, text, address_error_text(error));
	*contact = strdup(text);
	return *contact != NULL ? 0 : out_of_memory(reading);
}

static int
take_string(const struct reading *reading, const char *key, bool file,
    char **text_r)
{
	const char *text = NULL;

	if (!config_lookup_string(reading->config, key, &text))
		return 0;
	if (*text == '\0')
		return refuse(reading, key, text, "is empty");
	*text_r = file ? settings_resolve(reading->path, text) : strdup(text);
	return *text_r != NULL ? 0 : out_of_memory(reading);
}

static int
take_local_domains(const struct reading *reading,
    struct settings_registrations *registrations)
{
	static const char key[] = "registrations.local-domains";
	size_t count = settings_string_count(reading->config, key);
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		const char *text = settings_string_at(reading->config, key, i);
		enum name_error error;
		struct name name;

		if (name_parse(text, strlen(text), &name, &error) < 0)
			result =
			    refuse(reading, key, text, name_error_text(error));
		else if (add_string(reading, strdup(name.text),
			     &registrations->local_domains,
			     &registrations->local_domain_count) < 0)
			return -1;
	}
	return result;
}

static int
take_delimiter(const struct reading *reading,
    struct settings_registrations *registrations)
{
	static const char key[] = "registrations.delimiter";
	const char *text = NULL;

	if (!config_lookup_string(reading->config, key, &text))
		return 0;
	for (const char *at = text; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || *at == '@' || *at == '"')
			return refuse(reading, key, text,
			    "should be punctuation such as \"+\"");
	if (strlen(text) > DELIMITERS_MAX)
		return refuse(reading, key, text, "is over 8 characters");
	registrations->delimiter = strdup(text);
	return registrations->delimiter != NULL ? 0 : out_of_memory(reading);
}

/* ---- sources ------------------------------------------------------------- */

/* The types that are sources, each by its name as a key. */
static const enum reader_type source_types[] = {
    READER_ALIASES,
    READER_VIRTUAL,
    READER_FORWARD,
    READER_SIEVE,
    READER_MEMBERS,
    READER_CSV,
    READER_MAILMAN,
    READER_SYMPA,
    READER_FML,
};

#define SOURCE_TYPES (sizeof(source_types) / sizeof(*source_types))

static int
add_source(const struct reading *reading, const char *key,
    enum reader_type type, const char *text,
    struct settings_registrations *registrations)
{
	size_t count = registrations->source_count;
	bool table = table_is(text);
	struct settings_source *longer;
	char *what;

	if (*text == '\0')
		return refuse(reading, key, text, "is empty");
	if (table && type != READER_ALIASES && type != READER_VIRTUAL)
		return refuse(reading, key, text,
		    "tables of Postfix's are aliases or virtual");
	if (count == SETTINGS_SOURCES_MAX)
		return refuse(reading, key, text, "over 1000 sources");
	what = table ? strdup(text) : settings_resolve(reading->path, text);
	longer = what == NULL ? NULL
	                      : reallocarray(registrations->sources, count + 1,
				    sizeof(*longer));
	if (longer == NULL) {
		free(what);
		return out_of_memory(reading);
	}
	longer[count] = (struct settings_source){
	    .type = type,
	    .what = what,
	    .table = table,
	};
	registrations->sources = longer;
	registrations->source_count = count + 1;
	return 0;
}

static int
take_sources(const struct reading *reading,
    struct settings_registrations *registrations)
{
	int result = 0;

	for (size_t i = 0; i < SOURCE_TYPES; i++) {
		char key[LOOKUP_KEY_SIZE];
		size_t count;

		snprintf(key, sizeof(key), "registrations.%s",
		    reader_type_name(source_types[i]));
		count = settings_string_count(reading->config, key);
		for (size_t at = 0; at < count; at++)
			if (add_source(reading, key, source_types[i],
				settings_string_at(reading->config, key, at),
				registrations) < 0)
				result = -1;
	}
	return result;
}

static int
take_mailman3(const struct reading *reading, struct settings_mailman3 *mailman3)
{
	static const char url_key[] = "registrations.mailman3.url";
	const char *url = NULL;

	if (take_string(reading, "registrations.mailman3.user", false,
		&mailman3->user) < 0 ||
	    take_string(reading, "registrations.mailman3.password-file", true,
		&mailman3->password_file) < 0)
		return -1;
	if (!config_lookup_string(reading->config, url_key, &url)) {
		if (mailman3->user == NULL && mailman3->password_file == NULL)
			return 0;
		settings_diagnostic(reading->config, "registrations.mailman3",
		    reading->diagnostics, "has no url");
		return -1;
	}
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return refuse(reading, url_key, url,
		    "should begin with http:// or https://");
	/* It stands in messages. */
	if (strchr(url, '@') != NULL || strpbrk(url, "?# ") != NULL)
		return refuse(reading, url_key, "that URL",
		    "has a user, a query or a blank in it");
	mailman3->url = strdup(url);
	if (mailman3->url == NULL)
		return out_of_memory(reading);
	for (size_t len = strlen(url); len > 0 && url[len - 1] == '/'; len--)
		mailman3->url[len - 1] = '\0';
	return 0;
}

int
settings_load_registrations(const config_t *config, const char *path,
    struct diagnostics *diagnostics,
    struct settings_registrations *registrations)
{
	const struct reading reading = {config, path, diagnostics};
	int result = 0, refresh = SETTINGS_REFRESH_DEFAULT;

	*registrations = (struct settings_registrations){0};
	config_lookup_int(config, "registrations.refresh", &refresh);
	registrations->refresh = (unsigned)refresh;
	if (take_sources(&reading, registrations) < 0)
		result = -1;
	if (take_string(&reading, "registrations.postfix", true,
		&registrations->postfix) < 0)
		result = -1;
	if (take_local_domains(&reading, registrations) < 0)
		result = -1;
	if (take_delimiter(&reading, registrations) < 0)
		result = -1;
	if (take_contact(&reading, "registrations.contact",
		&registrations->contact) < 0)
		result = -1;
	if (take_mailman3(&reading, &registrations->mailman3) < 0)
		result = -1;
	return result;
}

void
settings_clear_registrations(struct settings_registrations *registrations)
{
	for (size_t i = 0; i < registrations->source_count; i++)
		free(registrations->sources[i].what);
	for (size_t i = 0; i < registrations->local_domain_count; i++)
		free(registrations->local_domains[i]);
	free(registrations->sources);
	free(registrations->local_domains);
	free(registrations->postfix);
	free(registrations->delimiter);
	free(registrations->contact);
	free(registrations->mailman3.url);
	free(registrations->mailman3.user);
	free(registrations->mailman3.password_file);
	*registrations = (struct settings_registrations){0};
}

bool
settings_has_registrations(const struct settings_registrations *registrations)
{
	return registrations->source_count != 0 ||
	       registrations->postfix != NULL ||
	       registrations->mailman3.url != NULL;
}

int
settings_check_local(const struct settings_registrations *registrations,
    const char *path, struct diagnostics *diagnostics)
{
	if (registrations->postfix != NULL ||
	    registrations->local_domain_count != 0)
		return 0;
	for (size_t i = 0; i < registrations->source_count; i++) {
		enum reader_type type = registrations->sources[i].type;

		if (type != READER_ALIASES && type != READER_FORWARD &&
		    type != READER_SIEVE)
			continue;
		diagnostics_add(diagnostics,
		    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf", 0,
		    "registrations.%s: needs local-domains, or postfix: in "
		    "which domains do they hold?",
		    reader_type_name(type));
		return -1;
	}
	return 0;
}

/* ---- policies ------------------------------------------------------------ */

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 32) : byte;
}

static int
take_patterns(const struct reading *reading, const char *key,
    struct settings_policy *policy)
{
	size_t count = settings_string_count(reading->config, key);

	for (size_t i = 0; i < count; i++) {
		const char *text = settings_string_at(reading->config, key, i);
		char *copy;

		if (*text == '\0')
			return refuse(reading, key, text, "is empty");
		copy = strdup(text);
		for (char *at = copy; at != NULL && *at != '\0'; at++)
			*at = lower(*at);
		if (add_string(reading, copy, &policy->lists,
			&policy->list_count) < 0)
			return -1;
	}
	return 0;
}

static bool
take_bool(const struct reading *reading, const char *key)
{
	int value = 0;

	config_lookup_bool(reading->config, key, &value);
	return value != 0;
}

/* One group, whose path is given. */
static int
take_policy(const struct reading *reading, const char *group,
    struct settings_policy *policy)
{
	char key[LOOKUP_KEY_SIZE];

	snprintf(key, sizeof(key), "%s.private-address", group);
	policy->private_address = take_bool(reading, key);
	snprintf(key, sizeof(key), "%s.misspelled-name", group);
	policy->misspelled_name = take_bool(reading, key);
	snprintf(key, sizeof(key), "%s.contact", group);
	if (take_contact(reading, key, &policy->contact) < 0)
		return -1;
	snprintf(key, sizeof(key), "%s.lists", group);
	if (take_patterns(reading, key, policy) < 0)
		return -1;
	if (policy->list_count != 0)
		return 0;
	settings_diagnostic(reading->config, group, reading->diagnostics,
	    "names no lists: lists = \"lab@example.jp\"");
	return -1;
}

int
settings_load_policies(const config_t *config, const char *path,
    struct diagnostics *diagnostics, struct settings_policies *policies)
{
	const struct reading reading = {config, path, diagnostics};
	const config_setting_t *all = config_lookup(config, "policies");
	bool single = all != NULL && config_setting_is_group(all);
	int count = all == NULL ? 0 : single ? 1 : config_setting_length(all);
	int result = 0;

	*policies = (struct settings_policies){0};
	if (count > SETTINGS_POLICIES_MAX) {
		settings_diagnostic(config, "policies", diagnostics,
		    "%d policies, at most %d", count, SETTINGS_POLICIES_MAX);
		return -1;
	}
	if (count == 0)
		return 0;
	policies->list = calloc((size_t)count, sizeof(*policies->list));
	if (policies->list == NULL)
		return out_of_memory(&reading);
	policies->count = (size_t)count;
	for (int i = 0; i < count; i++) {
		char group[LOOKUP_KEY_SIZE] = "policies";

		if (!single)
			snprintf(group, sizeof(group), "policies.[%d]", i);
		if (take_policy(&reading, group, &policies->list[i]) < 0)
			result = -1;
	}
	return result;
}

void
settings_clear_policies(struct settings_policies *policies)
{
	for (size_t i = 0; i < policies->count; i++) {
		struct settings_policy *policy = &policies->list[i];

		for (size_t at = 0; at < policy->list_count; at++)
			free(policy->lists[at]);
		free(policy->lists);
		free(policy->contact);
	}
	free(policies->list);
	*policies = (struct settings_policies){0};
}

/* Does a pattern mean the list?  at is the @ of the list, or its end. */
static bool
matches(const char *pattern, char *list, char *at)
{
	const char *pattern_at = strrchr(pattern, '@');
	char local[LIST_MAX + 1];
	char behind = *at;
	bool found;

	if (pattern_at != NULL && behind == '@')
		return fnmatch(pattern, list, 0) == 0;
	if (pattern_at != NULL) {
		size_t len = (size_t)(pattern_at - pattern);

		if (len > LIST_MAX)
			return false;
		memcpy(local, pattern, len);
		local[len] = '\0';
		return fnmatch(local, list, 0) == 0;
	}
	*at = '\0';
	found = fnmatch(pattern, list, 0) == 0;
	*at = behind;
	return found;
}

const struct settings_policy *
settings_find_policy(const struct settings_policies *policies, struct span list)
{
	char text[LIST_MAX + 1];
	char *at;

	if (list.len == 0 || list.len > LIST_MAX ||
	    memchr(list.bytes, '\0', list.len) != NULL)
		return NULL;
	for (size_t i = 0; i < list.len; i++)
		text[i] = lower(list.bytes[i]);
	text[list.len] = '\0';
	at = strrchr(text, '@');
	if (at == NULL)
		at = text + list.len;
	for (size_t i = 0; i < policies->count; i++) {
		const struct settings_policy *policy = &policies->list[i];

		for (size_t k = 0; k < policy->list_count; k++)
			if (matches(policy->lists[k], text, at))
				return policy;
	}
	return NULL;
}
