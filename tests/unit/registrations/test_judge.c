/* SPDX-License-Identifier: BSD-2-Clause */
/* Judging registrations: which of several faults is told, and the address that
 * was meant. */
#include "domains/registrations/judge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/text.h"

static struct doppel *doppel;

static void
open_engine(void)
{
	static const struct doppel_list lists[] = {
	    {LISTFILE_DOPPELGANGERS, "doppelgangers", false},
	    {LISTFILE_PROVIDERS, "providers", false},
	    {LISTFILE_PRIVATE, "private", false},
	};
	struct doppel_options options = {.lists = lists, .list_count = 3};
	struct diagnostics diagnostics = {0};
	char directory[] = "/tmp/doppel-judge-XXXXXX";

	options.thresholds = doppel_thresholds_default;
	cr_assert_not_null(mkdtemp(directory));
	cr_assert_eq(chdir(directory), 0);
	text_write("doppelgangers", "gmai.com gmail.com\n");
	text_write("providers", "gmail.com weight=0.5\n");
	text_write("private", "# free mail\ngmail.com source=share\n");
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	unlink("doppelgangers");
	unlink("providers");
	unlink("private");
	cr_assert_eq(chdir("/"), 0);
	rmdir(directory);
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

Test(judge, what_is_told)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct judge_demands demands = {rows[i].private_address,
		    rows[i].misspelled_name};
		const struct member member = {
		    .target = MEMBER_ADDRESS,
		    .address = span_of(rows[i].address),
		    .mended = span_of(rows[i].address),
		    .name = span_of(rows[i].name),
		};
		const char *at = strchr(rows[i].address, '@');
		struct address address = {.local = rows[i].address};
		struct judgement judgement;
		char phrase[256] = "none", meant[256] = "";

		registration_judge(doppel, &demands, &member, &judgement);
		if (judgement.verdict.reason != VERDICT_NONE)
			verdict_phrase(&judgement.verdict, phrase,
			    sizeof(phrase));
		cr_expect_str_eq(phrase, rows[i].phrase, "case %zu: %s", i,
		    phrase);
		cr_expect_str_eq(verdict_confidence_name(
				     judgement.verdict.confidence),
		    rows[i].confidence, "case %zu", i);
		if (at == NULL)
			continue;
		address.local_len = (size_t)(at - rows[i].address);
		address.domain = at + 1;
		address.domain_len = strlen(at + 1);
		judgement_suggestion(&judgement, &address, meant,
		    sizeof(meant));
		cr_expect_str_eq(meant, rows[i].meant, "case %zu: %s", i,
		    meant);
	}
}

/* Where a private domain is listed is told. */
Test(judge, place)
{
	const struct judge_demands demands = {.private_address = true};
	const struct member member = {
	    .target = MEMBER_DOMAIN,
	    .address = span_of("@gmail.com"),
	    .mended = span_of("@gmail.com"),
	};
	struct judgement judgement;

	registration_judge(doppel, &demands, &member, &judgement);
	cr_assert_eq(judgement.verdict.reason, VERDICT_PRIVATE_ADDRESS);
	cr_expect_str_eq(judgement.verdict.file, "private");
	cr_expect_eq(judgement.verdict.line, 2);
	cr_expect_str_eq(judgement.verdict.source, "share");
}

/* Users and commands are no addresses. */
Test(judge, not_an_address)
{
	static const enum member_target targets[] = {MEMBER_LOCAL,
	    MEMBER_MAILBOX, MEMBER_COMMAND, MEMBER_FILE};
	const struct judge_demands demands = {true, true};

	for (size_t i = 0; i < 4; i++) {
		const struct member member = {
		    .target = targets[i],
		    .address = span_of("yamda"),
		    .mended = span_of("yamda"),
		    .list = span_of("yamada"),
		};
		struct judgement judgement;

		registration_judge(doppel, &demands, &member, &judgement);
		cr_expect_eq(judgement.verdict.reason, VERDICT_NONE);
	}
}
