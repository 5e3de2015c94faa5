/* SPDX-License-Identifier: BSD-2-Clause */
/* A second try makes one pair of sender and recipient pass, and nobody a
 * contact; in files and in Redis. */
#include "domains/contacts/pair.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

TestSuite(pair, .init = scratch_enter, .fini = scratch_leave);
TestSuite(pair_redis, .init = stores_enter_redis, .fini = stores_leave_redis);

#define TYPO "taro@gmai.example"
#define KIM "kim@univ.example"
#define LEE "lee@univ.example"
#define NOW STORES_NOW
#define DAY (24 * 3600)

static struct pair
pair_of(const char *recipient, const char *sender)
{
	return (struct pair){span_of(""), span_of(recipient), span_of(sender)};
}

static void
report(struct store *store, enum observation_kind kind, const char *recipient,
    const char *sender, const char *mail, int64_t time)
{
	const struct observation one = {.kind = kind,
	    .time = time,
	    .key.address = span_of(recipient),
	    .sender = span_of(sender),
	    .list = span_of(mail)};

	cr_assert_eq(store_apply(store, &one, 1), 0, "%s", store_error());
}

static enum pair_state
ask(struct store *store, const char *recipient, const char *sender, int64_t now)
{
	const struct pair pair = pair_of(recipient, sender);
	struct pair_standing standing;

	cr_assert_neq(pair_find(store, &pair, &standing), STORE_ERROR, "%s",
	    store_error());
	return pair_judge(&standing, now);
}

static bool
is_contact(struct store *store, const char *address)
{
	const struct contact_key key = stores_key(address);
	struct contact contact;

	return store_find(store, &key, &contact) == STORE_FOUND;
}

static void
check_tries(bool hashed)
{
	struct store *store = stores_open("c", true, hashed);

	cr_expect_eq(ask(store, TYPO, KIM, NOW), PAIR_NEW);
	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW);
	cr_expect_eq(ask(store, TYPO, KIM, NOW), PAIR_EARLY);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 59), PAIR_EARLY);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 60), PAIR_AGAIN);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + DAY), PAIR_AGAIN);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + DAY + 1), PAIR_NEW);
	/* One that comes too early begins again. */
	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW + 40);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 60), PAIR_EARLY);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 100), PAIR_AGAIN);
	/* Nobody else's, and nowhere else. */
	cr_expect_eq(ask(store, TYPO, LEE, NOW + 100), PAIR_NEW);
	cr_expect_eq(ask(store, KIM, TYPO, NOW + 100), PAIR_NEW);
	cr_expect_eq(ask(store, "jiro@gmai.example", KIM, NOW + 100), PAIR_NEW);

	report(store, OBSERVATION_PASSED, TYPO, KIM, "", NOW + 100);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 100 * DAY), PAIR_PASSES);
	cr_expect_eq(ask(store, TYPO, LEE, NOW + 200), PAIR_NEW);
	cr_expect_not(is_contact(store, TYPO));
	cr_expect_not(is_contact(store, KIM));
	store_close(&store);

	store = stores_open("c", false, hashed);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 200), PAIR_PASSES);
	store_close(&store);
}

STORES_TEST(pair, second_try_passes_for_its_pair_alone)
{
	check_tries(false);
}

STORES_TEST(pair, second_try_passes_for_its_pair_alone_as_hashes)
{
	check_tries(true);
}

STORES_TEST(pair, clock_that_is_set_back_is_no_second_try)
{
	struct store *store = stores_open("c", true, false);

	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW + 10 * DAY);
	cr_expect_eq(ask(store, TYPO, KIM, NOW), PAIR_EARLY);
	/* The time that is right now counts from now on. */
	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 60), PAIR_AGAIN);
	store_close(&store);
}

STORES_TEST(pair, same_mail_is_known_again)
{
	struct store *store = stores_open("c", true, false);
	const struct pair pair = pair_of(TYPO, KIM), lee = pair_of(TYPO, LEE);
	char one[PAIR_MAIL_SIZE], other[PAIR_MAIL_SIZE];

	pair_write_mail(span_of(KIM), span_of("<1@univ.example>"), one);
	pair_write_mail(span_of(KIM), span_of("<2@univ.example>"), other);
	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW - 1);
	cr_expect_eq(pair_find_mail(store, &pair, span_of(one), NOW),
	    STORE_NONE);
	report(store, OBSERVATION_TRIED, TYPO, KIM, one, NOW);
	cr_expect_eq(pair_find_mail(store, &pair, span_of(one), NOW + 1),
	    STORE_FOUND);
	cr_expect_eq(pair_find_mail(store, &pair, span_of(one), NOW + DAY + 1),
	    STORE_NONE);
	cr_expect_eq(pair_find_mail(store, &pair, span_of(other), NOW + 1),
	    STORE_NONE);
	cr_expect_eq(pair_find_mail(store, &lee, span_of(one), NOW + 1),
	    STORE_NONE);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 60), PAIR_AGAIN);
	store_close(&store);
}

