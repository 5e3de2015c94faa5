/* SPDX-License-Identifier: BSD-2-Clause */
/* Contacts in SQLite (backend.h): tables and statements. */
#include <string.h>

#include "domains/base/translation.h"
#include "domains/contacts/sqlite_tables.h"

/* The state of a store is its database. */

/* A database returns -1, 0 and 1, which mean the same here. */
#define RESULT(result) ((enum store_result)(result))

/* ---- opening ------------------------------------------------------------- */

static enum store_result
find_about(struct database *database, const char *name, int64_t *value_r)
{
	int result;

	result =
	    database_start(database, SQLITE_ABOUT_FIND, "b", span_of(name));
	if (result == 1)
		*value_r = database_number(database, SQLITE_ABOUT_FIND, 0);
	database_end(database, SQLITE_ABOUT_FIND);
	return RESULT(result);
}

static int
set_about(struct database *database, const char *name, int64_t value)
{
	return database_start(database, SQLITE_ABOUT_SET, "bn", span_of(name),
	    value);
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
	if (result == STORE_ERROR || database_run(database, SQLITE_BEGIN) < 0)
		return -1;
	result = find_about(database, "made", &made);
	if (result == STORE_NONE &&
	    (set_about(database, "made", options->asked.now) < 0 ||
		set_about(database, "key", (int64_t)options->key_check) < 0 ||
		set_about(database, "keys", options->asked.keys_version) < 0))
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
	struct database *database = state;

	database_close(&database);
}

static int
sqlite_open(const struct backend_options *options,
    struct diagnostics *diagnostics, void **state_r)
{
	struct database_options how = {options->asked.writes, options->makes,
	    options->asked.wait_ms};
	struct database *database;
	const char *why;

	if (database_open(options->path, &sqlite_form, &how, diagnostics,
		&database) < 0)
		return -1;
	if (options->asked.writes && describe(database, options) < 0)
		why = database_why(database);
	else
		why = compare(database, options);
	if (why != NULL) {
		diagnostics_add(diagnostics, options->path, 0, "%s", why);
		database_close(&database);
		return -1;
	}
	*state_r = database;
	return 0;
}

static const char *
sqlite_why(void *state)
{
	return database_why(state);
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
	int result = database_start(database, SQLITE_FIND, "bb",
	    key->organisation, key->name);

	if (result == 1) {
		*id_r = database_number(database, SQLITE_FIND, 0);
		read_contact(database, SQLITE_FIND, 2, contact_r);
	}
	database_end(database, SQLITE_FIND);
	return RESULT(result);
}

static enum store_result
sqlite_find(void *state, const struct backend_key *key,
    struct contact *contact_r)
{
	int64_t id;

	return sqlite_find_row(state, key, &id, contact_r);
}

