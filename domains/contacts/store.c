/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a store by its place and lets one thread in at a time. */
#include "domains/contacts/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "domains/contacts/backing.h"
#include "domains/contacts/effect.h"
#include "domains/contacts/machine.h"
#include "domains/contacts/names.h"

struct store {
	struct backing backing;
	struct names names;
	store_keys keys;
	uint64_t keys_mails;
	pthread_mutex_t lock;
};

static _Thread_local char error_text[BACKEND_WHY_SIZE];

const char *
store_error(void)
{
	return error_text;
}

/* ---- opening ------------------------------------------------------------- */

int
store_open(const struct store_options *options, struct diagnostics *diagnostics,
    struct store **store_r)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL)
		return diagnostics_no_memory(diagnostics, options->place);
	if (names_open(options->key_file, diagnostics, &store->names) < 0 ||
	    backing_open(options, names_check(&store->names), diagnostics,
		&store->backing) < 0) {
		names_close(&store->names);
		free(store);
		return -1;
	}
	store->keys = options->keys;
	store->keys_mails = options->keys_mails;
	pthread_mutex_init(&store->lock, NULL);
	*store_r = store;
	return 0;
}

void
store_close(struct store **store)
{
	struct store *old = *store;

	*store = NULL;
	if (old == NULL)
		return;
	backing_close(&old->backing);
	names_close(&old->names);
	pthread_mutex_destroy(&old->lock);
	free(old);
}

/* What the back end does. */
#define CALL(store, function, ...) \
	(store)->backing.backend->function((store)->backing.state, __VA_ARGS__)

/* ---- one thread at a time ------------------------------------------------ */

static void
keep_error(struct store *store)
{
	snprintf(error_text, sizeof(error_text), "%s",
	    backing_why(&store->backing));
}

static int
enter(struct store *store)
{
	pthread_mutex_lock(&store->lock);
	if (backing_follow(&store->backing) == 0)
		return 0;
	keep_error(store);
	pthread_mutex_unlock(&store->lock);
	return -1;
}

static enum store_result
leave(struct store *store, enum store_result result)
{
	if (result == STORE_ERROR)
		keep_error(store);
	pthread_mutex_unlock(&store->lock);
	return result;
}

/* To change something.  Returns 0, or -1 having left. */
static int
begin(struct store *store)
{
	if (enter(store) < 0)
		return -1;
	return store->backing.backend->begin(store->backing.state) ==
	               STORE_ERROR
	           ? leave(store, STORE_ERROR)
	           : 0;
}

static int
leave_done(struct store *store, enum store_result result)
{
	return leave(store, result) == STORE_ERROR ? -1 : 0;
}

/* What the back end calls a contact; room has the bytes of a hash. */
static struct backend_key
key_of(const struct store *store, const struct contact_key *key,
    char room[static CONTACT_ADDRESS_SIZE])
{
	return (struct backend_key){
	    .organisation = key->organisation,
	    .name = names_of_address(&store->names, key->address, room),
	};
}

/* ---- reading ------------------------------------------------------------- */

enum store_result
store_find(struct store *store, const struct contact_key *key,
    struct contact *contact_r)
{
	char room[CONTACT_ADDRESS_SIZE];
	const struct backend_key name = key_of(store, key, room);
	enum store_result result;

	if (enter(store) < 0)
		return STORE_ERROR;
	result = CALL(store, find, &name, contact_r);
	if (result == STORE_FOUND)
		contact_r->len = (uint32_t)names_write(&store->names, name.name,
		    contact_r->address);
	return leave(store, result);
}

/* A caller that takes one row or list after the other. */
struct reader {
	const struct names *names;
	store_take take;
	store_take_list take_list;
	store_take_entry take_entry;
	void *context;
};

static bool
hand_on(void *context, struct span name, const struct contact *contact)
{
	const struct reader *reader = context;
	struct contact named = *contact;

	named.len = (uint32_t)names_write(reader->names, name, named.address);
	return reader->take(reader->context, &named);
}

static bool
hand_list_on(void *context, struct span row, struct span name,
    const struct contact_period *sent)
{
	const struct reader *reader = context;
	struct contact_list list = {.sent = *sent};
	char row_name[CONTACT_ADDRESS_SIZE];

	(void)names_write(reader->names, name, list.name);
	if (reader->take_list != NULL)
		return reader->take_list(reader->context, &list);
	(void)names_write(reader->names, row, row_name);
	return reader->take_entry(reader->context, row_name, &list);
}

