/* SPDX-License-Identifier: BSD-2-Clause */
/* What a store answers about members: mail to a list went to all of them, from
 * when they are known; and somebody was heard from, or not. */
#include "domains/contacts/registered.h"

#include <criterion/criterion.h>

#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

TestSuite(registered, .init = scratch_enter, .fini = scratch_leave);

#define LIST "kinkyu@univ.example"
#define TARO "taro@partner.example"
#define HANAKO "hanako@partner.example"
#define DAY INT64_C(86400)
#define SEPTEMBER (STORES_NOW - 90 * DAY)

static struct answer
ask(struct store *store, const char *member, int64_t now)
{
	const struct question question = {span_of(LIST), span_of(member)};
	struct answer answer = {0};

	cr_assert_eq(registered_answer(store, span_of(""), &question, 1, now,
			 &answer),
	    0, "%s", store_error());
	return answer;
}

static void
observe(struct store *store, enum observation_kind kind, const char *address,
    int64_t time)
{
	const struct observation seen = {.kind = kind,
	    .time = time,
	    .key = stores_key(address)};

	cr_assert_eq(store_apply(store, &seen, 1), 0, "%s", store_error());
}

static void
send_to_list(struct store *store, unsigned mails)
{
	for (unsigned i = 0; i < mails; i++)
		observe(store, OBSERVATION_LIST, LIST, SEPTEMBER + i * DAY);
}

static void
check_list(bool hashed)
{
	struct store *store = stores_open("c", true, hashed);
	struct answer answer;
	struct contact contact;
	struct contact_key key = stores_key(LIST);

	send_to_list(store, 3);
	answer = ask(store, TARO, STORES_NOW);
	cr_expect(!answer.heard && answer.sent.count == 3 &&
		  answer.sent.first == SEPTEMBER &&
		  answer.sent.last == SEPTEMBER + 2 * DAY);
	cr_expect_eq(store_find(store, &key, &contact), STORE_NONE,
	    "a list is no contact");
	send_to_list(store, 2);
	cr_expect_eq(ask(store, TARO, STORES_NOW + DAY).sent.count, 5);
	/* Who joins later has not had those. */
	answer = ask(store, HANAKO, STORES_NOW + DAY);
	cr_expect_eq(answer.sent.count, 0);
	observe(store, OBSERVATION_LIST, LIST, STORES_NOW + 3 * DAY);
	answer = ask(store, HANAKO, STORES_NOW + 4 * DAY);
	cr_expect(
	    answer.sent.count == 1 && answer.sent.first == STORES_NOW + DAY);
	store_close(&store);
	store = stores_open("c", true, hashed);
	cr_expect_eq(ask(store, HANAKO, STORES_NOW + 4 * DAY).sent.count, 1);
	store_close(&store);
	cr_expect_eq(stores_have_bytes(LIST), !hashed);
}

Test(registered, mail_to_a_list_counts_for_its_members)
{
	check_list(false);
}

Test(registered, hashes_do_as_well)
{
	check_list(true);
}

Test(registered, members_that_are_there_before_the_first_mail)
{
	struct store *store = stores_open("c", true, false);

	cr_expect_eq(ask(store, TARO, STORES_NOW).sent.count, 0);
	send_to_list(store, 4);
	cr_expect_eq(ask(store, TARO, STORES_NOW + 60).sent.count, 4);
	store_close(&store);
}

Test(registered, who_was_heard_from_or_confirmed_has_answered)
{
	struct store *store = stores_open("c", true, false);
	const struct contact_key hanako = stores_key(HANAKO);

	send_to_list(store, 1);
	cr_expect_not(ask(store, TARO, STORES_NOW).heard);
	observe(store, OBSERVATION_HEARD, TARO, STORES_NOW);
	cr_expect(ask(store, TARO, STORES_NOW).heard);
	cr_expect_not(ask(store, HANAKO, STORES_NOW).heard);
	cr_expect_eq(store_confirm(store, &hanako, CONTACT_BY_PERSON,
			 STORES_NOW, 0),
	    0);
	cr_expect(ask(store, HANAKO, STORES_NOW).heard);
	store_close(&store);
}

Test(registered, what_was_written_to_the_member_counts)
{
	struct store *store = stores_open("c", true, false);
	struct answer answer;

	stores_send(store, TARO, "kim@univ.example", "", SEPTEMBER);
	stores_send(store, TARO, "kim@univ.example", "", STORES_NOW);
	answer = ask(store, TARO, STORES_NOW);
	cr_expect(answer.sent.count == 2 && answer.sent.first == SEPTEMBER);
	store_close(&store);
}

Test(registered, who_is_forgotten_is_new)
{
	struct store *store = stores_open("c", true, false);
	const struct contact_key taro = stores_key(TARO);
	const struct contact_key list = stores_key(LIST);

	send_to_list(store, 5);
	cr_expect_eq(ask(store, TARO, STORES_NOW).sent.count, 5);
	cr_expect_eq(store_forget(store, &taro), STORE_FOUND);
	cr_expect_not(stores_have_bytes(TARO));
	cr_expect_eq(ask(store, TARO, STORES_NOW + 60).sent.count, 0);
	cr_expect_eq(store_forget(store, &list), STORE_FOUND);
	cr_expect_not(stores_have_bytes(LIST));
	store_close(&store);
}
