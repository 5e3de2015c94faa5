/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights: what a user opens with the eyes of root, and ways to try it. */
#include "domains/base/rights.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TARO = 12345, JIRO = 12346 };

static char directory[] = "/tmp/rights.XXXXXX";

static const char *
path_of(const char *name)
{
	static char paths[4][128];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

/* A directory (name ends in '/') or a file of a user. */
static void
make(const char *name, uid_t uid, mode_t mode)
{
	char path[128];
	size_t len;

	snprintf(path, sizeof(path), "%s", path_of(name));
	len = strlen(path);
	if (path[len - 1] == '/') {
		path[len - 1] = '\0';
		cr_assert_eq(mkdir(path, 0700), 0, "%s", path);
	} else {
		close(open(path, O_CREAT | O_WRONLY, 0600));
	}
	cr_assert_eq(chown(path, uid, uid), 0);
	cr_assert_eq(chmod(path, mode), 0);
}

static void
link_to(const char *target, const char *name, uid_t uid)
{
	cr_assert_eq(symlink(target, path_of(name)), 0);
	cr_assert_eq(lchown(path_of(name), uid, uid), 0);
}

static void
begin(void)
{
	cr_assert(mkdtemp(directory) != NULL);
	if (geteuid() != 0)
		return;
	cr_assert_eq(chmod(directory, 0755), 0);
	make("secret", 0, 0600);
	make("closed/", 0, 0700);
	make("closed/open", 0, 0644);
	make("public", 0, 0644);
	make("taro/", TARO, 0755);
	make("taro/list", TARO, 0600);
	make("jiro/", JIRO, 0755);
	make("jiro/private", JIRO, 0600);
	make("jiro/open", JIRO, 0644);
}

static void
end(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	cr_assert_eq(system(command), 0);
}

static const struct rights taro = {true, TARO, TARO};
static const struct rights root = {false, 0, 0};

#define ROOT_ONLY()                                                    \
	do {                                                           \
		if (geteuid() != 0)                                    \
			cr_skip_test("only root can give files away"); \
	} while (0)

/* 0: opened; else the errno.  *rights_r: of what it names. */
static int
try_path(const struct rights *rights, const char *path, struct rights *rights_r)
{
	struct rights now = *rights;
	struct stat status;
	const char *why;
	int fd = rights_open(&now, path, &status, &why);
	int error = errno;

	if (rights_r != NULL)
		*rights_r = now;
	if (fd < 0)
		return error;
	close(fd);
	return 0;
}

static void
expect(const struct rights *rights, const char *name, int error)
{
	int got = try_path(rights, path_of(name), NULL);

	cr_expect_eq(got, error, "%s: %s, not %s", name, strerror(got),
	    strerror(error));
	/* Root has its own rights again. */
	cr_expect_eq(try_path(&root, path_of("secret"), NULL), 0);
}

/* ---- what a user names --------------------------------------------------- */

Test(rights, of_a_user, .init = begin, .fini = end)
{
	ROOT_ONLY();
	expect(&taro, "public", 0);
	expect(&taro, "taro/list", 0);
	expect(&taro, "jiro/open", 0);
	expect(&taro, "secret", EACCES);
	expect(&taro, "jiro/private", EACCES);
	expect(&taro, "closed/open", EACCES);
	expect(&taro, "taro/../closed/../secret", EACCES);
	expect(&taro, "nowhere", ENOENT);
	expect(&taro, "public/below", ENOTDIR);
	expect(&root, "closed/open", 0);
}

/* A group of root's process is none of a user's. */
Test(rights, of_groups, .init = begin, .fini = end)
{
	const gid_t staff = 4711;

	ROOT_ONLY();
	make("staff", 0, 0640);
	cr_assert_eq(chown(path_of("staff"), 0, staff), 0);
	cr_assert_eq(setgroups(1, &staff), 0);
	expect(&taro, "staff", EACCES);
	cr_expect_eq(getgroups(0, NULL), 1);
	expect(&(struct rights){true, TARO, staff}, "staff", 0);
}

/* ---- what the path leads through ----------------------------------------- */

static void
expect_owner(const char *name, int error, bool limited, uid_t uid)
{
	struct rights rights;
	int got = try_path(&root, path_of(name), &rights);

	cr_expect_eq(got, error, "%s: %s, not %s", name, strerror(got),
	    strerror(error));
	cr_expect_eq(rights.limited, limited, "%s", name);
	cr_expect(!limited || rights.uid == uid, "%s: %u", name, rights.uid);
}

Test(rights, go_down_on_the_way, .init = begin, .fini = end)
{
	ROOT_ONLY();
	expect_owner("secret", 0, false, 0);
	expect_owner("taro/list", 0, true, TARO);
	/* The directory is taro's, whoever owns the file. */
	make("taro/roots", 0, 0600);
	expect_owner("taro/roots", EACCES, true, TARO);
	make("taro/jiros", JIRO, 0644);
	expect_owner("taro/jiros", 0, true, TARO);
	make("of-taro", TARO, 0600);
	expect_owner("of-taro", 0, true, TARO);
	/* What everybody can write says nobody's words. */
	make("anybodys", 0, 0666);
	expect_owner("anybodys", 0, true, 65534);
}

/* Whoever may write a file of root's names no more with it than the group may
 * read; root's own group, and users whom an access list names, are no group. */
Test(rights, of_files_of_a_group, .init = begin, .fini = end)
{
	const gid_t staff = 4711;
	struct rights rights;

	ROOT_ONLY();
	make("staffs", 0, 0664);
	make("for-staff", 0, 0640);
	make("roots", 0, 0664);
	make("shared/", 0, 02775);
	cr_assert_eq(chown(path_of("staffs"), 0, staff), 0);
	cr_assert_eq(chown(path_of("for-staff"), 0, staff), 0);
	cr_assert_eq(chown(path_of("shared"), 0, staff), 0);
	cr_expect_eq(try_path(&root, path_of("staffs"), &rights), 0);
	cr_expect(rights.limited && rights.uid == 65534 && rights.gid == staff);
	expect(&rights, "for-staff", 0);
	expect(&rights, "secret", EACCES);
	cr_expect_eq(try_path(&root, path_of("roots"), &rights), 0);
	cr_expect(rights.limited && rights.gid == 65534);
	cr_assert_eq(link(path_of("secret"), path_of("shared/secret")), 0);
	expect_owner("shared/secret", EACCES, true, 65534);
	make("shared/own", 0, 0640);
	expect_owner("shared/own", 0, false, 0);
}

Test(rights, of_links, .init = begin, .fini = end)
{
	ROOT_ONLY();
	link_to(path_of("secret"), "taro/secret", TARO);
	link_to("../closed/open", "taro/open", TARO);
	link_to("../public", "taro/public", TARO);
	link_to("taro/secret", "of-root", 0);
	link_to("../jiro/", "taro/jiro", TARO);
	link_to("loop", "loop", 0);
	expect_owner("taro/secret", EACCES, true, TARO);
	expect_owner("taro/open", EACCES, true, TARO);
	expect_owner("taro/public", 0, true, TARO);
	expect_owner("of-root", EACCES, true, TARO);
	expect_owner("taro/jiro/open", 0, true, TARO);
	expect_owner("taro/jiro/private", EACCES, true, TARO);
	expect_owner("loop", ELOOP, false, 0);
	/* A link of taro's in a directory for all is as one at home. */
	make("tmp/", 0, 01777);
	link_to("../secret", "tmp/secret", TARO);
	expect_owner("tmp/secret", EACCES, true, TARO);
}

Test(rights, of_second_names, .init = begin, .fini = end)
{
	ROOT_ONLY();
	make("tmp/", 0, 01777);
	cr_assert_eq(link(path_of("secret"), path_of("tmp/secret")), 0);
	cr_assert_eq(link(path_of("secret"), path_of("taro/secret")), 0);
	expect_owner("tmp/secret", EACCES, true, 65534);
	expect_owner("taro/secret", EACCES, true, TARO);
	make("tmp/own", TARO, 0600);
	expect_owner("tmp/own", 0, true, TARO);
	/* What a user names there, too, though it is the own file. */
	cr_assert_eq(link(path_of("taro/list"), path_of("tmp/list")), 0);
	expect(&taro, "tmp/list", EACCES);
	expect(&taro, "taro/list", 0);
}

/* A name that the kernel makes up opens a file past the path to it. */
Test(rights, of_descriptors, .init = begin, .fini = end)
{
	char path[64];
	int fd;

	ROOT_ONLY();
	fd = open(path_of("closed/open"), O_RDONLY);
	cr_assert_geq(fd, 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	cr_expect_eq(try_path(&taro, path, NULL), EACCES);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), fd);
	cr_expect_neq(try_path(&taro, path, NULL), 0);
	snprintf(path, sizeof(path), "/proc/self/root%s",
	    path_of("closed/open"));
	cr_expect_neq(try_path(&taro, path, NULL), 0);
}