enum store_result
store_find_near(struct store *store, struct span organisation,
    const uint64_t *keys, size_t count, store_take take, void *context)
{
	struct reader reader = {&store->names, take, NULL, NULL, context};
	uint64_t hashed[CONTACT_KEYS_MAX];

	if (count > CONTACT_KEYS_MAX)
		count = CONTACT_KEYS_MAX;
	memcpy(hashed, keys, count * sizeof(*keys));
	names_hash_keys(&store->names, organisation, hashed, count);
	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store, CALL(store, find_near, organisation, hashed, count,
				hand_on, &reader));
}

enum store_result
store_each(struct store *store, struct span organisation, store_take take,
    void *context)
{
	struct reader reader = {&store->names, take, NULL, NULL, context};

	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store, CALL(store, each, organisation, hand_on, &reader));
}

static enum store_result
each_list(struct store *store, const struct contact_key *key, struct span list,
    store_take_list take, void *context)
{
	struct reader reader = {&store->names, NULL, take, NULL, context};
	char room[CONTACT_ADDRESS_SIZE];
	const struct backend_key name = key_of(store, key, room);

	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store,
	    CALL(store, each_list, &name, list, hand_list_on, &reader));
}

enum store_result
store_each_list(struct store *store, const struct contact_key *key,
    store_take_list take, void *context)
{
	return each_list(store, key, (struct span){0}, take, context);
}

enum store_result
store_each_entry(struct store *store, struct span organisation,
    struct span list, store_take_entry take, void *context)
{
	struct reader reader = {&store->names, NULL, NULL, take, context};
	char room[CONTACT_ADDRESS_SIZE];

	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store, CALL(store, each_entry, organisation,
				names_of_address(&store->names, list, room),
				hand_list_on, &reader));
}

static bool
keep_list(void *context, const struct contact_list *list)
{
	*(struct contact_list *)context = *list;
	return false;
}

enum store_result
store_find_list(struct store *store, const struct contact_key *key,
    struct span list, struct contact_list *list_r)
{
	char room[CONTACT_ADDRESS_SIZE];

	return each_list(store, key,
	    names_of_address(&store->names, list, room), keep_list, list_r);
}

enum store_result
store_count(struct store *store, struct store_counts *counts_r)
{
	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store, CALL(store, count, counts_r));
}

int
store_look(struct store *store)
{
	return enter(store) < 0 ? -1 : leave_done(store, STORE_FOUND);
}

enum store_result
store_learning_since(struct store *store, int64_t *time_r)
{
	if (enter(store) < 0)
		return STORE_ERROR;
	return leave(store, CALL(store, made, time_r));
}

/* ---- writing ------------------------------------------------------------- */

/* With the lock held: all that a function changes, or nothing. */
static enum store_result
commit(struct store *store, enum store_result result)
{
	if (result != STORE_ERROR)
		result = store->backing.backend->commit(store->backing.state) ==
		                 STORE_ERROR
		             ? STORE_ERROR
		             : result;
	if (result == STORE_ERROR)
		store->backing.backend->roll_back(store->backing.state);
	return result;
}

/* Makes the keys of a row.  What stands for an address has none, nor has what
 * is no contact: many of those would be found in the place of contacts. */
static enum store_result
change(struct store *store, struct backend_change *change,
    const struct contact_key *key)
{
	char room[CONTACT_ADDRESS_SIZE];
	uint64_t keys[CONTACT_KEYS_MAX];

	change->key = key_of(store, key, room);
	if (store->keys != NULL && key->address.len != 0 &&
	    contact_is_organisation(key->organisation) &&
	    memchr(key->address.bytes, '@', key->address.len) != NULL) {
		change->key_count = store->keys(key->address, keys);
		names_hash_keys(&store->names, key->organisation, keys,
		    change->key_count);
		change->keys = keys;
		change->keys_mails = store->keys_mails;
	}
	return CALL(store, change, change);
}

/* What a person confirms, or runs, is stored all the same. */
static bool
is_stored(const struct observation *observation)
{
	return (observation->kind != OBSERVATION_SENT &&
		   observation->kind != OBSERVATION_HEARD) ||
	       machine_find(observation->key.address) == MACHINE_NONE;
}

