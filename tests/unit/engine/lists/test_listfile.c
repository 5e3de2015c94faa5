/* SPDX-License-Identifier: BSD-2-Clause */
/* List files: the table of good and bad lines, and what no table can hold. */
#include "domains/engine/lists/listfile.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"

#include "tests/unit/property.h"
#include "tests/unit/text.h"

#define TEXT_SIZE 4096

struct outcome {
	char text[TEXT_SIZE];
	size_t len;
	size_t entries;
	size_t stop_at; /* each() refuses this entry; 0: none */
};

#define put(outcome, ...) \
	text_put((outcome)->text, TEXT_SIZE, &(outcome)->len, __VA_ARGS__)

static int
render(void *context, const struct listfile_entry *entry)
{
	struct outcome *outcome = context;

	outcome->entries++;
	put(outcome, "%s%u:%s%s", outcome->len > 0 ? " | " : "", entry->line,
	    entry->take_back ? "-" : "", entry->name.text);
	if (entry->meant.len > 0)
		put(outcome, ">%s", entry->meant.text);
	if (entry->weight != 0)
		put(outcome, " weight=%g", entry->weight);
	if (entry->below != NULL)
		put(outcome, " below=%s", entry->below);
	if (entry->owner.len > 0)
		put(outcome, " owner=%s", entry->owner.text);
	if (entry->since != NULL)
		put(outcome, " since=%s", entry->since);
	if (entry->until != NULL)
		put(outcome, " until=%s", entry->until);
	if (entry->source != NULL)
		put(outcome, " source=%s", entry->source);
	if (entry->note != NULL)
		put(outcome, " note=%s", entry->note);
	return 0;
}

static int
count_entry(void *context, const struct listfile_entry *entry)
{
	struct outcome *outcome = context;

	cr_assert(entry->name.len > 0);
	return ++outcome->entries == outcome->stop_at;
}

static size_t
unescape(const char *text, char *buf)
{
	size_t len = 0;

	while (*text != '\0') {
		char byte = *text++;

		if (byte == '\\') {
			byte = *text++;
			if (byte == 'x') {
				char hex[3] = {text[0], text[1], '\0'};

				byte = (char)strtoul(hex, NULL, 16);
				text += 2;
			} else if (byte == 'n') {
				byte = '\n';
			} else if (byte == 'r') {
				byte = '\r';
			} else if (byte == 't') {
				byte = '\t';
			}
		}
		buf[len++] = byte;
	}
	return len;
}

static enum listfile_kind
kind_of(const char *name)
{
	enum listfile_kind kind = 0;

	while (kind < LISTFILE_KINDS &&
	       strcmp(listfile_kind_name(kind), name) != 0)
		kind++;
	cr_assert(kind < LISTFILE_KINDS, "%s", name);
	return kind;
}

static void
check_case(unsigned row, char *line)
{
	char *kind = strsep(&line, "\t"), *escaped = strsep(&line, "\t");
	struct outcome outcome = {.len = 0};
	struct diagnostics diagnostics = {0};

	cr_assert(line != NULL, "row %u: three columns", row);

	/* Its own memory, so that a byte read too far is seen. */
	char *bytes = malloc(strlen(escaped) + 1);
	size_t len = unescape(escaped, bytes);
	char *exact = malloc(len + (len == 0));

	memcpy(exact, bytes, len);

	int result = listfile_parse("x.list", exact, len, kind_of(kind), render,
	    &outcome, &diagnostics);

	for (size_t i = 0; i < diagnostics.kept; i++) {
		cr_expect_str_eq(diagnostics.list[i].file, "x.list");
		put(&outcome, "%s!%u:%s", outcome.len > 0 ? " | " : "",
		    diagnostics.list[i].line, diagnostics.list[i].text);
	}
	cr_expect_str_eq(outcome.text, line, "row %u: %s\n got: %s\nwant: %s",
	    row, escaped, outcome.text, line);
	cr_expect_eq(result, diagnostics.count > 0 ? -1 : 0, "row %u", row);
	diagnostics_clear(&diagnostics);
	free(exact);
	free(bytes);
}

Test(listfile, table)
{
	FILE *file = fopen("tests/cases/listfile.tsv", "r");
	char *line = NULL;
	size_t size = 0, rows = 0;
	ssize_t len;

	cr_assert(file != NULL);
	for (unsigned row = 1; (len = getline(&line, &size, file)) > 0; row++) {
		if (line[0] == '#')
			continue;
		line[len - 1] = '\0';
		check_case(row, line);
		rows++;
	}
	cr_expect(rows > 90, "%zu rows", rows);
	free(line);
	fclose(file);
}

