/* SPDX-License-Identifier: BSD-2-Clause */
/* The hashed files of ezmlm's subscribers. */
#include "domains/readers/lists/ezmlm.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/readers/lists/taken.h"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *path, *bytes;
	size_t len;
	const char *want;
} rows[] = {
    {"/ml/lab/subscribers/G", BYTES("Ta@x.jp\0Tb@x.jp\0"),
	"lab a@x.jp () 1|lab b@x.jp () 2|"},
    {"lab/digest/subscribers/A", BYTES("Ta@x.jp\0"), "lab-digest a@x.jp () 1|"},
    {"lab/mod/subscribers/A", BYTES("Ta@x.jp\0"),
	"lab-moderators a@x.jp () 1|"},
    {"lab/allow/subscribers/A", BYTES("Ta@x.jp\0"),
	"lab-nonmember a@x.jp () 1|"},
    {"lab/deny/subscribers/A", BYTES("Ta@x.jp\0"), ""},
    {"G", BYTES("Ta@x.jp\0"), " a@x.jp () 1|"},
    /* Somebody writes to it. */
    {"lab/subscribers/G", BYTES("Ta@x.jp\0Tb@x.j"),
	"lab a@x.jp () 1|lab b@x.j () 2|"},
    {"lab/subscribers/G", BYTES("Ta@x.jp\0b@x.jp\0"), "lab a@x.jp () 1|! 2|"},
    /* A name in front of it is none; what a shell would read, too. */
    {"lab/subscribers/G", BYTES("T#a@x.jp\0"), "lab #a@x.jp () 1|"},
    {"lab/subscribers/G", BYTES(""), ""},
};

Test(ezmlm, subscribers)
{
	static struct taken taken;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		taken_parse(rows[i].path, rows[i].bytes, rows[i].len,
		    READER_EZMLM, &taken);
		cr_expect_str_eq(taken.text, rows[i].want, "row %zu: %s", i,
		    taken.text);
	}
}

Test(ezmlm, known_by_what_it_is)
{
	static struct taken taken;

	taken_parse("lab/subscribers/G", BYTES("Ta@x.jp\0Tb@x.jp\0"),
	    READER_AUTO, &taken);
	cr_expect_str_eq(taken.text, "lab a@x.jp () 1|lab b@x.jp () 2|");
	cr_expect(!ezmlm_begins((struct span){BYTES("Taro@x.jp\n")}));
	cr_expect(!ezmlm_begins((struct span){BYTES("Taro\0x@y.jp\0")}));
	cr_expect(!ezmlm_begins((struct span){BYTES("T\0a\0@\0x\0")}));
	cr_expect(!ezmlm_begins((struct span){BYTES("")}));
}

/* The letter of the file follows from the address: nothing is replaced. */
static int
take(void *context, const struct member *member)
{
	cr_expect(!member->in_text);
	++*(unsigned *)context;
	return 0;
}

Test(ezmlm, an_address_is_not_replaced)
{
	unsigned count = 0;
	const struct reader_text text = {
	    .file = "lab/subscribers/G",
	    .text = {BYTES("Ta@x.jp\0")},
	    .take = take,
	    .context = &count,
	};

	cr_expect_eq(ezmlm_read(&text), 0);
	cr_expect_eq(count, 1);
}
