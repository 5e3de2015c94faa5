/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the judge: which findings there are, in which order, and the address
 * that was meant. */
#include "domains/registrations/judge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/lists.h"

static struct doppel *doppel;

static void
open_engine(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	    [LISTFILE_PRIVATE] = "# free mail\ngmail.com source=share\n",
	};

	doppel = lists_open(lists);
}

static void
close_engine(void)
{
	doppel_close(&doppel);
}

TestSuite(judge, .init = open_engine, .fini = close_engine);

static const struct {
	const char *address;
	const char *name;
	bool private_address, misspelled_name;
	const char *phrase;
	const char *confidence;
	const char *meant;
} rows[] = {
    {"yamada.taro@gmail.com", "Yamada Taro", false, true, "none", "none", ""},
    {"yamada.taro@gmail.com", "Yamada Taro", true, true,
	"private address, where none is allowed", "certain", ""},
    {"yamada.taro@mx.gmail.com", "", true, false,
	"private address, where none is allowed", "certain", ""},
    {"yamada.taro@example.jp", "Yamada Taro", true, true, "none", "none", ""},
    {"yamda.taro@gmail.com", "Yamada Taro", false, true,
	"one slip (omission: no a) from the person's name", "likely",
	"yamada.taro@gmail.com"},
    {"yamda.taro@gmail.com", "Yamada Taro", false, false, "none", "none", ""},
    {"yamda.taro@gmail.com", "Yamada Taro", true, true,
	"private address, where none is allowed", "certain", ""},
    {"yamda.taro@gmai.com", "Yamada Taro", true, true,
	"known doppelganger of gmail.com", "certain", "yamda.taro@gmail.com"},
    {"takhshi.kentaro@example.jp", "Takahashi Kentaro", false, true,
	"two slips (omission: no a, omission: no a) from the person's name",
	"likely", "takahashi.kentaro@example.jp"},
    {"yamda.taro", "Yamada Taro", true, true, "malformed address (no @)",
	"certain", ""},
};

/* Judges with fixed demands. */
static struct judge_demands
demand(void *context, const struct member *member)
{
	const struct judge_demands *demands = context;

	(void)member;
	return *demands;
}

static int
judge_with(struct judge_demands *demands, const struct member *member,
    struct finding found_r[static JUDGE_FINDINGS_MAX])
{
	const struct judge judge = {
	    .doppel = doppel,
	    .demand = demand,
	    .context = demands,
	};

	return judge_member(&judge, member, found_r);
}

Test(judge, demands_of_a_list)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct judge_demands demands = {
		    .private_address = rows[i].private_address,
		    .misspelled_name = rows[i].misspelled_name,
		};
		struct member member = {
		    .target = MEMBER_ADDRESS,
		    .address = span_of(rows[i].address),
		    .mended = span_of(rows[i].address),
		    .name = span_of(rows[i].name),
		};
		struct finding found[JUDGE_FINDINGS_MAX];
		char phrase[256] = "none";
		const char *confidence = "none", *meant = "";

		member_parse(&member);
		if (judge_with(&demands, &member, found) > 0) {
			finding_phrase(&found[0], phrase, sizeof(phrase));
			confidence = verdict_confidence_name(
			    found[0].verdict.confidence);
			meant = found[0].suggestion;
		}
		cr_expect_str_eq(phrase, rows[i].phrase, "case %zu: %s", i,
		    phrase);
		cr_expect_str_eq(confidence, rows[i].confidence, "case %zu", i);
		cr_expect_str_eq(meant, rows[i].meant, "case %zu: %s", i,
		    meant);
	}
}

/* Both are found: whose address it should be, and whose it is. */
Test(judge, private_and_misspelled)
{
	struct judge_demands demands = {true, true, true};
	struct finding found[JUDGE_FINDINGS_MAX];
	struct member member = {
	    .target = MEMBER_ADDRESS,
	    .address = span_of("yamda.taro@gmail.com"),
	    .mended = span_of("yamda.taro@gmail.com"),
	    .name = span_of("Yamada Taro"),
	};

	member_parse(&member);
	cr_assert_eq(judge_with(&demands, &member, found), 2);
	cr_expect_eq(found[0].verdict.reason, VERDICT_PRIVATE_ADDRESS);
	cr_expect_eq(found[1].verdict.reason, VERDICT_MISSPELLED_NAME);
}

