/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports are added up as if one run had read all their logs, or refused with
 * the place and the reason. */
#include "domains/reports/leak_parts.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "tests/unit/clock.h"
#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

#define FILES 3

TestSuite(leak_parts, .init = scratch_enter, .fini = scratch_leave);

/* ---- reports ------------------------------------------------------------- */

/* A line by its letter and what comes after it:
 *
 *     R redaction
 *     H host first last
 *     M key id next message begun outcome address     hashes have one digit
 *     G mail
 *     N file note
 *     X file error
 *     E lines
 *
 * and anything else as it stands.  "-" is an empty text. */
static void
put_line(const char *line, struct buffer *text)
{
	char a[20], b[20], c[20], message[20], outcome[20], address[40];
	long first, last;

	buffer_add_text(text, "{\"version\":1,\"kind\":");
	if (sscanf(line, "R %19s", a) == 1)
		buffer_add_format(text,
		    "\"report\",\"redaction\":\"%s\",\"deliveries\":3,"
		    "\"rejects\":4",
		    strcmp(a, "-") != 0 ? a : "");
	else if (sscanf(line, "H %19s %ld %ld", a, &first, &last) == 3)
		buffer_add_format(text,
		    "\"host\",\"text\":\"%s\",\"first\":%ld,\"last\":%ld",
		    strcmp(a, "-") != 0 ? a : "", first, last);
	else if (sscanf(line, "M %1s %1s %1s %1s %ld %19s %39s", a, b, c,
		     message, &first, outcome, address) == 7)
		buffer_add_format(text,
		    "\"mail\",\"domain\":\"gmai.com\",\"address\":\"%s\","
		    "\"sender\":\"%s\",\"list\":\"\",\"relay\":\"\","
		    "\"text\":\"%s\",\"first\":%ld,\"begun\":%ld,\"bytes\":9,"
		    "\"mail\":\"000000000000000%s\","
		    "\"queue\":\"000000000000000%s\","
		    "\"next\":\"000000000000000%s\","
		    "\"message\":\"000000000000000%s\",\"outcome\":\"%s\"",
		    address, *a == '9' ? "" : "s@univ.example",
		    *message == '8' ? "" : "m@id", first, first, a, b, c,
		    message, outcome);
	else if (sscanf(line, "G %1s", a) == 1)
		buffer_add_format(text,
		    "\"gate-decision\",\"mode\":\"enforce\",\"exempt\":\"\","
		    "\"action\":\"reject\",\"reason\":\"typo\","
		    "\"confidence\":\"certain\",\"address\":\"a@gmai.com\","
		    "\"recipient\":\"\",\"sender\":\"\",\"meant\":\"\","
		    "\"first\":1,\"recipients\":1,"
		    "\"mail\":\"000000000000000%s\",\"queue\":\"\"",
		    a);
	else if (sscanf(line, "N %19s %19s", a, b) == 2 ||
		 sscanf(line, "X %19s %19s", a, b) == 2)
		buffer_add_format(text,
		    "\"%s\",\"file\":\"%s\",\"text\":\"%s\"",
		    *line == 'N' ? "note" : "error", a, b);
	else if (sscanf(line, "E %ld", &first) == 1)
		buffer_add_format(text, "\"end\",\"lines\":%ld", first);
	else
		buffer_add_text(text, line);
	buffer_add_text(text, "}\n");
}

static void
write_report(const char *path, const char *lines)
{
	struct buffer text = {0};
	char line[200];

	while (*lines != '\0') {
		size_t len = strcspn(lines, ";");

		snprintf(line, sizeof(line), "%.*s", (int)len, lines);
		put_line(line, &text);
		lines += len + (lines[len] == ';');
	}
	buffer_add(&text, "", 1);
	cr_assert(!text.failed);
	text_write(path, text.bytes);
	buffer_clear(&text);
}

/* ---- sums ---------------------------------------------------------------- */

static void
show_sums(struct leak_parts *parts, char *shown, size_t size)
{
	const struct leaks_options options = {
	    .is_wrong = leak_parts_is_wrong,
	    .context = parts,
	    .wanted = WANTED_ALL,
	};
	struct leaks *leaks = leaks_new(&options);
	const struct mails_counts *counts = &parts->counts;
	const struct leak *all;

	cr_assert_not_null(leaks);
	cr_assert_eq(leak_parts_add_up(parts, leaks), 0);
	all = leaks_at(leaks, 0);
	snprintf(shown, size,
	    "%zu sent=%d held=%d addresses=%d of=%d,%d notes=%zu errors=%zu "
	    "gate=%d",
	    parts->count, (int)all->mails[MAILLOG_SENT],
	    (int)all->mails[MAILLOG_HELD], (int)all->addresses,
	    (int)counts->deliveries, (int)counts->rejects, parts->notes.count,
	    parts->errors.count, (int)parts->gate->modes[GATE_ENFORCED].mails);
	leaks_free(&leaks);
}

