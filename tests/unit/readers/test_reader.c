/* SPDX-License-Identifier: BSD-2-Clause */
/* Registrations: the table of files, and what no table can hold. */
#include "domains/registrations/owner.h"
#include "domains/readers/reader.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/buffer.h"
#include "domains/engine/name/full_width.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/include.h"
#include "tests/unit/cases.h"
#include "tests/unit/clock.h"
#include "tests/unit/text.h"

#define TEXT_SIZE 8192

struct outcome {
	char text[TEXT_SIZE];
	size_t len;
	size_t count;
	size_t stop_at;    /* take() refuses this one; 0: none */
	const char *bytes; /* of the file, when they are its text */
	size_t bytes_len;
};

#define put(outcome, ...) \
	text_put((outcome)->text, TEXT_SIZE, &(outcome)->len, __VA_ARGS__)

static void
put_span(struct outcome *outcome, const char *before, struct span span,
    const char *after)
{
	put(outcome, "%s%.*s%s", before, (int)span.len,
	    span.len != 0 ? span.bytes : "", after);
}

static int
render(void *context, const struct member *member)
{
	static const char *const targets[MEMBER_TARGETS] = {"", "user ",
	    "mailbox ", "domain ", "command ", "file "};
	struct outcome *outcome = context;
	char oddities[256];

	if (outcome->stop_at != 0 && ++outcome->count == outcome->stop_at)
		return 1;
	put(outcome, "%s%u:", outcome->len > 0 ? " | " : "", member->line);
	put_span(outcome, "", member->list, ">");
	put_span(outcome, targets[member->target], member->address, "");
	if (member->oddities != 0) {
		put_span(outcome, " => ", member->mended, " {");
		full_width_oddities_format(member->oddities, oddities,
		    sizeof(oddities));
		put(outcome, "%s}", oddities);
	}
	if (member->name.len != 0)
		put_span(outcome, " (", member->name, ")");
	if (member->reading.len != 0)
		put_span(outcome, " [", member->reading, "]");
	if (member->in_text && outcome->bytes != NULL)
		cr_expect(
		    member->at + member->address.len <= outcome->bytes_len &&
		    memcmp(outcome->bytes + member->at, member->address.bytes,
			member->address.len) == 0);
	return 0;
}

static int
count_only(void *context, const struct member *member)
{
	cr_assert(member->line > 0);
	++*(size_t *)context;
	return 0;
}

