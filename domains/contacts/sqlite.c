/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts in SQLite (backend.h): tables and statements. */
#include <stdlib.h>
#include <string.h>

#include "domains/base/translation.h"
#include "domains/contacts/place.h"
#include "domains/contacts/sqlite_tables.h"

struct sqlite_store {
	struct database *database;
	const char *path;
	bool hashed;
};

static enum store_result
result_of(int result)
{
	return result < 0    ? STORE_ERROR
	       : result == 0 ? STORE_NONE
	                     : STORE_FOUND;
}

/* ---- opening ------------------------------------------------------------- */

static enum store_result
find_about(struct database *database, const char *name, int64_t *value_r)
{
	int result;

	database_start(database, SQLITE_ABOUT_FIND, "b", span_of(name));
	result = database_step(database, SQLITE_ABOUT_FIND);
	if (result == 1)
		*value_r = database_number(database, SQLITE_ABOUT_FIND, 0);
	database_end(database, SQLITE_ABOUT_FIND);
	return result_of(result);
}

static int
set_about(struct database *database, const char *name, int64_t value)
{
	database_start(database, SQLITE_ABOUT_SET, "bn", span_of(name), value);
	return database_finish(database, SQLITE_ABOUT_SET);
}

/* The first writer says what the store is; the others are compared with it. */
static int
describe(struct database *database, const struct backend_options *options)
{
	int64_t made;
	enum store_result result = find_about(database, "made", &made);

	/* To look at one that is there waits for nobody. */
	if (result == STORE_FOUND)
		return 0;
	if (result == STORE_ERROR || database_begin(database) < 0)
		return -1;
	result = find_about(database, "made", &made);
	if (result == STORE_NONE &&
	    (set_about(database, "made", options->now) < 0 ||
		set_about(database, "key", (int64_t)options->key_check) < 0 ||
		set_about(database, "keys", options->keys_version) < 0))
		result = STORE_ERROR;
	if (result == STORE_ERROR || database_run(database, "COMMIT") < 0) {
		database_abandon(database);
		return -1;
	}
	return 0;
}

/* NULL, or why the store is not for these options. */
static const char *
compare(struct database *database, const struct backend_options *options)
{
	int64_t key, keys;

	if (find_about(database, "key", &key) != STORE_FOUND ||
	    find_about(database, "keys", &keys) != STORE_FOUND)
		return _("is not whole");
	return backend_compare((uint64_t)key, keys, options);
}

static void
sqlite_close(void *state)
{
	struct sqlite_store *store = state;

	database_close(&store->database);
	free(store);
}

static int
sqlite_open(const struct backend_options *options,
    struct diagnostics *diagnostics, void **state_r)
{
	struct database_options how = {options->writes, options->makes,
	    options->wait_ms};
	struct sqlite_store *store = calloc(1, sizeof(*store));
	const char *why;

	if (store == NULL)
		return diagnostics_add(diagnostics, options->path, 0,
		    "out of memory");
	if (database_open(options->path, &sqlite_form, &how, diagnostics,
		&store->database) < 0) {
		free(store);
		return -1;
	}
	if (options->writes && describe(store->database, options) < 0)
		why = database_why(store->database);
	else
		why = compare(store->database, options);
	if (why != NULL) {
		diagnostics_add(diagnostics, options->path, 0, "%s", why);
		sqlite_close(store);
		return -1;
	}
	store->path = options->path;
	store->hashed = options->key_check != 0;
	*state_r = store;
	return 0;
}

static const char *
sqlite_why(void *state)
{
	return database_why(((struct sqlite_store *)state)->database);
}

/* ---- reading ------------------------------------------------------------- */

struct contact_period
sqlite_read_period(struct database *database, size_t statement, int at)
{
	return (struct contact_period){database_number(database, statement, at),
	    database_number(database, statement, at + 1),
	    (uint64_t)database_number(database, statement, at + 2)};
}

/* The columns of a contact, of which the first is at. */
static void
read_contact(struct database *database, size_t statement, int at,
    struct contact *contact_r)
{
	int64_t numbers[BACKEND_NUMBERS];

	for (int i = 0; i < BACKEND_NUMBERS; i++)
		numbers[i] = database_number(database, statement, at + i);
	backend_read_contact(numbers, contact_r);
}

