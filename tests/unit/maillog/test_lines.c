/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of logs: their order, years, holes, ends and compression. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/maillog/lines.h"
#include "domains/maillog/zone.h"
#include "tests/unit/scratch.h"

TestSuite(lines, .init = scratch_enter, .fini = scratch_leave);

/* Writes a file whose time is noon of a day (UTC). */
static void
write_file(const char *name, const char *bytes, size_t len, int year, int month,
    int day)
{
	FILE *file = fopen(name, "w");
	struct timespec times[2] = {{0}};

	cr_assert(file != NULL && fwrite(bytes, 1, len, file) == len);
	cr_assert_eq(fclose(file), 0);
	times[0].tv_sec = times[1].tv_sec =
	    zone_count_days(year, month, day) * 86400 + 43200;
	cr_assert_eq(utimensat(AT_FDCWD, name, times, 0), 0);
}

#define WRITE(name, text, ...) \
	write_file(name, text, sizeof(text) - 1, __VA_ARGS__)

/* "2026-11-29 a text", a line each; "cut " before one without its end. */
static int
take(void *context, const struct maillog_line *line)
{
	time_t time = (time_t)line->time;
	struct tm parts;
	char day[16];

	gmtime_r(&time, &parts);
	strftime(day, sizeof(day), "%Y-%m-%d ", &parts);
	buffer_add_text(context, day);
	buffer_add_text(context, line->cut ? "cut " : "");
	buffer_add(context, line->text.bytes, line->text.len);
	buffer_add_text(context, "\n");
	return 0;
}

/* Reads files ("a b c") and compares lines (NULL: any), and what was said. */
static void
expect(const char *names, const char *lines, const char *said)
{
	struct maillog_file files[4];
	struct diagnostics diagnostics = {0}, notes = {0};
	struct maillog_source source = {
	    .files = files,
	    .zone = "UTC",
	    .since = INT64_MIN,
	    .diagnostics = &diagnostics,
	    .notes = &notes,
	};
	char *copy = strdup(names), *rest = copy, *name;
	struct buffer shown = {0}, reported = {0};
	struct maillog_read read;
	int result;

	while ((name = strsep(&rest, " ")) != NULL)
		files[source.count++] =
		    (struct maillog_file){.name = name, .path = name};
	result = maillog_read(&source, NULL, take, &shown, &read);
	buffer_add(&shown, "", 1);
	if (lines != NULL)
		cr_expect_str_eq(shown.bytes, lines, "%s: %s", names,
		    shown.bytes);
	for (size_t i = 0; i < diagnostics.kept; i++)
		buffer_add_format(&reported, "error: %s: %s\n",
		    diagnostics.list[i].file, diagnostics.list[i].text);
	for (size_t i = 0; i < notes.kept; i++)
		buffer_add_format(&reported, "%s: %s\n", notes.list[i].file,
		    notes.list[i].text);
	buffer_add(&reported, "", 1);
	cr_expect_str_eq(reported.bytes, said, "%s: %s", names, reported.bytes);
	cr_expect_eq(result, diagnostics.count != 0 ? -1 : 0);
	diagnostics_clear(&diagnostics);
	diagnostics_clear(&notes);
	buffer_clear(&shown);
	buffer_clear(&reported);
	free(copy);
}

#define LINE(day, text) day " 07:00:00 mx postfix/smtp[1]: " text "\n"

