// SPDX-License-Identifier: BSD-2-Clause
/* Tests of doppel: the order of the rules, the typo rule, the handle. */
#include "domains/engine/doppel.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cases.h"
#include "tests/unit/names.h"
#include "tests/unit/text.h"

/* A list written for a test; '\0'-terminated path. */
struct temporary {
	char path[64];
};

static void
write_list(struct temporary *temporary, const char *text)
{
	snprintf(temporary->path, sizeof(temporary->path),
	    "/tmp/test_doppel.XXXXXX");
	int fd = mkstemp(temporary->path);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static struct doppel *
open_lists(const struct doppel_list *lists, size_t count)
{
	struct doppel_options options = {
	    .lists = lists,
	    .list_count = count,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0, "%s",
	    diagnostics.kept > 0 ? diagnostics.list[0].text : "?");
	return doppel;
}

static struct doppel *
open_shipped(const char *protected)
{
	struct doppel_list lists[3] = {
	    {.kind = LISTFILE_INNOCENT, .path = "domains/lists/innocent.list"},
	    {.kind = LISTFILE_PROVIDERS,
		.path = "domains/lists/providers.list"},
	};
	struct temporary temporary;
	char text[1024];

	snprintf(text, sizeof(text), "%s\n", protected);
	for (char *c = text; *c != '\0'; c++)
		if (*c == ',')
			*c = '\n';
	write_list(&temporary, text);
	lists[2] = (struct doppel_list){.kind = LISTFILE_PROTECTED,
	    .path = temporary.path};
	struct doppel *doppel = open_lists(lists, 3);
	unlink(temporary.path);
	return doppel;
}

static struct verdict
judge(const struct doppel *doppel, const char *domain)
{
	struct verdict verdict;

	doppel_judge_domain(doppel, domain, strlen(domain), &verdict);
	return verdict;
}

static enum verdict_confidence
confidence_of(const char *text)
{
	enum verdict_confidence confidence = VERDICT_NO_CONFIDENCE;

	if (strcmp(text, "none") != 0)
		cr_assert(verdict_confidence_parse(text, &confidence), "%s",
		    text);
	return confidence;
}

static void
check_row(const struct case_row *row)
{
	struct doppel *doppel = open_shipped(row->field[5]);
	struct verdict verdict = judge(doppel, row->field[0]);
	char slips[128];

	cr_expect_geq(verdict.confidence, confidence_of(row->field[1]),
	    "%s:%u: %s is %s", row->file, row->line, row->field[0],
	    verdict_confidence_name(verdict.confidence));
	cr_expect_leq(verdict.confidence, confidence_of(row->field[2]),
	    "%s:%u: %s is %s of %s", row->file, row->line, row->field[0],
	    verdict_confidence_name(verdict.confidence), verdict.meant.text);
	if (row->len[3] > 0)
		cr_expect_str_eq(verdict.meant.text, row->field[3], "%s:%u: %s",
		    row->file, row->line, verdict.meant.text);
	verdict_slip_names(&verdict, slips, sizeof(slips));
	if (row->len[4] > 0)
		cr_expect_str_eq(slips, row->field[4], "%s:%u: %s", row->file,
		    row->line, slips);
	doppel_close(&doppel);
}

Test(doppel, verdicts)
{
	cases_each("tests/cases/judge.tsv", 6, check_row);
}

/* ---- the order of the rules --------------------------------------------- */

static const char doppelgangers[] =
    "gmai.com  gmail.com  source=https://example.org/ note=seen\n"
    "softbamk.jp  softbank.jp\n"
    "softbanj.jp  softbank.jp\n"
    "softbsnk.group.example  softbank.jp\n";

static struct doppel *
open_small(const char *exempt, const char *protected)
{
	struct temporary files[4];
	static const enum listfile_kind kinds[] = {LISTFILE_DOPPELGANGERS,
	    LISTFILE_PROVIDERS, LISTFILE_EXEMPT, LISTFILE_PROTECTED};
	const char *const texts[] = {doppelgangers,
	    "gmail.com weight=0.3\nyahoo.co.jp weight=0.05\n", exempt,
	    protected};
	struct doppel_list lists[4];

	for (size_t i = 0; i < 4; i++) {
		write_list(&files[i], texts[i]);
		lists[i] = (struct doppel_list){.kind = kinds[i],
		    .path = files[i].path,
		    .keeper = i >= 2 ? LIST_OWN : LIST_SHIPPED};
	}
	struct doppel *doppel = open_lists(lists, 4);
	for (size_t i = 0; i < 4; i++)
		unlink(files[i].path);
	return doppel;
}

Test(doppel, known_doppelgangers_with_their_subdomains)
{
	struct doppel *doppel = open_small("", "");
	struct verdict verdict = judge(doppel, "GMAI.com.");

	cr_expect_eq(verdict.reason, VERDICT_KNOWN_DOPPELGANGER);
	cr_expect_eq(verdict.confidence, VERDICT_CERTAIN);
	cr_expect_str_eq(verdict.meant.text, "gmail.com");
	cr_expect_str_eq(verdict.source, "https://example.org/");
	cr_expect_eq(verdict.line, 1);
	cr_expect_eq(verdict.typo.slips, 1);
	cr_expect_eq(verdict.typo.slip[0].class, TYPO_OMISSION);

	/* A provider has no mail below its name; another has. */
	verdict = judge(doppel, "mx.gmai.com");
	cr_expect_eq(verdict.reason, VERDICT_KNOWN_DOPPELGANGER);
	cr_expect_str_eq(verdict.meant.text, "gmail.com");
	verdict = judge(doppel, "i.softbamk.jp");
	cr_expect_str_eq(verdict.meant.text, "i.softbank.jp");
	doppel_close(&doppel);
	cr_expect_null(doppel);
}

Test(doppel, the_test_name_is_always_one)
{
	static const char *const names[] = {"doppelganger.test",
	    "a.b.doppelganger.test", "DoppelGanger.TEST."};
	struct doppel *doppel = open_lists(NULL, 0);
	struct doppel *exempt = open_small("doppelganger.test\n", "");

	for (size_t i = 0; i < 3; i++) {
		cr_expect_eq(judge(doppel, names[i]).reason,
		    VERDICT_KNOWN_DOPPELGANGER, "%s", names[i]);
		cr_expect_eq(judge(exempt, names[i]).reason,
		    VERDICT_KNOWN_DOPPELGANGER, "%s", names[i]);
	}
	doppel_close(&exempt);
	cr_expect_eq(judge(doppel, "notdoppelganger.test").reason,
	    VERDICT_NONE);
	cr_expect_eq(judge(doppel, "doppelganger.test.example").reason,
	    VERDICT_NONE);
	doppel_close(&doppel);
}

Test(doppel, exempt_goes_before_all)
{
	struct doppel *doppel = open_small("gmai.com\ngmial.com\n", "");

	cr_expect_eq(judge(doppel, "gmai.com").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "mx.gmai.com").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "gmial.com").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "gmil.com").reason, VERDICT_TYPO);
	doppel_close(&doppel);
}

