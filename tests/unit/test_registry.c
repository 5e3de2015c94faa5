/* SPDX-License-Identifier: BSD-2-Clause */
/* Which wrong members a recipient leads to. */
#include "domains/records/registry.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/records/records.h"
#include "tests/unit/memory.h"
#include "tests/unit/text.h"

static struct doppel *engine;
static const char *local_domains[] = {"example.jp"};
static const struct key_rules rules = {local_domains, 1, "+"};

static void
set_up(void)
{
	static const char text[] = "gmail.com weight=0.5\n"
	                           "yahoo.co.jp weight=0.2\n";
	struct doppel_list list = {.kind = LISTFILE_PROVIDERS};
	const struct doppel_options options = {
	    .lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default,
	};
	char path[] = "/tmp/registryXXXXXX";
	struct faults faults = {0};
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_gt(write(fd, text, strlen(text)), 0);
	close(fd);
	list.path = path;
	cr_assert_eq(doppel_open(&options, &faults, &engine), 0);
	unlink(path);
}

static void
tear_down(void)
{
	doppel_close(&engine);
}

TestSuite(registry, .init = set_up, .fini = tear_down, .timeout = 60);

static struct recordset *
read_set(enum records_type type, const char *path, const char *text)
{
	const struct records_options options = {.type = type};
	struct recordset_builder *builder =
	    recordset_begin(engine, NULL, NULL);
	struct recordset *set = NULL;
	struct faults faults = {0};

	cr_assert_not_null(builder);
	records_parse(path, text, strlen(text), &options, recordset_take,
	    builder, &faults);
	cr_assert_eq(recordset_end(&builder, path, &faults, &set), 0);
	cr_assert_null(builder);
	faults_clear(&faults);
	return set;
}

static struct registry *
make(struct recordset **sets, size_t count)
{
	struct registry *registry = registry_new(sets, count, &rules);

	cr_assert_not_null(registry);
	for (size_t i = 0; i < count; i++)
		recordset_release(&sets[i]);
	return registry;
}

/* "lab taro@gmai.com f:1|" for each that is found. */
static void
expect(const struct registry *registry, const char *path, const char *want,
    size_t want_all)
{
	struct registry_found found[REGISTRY_FOUND_MAX];
	char text[4096] = "";
	size_t len = 0, all;
	size_t count = registry_find(registry, path, strlen(path), found,
	    &all);

	for (size_t i = 0; i < count; i++)
		text_put(text, sizeof(text), &len, "%s %s %s:%u|",
		    found[i].list, found[i].member, found[i].file,
		    found[i].line);
	cr_expect_str_eq(text, want, "%s: %s", path, text);
	cr_expect_eq(all, want_all, "%s: %zu", path, all);
}

Test(registry, lists_and_lists_in_them)
{
	struct recordset *sets[] = {
	    read_set(RECORDS_ALIASES, "f",
	        "all: staff, deans\n"
	        "staff: office@example.jp, all\n"
	        "office: taro@gmai.com\n"
	        "deans: dean@gmail.com\n"
	        "self: self, x@yaho.co.jp\n"
	        "owner-deans: jiro@gmai.com\n"),
	    read_set(RECORDS_VIRTUAL, "v",
	        "info@shop.example office\n"
	        "@old.example @gmai.com\n"
	        "@older.example @old.example\n"
	        "kept@old.example kept@gmail.com\n"
	        "/^x/ a@gmai.com\n"),
	};
	struct registry *registry = make(sets, 2);

	expect(registry, "<all@example.jp>", "office taro@gmai.com f:3|", 1);
	expect(registry, "<office+x@example.jp>",
	    "office taro@gmai.com f:3|", 1);
	expect(registry, "<deans@example.jp>", "", 0);
	expect(registry, "<owner-deans@example.jp>",
	    "owner-deans jiro@gmai.com f:6|", 1);
	expect(registry, "<self@example.jp>", "self x@yaho.co.jp f:5|", 1);
	expect(registry, "<all@else.jp>", "", 0);
	expect(registry, "<info@shop.example>", "office taro@gmai.com f:3|",
	    1);
	expect(registry, "<who@old.example>", "@old.example @gmai.com v:2|",
	    1);
	expect(registry, "<who@older.example>",
	    "@old.example @gmai.com v:2|", 1);
	expect(registry, "<kept@old.example>", "", 0);
	expect(registry, "nonsense@", "", 0);
	cr_expect(registry_has(registry, "owner-deans"));
	cr_expect_not(registry_has(registry, "owner-staff"));
	registry_free(&registry);
	cr_expect_null(registry);
}

