/* SPDX-License-Identifier: BSD-2-Clause */
/* What a row in Redis is and becomes (redis_group.h). */
#include "domains/contacts/redis_group.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/translation.h"
#include "domains/contacts/redis_near.h"

struct list_cell {
	struct span name;
	struct contact_period sent;
};

/* A row as it becomes. */
struct row {
	bool known, removed;
	struct contact contact;
	struct span keys; /* that it had */
	const struct backend_change *new_keys;
	uint64_t senders[CONTACT_SENDERS_MAX + 1];
	size_t sender_count, senders_before;
	struct list_cell *lists;
	size_t list_count, list_room;
};

static struct span
key_of(const struct redis_group *group, const char *kind,
    char room[static REDIS_KEY_SIZE])
{
	const struct backend_key *key = &group->list[0]->change.key;

	return redis_write_key(room, key->organisation, kind, key->name);
}

/* A key of the organisation's own. */
static struct span
own_key(const struct redis_group *group, const char *kind,
    char room[static REDIS_KEY_SIZE])
{
	return redis_write_key(room, group->list[0]->change.key.organisation,
	    kind, (struct span){0});
}

/* ---- reading ------------------------------------------------------------- */

void
redis_group_ask(const struct redis_group *group,
    struct redis_connection *connection)
{
	char contact_room[REDIS_KEY_SIZE], lists_room[REDIS_KEY_SIZE],
	    senders_room[REDIS_KEY_SIZE];
	const struct span contact = key_of(group, "contact", contact_room);
	const struct span lists = key_of(group, "lists", lists_room);

	redis_add(connection, "sbb", "WATCH", contact, lists);
	redis_add(connection, "sb", "GET", contact);
	if (group->has_sender)
		redis_add(connection, "sb", "SMEMBERS",
		    key_of(group, "senders", senders_room));
	for (size_t i = 0; i < group->count; i++)
		if (group->list[i]->change.list.len != 0)
			redis_add(connection, "sbb", "HGET", lists,
			    group->list[i]->change.list);
}

size_t
redis_group_count(const struct redis_group *group)
{
	size_t count = group->has_sender ? 3 : 2;

	for (size_t i = 0; i < group->count; i++)
		count += group->list[i]->change.list.len != 0;
	return count;
}

static void
read_senders(struct redis_value members, struct row *row_r)
{
	for (size_t i = 0;
	     i < members.count && row_r->sender_count < CONTACT_SENDERS_MAX;
	     i++) {
		const struct span bytes = redis_item(members, i).bytes;

		if (bytes.len == sizeof(*row_r->senders))
			memcpy(&row_r->senders[row_r->sender_count++],
			    bytes.bytes, bytes.len);
	}
	row_r->senders_before = row_r->sender_count;
}

static struct list_cell *
find_list(struct row *row, struct span name)
{
	for (size_t i = 0; i < row->list_count; i++)
		if (span_same(row->lists[i].name, name))
			return &row->lists[i];
	return NULL;
}

/* Each list once. */
static const char *
read_lists(const struct redis_connection *connection, size_t at,
    const struct redis_group *group, struct row *row_r)
{
	for (size_t i = 0; i < group->count; i++) {
		struct list_cell cell = {group->list[i]->change.list, {0}};
		struct span text;

		if (cell.name.len == 0)
			continue;
		text = redis_value(connection, at++).bytes;
		if (find_list(row_r, cell.name) != NULL)
			continue;
		if (text.len != 0 && !redis_read_period(text, &cell.sent))
			return _("has a row that is none");
		if (array_reserve(&row_r->lists, &row_r->list_room,
			row_r->list_count, sizeof(cell)) < 0)
			return _("out of memory");
		row_r->lists[row_r->list_count++] = cell;
	}
	return NULL;
}

/* The answers to redis_group_ask(); NULL, or why not. */
static const char *
read_row(const struct redis_connection *connection, size_t at,
    const struct redis_group *group, struct row *row_r)
{
	struct span text;

	at++; /* WATCH */
	text = redis_value(connection, at++).bytes;
	row_r->known = text.len != 0;
	if (row_r->known &&
	    !redis_read_contact(text, &row_r->contact, &row_r->keys))
		return _("has a row that is none");
	if (group->has_sender)
		read_senders(redis_value(connection, at++), row_r);
	return read_lists(connection, at, group, row_r);
}

/* ---- adding up ----------------------------------------------------------- */

static bool
has_sender(const struct row *row, uint64_t sender)
{
	for (size_t i = 0; i < row->sender_count; i++)
		if (row->senders[i] == sender)
			return true;
	return false;
}

static void
add_sender(struct row *row, uint64_t sender)
{
	if (sender == 0 || row->contact.senders >= CONTACT_SENDERS_MAX ||
	    row->sender_count >= CONTACT_SENDERS_MAX || has_sender(row, sender))
		return;
	row->senders[row->sender_count++] = sender;
	/* Those that came from another store are known by number only. */
	if (row->sender_count > row->contact.senders)
		row->contact.senders = (uint32_t)row->sender_count;
}

static void
change_row(struct row *row, const struct redis_pending *pending)
{
	const struct backend_change *change = &pending->change;
	struct list_cell *cell = find_list(row, change->list);

	backend_change_contact(change, &pending->contact, &row->contact);
	row->known = true;
	add_sender(row, change->sender);
	if (row->keys.len == 0 && row->new_keys == NULL &&
	    backend_wants_keys(change, &row->contact))
		row->new_keys = change;
	if (cell != NULL)
		backend_change_list(change, &cell->sent);
}

