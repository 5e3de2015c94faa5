/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay: what is counted of a mail, and what is not decided. */
#include "domains/policy/replay.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/lists.h"

/* Lists of the test alone. */
static struct doppel *doppel;
static struct action_table policy;
static struct exempt exempt;
static struct lookup_key_rules rules;
static struct replay_options options;
static struct replay *replay;

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	};

	doppel = lists_open(lists);
	policy = action_table_default;
	exempt = (struct exempt){.clients = NULL};
	rules = (struct lookup_key_rules){.delimiter = "",
	    .percent_hack = true,
	    .bang_path = true};
	options = (struct replay_options){
	    .how = {.judge = {.doppel = doppel, .rules = &rules},
		.policy = &policy},
	    .exempt = &exempt,
	    .details = true,
	    .wanted = WANTED_ALL,
	};
	replay = NULL;
}

static void
tear_down(void)
{
	replay_free(&replay);
	exempt_clear(&exempt);
	doppel_close(&doppel);
}

static void
begin(void)
{
	replay_free(&replay);
	replay = replay_new(&options);
	cr_assert_not_null(replay);
}

static uint32_t
find(const char *path)
{
	return replay_find(replay, span_of("mx"), span_of(path),
	    (struct span){NULL, 0});
}

#define SMTP(name)                          \
	((struct envelope){                 \
	    .origin = ENVELOPE_SMTP,        \
	    .host = {"mx", 2},              \
	    .id = {"4A0001", 6},            \
	    .sender = {name, strlen(name)}, \
	    .user_known = true,             \
	    .time = 7,                      \
	})

static void
give(struct envelope envelope, const char *path, const char *other)
{
	const uint32_t what = find(path);
	const struct envelope_recipient recipient = {
	    .what = what,
	    .other = other != NULL ? find(other) : what,
	    .time = envelope.time,
	};

	replay_take(replay, &envelope, &recipient, 1);
}

/* ---- what is done -------------------------------------------------------- */

Test(replay, counts_what_is_done_with_whom, .init = set_up, .fini = tear_down)
{
	const struct replay_cell *cell;

	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	give(SMTP("S@A.example"), "taro@gmai.com", NULL);
	give(SMTP("t@a.example"), "hanako@gmai.com", NULL);
	give(SMTP("t@a.example"), "hanako@gmail.com", NULL);
	give(SMTP("t@a.example"), "taro@a_b.example", NULL);
	replay_finish(replay);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 5);
	cr_expect_eq(replay->actions[ACTION_REJECT], 3);
	cr_expect_eq(replay->actions[ACTION_LOG], 1);
	cr_expect_eq(replay->actions[ACTION_ACCEPT], 1);
	cr_expect_eq(replay->mails, 5);
	cr_expect_eq(replay->touched, 3);
	cr_expect_eq(replay->senders, 2);
	cell = &replay->cells[VERDICT_KNOWN_DOPPELGANGER][VERDICT_CERTAIN]
	                     [ACTION_REJECT];
	cr_expect_eq(cell->recipients, 3);
	cr_expect_eq(cell->addresses, 2);
	cr_expect_eq(cell->senders, 2);
	cr_expect_eq(replay
			 ->cells[VERDICT_MALFORMED][VERDICT_CERTAIN][ACTION_LOG]
			 .recipients,
	    1);
}

Test(replay, monitor_mode_shows_what_enforce_would_do, .init = set_up,
    .fini = tear_down)
{
	policy.monitor = true;
	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	cr_expect_eq(replay->actions[ACTION_REJECT], 1);
	cr_expect_eq(replay->touched, 1);
}

