/* SPDX-License-Identifier: BSD-2-Clause */
/* Which wrong members a recipient leads to. */
#include "domains/registrations/directory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/lists.h"
#include "tests/unit/memory.h"
#include "tests/unit/registrations/sets.h"
#include "tests/unit/text.h"

static struct doppel *engine;
static const char *local_domains[] = {"example.jp"};
static const struct lookup_key_rules rules = {
    .domains = local_domains,
    .domain_count = 1,
    .delimiter = "+",
};

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n"
				   "yahoo.co.jp weight=0.2\n",
	};

	engine = lists_open(lists);
}

static void
tear_down(void)
{
	doppel_close(&engine);
}

TestSuite(directory, .init = set_up, .fini = tear_down, .timeout = 120);

static struct directory *
make(struct member_set **sets, size_t count)
{
	struct directory *directory = directory_new(sets, count, &rules);

	cr_assert_not_null(directory);
	for (size_t i = 0; i < count; i++)
		member_set_release(&sets[i]);
	return directory;
}

/* "lab taro@gmai.com f:1|" for each that is found. */
static void
expect(const struct directory *directory, const char *path, const char *want,
    size_t want_all)
{
	struct directory_found found[DIRECTORY_FOUND_MAX];
	char text[4096] = "";
	size_t len = 0, all;
	size_t count =
	    directory_find(directory, path, strlen(path), found, &all);

	for (size_t i = 0; i < count; i++)
		text_put(text, sizeof(text), &len, "%s %.*s %s:%u|",
		    found[i].list, (int)found[i].wrong->address.len,
		    found[i].wrong->address.bytes, found[i].wrong->file,
		    found[i].wrong->line);
	cr_expect_str_eq(text, want, "%s: %s", path, text);
	cr_expect_eq(all, want_all, "%s: %zu", path, all);
}

Test(directory, lists_and_lists_in_them)
{
	struct member_set *sets[] = {
	    sets_read(engine, READER_ALIASES, "f",
		"all: staff, deans\n"
		"staff: office@example.jp, all\n"
		"office: taro@gmai.com\n"
		"deans: dean@gmail.com\n"
		"self: self, x@yaho.co.jp\n"
		"owner-deans: jiro@gmai.com\n"),
	    sets_read(engine, READER_VIRTUAL, "v",
		"info@shop.example office\n"
		"@old.example @gmai.com\n"
		"@older.example @old.example\n"
		"kept@old.example kept@gmail.com\n"
		"/^x/ a@gmai.com\n"),
	};
	struct directory *directory = make(sets, 2);

	expect(directory, "<all@example.jp>", "office taro@gmai.com f:3|", 1);
	expect(directory, "<office+x@example.jp>", "office taro@gmai.com f:3|",
	    1);
	expect(directory, "<deans@example.jp>", "", 0);
	expect(directory, "<owner-deans@example.jp>",
	    "owner-deans jiro@gmai.com f:6|", 1);
	expect(directory, "<self@example.jp>", "self x@yaho.co.jp f:5|", 1);
	expect(directory, "<all@else.jp>", "", 0);
	expect(directory, "<info@shop.example>", "office taro@gmai.com f:3|",
	    1);
	expect(directory, "<who@old.example>", "@old.example @gmai.com v:2|",
	    1);
	expect(directory, "<who@older.example>", "@old.example @gmai.com v:2|",
	    1);
	expect(directory, "<kept@old.example>", "", 0);
	expect(directory, "nonsense@", "", 0);
	cr_expect(directory_has(directory, "owner-deans"));
	cr_expect_not(directory_has(directory, "owner-staff"));
	directory_free(&directory);
	cr_expect_null(directory);
}