static const struct {
	const char *files[FILES]; /* NULL: no more */
	const char *expected;
} rows[] = {
    {{"R -;H a 1 5;M 1 1 0 1 2 sent x@gmai.com;G 1;E 5",
	 "R -;H a 5 9;M 2 2 0 2 7 sent x@gmai.com;G 2;E 5"},
	"2 sent=2 held=0 addresses=1 of=6,8 notes=0 errors=0 gate=2"},
    /* Two reports in a file; a mail of two recipients, a kind that is new. */
    {{"R -;E 2;R -;M 1 1 0 1 2 sent x@gmai.com;M 1 1 0 1 2 sent y@gmai.com;"
      "\"later\";E 5"},
	"2 sent=1 held=0 addresses=2 of=6,8 notes=0 errors=0 gate=0"},
    /* Nobody knows who sent it. */
    {{"R -;M 9 9 0 1 2 sent x@gmai.com;M 9 9 0 1 2 sent y@gmai.com;E 4"},
	"1 sent=1 held=0 addresses=2 of=3,4 notes=0 errors=0 gate=0"},
    /* A mail goes on as one of another report, and counts once, there. */
    {{"R -;M 1 1 5 1 2 sent x@gmai.com;E 3",
	 "R -;M 2 5 0 1 3 sent x@gmai.com;E 3"},
	"2 sent=1 held=0 addresses=1 of=6,8 notes=0 errors=0 gate=0"},
    {{"R -;M 2 5 0 1 3 sent x@gmai.com;E 3",
	 "R -;M 1 1 5 1 2 sent x@gmai.com;E 3"},
	"2 sent=1 held=0 addresses=1 of=6,8 notes=0 errors=0 gate=0"},
    /* But not as one that began before it, or as another recipient's. */
    {{"R -;M 1 1 5 1 4 sent x@gmai.com;E 3",
	 "R -;M 2 5 0 2 3 sent x@gmai.com;E 3"},
	"2 sent=2 held=0 addresses=1 of=6,8 notes=0 errors=0 gate=0"},
    {{"R -;M 1 1 5 1 2 sent x@gmai.com;E 3",
	 "R -;M 2 5 0 1 3 sent y@gmai.com;E 3"},
	"2 sent=2 held=0 addresses=2 of=6,8 notes=0 errors=0 gate=0"},
    /* It is held there, where the log names only one recipient. */
    {{"R -;M 1 1 5 1 2 sent x@gmai.com;E 3",
	 "R -;M 2 5 0 1 3 held y@gmai.com;E 3"},
	"2 sent=0 held=2 addresses=2 of=6,8 notes=0 errors=0 gate=0"},
    /* The same queue id comes again after months. */
    {{"R -;M 1 1 0 0 2 sent x@gmai.com;E 3",
	 "R -;M 1 1 0 0 2592002 sent x@gmai.com;E 3"},
	"2 sent=2 held=0 addresses=1 of=6,8 notes=0 errors=0 gate=0"},
    /* Ranges that touch, other hosts, and lines that name none. */
    {{"R -;H a 1 5;H b 5 9;H - 1 5;E 5", "R -;H a 5 9;H b 1 5;H - 2 6;E 5"},
	"2 sent=0 held=0 addresses=0 of=6,8 notes=0 errors=0 gate=0"},
    /* What was said of the input. */
    {{"R -;N l cut;X l gone;E 4", "R -;N l cut;E 3"},
	"2 sent=0 held=0 addresses=0 of=6,8 notes=2 errors=1 gate=0"},
    /* A report that was added up itself. */
    {{"R -;H a 1 9;H a 2 3;E 4", "R -;H a 9 12;E 3"},
	"2 sent=0 held=0 addresses=0 of=6,8 notes=0 errors=0 gate=0"},

    {{"R -;H a 1 9;H a 2 3;E 4", "R -;H a 5 7;E 3"},
	"f1:1: has lines of host \"a\" from the same time as \"f0\""},
    {{"R -;H a 1 5;E 3", "R -;H a 4 9;E 3"}, "f1:1: has lines of host \"a\""},
    {{"R -;H a 1 9;E 3", "R -;H a 20 30;E 3", "R -;H a 2 3;E 3"},
	"f2:1: has lines of host \"a\" from the same time as \"f0\""},
    {{"R -;H a 1 1;E 3", "R -;H a 1 1;E 3"}, "f1:1: has lines of host \"a\""},
    {{"R -;H - 1 5;E 3", "R -;H - 1 5;E 3"}, "f1:1: has lines of host \"\""},
    {{"R -;M 1 1 0 1 2 sent x@gmai.com;E 3",
	 "R -;M 1 1 0 1 9999999 sent x@gmai.com;E 3"},
	"f1:2: has a mail that is in line 2 of \"f0\", too"},
    {{"R -;M 1 1 0 0 2 sent x@gmai.com;E 3",
	 "R -;M 1 1 0 0 2592001 sent x@gmai.com;E 3"},
	"f1:2: has a mail that is in line 2 of \"f0\", too"},
    {{"R -;M 1 1 0 1 2 sent x@gmai.com;E 3;"
      "R -;M 1 1 0 1 2 sent y@gmai.com;E 3"},
	"f0:5: has a mail that is in line 2 of \"f0\", too"},
    {{"R k1;E 2", "R k2;E 2"}, "f1:1: is not redacted by the same key"},
    {{"R k1;E 2", "R -;E 2"}, "f1:1: is not redacted by the same key"},
    {{"R -;R -;E 2"}, "f0:2: begins a report within another one"},
    {{"H a 1 5;E 2"}, "f0:1: is no beginning"},
    {{"R -;E 2;H a 1 5"}, "f0:3: is no beginning"},
    {{"R -;H a 1 5;E 2"},
	"f0:3: ends a report of 2 lines, of which there are 3"},
    {{"R -;E 2;R -;E 4"},
	"f0:4: ends a report of 4 lines, of which there are 2"},
    {{"R -;H a 1 5"}, "f0:2: ends within a report"},
    {{""}, "f0: is empty"},
};

