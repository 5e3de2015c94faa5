/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of contacts in domains.conf. */
#include "domains/settings/contacts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/contacts/store.h"

/* A file's name is relative to the configuration. */
static const char *
take_store(const struct setting_value *value)
{
	static const char scheme[] = "sqlite:";
	const char *why = store_refuse_place(value->text);
	char **store = value->to, *path;

	if (why != NULL)
		return why;
	if (strncmp(value->text, scheme, sizeof(scheme) - 1) != 0)
		return setting_copy(value);
	path = settings_resolve(value->file, value->text + sizeof(scheme) - 1);
	free(*store);
	if (path == NULL || asprintf(store, "%s%s", scheme, path) < 0)
		*store = NULL;
	free(path);
	return *store == NULL ? "out of memory" : NULL;
}

static const char *
take_organisation(const struct setting_value *value)
{
	if (!contact_is_organisation(span_of(value->text)))
		return "should be a name of letters, digits, '.', '-' and '_', "
		       "63 at most";
	return setting_copy(value);
}

#define AT(member) SETTING_AT(struct settings_contacts, member)

const struct setting_key settings_contacts_keys[] = {
    {"store", SETTING_STRING, AT(store), .take = take_store},
    {"key-file", SETTING_FILE, AT(key_file)},
    {"organisation", SETTING_STRING, AT(organisation), .may_be_empty = true,
	.take = take_organisation},
    {"socket", SETTING_FILE, AT(socket)},
    {"retention", SETTING_INT, AT(retention), .min = 1, .max = 36500},
    {"learning", SETTING_INT, AT(learning), .min = 0, .max = 3650},
    {NULL},
};

void
settings_clear_contacts(struct settings_contacts *contacts)
{
	free(contacts->store);
	free(contacts->key_file);
	free(contacts->organisation);
	free(contacts->socket);
	*contacts = (struct settings_contacts){0};
}