/* A doppelganger's owner cannot be whitewashed by what is listed above it. */
Test(doppel, known_goes_before_what_is_above_it)
{
	struct doppel *doppel = open_small("", "group.example\n");

	cr_expect_eq(judge(doppel, "gmai.com").reason,
	    VERDICT_KNOWN_DOPPELGANGER);
	cr_expect_eq(judge(doppel, "softbsnk.group.example").reason,
	    VERDICT_KNOWN_DOPPELGANGER);
	cr_expect_eq(doppel_warnings(doppel)->count, 0);
	doppel_close(&doppel);
}

/* Whoever runs the gate knows the names here better than others do. */
Test(doppel, an_own_entry_overrules_a_foreign_doppelganger)
{
	struct doppel *doppel = open_small("", "gmai.com\nmail.softbamk.jp\n");
	const struct diagnostics *warnings = doppel_warnings(doppel);

	cr_expect_eq(judge(doppel, "gmai.com").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "mx.gmai.com").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "mail.softbamk.jp").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "softbamk.jp").reason,
	    VERDICT_KNOWN_DOPPELGANGER);
	cr_assert_eq(warnings->kept, 2);
	cr_expect_eq(warnings->list[0].line, 1);
	cr_expect(strncmp(warnings->list[0].text,
		      "gmai.com: overrules the doppelganger gmai.com, ",
		      47) == 0,
	    "%s", warnings->list[0].text);
	cr_expect_eq(warnings->list[1].line, 2);
	doppel_close(&doppel);
	doppel = open_small("gmai.com\njp.example\n", "");
	cr_expect_eq(doppel_warnings(doppel)->count, 1);
	doppel_close(&doppel);
}

