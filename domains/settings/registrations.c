/* SPDX-License-Identifier: BSD-2-Clause */
/* domains.conf: the groups registrations and policies. */
#include "domains/settings/registrations.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"
#include "domains/base/file.h"
#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"
#include "domains/readers/type.h"
#include "domains/settings/pattern.h"
#include "domains/settings/settings.h"

/* As recipient_delimiter: Postfix takes any number, nobody has over two. */
#define DELIMITERS_MAX 8

/* A list's address, for matching: a local part, @, a domain. */
#define LIST_MAX (ADDRESS_LOCAL_MAX + 1 + NAME_MAX_BYTES)

/* ---- registrations ------------------------------------------------------- */

/* An address that a reply and a mail can name as it is. */
static const char *
take_contact(const struct setting_value *value)
{
	struct address address;
	enum address_error error;

	for (const char *at = value->text; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || strchr("<>\"\\,;", *at))
			return "should be a plain address in ASCII";
	if (address_parse_path(value->text, strlen(value->text), &address,
		&error) < 0)
		return address_error_text(error);
	return setting_copy(value);
}

static const char *
take_local_domain(const struct setting_value *value)
{
	enum name_error error;
	struct name name;

	if (name_parse(value->text, strlen(value->text), &name, &error) < 0)
		return name_error_text(error);
	return setting_add_string(value, strdup(name.text));
}

static const char *
take_delimiter(const struct setting_value *value)
{
	for (const char *at = value->text; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || *at == '"' || *at == '@' ||
		    ascii_is_alphanumeric(*at))
			return "should be punctuation such as \"+\"";
	if (strlen(value->text) > DELIMITERS_MAX)
		return "is over 8 characters";
	return setting_copy(value);
}

/* The key is the name of the type. */
static const char *
take_source(const struct setting_value *value)
{
	struct settings_registrations *registrations = value->to;
	struct settings_source source = {
	    .type = READER_AUTO,
	    .table = reader_type_is_table(value->text),
	};

	reader_type_parse(value->key->name, &source.type);
	if (source.table && source.type != READER_ALIASES &&
	    source.type != READER_VIRTUAL)
		return "tables of Postfix's are aliases or virtual";
	if (registrations->source_count == SETTINGS_SOURCES_MAX)
		return "over 1000 sources";
	source.what = source.table ? strdup(value->text)
	                           : settings_resolve(value->file, value->text);
	if (source.what != NULL &&
	    array_add(&registrations->sources, &registrations->source_room,
		&registrations->source_count, &source, sizeof(source)) == 0)
		return NULL;
	free(source.what);
	return "out of memory";
}

static const char *
take_url(const struct setting_value *value)
{
	const char *text = value->text, *why;
	char **url = value->to;

	if (strncmp(text, "http://", 7) != 0 &&
	    strncmp(text, "https://", 8) != 0)
		return "should begin with http:// or https://";
	why = setting_copy(value);
	for (size_t len = strlen(text);
	     why == NULL && len > 0 && text[len - 1] == '/'; len--)
		(*url)[len - 1] = '\0';
	return why;
}

static const char *
check_mailman3(const struct setting_value *group)
{
	const struct settings_mailman3 *mailman3 = group->to;
	const char *url = mailman3->url;

	if (url == NULL)
		return mailman3->user == NULL && mailman3->password_file == NULL
		           ? NULL
		           : "has no url";
	/* It stands in messages. */
	if (strchr(url, '@') != NULL || strpbrk(url, "?# ") != NULL)
		return "its url has a user, a query or a blank in it";
	return NULL;
}

#define MAILMAN3(member) SETTING_AT(struct settings_mailman3, member)

static const struct setting_key mailman3_keys[] = {
    {"url", SETTING_STRING, MAILMAN3(url), .take = take_url},
    {"user", SETTING_STRING, MAILMAN3(user)},
    {"password-file", SETTING_FILE, MAILMAN3(password_file)},
    {NULL},
};

#define AT(member) SETTING_AT(struct settings_registrations, member)
#define SOURCE                                                              \
	SETTING_STRING_LIST, .size = sizeof(struct settings_registrations), \
			     .take = take_source

const struct setting_key settings_registration_keys[] = {
    {"aliases", SOURCE},
    {"virtual", SOURCE},
    {"forward", SOURCE},
    {"sieve", SOURCE},
    {"members", SOURCE},
    {"csv", SOURCE},
    {"mailman", SOURCE},
    {"sympa", SOURCE},
    {"fml", SOURCE},
    {"mlmmj", SOURCE},
    {"ezmlm", SOURCE},
    {"schleuder", SOURCE},
    {"qmail", SOURCE},
    {"mailman3", SETTING_GROUP, AT(mailman3), .keys = mailman3_keys,
	.take = check_mailman3},
    {"postfix", SETTING_FILE, AT(postfix)},
    {"local-domains", SETTING_STRING_LIST, AT(local_domains),
	.take = take_local_domain},
    {"delimiter", SETTING_STRING, AT(delimiter), .may_be_empty = true,
	.take = take_delimiter},
    {"contact", SETTING_STRING, AT(contact), .take = take_contact},
    {"refresh", SETTING_INT, AT(refresh), .min = 1,
	.max = SETTINGS_REFRESH_MAX},
    {"file", SETTING_FILE, AT(file)},
    {NULL},
};

void
settings_clear_registrations(struct settings_registrations *registrations)
{
	for (size_t i = 0; i < registrations->source_count; i++)
		free(registrations->sources[i].what);
	free(registrations->sources);
	strings_clear(&registrations->local_domains);
	lookup_key_clear_rules(&registrations->rules);
	free(registrations->postfix);
	free(registrations->delimiter);
	free(registrations->contact);
	free(registrations->file);
	free(registrations->mailman3.url);
	free(registrations->mailman3.user);
	free(registrations->mailman3.password_file);
	*registrations = (struct settings_registrations){0};
}

