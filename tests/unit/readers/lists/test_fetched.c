/* SPDX-License-Identifier: BSD-2-Clause */
/* What doppelfetch has left: taken whole, and as hostile as what a stranger
 * writes. */
#include "domains/readers/lists/fetched.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

#define SERVICE "http://mx:8001/3.1"
#define HEAD "service\t" SERVICE "\n"
#define PAGE "page\t" SERVICE "/lists/lab?page=1\tlab@x.jp\n"

TestSuite(fetched, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

static char taken[1024];
static size_t taken_len;

static int
take(void *context, const struct member *member)
{
	(void)context;
	text_put(taken, sizeof(taken), &taken_len, "%.*s %.*s %s:%u|",
	    (int)member->list.len, member->list.bytes, (int)member->address.len,
	    member->address.bytes,
	    strchr(member->file, '?') != NULL ? strchr(member->file, '?')
					      : member->file,
	    member->line);
	return 0;
}

static void
put(const char *name, const char *text, time_t when)
{
	const struct buffer rows = {
	    .bytes = (char *)(uintptr_t)text,
	    .len = strlen(text),
	};
	struct buffer file = {0};

	file_rows_seal(&fetched_form, &rows, when, &file);
	buffer_add(&file, "", 1);
	cr_assert(!file.failed);
	text_write(name, file.bytes);
	buffer_clear(&file);
}

/* What was taken, then the diagnostics, and what is returned with any. */
static const char *
look_for(int result_with_any)
{
	struct diagnostics diagnostics = {0};
	const struct fetched_reading reading = {
	    .service = SERVICE,
	    .take = take,
	    .diagnostics = &diagnostics,
	};
	int result;

	taken_len = 0;
	*taken = '\0';
	result = fetched_read(&reading, ".");
	cr_expect_eq(result, diagnostics.count == 0 ? 0 : result_with_any);
	for (size_t i = 0; i < diagnostics.kept; i++)
		text_put(taken, sizeof(taken), &taken_len, "%s: %s\n",
		    diagnostics.list[i].file, diagnostics.list[i].text);
	diagnostics_clear(&diagnostics);
	return taken;
}

static const char *
look(void)
{
	return look_for(-1);
}

Test(fetched, members_have_the_page_and_their_entry)
{
	put("mailman3",
	    HEAD PAGE "member\ta@y.jp\tA\nmember\tb@y.jp\t\n"
		      "page\t" SERVICE "/lists/lab?page=2\tlab-owner@x.jp\n"
		      "member\tc@y.jp\t\n",
	    time(NULL));
	cr_expect_str_eq(look(), "lab@x.jp a@y.jp ?page=1:1|"
				 "lab@x.jp b@y.jp ?page=1:2|"
				 "lab-owner@x.jp c@y.jp ?page=2:1|");
}

/* Rows that only doppelfetch gone wrong could write. */
static const struct {
	const char *rows, *want;
} lies[] = {
    {"", "is no row"},
    {"service\thttp://mx:8001/3.2\n", "is of another service"},
    {HEAD "member\ta@y.jp\t\n", "is no row"},
    {HEAD "page\t/etc/shadow\tlab@x.jp\n", "is no row"},
    {HEAD "page\t" SERVICE ".evil/\tlab@x.jp\n", "is no row"},
    {HEAD "page\t" SERVICE "/\tlab\n", "is no row"},
    {HEAD PAGE "member\ta@y.jp\n", "is no row"},
    {HEAD PAGE "member\ta@y.jp\t\t\n", "is no row"},
    {HEAD PAGE "nothing\ta@y.jp\t\n", "is no row"},
};

Test(fetched, a_lie_is_a_diagnostic_of_the_service)
{
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		const char *said;

		put("mailman3", lies[i].rows, time(NULL));
		said = look();
		cr_expect(strncmp(said, SERVICE ": ", strlen(SERVICE ": ")) ==
				  0 &&
			      strstr(said, lies[i].want) != NULL,
		    "row %zu: %s", i, said);
	}
}

Test(fetched, half_of_a_file_or_another_one_is_none)
{
	put("mailman3", HEAD PAGE "member\ta@y.jp\t\n", time(NULL));
	cr_assert_eq(truncate("mailman3", 80), 0);
	cr_expect_str_eq(look(),
	    SERVICE ": ./mailman3: is cut: it has no end mark\n");
	text_write("mailman3", "root:$6$secret:19000:0:::::\n");
	cr_expect_str_eq(look(),
	    SERVICE ": ./mailman3: is no file of doppelfetch\n");
	text_write("mailman3", "doppelcheck fetched 2\n");
	cr_expect_str_eq(look(),
	    SERVICE ": ./mailman3: is of another version\n");
	text_write("mailman3", "");
	cr_expect_str_eq(look(),
	    SERVICE ": ./mailman3: is no file of doppelfetch\n");
}

Test(fetched, a_pipe_is_not_waited_for)
{
	cr_assert_eq(mkfifo("mailman3", 0600), 0);
	cr_expect(strstr(look(), "regular file") != NULL, "%s", taken);
	cr_assert_eq(unlink("mailman3"), 0);
	cr_expect_str_eq(look(),
	    SERVICE ": ./mailman3: No such file or directory\n");
}

