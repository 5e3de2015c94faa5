/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests for confirmation: a token is good for the address and organisation
 * it was sent to, until its time is over, and no store shows it. */
#include "domains/contacts/request.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/contacts/registered.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/property.h"
#include "tests/unit/scratch.h"

TestSuite(request, .init = scratch_enter, .fini = scratch_leave);
TestSuite(request_redis, .init = stores_enter_redis,
    .fini = stores_leave_redis);

#define TARO "taro@partner.example"
#define HANAKO "hanako@partner.example"
#define LIST "kinkyu@univ.example"
#define DAY INT64_C(86400)
#define TOKEN "abcdefghijklmnopqrstuvwx27"

static struct request_token
draw(void)
{
	struct diagnostics diagnostics = {0};
	struct request_token token;

	cr_assert_eq(request_draw(&diagnostics, &token), 0);
	return token;
}

static void
note(struct store *store, const char *address,
    const struct request_token *token, int64_t asked, bool sent)
{
	const struct contact_key key = stores_key(address);
	const struct request request = {asked, asked + 14 * DAY, sent};

	cr_assert_eq(request_note(store, &key, token, &request), 0, "%s",
	    store_error());
}

/* STORE_ERROR: it is no token. */
static enum store_result
check_of(struct store *store, struct contact_key key, struct span token,
    int64_t now)
{
	struct observation answer = {.kind = OBSERVATION_CONFIRMED,
	    .time = now,
	    .key = key,
	    .token = token};
	const char *why;
	size_t count;

	if (request_check_answers(store, &answer, 1, &count, &why) < 0)
		return STORE_ERROR;
	cr_expect_eq(answer.kind,
	    count == 1 ? OBSERVATION_CONFIRMED : OBSERVATION_KINDS);
	return count == 1 ? STORE_FOUND : STORE_NONE;
}

static enum store_result
check(struct store *store, const char *address,
    const struct request_token *token, int64_t now)
{
	return check_of(store, stores_key(address), span_of(token->text), now);
}

Test(request, tokens_are_drawn)
{
	struct request_token one = draw(), other = draw();
	char digits[sizeof(one.name)];

	cr_expect(request_is_token(span_of(one.text)));
	cr_expect_str_neq(one.text, other.text);
	cr_expect_str_neq(one.name, other.name);
	cr_expect_eq(strlen(one.name), 32);
	for (size_t i = 0; i < sizeof(digits) / 2; i++)
		snprintf(digits + 2 * i, 3, "%02x", one.text[i]);
	cr_expect_str_neq(one.name, digits, "the token in another form");
}

Test(request, tokens_are_found_in_what_answers_bring)
{
	static const struct {
		const char *text;
		size_t count;
	} rows[] = {
	    {"<confirm-" TOKEN "@mx.univ.example>", 1},
	    {"<CONFIRM-ABCDEFGHIJKLMNOPQRSTUVWX27@mx.univ.example>", 1},
	    {"<a@b>\r\n <confirm-" TOKEN "@mx>\r\n <confirm-" TOKEN "@mx>", 2},
	    {"kakunin+confirm-" TOKEN "@univ.example", 1},
	    {"confirm-" TOKEN, 1},
	    {"", 0},
	    {"confirm-", 0},
	    {"confirm-abcdefghijklmnopqrstuvwx2", 0},
	    {"confirm-" TOKEN "a@mx", 0},
	    {"xconfirm-" TOKEN "@mx", 0},
	    {"confirm-abcdefghijklmnopqrstuvwx28@mx", 0},
	    {"confirm-confirm-" TOKEN "@mx", 1},
	};
	char token[REQUEST_TOKEN_SIZE];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = span_of(rows[i].text);
		size_t count = 0;

		for (; request_find_token(&text, token); count++)
			cr_expect_str_eq(token, TOKEN, "case %zu", i);
		cr_expect_eq(count, rows[i].count, "case %zu", i);
	}
}

/* Bytes of anybody's: whatever is found is one, and stands there. */
Test(request, any_bytes_are_searched)
{
	static const char alphabet[] = "conirm-CONab27@<> \r\n8\xe3";

	PROPERTY_CASES(random, "request")
	{
		char bytes[120], token[REQUEST_TOKEN_SIZE];
		size_t len = property_below(&random, sizeof(bytes));
		struct span text = {bytes, len};

		for (size_t i = 0; i < len; i++)
			bytes[i] =
			    alphabet[property_below(&random, sizeof(alphabet))];
		if (len >= 60 && property_below(&random, 2) == 0)
			memcpy(bytes + property_below(&random, len - 40),
			    REQUEST_MARK TOKEN, 34);
		while (request_find_token(&text, token))
			property_check(&random,
			    request_is_token(span_of(token)) &&
				text.bytes <= bytes + len && text.len <= len,
			    "a token", bytes, len);
	}
}

static void
check_answers(bool hashed)
{
	struct store *store = stores_open("c", true, hashed);
	const struct request_token taro = draw(), hanako = draw(),
				   none = draw();
	struct contact_key other = stores_key(TARO);

	note(store, TARO, &taro, STORES_NOW, true);
	note(store, HANAKO, &hanako, STORES_NOW, true);
	cr_expect_eq(check(store, TARO, &taro, STORES_NOW + DAY), STORE_FOUND);
	cr_expect_eq(check(store, TARO, &none, STORES_NOW + DAY), STORE_NONE);
	cr_expect_eq(check(store, TARO, &hanako, STORES_NOW + DAY), STORE_NONE,
	    "another's");
	cr_expect_eq(check(store, "ken@partner.example", &taro, STORES_NOW),
	    STORE_NONE, "nobody was asked there");
	other.organisation = span_of("other");
	cr_expect_eq(check_of(store, other, span_of(taro.text), STORES_NOW),
	    STORE_NONE, "another organisation's");
	cr_expect_eq(check_of(store, other, span_of("short"), STORES_NOW),
	    STORE_ERROR);
	/* Late, and too late. */
	cr_expect_eq(check(store, TARO, &taro, STORES_NOW + 15 * DAY),
	    STORE_FOUND);
	cr_expect_eq(check(store, TARO, &taro, STORES_NOW + 44 * DAY),
	    STORE_NONE);
	store_close(&store);
	cr_expect_not(stores_have_bytes(taro.text), "the token is kept");
	cr_expect_eq(stores_have_bytes(TARO), !hashed);
}