Test(lines, years_of_the_file)
{
	WRITE("old", LINE("Feb 28", "a") LINE("Mar  1", "b"), 2025, 3, 2);
	WRITE("turn", LINE("Dec 31", "a") LINE("Jan  1", "b"), 2026, 1, 1);
	WRITE("three",
	    LINE("Nov  1", "a") LINE("Jan  1", "b") LINE("Sep  1", "c")
		LINE("Feb  1", "d"),
	    2026, 3, 1);
	/* Copied years later. */
	WRITE("leap", LINE("Feb 28", "a") LINE("Feb 29", "b"), 2026, 3, 1);
	/* The last lines are those of the file before. */
	WRITE("mixed", LINE("Mar  8", "a") LINE("Mar  1", "b"), 2026, 3, 9);
	/* The clock of the log is ahead. */
	WRITE("ahead", LINE("Mar  2", "a"), 2026, 3, 1);
	expect("old", "2025-02-28 a\n2025-03-01 b\n",
	    "old: the stamps have no year: by the time of the file they are "
	    "of 2025\n");
	expect("turn", "2025-12-31 a\n2026-01-01 b\n",
	    "turn: the stamps have no year: by the time of the file they are "
	    "of 2025 to 2026\n");
	expect("three",
	    "2024-11-01 a\n2025-01-01 b\n2025-09-01 c\n2026-02-01 d\n",
	    "three: the stamps have no year: by the time of the file they are "
	    "of 2024 to 2026\n");
	expect("leap", "2024-02-28 a\n2024-02-29 b\n",
	    "leap: the stamps have no year: by the time of the file they are "
	    "of 2024\n");
	expect("mixed", "2026-03-08 a\n2026-03-01 b\n",
	    "mixed: the stamps have no year: by the time of the file they are "
	    "of 2026\n");
	expect("ahead", "2026-03-02 a\n",
	    "ahead: the stamps have no year: by the time of the file they are "
	    "of 2026\n");
}

Test(lines, years_that_mail_systems_write)
{
	WRITE("postfix",
	    LINE("Dec 31", "x")
		LINE("Jan  1", "1A2B3C: message-id=<20230101065959.1A2B3C@mx>"),
	    2026, 3, 1);
	WRITE("long", LINE("Feb  1", "4P668w0gTdz3x: removed"), 2026, 3, 1);
	/* As a number it has more than 64 bits. */
	WRITE("longer", LINE("May  5", "44xVwJ0hz4z3YvPbn: removed"), 2026, 3,
	    1);
	WRITE("sendmail", LINE("Nov 29", "1ATBiLmt012345: from=<a@b.example>"),
	    2026, 3, 1);
	WRITE("exim", LINE("Nov 29", "1mq0Zz-000123-Ab Completed"), 2026, 3, 1);
	WRITE("both",
	    LINE("Dec 31", "x") LINE("2024-01-01T07:00:00Z", "y")
		LINE("Jan  2", "z"),
	    2026, 3, 1);
	/* Somebody else's Message-ID says nothing. */
	WRITE("other",
	    LINE("Jan  1", "1A2B3C: message-id=<20230101065959.9F9F9F@mx>"),
	    2026, 3, 1);
	expect("postfix",
	    "2022-12-31 x\n2023-01-01 1A2B3C: message-id="
	    "<20230101065959.1A2B3C@mx>\n",
	    "postfix: the stamps have no year: by the ids of mails they are "
	    "of 2022 to 2023\n");
	expect("long", "2023-02-01 4P668w0gTdz3x: removed\n",
	    "long: the stamps have no year: by the ids of mails they are of "
	    "2023\n");
	expect("longer", "2019-05-05 44xVwJ0hz4z3YvPbn: removed\n",
	    "longer: the stamps have no year: by the ids of mails they are of "
	    "2019\n");
	expect("exim", "2021-11-29 1mq0Zz-000123-Ab Completed\n",
	    "exim: the stamps have no year: by the ids of mails they are of "
	    "2021\n");
	expect("sendmail", "2021-11-29 1ATBiLmt012345: from=<a@b.example>\n",
	    "sendmail: the stamps have no year: by the ids of mails they are "
	    "of 2021\n");
	expect("both", "2023-12-31 x\n2024-01-01 y\n2024-01-02 z\n",
	    "both: the stamps have no year: by the ids of mails they are of "
	    "2023 to 2024\n");
	expect("other",
	    "2026-01-01 1A2B3C: message-id=<20230101065959."
	    "9F9F9F@mx>\n",
	    "other: the stamps have no year: by the time of the file they are "
	    "of 2026\n");
}

/* ---- years that are guessed ---------------------------------------------- */

/* What was read, and how often it was read again. */
struct guessed {
	struct buffer shown;
	int times;
};

/* Only the lines at the end, for those before them are all alike. */
static int
take_rare(void *context, const struct maillog_line *line)
{
	struct guessed *guessed = context;

	return line->text.len == 6 ? 0 : take(&guessed->shown, line);
}

