/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes of contacts in SQLite, within a transaction (sqlite_tables.h). */
#include <string.h>

#include "domains/contacts/sqlite_tables.h"

#define NUMBERS(contact)                                                    \
	(contact)->sent.first, (contact)->sent.last,                        \
	    (int64_t)(contact)->sent.count, (int64_t)(contact)->senders,    \
	    (contact)->heard.first, (contact)->heard.last,                  \
	    (int64_t)(contact)->heard.count, (int64_t)(contact)->confirmed, \
	    (contact)->confirmed_at, (contact)->expires

static int
insert_row(struct database *database, const struct backend_change *change,
    const struct contact *contact, int64_t *id_r)
{
	if (database_start(database, SQLITE_INSERT, "bbbnnnnnnnnnn",
		change->key.organisation, change->key.name, span_of(""),
		NUMBERS(contact)) < 0)
		return -1;
	*id_r = database_inserted(database);
	return 0;
}

/* Those that a row has.  Returns 0, or -1. */
static int
read_keys(struct database *database, int64_t id,
    uint64_t keys_r[static CONTACT_KEYS_MAX], size_t *count_r)
{
	struct span bytes;

	if (database_start(database, SQLITE_KEYS, "n", id) != 1)
		return -1;
	bytes = database_bytes(database, SQLITE_KEYS, 0);
	*count_r = bytes.len / sizeof(*keys_r);
	if (*count_r > CONTACT_KEYS_MAX)
		*count_r = CONTACT_KEYS_MAX;
	if (*count_r != 0)
		memcpy(keys_r, bytes.bytes, *count_r * sizeof(*keys_r));
	database_end(database, SQLITE_KEYS);
	return 0;
}

/* A statement that is about a row and each of its keys. */
static int
change_keys(struct database *database, size_t statement, int64_t id,
    const uint64_t *keys, size_t count)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < count; i++)
		result = database_start(database, statement, "nn",
		    (int64_t)keys[i], id);
	return result;
}

/* A row that is worth it gets its keys, once. */
static int
add_keys(struct database *database, int64_t id,
    const struct backend_change *change, const struct contact *contact)
{
	const struct span bytes = {(const char *)change->keys,
	    change->key_count * sizeof(*change->keys)};
	uint64_t known[CONTACT_KEYS_MAX];
	size_t count;

	if (!backend_wants_keys(change, contact))
		return 0;
	if (read_keys(database, id, known, &count) < 0)
		return -1;
	if (count != 0)
		return 0;
	return change_keys(database, SQLITE_NEAR_INSERT, id, change->keys,
		   change->key_count) < 0
	           ? -1
	           : database_start(database, SQLITE_KEYS_SET, "bn", bytes, id);
}

static int
update_row(struct database *database, int64_t id, const struct contact *contact)
{
	return database_start(database, SQLITE_UPDATE, "nnnnnnnnnnn",
	    NUMBERS(contact), id);
}

/* Of a contact that exists.  Returns 1: it has one more, 0, -1. */
static int
add_sender(struct database *database, int64_t id, uint64_t sender,
    struct contact *contact)
{
	uint32_t known;

	if (sender == 0 || contact->senders >= CONTACT_SENDERS_MAX)
		return 0;
	if (database_start(database, SQLITE_SENDER_INSERT, "nn", id,
		(int64_t)sender) < 0 ||
	    database_start(database, SQLITE_SENDER_COUNT, "n", id) != 1)
		return -1;
	known = (uint32_t)database_number(database, SQLITE_SENDER_COUNT, 0);
	database_end(database, SQLITE_SENDER_COUNT);
	/* Those that came from another store are known by number only. */
	if (known <= contact->senders)
		return 0;
	contact->senders = known;
	return 1;
}

static int
put_list(struct database *database, int64_t id,
    const struct backend_change *change)
{
	struct contact_period sent = {0};
	int found;

	if (change->list.len == 0)
		return 0;
	found =
	    database_start(database, SQLITE_LIST_FIND, "nb", id, change->list);
	if (found == 1)
		sent = sqlite_read_period(database, SQLITE_LIST_FIND, 1);
	database_end(database, SQLITE_LIST_FIND);
	if (found < 0)
		return -1;
	backend_change_list(change, &sent);
	return database_start(database, SQLITE_LIST_PUT, "nbnnn", id,
	    change->list, sent.first, sent.last, (int64_t)sent.count);
}

