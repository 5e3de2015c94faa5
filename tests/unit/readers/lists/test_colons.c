/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows with colons: the address is read, and what is no such row is none. */
#include "domains/readers/lists/colons.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/readers/reader.h"
#include "tests/unit/readers/lists/taken.h"

static const struct {
	const char *text, *want; /* NULL: of another form */
} rows[] = {
    {"# c\nroot:a@x.jp:mx.x.jp:587\nmail:b@x.jp:mx.x.jp\n",
	"root a@x.jp () 2|mail b@x.jp () 3|"},
    {"a@x.jp : |DIGEST|\nb@x.jp : |A|B|\n", " a@x.jp () 1| b@x.jp () 2|"},
    {"a@x.jp::lab\nb@x.jp::\n", " a@x.jp () 1| b@x.jp () 2|"},
    {"root:a@x.jp:mx.x.jp:587\nmail:b@x", "root a@x.jp () 1| b@x () 2|"},
    {"root:a@x.jp:mx.x.jp:99999\n", NULL},
    {"root: a@x.jp\nlab: b@x.jp, c@x.jp\n", NULL},
    {"root: a@x.jp: see below\n", NULL},
    {"root: |/bin/lab a@x.jp\n", NULL},
    {"a@x.jp: |/bin/lab\n", NULL},
    {"a@x.jp: b@x.jp\n", NULL},
    {"a@x.jp\nroot:a@x.jp:mx.x.jp\n", NULL},
    {"root:a@x.jp:mx.x.jp\nlab: b@x.jp\nc: d@x.jp\n", NULL},
    {"", NULL},
};

Test(colons, rows_and_what_is_none)
{
	static struct taken taken;
	struct foreign foreign;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct span text = span_of(rows[i].text);
		enum reader_type type =
		    reader_recognise("x", text.bytes, text.len, &foreign);

		cr_expect_eq(colons_begin(text), rows[i].want != NULL,
		    "row %zu", i);
		if (rows[i].want == NULL)
			continue;
		cr_expect_eq(type, READER_CSV, "row %zu: %s", i,
		    reader_type_name(type));
		taken_parse("x", text.bytes, text.len, READER_AUTO, &taken);
		cr_expect_str_eq(taken.text, rows[i].want, "row %zu: %s", i,
		    taken.text);
	}
}

/* The conditions of mailx stand alone in a file of aliases. */
Test(colons, mailx_has_conditions)
{
	struct foreign foreign;
	static const char text[] = "alias taro taro@gmai.com\nif receive\n"
				   "set from=jiro@gmai.com\nelse\n"
				   "set x\nendif\n";

	cr_expect_eq(reader_recognise("x", text, sizeof(text) - 1, &foreign),
	    READER_MUTT);
}