/* The first diagnostic, or "" when all were taken. */
static void
read_files(struct leak_parts *parts, const char *const files[FILES],
    char *shown, size_t size)
{
	static const char *const names[FILES] = {"f0", "f1", "f2"};
	struct diagnostics diagnostics = {0};
	int result = 0;

	*shown = '\0';
	for (size_t i = 0; i < FILES && files[i] != NULL; i++) {
		write_report(names[i], files[i]);
		if (leak_parts_read(parts, names[i], &diagnostics) < 0)
			result = -1;
	}
	if (result == 0)
		result = leak_parts_check(parts, &diagnostics);
	cr_expect_eq(result < 0, diagnostics.count != 0);
	if (diagnostics.kept != 0)
		diagnostic_format(&diagnostics.list[0], shown, size);
	diagnostics_clear(&diagnostics);
}

Test(leak_parts, are_added_up_or_refused)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct leak_parts *parts = leak_parts_new(false);
		const char *expected = rows[i].expected;
		char shown[300];

		cr_assert_not_null(parts);
		read_files(parts, rows[i].files, shown, sizeof(shown));
		if (*shown == '\0')
			show_sums(parts, shown, sizeof(shown));
		cr_expect(strncmp(shown, expected, strlen(expected)) == 0,
		    "row %zu: %s, not %s", i, shown, expected);
		leak_parts_free(&parts);
	}
}

Test(leak_parts, message_ids_are_there_where_they_are_wanted)
{
	static const char *const with[FILES] = {
	    "R -;M 1 1 0 1 2 sent x@gmai.com;E 3"};
	static const char *const without[FILES] = {
	    "R -;M 1 1 0 8 2 sent x@gmai.com;E 3"};
	struct leak_parts *parts = leak_parts_new(true);
	char shown[300];

	read_files(parts, with, shown, sizeof(shown));
	cr_expect_str_empty(shown);
	read_files(parts, without, shown, sizeof(shown));
	cr_expect(strncmp(shown, "f0:2: has no Message-ID", 23) == 0, "%s",
	    shown);
	leak_parts_free(&parts);
}

/* What any client can have an MTA refuse has no room that what was sent needs,
 * nor has it in a sum of reports. */
Test(leak_parts, what_was_refused_takes_no_room_of_what_was_sent)
{
	static const char mail[] =
	    "{\"version\":1,\"kind\":\"mail\",\"domain\":\"gmai.com\","
	    "\"address\":\"x%05d@gmai.com\",\"sender\":\"\",\"list\":\"\","
	    "\"relay\":\"\",\"text\":\"\",\"first\":2,\"begun\":2,"
	    "\"bytes\":9,\"mail\":\"%016x\",\"queue\":\"%016x\","
	    "\"next\":\"0000000000000000\","
	    "\"message\":\"0000000000000000\",\"outcome\":\"%s\"}\n";
	struct leak_parts *parts = leak_parts_new(false);
	struct diagnostics diagnostics = {0};
	struct buffer text = {0};
	char shown[300];

	clock_limit(30);
	put_line("R -", &text);
	for (int i = 1; i <= 70000; i++)
		buffer_add_format(&text, mail, i, (unsigned)i, 0U, "refused");
	buffer_add_format(&text, mail, 70001, 70001U, 70001U, "sent");
	put_line("E 70003", &text);
	buffer_add(&text, "", 1);
	cr_assert(!text.failed);
	text_write("f0", text.bytes);
	cr_assert_eq(leak_parts_read(parts, "f0", &diagnostics), 0);
	cr_assert_eq(leak_parts_check(parts, &diagnostics), 0);
	show_sums(parts, shown, sizeof(shown));
	/* Beside the total and the domain. */
	cr_expect(strstr(shown, "sent=1 held=0 addresses=32767 ") != NULL, "%s",
	    shown);
	buffer_clear(&text);
	leak_parts_free(&parts);
}