/* Nothing but a file is opened: opening a device may do something. */
Test(rights, of_what_is_no_file, .init = begin, .fini = end, .timeout = 120)
{
	struct rights rights = root;
	struct stat status;
	const char *why;

	cr_assert_eq(mkfifo(path_of("fifo"), 0600), 0);
	errno = 1;
	cr_expect_eq(rights_open(&rights, path_of("fifo"), &status, &why), -1);
	cr_expect_eq(errno, 0);
	cr_expect_str_eq(why, "is a FIFO, not a regular file");
	cr_expect_eq(rights_open(&rights, "/dev/zero", &status, &why), -1);
	cr_expect_str_eq(why, "is a device, not a regular file");
	cr_expect_eq(rights_open(&rights, directory, &status, &why), -1);
	cr_expect_str_eq(why, "is a directory, not a regular file");
	rights = taro;
	cr_expect_eq(rights_open(&rights, "/dev/zero", &status, &why), -1);
	cr_expect_eq(errno, 0);
}

/* ---- races and threads --------------------------------------------------- */

static volatile bool stop;

/* Exchanges a file of taro's and a link to the secret. */
static void *
swap(void *unused)
{
	char file[128], other[128];

	(void)unused;
	snprintf(file, sizeof(file), "%s", path_of("taro/list"));
	snprintf(other, sizeof(other), "%s", path_of("taro/other"));
	while (!stop)
		syscall(SYS_renameat2, AT_FDCWD, file, AT_FDCWD, other,
		    2 /* RENAME_EXCHANGE */);
	return NULL;
}