/* Where a private domain is listed stands in the finding. */
Test(judge, place)
{
	struct judge_demands demands = {.private_address = true};
	struct member member = {
	    .target = MEMBER_DOMAIN,
	    .address = span_of("@gmail.com"),
	    .mended = span_of("@gmail.com"),
	};
	struct finding found[JUDGE_FINDINGS_MAX];

	member_parse(&member);
	cr_assert_eq(judge_with(&demands, &member, found), 1);
	cr_assert_eq(found[0].verdict.reason, VERDICT_PRIVATE_ADDRESS);
	cr_expect_str_eq(found[0].verdict.file, "private");
	cr_expect_eq(found[0].verdict.line, 2);
	cr_expect_str_eq(found[0].verdict.source, "share");
}

/* Users and commands are no addresses. */
static bool
find_silence(void *of, const struct lookup_key_rules *rules,
    const struct member *member, char detail_r[static FINDING_DETAIL_SIZE])
{
	const char *address = of;

	(void)rules;
	snprintf(detail_r, FINDING_DETAIL_SIZE, "for ever");
	return span_same(member->mended, span_of(address));
}

/* A right domain, and nobody there ever answered; where it is demanded, and of
 * addresses whose domain is right and not the house's own. */
Test(judge, unconfirmed)
{
	static const struct {
		const char *address;
		bool demanded;
		enum verdict_reason reason;
	} silent[] = {
	    {"taro@example.com", true, VERDICT_UNCONFIRMED},
	    {"taro@example.com", false, VERDICT_NONE},
	    {"hanako@example.com", true, VERDICT_NONE},
	    {"taro@gmai.com", true, VERDICT_KNOWN_DOPPELGANGER},
	    {"taro@mail.own.example", true, VERDICT_NONE},
	    {"taro@univ.example", true, VERDICT_NONE},
	    {"taro@niv.example", true, VERDICT_UNCONFIRMED},
	};
	const char *own[] = {"lists.univ.example", "own.example"};
	const struct lookup_key_rules rules = {.domains = own,
	    .domain_count = 2,
	    .delimiter = ""};

	for (size_t i = 0; i < sizeof(silent) / sizeof(*silent); i++) {
		struct judge_demands demands = {
		    .unconfirmed = silent[i].demanded};
		char address[32], none[] = "";
		bool silence = strncmp(silent[i].address, "hanako", 6) != 0;
		const struct judge judge = {
		    .doppel = doppel,
		    .rules = &rules,
		    .demand = demand,
		    .context = &demands,
		    .silence = {find_silence, silence ? address : none},
		};
		struct member member = {
		    .target = MEMBER_ADDRESS,
		    .list = span_of("lab"),
		    .address = span_of(silent[i].address),
		    .mended = span_of(silent[i].address),
		};
		struct finding found[JUDGE_FINDINGS_MAX];
		char phrase[256];
		int count;

		snprintf(address, sizeof(address), "%s", silent[i].address);

		member_parse(&member);
		count = judge_member(&judge, &member, found);
		cr_expect_eq(count, silent[i].reason != VERDICT_NONE,
		    "case %zu", i);
		if (count != 1)
			continue;
		cr_expect_eq(found[0].verdict.reason, silent[i].reason,
		    "case %zu", i);
		if (silent[i].reason != VERDICT_UNCONFIRMED)
			continue;
		finding_phrase(&found[0], phrase, sizeof(phrase));
		cr_expect_str_eq(phrase,
		    "nobody there was ever heard from (for ever)");
	}
}

/* An own domain overrules the lists of others, as far as it goes. */
Test(judge, an_own_domain_that_others_list)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] =
		"ours.example theirs.example\nwww.wide.example x.example\n"
		"deep.example y.example\n",
	};
	static const struct {
		const char *address;
		bool right;
	} mails[] = {
	    {"a@ours.example", true},
	    {"a@mail.ours.example", true},
	    {"a@wide.example", true},
	    {"a@www.wide.example", false},
	    {"a@mail.deep.example", true},
	    {"a@x.mail.deep.example", true},
	    {"a@deep.example", false},
	    {"a@other.deep.example", false},
	};
	const char *own[] = {"mail.deep.example", "ours.example",
	    "wide.example"};
	const struct lookup_key_rules rules = {.domains = own,
	    .domain_count = 3,
	    .delimiter = ""};
	struct doppel *listed = lists_open(lists);
	const struct judge judge = {.doppel = listed, .rules = &rules};

	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		const struct span text = span_of(mails[i].address);
		struct member member = {
		    .target = MEMBER_ADDRESS,
		    .list = span_of("lab"),
		    .address = text,
		    .mended = text,
		};
		struct finding found[JUDGE_FINDINGS_MAX];
		bool known;

		member_parse(&member);
		known = judge_member(&judge, &member, found) != 0 &&
		        found[0].verdict.reason == VERDICT_KNOWN_DOPPELGANGER;
		cr_expect_eq(known, !mails[i].right, "%s", mails[i].address);
	}
	doppel_close(&listed);
}

