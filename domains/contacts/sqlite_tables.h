/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables: those of a store in SQLite, its statements, and what changes its
 * rows.  Private to sqlite.c, which opens and reads. */
#ifndef DOMAINS_CONTACTS_SQLITE_TABLES_H
#define DOMAINS_CONTACTS_SQLITE_TABLES_H

#include "domains/contacts/backend.h"
#include "domains/contacts/database.h"

enum sqlite_statement {
	SQLITE_ABOUT_FIND,
	SQLITE_ABOUT_SET,
	SQLITE_FIND,
	SQLITE_FIND_ID,
	SQLITE_EACH,
	SQLITE_INSERT,
	SQLITE_UPDATE,
	SQLITE_NEAR_FIND,
	SQLITE_NEAR_INSERT,
	SQLITE_NEAR_DELETE,
	SQLITE_SENDER_INSERT,
	SQLITE_SENDER_COUNT,
	SQLITE_SENDER_DELETE,
	SQLITE_LISTS,
	SQLITE_LIST_FIND,
	SQLITE_ENTRIES,
	SQLITE_LIST_PUT,
	SQLITE_LIST_DELETE,
	SQLITE_LIST_DELETE_NAME,
	SQLITE_PAIRS_OF,
	SQLITE_KEYS,
	SQLITE_KEYS_SET,
	SQLITE_DELETE,
	SQLITE_OLD,
	SQLITE_COUNT,
	SQLITE_COUNT_LISTS,
	SQLITE_COUNT_PASSES,
	SQLITE_STATEMENTS
};

/* Begins a transaction that writes. */
#define SQLITE_BEGIN "BEGIN IMMEDIATE"

extern const struct database_form sqlite_form;

/* The columns of a period, of which the first is at. */
struct contact_period
sqlite_read_period(struct database *database, size_t statement, int at);

enum store_result
sqlite_find_row(struct database *database, const struct backend_key *key,
    int64_t *id_r, struct contact *contact_r);

/* sqlite_changes.c: as backend.h has them. */
enum store_result
sqlite_change(void *state, const struct backend_change *change);
enum store_result
sqlite_remove(void *state, const struct backend_key *key);
enum store_result
sqlite_expire(void *state, int64_t since, int64_t now, size_t max);

#endif
