/* SPDX-License-Identifier: BSD-2-Clause */
/* Baseline: the bytes of its file, and those of v0.1.0. */
#include "domains/reports/baseline.h"

#include <criterion/criterion.h>
#include <string.h>

/* As v0.1.0 wrote it. */
static const char old[] =
    "doppelcheck state 1\n"
    "lab\ttaro@gmai.com\tknown-doppelganger\t/etc/aliases\n"
    "lab\tnear-contact@gmail.com\tnear-contact\t/etc/lab.csv\n"
    "end 2 342b8505feafa646\n";

static const char new[] =
    "doppelcheck baseline 2\n"
    "lab\ttaro@gmai.com\tknown-doppelganger\t/etc/aliases\n"
    "lab\tnear-contact@gmail.com\tmisspelled-name\t/etc/lab.csv\n"
    "end 2 91c4f3062fe867c0\n";

static const struct finding misspelled = {
    .member =
	{
	    .list = {"lab", 3},
	    .address = {"near-contact@gmail.com", 22},
	    .file = "/etc/lab.csv",
	    .line = 12,
	},
    .verdict = {.reason = VERDICT_MISSPELLED_NAME},
};

Test(baseline, of_v0_1_0_is_read_and_written_by_the_new_names)
{
	struct baseline *baseline = baseline_new("baseline");
	struct buffer text = {0};
	uint32_t entry;

	cr_assert(baseline_parse(baseline, old, strlen(old)) == NULL);
	entry = baseline_see(baseline, &misspelled, false);
	cr_assert(entry != BASELINE_NONE);
	cr_expect(baseline_was_reported(baseline, entry));
	baseline_format(baseline, &text);
	cr_expect(text.len == strlen(new) &&
		      memcmp(text.bytes, new, text.len) == 0,
	    "%.*s", (int)text.len, text.bytes);
	buffer_clear(&text);
	baseline_close(&baseline);
}

Test(baseline, is_written_as_it_was_read)
{
	struct baseline *baseline = baseline_new("baseline");
	struct buffer text = {0};

	cr_assert(baseline_parse(baseline, new, strlen(new)) == NULL);
	baseline_format(baseline, &text);
	cr_expect(
	    text.len == strlen(new) && memcmp(text.bytes, new, text.len) == 0);
	buffer_clear(&text);
	baseline_close(&baseline);
}

Test(baseline, of_another_version_or_half_of_one_is_refused)
{
	static const char *const texts[] = {"", "doppelcheck baseline 3\n",
	    "doppelcheck baseline 2\n",
	    "doppelcheck baseline 2\nend 1 0123456789abcdef\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct baseline *baseline = baseline_new("baseline");

		cr_expect(baseline_parse(baseline, texts[i],
			      strlen(texts[i])) != NULL,
		    "row %zu", i);
		baseline_close(&baseline);
	}
	for (size_t len = 0; len < strlen(new); len++) {
		struct baseline *baseline = baseline_new("baseline");

		cr_expect(baseline_parse(baseline, new, len) != NULL);
		baseline_close(&baseline);
	}
}

Test(baseline, lines_and_pages_move)
{
	struct baseline *baseline = baseline_new("baseline");
	struct finding finding = misspelled;
	uint32_t entry;

	finding.member.file = "http://localhost/members?count=9&page=1";
	entry = baseline_see(baseline, &finding, true);
	cr_assert(entry != BASELINE_NONE);
	finding.member.file = "http://localhost/members?count=9&page=2";
	finding.member.line = 13;
	cr_expect(baseline_see(baseline, &finding, false) == entry);
	finding.member.file = "/etc/aliases";
	cr_expect(baseline_see(baseline, &finding, false) == BASELINE_NONE);
	baseline_close(&baseline);
}

/* A user's file may have one of 64 MiB. */
Test(baseline, a_text_without_end_makes_no_line_without_end)
{
	enum { LEN = 1024 * 1024 };
	static char address[LEN];
	struct baseline *baseline = baseline_new("baseline");
	struct baseline *again = baseline_new("baseline");
	struct finding finding = misspelled;
	struct buffer text = {0};
	uint32_t entry;

	finding.member.address = (struct span){address, LEN};
	finding.member.list = (struct span){address, LEN};
	entry = baseline_see(baseline, &finding, true);
	cr_assert(entry != BASELINE_NONE);
	baseline_keep(baseline, entry, true);
	baseline_format(baseline, &text);
	cr_expect_lt(text.len, 64 * 1024);
	cr_assert(baseline_parse(again, text.bytes, text.len) == NULL);
	entry = baseline_see(again, &finding, false);
	cr_expect(entry != BASELINE_NONE);
	buffer_clear(&text);
	baseline_close(&baseline);
	baseline_close(&again);
}