enum store_result
sqlite_find_row(struct database *database, const struct backend_key *key,
    int64_t *id_r, struct contact *contact_r)
{
	int result;

	database_start(database, SQLITE_FIND, "bb", key->organisation,
	    key->name);
	result = database_step(database, SQLITE_FIND);
	if (result == 1) {
		*id_r = database_number(database, SQLITE_FIND, 0);
		read_contact(database, SQLITE_FIND, 2, contact_r);
	}
	database_end(database, SQLITE_FIND);
	return result_of(result);
}

static enum store_result
sqlite_find(void *state, const struct backend_key *key,
    struct contact *contact_r)
{
	struct sqlite_store *store = state;
	int64_t id;

	return sqlite_find_row(store->database, key, &id, contact_r);
}

/* Hands the rows of a statement on. */
static enum store_result
take_rows(struct database *database, size_t statement, backend_take take,
    void *context)
{
	enum store_result found = STORE_NONE;
	int result = 0;
	bool more = true;

	while (more && (result = database_step(database, statement)) == 1) {
		struct contact contact;

		read_contact(database, statement, 2, &contact);
		more = take(context, database_bytes(database, statement, 1),
		    &contact);
		found = STORE_FOUND;
	}
	database_end(database, statement);
	return result < 0 ? STORE_ERROR : found;
}

