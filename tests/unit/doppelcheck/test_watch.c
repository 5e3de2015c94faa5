/* SPDX-License-Identifier: BSD-2-Clause */
/* What a watcher reads again, and what it leaves. */
#include "domains/doppelcheck/watch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/stamp.h"
#include "domains/doppelcheck/configuration.h"
#include "domains/doppelcheck/postfix_watch.h"
#include "tests/unit/clock.h"
#include "tests/unit/lists.h"
#include "tests/unit/text.h"

#define HOUR 3600
#define HOUR_MS (HOUR * 1000)

static char folder[] = "/tmp/watchXXXXXX";
static struct doppel *engine;
static struct watch *watch;
static char pattern[64];
static char domain[] = "example.jp";
static char *domains[] = {domain};
static struct settings_source source = {
    .type = READER_MEMBERS,
    .what = pattern,
};
static struct settings_registrations registrations = {
    .sources = &source,
    .source_count = 1,
    .local_domains = {.list = domains, .count = 1},
};
static const struct settings_policies policies;
static struct directory *directory;

static const char *
path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	};

	clock_hold();
	cr_assert_not_null(mkdtemp(folder));
	snprintf(pattern, sizeof(pattern), "%s/*.members", folder);
	engine = lists_open(lists);
	watch = watch_new();
	cr_assert_not_null(watch);
}

static void
tear_down(void)
{
	char command[64];

	directory_free(&directory);
	watch_free(&watch);
	doppel_close(&engine);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(watch, .init = set_up, .fini = tear_down, .timeout = 120);

/* Looks, and writes down "READ/KEPT wrong WRONG|first diagnostic". */
static const char *
look_again(bool all, uint64_t retry_ms)
{
	static char said[512];
	const struct watch_input input = {
	    .registrations = &registrations,
	    .policies = &policies,
	    .engine = engine,
	    .all = all,
	    .retry_ms = retry_ms,
	};
	struct diagnostics diagnostics = {0};
	struct watch_news news;

	cr_assert_eq(watch_update(watch, &input, &diagnostics, &news), 0);
	if (news.directory != NULL) {
		directory_free(&directory);
		directory = news.directory;
	}
	snprintf(said, sizeof(said), "%zu/%zu wrong %zu|%s", news.read,
	    news.kept, directory != NULL ? directory_count(directory).wrong : 0,
	    diagnostics.kept != 0 ? strrchr(diagnostics.list[0].file, '/') + 1
				  : "");
	diagnostics_clear(&diagnostics);
	return said;
}

static const char *
look(bool all)
{
	return look_again(all, WATCH_RETRY_MS);
}

/* Whoever holds a lease on a list, as file servers do, and users
 * can on their own, does not keep it from being read for ever. */
Test(watch, what_could_not_be_opened_is_tried_again)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s", path_of("a@x.jp.members"));
	text_write(path, "taro@gmai.com\n");
	fd = open(path, O_RDWR);
	signal(SIGIO, SIG_IGN);
	cr_assert_eq(fcntl(fd, F_SETLEASE, F_WRLCK), 0);
	cr_expect_str_eq(look(true), "1/0 wrong 0|a@x.jp.members");
	clock_skip_time(HOUR);
	look(false);
	cr_expect_str_eq(look(false), "0/0 wrong 0|", "it has not changed");
	close(fd);
	cr_expect_str_eq(look(false), "0/0 wrong 0|");
	cr_expect_str_eq(look_again(false, 0), "1/0 wrong 1|");
	cr_expect_str_eq(look_again(false, 0), "0/0 wrong 1|");
}

Test(watch, what_cannot_be_read_stays_and_what_is_gone_goes)
{
	text_write(path_of("a@x.jp.members"), "taro@gmai.com\n");
	text_write(path_of("b@x.jp.members"), "jiro@gmai.com\n");
	cr_expect_str_eq(look(true), "2/0 wrong 2|");
	unlink(path_of("a@x.jp.members"));
	cr_assert_eq(mkdir(path_of("a@x.jp.members"), 0755), 0);
	cr_expect_str_eq(look(false), "2/1 wrong 2|a@x.jp.members");
	cr_expect_str_eq(look(false), "2/1 wrong 2|", "it is reported once");
	text_write(path_of("b@x.jp.members"), "jiro@gmail.com\n");
	cr_expect_str_eq(look(false), "2/1 wrong 1|");
	rmdir(path_of("a@x.jp.members"));
	cr_expect_str_eq(look(false), "1/0 wrong 0|");
}

