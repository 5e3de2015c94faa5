/* SPDX-License-Identifier: BSD-2-Clause */
/* Audit, line by line: what it says of a line does not depend on the lines
 * before it, nor on how they end. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppelcheck/audit.h"
#include "tests/unit/lists.h"

#define LINE(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* Usual lines and what the fast path must not take for one. */
static const struct span lines[] = {
    LINE("taro@gmail.com"),
    LINE("taro@gmail.com"),
    LINE("taro@gmail.com"),
    LINE("taro.suzuki+list_2@example.org"),
    LINE("taro@gmai.com"),
    LINE("TARO@GMAI.COM"),
    LINE("taro@Gmail.com"),
    LINE("taro@gmail.com."),
    LINE("taro@gmail.com "),
    LINE("taro@gmail.com\0"),
    LINE("taro@gmail.com\0gmai.com"),
    LINE("taro@gmail.com@gmai.com"),
    LINE("ta\0ro@gmail.com"),
    LINE("taro%gmai.com@gmail.com"),
    LINE("@gmail.com"),
    LINE("taro@"),
    LINE("@"),
    LINE(" "),
    LINE("# taro@gmai.com"),
    LINE("root"),
    LINE("<taro@gmail.com>, <jiro@gmai.com>"),
    LINE("a-local-part-that-is-longer-than-others@gmail.com"),
    LINE("taro@a-domain-that-is-longer-than-others.example.org"),
    LINE("t@thirty-one-letters-in-a.name.org"),
    LINE("t@thirty-two-letters-in-a-name.org"),
    LINE("taro@a_b.gmai.com"),
    LINE("taro@\xef\xbd\x87mail.com"),
};
#define LINES (sizeof(lines) / sizeof(*lines))

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

TestSuite(doppelcheck_audit_lines, .init = set_up, .fini = tear_down);

/* Returns the output, which is to be freed, without the file's name. */
static char *
audit(const struct buffer *list, unsigned jobs, struct report_counts *counts_r)
{
	char path[] = "/tmp/doppelcheck.XXXXXX", *text = NULL;
	const char *const paths[] = {path};
	size_t len = 0, kept = 0;
	struct report report = {.out = open_memstream(&text, &len)};
	const struct audit_options options = {
	    .doppel = doppel,
	    .paths = paths,
	    .path_count = 1,
	    .jobs = jobs,
	    .report = &report,
	};
	int fd = mkstemp(path);

	cr_assert(fd >= 0 && report.out != NULL);
	cr_assert(write(fd, list->bytes, list->len) == (ssize_t)list->len);
	close(fd);
	report_begin(&report);
	cr_assert(audit_files(&options, counts_r) == 0);
	report_end(&report);
	fclose(report.out);
	unlink(path);
	for (char *at = text; *at != '\0';)
		if (strncmp(at, path, strlen(path)) == 0)
			at += strlen(path);
		else
			text[kept++] = *at++;
	text[kept] = '\0';
	return text;
}

/* What is said of a line alone, after its number. */
struct alone {
	char *text;
	uint64_t addresses;
};

static struct alone
audit_alone(struct span line)
{
	struct report_counts counts;
	struct buffer list = {0};
	struct alone alone;

	buffer_add(&list, line.bytes, line.len);
	buffer_add_text(&list, "\n");
	alone.text = audit(&list, 1, &counts);
	alone.addresses = counts.addresses;
	buffer_clear(&list);
	return alone;
}

/* Adds findings with the number of another line. */
static void
add_numbered(struct buffer *wanted, const char *text, unsigned long number)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n") + 1;

		cr_assert(strncmp(text, ":1:", 3) == 0, "%s", text);
		buffer_add_text(wanted, ":");
		buffer_add_number(wanted, number);
		buffer_add(wanted, text + 2, len - 2);
		text += len;
	}
}

static unsigned
next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16;
}

/* all_end: of each line; NULL: of each another one. */
static void
compare(const struct alone *alone, unsigned seed, size_t count, unsigned jobs,
    const char *all_end)
{
	static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r"};
	struct buffer list = {0}, wanted = {0};
	struct report_counts counts;
	uint64_t addresses = 0;
	unsigned state = seed;
	char *text;

	for (size_t i = 0; i < count; i++) {
		size_t kind = next_random(&state) % LINES;
		const char *end =
		    all_end != NULL ? all_end : ends[next_random(&state) % 5];

		buffer_add(&list, lines[kind].bytes, lines[kind].len);
		buffer_add_text(&list, end);
		add_numbered(&wanted, alone[kind].text, i + 1);
		addresses += alone[kind].addresses;
	}
	buffer_add(&wanted, "", 1);
	cr_assert(!list.failed && !wanted.failed);
	text = audit(&list, jobs, &counts);
	size_t same = 0;

	while (text[same] != '\0' && text[same] == wanted.bytes[same])
		same++;
	cr_expect(text[same] == wanted.bytes[same],
	    "seed %u: %.100s\nnot %.100s", seed, text + same,
	    wanted.bytes + same);
	cr_expect(counts.addresses == addresses, "seed %u: %u for %u", seed,
	    (unsigned)counts.addresses, (unsigned)addresses);
	free(text);
	buffer_clear(&list);
	buffer_clear(&wanted);
}

Test(doppelcheck_audit_lines, are_taken_as_they_are_alone)
{
	struct alone alone[LINES];

	for (size_t i = 0; i < LINES; i++)
		alone[i] = audit_alone(lines[i]);
	cr_assert(alone[0].addresses == 1 && *alone[0].text == '\0');
	cr_assert(alone[4].addresses == 1 && *alone[4].text != '\0');
	for (unsigned seed = 0; seed < 200; seed++)
		compare(alone, seed, seed, 1, NULL);
	compare(alone, 1000, 50000, 1, NULL);
	compare(alone, 1001, 100000, 2, NULL);
	/* Chunks that end with a CR. */
	compare(alone, 1002, 50000, 1, "\r");
	compare(alone, 1003, 100000, 2, "\r");
	for (size_t i = 0; i < LINES; i++)
		free(alone[i].text);
}
