/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts in Redis (backend.h): opens a store and reads it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/translation.h"
#include "domains/contacts/redis_place.h"
#include "domains/contacts/redis_find.h"

#define FORMAT 1
#define FORMAT_TEXT "1"

/* To connect takes several answers. */
#define OPEN_WAIT_MS 50

/* Rows of a transaction: Redis compares each key that a connection watches with
 * all that it watches already, and serves nobody meanwhile.  With 256 rows that
 * is some milliseconds, with 16,000 it is twenty seconds. */
#define BATCH_MAX 256

/* A batch is read, then written. */
#define WRITE_WAIT_MS 500

/* ---- opening ------------------------------------------------------------- */

static struct span
find_field(struct redis_value hash, const char *name)
{
	for (size_t i = 0; i + 1 < hash.count; i += 2)
		if (span_equal(redis_item(hash, i).bytes, name))
			return redis_item(hash, i + 1).bytes;
	return (struct span){0};
}

/* Of each new connection: a server that has lost its data, or another one, is
 * not taken for one that knows nobody. */
static const char *
check_mark(void *context, struct redis_value mark)
{
	struct redis_store *store = context;
	int64_t format, made, key, keys;

	store->missing = mark.count == 0;
	if (store->missing)
		return store->opening && store->options.asked.writes
		           ? NULL
		           : _("has no store in this database: doppelcontacts "
			       "serve makes one when it starts");
	if (!redis_read_numbers(find_field(mark, "format"), &format, 1) ||
	    format < 1)
		return _("is not whole");
	if (format > FORMAT)
		return _("is a store of a newer version");
	if (!redis_read_numbers(find_field(mark, "made"), &made, 1) ||
	    !redis_read_numbers(find_field(mark, "key"), &key, 1) ||
	    !redis_read_numbers(find_field(mark, "keys"), &keys, 1))
		return _("is not whole");
	store->made = made;
	return backend_compare((uint64_t)key, keys, &store->options);
}

static bool
evicts(struct span memory)
{
	return memmem(memory.bytes, memory.len, "maxmemory_policy:allkeys",
		   24) != NULL &&
	       memmem(memory.bytes, memory.len, "maxmemory:0\r", 12) == NULL;
}

/* Makes a store in an empty database.  Returns NULL, or why not. */
static const char *
make_store(struct redis_store *store)
{
	struct redis_connection *connection = store->connection;
	const uint64_t deadline = redis_deadline(store->options.asked.wait_ms);

	redis_add(connection, "ss", "WATCH", REDIS_ABOUT);
	redis_add(connection, "ss", "EXISTS", REDIS_ABOUT);
	redis_add(connection, "s", "DBSIZE");
	if (redis_run(connection, deadline) < 0)
		return redis_why(connection);
	if (redis_value(connection, 1).number != 0)
		return NULL; /* somebody else was faster */
	if (redis_value(connection, 2).number != 0)
		return _("has data of others in this database: choose an empty "
			 "one");
	redis_add(connection, "s", "MULTI");
	redis_add(connection, "sssssnsnsn", "HSET", REDIS_ABOUT, "format",
	    FORMAT_TEXT, "made", store->options.asked.now, "key",
	    (int64_t)store->options.key_check, "keys",
	    (int64_t)store->options.asked.keys_version);
	redis_add(connection, "s", "EXEC");
	if (redis_run_on(connection, deadline) < 0)
		return redis_why(connection);
	store->made = store->options.asked.now;
	return NULL;
}

/* Of a writer. */
static const char *
prepare(struct redis_store *store)
{
	const char *why = store->missing ? make_store(store) : NULL;

	if (why != NULL)
		return why;
	redis_add(store->connection, "ss", "INFO", "memory");
	/* Its user need not be allowed to. */
	if (redis_run(store->connection,
		redis_deadline(store->options.asked.wait_ms)) == 0 &&
	    evicts(redis_value(store->connection, 0).bytes))
		return _("throws away keys when it is full: its "
			 "maxmemory-policy should be noeviction");
	return NULL;
}

static void
redis_close_store(void *state)
{
	struct redis_store *store = state;

	redis_batch_clear(&store->batch);
	redis_close(&store->connection);
	free(store);
}

static int
redis_open_store(const struct backend_options *options,
    struct diagnostics *diagnostics, void **state_r)
{
	struct redis_store *store = calloc(1, sizeof(*store));
	struct redis_options how = {.asked = options->asked,
	    .mark = REDIS_ABOUT,
	    .check = check_mark,
	    .context = store};
	const char *why;

	if (store == NULL)
		return diagnostics_add(diagnostics, options->asked.place, 0,
		    "out of memory");
	store->options = *options;
	if (options->asked.writes && options->asked.wait_ms < WRITE_WAIT_MS)
		store->options.asked.wait_ms = WRITE_WAIT_MS;
	store->opening = true;
	if (redis_open(&how,
		store->options.asked.wait_ms > OPEN_WAIT_MS
		    ? store->options.asked.wait_ms
		    : OPEN_WAIT_MS,
		diagnostics, &store->connection) < 0) {
		free(store);
		return -1;
	}
	why = options->asked.writes ? prepare(store) : NULL;
	if (why != NULL) {
		const char *place = strstr(why, options->asked.place);

		diagnostics_add(diagnostics, options->asked.place, 0, "%s",
		    place == why ? why + strlen(options->asked.place) + 2
				 : why);
		redis_close_store(store);
		return -1;
	}
	store->opening = false;
	*state_r = store;
	return 0;
}

static const char *
refuse(const char *place)
{
	struct redis_place parsed;

	return redis_place_parse(place, &parsed);
}

