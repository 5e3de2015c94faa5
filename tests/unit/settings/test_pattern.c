/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/pattern.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/clock.h"
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

static bool
is_slow(void *context, const char *directory)
{
	(void)context;
	return strcmp(directory, "slow") == 0;
}

static void
note_wait(void *context, const char *directory, size_t files, uint64_t ms)
{
	struct found *waited = context;

	(void)files;
	cr_expect_geq(ms, 1000);
	text_put(waited->text, sizeof(waited->text), &waited->len, "%s\n",
	    directory);
}

/* What may be in a directory that rests is not gone; of the others, how long
 * it took is noted where it was waited for. */
Test(pattern, leaves_slow_directories_alone)
{
	struct found waited = {.text = ""}, found = {.text = ""};
	const struct pattern_patience patience = {is_slow, note_wait, &waited};
	struct strings unseen = {.count = 0};
	struct pattern_look look = {
	    .patience = &patience,
	    .crowded = &unseen,
	};
	static const char *const patterns[] = {"[sg]*/f", "slow/*", "slow/f",
	    "good/*"};

	cr_assert(mkdir("slow", 0700) == 0 && mkdir("good", 0700) == 0);
	text_write("slow/f", "");
	text_write("good/f", "");
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(pattern_each(patterns[i], take, &found, &look), 0);
	cr_expect_str_eq(found.text, "good/f\ngood/f\n");
	cr_assert_eq(unseen.count, 3);
	cr_expect_str_eq(unseen.list[0], "slow/f");
	cr_expect_str_eq(unseen.list[1], "slow/*");
	cr_expect_str_eq(unseen.list[2], "slow/f");
	cr_expect_str_eq(waited.text, "", "it took no time");
	strings_clear(&unseen);
	/* One that is gone is nobody's; root's are waited for. */
	clock_drag(1000);
	pattern_each("gone/*", take, &found, &look);
	pattern_each("good/*", take, &found, &look);
	clock_drag(0);
	cr_expect_str_eq(waited.text, "gone\n");
}

/* Whoever has a directory does not keep a look at it from ending. */
Test(pattern, looks_for_so_long_at_a_user)
{
	struct diagnostics diagnostics = {0};
	struct strings unseen = {.count = 0};
	struct pattern_look look = {
	    .diagnostics = &diagnostics,
	    .crowded = &unseen,
	};
	struct found found = {.text = ""};

	if (geteuid() != 0)
		cr_skip_test("needs root");
	cr_assert_eq(mkdir("a", 0700), 0);
	text_write("a/f", "");
	text_write("a/g", "");
	clock_drag(200000);
	cr_expect_eq(pattern_each("a/?", take, &found, &look), 0);
	cr_expect_eq(found.count, 2, "root's");
	cr_assert_eq(chown("a", 12345, 12345), 0);
	cr_expect_eq(pattern_each("a/?", take, &found, &look), 0);
	clock_drag(0);
	cr_expect_eq(found.count, 2);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "it takes over 300 seconds to find what matches \"?\": what was "
	    "not "
	    "found is not read");
	cr_assert_eq(unseen.count, 1);
	cr_expect_str_eq(unseen.list[0], "a/?");
	strings_clear(&unseen);
	diagnostics_clear(&diagnostics);
}

struct weighed {
	struct found waited;
	size_t files;
	uint64_t ms;
};

static void
weigh(void *context, const char *directory, size_t files, uint64_t ms)
{
	struct weighed *weighed = context;

	text_put(weighed->waited.text, sizeof(weighed->waited.text),
	    &weighed->waited.len, "%s\n", directory);
	weighed->files = files;
	weighed->ms = ms;
}

static int
take_slowly(void *context, const char *path, const struct stamp *stamp)
{
	uid_t *uid = context;

	(void)path;
	if (stamp->uid != *uid)
		*uid = 1;
	clock_skip(700);
	return 0;
}

/* Of many directories, none of which takes a second, all that they take is the
 * time of the one that they are in. */
Test(pattern, adds_up_the_time_of_what_is_below)
{
	struct weighed weighed = {.ms = 0};
	const struct pattern_patience patience = {is_slow, weigh, &weighed};
	struct pattern_look look = {.patience = &patience};
	uid_t uid = 12345;

	if (geteuid() != 0)
		cr_skip_test("needs root");
	cr_assert(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 &&
		  mkdir("a/c", 0700) == 0);
	text_write("a/b/f", "");
	text_write("a/c/f", "");
	cr_assert_eq(chown("a", 12345, 12345), 0);
	cr_expect_eq(pattern_each("a/*/*", take_slowly, &uid, &look), 0);
	cr_expect_str_eq(weighed.waited.text, "a\n");
	cr_expect_eq(weighed.files, 5, "two, one in each, and itself");
	cr_expect_geq(weighed.ms, 1400);
}

/* Links in a user's directory are that user's, whatever they lead to. */
Test(pattern, finds_what_is_a_users_in_a_users_directory)
{
	struct pattern_look look = {0};
	uid_t uid = 12345;

	if (geteuid() != 0)
		cr_skip_test("needs root");
	cr_assert(mkdir("a", 0700) == 0 && mkdir("b", 0700) == 0);
	text_write("roots", "");
	text_write("b/f", "");
	cr_assert(chown("a", 12345, 12345) == 0 &&
		  chown("b", 12346, 12346) == 0 &&
		  chown("b/f", 12346, 12346) == 0);
	cr_assert(
	    symlink("../roots", "a/roots") == 0 && symlink("../b", "a/b") == 0);
	cr_expect_eq(pattern_each("a/*", take_slowly, &uid, &look), 0);
	cr_expect_eq(pattern_each("a/*/*", take_slowly, &uid, &look), 0);
	cr_expect_eq(uid, 12345);
	uid = 12346;
	cr_expect_eq(pattern_each("b/*", take_slowly, &uid, &look), 0);
	cr_expect_eq(uid, 12346);
	uid = 0;
	cr_expect_eq(pattern_each("root?", take_slowly, &uid, &look), 0);
	cr_expect_eq(uid, 0);
}