static int
begin_again(void *context)
{
	struct guessed *guessed = context;

	guessed->shown.len = 0;
	guessed->times++;
	return 0;
}

/* Writes a log that begins with so many lines of 1 November that its head says
 * nothing of its end, compressed, on 1 March 2026. */
static void
write_compressed(const char *name, const char *end)
{
	struct buffer text = {0};
	char command[64];

	for (int i = 0; i < 8000; i++)
		buffer_add_text(&text, LINE("Nov  1", "filler"));
	buffer_add_text(&text, end);
	write_file(name, text.bytes, text.len, 2026, 3, 1);
	buffer_clear(&text);
	snprintf(command, sizeof(command), "gzip -1 %s", name);
	cr_assert_eq(system(command), 0);
}

static void
expect_guessed(const char *name, const char *lines, const char *said, int times)
{
	const struct maillog_file file = {.name = name, .path = name};
	struct diagnostics diagnostics = {0}, notes = {0};
	struct guessed guessed = {0};
	const struct maillog_source source = {
	    .files = &file,
	    .count = 1,
	    .zone = "UTC",
	    .since = INT64_MIN,
	    .diagnostics = &diagnostics,
	    .notes = &notes,
	    .again = begin_again,
	};
	struct maillog_read read;

	cr_expect_eq(maillog_read(&source, NULL, take_rare, &guessed, &read),
	    0);
	buffer_add(&guessed.shown, "", 1);
	cr_expect_str_eq(guessed.shown.bytes, lines, "%s: %s", name,
	    guessed.shown.bytes);
	cr_expect_eq(guessed.times, times, "%s: %d", name, guessed.times);
	cr_expect(read.lines > 8000);
	cr_assert_eq(notes.kept, 1);
	cr_expect_str_eq(notes.list[0].text, said, "%s: %s", name,
	    notes.list[0].text);
	diagnostics_clear(&diagnostics);
	diagnostics_clear(&notes);
	buffer_clear(&guessed.shown);
}

Test(lines, years_that_the_end_of_a_compressed_file_shows)
{
	write_compressed("turn", LINE("Dec 31", "a") LINE("Jan  1", "b"));
	write_compressed("three",
	    LINE("Jan  1", "b") LINE("Sep  1", "c") LINE("Feb  1", "d"));
	write_compressed("leap", LINE("Jan  1", "b") LINE("Feb 29", "c"));
	write_compressed("ids",
	    LINE("Jan  1", "1A2B3C: message-id=<20230101065959.1A2B3C@mx>"));
	expect_guessed("turn.gz", "2025-12-31 a\n2026-01-01 b\n",
	    "the stamps have no year: by the time of the file they are of 2025 "
	    "to 2026",
	    0);
	expect_guessed("three.gz", "2025-01-01 b\n2025-09-01 c\n2026-02-01 d\n",
	    "the stamps have no year: by the time of the file they are of 2024 "
	    "to 2026",
	    1);
	expect_guessed("leap.gz", "2024-01-01 b\n2024-02-29 c\n",
	    "the stamps have no year: by the time of the file they are of 2023 "
	    "to 2024",
	    1);
	expect_guessed("ids.gz",
	    "2023-01-01 1A2B3C: message-id=<20230101065959.1A2B3C@mx>\n",
	    "the stamps have no year: by the ids of mails they are of 2022 to "
	    "2023",
	    1);
	/* Without again() it is read twice at once. */
	expect("turn.gz", NULL,
	    "turn.gz: the stamps have no year: by the time of the file they "
	    "are of 2025 to 2026\n");
}

/* In a large plain file only some places are looked into first. */
Test(lines, a_year_that_one_line_of_many_shows)
{
#define RARE "1A2B3C: message-id=<20191101065959.1A2B3C@mx>"
	static const char filler[] = LINE("Nov  1", "filler");
	struct buffer text = {0};

	while (text.len < (size_t)300 * 1024)
		buffer_add_text(&text, filler);
	buffer_add_text(&text, LINE("Nov  1", RARE));
	while (text.len < (size_t)5 * 1024 * 1024)
		buffer_add_text(&text, filler);
	write_file("large", text.bytes, text.len, 2026, 3, 1);
	buffer_clear(&text);
	expect_guessed("large", "2019-11-01 " RARE "\n",
	    "the stamps have no year: by the ids of mails they are of 2019", 1);
	expect("large", NULL,
	    "large: the stamps have no year: by the ids of mails they are of "
	    "2019\n");
}