Test(watch, what_has_not_changed_is_not_read)
{
	text_write(path_of("a@x.jp.members"), "taro@gmai.com\n");
	text_write(path_of("b@x.jp.members"), "jiro@gmai.com\n");
	look(true);
	clock_skip_time(HOUR);
	look(false);
	cr_expect_str_eq(look(false), "0/0 wrong 2|");
	text_write(path_of("b@x.jp.members"), "jiro@gmail.com\n");
	cr_expect_str_eq(look(false), "1/0 wrong 1|");
	cr_expect_str_eq(look(true), "2/0 wrong 1|");
}

/* Where a member is routed depends on what is local. */
Test(watch, all_is_read_again_when_other_domains_are_local)
{
	static char other[] = "new.example";

	text_write(path_of("a@x.jp.members"), "taro%gmai.com@new.example\n");
	look(true);
	clock_skip_time(HOUR);
	look(false);
	cr_expect_str_eq(look(false), "0/0 wrong 0|");
	domains[0] = other;
	cr_expect_str_eq(look(false), "1/0 wrong 1|");
	cr_expect_str_eq(look(false), "0/0 wrong 1|");
}

/* postconf(1) is asked when it may say something else. */
Test(watch, postfix_is_asked_when_its_files_change)
{
	struct postfix_watch asked = {0};
	const struct postfix *postfix;
	struct diagnostics diagnostics = {0};
	char etc[128];
	snprintf(etc, sizeof(etc), "%s", path_of("etc"));
	cr_assert_eq(mkdir(etc, 0755), 0);
	cr_expect(postfix_watch_ask(&asked, etc, false, NULL, &diagnostics,
	    &postfix));
	cr_expect_eq(diagnostics.count, 1, "there is no main.cf");
	cr_expect_eq(postfix->domains.count, 0);
	cr_expect_not(postfix_watch_ask(&asked, etc, false, NULL, &diagnostics,
	    &postfix));
	cr_expect_eq(diagnostics.count, 2, "which is still so");
	text_write(path_of("etc/main.cf"), "mydestination = a.example\n"
					   "recipient_delimiter = +\n"
					   "swap_bangpath = no\n");
	text_write(path_of("etc/master.cf"), "");
	cr_expect(postfix_watch_ask(&asked, etc, false, NULL, &diagnostics,
	    &postfix));
	cr_expect_str_eq(postfix->delimiter, "+");
	cr_expect(postfix->no_bang_path);
	cr_expect_not(postfix->no_percent_hack);
	clock_skip_time(HOUR);
	postfix_watch_ask(&asked, etc, false, NULL, &diagnostics, &postfix);
	cr_expect_not(postfix_watch_ask(&asked, etc, false, NULL, &diagnostics,
	    &postfix));
	cr_expect(
	    postfix_watch_ask(&asked, etc, true, NULL, &diagnostics, &postfix));
	/* What it said before stays when it cannot be asked. */
	unlink(path_of("etc/main.cf"));
	cr_expect(postfix_watch_ask(&asked, etc, false, NULL, &diagnostics,
	    &postfix));
	cr_expect_str_eq(postfix->delimiter, "+");
	diagnostics_clear(&diagnostics);
	postfix_watch_clear(&asked);
}

/* A configuration or list that is broken leaves the one before. */
Test(watch, configuration_changes_with_its_lists)
{
	struct configuration configuration = {.path = NULL};
	struct diagnostics diagnostics = {0};
	static const char *const lists[] = {"doppelgangers", "providers",
	    "innocent"};
	char conf[128], name[32];

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		snprintf(name, sizeof(name), "%s.list", lists[i]);
		text_write(path_of(name), "");
	}
	snprintf(conf, sizeof(conf), "%s", path_of("domains.conf"));
	text_write(conf, "lists = { directory = \".\"; };\n");
	configuration.path = conf;
	cr_assert_eq(configuration_load(&configuration, &diagnostics), 0, "%s",
	    diagnostics.kept != 0 ? diagnostics.list[0].text : "");
	cr_expect_not(configuration_has_changed(&configuration));
	text_write(path_of("doppelgangers.list"), "gmai.com gmail.com\n");
	cr_expect(configuration_has_changed(&configuration));
	cr_expect_eq(configuration_load(&configuration, &diagnostics), 0);
	cr_expect_eq(doppel_count(configuration.doppel, LISTFILE_DOPPELGANGERS),
	    1);
	text_write(path_of("doppelgangers.list"), "no..name x\n");
	cr_expect(configuration_has_changed(&configuration));
	cr_expect_eq(configuration_load(&configuration, &diagnostics), -1);
	cr_expect_eq(doppel_count(configuration.doppel, LISTFILE_DOPPELGANGERS),
	    1);
	cr_expect_not(configuration_has_changed(&configuration));
	/* It was too young for its times to show it. */
	clock_skip_time(HOUR);
	cr_expect(configuration_has_changed(&configuration));
	diagnostics_clear(&diagnostics);
	configuration_clear(&configuration);
}