/* It is for the administrator's own lists, but others write it. */
Test(doppel, an_own_entry_overrules_a_fetched_doppelganger)
{
	struct temporary files[3];
	struct doppel_list lists[3] = {
	    {.kind = LISTFILE_PROVIDERS, .keeper = LIST_FETCHED},
	    {.kind = LISTFILE_DOPPELGANGERS, .keeper = LIST_FETCHED},
	    {.kind = LISTFILE_PROTECTED, .keeper = LIST_OWN},
	};
	const struct doppel_options options = {.lists = lists,
	    .list_count = 3,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics errors = {0};
	struct doppel *doppel;

	write_list(&files[0], "gmail.com\n");
	write_list(&files[1], "partner.example gmail.com\n");
	write_list(&files[2], "partner.example\n");
	for (size_t i = 0; i < 3; i++)
		lists[i].path = files[i].path;
	cr_assert_eq(doppel_open(&options, &errors, &doppel), 0);
	cr_expect_eq(judge(doppel, "partner.example").reason, VERDICT_NONE);
	cr_expect_eq(doppel_warnings(doppel)->count, 1);
	doppel_close(&doppel);
	/* Nor does one of them overrule another. */
	lists[2].keeper = LIST_FETCHED;
	cr_expect_lt(doppel_open(&options, &errors, &doppel), 0);
	diagnostics_clear(&errors);
	lists[2].keeper = LIST_OWN;
	lists[1].keeper = LIST_OWN;
	cr_expect_lt(doppel_open(&options, &errors, &doppel), 0);
	diagnostics_clear(&errors);
	for (size_t i = 0; i < 3; i++)
		unlink(files[i].path);
}

Test(doppel, a_later_file_takes_entries_back)
{
	struct temporary files[2];
	struct doppel_list lists[2];

	write_list(&files[0], doppelgangers);
	write_list(&files[1], "-gmai.com note=ours\nnew.example gmail.com\n");
	for (size_t i = 0; i < 2; i++)
		lists[i] = (struct doppel_list){.kind = LISTFILE_DOPPELGANGERS,
		    .path = files[i].path};
	struct doppel *doppel = open_lists(lists, 2);
	cr_expect_eq(doppel_count(doppel, LISTFILE_DOPPELGANGERS), 4);
	cr_expect_eq(judge(doppel, "gmai.com").reason, VERDICT_NONE);
	struct verdict verdict = judge(doppel, "new.example");
	cr_expect_eq(verdict.reason, VERDICT_KNOWN_DOPPELGANGER);
	cr_expect_str_eq(verdict.file, files[1].path);
	cr_expect_eq(verdict.line, 2);
	doppel_close(&doppel);
	for (size_t i = 0; i < 2; i++)
		unlink(files[i].path);
}

/* ---- clashes ------------------------------------------------------------- */

/* Opens lists that come with the programs, and an own one; the diagnostics as
 * "LINE: TEXT", " | " between, without the places after the comma. */
static void
expect_clashes(enum listfile_kind kind, const char *own, const char *wanted)
{
	struct temporary files[3];
	struct doppel_list lists[3] = {
	    {.kind = LISTFILE_DOPPELGANGERS},
	    {.kind = LISTFILE_PROVIDERS},
	    {.kind = kind, .keeper = LIST_OWN},
	};
	const char *const texts[] = {doppelgangers,
	    "gmail.com weight=0.3\nyahoo.co.jp weight=0.05\n", own};
	struct doppel_options options = {.lists = lists,
	    .list_count = 3,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;
	char found[1024] = "";
	size_t len = 0;

	for (size_t i = 0; i < 3; i++) {
		write_list(&files[i], texts[i]);
		lists[i].path = files[i].path;
	}
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel),
	    *wanted == '\0' ? 0 : -1, "%s", own);
	for (size_t i = 0; i < diagnostics.kept; i++) {
		const struct diagnostic *one = &diagnostics.list[i];

		cr_expect_str_eq(one->file, files[2].path);
		text_put(found, sizeof(found), &len, "%s%u: %.*s",
		    i > 0 ? " | " : "", one->line, (int)strcspn(one->text, ","),
		    one->text);
	}
	cr_expect_str_eq(found, wanted);
	diagnostics_clear(&diagnostics);
	options.contradictory = true;
	doppel_close(&doppel);
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	doppel_close(&doppel);
	for (size_t i = 0; i < 3; i++)
		unlink(files[i].path);
}

