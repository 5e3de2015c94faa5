/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of lists: what is a cut, what is accepted, what is no copy. */
#include "domains/service/list_copies.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(list_copies, .init = scratch_enter, .fini = scratch_leave);

static struct list_copies copies;

/* Loads a list of so many names as a gate does: NULL when it is in force, else
 * what is wrong with it. */
static const char *
load(const char *directory, const char *path, size_t entries, bool end_mark)
{
	static char why[512];
	char text[4096] = "";
	size_t len = 0;
	struct diagnostics diagnostics = {0};
	const struct doppel_list list = {.path = path};
	struct doppel_reading reading = {
	    .list = &list,
	    .entries = entries,
	    .end_mark = end_mark,
	};

	for (size_t i = 0; i < entries; i++)
		text_put(text, sizeof(text), &len, "n%zu.example\n", i);
	if (end_mark)
		text_put(text, sizeof(text), &len, "# end entries=%zu\n",
		    entries);
	reading.bytes = strdup(text);
	reading.len = len;
	list_copies_begin(&copies, directory);
	if (list_copies_inspect(&copies, &reading, &diagnostics) == 0) {
		list_copies_keep(&copies, &diagnostics);
		cr_expect_eq(diagnostics.count, 0);
		free(reading.bytes);
		return NULL;
	}
	cr_assert_eq(diagnostics.kept, 1);
	snprintf(why, sizeof(why), "%s", diagnostics.list[0].text);
	diagnostics_clear(&diagnostics);
	free(reading.bytes);
	return why;
}

static bool
begins(const char *text, const char *with)
{
	return text != NULL && strncmp(text, with, strlen(with)) == 0;
}

Test(list_copies, more_than_half_is_a_cut)
{
	static const char directory[] = ".";

	cr_expect_null(load(directory, "/x/a.list", 0, false));
	cr_expect_null(load(directory, "/x/a.list", 9, false));
	cr_expect_null(load(directory, "/x/a.list", 5, false));
	cr_expect(begins(load(directory, "/x/a.list", 2, false),
	    "has lost more than half of its entries: 5 when it was last in "
	    "force, 2 now; "));
	/* it had 5 still */
	cr_expect_null(load(directory, "/x/a.list", 3, false));
	cr_expect_null(load(directory, "/x/b.list", 1, true));
	cr_expect(begins(load(directory, "/x/b.list", 1, false),
	    "has no end mark, and had one "));
	cr_expect(begins(load(directory, "/x/b.list", 0, true),
	    "has lost more than half of its entries: 1 when it was last in "
	    "force, 0 now; "));
	cr_expect_null(load("", "/x/a.list", 0, false));
	list_copies_clear(&copies);
}

Test(list_copies, what_is_accepted_is_that_content)
{
	static const char directory[] = ".";
	struct diagnostics diagnostics = {0};
	const struct list_content content = {
	    .path = "/x/a.list",
	    .bytes = "n0.example\n",
	    .len = strlen("n0.example\n"),
	    .entries = 1,
	};

	cr_expect_null(load(directory, "/x/a.list", 9, false));
	cr_assert_eq(list_copies_accept(directory, &content, &diagnostics), 0);
	cr_expect_not_null(load(directory, "/x/a.list", 2, false));
	cr_expect_not_null(load(directory, "/x/a.list", 0, false));
	cr_expect_null(load(directory, "/x/a.list", 1, false));
	/* once */
	cr_expect_null(load(directory, "/x/a.list", 9, false));
	cr_expect_not_null(load(directory, "/x/a.list", 1, false));
	list_copies_clear(&copies);
}
