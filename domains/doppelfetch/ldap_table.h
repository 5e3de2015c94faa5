/* SPDX-License-Identifier: BSD-2-Clause */
/* LDAP: a table of Postfix's at a directory service, listed.  Only user of
 * libldap.
 *
 *     ldap:/etc/postfix/lists.cf
 *
 *     server_host = ldaps://ldap.example.jp
 *     search_base = ou=lists,dc=example,dc=jp
 *     query_filter = (&(objectClass=mailGroup)(mail=%s))
 *     result_attribute = member
 *
 * (ldap_table(5)).  Postfix asks for one key; here %s becomes *, and the key of
 * an entry is what it has in the attribute that is compared with %s.  What a
 * table needs beyond that (%u, result_format, SASL, entries that name others)
 * is refused and never half of a table.
 */
#ifndef DOMAINS_DOPPELFETCH_LDAP_TABLE_H
#define DOMAINS_DOPPELFETCH_LDAP_TABLE_H

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

/* Seconds for a connection, for a page, and for all of them. */
#define LDAP_TABLE_CONNECT_SECONDS 5
#define LDAP_TABLE_PAGE_SECONDS 30
#define LDAP_TABLE_SECONDS 300

#define LDAP_TABLE_PAGE_ENTRIES 500

/* Of one entry: a list with half a million members. */
#define LDAP_TABLE_ENTRY_BYTES ((size_t)16 * 1024 * 1024)

#define LDAP_TABLE_VALUES_MAX 4000000

/* Nonzero ends the reading. */
typedef int (
    *ldap_table_take)(void *context, struct span key, struct span value);

/* Calls take() for each key and value.  Returns 0 when there are no more, or -1
 * with a diagnostic, or when take() ended it: then what take() was given is not
 * all. */
int
ldap_table_read(const char *table, ldap_table_take take, void *context,
    struct diagnostics *diagnostics);

#endif
