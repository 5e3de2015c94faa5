/* SPDX-License-Identifier: BSD-2-Clause */
/* Replacement: a file is old or new and nothing between. */
#include "domains/base/replacement.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	char directory[32];
	char path[80];
};

static struct place
place_make(void)
{
	struct place place = {.directory = "/tmp/replacement.XXXXXX"};

	cr_assert_not_null(mkdtemp(place.directory));
	snprintf(place.path, sizeof(place.path), "%s/x.list", place.directory);
	return place;
}

static void
place_expect(const struct place *place, const char *wanted)
{
	char bytes[64] = "";
	int fd = open(place->path, O_RDONLY);

	cr_assert(fd >= 0);
	cr_assert(read(fd, bytes, sizeof(bytes) - 1) >= 0);
	close(fd);
	cr_expect_str_eq(bytes, wanted);
}

static void
place_end(const struct place *place)
{
	unlink(place->path);
	cr_expect_eq(rmdir(place->directory), 0, "something is left");
}

static int
place_write(const struct place *place, const char *text)
{
	struct diagnostics diagnostics = {0};
	struct replacement *replacement;
	int result = -1;

	if (replacement_open(place->path, NULL, &diagnostics, &replacement) ==
	    0) {
		result = replacement_save(replacement, text, strlen(text),
		    &diagnostics);
		replacement_close(&replacement);
	}
	cr_expect_eq(diagnostics.count, result == 0 ? 0u : 1u);
	diagnostics_clear(&diagnostics);
	return result;
}

Test(replacement, keeps_the_mode)
{
	struct place place = place_make();
	struct stat stat_now;

	umask(022);
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(stat(place.path, &stat_now), 0);
	cr_expect_eq(stat_now.st_mode & 0777, 0644);
	cr_assert_eq(chmod(place.path, 0640), 0);
	cr_expect_eq(place_write(&place, "new"), 0);
	place_expect(&place, "new");
	cr_assert_eq(stat(place.path, &stat_now), 0);
	cr_expect_eq(stat_now.st_mode & 0777, 0640);
	place_end(&place);
}

Test(replacement, a_file_changed_meanwhile_stays)
{
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	struct replacement *replacement;
	int fd;

	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(replacement_open(place.path, NULL, &diagnostics,
			 &replacement),
	    0);
	fd = open(place.path, O_WRONLY | O_TRUNC);
	cr_assert(fd >= 0 && write(fd, "theirs", 6) == 6);
	close(fd);
	cr_expect_eq(replacement_save(replacement, "ours", 4, &diagnostics),
	    -1);
	cr_expect_eq(diagnostics.count, 1u);
	replacement_close(&replacement);
	diagnostics_clear(&diagnostics);
	place_expect(&place, "theirs");
	place_end(&place);
}

Test(replacement, a_write_that_fails_leaves_the_old)
{
	struct place place = place_make();
	struct rlimit limit;
	static char large[100000];

	cr_expect_eq(place_write(&place, "old"), 0);
	memset(large, 'x', sizeof(large) - 1);
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = 4096;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_expect_eq(place_write(&place, large), -1);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
	place_expect(&place, "old");
	place_end(&place);
}

Test(replacement, what_a_crash_left_goes_away)
{
	struct place place = place_make();
	char left[64];
	int fd;

	cr_expect_eq(place_write(&place, "old"), 0);
	snprintf(left, sizeof(left), "%s/.x.list.doppellist", place.directory);
	fd = open(left, O_WRONLY | O_CREAT, 0600);
	cr_assert(fd >= 0 && write(fd, "half", 4) == 4);
	close(fd);
	cr_expect_eq(place_write(&place, "new"), 0);
	place_expect(&place, "new");
	place_end(&place);
}

Test(replacement, takes_the_mode_and_the_group_that_are_given)
{
	const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = 0640,
	    .group = getgid(),
	};
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	struct stat stat_now;

	cr_expect_eq(place_write(&place, "old"), 0);
	cr_expect_eq(replacement_write_file(place.path, &options, "new", 3,
			 &diagnostics),
	    0);
	place_expect(&place, "new");
	cr_assert_eq(stat(place.path, &stat_now), 0);
	cr_expect_eq(stat_now.st_mode & 0777, 0640);
	cr_expect_eq(stat_now.st_gid, getgid());
	place_end(&place);
}