Test(doppel, own_lists_that_would_refuse_right_mail)
{
	static const struct {
		enum listfile_kind kind;
		const char *own, *errors;
	} rows[] = {
	    {LISTFILE_DOPPELGANGERS, "gnail.com gmail.com\n", ""},
	    /* columns exchanged */
	    {LISTFILE_DOPPELGANGERS, "# x\ngmail.com gnail.com\n",
		"2: gmail.com: is a provider"},
	    {LISTFILE_DOPPELGANGERS, "gmail.com gmai.com\n",
		"1: gmail.com: is a provider | "
		"1: gmail.com: meant gmai.com is a doppelganger itself"},
	    {LISTFILE_DOPPELGANGERS, "softbank.jp softbonk.jp\n",
		"1: softbank.jp: is what softbamk.jp means"},
	    {LISTFILE_DOPPELGANGERS,
		"a.example b.example\nb.example c.example\n",
		"2: b.example: is what a.example means"},
	    /* also when the first that means it goes */
	    {LISTFILE_DOPPELGANGERS, "-softbamk.jp\nsoftbank.jp x.example\n",
		"2: softbank.jp: is what softbanj.jp means"},
	    {LISTFILE_DOPPELGANGERS,
		"softbamk.jp x.example\nsoftbank.jp x.example\n",
		"2: softbank.jp: is what softbanj.jp means"},
	    /* above a name that mail goes to */
	    {LISTFILE_DOPPELGANGERS,
		"a.example se.ibm.example\nibm.example x.example\n",
		"2: ibm.example: is what a.example means"},
	    {LISTFILE_EXEMPT, "co.example\n", ""},
	    {LISTFILE_EXEMPT, "co.jp\nx.jp\ncom\n",
		"1: co.jp: is a public suffix | 3: com: is a public suffix"},
	    {LISTFILE_EXEMPT, "github.io\n",
		"1: github.io: is a public suffix"},
	    {LISTFILE_EXEMPT, "za\n", "1: za: is a public suffix"},
	    {LISTFILE_PROTECTED, "partner.example\nco.jp\n",
		"2: co.jp: is a public suffix"},
	    {LISTFILE_PROVIDERS, "iki.fi\ntokyo.jp below=any\n",
		"2: tokyo.jp: is a public suffix"},
	    {LISTFILE_PROVIDERS, "police.uk\nuk\n",
		"2: uk: is a public suffix"},
	    {LISTFILE_INNOCENT, "-gov.uk\nuk\n", "2: uk: is a public suffix"},
	    {LISTFILE_PRIVATE, "ne.jp\n", "1: ne.jp: is a public suffix"},
	    {LISTFILE_COLLECTORS, "com\n", "1: com: is a public suffix"},
	    {LISTFILE_HOSTERS, "za\n", "1: za: is a public suffix"},
	    /* a correction of what is shipped */
	    {LISTFILE_DOPPELGANGERS, "-gmai.com\ngmail.example gmai.com\n", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect_clashes(rows[i].kind, rows[i].own, rows[i].errors);
}

/* Others have their domains below it. */
Test(doppel, a_provider_that_is_a_suffix_stands_for_itself_alone)
{
	struct temporary files[2];
	struct doppel_list lists[2] = {
	    {.kind = LISTFILE_PROVIDERS, .keeper = LIST_OWN},
	    {.kind = LISTFILE_PROTECTED, .keeper = LIST_OWN},
	};

	write_list(&files[0], "police.uk weight=0.01\n");
	write_list(&files[1], "northumbria.police.uk\n");
	for (size_t i = 0; i < 2; i++)
		lists[i].path = files[i].path;
	struct doppel *doppel = open_lists(lists, 2);
	struct verdict verdict = judge(doppel, "polcie.uk");

	cr_expect_eq(verdict.reason, VERDICT_TYPO);
	cr_expect_str_eq(verdict.meant.text, "police.uk");
	cr_expect_eq(judge(doppel, "police.uk").reason, VERDICT_NONE);
	cr_expect_eq(judge(doppel, "kent.police.uk").reason, VERDICT_NONE);
	verdict = judge(doppel, "nothumbria.police.uk");
	cr_expect_eq(verdict.reason, VERDICT_TYPO);
	cr_expect_str_eq(verdict.meant.text, "northumbria.police.uk");
	doppel_close(&doppel);
	for (size_t i = 0; i < 2; i++)
		unlink(files[i].path);
}

/* What the own list protects, an own doppelganger must not be or cover. */
Test(doppel, two_own_lists_that_contradict_each_other)
{
	struct temporary files[2];
	struct doppel_list lists[2] = {
	    {.kind = LISTFILE_DOPPELGANGERS, .keeper = LIST_OWN},
	    {.kind = LISTFILE_PROTECTED, .keeper = LIST_OWN},
	};
	struct doppel_options options = {.lists = lists,
	    .list_count = 2,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	write_list(&files[0], "a.example x.example\nb.example y.example\n"
			      "c.b.example z.example\n");
	write_list(&files[1], "a.example\nmail.b.example\nexample\n");
	for (size_t i = 0; i < 2; i++)
		lists[i].path = files[i].path;
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), -1);
	cr_assert_eq(diagnostics.kept, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_str_eq(diagnostics.list[i].file, files[0].path);
		cr_expect_eq(diagnostics.list[i].line, i + 1);
		unlink(files[i].path);
	}
	diagnostics_clear(&diagnostics);
}

/* Nobody writes to a domain here when a list calls it a doppelganger. */
Test(doppel, a_local_domain_is_no_doppelganger)
{
	char names[][20] = {"lists.univ.example", "gmai.com", "ours.example"};
	char *const local[] = {names[0], names[1], names[2]};
	struct temporary files[2];
	struct doppel_list lists[2] = {{.kind = LISTFILE_DOPPELGANGERS},
	    {.kind = LISTFILE_DOPPELGANGERS, .keeper = LIST_OWN}};
	struct doppel_options options = {.lists = lists,
	    .list_count = 2,
	    .thresholds = doppel_thresholds_default,
	    .local = local,
	    .local_count = 3};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	write_list(&files[0], doppelgangers);
	write_list(&files[1], "our.example ours.example\n"
			      "univ.example unvi.example\n");
	for (size_t i = 0; i < 2; i++)
		lists[i].path = files[i].path;
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), -1);
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect_str_eq(diagnostics.list[0].file, files[1].path);
	cr_expect_eq(diagnostics.list[0].line, 2);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "univ.example: covers the local domain lists.univ.example: mail to "
	    "it is refused");
	diagnostics_clear(&diagnostics);
	options.list_count = 1;
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	cr_assert_eq(doppel_warnings(doppel)->kept, 1);
	cr_expect_eq(doppel_warnings(doppel)->list[0].line, 1);
	cr_expect_str_eq(doppel_warnings(doppel)->list[0].text,
	    "gmai.com: is the local domain gmai.com, which overrules it");
	doppel_close(&doppel);
	/* What somebody else writes into a list that is fetched stops
	 * nobody. */
	options.list_count = 2;
	lists[1].keeper = LIST_FETCHED;
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	cr_assert_eq(doppel_warnings(doppel)->kept, 2);
	cr_expect_str_eq(doppel_warnings(doppel)->list[0].text,
	    "univ.example: covers the local domain lists.univ.example, which "
	    "overrules it");
	doppel_close(&doppel);
	unlink(files[0].path);
	unlink(files[1].path);
}

