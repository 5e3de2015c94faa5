/* SPDX-License-Identifier: BSD-2-Clause */
/* Replacement: a file is old or new and nothing between. */
#include "domains/base/replacement.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define TEXT_LEN 60000

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

Test(replacement, what_has_not_the_title_stays)
{
	static const struct {
		const char *old;
		bool stays;
	} cases[] = {{"ours 1\nold\n", false}, {"ours 2", false},
	    {"our", false}, {"", false}, {"theirs 1\n", true},
	    {"yours 1\n", true}};
	const struct replacement_options options = {
	    .suffix = ".new",
	    .mode = 0600,
	    .title = "ours ",
	};
	struct place place = place_make();

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct diagnostics diagnostics = {0};

		cr_assert_eq(place_write(&place, cases[i].old), 0);
		cr_expect_eq(replacement_write_file(place.path, &options,
				 "ours 1\n", 7, &diagnostics),
		    cases[i].stays ? -1 : 0, "%s", cases[i].old);
		cr_expect_eq(diagnostics.count, cases[i].stays ? 1u : 0u);
		place_expect(&place,
		    cases[i].stays ? cases[i].old : "ours 1\n");
		diagnostics_clear(&diagnostics);
	}
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
	snprintf(left, sizeof(left), "%s/.x.list.doppelcheck", place.directory);
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

	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(replacement_open(place.path, &options, &diagnostics,
			 &replacement),
	    0);
	cr_expect_eq(replacement_prepare(replacement, "new", 3, &diagnostics),
	    0);
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
	struct place copy = place;
	const struct replacement_options options = {.like = place.path};
	struct diagnostics diagnostics = {0};
	struct stat status;

	snprintf(copy.path, sizeof(copy.path), "%s/x.copy", place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(chmod(place.path, 0604), 0);
	cr_expect_eq(replacement_write_file(copy.path, &options, "one", 3,
			 &diagnostics),
	    0);
	cr_expect_eq(replacement_write_file(copy.path, &options, "two", 3,
			 &diagnostics),
	    -1);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.list[0].text, "File exists");
	place_expect(&place, "old");
	place_expect(&copy, "one");
	cr_assert_eq(stat(copy.path, &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0604);
	diagnostics_clear(&diagnostics);
	unlink(copy.path);
	place_end(&place);
}

Test(replacement, a_new_file_can_be_read_whatever_the_umask)
{
	static const mode_t masks[] = {0, 022, 077, 0777};
	struct stat status;

	for (size_t i = 0; i < sizeof(masks) / sizeof(*masks); i++) {
		struct place place = place_make();

		umask(masks[i]);
		cr_expect_eq(place_write(&place, "new"), 0);
		umask(022);
		cr_assert_eq(stat(place.path, &status), 0);
		cr_expect_eq(status.st_mode & 0777, 0644);
		place_end(&place);
	}
}

/* ---- attributes ---------------------------------------------------------- */

/* acl(5) as the kernel keeps it: user::rw-, user:12345:r--, group::---,
 * mask::r--, other::---, with version 2 at the beginning. */
static const unsigned char access_list[] = {2, 0, 0, 0,       /* version */
    1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 57, 48, 0, 0, /* users */
    4, 0, 0, 0, 255, 255, 255, 255,                           /* group */
    16, 0, 4, 0, 255, 255, 255, 255,                          /* mask */
    32, 0, 0, 0, 255, 255, 255, 255};

#define ACCESS_LIST "system.posix_acl_access"

static void
set_attribute(const char *path, const char *name, const void *value, size_t len)
{
	if (setxattr(path, name, value, len, 0) == 0)
		return;
	cr_assert_eq(errno, ENOTSUP, "%s: %s", name, strerror(errno));
	cr_skip_test("/tmp has no %s", name);
}

static void
expect_attribute(const char *path, const char *name, const void *value,
    size_t len)
{
	char bytes[256];
	ssize_t got = getxattr(path, name, bytes, sizeof(bytes));

	cr_expect(got == (ssize_t)len && memcmp(bytes, value, len) == 0,
	    "%s: %s is not kept", path, name);
}