Test(request, a_token_is_good_for_its_address)
{
	check_answers(false);
}

Test(request, hashes_do_as_well)
{
	check_answers(true);
}

STORES_TEST(request, what_was_asked_is_remembered)
{
	struct store *store = stores_open("c", true, false);
	const struct request_token first = draw(), again = draw();
	const struct contact_key key = stores_key(TARO);
	struct request_state state;
	struct store_counts counts;
	struct contact contact;

	cr_expect_eq(request_find(store, &key, &state), STORE_NONE);
	/* Killed before the mail went: it waits, and nobody owes an answer. */
	note(store, TARO, &first, STORES_NOW, false);
	cr_assert_eq(request_find(store, &key, &state), STORE_FOUND);
	cr_expect(
	    state.waits && state.last == STORES_NOW && state.first.asked == 0);
	cr_expect_eq(check(store, TARO, &first, STORES_NOW), STORE_FOUND,
	    "the mail may have gone all the same");
	note(store, TARO, &first, STORES_NOW, true);
	cr_assert_eq(request_find(store, &key, &state), STORE_FOUND);
	cr_expect(!state.waits && state.first.asked == STORES_NOW &&
		  state.first.until == STORES_NOW + 14 * DAY);
	/* The first one that ends counts. */
	note(store, TARO, &again, STORES_NOW + 90 * DAY, true);
	cr_assert_eq(request_find(store, &key, &state), STORE_FOUND);
	cr_expect(state.last == STORES_NOW + 90 * DAY &&
		  state.first.asked == STORES_NOW);
	cr_expect_eq(store_find(store, &key, &contact), STORE_NONE,
	    "a request is no contact");
	cr_assert_eq(store_count(store, &counts), STORE_FOUND);
	cr_expect(counts.contacts == 0 && counts.lists == 0);
	cr_expect_eq(store_forget(store, &key), STORE_FOUND);
	cr_expect_eq(request_find(store, &key, &state), STORE_NONE);
	cr_expect_eq(check(store, TARO, &again, STORES_NOW), STORE_NONE);
	store_close(&store);
	cr_expect(stores_on_redis() || !stores_have_bytes(TARO));
}

STORES_TEST(request, only_an_answer_confirms)
{
	struct store *store = stores_open("c", true, false);
	const struct request_token token = draw(), forged = draw();
	struct observation list[] = {
	    {.kind = OBSERVATION_CONFIRMED,
		.time = STORES_NOW,
		.key = stores_key(TARO),
		.token = span_of(forged.text)},
	    {.kind = OBSERVATION_HEARD,
		.time = STORES_NOW,
		.key = stores_key("x@partner.example")},
	    {.kind = OBSERVATION_CONFIRMED,
		.time = STORES_NOW,
		.key = stores_key(HANAKO),
		.token = span_of(token.text)},
	    {.kind = OBSERVATION_CONFIRMED,
		.time = STORES_NOW,
		.key = stores_key("y@partner.example"),
		.token = span_of(token.text)},
	};
	const struct contact_key taro = stores_key(TARO),
				 hanako = stores_key(HANAKO);
	struct contact contact;
	const char *why;
	size_t answers;

	note(store, TARO, &token, STORES_NOW, true);
	note(store, HANAKO, &token, STORES_NOW, true);
	cr_assert_eq(request_check_answers(store, list, 4, &answers, &why), 0,
	    "%s", why);
	cr_expect_eq(answers, 1);
	cr_assert_eq(store_apply(store, list, 4), 0, "%s", store_error());
	cr_expect_eq(store_find(store, &taro, &contact), STORE_NONE);
	cr_assert_eq(store_find(store, &hanako, &contact), STORE_FOUND);
	cr_expect_eq(contact.confirmed, CONTACT_BY_OWNER);
	cr_expect_eq(store_find(store, &list[3].key, &contact), STORE_NONE);
	store_close(&store);
}

/* What the watcher hears. */
Test(request, a_member_that_was_asked_says_until_when)
{
	struct store *store = stores_open("c", true, false);
	const struct question question = {span_of(LIST), span_of(TARO)};
	const struct contact_key key = stores_key(TARO);
	const struct request_token token = draw();
	struct answer answer;

	note(store, TARO, &token, STORES_NOW, true);
	cr_assert_eq(registered_answer(store, span_of(""), &question, 1,
			 STORES_NOW, &answer),
	    0);
	cr_expect(!answer.heard && answer.asked == STORES_NOW &&
		  answer.until == STORES_NOW + 14 * DAY);
	cr_assert_eq(store_confirm(store, &key, CONTACT_BY_OWNER, STORES_NOW,
			 0),
	    0);
	cr_assert_eq(registered_answer(store, span_of(""), &question, 1,
			 STORES_NOW, &answer),
	    0);
	cr_expect(answer.heard && answer.until == 0);
	store_close(&store);
}