Test(doppel, a_list_that_must_have_an_end_mark)
{
	struct temporary file;
	struct doppel_list list = {.kind = LISTFILE_INNOCENT, .end_mark = true};
	struct doppel_options options = {.lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	write_list(&file, "a.jp\n# end entries=1\n");
	list.path = file.path;
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	doppel_close(&doppel);
	unlink(file.path);
	write_list(&file, "a.jp\n");
	list.path = file.path;
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), -1);
	cr_expect_eq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
	unlink(file.path);
}

/* ---- the handle ---------------------------------------------------------- */

Test(doppel, a_missing_list_is_a_diagnostic_unless_optional)
{
	struct doppel_list list = {.kind = LISTFILE_INNOCENT,
	    .path = "/nonexistent/x.list"};
	struct doppel_options options = {.lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), -1);
	cr_expect_null(doppel);
	cr_expect_eq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
	list.optional = true;
	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	doppel_close(&doppel);
	options.known_real = "/nonexistent/real.txt";
	cr_expect_eq(doppel_open(&options, &diagnostics, &doppel), -1);
	cr_expect_geq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
}

Test(doppel, what_is_no_address_is_malformed)
{
	static const char *const paths[] = {"", "<>", "taro", "taro@", "@x.jp",
	    "<taro@gmai..com>", "taro@-x.jp"};
	struct doppel *doppel = open_small("", "");
	struct verdict verdict;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		doppel_judge_path(doppel, paths[i], strlen(paths[i]), &verdict);
		cr_expect_eq(verdict.reason, VERDICT_MALFORMED, "%s", paths[i]);
		cr_expect_not_null(verdict.detail, "%s", paths[i]);
	}
	doppel_judge_domain(doppel, "gm\0ai.com", 9, &verdict);
	cr_expect_eq(verdict.reason, VERDICT_MALFORMED, "a zero");
	doppel_judge_path(doppel, "<taro@gmai.com>", 15, &verdict);
	cr_expect_eq(verdict.reason, VERDICT_KNOWN_DOPPELGANGER);
	doppel_close(&doppel);
}