static bool
is_old(const struct contact *contact, const struct redis_pending *pending)
{
	return contact->expires != 0
	           ? contact->expires <= pending->now
	           : contact->confirmed == CONTACT_UNCONFIRMED &&
	                 contact->sent.last < pending->since &&
	                 contact->heard.last < pending->since;
}

/* No transaction both removes a row and changes it. */
static void
apply_group(struct row *row, const struct redis_group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct redis_pending *pending = group->list[i];

		if (pending->action == REDIS_CHANGE)
			change_row(row, pending);
		else if (pending->action == REDIS_REMOVE ||
			 (pending->action == REDIS_REMOVE_OLD &&
			     (!row->known || is_old(&row->contact, pending))))
			row->removed = true;
	}
}

/* ---- writing ------------------------------------------------------------- */

/* The row goes last, so that what was cut off can be done again. */
static void
remove_row(struct redis_connection *connection, const struct redis_group *group,
    const struct row *row)
{
	static const char *const of_all[] = {"names", "old", "until"};
	static const char *const of_row[] = {"lists", "senders", "contact"};
	char room[REDIS_KEY_SIZE];

	redis_near_change(connection, false, &group->list[0]->change.key,
	    row->keys);
	for (size_t i = 0; i < 3; i++)
		redis_add(connection, "sbb", "ZREM",
		    own_key(group, of_all[i], room),
		    group->list[0]->change.key.name);
	for (size_t i = 0; i < 3; i++)
		redis_add(connection, "sb", "DEL",
		    key_of(group, of_row[i], room));
}

/* Where it is found when its time is over. */
static void
write_times(struct redis_connection *connection,
    const struct redis_group *group, const struct contact *contact)
{
	const struct span name = group->list[0]->change.key.name;
	const bool ends = contact->expires != 0;
	const bool ages = !ends && contact->confirmed == CONTACT_UNCONFIRMED;
	char room[REDIS_KEY_SIZE];

	if (ends)
		redis_add(connection, "sbnb", "ZADD",
		    own_key(group, "until", room), contact->expires, name);
	else
		redis_add(connection, "sbb", "ZREM",
		    own_key(group, "until", room), name);
	if (ages)
		redis_add(connection, "sbnb", "ZADD",
		    own_key(group, "old", room),
		    contact->sent.last > contact->heard.last
			? contact->sent.last
			: contact->heard.last,
		    name);
	else
		redis_add(connection, "sbb", "ZREM",
		    own_key(group, "old", room), name);
}

static struct span
keys_of(const struct row *row)
{
	if (row->new_keys == NULL)
		return row->keys;
	return (struct span){(const char *)row->new_keys->keys,
	    row->new_keys->key_count * sizeof(*row->new_keys->keys)};
}

static struct span
write_whole(char room[static REDIS_ROW_KEYS_SIZE], const struct row *row)
{
	const struct span keys = keys_of(row);
	struct span whole = redis_write_contact(room, &row->contact);

	if (keys.len == 0 || keys.len > 8 * CONTACT_KEYS_MAX)
		return whole;
	room[whole.len++] = '\n';
	memcpy(room + whole.len, keys.bytes, keys.len);
	whole.len += keys.len;
	return whole;
}

static void
write_row(struct redis_connection *connection, const struct redis_group *group,
    const struct row *row)
{
	char room[REDIS_KEY_SIZE], text[REDIS_ROW_SIZE],
	    whole[REDIS_ROW_KEYS_SIZE];

	redis_add(connection, "sbb", "SET", key_of(group, "contact", room),
	    write_whole(whole, row));
	redis_add(connection, "sbsb", "ZADD", own_key(group, "names", room),
	    "0", group->list[0]->change.key.name);
	write_times(connection, group, &row->contact);
	if (row->new_keys != NULL)
		redis_near_change(connection, true, &group->list[0]->change.key,
		    keys_of(row));
	for (size_t i = row->senders_before; i < row->sender_count; i++)
		redis_add(connection, "sbb", "SADD",
		    key_of(group, "senders", room),
		    (struct span){(const char *)&row->senders[i],
			sizeof(row->senders[i])});
	for (size_t i = 0; i < row->list_count; i++) {
		const struct contact_period *sent = &row->lists[i].sent;

		snprintf(text, sizeof(text), "%" PRId64 " %" PRId64 " %" PRIu64,
		    sent->first, sent->last, sent->count);
		redis_add(connection, "sbbs", "HSET",
		    key_of(group, "lists", room), row->lists[i].name, text);
	}
}

static void
write_group(struct redis_connection *connection,
    const struct redis_group *group, const struct row *row)
{
	char room[REDIS_KEY_SIZE];

	if (row->removed)
		remove_row(connection, group, row);
	else if (group->list[0]->action == REDIS_CHANGE)
		write_row(connection, group, row);
	for (size_t i = 0; i < group->count; i++)
		if (group->list[i]->action == REDIS_REMOVE_LIST)
			redis_add(connection, "sbb", "HDEL",
			    key_of(group, "lists", room),
			    group->list[i]->change.list);
}

const char *
redis_group_change(const struct redis_group *group, size_t at,
    struct redis_connection *connection)
{
	struct row row = {0};
	const char *why = read_row(connection, at, group, &row);

	if (why == NULL) {
		apply_group(&row, group);
		write_group(connection, group, &row);
	}
	free(row.lists);
	return why;
}
