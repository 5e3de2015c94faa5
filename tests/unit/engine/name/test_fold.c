// SPDX-License-Identifier: BSD-2-Clause
/* Tests of fold. */
#include "domains/engine/name/fold.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/engine/name/fold_table.h"
#include "tests/unit/cases.h"

static void
check_row(const struct case_row *row)
{
	struct name name, seen = {.len = 0};
	enum name_error error;

	cr_assert_eq(name_parse(row->field[0], row->len[0], &name, &error), 0,
	    "%s:%u: %s", row->file, row->line, name_error_text(error));
	bool folds = fold_name(&name, &seen);
	cr_expect_eq(folds, row->len[1] > 0, "%s:%u", row->file, row->line);
	cr_expect_str_eq(seen.text, row->field[1], "%s:%u: %s", row->file,
	    row->line, seen.text);
	cr_expect(!seen.idn, "%s:%u", row->file, row->line);
}

Test(fold, table)
{
	cases_each("tests/cases/fold.tsv", 2, check_row);
}

/* The search needs the order; the result needs the letters. */
Test(fold, generated_table_is_sound)
{
	cr_assert_gt(fold_table_count, 500u);
	for (size_t i = 0; i < fold_table_count; i++) {
		const struct fold_entry *entry = &fold_table[i];
		cr_expect_gt(entry->code, i == 0 ? 0x7f : entry[-1].code);
		size_t len = strnlen(entry->looks, sizeof entry->looks);
		cr_expect(len > 0 && len < sizeof entry->looks, "U+%04X",
		    entry->code);
		cr_expect_eq(strspn(entry->looks,
				 "abcdefghijklmnopqrstuvwxyz0123456789-"),
		    len, "U+%04X", entry->code);
	}
}

/* 63 times ae is 126 bytes of a label. */
Test(fold, longer_than_a_label)
{
	char bytes[200];
	size_t len = 0;

	for (int i = 0; i < 40; i++) {
		memcpy(bytes + len, "æ", 2);
		len += 2;
	}
	struct name name, seen;
	enum name_error error;
	cr_assert_eq(name_parse(bytes, len, &name, &error), 0);
	cr_expect(!fold_name(&name, &seen));

	/* Four such labels are longer than a name as well. */
	char long_bytes[400];
	size_t used = 0;
	for (int i = 0; i < 5; i++) {
		memcpy(long_bytes + used, bytes, 62);
		used += 62;
		long_bytes[used++] = '.';
	}
	cr_assert_eq(name_parse(long_bytes, used, &name, &error), 0, "%s",
	    name_error_text(error));
	cr_expect(!fold_name(&name, &seen));
}
