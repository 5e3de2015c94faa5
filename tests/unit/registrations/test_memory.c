/* SPDX-License-Identifier: BSD-2-Clause */
/* What contacts have against an address, as the judge says it. */
#include "domains/registrations/memory.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/contacts/similar.h"
#include "domains/registrations/judge.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/lists.h"
#include "tests/unit/scratch.h"

TestSuite(memory, .init = scratch_enter, .fini = scratch_leave);
TestSuite(memory_redis, .init = stores_enter_redis, .fini = stores_leave_redis);

#define RIGHT "kurashiki.junnosuke@nihon-kougyou.co.jp"
#define HEARD "mizunashi.yoritomo@nihon-kougyou.co.jp"

static struct store *
open_store(bool writes, const char *key_file)
{
	const struct store_options options = {
	    .place = "sqlite:c",
	    .writes = writes,
	    .key_file = key_file,
	    .keys = similar_write_keys,
	    .keys_mails = SIMILAR_MAILS_MIN,
	    .keys_version = SIMILAR_KEYS_VERSION,
	    .now = STORES_NOW,
	};
	struct diagnostics diagnostics = {0};
	struct store *store = NULL;

	cr_assert_eq(store_open(&options, &diagnostics, &store), 0, "%s",
	    diagnostics.kept != 0 ? diagnostics.list->text : "");
	return store;
}

static void
fill(struct store *store)
{
	const struct observation heard = {.kind = OBSERVATION_HEARD,
	    .time = STORES_NOW,
	    .key = stores_key(HEARD)};

	for (int i = 0; i < 9; i++)
		stores_send(store, RIGHT, "kim@univ.example", "",
		    STORES_NOW + i);
	cr_assert_eq(store_apply(store, &heard, 1), 0);
}

static bool
remember(void *context, const struct address *address,
    const struct name *domain, struct finding *finding)
{
	return memory_judge(context, address, domain, finding) == STORE_FOUND;
}

static const struct {
	const char *address;
	enum verdict_reason reason;
	const char *suggestion, *meant;
} rows[] = {
    {RIGHT, VERDICT_NONE, "", ""},
    {"Kurashiki.Junnosuke@NIHON-kougyou.co.jp", VERDICT_NONE, "", ""},
    {"kurashiki.junosuke@nihon-kougyou.co.jp", VERDICT_SIMILAR_CONTACT, RIGHT,
	""},
    {"kurashiki.junnosuke@nihon-kougyou.ne.jp", VERDICT_SIMILAR_CONTACT, RIGHT,
	"nihon-kougyou.co.jp"},
    {HEARD, VERDICT_FIRST_CONTACT, "", ""},
    {"ann@elsewhere.example", VERDICT_FIRST_CONTACT, "", ""},
    /* here, or no contact */
    {"kurashiki.junnosuke@univ.example", VERDICT_NONE, "", ""},
    {"no-reply@elsewhere.example", VERDICT_NONE, "", ""},
    {"lab", VERDICT_NONE, "", ""},
};

static void
check_rows(struct store *store, bool hashed)
{
	const char *own[] = {"univ.example"};
	const struct lookup_key_rules rules = {own, 1, NULL, "", false, false};
	const struct doppel_options options = {
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;
	struct memory memory = {.store = store,
	    .organisation = span_of(""),
	    .similar = true,
	    .first = true};
	struct judge judge = {.rules = &rules,
	    .remember = remember,
	    .context = &memory};

	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	memory.doppel = judge.doppel = doppel;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *address = rows[i].address;
		struct finding found[JUDGE_FINDINGS_MAX];
		struct full_width mended;
		struct member member;
		int count;

		member_of_text(address, strlen(address), &mended, &member);
		count = judge_member(&judge, &member, found);
		cr_expect_eq(count, rows[i].reason != VERDICT_NONE, "%s: %d",
		    address, count);
		if (count != 1)
			continue;
		cr_expect_eq(found->verdict.reason, rows[i].reason, "%s: %s",
		    address, verdict_reason_name(found->verdict.reason));
		cr_expect_str_eq(found->suggestion,
		    hashed ? "" : rows[i].suggestion, "%s", address);
		cr_expect_str_eq(found->verdict.meant.text,
		    hashed ? "" : rows[i].meant, "%s", address);
	}
	doppel_close(&doppel);
}