/* ---- slow files of users ------------------------------------------------- */

/* A file that everybody can write to is nobody's, who is no more than a user;
 * all of these are young, so that each look wants to read them. */
static void
write_users(const char *name, const char *text)
{
	text_write(path_of(name), text);
	cr_assert_eq(chmod(path_of(name), 0666), 0);
}

/* It takes a twentieth of the time at most. */
Test(watch, a_user_whose_files_are_slow_rests)
{
	text_write(path_of("a@x.jp.members"), "taro@gmai.com\n");
	write_users("b@x.jp.members", "jiro@gmai.com\n");
	clock_drag(1000);
	cr_expect_str_eq(look(true), "2/0 wrong 2|", "the first time");
	cr_expect_str_eq(look(false), "2/0 wrong 2|", "it was not slow before");
	text_write(path_of("a@x.jp.members"), "taro@gmail.com\n");
	write_users("b@x.jp.members", "jiro@gmail.com\n");
	cr_expect_str_eq(look(false), "1/0 wrong 1|", "it rests");
	cr_expect_str_eq(look(true), "1/0 wrong 1|", "although all is read");
	write_users("c@x.jp.members", "saburo@gmai.com\n");
	cr_expect_str_eq(look(false), "2/0 wrong 1|c@x.jp.members",
	    "and so do new files");
	clock_drag(0);
	cr_expect_str_eq(look(false), "1/0 wrong 1|");
	clock_skip(HOUR_MS);
	cr_expect_str_eq(look(false), "3/0 wrong 1|");
	cr_expect_str_eq(look(false), "3/0 wrong 1|", "it is slow no longer");
}

Test(watch, a_source_that_is_too_slow_stays_and_is_tried_again)
{
	text_write(path_of("a@x.jp.members"), "taro@gmai.com\n");
	write_users("b@x.jp.members", "jiro@gmai.com\n");
	look(true);
	write_users("b@x.jp.members", "jiro@gmail.com\n");
	clock_drag(200000);
	cr_expect_str_eq(look(false), "2/1 wrong 2|b@x.jp.members");
	clock_drag(0);
	cr_expect_str_eq(look(false), "1/0 wrong 2|");
	clock_skip_time(HOUR);
	look(false);
	clock_skip(HOUR_MS);
	cr_expect_str_eq(look(false), "1/0 wrong 1|", "nothing has changed");
}

/* The others in root's file are read meanwhile, and what it said before stays.
 */
Test(watch, a_users_list_that_is_too_slow_is_left_out_for_a_while)
{
	char text[256];

	source.type = READER_ALIASES;
	write_users("list", "jiro@gmai.com\n");
	snprintf(text, sizeof(text), "a: taro@gmail.com\nb: :include:%s/list\n",
	    folder);
	text_write(path_of("x.members"), text);
	cr_expect_str_eq(look(true), "1/0 wrong 1|");
	clock_drag(122000);
	cr_expect_str_eq(look(false), "1/0 wrong 1|x.members");
	clock_drag(0);
	text[strlen("a: taro@gmai")] = '.';
	memmove(text + strlen("a: taro@gmai"), text + strlen("a: taro@gmail"),
	    strlen(text + strlen("a: taro@gmail")) + 1);
	text_write(path_of("x.members"), text);
	write_users("list", "jiro@gmail.com\n");
	cr_expect_str_eq(look(false), "1/0 wrong 2|x.members");
	clock_skip(HOUR_MS);
	cr_expect_str_eq(look(false), "1/0 wrong 1|");
}

/* So does it when only a look at it is slow, and nobody reads it. */
Test(watch, a_users_list_that_is_slow_to_look_at_rests)
{
	char text[256];

	source.type = READER_ALIASES;
	write_users("list", "jiro@gmai.com\n");
	snprintf(text, sizeof(text), "b: :include:%s/list\n", folder);
	text_write(path_of("x.members"), text);
	look(true);
	clock_skip_time(HOUR);
	look(false);
	clock_drag(1500);
	cr_expect_str_eq(look(false), "0/0 wrong 1|");
	clock_drag(0);
	write_users("list", "jiro@gmail.com\n");
	cr_expect_str_eq(look(false), "0/0 wrong 1|");
	clock_skip(HOUR_MS);
	cr_expect_str_eq(look(false), "1/0 wrong 0|");
}