int
settings_make_rules(struct settings_registrations *registrations)
{
	const char *delimiter = registrations->delimiter;
	const struct lookup_key_rules rules = {
	    .domains = (const char **)registrations->local_domains.list,
	    .domain_count = registrations->local_domains.count,
	    .delimiter = delimiter != NULL ? delimiter : "",
	    .percent_hack = true,
	    .bang_path = true,
	};

	return lookup_key_copy_rules(&rules, &registrations->rules);
}

bool
settings_has_registrations(const struct settings_registrations *registrations)
{
	return registrations->source_count != 0 ||
	       registrations->postfix != NULL ||
	       registrations->mailman3.url != NULL;
}

const char *
settings_registrations_file(const struct settings_registrations *registrations)
{
	return registrations->file != NULL
	           ? registrations->file
	           : "/var/lib/doppelcheck-watch/registrations";
}

int
settings_check_local(const struct settings_registrations *registrations,
    const char *path, struct diagnostics *diagnostics)
{
	if (registrations->postfix != NULL ||
	    registrations->local_domains.count != 0)
		return 0;
	for (size_t i = 0; i < registrations->source_count; i++) {
		enum reader_type type = registrations->sources[i].type;

		if (type != READER_ALIASES && type != READER_FORWARD &&
		    type != READER_SIEVE)
			continue;
		return diagnostics_add(diagnostics,
		    path != NULL ? path : DOPPEL_SYSCONFDIR "/domains.conf", 0,
		    "registrations.%s: needs local-domains, or postfix: in "
		    "which domains do they hold?",
		    reader_type_name(type));
	}
	return 0;
}

/* What the process may not look at may be as it should be. */
static void
check_place(const char *key, const char *place, bool directory,
    const char *path, struct diagnostics *diagnostics)
{
	struct stat status;
	const char *why;

	if (stat(place, &status) < 0)
		why = errno == ENOENT || errno == ENOTDIR ? strerror(errno)
		                                          : NULL;
	else if (directory)
		why = S_ISDIR(status.st_mode) ? NULL : strerror(ENOTDIR);
	else
		why = file_refused(status.st_mode);
	if (why != NULL)
		diagnostics_add(diagnostics, path, 0,
		    "registrations.%s: %s: %s", key, place, why);
}

void
settings_check_places(const struct settings_registrations *registrations,
    const char *path, struct diagnostics *diagnostics)
{
	const char *password = registrations->mailman3.password_file;

	for (size_t i = 0; i < registrations->source_count; i++) {
		const struct settings_source *source =
		    &registrations->sources[i];

		if (!source->table && !pattern_is(source->what))
			check_place(reader_type_name(source->type),
			    source->what, false, path, diagnostics);
	}
	if (registrations->postfix != NULL)
		check_place("postfix", registrations->postfix, true, path,
		    diagnostics);
	if (password != NULL)
		check_place("mailman3.password-file", password, false, path,
		    diagnostics);
}

/* ---- policies ------------------------------------------------------------ */

static const char *
take_pattern(const struct setting_value *value)
{
	if (value->text[0] == '@')
		return "means no list: all of a domain are \"*@example.jp\"";
	return setting_add_string(value, span_copy_lower(span_of(value->text)));
}

#define POLICY(member) SETTING_AT(struct settings_policy, member)

const struct setting_key settings_policy_keys[] = {
    {"lists", SETTING_STRING_LIST, POLICY(lists), .take = take_pattern},
    {"private-address", SETTING_BOOL, POLICY(private_address)},
    {"misspelled-name", SETTING_BOOL, POLICY(misspelled_name)},
    {"unconfirmed", SETTING_BOOL, POLICY(unconfirmed)},
    {"contact", SETTING_STRING, POLICY(contact), .take = take_contact},
    {NULL},
};

void *
settings_append_policy(void *place)
{
	const struct settings_policy fresh = {.unconfirmed = true};
	struct settings_policies *policies = place;

	return array_add(&policies->list, &policies->room, &policies->count,
		   &fresh, sizeof(fresh)) < 0
	           ? NULL
	           : &policies->list[policies->count - 1];
}

const char *
settings_check_policy(const struct setting_value *group)
{
	const struct settings_policy *policy = group->to;

	return policy->lists.count != 0
	           ? NULL
	           : "names no lists: lists = \"lab@example.jp\"";
}

void
settings_clear_policies(struct settings_policies *policies)
{
	for (size_t i = 0; i < policies->count; i++) {
		strings_clear(&policies->list[i].lists);
		free(policies->list[i].contact);
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
	char after = *at;
	bool found;

	if (pattern_at != NULL && after == '@')
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
	*at = after;
	return found;
}

const struct settings_policy *
settings_find_policy(const struct settings_policies *policies, struct span list)
{
	char text[LIST_MAX + 1];
	char *at;

	if (list.len == 0 || list.len > LIST_MAX || span_has(list, '\0'))
		return NULL;
	for (size_t i = 0; i < list.len; i++)
		text[i] = ascii_lower(list.bytes[i]);
	text[list.len] = '\0';
	at = strrchr(text, '@');
	if (at == NULL)
		at = text + list.len;
	for (size_t i = 0; i < policies->count; i++) {
		const struct settings_policy *policy = &policies->list[i];

		for (size_t k = 0; k < policy->lists.count; k++)
			if (matches(policy->lists.list[k], text, at))
				return policy;
	}
	return NULL;
}