/* Of mail of ours to others, where a store of contacts is configured. */
Test(replay, what_contacts_would_be_asked_about_is_undecidable, .init = set_up,
    .fini = tear_down)
{
	const struct client here = {.local = true};
	const char *own[] = {"a.example"};
	struct envelope mail = SMTP("s@a.example");

	rules.domains = own;
	rules.domain_count = 1;
	options.ours = &exempt;
	begin();
	mail.by_client = replay_by_client(replay, &here);
	give(mail, "taro@gmail.com", NULL);
	give(mail, "taro@gmail.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_MEMORY], 2);
	give(mail, "taro@gmai.com", NULL);
	give(mail, "taro@a.example", NULL);
	mail.sender = span_of("s@b.example");
	give(mail, "taro@gmail.com", NULL);
	give(SMTP("s@a.example"), "taro@gmail.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_MEMORY], 2);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 4);
	options.ours = NULL;
	begin();
	give(mail, "taro@gmail.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_MEMORY], 0);
}

Test(replay, the_table_decides, .init = set_up, .fini = tear_down)
{
	policy.table[VERDICT_KNOWN_DOPPELGANGER][VERDICT_CERTAIN] =
	    ACTION_ACCEPT;
	begin();
	cr_expect_eq(find("taro@gmai.com"), ENVELOPES_NONE);
	policy.table[VERDICT_KNOWN_DOPPELGANGER][VERDICT_CERTAIN] = ACTION_LOG;
	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	cr_expect_eq(replay->actions[ACTION_LOG], 1);
	cr_expect_eq(replay->touched, 0);
}

/* Whether it is the second try is what the gate alone remembers. */
Test(replay, what_is_to_be_confirmed_is_undecided, .init = set_up,
    .fini = tear_down)
{
	for (size_t i = 0; i < VERDICT_CONFIDENCES; i++)
		policy.table[VERDICT_TYPO][i] = ACTION_CONFIRM;
	begin();
	give(SMTP("s@a.example"), "taro@gmial.com", NULL);
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	replay_finish(replay);
	cr_expect_eq(replay->kinds[REPLAY_MEMORY], 1);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 1);
	cr_expect_eq(replay->actions[ACTION_REJECT], 1);
	cr_expect_eq(replay->actions[ACTION_CONFIRM], 0);
}

Test(replay, a_mail_that_is_held_takes_others_along, .init = set_up,
    .fini = tear_down)
{
	struct envelope local = SMTP("s@a.example");
	struct envelope_recipient list[3] = {{.what = 0}};

	local.origin = ENVELOPE_LOCAL;
	begin();
	list[0].what = list[0].other = find("taro@gmai.com");
	for (size_t i = 1; i < 3; i++)
		list[i].what = list[i].other = ENVELOPES_NONE;
	replay_take(replay, &SMTP("s@a.example"), list, 3);
	cr_expect_eq(replay->along, 0, "of SMTP one is refused");
	replay_take(replay, &local, list, 3);
	cr_expect_eq(replay->along, 2, "a local mail is refused whole");
	cr_expect_eq(replay->local, 3);
	policy.table[VERDICT_KNOWN_DOPPELGANGER][VERDICT_CERTAIN] =
	    ACTION_QUARANTINE;
	begin();
	list[0].what = list[0].other = find("taro@gmai.com");
	replay_take(replay, &SMTP("s@a.example"), list, 3);
	cr_expect_eq(replay->along, 2, "a mail is held whole");
}

Test(replay, what_is_exempt_is_accepted, .init = set_up, .fini = tear_down)
{
	struct envelope by_client = SMTP("s@a.example");
	struct envelope by_sender = SMTP("s@a.example");

	by_client.by_client = EXEMPTION_CLIENT;
	by_client.by_sender = EXEMPTION_SENDER;
	by_sender.by_sender = EXEMPTION_SENDER;
	begin();
	give(by_client, "taro@gmai.com", NULL);
	give(by_sender, "taro@gmai.com", "taro@gmail.com");
	give(by_sender, "taro@gmail.com", NULL);
	cr_expect_eq(replay->exempt[EXEMPTION_CLIENT], 1);
	cr_expect_eq(replay->exempt[EXEMPTION_SENDER], 1);
	cr_expect_eq(replay->actions[ACTION_ACCEPT], 3);
	cr_expect_eq(replay->senders, 0);
	cr_expect_eq(replay->touched, 0);
}

static const struct {
	const char *address, *user;
	bool local;
	enum exemption want;
} clients[] = {
    {"192.0.2.7", "", false, EXEMPTION_CLIENT},
    {"192.0.2.8", "", false, EXEMPTION_NONE},
    {"2001:db8::9", "", false, EXEMPTION_CLIENT},
    {"2001:db9::9", "", false, EXEMPTION_NONE},
    {"192.0.2.8", "taro", false, EXEMPTION_AUTHENTICATED},
    {"192.0.2.8", "Taro", false, EXEMPTION_NONE},
    {"", "", true, EXEMPTION_CLIENT},
    {"", "", false, EXEMPTION_NONE},
    {"no address", "", false, EXEMPTION_NONE},
};

Test(replay, clients_are_exempt_as_in_the_gate, .init = set_up,
    .fini = tear_down)
{
	cr_assert_null(exempt_add_client(&exempt, "192.0.2.7"));
	cr_assert_null(exempt_add_client(&exempt, "2001:db8::/32"));
	cr_assert_null(exempt_add_client(&exempt, "127.0.0.1"));
	cr_assert_null(exempt_add_sender(&exempt, "@free.example"));
	cr_assert_eq(strings_add(&exempt.users, strdup("taro")), 0);
	begin();
	for (size_t i = 0; i < sizeof(clients) / sizeof(*clients); i++) {
		const struct client client = {
		    .address = span_of(clients[i].address),
		    .user = span_of(clients[i].user),
		    .local = clients[i].local,
		};

		cr_expect_eq(replay_by_client(replay, &client),
		    (uint8_t)clients[i].want, "case %zu", i);
	}
	cr_expect_eq(replay_by_sender(replay, span_of("s@FREE.example")),
	    (uint8_t)EXEMPTION_SENDER);
	cr_expect_eq(replay_by_sender(replay, span_of("s@a.example")), 0);
}

/* ---- what is not decided ------------------------------------------------- */

Test(replay, two_forms_are_decided_where_they_come_to_the_same, .init = set_up,
    .fini = tear_down)
{
	struct envelope local = SMTP("s@a.example");

	local.origin = ENVELOPE_LOCAL;
	begin();
	give(local, "taro@gmail.com", "taro@gmai.com");
	cr_expect_eq(replay->kinds[REPLAY_TWO_FORMS], 1);
	give(local, "taro@gmai.com", "taro@gmail.com");
	cr_expect_eq(replay->kinds[REPLAY_TWO_FORMS], 2);
	give(local, "taro@gmai.com", "jiro@gmai.com");
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 1);
	give(local, "taro@gmail.com", "taro@b.example");
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 2);
}

