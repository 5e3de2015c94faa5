/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/pattern.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(pattern, .init = scratch_enter, .fini = scratch_leave);

struct found {
	char text[512];
	size_t len;
	size_t count;
};

static int
take(void *context, const char *path, const struct stamp *stamp)
{
	const struct stamp now = stamp_of(path);
	struct found *found = context;

	cr_expect(stamp_equal(stamp, &now));
	text_put(found->text, sizeof(found->text), &found->len, "%s\n", path);
	return ++found->count == 9 ? -1 : 0;
}

static void
expect(const char *pattern, size_t count, size_t closed_count)
{
	struct pattern_look closed = {0};
	struct found found = {.text = ""};

	cr_expect_eq(pattern_each(pattern, take, &found, &closed), 0);
	cr_expect_eq(found.count, count, "%s: %s", pattern, found.text);
	cr_expect_eq(closed.count, closed_count, "%s: %s", pattern,
	    closed.first);
}

Test(pattern, finds_what_is_there)
{
	char name[] = "a/0";
	struct pattern_look closed = {0};
	struct found found = {.text = ""};

	cr_assert(mkdir("a", 0700) == 0 && mkdir("b", 0700) == 0);
	cr_assert_eq(symlink("loop", "loop"), 0);
	text_write("a/f", "");
	text_write("b/f", "");
	text_write("c", "");
	expect("a/f", 1, 0);
	expect("a/g", 0, 0);
	expect("?/f", 2, 0);
	expect("*/f", 2, 1); /* the loop cannot be looked at */
	expect("?/f/x", 0, 0);
	expect("[ab]", 2, 0);
	expect("d*", 0, 0);
	expect("loop", 0, 1);

	for (; name[2] <= '9'; name[2]++)
		text_write(name, "");
	cr_expect_eq(pattern_each("a/?", take, &found, &closed), -1);
	cr_expect_eq(found.count, 9);
}

Test(pattern, is)
{
	cr_expect(pattern_is("/home/*/x"));
	cr_expect(pattern_is("a?"));
	cr_expect(pattern_is("[a]"));
	cr_expect_not(pattern_is("/etc/aliases"));
}