Test(listfile, longest_line)
{
	char line[LISTFILE_LINE_MAX + 8];
	struct outcome outcome = {.len = 0};
	struct diagnostics diagnostics = {0};

	memset(line, 'x', sizeof(line));
	memcpy(line, "a.jp note=", 10);
	memcpy(line + LISTFILE_LINE_MAX, "\r\nb.jp\n", 7);
	cr_expect_eq(listfile_parse("x", line, LISTFILE_LINE_MAX + 7,
			 LISTFILE_INNOCENT, count_entry, &outcome,
			 &diagnostics),
	    0);
	cr_expect_eq(outcome.entries, 2);

	line[LISTFILE_LINE_MAX] = 'x';
	cr_expect_eq(listfile_parse("x", line, LISTFILE_LINE_MAX + 7,
			 LISTFILE_INNOCENT, count_entry, &outcome,
			 &diagnostics),
	    -1);
	cr_expect_eq(outcome.entries, 3);
	cr_assert_eq(diagnostics.kept, 1);
	cr_expect_eq(diagnostics.list[0].line, 1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "line of 4097 bytes, at most 4096 are read");
	diagnostics_clear(&diagnostics);
}

Test(listfile, each_stops_the_reading)
{
	static const char text[] = "a.jp\nb.jp\nc.jp\n";
	struct outcome outcome = {.stop_at = 2};
	struct diagnostics diagnostics = {0};

	cr_expect_eq(listfile_parse("x", text, sizeof(text) - 1,
			 LISTFILE_INNOCENT, count_entry, &outcome,
			 &diagnostics),
	    -1);
	cr_expect_eq(outcome.entries, 2);
	cr_expect_eq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
}

/* A million names, each once; then all of them again. */
Test(listfile, a_million_entries_and_their_doubles)
{
	enum { NAMES = 1000000, NAME_BYTES = 32 };
	char *text = malloc((size_t)2 * NAMES * NAME_BYTES);
	size_t len = 0;
	struct outcome outcome = {.len = 0};
	struct diagnostics diagnostics = {0};
	struct timespec begin, end;

	for (unsigned i = 0; i < NAMES; i++)
		len += (size_t)snprintf(text + len, NAME_BYTES,
		    "name-%u.example%u.com\n", i * 7919, i % 100);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	cr_expect_eq(listfile_parse("x", text, len, LISTFILE_INNOCENT,
			 count_entry, &outcome, &diagnostics),
	    0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	cr_expect_eq(outcome.entries, NAMES);

	/* Sanitizers are slow; quadratic would be minutes. */
	double seconds = (double)(end.tv_sec - begin.tv_sec) +
	                 (double)(end.tv_nsec - begin.tv_nsec) / 1e9;

	cr_log_info("a million entries: %.3f s", seconds);
	cr_expect(seconds < 20, "%.3f s", seconds);

	memcpy(text + len, text, len);
	outcome.entries = 0;
	cr_expect_eq(listfile_parse("x", text, 2 * len, LISTFILE_INNOCENT,
			 count_entry, &outcome, &diagnostics),
	    -1);
	cr_expect_eq(outcome.entries, NAMES);
	cr_expect_eq(diagnostics.count, NAMES);
	cr_expect_eq(diagnostics.kept, DIAGNOSTICS_KEPT_MAX);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "name name-0.example0.com: already on line 1");
	diagnostics_clear(&diagnostics);
	free(text);
}

static int
read_file(const char *path, listfile_each each, struct outcome *outcome,
    struct diagnostics *diagnostics)
{
	char *bytes;
	size_t len;
	int result;

