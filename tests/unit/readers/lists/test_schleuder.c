/* SPDX-License-Identifier: BSD-2-Clause */
/* What schleuder-cli prints of a list's subscriptions. */
#include "domains/readers/lists/schleuder.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/readers/lists/taken.h"

#define KEY "59C71FB38AEE22E091C78259D06350440F759BD3"

static const struct {
	const char *text, *want;
} rows[] = {
    {"a@x.jp\t" KEY "\t\t\n\n", "lab@x.jp a@x.jp () 1|"},
    {"a@x.jp\t" KEY "\tadmin\t\nb@x.jp\tN/A\t\tDelivery disabled!\n",
	"lab@x.jp a@x.jp () 1|lab-owner@x.jp a@x.jp () 1|"
	"lab@x.jp b@x.jp () 2|"},
    {"\na@x.jp\tN/A\tadmin", "lab@x.jp a@x.jp () 2|"
			     "lab-owner@x.jp a@x.jp () 2|"},
};

Test(schleuder, subscriptions)
{
	static struct taken taken;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		taken_parse("lab@x.jp.txt", rows[i].text, strlen(rows[i].text),
		    READER_AUTO, &taken);
		cr_expect_str_eq(taken.text, rows[i].want, "row %zu: %s", i,
		    taken.text);
	}
}

Test(schleuder, known_by_what_it_is)
{
	cr_expect(!schleuder_begins(span_of("")));
	cr_expect(!schleuder_begins(span_of("a@x.jp\n")));
	cr_expect(!schleuder_begins(span_of("a@x.jp\tTaro\t\t\n")));
	cr_expect(!schleuder_begins(span_of("a@x.jp\tABC\t\t\n")));
	cr_expect(!schleuder_begins(span_of("Taro\t" KEY "\t\t\n")));
}