Test(replacement, keeps_access_list_and_attributes)
{
	static const struct replacement_options backup = {.backup = true};
	struct place place = place_make(), copy = place, old = place;
	const struct replacement_options like = {.like = place.path};
	struct diagnostics diagnostics = {0};
	struct stat status;

	snprintf(copy.path, sizeof(copy.path), "%s/x.copy", place.directory);
	snprintf(old.path, sizeof(old.path), "%s/x.list.bak", place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	set_attribute(place.path, "user.note", "\0from\n", 6);
	set_attribute(place.path, ACCESS_LIST, access_list,
	    sizeof(access_list));
	cr_expect_eq(replacement_write_file(copy.path, &like, "copy", 4,
			 &diagnostics),
	    0);
	cr_expect_eq(place_write(&place, "new"), 0);
	cr_expect_eq(replacement_write_file(place.path, &backup, "newer", 5,
			 &diagnostics),
	    0);
	place_expect(&place, "newer");
	for (const struct place *at = &place; at != NULL;
	     at = at == &place  ? &copy
	          : at == &copy ? &old
	                        : NULL) {
		expect_attribute(at->path, "user.note", "\0from\n", 6);
		expect_attribute(at->path, ACCESS_LIST, access_list,
		    sizeof(access_list));
		cr_assert_eq(stat(at->path, &status), 0);
		cr_expect_eq(status.st_mode & 07777, 0640, "%s", at->path);
	}
	unlink(copy.path);
	unlink(old.path);
	place_end(&place);
}

Test(replacement, takes_no_access_list_from_its_folder)
{
	struct place place = place_make();
	char bytes[256];

	cr_expect_eq(place_write(&place, "old"), 0);
	set_attribute(place.directory, "system.posix_acl_default", access_list,
	    sizeof(access_list));
	cr_expect_eq(place_write(&place, "new"), 0);
	cr_expect_eq(getxattr(place.path, ACCESS_LIST, bytes, sizeof(bytes)),
	    -1);
	place_end(&place);
}

/* Runs it as a user who owns the folder but no right of root; its value is 0
 * when all is as it should be. */
static void
expect_as_nobody(struct place *place, bool (*run)(const struct place *place))
{
	int status;
	pid_t child;

	cr_assert_eq(chown(place->directory, 65534, 65534), 0);
	child = fork();
	if (child == 0)
		_exit(setgid(65534) == 0 && setuid(65534) == 0 && run(place)
			  ? 0
			  : 1);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0, "it was replaced, or with other words");
	place_expect(place, "old");
	place_end(place);
}

static bool
is_refused(const struct place *place, const char *why)
{
	struct diagnostics diagnostics = {0};
	bool refused = replacement_write_file(place->path, NULL, "new", 3,
			   &diagnostics) < 0;

	return refused && strcmp(diagnostics.list[0].text, why) == 0;
}

static bool
cannot_keep(const struct place *place)
{
	return is_refused(place,
	    "cannot keep its owner, mode and attributes: Operation not "
	    "permitted; it is as it was");
}

static bool
cannot_write(const struct place *place)
{
	return is_refused(place, "cannot write: Permission denied");
}

static bool
cannot_make(const struct place *place)
{
	return chmod(place->directory, 0555) == 0 &&
	       is_refused(place,
		   "cannot make a temporary file beside it: Permission denied; "
		   "it is as it was");
}

static struct place
place_for_nobody(mode_t mode, uid_t owner)
{
	struct place place = place_make();

	if (geteuid() != 0)
		cr_skip_test("only root can become another user");
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(chown(place.path, owner, owner), 0);
	cr_assert_eq(chmod(place.path, mode), 0);
	return place;
}

Test(replacement, an_owner_that_cannot_be_kept)
{
	struct place place = place_for_nobody(0666, 0);

	expect_as_nobody(&place, cannot_keep);
}

Test(replacement, an_attribute_that_cannot_be_kept)
{
	/* CAP_NET_RAW, which only root may give to a file. */
	static const unsigned char capability[20] = {1, 0, 0, 2, 0, 32};
	struct place place = place_for_nobody(0644, 65534);

	set_attribute(place.path, "security.capability", capability,
	    sizeof(capability));
	expect_as_nobody(&place, cannot_keep);
}

Test(replacement, a_file_that_may_not_be_written)
{
	struct place place = place_for_nobody(0444, 65534);

	expect_as_nobody(&place, cannot_write);
}

Test(replacement, a_folder_that_may_not_be_written)
{
	struct place place = place_for_nobody(0644, 65534);

	expect_as_nobody(&place, cannot_make);
}

/* ---- other names --------------------------------------------------------- */