STORES_TEST(pair, sender_and_recipient_may_be_the_same)
{
	struct store *store = stores_open("c", true, false);

	report(store, OBSERVATION_TRIED, KIM, KIM, "", NOW);
	cr_expect_eq(ask(store, KIM, KIM, NOW + 60), PAIR_AGAIN);
	report(store, OBSERVATION_PASSED, KIM, KIM, "", NOW + 60);
	cr_expect_eq(ask(store, KIM, KIM, NOW + 61), PAIR_PASSES);
	store_close(&store);
}

/* To forget an address forgets its pairs, in both places. */
STORES_TEST(pair, forgotten_address_passes_no_more)
{
	static const char *const gone[] = {TYPO, KIM};

	for (size_t i = 0; i < 2; i++) {
		struct store *store = stores_open("c", true, false);
		const struct contact_key key = stores_key(gone[i]);

		report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW);
		report(store, OBSERVATION_PASSED, TYPO, KIM, "", NOW + 60);
		report(store, OBSERVATION_TRIED, TYPO, LEE, "", NOW);
		cr_expect_eq(store_forget(store, &key), STORE_FOUND);
		cr_expect_eq(ask(store, TYPO, KIM, NOW + 90), PAIR_NEW);
		cr_expect_eq(ask(store, TYPO, LEE, NOW + 90),
		    i == 0 ? PAIR_NEW : PAIR_AGAIN);
		store_close(&store);
		if (!stores_on_redis())
			cr_expect_not(stores_have_bytes(gone[i]), "%s",
			    gone[i]);
		/* And begins again as anybody does. */
		store = stores_open("c", true, false);
		report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW + 100);
		cr_expect_eq(ask(store, TYPO, KIM, NOW + 110), PAIR_EARLY);
		store_close(&store);
	}
}

STORES_TEST(pair, tries_end_after_a_day_and_passes_after_the_retention)
{
	struct store *store = stores_open("c", true, false);
	const int64_t retention = 30 * DAY;
	struct store_counts counts;

	report(store, OBSERVATION_TRIED, TYPO, LEE, "", NOW);
	report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW);
	report(store, OBSERVATION_PASSED, TYPO, KIM, "", NOW + 60);
	cr_expect_neq(store_expire(store, NOW - retention, NOW + DAY - 1),
	    STORE_ERROR);
	cr_expect_eq(ask(store, TYPO, LEE, NOW + 60), PAIR_AGAIN);
	cr_expect_neq(store_expire(store, NOW - retention, NOW + DAY),
	    STORE_ERROR);
	cr_expect_eq(ask(store, TYPO, LEE, NOW + 60), PAIR_NEW);
	cr_expect_eq(ask(store, TYPO, KIM, NOW + 60), PAIR_PASSES);
	cr_expect_eq(store_count(store, &counts), STORE_FOUND);
	cr_expect(
	    counts.contacts == 0 && counts.lists == 0 && counts.passes == 1);
	/* A pair that goes on to write stays. */
	report(store, OBSERVATION_PASSED, TYPO, KIM, "", NOW + 20 * DAY);
	cr_expect_neq(store_expire(store, NOW + DAY, NOW + 31 * DAY),
	    STORE_ERROR);
	cr_expect_eq(ask(store, TYPO, KIM, NOW), PAIR_PASSES);
	cr_expect_neq(store_expire(store, NOW + 21 * DAY, NOW + 51 * DAY),
	    STORE_ERROR);
	cr_expect_eq(ask(store, TYPO, KIM, NOW), PAIR_NEW);
	store_close(&store);
}

/* Nor is a pair found near a contact, however often it is tried. */
STORES_TEST(pair, nothing_of_it_is_a_contact)
{
	struct store *store = stores_open("c", true, false);
	uint64_t keys[CONTACT_KEYS_MAX];
	const size_t count = stores_keys(span_of(TYPO), keys);
	struct contact_key row = stores_key(TYPO);

	for (int i = 0; i < 5; i++) {
		report(store, OBSERVATION_TRIED, TYPO, KIM, "", NOW + i * DAY);
		report(store, OBSERVATION_PASSED, TYPO, KIM, "", NOW + i * DAY);
	}
	cr_expect_eq(store_find_near(store, row.organisation, keys, count, NULL,
			 NULL),
	    STORE_NONE);
	cr_expect_eq(store_each(store, row.organisation, NULL, NULL),
	    STORE_NONE);
	store_close(&store);
}