Test(judge, not_an_address)
{
	static const enum member_target targets[] = {MEMBER_LOCAL,
	    MEMBER_MAILBOX, MEMBER_COMMAND, MEMBER_FILE};
	struct judge_demands demands = {true, true, true};

	for (size_t i = 0; i < 4; i++) {
		struct member member = {
		    .target = targets[i],
		    .address = span_of("yamda"),
		    .mended = span_of("yamda"),
		    .list = span_of("yamada"),
		};
		struct finding found[JUDGE_FINDINGS_MAX];

		member_parse(&member);
		cr_expect_eq(judge_with(&demands, &member, found), 0);
	}
}

/* ---- the form of an address ---------------------------------------------- */

static const struct {
	const char *text;
	const char *phrase;
	const char *suggestion;
	bool fixable;
} forms[] = {
    {"taro@gmai.com", "known doppelganger of gmail.com", "taro@gmail.com",
	true},
    {"<taro@gmai.com>", "known doppelganger of gmail.com", "taro@gmail.com",
	true},
    {"a@b@gmai.com", "known doppelganger of gmail.com", "", false},
    {"taro@[gmai.com]", "known doppelganger of gmail.com", "taro@gmail.com",
	false},
    {"x@a_b.gmai.com", "known doppelganger of gmail.com", "x@gmail.com", false},
    {"taro@gmai.com>",
	"known doppelganger of gmail.com (a stray \">\" at its end)",
	"taro@gmail.com", true},
    {"\"taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"\"\" at its beginning)",
	"taro@gmail.com", true},
    {"(taro@gmai.com);",
	"known doppelganger of gmail.com (a stray \"(\" at its beginning, "
	"a stray \");\" at its end)",
	"taro@gmail.com", true},
    {"\u300ctaro@gmai.com\u300d",
	"known doppelganger of gmail.com (a stray \"\u300c\" at its beginning, "
	"a stray \"\u300d\" at its end)",
	"taro@gmail.com", true},
    {"\u201ctaro@gmai.com",
	"known doppelganger of gmail.com (a stray \"\u201c\" at its "
	"beginning)",
	"taro@gmail.com", true},
    {"taro@gmai.com\uff1e",
	"known doppelganger of gmail.com (a stray \"\uff1e\" at its end)",
	"taro@gmail.com", true},
    {"\uff1ctaro@gmai.com\uff1e",
	"known doppelganger of gmail.com (a stray \"\uff1c\" at its beginning, "
	"a stray \"\uff1e\" at its end)",
	"taro@gmail.com", true},
    {"<taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"<\" at its beginning)",
	"taro@gmail.com", true},
    {"<taro@gmai.com>>",
	"known doppelganger of gmail.com (a stray \">\" at its end)",
	"taro@gmail.com", true},
    {"'taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"'\" at its beginning)",
	"taro@gmail.com", true},
    {"\u30fbtaro@gmai.com",
	"known doppelganger of gmail.com (a stray \"\u30fb\" at its "
	"beginning)",
	"taro@gmail.com", true},
    {"\u2460taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"\u2460\" at its "
	"beginning)",
	"taro@gmail.com", true},
    {"1.taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"1.\" at its beginning)",
	"taro@gmail.com", false},
    {"12)taro@gmai.com",
	"known doppelganger of gmail.com (a stray \"12)\" at its beginning)",
	"taro@gmail.com", true},
    {"2nd.taro@gmai.com", "known doppelganger of gmail.com",
	"2nd.taro@gmail.com", true},
    {"1.taro@gmail.com", "none", "", false},
    {"taro@gmail. com", "malformed address (a blank in the domain)",
	"taro@gmail.com", true},
    {"taro@gmai .com", "malformed address (a blank in the domain)",
	"taro@gmail.com", true},
    {"taro@yahoo.co. jp", "malformed address (a blank in the domain)",
	"taro@yahoo.co.jp", true},
    {"taro@yahoo co.jp", "malformed address (a blank in the domain)",
	"taro@yahoo.co.jp", true},
    {"taro@yahoo.co jp", "malformed address (a blank in the domain)",
	"taro@yahoo.co.jp", true},
    {"taro@gma il.com", "malformed address (a blank in the domain)",
	"taro@gmail.com", true},
    {"taro@gmail.com>", "malformed address (a stray \">\" at its end)",
	"taro@gmail.com", true},
    {"'taro@gmail.com", "none", "", false},
    {"taro@gmail.com", "none", "", false},
    {"taro@\uff47\uff4d\uff41\uff49.com",
	"known doppelganger of gmail.com (full-width letters)",
	"taro@gmail.com", true},
    {"taro@\uff47mail.com", "malformed address (full-width letters)",
	"taro@gmail.com", true},
    {"taro\uff20gmai.com", "malformed address (full-width @)", "taro@gmail.com",
	true},
    {"taro%gmai.com",
	"known doppelganger of gmail.com (it is routed to gmai.com)",
	"taro@gmail.com", true},
    {"gmai.com!taro@localhost",
	"known doppelganger of gmail.com (it is routed to gmai.com)",
	"taro@gmail.com", true},
    {"\"taro@gmai.com\"",
	"known doppelganger of gmail.com (it is routed to gmai.com)",
	"taro@gmail.com", true},
    {"taro%b.example%gmai.com",
	"known doppelganger of gmail.com (it is routed to gmai.com)", "",
	false},
    {"\"taro yamada%gmai.com\"@localhost",
	"known doppelganger of gmail.com (it is routed to gmai.com)", "",
	false},
    {"\uff20%gmai.com@localhost",
	"known doppelganger of gmail.com (it is routed to gmai.com)", "",
	false},
    {"taro%gmai.com@example.jp", "none", "", false},
    {"taro%gmail.com", "none", "", false},
    {"taro@", "malformed address (nothing after the @)", "", false},
    {"root", "none", "", false},
    {"<>", "none", "", false},
    {"", "none", "", false},
};

