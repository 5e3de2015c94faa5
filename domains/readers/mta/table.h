/* SPDX-License-Identifier: BSD-2-Clause */
/* Table: a lookup table of Postfix's, "hash:/etc/aliases", as registrations.
 *
 * What the table was made of is read where it lies beside it, for it has lines
 * to point at; where it is newer than the table, the table is listed too, with
 * postmap -s, since that is what Postfix goes by:
 *
 *     hash:, btree:, lmdb:, cdb:, dbm:, sdbm:   /etc/aliases, else listed
 *     texthash:, regexp:, pcre:, cidr:           the file is the table
 *     inline:, static:, unionmap: ...            in-line: inline_tables.h
 *     ldap:, mysql:, tcp: ...                    a diagnostic says what lists
 *                                                what it answers from
 *     proxy:hash:/etc/aliases                    as hash:/etc/aliases
 *     all others                                 listed, where they can be
 *
 * (postmap(1), DATABASE_README)
 */
#ifndef DOMAINS_READERS_MTA_TABLE_H
#define DOMAINS_READERS_MTA_TABLE_H

#include <stdbool.h>

#include "domains/readers/reader.h"
#include "domains/registrations/member.h"

/* As reader_read(), with options->type that of value_take().  config_dir is
 * Postfix's, or NULL for the usual one.  A member that was listed has the table
 * for its file, and the number of the line in the list; one of an in-line table
 * has the table, and 1. */
int
table_read(const char *table, const char *config_dir,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics);

/* The same for what postmap -s would print of a table that somebody else has
 * listed: an include in it is opened as nobody. */
int
table_read_list(const char *table, const char *bytes, size_t len,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics);

#endif