/* The worst are told, and the others counted. */
Test(registry, many_wrong_members)
{
	enum { WRONG = 100 };
	char text[WRONG * 32 + 256];
	size_t len = 0, all;
	struct registry_found found[REGISTRY_FOUND_MAX];
	struct recordset *sets[1];
	struct registry *registry;

	text_put(text, sizeof(text), &len, "lab: a@gmail.com");
	for (int i = 0; i < WRONG; i++)
		text_put(text, sizeof(text), &len, ",\n u%d@gmwil.co", i);
	text_put(text, sizeof(text), &len, ",\n last@gmai.com\n");
	sets[0] = read_set(RECORDS_ALIASES, "f", text);
	cr_expect_eq(sets[0]->wrong_count, RECORDSET_WRONG_MAX);
	registry = make(sets, 1);
	cr_expect_eq(registry_find(registry, "<lab@example.jp>", 16, found,
	    &all), REGISTRY_FOUND_MAX);
	cr_expect_eq(all, WRONG + 1);
	for (size_t i = 1; i < REGISTRY_FOUND_MAX; i++)
		cr_expect_leq(recordset_rank(found[i].verdict),
		    recordset_rank(found[i - 1].verdict));
	cr_expect_eq(registry_count(registry).wrong, WRONG + 1);
	cr_expect_eq(registry_count(registry).members, WRONG + 2);
	registry_free(&registry);
}

/* What judged it may be gone when it is told. */
Test(registry, outlives_the_engine)
{
	struct recordset *sets[] = {
	    read_set(RECORDS_ALIASES, "f", "lab: taro@gmai.com\n")};
	struct registry *registry = make(sets, 1);
	struct registry_found found[REGISTRY_FOUND_MAX];
	size_t all;

	doppel_close(&engine);
	cr_assert_eq(registry_find(registry, "lab", 3, found, &all), 1);
	cr_expect_eq(found[0].verdict->reason, VERDICT_REGISTRATION);
	cr_expect_eq(found[0].verdict->confidence, VERDICT_CERTAIN);
	cr_expect_str_eq(found[0].verdict->meant.text, "gmail.com");
	cr_expect_null(found[0].verdict->file);
	registry_free(&registry);
}

/* A chain and a full mesh of lists, as somebody could write who wants mail to
 * wait. */
Test(registry, a_maze)
{
	enum { CHAIN = 20000, MESH = 400 };
	size_t size = (size_t)CHAIN * 24 + (size_t)MESH * MESH * 6, len = 0;
	char *text = malloc(size);
	struct registry_found found[REGISTRY_FOUND_MAX];
	struct recordset *sets[1];
	struct registry *registry;
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
	sets[0] = read_set(RECORDS_ALIASES, "f", text);
	registry = make(sets, 1);
	/* Twenty thousand lists away, and yet it is found. */
	cr_assert_eq(registry_find(registry, "n0", 2, found, &all), 1);
	cr_expect_str_eq(found[0].list, "n20000");
	cr_expect_eq(registry_find(registry, "n19990", 6, found, &all), 1);
	cr_expect_eq(registry_find(registry, "m0", 2, found, &all),
	    REGISTRY_FOUND_MAX);
	cr_expect_geq(all, REGISTRY_LISTS_MAX);
	registry_free(&registry);
	free(text);
}

Test(registry, without_memory)
{
	struct recordset *sets[1];
	struct registry *registry;

	if (!MEMORY_CAN_FAIL)
		return;
	sets[0] = read_set(RECORDS_ALIASES, "f", "lab: taro@gmai.com\n");
	memory_exhaust();
	registry = registry_new(sets, 1, &rules);
	memory_restore();
	cr_expect_null(registry);
	recordset_release(&sets[0]);
}