Test(judge, forms_of_an_address)
{
	const struct judge judge = {.doppel = doppel};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct full_width mended;
		struct member member;
		struct finding found[JUDGE_FINDINGS_MAX];
		char phrase[256] = "none";

		member_of_text(forms[i].text, strlen(forms[i].text), &mended,
		    &member);
		if (judge_member(&judge, &member, found) == 0) {
			cr_expect_str_eq(forms[i].phrase, "none", "case %s",
			    forms[i].text);
			continue;
		}
		finding_phrase(&found[0], phrase, sizeof(phrase));
		cr_expect_str_eq(phrase, forms[i].phrase, "case %s: %s",
		    forms[i].text, phrase);
		cr_expect_str_eq(found[0].suggestion, forms[i].suggestion,
		    "case %s: %s", forms[i].text, found[0].suggestion);
		cr_expect_eq(found[0].fixable, forms[i].fixable, "case %s",
		    forms[i].text);
		cr_expect(span_equal(found[0].member.address, forms[i].text));
	}
}

/* A local part that no MTA takes is not suggested cut. */
Test(judge, a_long_local_part_is_routed)
{
	const struct judge judge = {.doppel = doppel};
	char text[ADDRESS_LOCAL_MAX + 32];
	struct finding found[JUDGE_FINDINGS_MAX];
	struct full_width mended;
	struct member member;

	for (size_t len = ADDRESS_LOCAL_MAX; len <= ADDRESS_LOCAL_MAX + 1;
	     len++) {
		memset(text, 'a', len);
		snprintf(text + len, sizeof(text) - len, "%%gmai.com");
		member_of_text(text, strlen(text), &mended, &member);
		cr_assert_eq(judge_member(&judge, &member, found), 1);
		cr_expect(found[0].routed);
		cr_expect_eq(found[0].verdict.reason,
		    VERDICT_KNOWN_DOPPELGANGER);
		cr_expect_eq(found[0].fixable, len <= ADDRESS_LOCAL_MAX);
		cr_expect_eq(found[0].suggestion[0] != '\0',
		    len <= ADDRESS_LOCAL_MAX);
	}
}

/* "Taro <taro@gmail.com": the reader saw that the bracket has no end. */
Test(judge, enclosed)
{
	static const char *const phrases[] = {
	    "malformed address (< and > that do not pair)",
	    "known doppelganger of gmail.com (< and > that do not pair)"};
	static const char *const texts[] = {"taro@gmail.com", "taro@gmai.com"};
	const struct judge judge = {.doppel = doppel};

	for (size_t i = 0; i < 2; i++) {
		const struct member member = {
		    .target = MEMBER_ADDRESS,
		    .address = span_of(texts[i]),
		    .mended = span_of(texts[i]),
		    .error = ADDRESS_BAD_ANGLE,
		};
		struct finding found[JUDGE_FINDINGS_MAX];
		char phrase[256];

		cr_assert_eq(judge_member(&judge, &member, found), 1);
		finding_phrase(&found[0], phrase, sizeof(phrase));
		cr_expect_str_eq(phrase, phrases[i]);
		cr_expect_str_eq(found[0].suggestion, "taro@gmail.com");
		cr_expect_not(found[0].fixable);
	}
}