static const char *
why(void *state)
{
	return redis_why(((struct redis_store *)state)->connection);
}

static enum store_result
made(void *state, int64_t *time_r)
{
	*time_r = ((struct redis_store *)state)->made;
	return STORE_FOUND;
}

/* ---- writing ------------------------------------------------------------- */

static enum store_result
begin(void *state)
{
	struct redis_store *store = state;

	redis_batch_clear(&store->batch);
	if (store->options.asked.writes)
		return STORE_FOUND;
	redis_refuse(store->connection, _("is open for reading only"));
	return STORE_ERROR;
}

static enum store_result
add(struct redis_store *store, enum redis_action action,
    const struct backend_change *change)
{
	if (redis_batch_add(&store->batch, action, change, 0, 0) == 0)
		return STORE_FOUND;
	redis_refuse(store->connection, _("out of memory"));
	return STORE_ERROR;
}

static enum store_result
change(void *state, const struct backend_change *change)
{
	return add(state, REDIS_CHANGE, change);
}

/* The rows of a page that have a list of this name; a pair goes whole.  As
 * redis_take_page. */
static enum store_result
remove_lists(struct redis_store *store, struct span organisation, void *context,
    bool *more)
{
	const struct span *list = context;
	const bool whole = contact_is_owner(organisation, CONTACT_TRIES) ||
	                   contact_is_owner(organisation, CONTACT_PASSES);
	enum store_result found = STORE_NONE;
	char room[REDIS_KEY_SIZE];

	(void)more;
	for (size_t i = 0; i < store->names.count; i++)
		redis_add(store->connection, "sbb", "HEXISTS",
		    redis_write_key(room, organisation, "lists",
			redis_name_at(&store->names, i)),
		    *list);
	if (redis_find_run(store) < 0)
		return STORE_ERROR;
	for (size_t i = 0; i < store->names.count; i++) {
		const struct backend_change one = {
		    .key = {organisation, redis_name_at(&store->names, i)},
		    .list = *list};

		if (redis_value(store->connection, i).number == 0)
			continue;
		found =
		    add(store, whole ? REDIS_REMOVE : REDIS_REMOVE_LIST, &one);
		if (found == STORE_ERROR)
			break;
	}
	return found;
}

static enum store_result
remove_row(void *state, const struct backend_key *key)
{
	struct redis_store *store = state;
	const struct backend_change one = {.key = *key};
	struct span list = key->name;
	struct contact contact;
	enum store_result found = redis_find(state, key, &contact), lists;

	if (found == STORE_ERROR ||
	    add(store, REDIS_REMOVE, &one) == STORE_ERROR)
		return STORE_ERROR;
	lists = redis_find_all(store, remove_lists, &list);
	return lists == STORE_NONE ? found : lists;
}

/* Those whose time is over, by both orders of an organisation; the batch has
 * max of them at most. */
static int
expire_some(struct redis_store *store, struct span organisation, int64_t since,
    int64_t now, size_t max)
{
	char until[REDIS_KEY_SIZE], old[REDIS_KEY_SIZE], before[32];

	snprintf(before, sizeof(before), "(%" PRId64, since);
	redis_add(store->connection, "sbsnssn", "ZRANGEBYSCORE",
	    redis_write_key(until, organisation, "until", (struct span){0}),
	    "-inf", now, "LIMIT", "0", (int64_t)max);
	redis_add(store->connection, "sbssssn", "ZRANGEBYSCORE",
	    redis_write_key(old, organisation, "old", (struct span){0}), "-inf",
	    before, "LIMIT", "0", (int64_t)max);
	if (redis_find_run(store) < 0)
		return -1;
	for (size_t at = 0; at < 2; at++) {
		const struct redis_value list =
		    redis_value(store->connection, at);

		for (size_t i = 0; i < list.count && store->batch.count < max;
		     i++) {
			const struct backend_change one = {
			    .key = {organisation, redis_item(list, i).bytes}};

			if (redis_batch_add(&store->batch, REDIS_REMOVE_OLD,
				&one, since, now) < 0) {
				redis_refuse(store->connection,
				    _("out of memory"));
				return -1;
			}
		}
	}
	return 0;
}

static enum store_result
expire(void *state, int64_t since, int64_t now, size_t max)
{
	struct redis_store *store = state;

	if (redis_find_organisations(store) < 0)
		return STORE_ERROR;
	for (size_t i = 0;
	     i < store->organisations.count && store->batch.count < max; i++)
		if (expire_some(store, redis_name_at(&store->organisations, i),
			since, now, max) < 0)
			return STORE_ERROR;
	return store->batch.count == max ? STORE_FOUND : STORE_NONE;
}

static enum store_result
commit(void *state)
{
	struct redis_store *store = state;

	if (redis_batch_commit(&store->batch, store->connection,
		store->options.asked.wait_ms) < 0)
		return STORE_ERROR;
	redis_batch_clear(&store->batch);
	return STORE_FOUND;
}

static void
roll_back(void *state)
{
	redis_batch_clear(&((struct redis_store *)state)->batch);
}

/* No scrub: the server's files are its own, and the manual says what its log
 * keeps. */
const struct backend backend_redis = {
    .reader_wait_ms = 2,
    .batch = BATCH_MAX,
    .refuse = refuse,
    .open = redis_open_store,
    .close = redis_close_store,
    .why = why,
    .find = redis_find,
    .find_near = redis_find_near,
    .each = redis_find_each,
    .each_list = redis_find_lists,
    .each_entry = redis_find_entries,
    .count = redis_find_counts,
    .made = made,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back,
    .change = change,
    .remove = remove_row,
    .expire = expire,
};
