/* SPDX-License-Identifier: BSD-2-Clause */
/* A store does what a list in memory does: any observations, rows and
 * forgetting, in any order, on addresses and on hashes. */
#include "domains/contacts/store.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/contacts/stores.h"
#include "tests/unit/property.h"
#include "tests/unit/scratch.h"

TestSuite(store_property, .init = scratch_enter, .fini = scratch_leave);
TestSuite(store_property_redis, .init = stores_enter_redis,
    .fini = stores_leave_redis);

#define ADDRESSES 6
#define SENDERS 4
#define LISTS 3

static const char *const addresses[ADDRESSES] = {"taro@a.example",
    "tarou@a.example", "taro@b.example", "\"a b\"@a.example",
    "#0123456789abcdef0123456789abcde@a.example", "t\xc3\xa4ro@a.example"};
static const char *const senders[SENDERS] = {"", "kim@univ.example",
    "lee@univ.example", "kim@b.univ.example"};
static const char *const lists[LISTS] = {"", "lab@univ.example",
    "all@univ.example"};

/* What the store should have. */
struct model {
	struct contact contact;
	bool known;
	bool sender[SENDERS];
	uint32_t joined; /* senders that came as a number */
	struct contact_period list[LISTS];
};

static struct model models[ADDRESSES];

static uint32_t
senders_of(const struct model *model)
{
	uint32_t count = 0;

	for (size_t i = 1; i < SENDERS; i++)
		count += model->sender[i];
	return count > model->joined ? count : model->joined;
}

static int64_t
some_time(struct property *random)
{
	return STORES_NOW + (int64_t)property_below(random, 50);
}

static void
observe(struct store *store, struct property *random)
{
	struct observation batch[4];
	size_t count = 1 + property_below(random, 4);

	for (size_t i = 0; i < count; i++) {
		size_t at = property_below(random, ADDRESSES);
		size_t sender = property_below(random, SENDERS);
		size_t list = property_below(random, LISTS);
		struct model *model = &models[at];
		int64_t time = some_time(random);
		const struct contact_period mail = {time, time, 1};

		batch[i] = (struct observation){.time = time,
		    .kind = (enum observation_kind)property_below(random,
			OBSERVATION_LIST),
		    .key = stores_key(addresses[at])};
		model->known = true;
		if (batch[i].kind == OBSERVATION_SENT) {
			batch[i].mails = property_below(random, 3);
			batch[i].sender = span_of(senders[sender]);
			batch[i].list = span_of(lists[list]);
			model->sender[sender] = true;
			for (uint64_t n = 0; n == 0 || n < batch[i].mails;
			     n++) {
				contact_period_sum(&model->contact.sent, &mail);
				contact_period_sum(&model->list[list], &mail);
			}
		} else if (batch[i].kind == OBSERVATION_HEARD) {
			contact_period_sum(&model->contact.heard, &mail);
		} else if (time >= model->contact.confirmed_at) {
			model->contact.confirmed = CONTACT_BY_OWNER;
			model->contact.confirmed_at = time;
			model->contact.expires = 0;
		}
	}
	cr_assert_eq(store_apply(store, batch, count), 0, "%s", store_error());
}

static void
join(struct store *store, struct property *random)
{
	size_t at = property_below(random, ADDRESSES);
	struct model *model = &models[at];
	int64_t first = some_time(random);
	struct contact contact = {.sent = {first, first + 5,
				      property_below(random, 20)},
	    .senders = (uint32_t)property_below(random, SENDERS + 2)};
	const struct store_row row = {.contact = &contact};

	contact.len = (uint32_t)snprintf(contact.address,
	    sizeof(contact.address), "%s", addresses[at]);
	cr_assert_eq(store_join(store, &row, 1), 0, "%s", store_error());
	contact_period_join(&model->contact.sent, &contact.sent);
	model->known = true;
	if (contact.senders > senders_of(model))
		model->joined = contact.senders;
}

static void
change(struct store *store, struct property *random)
{
	size_t at = property_below(random, ADDRESSES);
	const struct contact_key key = stores_key(addresses[at]);

	switch (property_below(random, 8)) {
	case 0:
		cr_assert_eq(store_forget(store, &key),
		    models[at].known ? STORE_FOUND : STORE_NONE, "%s",
		    store_error());
		models[at] = (struct model){0};
		break;
	case 1:
		join(store, random);
		break;
	default:
		observe(store, random);
	}
}

static bool
is_same(const struct model *model, const struct contact *found)
{
	const struct contact *wanted = &model->contact;

	return memcmp(&wanted->sent, &found->sent, sizeof(found->sent)) == 0 &&
	       memcmp(&wanted->heard, &found->heard, sizeof(found->heard)) ==
	           0 &&
	       found->senders == senders_of(model) &&
	       found->confirmed == wanted->confirmed &&
	       found->confirmed_at == wanted->confirmed_at &&
	       found->expires == wanted->expires;
}

static void
check_all(struct store *store, struct property *random)
{
	for (size_t i = 0; i < ADDRESSES; i++) {
		const struct contact_key key = stores_key(addresses[i]);
		struct contact found;

		property_check(random,
		    store_find(store, &key, &found) ==
			(models[i].known ? STORE_FOUND : STORE_NONE),
		    "it is known", addresses[i], strlen(addresses[i]));
		if (!models[i].known)
			continue;
		property_check(random, is_same(&models[i], &found),
		    "it is the same", addresses[i], strlen(addresses[i]));
		for (size_t list = 1; list < LISTS; list++) {
			struct contact_list kept = {0};

			store_find_list(store, &key, span_of(lists[list]),
			    &kept);
			property_check(random,
			    memcmp(&kept.sent, &models[i].list[list],
				sizeof(kept.sent)) == 0,
			    "its list", lists[list], strlen(lists[list]));
		}
	}
}

/* The whole run is one history; it is looked at every so often. */
static void
check_history(const char *name, bool hashed)
{
	struct store *store = stores_open("c", true, hashed);
	struct store *reader = stores_open("c", false, hashed);
	unsigned number = 0;

	memset(models, 0, sizeof(models));
	PROPERTY_CASES(random, name)
	{
		if (++number > 800)
			continue;
		change(store, &random);
		if (number % 5 == 0)
			check_all(reader, &random);
		if (number % 100 == 0) {
			store_close(&store);
			store = stores_open("c", true, hashed);
		}
	}
	store_close(&reader);
	store_close(&store);
}

STORES_TEST(store_property, of_addresses)
{
	check_history("store", false);
}

STORES_TEST(store_property, of_hashes)
{
	check_history("store of hashes", true);
}