Test(lines, order_holes_and_ends)
{
	WRITE("new", "2026-03-03T07:00:00Z mx x[1]: c\n", 2026, 3, 3);
	WRITE("older", "\0\0\0\0002026-03-02T07:00:00Z mx x[1]: \0b\n", 2026, 3,
	    3);
	WRITE("end",
	    "2026-03-01T07:00:00Z mx x[1]: a\n"
	    "2026-03-01T07:00:00Z mx x[1]: to=<x",
	    2026, 3, 3);
	WRITE("none", "Dear all,\n", 2026, 3, 3);
	WRITE("empty", "", 2026, 3, 3);
	expect("new older end",
	    "2026-03-01 a\n2026-03-01 cut to=<x\n2026-03-02 b\n"
	    "2026-03-03 c\n",
	    "older: has a hole of 5 zero bytes, which were passed over\n");
	expect("none", "",
	    "error: none: is no mail log: its 1 line has no form that is "
	    "known\n");
	expect("empty", "", "");
	expect("missing", "",
	    "error: missing: cannot open: No such file or directory\n");
}

/* The numbers in it have zeros, which are no hole. */
Test(lines, an_export_of_the_journal)
{
	static const char entry[] =
	    "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1772348400000000\n"
	    "_HOSTNAME=mx\nSYSLOG_IDENTIFIER=postfix/smtp\nMESSAGE\n"
	    "\3\0\0\0\0\0\0\0a\tb\n\n";

	write_file("export", entry, sizeof(entry) - 1, 2026, 3, 3);
	expect("export", "2026-03-01 a\tb\n", "");
}

/* Whoever may write to the journal may write what no block holds: it hides no
 * entry after it, whatever it looks like. */
Test(lines, an_entry_of_the_journal_that_no_block_holds)
{
	static const char head[] = "__CURSOR=s=1\n_HOSTNAME=mx\nBLOB\n",
			  other[] = "MESSAGE=n\n\n",
			  entry[] =
			      "__CURSOR=s=2\n__REALTIME_TIMESTAMP="
			      "1772348400000000\n_HOSTNAME=mx\n"
			      "SYSLOG_IDENTIFIER=postfix/smtp\nMESSAGE=a\n\n";
	struct buffer file = {0};

	for (uint32_t size = 200000; size < 1000000; size += 99999) {
		const char length[8] = {(char)size, (char)(size >> 8),
		    (char)(size >> 16)};

		buffer_add(&file, head, sizeof(head) - 1);
		buffer_add(&file, length, sizeof(length));
		for (uint32_t i = 0; i < size; i++)
			buffer_add(&file, &"X\n"[i % 2], 1);
		buffer_add(&file, "\n", 1);
		buffer_add(&file, other, sizeof(other) - 1);
		buffer_add(&file, entry, sizeof(entry) - 1);
	}
	cr_assert(!file.failed);
	write_file("export", file.bytes, file.len, 2026, 3, 3);
	expect("export",
	    "2026-03-01 a\n2026-03-01 a\n2026-03-01 a\n2026-03-01 a\n"
	    "2026-03-01 a\n2026-03-01 a\n2026-03-01 a\n2026-03-01 a\n"
	    "2026-03-01 a\n",
	    "");
	buffer_clear(&file);
}