Test(memory, addresses)
{
	struct store *store = open_store(true, NULL);

	fill(store);
	store_close(&store);
	store = open_store(false, NULL);
	check_rows(store, false);
	store_close(&store);
}

Test(memory, hashes_name_nobody)
{
	struct store *store = stores_open("key", true, true);

	store_close(&store);
	store = open_store(true, STORES_KEY);
	fill(store);
	check_rows(store, true);
	store_close(&store);
}

/* ---- confirmed typos ----------------------------------------------------- */

static bool
is_confirmed(void *of, const struct address *address, const struct name *domain)
{
	struct contact contact;

	return memory_find_confirmed(of, address, domain, &contact) ==
	       STORE_FOUND;
}

static void
confirm(struct store *store, const char *address, int64_t expires)
{
	const struct contact_key key = stores_key(address);

	cr_assert_eq(store_confirm(store, &key, CONTACT_BY_OWNER, STORES_NOW,
			 expires),
	    0);
}

/* What the judge says where taro@gmial.com, taro@gmai.com and gmial.com's hana,
 * until the year 1970, are confirmed. */
static const struct {
	const char *address;
	enum verdict_reason reason;
} confirmed[] = {
    {"taro@gmial.com", VERDICT_NONE},
    {"<Taro@GMIAL.com>", VERDICT_NONE},
    {"taro%gmial.com@univ.example", VERDICT_NONE}, /* it is routed there */
    {"taro@gmial.com>", VERDICT_MALFORMED},
    {"jiro@gmial.com", VERDICT_TYPO},
    {"hana@gmial.com", VERDICT_TYPO},
    {"ken@gmial.com", VERDICT_TYPO}, /* written to and heard from */
    {"jiro%gmial.com@univ.example", VERDICT_TYPO},
    {"taro@gmaik.com", VERDICT_TYPO},
    {"@gmial.com", VERDICT_TYPO},
    {"taro@gmai.com", VERDICT_KNOWN_DOPPELGANGER},
};

static void
check_confirmed(struct judge *judge, bool forgets)
{
	for (size_t i = 0; i < sizeof(confirmed) / sizeof(*confirmed); i++) {
		const char *address = confirmed[i].address;
		const bool was = confirmed[i].reason == VERDICT_NONE ||
		                 confirmed[i].reason == VERDICT_MALFORMED;
		const enum verdict_reason reason =
		    forgets && was ? VERDICT_TYPO : confirmed[i].reason;
		struct finding found[JUDGE_FINDINGS_MAX];
		struct full_width mended;
		struct member member;
		int count;

		member_of_text(address, strlen(address), &mended, &member);
		count = judge_member(judge, &member, found);
		cr_expect_eq(count, reason != VERDICT_NONE, "%s: %d", address,
		    count);
		if (count == 1)
			cr_expect_eq(found->verdict.reason, reason, "%s: %s",
			    address,
			    verdict_reason_name(found->verdict.reason));
	}
}

static void
check_typos(bool hashed)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	};
	const char *own[] = {"univ.example"};
	const struct lookup_key_rules rules = {own, 1, NULL, "", true, true};
	const struct observation heard = {.kind = OBSERVATION_HEARD,
	    .time = STORES_NOW,
	    .key = stores_key("ken@gmial.com")};
	struct store *store = stores_open("c", true, hashed);
	struct doppel *doppel = lists_open(lists);
	struct memory memory = {.store = store, .doppel = doppel};
	struct judge judge = {.doppel = doppel,
	    .rules = &rules,
	    .confirmation = {is_confirmed, &memory}};

	check_confirmed(&judge, true);
	confirm(store, "taro@gmial.com", 0);
	confirm(store, "taro@gmai.com", 0);
	confirm(store, "hana@gmial.com", 1000);
	stores_send(store, "ken@gmial.com", "kim@univ.example", "", STORES_NOW);
	cr_assert_eq(store_apply(store, &heard, 1), 0);
	check_confirmed(&judge, false);
	memory.organisation = span_of("other");
	check_confirmed(&judge, true);
	judge.confirmation.is_confirmed = NULL;
	check_confirmed(&judge, true);
	doppel_close(&doppel);
	store_close(&store);
}

STORES_TEST(memory, confirmed_typos)
{
	check_typos(false);
}

STORES_TEST(memory, confirmed_typos_by_hashes)
{
	check_typos(true);
}