Test(rights, of_what_is_swapped, .init = begin, .fini = end, .timeout = 120)
{
	struct stat secret, status;
	unsigned opened = 0;
	pthread_t swapper;

	ROOT_ONLY();
	link_to("../secret", "taro/other", TARO);
	cr_assert_eq(stat(path_of("secret"), &secret), 0);
	cr_assert_eq(pthread_create(&swapper, NULL, swap, NULL), 0);
	for (unsigned i = 0; i < 20000; i++) {
		struct rights rights = root;
		const char *why;
		int fd =
		    rights_open(&rights, path_of("taro/list"), &status, &why);

		if (fd < 0)
			continue;
		opened++;
		cr_assert_neq(status.st_ino, secret.st_ino);
		close(fd);
	}
	stop = true;
	pthread_join(swapper, NULL);
	cr_expect_gt(opened, 0);
}

static void *
open_as_taro(void *unused)
{
	(void)unused;
	while (!stop)
		(void)try_path(&taro, path_of("public"), NULL);
	return NULL;
}

/* They are those of one thread. */
Test(rights, of_a_thread, .init = begin, .fini = end, .timeout = 120)
{
	char secret[128];
	pthread_t thread;

	ROOT_ONLY();
	snprintf(secret, sizeof(secret), "%s", path_of("secret"));
	cr_assert_eq(pthread_create(&thread, NULL, open_as_taro, NULL), 0);
	for (unsigned i = 0; i < 20000; i++) {
		int fd = open(secret, O_RDONLY);

		cr_assert_geq(fd, 0);
		close(fd);
	}
	stop = true;
	pthread_join(thread, NULL);
}

/* ---- others than root ---------------------------------------------------- */

/* Becomes a user with some capabilities. */
static void
become(uid_t uid, uint32_t capabilities)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
	    {.effective = capabilities, .permitted = capabilities},
	};

	cr_assert_eq(prctl(PR_SET_KEEPCAPS, 1), 0);
	cr_assert_eq(setgroups(0, NULL), 0);
	cr_assert_eq(setresgid(uid, uid, uid), 0);
	cr_assert_eq(setresuid(uid, uid, uid), 0);
	cr_assert_eq(syscall(SYS_capset, &header, data), 0);
}

Test(rights, of_a_reader_that_is_not_root, .init = begin)
{
	ROOT_ONLY();
	become(4712,
	    1U << CAP_DAC_READ_SEARCH | 1U << CAP_SETUID | 1U << CAP_SETGID);
	expect(&root, "closed/open", 0);
	expect(&taro, "taro/list", 0);
	expect(&taro, "secret", EACCES);
	expect(&taro, "jiro/private", EACCES);
	expect_owner("taro/list", 0, true, TARO);
}

/* Root without the right to become somebody else reads for nobody. */
Test(rights, of_a_reader_that_cannot_change, .init = begin)
{
	ROOT_ONLY();
	become(4712, 1U << CAP_DAC_READ_SEARCH);
	expect(&root, "secret", 0);
	expect(&taro, "taro/list", EPERM);
	expect(&root, "taro/list", EPERM);
}

Test(rights, of_an_ordinary_user, .init = begin)
{
	struct rights rights;

	ROOT_ONLY();
	become(JIRO, 0);
	cr_expect_eq(try_path(&root, path_of("jiro/private"), NULL), 0);
	cr_expect_eq(try_path(&root, path_of("taro/list"), NULL), EACCES);
	/* It has no more than its own, whoever has written the file. */
	cr_expect_eq(try_path(&taro, path_of("jiro/private"), &rights), 0);
	cr_expect_not(rights.limited);
}