static enum store_result
apply_effect(struct store *store, const struct effect *effect)
{
	char room[CONTACT_ADDRESS_SIZE];
	struct backend_change one = {
	    .contact = &effect->contact,
	    .sets = effect->sets,
	    .list = names_of_address(&store->names, effect->list, room),
	    .list_sent = effect->list_sent,
	};

	if (effect->sender.len != 0)
		one.sender = names_of_sender(&store->names, effect->sender);
	return change(store, &one, &effect->key);
}

static enum store_result
apply_one(struct store *store, const struct observation *observation)
{
	enum store_result result = STORE_FOUND;
	struct effects effects;

	effects_of(observation, &effects);
	for (size_t i = 0; result != STORE_ERROR && i < effects.count; i++)
		result = apply_effect(store, &effects.list[i]);
	return result;
}

size_t
store_batch(const struct store *store)
{
	return store->backing.backend->batch;
}

int
store_apply(struct store *store, const struct observation *list, size_t count)
{
	enum store_result result = STORE_FOUND;

	if (begin(store) < 0)
		return -1;
	for (size_t i = 0; result != STORE_ERROR && i < count; i++)
		if (is_stored(&list[i]))
			result = apply_one(store, &list[i]);
	return leave_done(store, commit(store, result));
}

static enum store_result
join_one(struct store *store, const struct store_row *row)
{
	const struct contact_key key = {row->organisation,
	    {row->contact->address, row->contact->len}};
	struct backend_change one = {.contact = row->contact, .joins = true};
	enum store_result result = change(store, &one, &key);

	for (size_t i = 0; result != STORE_ERROR && i < row->list_count; i++) {
		char room[CONTACT_ADDRESS_SIZE];

		one.list = names_of_address(&store->names,
		    span_of(row->lists[i].name), room);
		one.list_sent = row->lists[i].sent;
		result = change(store, &one, &key);
	}
	return result;
}

int
store_join(struct store *store, const struct store_row *rows, size_t count)
{
	enum store_result result = STORE_FOUND;

	if (begin(store) < 0)
		return -1;
	for (size_t i = 0; result != STORE_ERROR && i < count; i++)
		result = join_one(store, &rows[i]);
	return leave_done(store, commit(store, result));
}

int
store_confirm(struct store *store, const struct contact_key *key,
    enum contact_confirmation confirmation, int64_t now, int64_t expires)
{
	const struct contact contact = {.confirmed = confirmation,
	    .confirmed_at = now,
	    .expires = expires};
	struct backend_change one = {.contact = &contact};

	if (begin(store) < 0)
		return -1;
	return leave_done(store, commit(store, change(store, &one, key)));
}

/* A contact, an own list of that address, and what it was asked. */
static enum store_result
remove_all(struct store *store, const struct backend_key *name)
{
	char lists[CONTACT_OWNER_SIZE], requests[CONTACT_OWNER_SIZE];
	const struct span organisations[] = {
	    name->organisation,
	    contact_owner(name->organisation, CONTACT_LISTS, lists),
	    contact_owner(name->organisation, CONTACT_REQUESTS, requests),
	};
	enum store_result result = STORE_NONE;

	for (size_t i = 0; i < sizeof(organisations) / sizeof(*organisations);
	     i++) {
		const struct backend_key key = {organisations[i], name->name};
		const enum store_result one = CALL(store, remove, &key);

		if (one == STORE_ERROR)
			return one;
		if (one == STORE_FOUND)
			result = one;
	}
	return result;
}

enum store_result
store_forget(struct store *store, const struct contact_key *key)
{
	char room[CONTACT_ADDRESS_SIZE];
	const struct backend_key name = key_of(store, key, room);
	enum store_result result;

	if (begin(store) < 0)
		return STORE_ERROR;
	result = commit(store, remove_all(store, &name));
	/* What was deleted before may have left something, too. */
	if (result != STORE_ERROR && store->backing.backend->scrub != NULL &&
	    CALL(store, scrub, name.name) == STORE_ERROR)
		result = STORE_ERROR;
	return leave(store, result);
}

enum store_result
store_expire(struct store *store, int64_t since, int64_t now)
{
	if (begin(store) < 0)
		return STORE_ERROR;
	return leave(store,
	    commit(store, CALL(store, expire, since, now, STORE_EXPIRE_MAX)));
}

int
store_checkpoint(struct store *store, bool all)
{
	if (enter(store) < 0)
		return -1;
	return leave_done(store, store->backing.backend->checkpoint == NULL
				     ? STORE_FOUND
				     : CALL(store, checkpoint, all));
}
