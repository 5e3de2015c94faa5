/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads rows of a store in Redis (redis_find.h). */
#include "domains/contacts/redis_near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/translation.h"

static enum store_result
refuse_row(struct redis_store *store)
{
	redis_refuse(store->connection, _("has a row that is none"));
	return STORE_ERROR;
}

int
redis_find_run(struct redis_store *store)
{
	return redis_run(store->connection, redis_deadline(REDIS_LIST_WAIT_MS));
}

enum store_result
redis_find(void *state, const struct backend_key *key,
    struct contact *contact_r)
{
	struct redis_store *store = state;
	char room[REDIS_KEY_SIZE];
	struct span text;

	redis_add(store->connection, "sb", "GET",
	    redis_write_key(room, key->organisation, "contact", key->name));
	if (redis_run(store->connection,
		redis_deadline(store->options.asked.wait_ms)) < 0)
		return STORE_ERROR;
	text = redis_value(store->connection, 0).bytes;
	if (text.len == 0)
		return STORE_NONE;
	return redis_read_contact(text, contact_r, NULL) ? STORE_FOUND
	                                                 : refuse_row(store);
}

void
redis_add_name(struct redis_names *names, struct span name)
{
	if (names->count == REDIS_PAGE || name.len > BACKEND_NAME_MAX)
		return;
	for (size_t i = 0; i < names->count; i++)
		if (span_same(name, (struct span){names->list[i].bytes,
					names->list[i].len}))
			return;
	if (name.len != 0)
		memcpy(names->list[names->count].bytes, name.bytes, name.len);
	names->list[names->count++].len = name.len;
}

struct span
redis_name_at(const struct redis_names *names, size_t at)
{
	return (struct span){names->list[at].bytes, names->list[at].len};
}

static void
copy_names(struct redis_names *names, struct redis_value list)
{
	names->count = 0;
	for (size_t i = 0; i < list.count; i++)
		redis_add_name(names, redis_item(list, i).bytes);
}

/* Who wants rows, or their lists. */
struct taker {
	backend_take take;
	backend_take_list take_list;
	struct span list;
	void *context;
};

/* Runs a command about each of store->names. */
static int
ask_names(struct redis_store *store, struct span organisation,
    const char *command, const char *kind, uint64_t deadline)
{
	char room[REDIS_KEY_SIZE];

	for (size_t i = 0; i < store->names.count; i++)
		redis_add(store->connection, "sb", command,
		    redis_write_key(room, organisation, kind,
			redis_name_at(&store->names, i)));
	return redis_run(store->connection, deadline);
}

/* Hands the rows of store->names on. */
static enum store_result
take_rows(struct redis_store *store, struct span organisation,
    uint64_t deadline, const struct taker *taker, bool *more)
{
	enum store_result found = STORE_NONE;

	if (ask_names(store, organisation, "GET", "contact", deadline) < 0)
		return STORE_ERROR;
	for (size_t i = 0; i < store->names.count && *more; i++) {
		const struct span text =
		    redis_value(store->connection, i).bytes;
		struct contact contact;

		if (text.len == 0)
			continue; /* forgotten meanwhile */
		if (!redis_read_contact(text, &contact, NULL))
			return refuse_row(store);
		found = STORE_FOUND;
		*more = taker->take(taker->context,
		    redis_name_at(&store->names, i), &contact);
	}
	return found;
}

enum store_result
redis_find_near(void *state, struct span organisation, const uint64_t *keys,
    size_t count, backend_take take, void *context)
{
	struct redis_store *store = state;
	const struct taker taker = {.take = take, .context = context};
	const uint64_t deadline = redis_deadline(store->options.asked.wait_ms);
	bool more = true;

	if (redis_near_find(store, organisation, keys, count, deadline) < 0)
		return STORE_ERROR;
	return store->names.count == 0
	           ? STORE_NONE
	           : take_rows(store, organisation, deadline, &taker, &more);
}

/* The next names of an organisation, after those that are there, into
 * store->names.  Returns 1, 0: there are none, -1. */
