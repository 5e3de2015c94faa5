/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of list entries: what is known of names before they are looked up hides
 * none. */
#include "domains/engine/lists/entries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define LEN_MAX 60
#define ALIKE 40

static const struct list_origin origin = {
    .kind = LISTFILE_PROTECTED,
    .file = "protected.list",
};

/* A name of so many bytes, one of some that differ in the middle only. */
static void
make_name(size_t len, unsigned one, char text_r[static LEN_MAX + 1])
{
	memset(text_r, 'a', len);
	text_r[len] = '\0';
	text_r[len / 2] = (char)('a' + one % 26);
	if (len > 4)
		text_r[len / 2 + 1] = (char)('a' + one / 26);
	if (len > 3)
		memcpy(text_r + len - 3, ".jp", 3);
}

static void
add(struct list_entries *lists, const char *text)
{
	struct listfile_entry entry = {.line = 1};

	cr_assert_eq(name_parse(text, strlen(text), &entry.name, NULL), 0);
	cr_assert_eq(list_entries_add(lists, &origin, &entry), 0);
}

static void
expect_found(const struct list_entries *lists, const char *seen,
    const char *text)
{
	const struct list_entry *found[LISTFILE_KINDS];

	cr_assert(list_entries_find_parents(lists, seen, strlen(seen), found),
	    "%s", seen);
	cr_assert_not_null(found[LISTFILE_PROTECTED], "%s", seen);
	cr_assert_str_eq(found[LISTFILE_PROTECTED]->name, text, "%s", seen);
}

Test(list_entries, names_of_any_length_are_found_and_below_them)
{
	struct list_entries *lists = list_entries_create(false);
	char text[LEN_MAX + 1], below[LEN_MAX + 8];

	cr_assert_not_null(lists);
	for (size_t len = 1; len <= LEN_MAX; len++)
		for (unsigned one = 0; one < ALIKE; one++) {
			make_name(len, one, text);
			add(lists, text);
			expect_found(lists, text, text);
			snprintf(below, sizeof(below), "mail.%s", text);
			expect_found(lists, below, text);
		}
	list_entries_free(&lists);
	cr_expect_null(lists);
}

/* Of names that end and begin alike only the listed one is meant. */
Test(list_entries, names_with_the_same_ends_are_told_apart)
{
	struct list_entries *lists = list_entries_create(false);
	const struct list_entry *found[LISTFILE_KINDS];
	char text[LEN_MAX + 1];

	cr_assert_not_null(lists);
	make_name(30, 0, text);
	add(lists, text);
	for (unsigned one = 1; one < ALIKE; one++) {
		make_name(30, one, text);
		cr_expect_not(list_entries_find_parents(lists, text, 30, found),
		    "%s", text);
	}
	list_entries_free(&lists);
}