/* What the caller thinks too uncertain is no finding; but a form that no MTA
 * should take is one then. */
Test(judge, least_confidence)
{
	static const struct {
		const char *text;
		int count;
	} uncertain[] = {
	    {"taro@gmaill.jp", 0},
	    {"a@b@gmaill.jp", 1},
	    {"taro@[gmaill.jp]", 1},
	    {"taro@gmaill.jp>", 1},
	    {"taro@\uff47maill.jp", 1},
	};
	struct judge judge = {.doppel = doppel};

	for (size_t i = 0; i < sizeof(uncertain) / sizeof(*uncertain); i++) {
		const char *text = uncertain[i].text;
		struct full_width mended;
		struct member member;
		struct finding found[JUDGE_FINDINGS_MAX];

		judge.least = VERDICT_NO_CONFIDENCE;
		member_of_text(text, strlen(text), &mended, &member);
		cr_assert_eq(judge_member(&judge, &member, found), 1);
		cr_assert_lt(found[0].verdict.confidence, VERDICT_CERTAIN);
		judge.least = VERDICT_CERTAIN;
		cr_expect_eq(judge_member(&judge, &member, found),
		    uncertain[i].count, "case %s", text);
		cr_expect(uncertain[i].count == 0 ||
			      found[0].verdict.reason == VERDICT_MALFORMED,
		    "case %s", text);
	}
}

/* What the DNS may say of a name that the engine alone lets pass. */
static void
suspect(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	(void)context;
	(void)name;
	(void)evidence_r;
	verdict_r->reason = VERDICT_TYPO;
	verdict_r->confidence = VERDICT_CERTAIN;
}

/* A domain of this host's own is no slip, nor is a name below it; a listed
 * doppelganger stays one. */
Test(judge, own_domains_vouch_for_themselves)
{
	static const char *own[] = {"gmai.com", "gmaill.jp", "home.example"};
	static const struct {
		const char *text;
		enum verdict_reason here, elsewhere, suspected;
	} texts[] = {
	    {"taro@gmaill.jp", VERDICT_NONE, VERDICT_TYPO, VERDICT_NONE},
	    {"<taro@GMAILL.jp>", VERDICT_NONE, VERDICT_TYPO, VERDICT_NONE},
	    {"taro@lists.gmaill.jp", VERDICT_NONE, VERDICT_NONE, VERDICT_NONE},
	    {"taro@home.example", VERDICT_NONE, VERDICT_NONE, VERDICT_NONE},
	    {"taro@mx.example", VERDICT_NONE, VERDICT_NONE, VERDICT_TYPO},
	    {"taro@gmaill.com", VERDICT_TYPO, VERDICT_TYPO, VERDICT_TYPO},
	    {"taro@gmai.com", VERDICT_NONE, VERDICT_KNOWN_DOPPELGANGER,
		VERDICT_NONE},
	    {"a b@gmaill.jp", VERDICT_MALFORMED, VERDICT_TYPO,
		VERDICT_MALFORMED},
	    {"taro@[gmaill.jp]", VERDICT_MALFORMED, VERDICT_TYPO,
		VERDICT_MALFORMED},
	    {"taro%gmaill.jp@localhost", VERDICT_NONE, VERDICT_TYPO,
		VERDICT_NONE},
	    {"taro%[gmaill.jp]@localhost", VERDICT_MALFORMED, VERDICT_TYPO,
		VERDICT_MALFORMED},
	};
	const struct lookup_key_rules rules = {
	    .domains = own,
	    .domain_count = 3,
	    .delimiter = "",
	    .percent_hack = true,
	};
	const struct lookup_key_rules none = {
	    .delimiter = "",
	    .percent_hack = true,
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (size_t way = 0; way < 3; way++) {
			const enum verdict_reason reasons[] = {texts[i].here,
			    texts[i].elsewhere, texts[i].suspected};
			const struct judge judge = {
			    .doppel = doppel,
			    .rules = way == 1 ? &none : &rules,
			    .judge_name = way == 2 ? suspect : NULL,
			};
			struct finding found[JUDGE_FINDINGS_MAX];
			struct full_width mended;
			struct member member;

			member_of_text(texts[i].text, strlen(texts[i].text),
			    &mended, &member);
			int count = judge_member(&judge, &member, found);
			cr_expect_eq(count > 0 ? found[0].verdict.reason
					       : VERDICT_NONE,
			    reasons[way], "case %s, way %zu: %s", texts[i].text,
			    way,
			    count > 0
				? verdict_reason_name(found[0].verdict.reason)
				: "none");
		}
}