Test(doppel, what_a_malformed_domain_is_meant_as)
{
	static const char *const domains[][2] = {
	    {"gmail_com", "gmail.com"},
	    {"gmail..com", "gmail.com"},
	    {"gma/il.com.", "gmail.com"},
	    {"gmail-.com-", "gmail.com"},
	    {"a*b.jp", "a-b.jp"},
	    {"gmai\xe9l.com", "gmail.com"},
	    {"gmial.co_m", "gmail.com"},
	    {"mail_.gmail.com", ""},
	    {"x_y.jp", ""},
	    {"_", ""},
	};
	struct doppel *doppel = open_small("", "a-b.jp\n");
	struct verdict verdict;

	for (size_t i = 0; i < sizeof(domains) / sizeof(*domains); i++) {
		doppel_judge_domain(doppel, domains[i][0],
		    strlen(domains[i][0]), &verdict);
		cr_expect_eq(verdict.reason, VERDICT_MALFORMED, "%s",
		    domains[i][0]);
		cr_expect_str_eq(verdict.meant.text, domains[i][1], "%s",
		    domains[i][0]);
	}
	doppel_close(&doppel);
}

/* A bulk list makes a name more probable; it takes no list entry back. */
Test(doppel, known_real_names_count_for_real)
{
	struct temporary lists[2], real;
	write_list(&lists[0], doppelgangers);
	write_list(&lists[1], "gmail.com weight=0.3\n");
	write_list(&real, "hmail.com\ngmai.com\nexample.org\n");
	struct doppel_list list[2] = {
	    {.kind = LISTFILE_DOPPELGANGERS, .path = lists[0].path},
	    {.kind = LISTFILE_PROVIDERS, .path = lists[1].path},
	};
	struct doppel_options options = {.lists = list,
	    .list_count = 2,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct doppel *with = NULL, *without = open_lists(list, 2);

	options.known_real = real.path;
	cr_assert_eq(doppel_open(&options, &diagnostics, &with), 0);
	cr_expect_lt(judge(with, "hmail.com").confidence,
	    judge(without, "hmail.com").confidence);
	cr_expect_eq(judge(with, "gmai.com").confidence, VERDICT_CERTAIN);
	cr_expect_eq(judge(with, "gmal.com").odds,
	    judge(without, "gmal.com").odds);
	doppel_close(&with);
	doppel_close(&without);
	unlink(lists[0].path);
	unlink(lists[1].path);
	unlink(real.path);
}

/* ---- what --explain shows ------------------------------------------------ */

Test(doppel, the_arithmetic_adds_up)
{
	static const char *const names[] = {"gmai.com", "yahoo.jp", "outlok.co",
	    "docomo.nejp", "59gmail.com", "aol.com.com", "example.org",
	    "gmail.comgmail.com", "xn--gmal-nza.com", "cs.exmaple.ac.jp"};
	struct doppel *doppel = open_shipped("example.ac.jp");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct doppel_thoughts thoughts;
		struct name name;
		name = name_of(names[i]);
		doppel_explain_name(doppel, &name, &thoughts);
		struct verdict verdict = judge(doppel, names[i]);
		cr_expect_eq(thoughts.verdict.confidence, verdict.confidence,
		    "%s", names[i]);
		cr_expect_str_eq(thoughts.verdict.meant.text,
		    verdict.meant.text, "%s", names[i]);
		double real = 0;
		for (size_t k = 0; k < thoughts.real_count; k++)
			real += thoughts.real[k].value;
		for (size_t k = 0; k < thoughts.near_count; k++) {
			const struct doppel_near *near = &thoughts.near[k];
			cr_expect_float_eq(near->odds,
			    near->prior + near->channel - near->real, 1e-6);
			cr_expect_float_eq(near->channel, -near->typo.cost,
			    1e-3);
			cr_expect_float_eq(near->real, real, 1e-6, "%s",
			    names[i]);
			if (k > 0)
				cr_expect_leq(near->odds, near[-1].odds);
		}
	}
	doppel_close(&doppel);
}

/* A name that looks like ASCII is weighed by its letters too: the parts are of
 * the reading that explains it. */