Test(replay, what_the_log_does_not_say_matters_where_it_decides, .init = set_up,
    .fini = tear_down)
{
	struct envelope refused = SMTP("s@a.example");
	struct envelope unknown = SMTP("s@a.example");

	refused.user_known = false;
	unknown.sender = (struct span){NULL, 0};
	begin();
	give(refused, "taro@gmai.com", NULL);
	give(unknown, "taro@gmai.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 2);
	exempt.authenticated = true;
	cr_assert_null(exempt_add_sender(&exempt, "@free.example"));
	begin();
	give(refused, "taro@gmai.com", NULL);
	give(unknown, "taro@gmai.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_NO_USER], 1);
	cr_expect_eq(replay->kinds[REPLAY_NO_SENDER], 1);
	give(refused, "taro@gmail.com", NULL);
	give(unknown, "taro@gmail.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 2, "whoever it was");
}

Test(replay, a_name_in_doubt_is_for_the_dns, .init = set_up, .fini = tear_down)
{
	options.dns = true;
	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	cr_expect_eq(replay->actions[ACTION_REJECT], 1, "a list decides");
	give(SMTP("s@a.example"), "taro@gmail.jp", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DNS], 1);
	give(SMTP("s@a.example"), "taro@partner.example", NULL);
	cr_expect_eq(replay->actions[ACTION_ACCEPT], 1);
}

static const struct {
	enum envelope_origin origin;
	enum envelope_form form;
	enum replay_kind want;
} kinds[] = {
    {ENVELOPE_SMTP, ENVELOPE_AS_GIVEN, REPLAY_DECIDED},
    {ENVELOPE_LOCAL, ENVELOPE_AS_GIVEN, REPLAY_DECIDED},
    {ENVELOPE_UNKNOWN, ENVELOPE_AS_GIVEN, REPLAY_NO_BEGINNING},
    {ENVELOPE_AGAIN, ENVELOPE_AS_GIVEN, REPLAY_AGAIN},
    {ENVELOPE_INTERNAL, ENVELOPE_AS_GIVEN, REPLAY_INTERNAL},
    {ENVELOPE_SMTP, ENVELOPE_ALIAS, REPLAY_NO_LIST},
    {ENVELOPE_AGAIN, ENVELOPE_ALIAS, REPLAY_AGAIN},
    {ENVELOPE_SMTP, ENVELOPE_REFUSED, REPLAY_REFUSED},
    {ENVELOPE_INTERNAL, ENVELOPE_NO_MILTERS, REPLAY_NO_MILTERS},
};

Test(replay, kinds, .init = set_up, .fini = tear_down)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct envelope envelope = SMTP("s@a.example");
		struct envelope_recipient recipient = {.form = kinds[i].form};

		begin();
		recipient.what = recipient.other = find("taro@gmai.com");
		envelope.origin = kinds[i].origin;
		replay_take(replay, &envelope, &recipient, 1);
		cr_expect_eq(replay->kinds[kinds[i].want], 1, "case %zu", i);
		cr_expect_eq(replay->actions[ACTION_REJECT],
		    kinds[i].want == REPLAY_DECIDED, "case %zu", i);
	}
}

