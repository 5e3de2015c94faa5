/* SPDX-License-Identifier: BSD-2-Clause */
/* The registrations file as a gate sees it: what changes what is in force, and
 * what is reported. */
#include "domains/service/intake.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/registrations/file_text.h"

static char folder[] = "/tmp/intakeXXXXXX";
static char path[64];
static struct intake intake;
static struct registrations *in_force;

static void
set_up(void)
{
	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/registrations", folder);
}

static void
tear_down(void)
{
	registrations_release(&in_force);
	intake_clear(&intake);
	unlink(path);
	rmdir(folder);
}

TestSuite(intake, .init = set_up, .fini = tear_down, .timeout = 120);

/* As a watcher replaces it; without its last bytes when cut is not 0. */
static void
write_registrations(unsigned lists, time_t when, size_t cut)
{
	struct buffer rows = {0}, file = {0};
	char text[160], temporary[80];
	FILE *stream;

	snprintf(text, sizeof(text),
	    "delimiter\t\nallow-percent-hack\tno\nswap-bangpath\tno\n"
	    "counts\t%u\t0\t0\n",
	    lists);
	buffer_add_text(&rows, text);
	registrations_seal(&rows, when, &file);
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	stream = fopen(temporary, "w");
	cr_assert_not_null(stream);
	fwrite(file.bytes, 1, file.len - cut, stream);
	fclose(stream);
	cr_assert_eq(rename(temporary, path), 0);
	buffer_clear(&rows);
	buffer_clear(&file);
}

/* Looks, takes over what is new and returns what was said: "+" for something
 * new, "!" for good again, then the diagnostics. */
static const char *
look(void)
{
	static char said[512];
	struct diagnostics diagnostics = {0};
	struct intake_news news;

	intake_look(&intake, path, in_force, &diagnostics, &news);
	snprintf(said, sizeof(said), "%s%s%s",
	    news.registrations != NULL ? "+" : "", news.good_again ? "!" : "",
	    diagnostics.kept != 0 ? diagnostics.list[0].text : "");
	cr_expect_leq(diagnostics.count, 1);
	diagnostics_clear(&diagnostics);
	if (news.registrations != NULL) {
		registrations_release(&in_force);
		in_force = news.registrations;
	}
	return said;
}

static unsigned
lists(void)
{
	return in_force != NULL ? (unsigned)registrations_count(in_force).lists
	                        : 0;
}

Test(intake, what_is_new_is_taken_once)
{
	write_registrations(1, time(NULL), 0);
	cr_expect_str_eq(look(), "+");
	cr_expect_str_eq(look(), "");
	write_registrations(1, time(NULL) + 1, 0);
	cr_expect_str_eq(look(), "", "only the time is another one");
	write_registrations(2, time(NULL), 0);
	cr_expect_str_eq(look(), "+");
	cr_expect_eq(lists(), 2);
}

Test(intake, a_damaged_file_changes_nothing_and_is_reported_once)
{
	write_registrations(1, time(NULL), 0);
	look();
	write_registrations(2, time(NULL), 5);
	cr_expect_str_eq(look(),
	    "is cut: it has no end mark; what was read last holds");
	cr_expect_str_eq(look(), "");
	unlink(path);
	cr_expect_str_eq(look(), "", "it is still not good");
	cr_expect_eq(lists(), 1);
	write_registrations(1, time(NULL), 0);
	cr_expect_str_eq(look(), "!");
	write_registrations(3, time(NULL), 1);
	cr_expect_neq(*look(), '\0', "it is reported again");
	write_registrations(3, time(NULL), 0);
	cr_expect_str_eq(look(), "+!");
	cr_expect_eq(lists(), 3);
}

Test(intake, a_missing_file_is_no_hindrance)
{
	cr_expect_str_eq(look(), "cannot open: No such file or directory; no "
				 "registrations are in force: is doppelcheck "
				 "--watch at work?");
	cr_expect_str_eq(look(), "");
	write_registrations(1, time(NULL), 0);
	cr_expect_str_eq(look(), "+!");
}

Test(intake, an_old_file_is_taken_and_reported)
{
	write_registrations(1, time(NULL) - INTAKE_OLD_SECONDS - 1, 0);
	cr_expect_str_eq(look(), "+", "the watcher may just begin, too");
	intake.begun_at -= INTAKE_BEGIN_MS;
	cr_expect_str_eq(look(), "is over ten minutes old: is doppelcheck "
				 "--watch at work?; what was read last holds");
	cr_expect_str_eq(look(), "");
	cr_expect_eq(lists(), 1);
	write_registrations(1, time(NULL), 0);
	cr_expect_str_eq(look(), "!");
	/* It grows old in force. */
	intake.time -= INTAKE_OLD_SECONDS + 1;
	cr_expect_neq(*look(), '\0');
}

/* A FIFO or a directory must not hang a gate. */
Test(intake, what_is_no_file_is_not_waited_for)
{
	cr_assert_eq(mkfifo(path, 0644), 0);
	cr_expect_neq(*look(), '\0');
	cr_expect_eq(lists(), 0);
}
