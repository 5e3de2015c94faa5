/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of contacts in domains.conf. */
#include "domains/settings/contacts.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/strings.h"
#include "domains/contacts/similar.h"
#include "domains/text/mail.h"

/* A file's name is relative to the configuration. */
static const char *
take_store(const struct setting_value *value)
{
	static const char scheme[] = "sqlite:";
	struct settings_contacts *contacts = value->to;
	const char *why = store_refuse_place(value->text);
	char *path;

	if (why != NULL)
		return why;
	free(contacts->store);
	contacts->store_line = value->line;
	if (strncmp(value->text, scheme, sizeof(scheme) - 1) == 0) {
		path = settings_resolve(value->file,
		    value->text + sizeof(scheme) - 1);
		contacts->store =
		    path != NULL ? strings_format("%s%s", scheme, path) : NULL;
		free(path);
	} else {
		contacts->store = strdup(value->text);
	}
	return contacts->store == NULL ? "out of memory" : NULL;
}

static const char *
take_organisation(const struct setting_value *value)
{
	if (!contact_is_organisation(span_of(value->text)))
		return "should be a name of letters, digits, '.', '-' and '_', "
		       "63 at most";
	return setting_copy(value);
}

static const char *
take_request_address(const struct setting_value *value)
{
	char address[CONTACT_ADDRESS_SIZE];

	if (contact_write_address(span_of(value->text), address) == 0 ||
	    !mail_is_address(value->text))
		return "should be an address";
	return setting_copy(value);
}

/* Another one would give mails in English, unasked. */
static const char *
take_language(const struct setting_value *value)
{
	if (strcmp(value->text, "en") != 0 && strcmp(value->text, "ja") != 0)
		return "should be en or ja";
	return setting_copy(value);
}

/* A header has no newline. */
static const char *
take_name(const struct setting_value *value)
{
	for (const char *at = value->text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return "should be on one line";
	return setting_copy(value);
}

static const char *
take_delimiter(const struct setting_value *value)
{
	if (strlen(value->text) != 1 || strchr("+-=_.", *value->text) == NULL)
		return "should be one of + - = _ .";
	return setting_copy(value);
}

#define AT(member) SETTING_AT(struct settings_contacts, member)

static const struct setting_key request_keys[] = {
    {"from", SETTING_STRING, AT(request.from), .take = take_request_address},
    {"name", SETTING_STRING, AT(request.name), .take = take_name},
    {"language", SETTING_STRING, AT(request.language), .take = take_language},
    {"recipient-delimiter", SETTING_STRING, AT(request.delimiter),
	.take = take_delimiter},
    {"days", SETTING_INT, AT(request.days), .min = 1, .max = 365},
    {"again", SETTING_INT, AT(request.again), .min = 1, .max = 3650},
    {"most", SETTING_INT, AT(request.most), .min = 1, .max = 100000},
    {NULL},
};

static const struct setting_key unconfirmed_keys[] = {
    {"mails", SETTING_INT, AT(unconfirmed_mails), .min = 0, .max = 1000000},
    {"days", SETTING_INT, AT(unconfirmed_days), .min = 0, .max = 3650},
    {NULL},
};

const struct setting_key settings_contacts_keys[] = {
    {"store", SETTING_STRING, .size = sizeof(struct settings_contacts),
	.take = take_store},
    {"password-file", SETTING_FILE, AT(password_file)},
    {"sentinel-user", SETTING_STRING, AT(sentinel_user)},
    {"sentinel-password-file", SETTING_FILE, AT(sentinel_password_file)},
    {"key-file", SETTING_FILE, AT(key_file)},
    {"organisation", SETTING_STRING, AT(organisation), .may_be_empty = true,
	.take = take_organisation},
    {"socket", SETTING_FILE, AT(socket)},
    {"questions", SETTING_FILE, AT(questions)},
    {"unconfirmed-after", SETTING_GROUP, .keys = unconfirmed_keys},
    {"confirm-request", SETTING_GROUP, .keys = request_keys},
    {"retention", SETTING_INT, AT(retention), .min = 1, .max = 36500},
    {"learning", SETTING_INT, AT(learning), .min = 0, .max = 3650},
    {NULL},
};

bool
settings_wants_unconfirmed(const struct settings_contacts *contacts)
{
	return contacts->unconfirmed_mails != 0 ||
	       contacts->unconfirmed_days != 0 ||
	       contacts->request.from != NULL;
}

const char *
settings_contacts_socket(const struct settings_contacts *contacts)
{
	return contacts->socket != NULL ? contacts->socket
	                                : SETTINGS_CONTACTS_SOCKET;
}

const char *
settings_contacts_questions(const struct settings_contacts *contacts)
{
	return contacts->questions != NULL ? contacts->questions
	                                   : SETTINGS_CONTACTS_QUESTIONS;
}

struct span
settings_contacts_organisation(const struct settings_contacts *contacts)
{
	return span_of(
	    contacts->organisation != NULL ? contacts->organisation : "");
}

struct store_options
settings_contacts_store(const struct settings_contacts *contacts)
{
	return (struct store_options){
	    .place = contacts->store,
	    .key_file = contacts->key_file,
	    .password_file = contacts->password_file,
	    .sentinel_user = contacts->sentinel_user,
	    .sentinel_password_file = contacts->sentinel_password_file,
	    .keys = similar_write_keys,
	    .keys_mails = SIMILAR_MAILS_MIN,
	    .keys_version = SIMILAR_KEYS_VERSION,
	};
}

void
settings_clear_contacts(struct settings_contacts *contacts)
{
	free(contacts->store);
	free(contacts->password_file);
	free(contacts->sentinel_user);
	free(contacts->sentinel_password_file);
	free(contacts->key_file);
	free(contacts->organisation);
	free(contacts->socket);
	free(contacts->questions);
	free(contacts->request.from);
	free(contacts->request.name);
	free(contacts->request.language);
	free(contacts->request.delimiter);
	*contacts = (struct settings_contacts){0};
}
