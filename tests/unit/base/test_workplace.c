/* SPDX-License-Identifier: BSD-2-Clause */
/* What a process that was killed has left goes; nothing else does. */
#include "domains/base/workplace.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/scratch.h"

TestSuite(workplace, .init = scratch_enter, .fini = scratch_leave);

static void
make_old(const char *directory, int age)
{
	struct timespec times[2] = {{0}};

	times[0].tv_sec = times[1].tv_sec = time(NULL) - age;
	cr_assert_eq(utimensat(AT_FDCWD, directory, times, 0), 0);
}

static void
make(const char *directory, mode_t mode, int age)
{
	char path[64];
	int fd;

	cr_assert_eq(mkdir(directory, 0700), 0);
	snprintf(path, sizeof(path), "%s/table.db", directory);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	cr_assert(fd >= 0);
	close(fd);
	cr_assert_eq(chmod(directory, mode), 0);
	make_old(directory, age);
}

Test(workplace, what_is_left_of_others)
{
	struct workplace place;
	struct stat status;
	int locked;

	make("doppelcheck-stale1", 0700, 2 * WORKPLACE_STALE);
	make("doppelcheck-young1", 0700, WORKPLACE_STALE / 2);
	make("doppelcheck-others", 0777, 2 * WORKPLACE_STALE);
	make("doppelcheck-inuse1", 0700, 2 * WORKPLACE_STALE);
	make("doppelcheck-a", 0700, 2 * WORKPLACE_STALE);
	make("doppelcheck-backup", 0700, 2 * WORKPLACE_STALE);
	cr_assert_eq(rename("doppelcheck-backup/table.db",
			 "doppelcheck-backup/aliases.db"),
	    0);
	make_old("doppelcheck-backup", 2 * WORKPLACE_STALE);
	make("target", 0700, 2 * WORKPLACE_STALE);
	cr_assert_eq(symlink("target", "doppelcheck-linked"), 0);
	locked = open("doppelcheck-inuse1", O_RDONLY | O_CLOEXEC);
	cr_assert_eq(flock(locked, LOCK_EX), 0);

	cr_assert_eq(workplace_open(".", &place), 0);
	cr_expect_neq(access("doppelcheck-stale1", F_OK), 0);
	cr_expect_eq(access("doppelcheck-young1/table.db", F_OK), 0);
	cr_expect_eq(access("doppelcheck-others/table.db", F_OK), 0);
	cr_expect_eq(access("doppelcheck-inuse1/table.db", F_OK), 0);
	cr_expect_eq(access("doppelcheck-a/table.db", F_OK), 0);
	cr_expect_eq(access("target/table.db", F_OK), 0);
	cr_expect_eq(access("doppelcheck-backup/aliases.db", F_OK), 0);
	cr_assert_eq(stat(place.path, &status), 0);
	cr_expect_eq(status.st_mode & 07777, 0700);
	workplace_close(&place);
	cr_expect_neq(access(place.path, F_OK), 0);
	close(locked);

	/* One at work is not taken for one that is left. */
	cr_assert_eq(workplace_open(".", &place), 0);
	cr_expect_neq(access("doppelcheck-inuse1", F_OK), 0);
	locked = open(place.path, O_RDONLY | O_CLOEXEC);
	cr_expect_neq(flock(locked, LOCK_EX | LOCK_NB), 0);
	close(locked);
	workplace_close(&place);
	workplace_close(&place);
}
