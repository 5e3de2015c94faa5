/* SPDX-License-Identifier: BSD-2-Clause */
/* LDAP settings: the file of an LDAP table of Postfix's, ldap_table(5), as far
 * as a table can be listed by it. */
#ifndef DOMAINS_DOPPELFETCH_LDAP_SETTINGS_H
#define DOMAINS_DOPPELFETCH_LDAP_SETTINGS_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/strings.h"

enum ldap_setting {
	LDAP_SETTING_SERVER_HOST,
	LDAP_SETTING_SERVER_PORT,
	LDAP_SETTING_SEARCH_BASE,
	LDAP_SETTING_SCOPE,
	LDAP_SETTING_QUERY_FILTER,
	LDAP_SETTING_RESULT_ATTRIBUTE,
	LDAP_SETTING_RESULT_FORMAT,
	LDAP_SETTING_BIND,
	LDAP_SETTING_BIND_DN,
	LDAP_SETTING_BIND_PASSWORD,
	LDAP_SETTING_START_TLS,
	LDAP_SETTING_CA_FILE,
	LDAP_SETTING_COUNT
};

struct ldap_settings {
	char *value[LDAP_SETTING_COUNT]; /* NULL: the default */
	unsigned line[LDAP_SETTING_COUNT];
	char *servers;          /* URLs with blanks between them */
	char *filter;           /* for all entries */
	struct strings keys;    /* attributes: of the key, */
	struct strings results; /*   and of what it leads to */
};

/* Reads the file.  Returns 0 with *settings_r to be cleared, or -1 with
 * diagnostics. */
int
ldap_settings_read(const char *path, struct diagnostics *diagnostics,
    struct ldap_settings *settings_r);

void
ldap_settings_clear(struct ldap_settings *settings);

/* "yes", unless the setting says something else. */
bool
ldap_settings_is(const struct ldap_settings *settings, enum ldap_setting which,
    bool by_default);

#endif