static void
check_case(const struct case_row *row)
{
	struct outcome outcome = {0};
	struct diagnostics diagnostics = {0}, notes = {0};
	struct reader_options options = {.notes = &notes};
	/* Its own memory, so that a byte read too far is seen. */
	char *exact = malloc(row->len[2] + (row->len[2] == 0));

	memcpy(exact, row->field[2], row->len[2]);
	cr_assert(reader_type_parse(row->field[0], &options.type), "%s:%u",
	    row->file, row->line);
	if (encoding_detect(exact, row->len[2]) == ENCODING_UTF8 &&
	    strncmp(exact, "\xef\xbb\xbf", 3) != 0) {
		outcome.bytes = exact;
		outcome.bytes_len = row->len[2];
	}
	reader_parse(row->field[1], exact, row->len[2], &options, render,
	    &outcome, &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		put(&outcome, "%s!%u:%s", outcome.len > 0 ? " | " : "",
		    diagnostics.list[i].line, diagnostics.list[i].text);
	for (size_t i = 0; i < notes.kept; i++)
		put(&outcome, "%s?%u:%s", outcome.len > 0 ? " | " : "",
		    notes.list[i].line, notes.list[i].text);
	cr_expect_str_eq(outcome.text, row->field[3],
	    "%s:%u\n got: %s\nwant: %s", row->file, row->line, outcome.text,
	    row->field[3]);
	diagnostics_clear(&diagnostics);
	diagnostics_clear(&notes);
	free(exact);
}

Test(reader, table)
{
	cases_each("tests/cases/records.tsv", 4, check_case);
}

/* ---- includes ------------------------------------------------------------ */

static char directory[] = "/tmp/reader.XXXXXX";

static const char *
path_of(const char *name)
{
	static char paths[4][128];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

static void
write_file(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
write_file(const char *name, const char *format, ...)
{
	FILE *file = fopen(path_of(name), "w");
	va_list arguments;

	cr_assert(file != NULL);
	va_start(arguments, format);
	vfprintf(file, format, arguments);
	va_end(arguments);
	fclose(file);
}

static void
begin_directory(void)
{
	cr_assert(mkdtemp(directory) != NULL);
}

static void
end_directory(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	cr_assert_eq(system(command), 0);
}

/* Reads a file of the directory; the outcome has names without it. */
static void
expect_read(const char *name, enum reader_type type, const char *want)
{
	const struct reader_options options = {.type = type};
	struct outcome outcome = {0};
	struct diagnostics diagnostics = {0};
	char *at;

	reader_read(path_of(name), &options, render, &outcome, &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		put(&outcome, "%s!%s:%u:%s", outcome.len > 0 ? " | " : "",
		    diagnostics.list[i].file, diagnostics.list[i].line,
		    diagnostics.list[i].text);
	while ((at = strstr(outcome.text, directory)) != NULL)
		memmove(at, at + strlen(directory),
		    strlen(at + strlen(directory)) + 1);
	cr_expect_str_eq(outcome.text, want, "%s\n got: %s\nwant: %s", name,
	    outcome.text, want);
	diagnostics_clear(&diagnostics);
}

Test(reader, includes, .init = begin_directory, .fini = end_directory,
    .timeout = 120)
{
	write_file("aliases", "lab: :include:%s/in, x@y.jp\n", directory);
	write_file("in", "# members\ntaro@gmai.com\n\":include:%s/deep\"\n",
	    directory);
	write_file("deep", "jiro\n|/bin/x\n");
	expect_read("aliases", READER_AUTO,
	    "2:lab>taro@gmai.com | "
	    "1:lab>user jiro | 2:lab>command |/bin/x | 1:lab>x@y.jp");

	/* Two that include each other, and one that is not there. */
	write_file("deep", ":include:%s/in, z@y.jp\n", directory);
	expect_read("aliases", READER_AUTO,
	    "2:lab>taro@gmai.com | "
	    "1:lab>z@y.jp | 1:lab>x@y.jp | "
	    "!/deep:1::include:/in: includes itself");
	unlink(path_of("deep"));
	expect_read("aliases", READER_AUTO,
	    "2:lab>taro@gmai.com | "
	    "1:lab>x@y.jp | "
	    "!/in:3::include:/deep: No such file or directory");
}

Test(reader, includes_that_are_no_files, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	cr_assert_eq(mkfifo(path_of("fifo"), 0600), 0);
	write_file("aliases",
	    "a: :include:%s/fifo\nb: :include:/dev/zero\n"
	    "c: :include:%s\nd: :include:%s/../../etc/x\ne: f@g.jp\n",
	    directory, directory, directory);
	expect_read("aliases", READER_AUTO,
	    "5:e>f@g.jp | "
	    "!/aliases:1::include:/fifo: is a FIFO, not a regular file | "
	    "!/aliases:2::include:/dev/zero: is a device, not a "
	    "regular file | "
	    "!/aliases:3::include:: is a directory, not a regular file | "
	    "!/aliases:4::include:/../../etc/x: No such file or directory");
	expect_read("fifo", READER_ALIASES,
	    "!/fifo:0:is a FIFO, not a regular file");
}

Test(reader, files_that_are_too_long, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	write_file("big", "taro@gmai.com\n");
	cr_assert_eq(truncate(path_of("big"), (off_t)1 << 30), 0);
	write_file("aliases", "a: :include:%s/big\nb: c@d.jp\n", directory);
	expect_read("aliases", READER_AUTO,
	    "2:b>c@d.jp | "
	    "!/big:0:1073741824 bytes, at most 67108864 are read");
	expect_read("big", READER_MEMBERS,
	    "!/big:0:1073741824 bytes, at most 268435456 are read");
}

/* root reads a user's file: the user must not read others with its eyes. */
Test(reader, private_includes, .init = begin_directory, .fini = end_directory)
{
	static const char *const files[] = {".forward", "lab.aliases"};

	if (geteuid() != 0)
		cr_skip_test("only root can give files away");
	cr_assert_eq(chmod(directory, 0711), 0);
	write_file(".forward", ":include:%s/secret\n:include:%s/open\n",
	    directory, directory);
	write_file("lab.aliases", "a: :include:%s/secret\nb: :include:%s/open",
	    directory, directory);
	for (size_t i = 0; i < 2; i++)
		cr_assert_eq(chown(path_of(files[i]), 12345, 12345), 0);
	write_file("secret", "root:$6$xyz\n");
	cr_assert_eq(chmod(path_of("secret"), 0640), 0);
	/* What another user's file names is not that user's to open. */
	write_file("open", "a@b.jp, :include:%s/others\n", directory);
	cr_assert_eq(chown(path_of("open"), 12346, 12346), 0);
	write_file("others", "c@d.jp\n");
	cr_assert_eq(chmod(path_of("others"), 0600), 0);
	cr_assert_eq(chown(path_of("others"), 12346, 12346), 0);
	char want[512];
	snprintf(want, sizeof(want),
	    "1:%s>a@b.jp | "
	    "!/.forward:1::include:/secret: Permission denied | "
	    "!/open:1::include:/others: Permission denied",
	    strrchr(directory, '/') + 1);
	expect_read(".forward", READER_AUTO, want);
	expect_read("lab.aliases", READER_AUTO,
	    "1:b>a@b.jp | "
	    "!/lab.aliases:1::include:/secret: Permission denied | "
	    "!/open:1::include:/others: Permission denied");
	/* Root's file includes both; from there on it is their owners'. */
	write_file("all.aliases",
	    "b: :include:%s/open\nc: :include:%s/.forward", directory,
	    directory);
	expect_read("all.aliases", READER_AUTO,
	    "1:b>a@b.jp | 1:b>c@d.jp | 1:c>a@b.jp | "
	    "!/.forward:1::include:/secret: Permission denied | "
	    "!/open:1::include:/others: Permission denied");
}

/* ---- budgets ------------------------------------------------------------- */

/* Twelve files, of which each includes the next one twelve times: read once. */
Test(reader, includes_multiply_without_cost, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	write_file("twice",
	    "a: :include:%s/in, :include:%s/in\n"
	    "b: :include:%s/in\n",
	    directory, directory, directory);
	write_file("in", "taro@gmai.com\n");
	expect_read("twice", READER_ALIASES,
	    "1:a>taro@gmai.com | 1:b>taro@gmai.com");
	for (unsigned level = 0; level < 12; level++) {
		char name[8];
		FILE *file;

		snprintf(name, sizeof(name), "%u", level);
		file = fopen(path_of(name), "w");
		for (unsigned i = 0; i < 12; i++)
			fprintf(file, ":include:%s/%u\n", directory, level + 1);
		fclose(file);
	}
	write_file("12", "taro@gmai.com\n");
	write_file("aliases", "a: jiro, :include:%s/0\n", directory);
	expect_read("aliases", READER_ALIASES,
	    "!/aliases:0:is left out: over 100,000 openings of the files that "
	    "it includes");
	/* A mail system would open some ten thousand files. */
	write_file("aliases", "a: jiro, :include:%s/9\n", directory);
	expect_read("aliases", READER_ALIASES,
	    "1:a>user jiro | 1:a>taro@gmai.com");
}

Test(reader, includes_that_are_too_deep, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	for (unsigned level = 0; level < 17; level++) {
		char name[8];

		snprintf(name, sizeof(name), "%u", level);
		write_file(name, ":include:%s/%u\n", directory, level + 1);
	}
	write_file("17", "taro@gmai.com\n");
	write_file("aliases", "a: jiro, :include:%s/0\n", directory);
	expect_read("aliases", READER_ALIASES,
	    "!/aliases:0:is left out: over 16 levels of included files");
	write_file("aliases", "a: jiro, :include:%s/2\n", directory);
	expect_read("aliases", READER_ALIASES,
	    "1:a>user jiro | 1:a>taro@gmai.com");
}

/* It reads 512 MiB: too slow with the allocator of a sanitizer. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* A file of 40 bytes a line that names a large one on each of them. */
Test(reader, includes_do_not_multiply, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	FILE *file;

	write_file("deep", "#\n");
	cr_assert_eq(truncate(path_of("deep"), (off_t)60 << 20), 0);
	file = fopen(path_of("aliases"), "w");
	for (unsigned i = 0; i < 100; i++)
		fprintf(file, "l%u: :include:%s/deep\n", i, directory);
	fclose(file);
	expect_read("aliases", READER_ALIASES,
	    "!/aliases:0:is left out: over 512 MiB with the files that it "
	    "includes");
}
#endif

/* As member_opening: a file system that answers after over a minute. */
static void
come_slowly(void *context, const char *path)
{
	(void)context;
	if (strstr(path, "slow") != NULL)
		clock_skip(70000);
}

static void
expect_waited(const char *name, enum reader_type type, struct rights rights,
    struct budgets *budgets, const char *want)
{
	const struct reader_options options = {
	    .type = type,
	    .list = type == READER_FORWARD ? "ichiro" : NULL,
	    .rights = &rights,
	    .budgets = budgets,
	    .opening = come_slowly,
	};
	struct outcome outcome = {0};
	struct diagnostics diagnostics = {0};

	(void)reader_read(path_of(name), &options, render, &outcome,
	    &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++)
		put(&outcome, "%s!%u:%s", outcome.len > 0 ? " | " : "",
		    diagnostics.list[i].line, diagnostics.list[i].text);
	cr_expect_str_eq(outcome.text, want, "%s: %s", name, outcome.text);
	diagnostics_clear(&diagnostics);
}

/* A user's source that is waited for too long is left out, with those that it
 * includes; root's are waited for. */
Test(reader, waits_for_a_user_so_long, .init = begin_directory,
    .fini = end_directory)
{
	const struct rights user = {true, getuid(), getgid()};
	struct budgets budgets = {.why = NULL};

	write_file("slow", "taro@gmai.com\n");
	write_file("both-slow", "jiro@gmai.com, :include:%s/slow\n", directory);
	expect_waited("both-slow", READER_FORWARD, (struct rights){0}, &budgets,
	    "1:ichiro>jiro@gmai.com | 1:ichiro>taro@gmai.com");
	expect_waited("slow", READER_FORWARD, user, &budgets,
	    "1:ichiro>taro@gmai.com");
	expect_waited("both-slow", READER_FORWARD, user, &budgets,
	    "!0:is left out: its file system took over 120 seconds");
	expect_waited("none-slow", READER_FORWARD, user, &budgets,
	    "!0:cannot open: No such file or directory");
	expect_waited("slow", READER_FORWARD, user, &budgets,
	    "!0:is left out: its file system took over 300 seconds for the "
	    "files "
	    "of its owner");
	budgets_clear(&budgets);
}

/* Of root's aliases only the list of the user is left out: the file of nobody's
 * stands for it. */
Test(reader, waits_for_an_included_user_so_long, .init = begin_directory,
    .fini = end_directory)
{
	struct budgets budgets = {.why = NULL};
	char want[512];

	write_file("slow", "taro@gmai.com\n");
	write_file("list",
	    "hanako@gmai.com, :include:%s/slow\n"
	    ":include:%s/slow-too\n",
	    directory, directory);
	write_file("slow-too", "saburo@gmai.com\n");
	cr_assert_eq(chmod(path_of("list"), 0666), 0);
	write_file("aliases",
	    "a: jiro@gmai.com\n"
	    "b: :include:%s/list\n"
	    "c: shiro@gmai.com, :include:%s/list\n",
	    directory, directory);
	snprintf(want, sizeof(want),
	    "1:a>jiro@gmai.com | 3:c>shiro@gmai.com | !2::include:%s/list: is "
	    "left out: its file system took over 120 seconds | !3::include:"
	    "%s/list: is left out: its file system took over 120 seconds",
	    directory, directory);
	expect_waited("aliases", READER_ALIASES, (struct rights){0}, &budgets,
	    want);
	budgets_clear(&budgets);
}

/* ---- what root's aliases include of users ------------------------------- */

/* Whose the next file is. */
#define A_USER 12345

static void
write_users_file(const char *name, uid_t uid, const char *text)
{
	write_file(name, "%s\n", text);
	cr_assert_eq(chown(path_of(name), uid, uid), 0);
}

/* Aliases of root's with so many lists that include each other too deep, and
 * others after them. */
static void
write_mazes(unsigned count, bool of_many)
{
	FILE *file = fopen(path_of("aliases"), "w");
	char name[16], text[64];

	cr_assert_eq(chmod(directory, 0711), 0);
	fprintf(file, "root: taro@gmai.com\n");
	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "maze%u", i);
		snprintf(text, sizeof(text), ":include:%s/deep0", directory);
		write_users_file(name, A_USER + 1 + (of_many ? i : 0), text);
		fprintf(file, "m%u: :include:%s/%s\n", i, directory, name);
	}
	fprintf(file, "other: :include:%s/other\nlast: hanako@gmai.com\n",
	    directory);
	fclose(file);
	for (unsigned i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "deep%u", i);
		snprintf(text, sizeof(text), ":include:%s/deep%u", directory,
		    i + 1);
		write_users_file(name, A_USER + 1, text);
	}
	write_users_file("other", A_USER, "jiro@gmai.com");
}

/* As member_opening. */
static void
count_other(void *context, const char *path)
{
	*(unsigned *)context += strcmp(path, path_of("other")) == 0;
}

/* Reads root's aliases: the members, and how many files are left out for a
 * reason of their own, and with others. */
static void
expect_mazes(const char *want, unsigned want_own, unsigned want_with)
{
	unsigned others = 0, own = 0, with = 0;
	struct budgets budgets = {.why = NULL};
	const struct reader_options options = {
	    .type = READER_ALIASES,
	    .budgets = &budgets,
	    .opening = count_other,
	    .opening_context = &others,
	};
	struct outcome outcome = {0};
	struct diagnostics diagnostics = {0};

	reader_read(path_of("aliases"), &options, render, &outcome,
	    &diagnostics);
	for (size_t i = 0; i < diagnostics.kept; i++) {
		const char *text = diagnostics.list[i].text;

		own += strstr(text, "over 16 levels") != NULL;
		with += strstr(text, "so are all files") != NULL;
	}
	cr_expect_str_eq(outcome.text, want);
	cr_expect_eq(own, want_own, "%u", own);
	cr_expect_eq(with, want_with, "%u", with);
	cr_expect_eq(others, 1u, "a change of it is not seen: %u", others);
	diagnostics_clear(&diagnostics);
	budgets_clear(&budgets);
}

/* However many lists of one user's are too much. */
Test(reader, leaves_out_all_of_an_owner, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	if (geteuid() != 0)
		cr_skip_test("only root can give files away");
	write_mazes(30, false);
	expect_mazes("1:root>taro@gmai.com | 1:other>jiro@gmai.com | "
		     "33:last>hanako@gmai.com",
	    INCLUDED_OF_OWNER_MAX + 1, 30 - INCLUDED_OF_OWNER_MAX - 1);
}

/* Root's own are read whoever conspires. */
Test(reader, leaves_out_all_users, .init = begin_directory,
    .fini = end_directory, .timeout = 120)
{
	if (geteuid() != 0)
		cr_skip_test("only root can give files away");
	write_mazes(30, true);
	expect_mazes("1:root>taro@gmai.com | 33:last>hanako@gmai.com", 31, 0);
}

static bool
give_up(void)
{
	return true;
}

Test(reader, is_given_up, .init = begin_directory, .fini = end_directory)
{
	const struct reader_options options = {
	    .type = READER_MEMBERS,
	    .give_up = give_up,
	};
	struct diagnostics diagnostics = {0};
	size_t count = 0;

	write_file("list", "taro@gmail.com\n");
	cr_expect_eq(reader_read(path_of("list"), &options, count_only, &count,
			 &diagnostics),
	    -1);
	cr_expect_eq(count, 0);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "is left out: it was not waited for");
	diagnostics_clear(&diagnostics);
}