Test(replay, a_mail_whose_recipients_are_missing, .init = set_up,
    .fini = tear_down)
{
	struct envelope envelope = SMTP("s@a.example");

	envelope.nameless = true;
	begin();
	replay_take(replay, &envelope, NULL, 0);
	envelope.origin = ENVELOPE_AGAIN;
	replay_take(replay, &envelope, NULL, 0);
	cr_expect_eq(replay->kinds[REPLAY_NAMELESS], 1);
}

/* ---- what is wanted ------------------------------------------------------ */

Test(replay, of_a_time_a_sender_and_a_domain, .init = set_up, .fini = tear_down)
{
	struct envelope late = SMTP("s@a.example");

	late.time = 100;
	options.wanted.since = 7;
	options.wanted.until = 100;
	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	give(late, "taro@gmai.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 1);
	options.wanted.until = INT64_MAX;
	options.wanted.sender = span_of("@a.example");
	begin();
	give(SMTP("s@A.example"), "taro@gmai.com", NULL);
	give(SMTP("s@b.example"), "taro@gmai.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 1);
	options.wanted.sender = span_of("");
	options.wanted.domain = span_of("gmai.com");
	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	give(SMTP("s@a.example"), "taro@gmail.com", NULL);
	give(SMTP("s@a.example"), "taro@gmial.com", NULL);
	cr_expect_eq(replay->kinds[REPLAY_DECIDED], 1);
}

/* ---- answers ------------------------------------------------------------- */

Test(replay, mail_from_a_wrong_domain_is_an_answer, .init = set_up,
    .fini = tear_down)
{
	struct envelope again = SMTP("taro@gmai.com");
	uint64_t address, domain;

	again.origin = ENVELOPE_AGAIN;
	begin();
	give(SMTP("Taro@GMAI.com"), "x@a.example", NULL);
	give(SMTP("jiro@gmai.com"), "x@a.example", NULL);
	give(again, "x@a.example", NULL);
	give(SMTP("x@gmail.com"), "x@a.example", NULL);
	give(SMTP("s@a.example"), "TARO@gmai.com", NULL);
	replay_received(replay, &replay->hits[1], &address, &domain);
	cr_expect_eq(address, 1);
	cr_expect_eq(domain, 2);
}

static void
count_detail(void *context, const struct replay_detail *detail)
{
	unsigned *count = context;

	cr_expect_eq(detail->action, ACTION_REJECT);
	cr_expect_eq(detail->id_len, 6);
	(*count)++;
}

Test(replay, details_are_of_what_is_wrong, .init = set_up, .fini = tear_down)
{
	unsigned count = 0;

	begin();
	give(SMTP("s@a.example"), "taro@gmai.com", NULL);
	give(SMTP("s@a.example"), "taro@gmail.com", NULL);
	cr_expect_eq(replay_each_detail(replay, count_detail, &count), 0);
	cr_expect_eq(count, 1);
}