Test(replacement, a_file_with_other_names_is_not_replaced)
{
	static const struct replacement_options backup = {.backup = true};
	struct place place = place_make(), other = place;
	struct diagnostics diagnostics = {0};

	snprintf(other.path, sizeof(other.path), "%s/y.list", place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(link(place.path, other.path), 0);
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(replacement_write_file(place.path,
				 i == 0 ? NULL : &backup, "new", 3,
				 &diagnostics),
		    -1);
		cr_assert_eq(diagnostics.count, 1);
		cr_expect_str_eq(diagnostics.list[0].text,
		    "cannot write: has other names (hard links), which would "
		    "keep the old text");
		diagnostics_clear(&diagnostics);
		place_expect(&place, "old");
	}
	unlink(other.path);
	place_end(&place);
}

/* ---- crashes ------------------------------------------------------------- */

Test(replacement, a_crash_before_the_last_step)
{
	static const struct replacement_options backup = {.backup = true};
	struct place place = place_make(), old = place;
	struct diagnostics diagnostics = {0};

	snprintf(old.path, sizeof(old.path), "%s/x.list.bak", place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	cr_assert_eq(link(place.path, old.path), 0);
	cr_expect_eq(replacement_write_file(place.path, &backup, "new", 3,
			 &diagnostics),
	    0);
	place_expect(&place, "new");
	place_expect(&old, "old");
	unlink(old.path);
	place_end(&place);
}

/* Replaces the file by one text and the other, so many times. */
static int
write_in_turn(const struct place *place, size_t times)
{
	static char texts[2][TEXT_LEN];
	struct diagnostics diagnostics = {0};
	int result = 0;

	memset(texts[0], 'a', TEXT_LEN);
	memset(texts[1], 'b', TEXT_LEN);
	for (size_t i = 0; i < times && result == 0; i++)
		result = replacement_write_file(place->path, NULL, texts[i % 2],
		    TEXT_LEN, &diagnostics);
	return result;
}

/* Is the file one of the texts, from its first to its last byte? */
static void
expect_whole(const struct place *place)
{
	static char bytes[TEXT_LEN + 1];
	int fd = open(place->path, O_RDONLY);

	cr_assert(fd >= 0);
	cr_assert_eq(read(fd, bytes, sizeof(bytes)), TEXT_LEN);
	close(fd);
	for (size_t i = 1; i < TEXT_LEN; i++)
		cr_assert_eq(bytes[i], bytes[0]);
}

/* Where there is no /proc a file without a name could not get one. */
static int
write_by_name(const struct place *place)
{
	static const char path[] = "/x.list", beside[] = "/.x.list.doppelcheck";
	const struct replacement_options backup = {.backup = true};
	struct diagnostics diagnostics = {0};
	struct replacement *replacement;

	if (chroot(place->directory) < 0 || chdir("/") < 0)
		return 1;
	if (replacement_open(path, NULL, &diagnostics, &replacement) < 0 ||
	    replacement_prepare(replacement, "new", 3, &diagnostics) < 0 ||
	    access(beside, F_OK) < 0)
		return 2;
	replacement_close(&replacement);
	if (access(beside, F_OK) == 0)
		return 3;
	return replacement_write_file(path, &backup, "new", 3, &diagnostics) <
	                   0 ||
	               access(beside, F_OK) == 0
	           ? 4
	           : 0;
}

Test(replacement, where_a_file_needs_a_name)
{
	struct place place = place_make(), old = place;
	int status;
	pid_t child;

	if (geteuid() != 0)
		cr_skip_test("only root can hide /proc");
	snprintf(old.path, sizeof(old.path), "%s/x.list.bak", place.directory);
	cr_expect_eq(place_write(&place, "old"), 0);
	child = fork();
	if (child == 0)
		_exit(write_by_name(&place));
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0, "%d", WEXITSTATUS(status));
	place_expect(&place, "new");
	place_expect(&old, "old");
	unlink(old.path);
	place_end(&place);
}

Test(replacement, killed_at_any_time, .timeout = 120)
{
	struct place place = place_make();
	int status;

	cr_expect_eq(write_in_turn(&place, 1), 0);
	for (unsigned i = 0; i < 200; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(write_in_turn(&place, SIZE_MAX) != 0);
		usleep(1000 + i * 37);
		kill(child, SIGKILL);
		cr_assert_eq(waitpid(child, &status, 0), child);
		cr_assert(WIFSIGNALED(status), "it could not write");
		expect_whole(&place);
	}
	cr_expect_eq(place_write(&place, "last"), 0);
	place_expect(&place, "last");
	place_end(&place);
}