static int
find_page(struct redis_store *store, struct span organisation, bool is_first)
{
	char room[REDIS_KEY_SIZE], after[BACKEND_NAME_MAX + 1] = "(";
	struct span from = {"-", 1};
	struct redis_value list;

	if (!is_first) {
		const struct span last =
		    redis_name_at(&store->names, store->names.count - 1);

		memcpy(after + 1, last.bytes, last.len);
		from = (struct span){after, last.len + 1};
	}
	redis_add(store->connection, "sbbsssn", "ZRANGEBYLEX",
	    redis_write_key(room, organisation, "names", (struct span){0}),
	    from, "+", "LIMIT", "0", (int64_t)REDIS_PAGE);
	if (redis_find_run(store) < 0)
		return -1;
	list = redis_value(store->connection, 0);
	if (list.count != 0)
		copy_names(&store->names, list);
	return list.count != 0;
}

static enum store_result
find_pages(struct redis_store *store, struct span organisation,
    redis_take_page take, void *context)
{
	enum store_result found = STORE_NONE;
	bool more = true;
	int page = find_page(store, organisation, true);

	while (page == 1) {
		enum store_result one =
		    take(store, organisation, context, &more);

		if (one == STORE_ERROR)
			return one;
		if (one == STORE_FOUND)
			found = one;
		page = more ? find_page(store, organisation, false) : 0;
	}
	return page < 0 ? STORE_ERROR : found;
}

/* As redis_take_page. */
static enum store_result
take_page(struct redis_store *store, struct span organisation, void *taker,
    bool *more)
{
	return take_rows(store, organisation,
	    redis_deadline(REDIS_LIST_WAIT_MS), taker, more);
}

enum store_result
redis_find_each(void *state, struct span organisation, backend_take take,
    void *context)
{
	struct taker taker = {.take = take, .context = context};

	return find_pages(state, organisation, take_page, &taker);
}

static enum store_result
find_list(struct redis_store *store, const struct backend_key *key,
    struct span list, backend_take_list take, void *context)
{
	char room[REDIS_KEY_SIZE];
	struct contact_period sent;
	struct span text;

	redis_add(store->connection, "sbb", "HGET",
	    redis_write_key(room, key->organisation, "lists", key->name), list);
	if (redis_run(store->connection,
		redis_deadline(store->options.asked.wait_ms)) < 0)
		return STORE_ERROR;
	text = redis_value(store->connection, 0).bytes;
	if (text.len == 0)
		return STORE_NONE;
	if (!redis_read_period(text, &sent))
		return refuse_row(store);
	(void)take(context, key->name, list, &sent);
	return STORE_FOUND;
}

struct list_cell {
	struct span name;
	struct contact_period sent;
};

static int
compare_cells(const void *a, const void *b)
{
	return span_compare(((const struct list_cell *)a)->name,
	    ((const struct list_cell *)b)->name);
}

/* Hands the lists of a row on, by name, if it has the one that is wanted. */
static enum store_result
take_lists(struct redis_store *store, struct span row, struct redis_value hash,
    const struct taker *taker, bool *more)
{
	const size_t count = hash.count / 2;
	struct list_cell *cells = calloc(count + 1, sizeof(*cells));
	bool is_whole = true, found = taker->list.len == 0 && count != 0;

	if (cells == NULL) {
		redis_refuse(store->connection, _("out of memory"));
		return STORE_ERROR;
	}
	for (size_t i = 0; i < count; i++) {
		cells[i].name = redis_item(hash, 2 * i).bytes;
		is_whole &= redis_read_period(redis_item(hash, 2 * i + 1).bytes,
		    &cells[i].sent);
		found |= span_same(cells[i].name, taker->list);
	}
	qsort(cells, count, sizeof(*cells), compare_cells);
	for (size_t i = 0; is_whole && found && *more && i < count; i++)
		*more = taker->take_list(taker->context, row, cells[i].name,
		    &cells[i].sent);
	free(cells);
	if (!is_whole)
		return refuse_row(store);
	return found ? STORE_FOUND : STORE_NONE;
}

enum store_result
redis_find_lists(void *state, const struct backend_key *key, struct span list,
    backend_take_list take, void *context)
{
	const struct taker taker = {.take_list = take, .context = context};
	struct redis_store *store = state;
	char room[REDIS_KEY_SIZE];
	bool more = true;

	if (list.len != 0)
		return find_list(store, key, list, take, context);
	redis_add(store->connection, "sb", "HGETALL",
	    redis_write_key(room, key->organisation, "lists", key->name));
	if (redis_find_run(store) < 0)
		return STORE_ERROR;
	return take_lists(store, key->name, redis_value(store->connection, 0),
	    &taker, &more);
}