	if (file_read(path, LISTFILE_SIZE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	result = listfile_parse(path, bytes, len, LISTFILE_INNOCENT, each,
	    outcome, diagnostics);
	free(bytes);
	return result;
}

static void
expect_refused(const char *path, const char *text)
{
	struct outcome outcome = {.len = 0};
	struct diagnostics diagnostics = {0};

	cr_expect_eq(read_file(path, count_entry, &outcome, &diagnostics), -1,
	    "%s", path);
	cr_expect_eq(outcome.entries, 0);
	cr_assert_eq(diagnostics.kept, 1, "%s", path);
	cr_expect_str_eq(diagnostics.list[0].file, path);
	cr_expect_eq(diagnostics.list[0].line, 0);
	cr_expect_str_eq(diagnostics.list[0].text, text);
	diagnostics_clear(&diagnostics);
}

Test(listfile, files_that_are_none, .timeout = 120)
{
	char directory[] = "/tmp/listfile.XXXXXX", path[64];

	cr_assert(mkdtemp(directory) != NULL);
	expect_refused(directory, "is a directory, not a regular file");
	expect_refused("/dev/zero", "is a device, not a regular file");
	expect_refused("/nonexistent.list",
	    "cannot open: No such file or directory");

	snprintf(path, sizeof(path), "%s/x", directory);
	cr_assert_eq(mkfifo(path, 0600), 0);
	expect_refused(path, "is a FIFO, not a regular file");
	unlink(path);

	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	cr_assert(fd >= 0 && ftruncate(fd, (off_t)1 << 40) == 0);
	close(fd);
	expect_refused(path, "1099511627776 bytes, at most 268435456 are read");
	unlink(path);
	rmdir(directory);
}

Test(listfile, a_file)
{
	char path[] = "/tmp/listfile.XXXXXX";
	int fd = mkstemp(path);
	struct outcome outcome = {.len = 0};
	struct diagnostics diagnostics = {0};

	cr_assert(fd >= 0 && write(fd, "a.jp\nb.jp", 9) == 9);
	close(fd);
	cr_expect_eq(read_file(path, render, &outcome, &diagnostics), 0);
	cr_expect_str_eq(outcome.text, "1:a.jp | 2:b.jp");
	cr_expect_eq(diagnostics.count, 0);
	unlink(path);
}

/* ---- lines that are read faster ------------------------------------------ */

/* A line as lists have them, or with something that they have not. */
static size_t
make_line(struct property *random, char *out, size_t size)
{
	static const char *const names[] = {"a.example", "b.example",
	    "aa.example", "B.example", "a-b.example", "ab.c.example",
	    "-a.example", "a..example", "caf\xc3\xa9.example", "[192.0.2.1]",
	    "example", "a_b.example", "a.example.", "123.4",
	    "xn--caf-dma.example"};
	static const char *const blanks[] = {" ", "\t", "  \t ", "        "};
	static const char *const pairs[] = {"source=isp-jp",
	    "source=", "weight=0.5", "weight=2", "weight=.", "since=2020-01-02",
	    "note=a b", "source", "key=x", "=", "b.example", "#", "source=a#b",
	    "#source=b", "\x01", "source=caf\xc3\xa9", "source=\x7f",
	    "source=\xff", "source=abcdefghijklmnopqrstuvwxyzabcdefghijkl"};
	size_t len = 0;

	if (property_below(random, 8) == 0)
		len += (size_t)snprintf(out + len, size - len, "%s",
		    property_one_of(random, blanks));
	if (property_below(random, 12) > 0)
		len += (size_t)snprintf(out + len, size - len, "%s",
		    property_one_of(random, names));
	for (size_t n = property_below(random, 4); n > 0; n--) {
		len += (size_t)snprintf(out + len, size - len, "%s",
		    property_one_of(random, blanks));
		if (property_below(random, 6) > 0)
			len += (size_t)snprintf(out + len, size - len, "%s",
			    property_one_of(random, pairs));
	}
	return len;
}

static void
put_diagnostics(struct outcome *outcome, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++)
		put(outcome, "\n%u: %s", diagnostics->list[i].line,
		    diagnostics->list[i].text);
}

/* Lines that may be plain, in an order that may be that of their bytes, give
 * what they give with a long comment, which are never read by the fast path,
 * after two that are out of order. */
Test(listfile, fast_lines_and_sorted_names_give_the_same)
{
	static const enum listfile_kind kinds[] = {LISTFILE_PROVIDERS,
	    LISTFILE_INNOCENT, LISTFILE_EXEMPT};
	static const char pad[] = "                                        "
				  "                                        ";

	PROPERTY_CASES(random, "list lines")
	{
		char plain[4096], other[4096], line[256];
		size_t plain_len = 0, other_len = 0;
		enum listfile_kind kind = property_one_of(&random, kinds);
		struct outcome one = {.len = 0}, two = {.len = 0};
		struct diagnostics none = {0}, some = {0};
		static const char first[] = "1:zz.test | 2:yy.test";
		size_t skip = sizeof(first) - 1;

		text_put(plain, sizeof(plain), &plain_len, "#1\n#2\n");
		text_put(other, sizeof(other), &other_len,
		    "zz.test\nyy.test\n");
		for (size_t n = property_below(&random, 7); n > 0; n--) {
			size_t len = make_line(&random, line, sizeof(line));

			text_put(plain, sizeof(plain), &plain_len, "%.*s\n",
			    (int)len, line);
			text_put(other, sizeof(other), &other_len, "%.*s %s#\n",
			    (int)len, line, pad);
		}
		text_put(plain, sizeof(plain), &plain_len, "#%s\n", pad);
		int result = listfile_parse("x", plain, plain_len, kind, render,
		    &one, &none);
		cr_assert_eq(listfile_parse("x", other, other_len, kind, render,
				 &two, &some),
		    result);
		put_diagnostics(&one, &none);
		put_diagnostics(&two, &some);
		cr_assert_eq(strncmp(two.text, first, skip), 0);
		if (strncmp(two.text + skip, " | ", 3) == 0)
			skip += 3;
		property_check(&random, strcmp(one.text, two.text + skip) == 0,
		    two.text, plain, plain_len);
		diagnostics_clear(&none);
		diagnostics_clear(&some);
	}
}