/* Hands the rows of a statement on, of which result is the first step. */
static enum store_result
take_rows(struct database *database, size_t statement, int result,
    backend_take take, void *context)
{
	enum store_result found = STORE_NONE;

	for (; result == 1; result = database_step(database, statement)) {
		struct contact contact;

		read_contact(database, statement, 2, &contact);
		found = STORE_FOUND;
		if (!take(context, database_bytes(database, statement, 1),
			&contact))
			break;
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
	struct database *database = state;
	int64_t ids[STORE_NEAR_MAX];
	size_t known = 0;
	enum store_result found = STORE_NONE;

	for (size_t i = 0; i < count && known < STORE_NEAR_MAX; i++) {
		int result = database_start(database, SQLITE_NEAR_FIND, "n",
		    (int64_t)keys[i]);

		while (result == 1 && known < STORE_NEAR_MAX) {
			int64_t id =
			    database_number(database, SQLITE_NEAR_FIND, 0);

			if (!has_id(ids, known, id))
				ids[known++] = id;
			result = database_step(database, SQLITE_NEAR_FIND);
		}
		database_end(database, SQLITE_NEAR_FIND);
		if (result < 0)
			return STORE_ERROR;
	}
	for (size_t i = 0; i < known; i++) {
		enum store_result one = take_rows(database, SQLITE_FIND_ID,
		    database_start(database, SQLITE_FIND_ID, "bn", organisation,
			ids[i]),
		    take, context);

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
	return take_rows(state, SQLITE_EACH,
	    database_start(state, SQLITE_EACH, "b", organisation), take,
	    context);
}

/* The same of lists; row: whose they are where the rows do not say. */
static enum store_result
take_lists(struct database *database, size_t statement, int result,
    struct span row, backend_take_list take, void *context)
{
	enum store_result found = STORE_NONE;

	for (; result == 1; result = database_step(database, statement)) {
		const struct contact_period sent =
		    sqlite_read_period(database, statement, 1);

		if (statement == SQLITE_ENTRIES)
			row = database_bytes(database, statement, 4);
		found = STORE_FOUND;
		if (!take(context, row, database_bytes(database, statement, 0),
			&sent))
			break;
	}
	database_end(database, statement);
	return result < 0 ? STORE_ERROR : found;
}

static enum store_result
sqlite_each_entry(void *state, struct span organisation, struct span list,
    backend_take_list take, void *context)
{
	return take_lists(state, SQLITE_ENTRIES,
	    database_start(state, SQLITE_ENTRIES, "bb", organisation, list),
	    (struct span){0}, take, context);
}

static enum store_result
sqlite_each_list(void *state, const struct backend_key *key, struct span list,
    backend_take_list take, void *context)
{
	const size_t statement =
	    list.len == 0 ? SQLITE_LISTS : SQLITE_LIST_FIND;
	struct contact contact;
	int64_t id;
	enum store_result found = sqlite_find_row(state, key, &id, &contact);

	return found != STORE_FOUND
	           ? found
	           : take_lists(state, statement,
			 database_start(state, statement,
			     list.len == 0 ? "n" : "nb", id, list),
			 key->name, take, context);
}

static int
count_rows(struct database *database, size_t statement, uint64_t *count_r)
{
	if (database_start(database, statement, "") != 1)
		return -1;
	*count_r = (uint64_t)database_number(database, statement, 0);
	database_end(database, statement);
	return 0;
}

static enum store_result
sqlite_count(void *state, struct store_counts *counts_r)
{
	struct database *database = state;
	uint64_t *const totals[] = {&counts_r->contacts, &counts_r->written_to,
	    &counts_r->heard_from, &counts_r->confirmed};
	struct contact_period period = {0};
	int64_t key = 0;

	*counts_r = (struct store_counts){.bytes = database_size(database)};
	if (find_about(database, "made", &counts_r->learning_since) ==
		STORE_ERROR ||
	    find_about(database, "key", &key) == STORE_ERROR ||
	    count_rows(database, SQLITE_COUNT_LISTS, &counts_r->lists) < 0 ||
	    count_rows(database, SQLITE_COUNT_PASSES, &counts_r->passes) < 0 ||
	    database_start(database, SQLITE_COUNT, "") != 1)
		return STORE_ERROR;
	counts_r->hashed = key != 0;
	for (int at = 0; at < 4; at++)
		*totals[at] =
		    (uint64_t)database_number(database, SQLITE_COUNT, at);
	for (int at = 4; at <= 6; at += 2) {
		struct contact_period mails = {database_number(database,
						   SQLITE_COUNT, at),
		    database_number(database, SQLITE_COUNT, at + 1), 0};

		contact_period_join(&period, &mails);
	}
	counts_r->first = period.first;
	counts_r->last = period.last;
	database_end(database, SQLITE_COUNT);
	return STORE_FOUND;
}

static enum store_result
made(void *state, int64_t *time_r)
{
	return find_about(state, "made", time_r);
}

/* ---- writing ------------------------------------------------------------- */

static enum store_result
look(void *state)
{
	return RESULT(database_look(state));
}

static enum store_result
sqlite_begin(void *state)
{
	return RESULT(database_run(state, SQLITE_BEGIN));
}

static enum store_result
sqlite_commit(void *state)
{
	return RESULT(database_run(state, "COMMIT"));
}

/* What led to it is to be read afterwards. */
static void
sqlite_roll_back(void *state)
{
	database_abandon(state);
}

static enum store_result
scrub(void *state, struct span bytes)
{
	return RESULT(database_scrub(state, bytes));
}

static enum store_result
checkpoint(void *state, bool all)
{
	return RESULT(database_checkpoint(state, all));
}

const struct backend backend_sqlite = {
    .reader_wait_ms = 100,
    .batch = SIZE_MAX,
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
    .change = sqlite_change,
    .remove = sqlite_remove,
    .expire = sqlite_expire,
    .scrub = scrub,
    .checkpoint = checkpoint,
};