/* The worst are reported, and the others counted. */
Test(directory, many_wrong_members)
{
	enum { WRONG = 100 };
	char text[WRONG * 32 + 256];
	size_t len = 0, all;
	struct directory_found found[DIRECTORY_FOUND_MAX];
	struct member_set *sets[1];
	struct directory *directory;

	text_put(text, sizeof(text), &len, "lab: a@gmail.com");
	for (int i = 0; i < WRONG; i++)
		text_put(text, sizeof(text), &len, ",\n u%d@gmwil.co", i);
	text_put(text, sizeof(text), &len, ",\n last@gmai.com\n");
	sets[0] = sets_read(engine, READER_ALIASES, "f", text);
	cr_expect_eq(sets[0]->wrong_count, MEMBER_SET_WRONG_MAX);
	directory = make(sets, 1);
	cr_expect_eq(directory_find(directory, "<lab@example.jp>", 16, found,
			 &all),
	    DIRECTORY_FOUND_MAX);
	cr_expect_eq(all, WRONG + 1);
	for (size_t i = 1; i < DIRECTORY_FOUND_MAX; i++)
		cr_expect_leq(found[i].wrong->rank, found[i - 1].wrong->rank);
	cr_expect_eq(directory_count(directory).wrong, WRONG + 1);
	cr_expect_eq(directory_count(directory).members, WRONG + 2);
	directory_free(&directory);
}

/* What judged it may be gone when it is reported. */
Test(directory, outlives_the_engine)
{
	struct member_set *sets[] = {
	    sets_read(engine, READER_ALIASES, "f", "lab: taro@gmai.com\n")};
	struct directory *directory = make(sets, 1);
	struct directory_found found[DIRECTORY_FOUND_MAX];
	size_t all;

	doppel_close(&engine);
	cr_assert_eq(directory_find(directory, "lab", 3, found, &all), 1);
	cr_expect_eq(found[0].wrong->reason, VERDICT_REGISTRATION);
	cr_expect_eq(found[0].wrong->confidence, VERDICT_CERTAIN);
	cr_expect_str_eq(found[0].wrong->meant, "gmail.com");
	directory_free(&directory);
}

/* A chain and a full mesh of lists, as somebody could write who wants mail to
 * wait. */
Test(directory, a_maze)
{
	enum { CHAIN = 20000, MESH = 400 };
	size_t size = (size_t)CHAIN * 24 + (size_t)MESH * MESH * 6, len = 0;
	char *text = malloc(size);
	struct directory_found found[DIRECTORY_FOUND_MAX];
	struct member_set *sets[1];
	struct directory *directory;
	size_t all;

	for (int i = 0; i < CHAIN; i++)
		text_put(text, size, &len, "n%d: n%d\n", i, i + 1);
	text_put(text, size, &len, "n%d: taro@gmai.com\n", CHAIN);
	for (int i = 0; i < MESH; i++) {
		text_put(text, size, &len, "m%d: a@gmai.com", i);
		for (int k = 0; k < MESH; k += 1 + (i != 0) * 7)
			text_put(text, size, &len, ", m%d", k);
		text_put(text, size, &len, "\n");
	}
	sets[0] = sets_read(engine, READER_ALIASES, "f", text);
	directory = make(sets, 1);
	/* Twenty thousand lists away, and yet it is found. */
	cr_assert_eq(directory_find(directory, "n0", 2, found, &all), 1);
	cr_expect_str_eq(found[0].list, "n20000");
	cr_expect_eq(directory_find(directory, "n19990", 6, found, &all), 1);
	cr_expect_eq(directory_find(directory, "m0", 2, found, &all),
	    DIRECTORY_FOUND_MAX);
	cr_expect_geq(all, DIRECTORY_LISTS_MAX);
	directory_free(&directory);
	free(text);
}

Test(directory, without_memory)
{
	struct member_set *sets[1];
	struct directory *directory;

	if (!MEMORY_CAN_FAIL)
		return;
	sets[0] =
	    sets_read(engine, READER_ALIASES, "f", "lab: taro@gmai.com\n");
	memory_exhaust();
	directory = directory_new(sets, 1, &rules);
	memory_restore();
	cr_expect_null(directory);
	member_set_release(&sets[0]);
}
