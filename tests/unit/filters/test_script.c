/* SPDX-License-Identifier: BSD-2-Clause */
/* What filters have in common: another file that one reads is a note. */
#include "domains/filters/script.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/readers/reader.h"

static int
take(void *context, const struct member *member)
{
	(void)member;
	++*(size_t *)context;
	return 0;
}

static const struct {
	enum reader_type type;
	const char *text;
} rows[] = {
    {READER_PROCMAIL, "A=x\n\nINCLUDERC=x@y.jp\n"},
    {READER_FDM, "set lock-wait\n\ninclude \"x@y.jp\"\n"},
    {READER_MAILDROP, "A=\"x\"\n\ninclude \"x@y.jp\"\n"},
};

Test(script, what_is_included_is_a_note)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct diagnostics notes = {0}, diagnostics = {0};
		const struct reader_options options = {.type = rows[i].type,
		    .notes = &notes};
		size_t count = 0;

		reader_parse("x", rows[i].text, strlen(rows[i].text), &options,
		    take, &count, &diagnostics);
		cr_expect_eq(count, 0, "row %zu", i);
		cr_expect_eq(diagnostics.count, 0, "row %zu", i);
		cr_assert_eq(notes.count, 1, "row %zu", i);
		cr_expect_str_eq(notes.list[0].text,
		    "\"x@y.jp\": is read here by the program; doppelcheck "
		    "reads what it is given");
		diagnostics_clear(&notes);
		diagnostics_clear(&diagnostics);
	}
}