/* What it says comes too late, or not at all: no option of journalctl helps. */
Test(lines, an_entry_of_the_journal_without_its_text)
{
	static const char head[] =
	    "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1772348400000000\n"
	    "_HOSTNAME=mx\nSYSLOG_IDENTIFIER=postfix/smtp\nBLOB=";
	struct buffer file = {0};

	buffer_add(&file, head, sizeof(head) - 1);
	for (uint32_t i = 0; i < 300000; i++)
		buffer_add(&file, "x", 1);
	buffer_add_text(&file, "\nMESSAGE=a\n\n");
	cr_assert(!file.failed);
	write_file("long", file.bytes, file.len, 2026, 3, 3);
	expect("long", "2026-03-01 cut \n",
	    "long: the text of 1 entry was not read: the entry has no end, or "
	    "is longer than 256 KiB\n");
	write_file("ended", file.bytes, 150, 2026, 3, 3);
	expect("ended", "2026-03-01 cut \n",
	    "ended: the text of 1 entry was not read: the entry has no end, or "
	    "is longer than 256 KiB\n");
	buffer_clear(&file);
}

/* Nor does it where a block ends within the name or the length of a field, as
 * whoever writes it can have it. */
Test(lines, a_field_of_the_journal_that_two_blocks_have)
{
	static const char head[] = "__CURSOR=s=1\n_HOSTNAME=mx\nBLOB\n",
			  value[] =
			      "\n\n__CURSOR=s=2\n__REALTIME_TIMESTAMP="
			      "1772348400000000\n_HOSTNAME=mx\n"
			      "SYSLOG_IDENTIFIER=postfix/smtp\nMESSAGE=b\n\n",
			  entry[] =
			      "\n\n__CURSOR=s=3\n__REALTIME_TIMESTAMP="
			      "1772348400000000\n_HOSTNAME=mx\n"
			      "SYSLOG_IDENTIFIER=postfix/smtp\nMESSAGE=a\n\n";
	static const char value_len[8] = {sizeof(value) - 1};
	const uint32_t block = 256 * 1024;
	struct buffer file = {0};

	for (uint32_t before = 0; before < 20; before++) {
		const uint32_t size =
		    block - before - (uint32_t)sizeof(head) - 8;
		const char length[8] = {(char)size, (char)(size >> 8),
		    (char)(size >> 16)};

		file.len = 0;
		buffer_add(&file, head, sizeof(head) - 1);
		buffer_add(&file, length, sizeof(length));
		for (uint32_t i = 0; i < size; i++)
			buffer_add(&file, "X", 1);
		buffer_add_text(&file, "\n");
		cr_assert_eq(file.len, block - before);
		buffer_add_text(&file, "PAYLOAD\n");
		buffer_add(&file, value_len, sizeof(value_len));
		buffer_add(&file, value, sizeof(value) - 1);
		buffer_add(&file, entry, sizeof(entry) - 1);
		cr_assert(!file.failed);
		write_file("export", file.bytes, file.len, 2026, 3, 3);
		expect("export", "2026-03-01 a\n", "");
	}
	buffer_clear(&file);
}

/* A line that no block holds is cut, and the next one is whole. */
Test(lines, a_line_of_a_megabyte)
{
	static const char begin[] = "2026-03-01T07:00:00Z mx x[1]: to=<",
			  next[] = "\n2026-03-02T07:00:00Z mx x[1]: b\n";
	size_t len = (size_t)1 << 20;
	char *bytes = malloc(len + 200);
	struct diagnostics diagnostics = {0}, notes = {0};
	const struct maillog_file file = {.name = "long", .path = "long"};
	const struct maillog_source source = {
	    .files = &file,
	    .count = 1,
	    .zone = "UTC",
	    .diagnostics = &diagnostics,
	    .notes = &notes,
	};
	struct buffer shown = {0};
	struct maillog_read read;
	const char *end;

	memset(bytes, 'x', len);
	memcpy(bytes, begin, sizeof(begin) - 1);
	memcpy(bytes + len, next, sizeof(next) - 1);
	write_file("long", bytes, len + sizeof(next) - 1, 2026, 3, 3);
	cr_expect_eq(maillog_read(&source, NULL, take, &shown, &read), 0);
	cr_assert(shown.len > 100);
	cr_expect_eq(memcmp(shown.bytes, "2026-03-01 cut to=<xxx", 22), 0);
	end = shown.bytes + shown.len - strlen("\n2026-03-02 b\n");
	cr_expect_eq(memcmp(end, "\n2026-03-02 b\n", 14), 0);
	cr_expect_eq(read.lines, 2);
	buffer_clear(&shown);
	free(bytes);
}