Test(doppel, the_arithmetic_of_look_alikes_adds_up_beside_names_beyond_ascii)
{
	struct doppel *doppel = open_shipped("日本語大学.jp,müller-holz.de");
	static const char *const names[] = {"gmaıl.com", "müler-holz.de"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct name name = name_of(names[i]);
		struct doppel_thoughts thoughts;
		double real = 0;

		doppel_explain_name(doppel, &name, &thoughts);
		for (size_t k = 0; k < thoughts.real_count; k++)
			real += thoughts.real[k].value;
		cr_assert_gt(thoughts.near_count, 0, "%s", names[i]);
		cr_expect_float_eq(thoughts.near[0].real, real, 1e-6, "%s",
		    names[i]);
	}
	doppel_close(&doppel);
}

/* ---- threads ------------------------------------------------------------- */

static void *
judge_much(void *context)
{
	const struct doppel *doppel = context;
	size_t *wrong = calloc(1, sizeof(*wrong));

	for (unsigned i = 0; i < 2000 && wrong != NULL; i++) {
		*wrong += judge(doppel, "gmial.com").reason != VERDICT_TYPO;
		*wrong += judge(doppel, "example.org").reason != VERDICT_NONE;
	}
	return wrong;
}

/* Closes it, too. */
static void
judge_by_threads(struct doppel *doppel)
{
	pthread_t threads[4];

	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, judge_much,
				 doppel),
		    0);
	for (size_t i = 0; i < 4; i++) {
		void *wrong;
		cr_assert_eq(pthread_join(threads[i], &wrong), 0);
		cr_assert_not_null(wrong);
		cr_expect_eq(*(size_t *)wrong, 0);
		free(wrong);
	}
	doppel_close(&doppel);
}

Test(doppel, many_threads_share_a_handle)
{
	judge_by_threads(open_small("", ""));
}

static const struct doppel_list three_lists[] = {
    {.kind = LISTFILE_INNOCENT, .path = "domains/lists/innocent.list"},
    {.kind = LISTFILE_PROVIDERS, .path = "domains/lists/providers.list"},
    {.kind = LISTFILE_DOPPELGANGERS,
	.path = "domains/lists/doppelgangers.list"},
};

static struct doppel *
open_few(const struct doppel_list *lists, size_t count)
{
	const struct doppel_options options = {
	    .lists = lists,
	    .list_count = count,
	    .thresholds = doppel_thresholds_default,
	    .few_names = true,
	};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;

	cr_assert_eq(doppel_open(&options, &diagnostics, &doppel), 0);
	return doppel;
}

/* Whichever weighs a name first collects what may be meant, and whichever finds
 * a slip first the names that are innocent. */
Test(doppel, many_threads_share_a_handle_for_few_names)
{
	for (unsigned i = 0; i < 20; i++)
		judge_by_threads(open_few(three_lists, 2));
}

static bool
is_same(const struct verdict *one, const struct verdict *other)
{
	return one->reason == other->reason &&
	       one->confidence == other->confidence &&
	       (one->reason == VERDICT_NONE ||
		   (strcmp(one->meant.text, other->meant.text) == 0 &&
		       one->line == other->line &&
		       one->typo.slips == other->typo.slips));
}

static void
expect_same(const struct doppel *all, const struct doppel *few,
    const char *text)
{
	struct verdict one, other;
	struct doppel_thoughts thoughts, late;
	struct name name;

	one = judge(all, text);
	other = judge(few, text);
	cr_assert(is_same(&one, &other), "%s: %d and %d", text, (int)one.reason,
	    (int)other.reason);
	if (name_parse(text, strlen(text), &name, NULL) < 0)
		return;
	doppel_judge_doubt(all, &name, 5, &one);
	doppel_judge_doubt(few, &name, 5, &other);
	cr_assert(is_same(&one, &other), "%s in doubt", text);
	doppel_explain_name(all, &name, &thoughts);
	doppel_explain_name(few, &name, &late);
	cr_assert_str_eq(thoughts.rule, late.rule, "%s", text);
	cr_assert_eq(thoughts.near_count, late.near_count, "%s", text);
	cr_assert(is_same(&thoughts.verdict, &late.verdict), "%s", text);
}

/* Each name of the lists, what stands below it, above it, and beside it. */
static void
compare_list(const struct doppel *all, const struct doppel *few,
    const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512], text[544];

	cr_assert_not_null(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, " \t\n#")] = '\0';
		if (*line == '\0')
			continue;
		expect_same(all, few, line);
		snprintf(text, sizeof(text), "mail.%s", line);
		expect_same(all, few, text);
		snprintf(text, sizeof(text), "gmial.com.%s", line);
		expect_same(all, few, text);
		snprintf(text, sizeof(text), "%c%s", line[0], line);
		expect_same(all, few, text);
		expect_same(all, few, line + 1);
	}
	fclose(file);
}

