/* SPDX-License-Identifier: BSD-2-Clause */
/* Audit and learn, on lists of our own: the output is the same whatever the
 * number of threads, and in the order of the input. */
#include "domains/doppelcheck/audit.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppelcheck/learn.h"
#include "tests/unit/lists.h"

static char *
file_with(const char *bytes, size_t len)
{
	char *path = strdup("/tmp/doppelcheck.XXXXXX");
	int fd = mkstemp(path);

	cr_assert(fd >= 0);
	cr_assert(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
	return path;
}

static void
remove_file(char *path)
{
	unlink(path);
	free(path);
}

static struct doppel *doppel;

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com source=test\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.3\n",
	};

	doppel = lists_open(lists);
}

static void
tear_down(void)
{
	doppel_close(&doppel);
}

TestSuite(doppelcheck_audit, .init = set_up, .fini = tear_down);
TestSuite(doppelcheck_learn, .init = set_up, .fini = tear_down);

struct outcome {
	char *text;
	size_t len;
	int result;
	struct report_counts counts;
};

static struct outcome
audit(const char *const *paths, size_t count, unsigned jobs,
    enum verdict_confidence least)
{
	struct outcome outcome = {0};
	struct report report = {
	    .out = open_memstream(&outcome.text, &outcome.len),
	};
	const struct audit_options options = {
	    .doppel = doppel,
	    .paths = paths,
	    .path_count = count,
	    .min_confidence = least,
	    .jobs = jobs,
	    .report = &report,
	};

	cr_assert(report.out != NULL);
	report_begin(&report);
	outcome.result = audit_files(&options, &outcome.counts);
	report_end(&report);
	fclose(report.out);
	return outcome;
}

static struct outcome
audit_text(const char *text, enum verdict_confidence least)
{
	char *path = file_with(text, strlen(text));
	struct outcome outcome = audit((const char *const *)&path, 1, 1, least);

	remove_file(path);
	return outcome;
}

/* Lines of all kinds, enough for many chunks. */
static char *
mixed_list(unsigned lines)
{
	struct buffer list = {0};
	char *path;

	for (unsigned i = 0; i < lines; i++) {
		static const char *const kinds[] = {"taro@gmail.com\n",
		    "taro@gmai.com\n", "\"Yamada\" <t@gmai.com>, j@x.jp\r\n",
		    "root\n", "# comment\n", "\n", "T@GMAI.COM\n",
		    "t\xef\xbc\xa0gmai.com\n",
		    "t@b\xc3\xbc"
		    "cher.example\n",
		    "t@a..b\n"};

		if (i % 7 == 0) {
			buffer_add_text(&list, "u@d");
			buffer_add_number(&list, i);
			buffer_add_text(&list, ".example.org\n");
		} else {
			buffer_add_text(&list, kinds[i % 10]);
		}
	}
	cr_assert(!list.failed);
	path = file_with(list.bytes, list.len);
	buffer_clear(&list);
	return path;
}

Test(doppelcheck_audit, output_is_the_same_with_any_number_of_threads)
{
	static const unsigned jobs[] = {2, 3, 8};
	char *first = mixed_list(200000), *second = mixed_list(1000);
	const char *const paths[] = {first, second, first};
	struct outcome alone = audit(paths, 3, 1, VERDICT_POSSIBLE);

	cr_assert(alone.result == 0 && alone.len > 1000000);
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		struct outcome many =
		    audit(paths, 3, jobs[i], VERDICT_POSSIBLE);

		cr_expect(many.result == 0);
		cr_expect(many.len == alone.len &&
			      memcmp(many.text, alone.text, alone.len) == 0,
		    "%u threads", jobs[i]);
		cr_expect(memcmp(&many.counts, &alone.counts,
			      sizeof(many.counts)) == 0,
		    "%u threads count otherwise", jobs[i]);
		free(many.text);
	}
	free(alone.text);
	remove_file(first);
	remove_file(second);
}

Test(doppelcheck_audit, every_line_a_finding_in_the_order_of_the_list)
{
	struct buffer list = {0};
	struct outcome outcome;
	char *path, *line;
	unsigned long lines = 300000, next = 1;

	for (unsigned long i = 0; i < lines; i++)
		buffer_add_text(&list, "a@gmai.com\n");
	path = file_with(list.bytes, list.len);
	buffer_clear(&list);
	outcome = audit((const char *const *)&path, 1, 2, VERDICT_POSSIBLE);
	line = outcome.text;
	while (line < outcome.text + outcome.len) {
		cr_assert(strncmp(line, path, strlen(path)) == 0);
		cr_assert(strtoul(line + strlen(path) + 1, NULL, 10) == next,
		    "line %lu", next);
		next++;
		line = strchr(line, '\n') + 1;
	}
	cr_expect(next == lines + 1, "%lu", next);
	cr_expect(outcome.counts.findings[VERDICT_KNOWN_DOPPELGANGER] == lines);
	cr_expect(outcome.counts.distinct == 1);
	free(outcome.text);
	remove_file(path);
}