Test(fetched, old_members_are_taken_and_reported)
{
	put("mailman3", HEAD PAGE "member\ta@y.jp\t\n", 1767225600);
	cr_expect_str_eq(look(), "lab@x.jp a@y.jp ?page=1:1|" SERVICE
				 ": doppelfetch has brought nothing since "
				 "2026-01-01 00:00:00 UTC\n");
}

Test(fetched, a_failure_after_them_is_reported_of_the_service)
{
	put("mailman3", HEAD PAGE "member\ta@y.jp\t\n", time(NULL) - 9);
	put("mailman3.failed",
	    HEAD "error\t" SERVICE "/lists?page=1\tanswers with 500\n"
		 "error\t/etc/password\tmode \\x1b[2J644\n",
	    time(NULL));
	cr_expect_str_eq(look(), "lab@x.jp a@y.jp ?page=1:1|" SERVICE
				 "/lists?page=1: answers with 500\n");
	put("mailman3.failed", HEAD "error\t/etc/password\tmode \\x1b[2J\n",
	    time(NULL));
	cr_expect_str_eq(look(), "lab@x.jp a@y.jp ?page=1:1|" SERVICE
				 ": /etc/password: mode \\x1b[2J\n");
	put("mailman3.failed", HEAD "error\tx\ty\n", time(NULL) - 10);
	cr_expect_str_eq(look(), "lab@x.jp a@y.jp ?page=1:1|",
	    "one that is older is over");
}

Test(fetched, a_list_that_is_left_out_takes_no_other_along)
{
	put("mailman3",
	    HEAD PAGE "member\ta@y.jp\t\n"
		      "left-out\t" SERVICE
		      "/lists/x/config\tanswers \\x1b 404\n"
		      "left-out\t/etc/password\tmode\n"
		      "page\t" SERVICE "/?page=2\tclub@x.jp\n"
		      "member\tb@y.jp\t\n",
	    time(NULL));
	cr_expect_str_eq(look_for(0),
	    "lab@x.jp a@y.jp ?page=1:1|club@x.jp b@y.jp ?page=2:1|" SERVICE
	    "/lists/x/config: answers \\x1b 404\n" SERVICE
	    ": /etc/password: mode\n");
	put("mailman3", HEAD "left-out\tx\n" PAGE "member\ta@y.jp\t\n",
	    time(NULL));
	cr_expect(strstr(look(), "a@y.jp") == NULL, "a row that is none");
}

Test(fetched, a_table_is_listed_as_postmap_would)
{
	char bytes[512] = "";
	struct buffer listing = {0}, file = {0};
	struct diagnostics diagnostics = {0};
	const char text[] = "service\tldap:/x.cf\n"
			    "entry\tlab@x.jp\ta@y.jp\n"
			    "entry\ta\\x09b\tc\\x0aroot\\x09d\n";
	const struct buffer rows = {
	    .bytes = (char *)(uintptr_t)text,
	    .len = sizeof(text) - 1,
	};
	const struct fetched_reading reading = {
	    .service = "ldap:/x.cf",
	    .diagnostics = &diagnostics,
	    .listing = &listing,
	};

	file_rows_seal(&fetched_form, &rows, time(NULL), &file);
	cr_assert(!file.failed && file.len < sizeof(bytes));
	memcpy(bytes, file.bytes, file.len);
	cr_expect_eq(fetched_parse(&reading, bytes, file.len), 0);
	buffer_add(&listing, "", 1);
	cr_expect_str_eq(listing.bytes, "lab@x.jp\ta@y.jp\na?b\tc?root?d\n");
	buffer_clear(&listing);
	buffer_clear(&file);
}

/* There is a copy of it for each finding. */
Test(fetched, a_page_is_no_longer_than_a_path)
{
	struct buffer rows = {0};

	buffer_add_text(&rows, HEAD "page\t" SERVICE "/");
	for (size_t i = 0; i < FILE_ROWS_FIELD_MAX; i++)
		buffer_add(&rows, "a", 1);
	buffer_add(&rows, "\tlab@x.jp\nmember\ta@x.jp\t\n",
	    sizeof("\tlab@x.jp\nmember\ta@x.jp\t\n"));
	put("mailman3", rows.bytes, time(NULL));
	buffer_clear(&rows);
	cr_expect_not_null(strstr(look(), "has a field over 4096 bytes"));
}

Test(fetched, a_table_is_called_by_what_it_is)
{
	char one[FETCHED_NAME_SIZE], other[FETCHED_NAME_SIZE];

	cr_expect_str_eq(fetched_table("proxy:ldap:/x.cf"), "ldap:/x.cf");
	cr_expect_eq(fetched_table("hash:/x.cf"), NULL);
	fetched_file_name("ldap:/x.cf", one);
	fetched_file_name("ldap:/y.cf", other);
	cr_expect(strncmp(one, "ldap-", 5) == 0 && strcmp(one, other) != 0);
	cr_expect(strchr(one, '/') == NULL);
	fetched_file_name(SERVICE, one);
	cr_expect_str_eq(one, "mailman3");
}