/* ---- the rest ------------------------------------------------------------ */

Test(reader, take_ends_it)
{
	static const char text[] = "a: b@c.jp, d@e.jp\nf: g@h.jp\n";
	const struct reader_options options = {.type = READER_ALIASES};
	struct outcome outcome = {.stop_at = 2};
	struct diagnostics diagnostics = {0};

	cr_expect_eq(reader_parse("x", text, sizeof(text) - 1, &options, render,
			 &outcome, &diagnostics),
	    -1);
	cr_expect_str_eq(outcome.text, "1:a>b@c.jp");
	cr_expect_eq(diagnostics.count, 0);
}

/* Columns by option: their header, their number; of several of a kind both are
 * read, and no other column. */
Test(reader, columns_by_option)
{
	static const struct {
		const char *text, *want;
		struct csv_columns columns;
	} rows[] = {
	    {"連絡先,x,mail\ntaro@gmai.com,T,no\n", "2:lab>taro@gmai.com (T)",
		{{{CSV_ADDRESS, "連絡先"}, {CSV_NAME, "2"}}, 2}},
	    {"a,b,mail\nA <t@b.jp>,u@b.jp,v@b.jp\n",
		"2:lab>t@b.jp (A) | 2:lab>u@b.jp",
		{{{CSV_ADDRESS, "a"}, {CSV_ADDRESS, "2"}}, 2}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct reader_options options = {.type = READER_CSV,
		    .columns = rows[i].columns,
		    .list = "lab"};
		struct outcome outcome = {0};
		struct diagnostics diagnostics = {0};

		cr_expect_eq(reader_parse("x", rows[i].text,
				 strlen(rows[i].text), &options, render,
				 &outcome, &diagnostics),
		    0);
		cr_expect_str_eq(outcome.text, rows[i].want);
		cr_expect_eq(diagnostics.count, 0);
	}
}

/* An address in a note is not judged, and not passed over in silence. */
Test(reader, notes_on_what_is_not_judged)
{
	static const char text[] = "mail,note\na@b.jp,old: c@d.jp\ne@f.jp,\n"
				   "g@h.jp,was i@j.jp\nk@l.jp,for k@l.jp\n";
	struct diagnostics notes = {0}, diagnostics = {0};
	const struct reader_options options = {.type = READER_CSV,
	    .notes = &notes};
	size_t count = 0;

	cr_expect_eq(reader_parse("x", text, sizeof(text) - 1, &options,
			 count_only, &count, &diagnostics),
	    0);
	cr_expect_eq(count, 4);
	cr_expect_eq(diagnostics.count, 0);
	cr_assert_eq(notes.count, 1);
	cr_expect_eq(notes.list[0].line, 2);
	cr_expect_str_eq(notes.list[0].text,
	    "an address within other text, in column 2, is not judged; such "
	    "cells: 2");
	diagnostics_clear(&notes);
}

Test(reader, roles)
{
	static const struct {
		const char *list;
		enum owner_role role;
		const char *base;
	} cases[] = {
	    {"lab", OWNER_NONE, "lab"},
	    {"owner-lab", OWNER_OWNER, "lab"},
	    {"Owner-Lab@u.jp", OWNER_OWNER, "Lab"},
	    {"lab-owner", OWNER_OWNER, "lab"},
	    {"lab-request", OWNER_REQUEST, "lab"},
	    {"owner-", OWNER_NONE, "owner-"},
	    {"-request", OWNER_NONE, "-request"},
	    {"", OWNER_NONE, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span base;

		cr_expect_eq(owner_role(span_of(cases[i].list), &base),
		    cases[i].role, "%s", cases[i].list);
		cr_expect(base.len == strlen(cases[i].base) &&
			      memcmp(base.bytes, cases[i].base, base.len) == 0,
		    "%s", cases[i].list);
	}
}

Test(reader, types_and_encodings_by_name)
{
	enum reader_type type;
	enum encoding encoding;

	for (enum reader_type i = 0; i < READER_TYPES; i++)
		cr_expect(
		    reader_type_parse(reader_type_name(i), &type) && type == i);
	cr_expect_not(reader_type_parse("", &type));
	for (enum encoding i = 0; i < ENCODINGS; i++)
		cr_expect(encoding_parse(encoding_name(i), &encoding) &&
			  encoding == i);
	cr_expect(
	    encoding_parse("CP932", &encoding) && encoding == ENCODING_CP932);
	cr_expect_not(encoding_parse("koi8-r", &encoding));
}

/* Quotes, comments and brackets without their end, a million of them: the
 * search for the end is done once. */
Test(reader, linear_in_what_is_not_closed, .timeout = 120)
{
	static const char *const bad[] = {"(,", "<,", "\",", "a\\,", "(\n",
	    "a: (,", "\"\n", "\xef\xbc\xa0,"};
	const size_t len = (size_t)2 << 20;
	char *text = malloc(len);

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		for (size_t at = 0; at < len; at++)
			text[at] = bad[i][at % strlen(bad[i])];
		for (enum reader_type type = READER_LIST; type < READER_TYPES;
		     type++) {
			const struct reader_options options = {.type = type};
			struct diagnostics diagnostics = {0};
			size_t count = 0;

			reader_parse("x", text, len, &options, count_only,
			    &count, &diagnostics);
			diagnostics_clear(&diagnostics);
		}
	}
	free(text);
}

/* What a file opens and never closes takes no stack, and what is deep in it is
 * read all the same. */
Test(reader, reads_on_in_the_depths, .timeout = 120)
{
	static const struct {
		enum reader_type type;
		const char *begin, *opening, *end;
	} deep[] = {
	    {READER_SIEVE, "", "if true {", "redirect \"a@b.jp\";"},
	    {READER_SIEVE, "if ", "not ", "true { redirect \"a@b.jp\"; }"},
	    {READER_PROCMAIL, "", ":0\n{\n", ":0\n! a@b.jp\n"},
	    {READER_PROCMAIL, "", ":0\n! a@b.jp\n", ""},
	    {READER_QUEUE, "{\"queue_name\":\"a\",\"x\":", "{\"y\":[",
		",\"recipients\":[{\"address\":\"a@b.jp\"}]}"},
	    {READER_VCARD, "BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@b.jp\nNOTE:",
		"\n x", "\nEND:VCARD\n"},
	};
	const size_t times = 200000;

	for (size_t i = 0; i < sizeof(deep) / sizeof(*deep); i++) {
		const struct reader_options options = {.type = deep[i].type};
		struct diagnostics diagnostics = {0};
		struct buffer text = {0};
		size_t count = 0;

		buffer_add(&text, deep[i].begin, strlen(deep[i].begin));
		for (size_t k = 0; k < times; k++)
			buffer_add(&text, deep[i].opening,
			    strlen(deep[i].opening));
		buffer_add(&text, deep[i].end, strlen(deep[i].end));
		cr_assert(!text.failed);
		reader_parse("x", text.bytes, text.len, &options, count_only,
		    &count, &diagnostics);
		cr_expect_eq(count, *deep[i].end == '\0' ? times : 1,
		    "%zu: %zu", i, count);
		diagnostics_clear(&diagnostics);
		buffer_clear(&text);
	}
}

/* A cell is looked at once, however many addresses and lines it has. */
Test(reader, linear_in_the_addresses_of_a_cell, .timeout = 120)
{
	static const char begin[] = "Name,Email\nA,c@d.jp\nB,e@f.jp\nC,\"",
			  end[] = "\"\n";
	static const char *const items[] = {"a@b.jp\n", "X500:/o=a;"};
	const size_t times = (size_t)1 << 19;

	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++) {
		const struct reader_options options = {.type = READER_CSV};
		struct diagnostics diagnostics = {0};
		struct buffer text = {0};
		size_t count = 0;

		buffer_add(&text, begin, strlen(begin));
		for (size_t k = 0; k < times; k++)
			buffer_add(&text, items[i], strlen(items[i]));
		buffer_add(&text, end, strlen(end));
		cr_assert(!text.failed);
		reader_parse("x", text.bytes, text.len, &options, count_only,
		    &count, &diagnostics);
		cr_expect(i != 0 || count >= times, "%zu", count);
		diagnostics_clear(&diagnostics);
		buffer_clear(&text);
	}
}