/* Whoever has few names to judge gets the same verdicts. */
Test(doppel, few_names_are_judged_as_many_are)
{
	struct doppel *all = open_lists(three_lists, 3);
	struct doppel *few = open_few(three_lists, 3);

	for (size_t i = 0; i < 3; i++) {
		compare_list(all, few, three_lists[i].path);
		cr_expect_eq(doppel_count(all, three_lists[i].kind),
		    doppel_count(few, three_lists[i].kind));
	}
	doppel_close(&all);
	doppel_close(&few);
}

/* A list that another one takes names from is not late. */
Test(doppel, an_own_list_takes_an_innocent_name_back_from_few)
{
	struct doppel_list lists[] = {three_lists[0], three_lists[1],
	    {.kind = LISTFILE_INNOCENT, .keeper = LIST_OWN}};
	struct doppel *few = open_few(lists, 2);
	struct doppel_listing listing;
	struct temporary temporary;

	cr_expect_eq(judge(few, "zynga.com").reason, VERDICT_NONE);
	cr_expect(
	    doppel_listed(few, LISTFILE_INNOCENT, "a.zynga.com", 11, &listing));
	cr_expect_str_eq(listing.file, "domains/lists/innocent.list");
	cr_expect_gt(listing.line, 3000);
	cr_expect_not(
	    doppel_listed(few, LISTFILE_INNOCENT, "gmail.com", 9, &listing));
	doppel_close(&few);
	write_list(&temporary, "-zynga.com\n");
	lists[2].path = temporary.path;
	few = open_few(lists, 3);
	unlink(temporary.path);
	cr_expect_not(
	    doppel_listed(few, LISTFILE_INNOCENT, "zynga.com", 9, &listing));
	doppel_close(&few);
}

static double
prior_of(const struct doppel *doppel, const char *slip)
{
	struct doppel_thoughts thoughts;
	struct name name;

	name = name_of(slip);
	doppel_explain_name(doppel, &name, &thoughts);
	cr_assert_gt(thoughts.near_count, 0, "%s", slip);
	return thoughts.near[0].prior;
}

/* A weight, as --learn gives one to each partner, says nothing of the company
 * that has a name beside the partner's. */
Test(doppel, a_weight_makes_no_slip_of_another_companys_name)
{
	struct doppel *doppel = open_small("",
	    "hafenau-handel.co.jp weight=0.016\nnossen.co.jp weight=0.016\n"
	    "moromena.jp weight=0.016\n");

	cr_expect_leq(judge(doppel, "nossan.co.jp").confidence,
	    VERDICT_POSSIBLE);
	cr_expect_leq(judge(doppel, "moromeja.jp").confidence, VERDICT_LIKELY);
	cr_expect_leq(judge(doppel, "hafenau-handel.jp").confidence,
	    VERDICT_LIKELY);
	cr_expect_eq(judge(doppel, "hafenau-hadnel.co.jp").confidence,
	    VERDICT_CERTAIN);
	doppel_close(&doppel);
}

/* Two institutions one letter apart, and another name of the first. */
Test(doppel, names_of_one_owner_are_no_slips_of_each_other)
{
	struct doppel *doppel = open_small("",
	    "inra.example weight=0.2\ninria.example owner=inra.example\n"
	    "softbamk.jp owner=inra.example\nother.example owner=none.example\n"
	    "third.example\n");
	static const char *const right[] = {"inra.example", "inria.example",
	    "lab.inria.example", "mail.inra.example", "softbamk.jp"};
	struct verdict verdict;

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		cr_expect_eq(judge(doppel, right[i]).reason, VERDICT_NONE, "%s",
		    right[i]);
	verdict = judge(doppel, "inrai.example");
	cr_expect_eq(verdict.reason, VERDICT_TYPO);
	cr_expect_str_eq(verdict.meant.text, "inria.example");
	cr_expect_str_eq(judge(doppel, "inar.example").meant.text,
	    "inra.example");
	/* A tenth of the main name's; of one that is not there: its own. */
	cr_expect_float_eq(prior_of(doppel, "inrai.example"), log(0.02), 1e-5);
	cr_expect_float_eq(prior_of(doppel, "ohter.example"),
	    prior_of(doppel, "thrid.example"), 1e-9);
	doppel_close(&doppel);
}