static bool
has_id(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static enum store_result
sqlite_find_near(void *state, struct span organisation, const uint64_t *keys,
    size_t count, backend_take take, void *context)
{
	struct database *database = ((struct sqlite_store *)state)->database;
	int64_t ids[STORE_NEAR_MAX];
	size_t known = 0;
	enum store_result found = STORE_NONE;

	for (size_t i = 0; i < count; i++) {
		int result = 0;

		database_start(database, SQLITE_NEAR_FIND, "n",
		    (int64_t)keys[i]);
		while (
		    known < STORE_NEAR_MAX &&
		    (result = database_step(database, SQLITE_NEAR_FIND)) == 1) {
			int64_t id =
			    database_number(database, SQLITE_NEAR_FIND, 0);

			if (!has_id(ids, known, id))
				ids[known++] = id;
		}
		database_end(database, SQLITE_NEAR_FIND);
		if (result < 0)
			return STORE_ERROR;
	}
	for (size_t i = 0; i < known; i++) {
		enum store_result one;

		database_start(database, SQLITE_FIND_ID, "bn", organisation,
		    ids[i]);
		one = take_rows(database, SQLITE_FIND_ID, take, context);
		if (one == STORE_ERROR)
			return one;
		if (one == STORE_FOUND)
			found = one;
	}
	return found;
}

static enum store_result
sqlite_each(void *state, struct span organisation, backend_take take,
    void *context)
{
	struct sqlite_store *store = state;

	database_start(store->database, SQLITE_EACH, "b", organisation);
	return take_rows(store->database, SQLITE_EACH, take, context);
}

/* Hands the lists of a statement on. */
static enum store_result
take_lists(struct database *database, size_t statement, struct span row,
    backend_take_list take, void *context)
{
	enum store_result found = STORE_NONE;
	int result = 0;
	bool more = true;

	while (more && (result = database_step(database, statement)) == 1) {
		const struct contact_period sent =
		    sqlite_read_period(database, statement, 1);

		if (statement == SQLITE_ENTRIES)
			row = database_bytes(database, statement, 4);
		more = take(context, row,
		    database_bytes(database, statement, 0), &sent);
		found = STORE_FOUND;
	}
	database_end(database, statement);
	return result < 0 ? STORE_ERROR : found;
}

static enum store_result
sqlite_each_entry(void *state, struct span organisation, struct span list,
    backend_take_list take, void *context)
{
	struct database *database = ((struct sqlite_store *)state)->database;

	database_start(database, SQLITE_ENTRIES, "bb", organisation, list);
	return take_lists(database, SQLITE_ENTRIES, (struct span){0}, take,
	    context);
}

static enum store_result
sqlite_each_list(void *state, const struct backend_key *key, struct span list,
    backend_take_list take, void *context)
{
	struct database *database = ((struct sqlite_store *)state)->database;
	size_t statement = list.len == 0 ? SQLITE_LISTS : SQLITE_LIST_FIND;
	struct contact contact;
	int64_t id;
	enum store_result found = sqlite_find_row(database, key, &id, &contact);

	if (found != STORE_FOUND)
		return found;
	database_start(database, statement, list.len == 0 ? "n" : "nb", id,
	    list);
	return take_lists(database, statement, key->name, take, context);
}

static int
count_rows(struct database *database, size_t statement, uint64_t *count_r)
{
	database_start(database, statement, "");
	if (database_step(database, statement) != 1)
		return -1;
	*count_r = (uint64_t)database_number(database, statement, 0);
	database_end(database, statement);
	return 0;
}

static enum store_result
sqlite_count(void *state, struct store_counts *counts_r)
{
	struct sqlite_store *store = state;
	struct database *database = store->database;
	struct contact_period period = {0};

	*counts_r = (struct store_counts){.hashed = store->hashed,
	    .bytes = place_size(store->path)};
	if (find_about(database, "made", &counts_r->learning_since) ==
	    STORE_ERROR)
		return STORE_ERROR;
	database_start(database, SQLITE_COUNT, "");
	if (database_step(database, SQLITE_COUNT) != 1)
		return STORE_ERROR;
	counts_r->contacts =
	    (uint64_t)database_number(database, SQLITE_COUNT, 0);
	counts_r->written_to =
	    (uint64_t)database_number(database, SQLITE_COUNT, 1);
	counts_r->heard_from =
	    (uint64_t)database_number(database, SQLITE_COUNT, 2);
	counts_r->confirmed =
	    (uint64_t)database_number(database, SQLITE_COUNT, 3);
	for (int at = 4; at <= 6; at += 2) {
		struct contact_period mails = {database_number(database,
						   SQLITE_COUNT, at),
		    database_number(database, SQLITE_COUNT, at + 1), 0};

		contact_period_join(&period, &mails);
	}
	counts_r->first = period.first;
	counts_r->last = period.last;
	database_end(database, SQLITE_COUNT);
	return count_rows(database, SQLITE_COUNT_LISTS, &counts_r->lists) < 0 ||
	               count_rows(database, SQLITE_COUNT_PASSES,
			   &counts_r->passes) < 0
	           ? STORE_ERROR
	           : STORE_FOUND;
}

static enum store_result
made(void *state, int64_t *time_r)
{
	struct sqlite_store *store = state;

	return find_about(store->database, "made", time_r);
}

/* ---- writing ------------------------------------------------------------- */

static struct database *
database_of(void *state)
{
	return ((struct sqlite_store *)state)->database;
}

static enum store_result
look(void *state)
{
	return result_of(database_look(database_of(state)));
}

static enum store_result
sqlite_begin(void *state)
{
	return result_of(database_begin(database_of(state)));
}

static enum store_result
sqlite_commit(void *state)
{
	return result_of(database_run(database_of(state), "COMMIT"));
}

/* What led to it is to be read afterwards. */
static void
sqlite_roll_back(void *state)
{
	database_abandon(database_of(state));
}

static enum store_result
change(void *state, const struct backend_change *change)
{
	return result_of(sqlite_change(database_of(state), change));
}

static enum store_result
remove_row(void *state, const struct backend_key *key)
{
	bool found;

	if (sqlite_remove(database_of(state), key, &found) < 0)
		return STORE_ERROR;
	return found ? STORE_FOUND : STORE_NONE;
}

static enum store_result
expire(void *state, int64_t since, int64_t now, size_t max)
{
	size_t count;

	if (sqlite_expire(database_of(state), since, now, max, &count) < 0)
		return STORE_ERROR;
	return count == max ? STORE_FOUND : STORE_NONE;
}

static enum store_result
scrub(void *state, struct span bytes)
{
	return result_of(database_scrub(database_of(state), bytes));
}

static enum store_result
checkpoint(void *state, bool all)
{
	return result_of(database_checkpoint(database_of(state), all));
}

static const char *
refuse(const char *place)
{
	(void)place;
	return NULL;
}

const struct backend backend_sqlite = {
    .reader_wait_ms = 100,
    .batch = SIZE_MAX,
    .refuse = refuse,
    .open = sqlite_open,
    .look = look,
    .close = sqlite_close,
    .why = sqlite_why,
    .find = sqlite_find,
    .find_near = sqlite_find_near,
    .each = sqlite_each,
    .each_list = sqlite_each_list,
    .each_entry = sqlite_each_entry,
    .count = sqlite_count,
    .made = made,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .roll_back = sqlite_roll_back,
    .change = change,
    .remove = remove_row,
    .expire = expire,
    .scrub = scrub,
    .checkpoint = checkpoint,
};
