/* SPDX-License-Identifier: BSD-2-Clause */
/* Generate: what the catalogue explains is made, and nothing that nobody could
 * register. */
#include "domains/doppellist/generate/generate.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/cases.h"
#include "tests/unit/names.h"

static const char *const suffixes[] = {"co.jp", "com", "de", "ne.jp", "net",
    "or.jp"};

static void
make(struct generated *generated, const char *text)
{
	struct name name = name_of(text);

	if (generated->suffixes == NULL) {
		generated->suffixes = suffixes;
		generated->suffix_count = sizeof(suffixes) / sizeof(*suffixes);
	}
	if (generated->slips_max == 0)
		generated->slips_max = 1;
	cr_assert_eq(generated_add(generated, &name), 0);
	generated_rank(generated);
}

static const struct generated_name *
find(const struct generated *generated, const char *text)
{
	for (size_t i = 0; i < generated->count; i++)
		if (strcmp(generated->names[i].name, text) == 0)
			return &generated->names[i];
	return NULL;
}

/* Rows of one slip.  What may be glued to a name is without end, and names
 * below the one meant are its owner's. */
static void
check_row(const struct case_row *row)
{
	struct generated generated = {0};
	struct name seen = name_of(row->field[1]);
	struct name meant = name_of(row->field[0]);
	size_t suffix = name_public_suffix(&seen);
	const char *one = seen.text + suffix;

	if (strchr(row->field[2], '+') != NULL ||
	    strcmp(row->field[2], "none") == 0 ||
	    strcmp(row->field[2], "glued") == 0 || row->field[2][0] == '\0' ||
	    !name_tld_exists(&seen) || name_registrable(&seen) == seen.len ||
	    name_registrable(&meant) == meant.len ||
	    strcmp(seen.text + name_registrable(&seen),
		meant.text + name_registrable(&meant)) == 0)
		return;
	generated.suffixes = &one;
	generated.suffix_count = 1;
	make(&generated, meant.text);
	cr_expect_not_null(find(&generated, seen.text),
	    "%s:%u: %s is not generated", row->file, row->line, seen.text);
	generated_clear(&generated);
}

Test(doppellist_generate, makes_what_the_catalogue_explains)
{
	cases_each("tests/cases/typo.tsv", 3, check_row);
}

Test(doppellist_generate, names)
{
	static const struct {
		const char *meant;
		const char *name;
		bool made;
	} rows[] = {
	    {"gmail.com", "gmai.com", true},
	    {"gmail.com", "gmeil.com", true},  /* a Japanese ear */
	    {"gmail.com", "grnail.com", true}, /* letters that look alike */
	    {"gmail.com", "xn--gmal-nza.com", true}, /* dotless i */
	    {"gmail.com", "gmail.co", true},
	    {"gmail.com", "gmail.com.com", true},
	    {"gmail.com", "gmail.net", true},
	    {"gmail.com", "wwwgmail.com", true},
	    {"se.ibm.com", "seibm.com", true},
	    {"yahoo.co.jp", "yahooco.jp", true},
	    {"yahoo.co.jp", "yahoo.ne.jp", true},
	    {"ezweb.ne.jp", "ezweb.ne", true},
	    {"gmail.com", "gmail.com", false}, /* itself */
	    {"gmail.com", "gmailcom", false},  /* no domain */
	    {"gmail.com", "gmail.con", false}, /* no such top level */
	    {"gmail.com", "-gmail.com", false},
	    {"gmail.com", "gmal.con", false},
	    {"gmail.com", "gmqxl.com", false}, /* two slips */
	    {"a.ibm.com", "b.ibm.com", false}, /* ibm.com's own */
	    {"yahoo.co.jp", "co.jp", false},   /* a public suffix */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct generated generated = {0};

		make(&generated, rows[i].meant);
		cr_expect_eq(find(&generated, rows[i].name) != NULL,
		    rows[i].made, "row %zu: %s", i, rows[i].name);
		generated_clear(&generated);
	}
}

Test(doppellist_generate, ranks_by_likelihood)
{
	struct generated generated = {0};

	make(&generated, "gmail.com");
	cr_assert_gt(generated.count, 500);
	for (size_t i = 1; i < generated.count; i++)
		cr_expect_leq(generated.names[i - 1].rank,
		    generated.names[i].rank);
	/* A slip of the hand before any foreign letter, swap before hash. */
	cr_expect_lt(find(&generated, "gmial.com")->rank,
	    find(&generated, "xn--gmal-nza.com")->rank);
	cr_expect_lt(find(&generated, "gmial.com")->rank,
	    find(&generated, "gmxil.com")->rank);
	generated_clear(&generated);
}

/* gmai.com is gmail.com's, though gmx.com's too by two slips. */
Test(doppellist_generate, name_of_several_stands_once)
{
	struct generated generated = {.slips_max = 1};
	size_t count = 0;

	make(&generated, "hotmail.com");
	make(&generated, "hotmal.com");
	for (size_t i = 0; i < generated.count; i++)
		count += strcmp(generated.names[i].name, "hotmali.com") == 0;
	cr_expect_eq(count, 1);
	cr_expect_eq(find(&generated, "hotmali.com")->meant, 0);
	generated_clear(&generated);
}

Test(doppellist_generate, known_names_are_left_out)
{
	struct nameset excluded = {0};
	struct name mail = name_of("mail.com"), ymail = name_of("ymail.com");
	struct generated generated = {.excluded = &excluded};

	cr_assert_eq(nameset_add(&excluded, &mail, 1), 0);
	cr_assert_eq(nameset_add(&excluded, &ymail, 1), 0);
	make(&generated, "gmail.com");
	cr_expect_null(find(&generated, "mail.com"));
	cr_expect_null(find(&generated, "g.mail.com"));
	cr_expect_null(find(&generated, "ymail.com"));
	cr_expect_geq(generated.passed, 3);
	generated_clear(&generated);
	nameset_free(&excluded);
}

Test(doppellist_generate, two_slips)
{
	struct generated generated = {.slips_max = 2};

	make(&generated, "ab.de");
	cr_expect_not_null(find(&generated, "abc.de"));
	cr_expect_not_null(find(&generated, "abcd.de"));
	cr_expect_not_null(find(&generated, "abde.de"));
	for (size_t i = 0; i < generated.count; i++)
		cr_expect_leq(generated.names[i].typo.slips, 2, "%s",
		    generated.names[i].name);
	generated_clear(&generated);
}

/* The longest there is: nothing overruns, nothing longer is made. */
Test(doppellist_generate, longest_name)
{
	struct generated generated = {0};
	char text[NAME_SIZE];

	memset(text, 'a', sizeof(text));
	for (size_t i = 63; i < 249; i += 64)
		text[i] = '.';
	memcpy(text + NAME_MAX_BYTES - 4, ".com", 5);
	make(&generated, text);
	cr_expect_gt(generated.count, 0);
	generated_clear(&generated);
}