/* In a child: writes a file, slowly.  Returns once the child has begun. */
static pid_t
write_slowly(const char *path, const struct replacement_options *options)
{
	struct diagnostics diagnostics = {0};
	struct replacement *replacement;
	int begun[2];
	char byte;
	pid_t child;

	cr_assert_eq(pipe(begun), 0);
	child = fork();
	if (child == 0) {
		bool fine = replacement_open(path, options, &diagnostics,
				&replacement) == 0 &&
		            replacement_prepare(replacement, "first", 5,
				&diagnostics) == 0 &&
		            write(begun[1], "", 1) == 1 &&
		            usleep(200000) == 0 &&
		            replacement_commit(replacement, &diagnostics) == 0;

		_exit(fine ? 0 : 1);
	}
	cr_assert_eq(read(begun[0], &byte, 1), 1);
	close(begun[0]);
	close(begun[1]);
	return child;
}

Test(replacement, two_writers_with_a_lock_wait_for_each_other)
{
	const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = 0600,
	    .lock = true,
	};
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	pid_t child = write_slowly(place.path, &options);
	int status;

	cr_expect_eq(replacement_write_file(place.path, &options, "second", 6,
			 &diagnostics),
	    0);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0, "the first one lost its file");
	place_expect(&place, "second");
	place_end(&place);
}

Test(replacement, only_files_are_replaced)
{
	const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = 0600,
	};
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	struct stat stat_now;

	cr_assert_eq(mkfifo(place.path, 0600), 0);
	cr_expect_eq(replacement_write_file(place.path, &options, "new", 3,
			 &diagnostics),
	    -1);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.list[0].text,
	    "cannot write: is not a regular file");
	diagnostics_clear(&diagnostics);
	cr_assert_eq(stat(place.path, &stat_now), 0);
	cr_expect(S_ISFIFO(stat_now.st_mode));
	cr_assert_eq(unlink(place.path), 0);
	cr_assert_eq(symlink("nowhere", place.path), 0);
	cr_expect_eq(replacement_write_file(place.path, &options, "new", 3,
			 &diagnostics),
	    0);
	place_expect(&place, "new");
	place_end(&place);
}

Test(replacement, what_is_not_committed_goes_away)
{
	const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = 0600,
	};
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	struct replacement *replacement;
	char beside[80];

	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(replacement_open(place.path, &options, &diagnostics,
			 &replacement),
	    0);
	cr_expect_eq(replacement_prepare(replacement, "new", 3, &diagnostics),
	    0);
	snprintf(beside, sizeof(beside), "%s/x.list.new", place.directory);
	cr_expect_eq(access(beside, F_OK), 0);
	replacement_close(&replacement);
	place_expect(&place, "old");
	place_end(&place);
}

Test(replacement, keeps_a_backup_and_overwrites_none)
{
	const struct replacement_options options = {.backup = true};
	struct place place = place_make();
	struct place backup = place;
	struct diagnostics diagnostics = {0};

	snprintf(backup.path, sizeof(backup.path), "%s/x.list.bak",
	    place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_expect_eq(replacement_write_file(place.path, &options, "new", 3,
			 &diagnostics),
	    0);
	place_expect(&place, "new");
	place_expect(&backup, "old");
	cr_expect_eq(replacement_write_file(place.path, &options, "newer", 5,
			 &diagnostics),
	    -1);
	place_expect(&place, "new");
	place_expect(&backup, "old");
	diagnostics_clear(&diagnostics);
	unlink(backup.path);
	place_end(&place);
}

Test(replacement, a_copy_overwrites_nothing)
{
	struct place place = place_make();
	struct diagnostics diagnostics = {0};
	struct stat like = {.st_mode = 0604,
	    .st_uid = getuid(),
	    .st_gid = getgid()};

	cr_expect_eq(replacement_write_copy(place.path, &like, "one", 3,
			 &diagnostics),
	    0);
	cr_expect_eq(replacement_write_copy(place.path, &like, "two", 3,
			 &diagnostics),
	    -1);
	place_expect(&place, "one");
	cr_assert_eq(stat(place.path, &like), 0);
	cr_expect_eq(like.st_mode & 0777, 0604);
	diagnostics_clear(&diagnostics);
	place_end(&place);
}
