/* SPDX-License-Identifier: BSD-2-Clause */
/* Groups: findings on a terminal, file by file, the worst first. */
#include "domains/reports/groups.h"

#include <criterion/criterion.h>
#include <string.h>

static void
add(struct buffer *waiting, const char *file, unsigned line,
    const char *address, enum verdict_reason reason,
    enum verdict_confidence confidence)
{
	const struct report report = {.format = REPORT_GROUPS};
	const struct finding finding = {
	    .member.address = span_of(address),
	    .member.name = span_of(line == 9 ? "na\x01me" : ""),
	    .verdict = {.reason = reason,
		.confidence = confidence,
		.detail = "x"},
	};

	groups_add_place(file, waiting);
	buffer_add_number(waiting, line);
	groups_add_finding(&report, &finding, waiting);
}

static void
expect_text(struct buffer *buffer, const char *wanted)
{
	buffer_add(buffer, "", 1);
	cr_expect_str_eq(buffer->bytes, wanted);
	buffer_clear(buffer);
}

Test(groups, files_stand_together_and_the_worst_comes_first)
{
	struct buffer waiting = {0}, out = {0};

	cr_expect_eq(groups_arrange(&waiting, true, false, &out), 0);
	cr_expect_eq(out.len, 0);
	add(&waiting, "a", 1, "one", VERDICT_MALFORMED, VERDICT_CERTAIN);
	add(&waiting, "b", 9, "two", VERDICT_MALFORMED, VERDICT_CERTAIN);
	add(&waiting, "a", 2, "three", VERDICT_KNOWN_DOPPELGANGER,
	    VERDICT_CERTAIN);
	add(&waiting, "a", 3, "four", VERDICT_KNOWN_DOPPELGANGER,
	    VERDICT_CERTAIN);
	add(&waiting, "b", 10, "five", VERDICT_MALFORMED, VERDICT_CERTAIN);
	/* More of b may come. */
	cr_expect_eq(groups_arrange(&waiting, false, false, &out), 0);
	expect_text(&out, "a:2: three\n    known doppelganger\n"
			  "a:3: four\n    known doppelganger\n"
			  "a:1: one\n    malformed address (x)\n");
	add(&waiting, "b", 11, "six", VERDICT_KNOWN_DOPPELGANGER,
	    VERDICT_CERTAIN);
	cr_expect_eq(groups_arrange(&waiting, true, true, &out), 0);
	expect_text(&out, "\nb:11: six\n    known doppelganger\n"
			  "b:9: two (na\\x01me)\n    malformed address (x)\n"
			  "b:10: five\n    malformed address (x)\n");
	cr_expect_eq(waiting.len, 0);
	buffer_clear(&waiting);
}