Test(doppelcheck_audit, spellings_of_a_domain_count_as_one)
{
	static const char text[] = "a@gmail.com\na@GMAIL.com\na@gmail.com.\n"
				   "a@\xef\xbd\x87mail.com\n<a@Gmail.Com>\n"
				   "a@b..c\n";
	struct outcome outcome = audit_text(text, VERDICT_POSSIBLE);

	cr_expect(outcome.counts.addresses == 6);
	/* Nobody can write to full-width letters either. */
	cr_expect(outcome.counts.findings[VERDICT_MALFORMED] == 2);
	cr_expect(outcome.counts.distinct == 1, "%u",
	    (unsigned)outcome.counts.distinct);
	free(outcome.text);
}

Test(doppelcheck_audit, malformed_is_found_at_any_confidence)
{
	static const char text[] = "root\nt@gmai.com\nt@gmsil.com\n";
	struct outcome all = audit_text(text, VERDICT_POSSIBLE);
	struct outcome sure = audit_text(text, VERDICT_CERTAIN);

	cr_expect(all.counts.findings[VERDICT_TYPO] == 1);
	cr_expect(sure.counts.findings[VERDICT_MALFORMED] == 1);
	cr_expect(sure.counts.findings[VERDICT_KNOWN_DOPPELGANGER] == 1);
	free(all.text);
	free(sure.text);
}

Test(doppelcheck_audit, malformed_at_a_doppelganger_is_found_as_that)
{
	static const char text[] = "a@b@gmai.com\nt@a_b.gmai.com\n@gmai.com\n"
				   "t\001@gmai.com\nt@a_b.gmail.com\nroot\n";
	struct outcome outcome = audit_text(text, VERDICT_POSSIBLE);

	cr_expect(outcome.counts.findings[VERDICT_KNOWN_DOPPELGANGER] == 4);
	cr_expect(outcome.counts.findings[VERDICT_MALFORMED] == 2);
	free(outcome.text);
}

Test(doppelcheck_audit, full_width_at_suggests_what_was_meant)
{
	static const char text[] = "taro\xef\xbc\xa0gmail.com\n"
				   "taro\xef\xbc\xa0gmai.com\n";
	struct outcome outcome = audit_text(text, VERDICT_POSSIBLE);
	const char *second = strchr(outcome.text, '\n') + 1;

	cr_expect(outcome.counts.findings[VERDICT_MALFORMED] == 2);
	cr_expect(
	    strstr(outcome.text, "did you mean taro@gmail.com?") < second);
	cr_expect(strstr(second, "did you mean taro@gmail.com?") != NULL);
	free(outcome.text);
}

Test(doppelcheck_audit, a_full_disk_is_an_error)
{
	char *path = mixed_list(100000);
	struct report report = {.out = fopen("/dev/full", "w")};
	const struct audit_options options = {
	    .doppel = doppel,
	    .paths = (const char *const *)&path,
	    .path_count = 1,
	    .min_confidence = VERDICT_POSSIBLE,
	    .jobs = 2,
	    .report = &report,
	};
	struct report_counts counts;

	cr_assert(report.out != NULL);
	cr_expect(audit_files(&options, &counts) == -1);
	cr_expect(report.failed);
	report_end(&report);
	fclose(report.out);
	remove_file(path);
}

/* ---- learn --------------------------------------------------------------- */

struct entries {
	unsigned count;
	char names[512];
	double weight;
};

static int
take_entry(void *context, const struct listfile_entry *entry)
{
	struct entries *entries = context;
	size_t len = strlen(entries->names);

	entries->count++;
	entries->weight += entry->weight;
	snprintf(entries->names + len, sizeof(entries->names) - len, "%s ",
	    entry->name.text);
	return 0;
}

Test(doppelcheck_learn, writes_a_list_of_what_people_mean)
{
	static const char text[] =
	    "a@partner.co.jp\nb@partner.co.jp\nc@Partner.co.jp\n"
	    "d@partner.co.jp\n"
	    "a@ours.example\nb@ours.example\nc@ours.example\n"
	    "a@gmai.com\nb@gmai.com\nc@gmai.com\nd@gmai.com\ne@gmai.com\n"
	    "same@once.example\nsame@once.example\nsame@once.example\n"
	    "a@localhost\nb@localhost\nc@localhost\nroot\n"
	    "a@[192.0.2.1]\nb@[192.0.2.1]\nc@[192.0.2.1]\n";
	char *path = file_with(text, sizeof(text) - 1);
	char *list = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&list, &len);
	struct entries entries = {0};
	struct diagnostics diagnostics = {0};
	const struct lookup_key_rules rules = {.delimiter = ""};
	const struct log_options logs = {.sender = NULL};
	const struct learn_options learning = {
	    .doppel = doppel,
	    .rules = &rules,
	    .logs = &logs,
	    .paths = (const char *const *)&path,
	    .path_count = 1,
	};

	cr_assert(learn_run(&learning, out) == 0);
	fclose(out);
	cr_assert(listfile_parse("learnt", list, len, LISTFILE_PROTECTED,
		      take_entry, &entries, &diagnostics) == 0,
	    "%s", list);
	cr_expect(strcmp(entries.names, "partner.co.jp ours.example ") == 0,
	    "%s", entries.names);
	cr_expect(entries.weight > 7.0 / 22 - 0.01 &&
		  entries.weight < 7.0 / 22 + 0.01);
	cr_expect(strstr(list, "# not learnt: gmai.com, 5 addresses") != NULL,
	    "%s", list);
	diagnostics_clear(&diagnostics);
	free(list);
	remove_file(path);
}