enum store_result
sqlite_change(void *state, const struct backend_change *change)
{
	struct database *database = state;
	struct contact contact = {0};
	int64_t id;
	enum store_result found =
	    sqlite_find_row(database, &change->key, &id, &contact);
	int more;

	if (found == STORE_ERROR)
		return STORE_ERROR;
	backend_change_contact(change, change->contact, &contact);
	if (found == STORE_NONE &&
	    insert_row(database, change, &contact, &id) < 0)
		return STORE_ERROR;
	more = add_sender(database, id, change->sender, &contact);
	if (more < 0 || ((more == 1 || found == STORE_FOUND) &&
			    update_row(database, id, &contact) < 0))
		return STORE_ERROR;
	return add_keys(database, id, change, &contact) < 0 ||
	               put_list(database, id, change) < 0
	           ? STORE_ERROR
	           : STORE_FOUND;
}

/* ---- removing ------------------------------------------------------------ */

static int
delete_keys(struct database *database, int64_t id)
{
	uint64_t keys[CONTACT_KEYS_MAX];
	size_t count;

	return read_keys(database, id, keys, &count) < 0
	           ? -1
	           : change_keys(database, SQLITE_NEAR_DELETE, id, keys, count);
}

static int
delete_row(struct database *database, int64_t id)
{
	static const enum sqlite_statement rest[] = {SQLITE_SENDER_DELETE,
	    SQLITE_LIST_DELETE, SQLITE_DELETE};
	int result = 0;

	if (delete_keys(database, id) < 0)
		return -1;
	for (size_t i = 0; result == 0 && i < sizeof(rest) / sizeof(*rest); i++)
		result = database_start(database, rest[i], "n", id);
	return result;
}

/* Deletes the rows whose numbers a statement gives, of which result is the
 * first step; STORE_EXPIRE_MAX at most.  Returns 0, or -1. */
static int
delete_rows(struct database *database, size_t statement, int result,
    size_t *count_r)
{
	int64_t ids[STORE_EXPIRE_MAX];
	size_t count = 0;

	for (; result == 1; result = database_step(database, statement))
		ids[count++] = database_number(database, statement, 0);
	for (size_t i = 0; result == 0 && i < count; i++)
		result = delete_row(database, ids[i]);
	*count_r = count;
	return result;
}

/* Those that an address is one of; a part of one is none. */
static int
delete_pairs(struct database *database, struct span name, bool *found_r)
{
	size_t count;
	int result;

	do {
		result = delete_rows(database, SQLITE_PAIRS_OF,
		    database_start(database, SQLITE_PAIRS_OF, "bn", name,
			(int64_t)STORE_EXPIRE_MAX),
		    &count);
		*found_r |= count != 0;
	} while (result == 0 && count == STORE_EXPIRE_MAX);
	return result;
}

enum store_result
sqlite_remove(void *state, const struct backend_key *key)
{
	struct database *database = state;
	struct contact contact;
	int64_t id;
	enum store_result found = sqlite_find_row(database, key, &id, &contact);
	bool any = found == STORE_FOUND;
	int as_list;

	if (found == STORE_ERROR ||
	    (found == STORE_FOUND && delete_row(database, id) < 0) ||
	    delete_pairs(database, key->name, &any) < 0)
		return STORE_ERROR;
	for (as_list = database_start(database, SQLITE_LIST_DELETE_NAME, "b",
		 key->name);
	     as_list == 1;
	     as_list = database_step(database, SQLITE_LIST_DELETE_NAME))
		any = true;
	if (as_list < 0)
		return STORE_ERROR;
	return any ? STORE_FOUND : STORE_NONE;
}

enum store_result
sqlite_expire(void *state, int64_t since, int64_t now, size_t max)
{
	size_t count;

	if (max > STORE_EXPIRE_MAX)
		max = STORE_EXPIRE_MAX;
	if (delete_rows(state, SQLITE_OLD,
		database_start(state, SQLITE_OLD, "nnnn", now, since, since,
		    (int64_t)max),
		&count) < 0)
		return STORE_ERROR;
	return count == max ? STORE_FOUND : STORE_NONE;
}