/* The lists of a page's rows, in one round trip; as redis_take_page. */
static enum store_result
take_entries(struct redis_store *store, struct span organisation, void *taker,
    bool *more)
{
	enum store_result found = STORE_NONE;

	if (ask_names(store, organisation, "HGETALL", "lists",
		redis_deadline(REDIS_LIST_WAIT_MS)) < 0)
		return STORE_ERROR;
	for (size_t i = 0; i < store->names.count && *more; i++) {
		enum store_result one =
		    take_lists(store, redis_name_at(&store->names, i),
			redis_value(store->connection, i), taker, more);

		if (one == STORE_ERROR)
			return one;
		if (one == STORE_FOUND)
			found = one;
	}
	return found;
}

enum store_result
redis_find_entries(void *state, struct span organisation, struct span list,
    backend_take_list take, void *context)
{
	struct taker taker = {.take_list = take,
	    .list = list,
	    .context = context};

	return find_pages(state, organisation, take_entries, &taker);
}

int
redis_find_organisations(struct redis_store *store)
{
	redis_add(store->connection, "ss", "SMEMBERS", REDIS_ORGANISATIONS);
	if (redis_find_run(store) < 0)
		return -1;
	if (redis_value(store->connection, 0).count > REDIS_PAGE) {
		redis_refuse(store->connection,
		    _("has more organisations than it may"));
		return -1;
	}
	copy_names(&store->organisations, redis_value(store->connection, 0));
	return 0;
}

enum store_result
redis_find_all(struct redis_store *store, redis_take_page take, void *context)
{
	enum store_result found = STORE_NONE;

	if (redis_find_organisations(store) < 0)
		return STORE_ERROR;
	for (size_t i = 0; i < store->organisations.count; i++) {
		enum store_result one = find_pages(store,
		    redis_name_at(&store->organisations, i), take, context);

		if (one == STORE_ERROR)
			return one;
		if (one == STORE_FOUND)
			found = one;
	}
	return found;
}

static void
count_row(const struct contact *contact, struct store_counts *counts)
{
	struct contact_period period = {counts->first, counts->last, 0};

	counts->contacts++;
	counts->written_to += contact->sent.count > 0;
	counts->heard_from += contact->heard.count > 0;
	counts->confirmed += contact->confirmed != CONTACT_UNCONFIRMED;
	contact_period_join(&period, &contact->sent);
	contact_period_join(&period, &contact->heard);
	counts->first = period.first;
	counts->last = period.last;
}

/* The rows of a page, and their lists; as redis_take_page. */
static enum store_result
count_page(struct redis_store *store, struct span organisation, void *context,
    bool *more)
{
	struct store_counts *counts = context;

	(void)more;
	if (contact_is_owner(organisation, CONTACT_PASSES))
		counts->passes += store->names.count;
	if (!contact_is_organisation(organisation))
		return STORE_FOUND;
	for (size_t i = 0; i < store->names.count; i++) {
		const struct span name = redis_name_at(&store->names, i);
		char room[REDIS_KEY_SIZE];

		redis_add(store->connection, "sb", "GET",
		    redis_write_key(room, organisation, "contact", name));
		redis_add(store->connection, "sb", "HLEN",
		    redis_write_key(room, organisation, "lists", name));
	}
	if (redis_find_run(store) < 0)
		return STORE_ERROR;
	for (size_t i = 0; i < store->names.count; i++) {
		struct contact contact;

		if (redis_read_contact(
			redis_value(store->connection, 2 * i).bytes, &contact,
			NULL))
			count_row(&contact, counts);
		counts->lists +=
		    (uint64_t)redis_value(store->connection, 2 * i + 1).number;
	}
	return STORE_FOUND;
}

enum store_result
redis_find_counts(void *state, struct store_counts *counts_r)
{
	struct redis_store *store = state;

	*counts_r =
	    (struct store_counts){.hashed = store->options.key_check != 0,
		.learning_since = store->made};
	return redis_find_all(store, count_page, counts_r) == STORE_ERROR
	           ? STORE_ERROR
	           : STORE_FOUND;
}
