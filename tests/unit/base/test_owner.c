/* SPDX-License-Identifier: BSD-2-Clause */
/* Owner: on a file system that a user serves all is the user's. */
#include "domains/base/owner.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "domains/base/rights.h"

enum { TARO = 12345 };

Test(owner, reads_who_serves_a_mount)
{
	static const struct {
		const char *line;
		bool ours;
		uid_t uid;
	} rows[] = {
	    {"31 24 0:27 / /home/taro rw,nosuid,nodev shared:9 - fuse.sshfs "
	     "host:/ rw,user_id=1000,group_id=1000,allow_other",
		true, 1000},
	    {"31 24 0:27 / /srv rw master:3 - fuse.glusterfs a "
	     "rw,user_id=0,group_id=0,default_permissions",
		true, 0},
	    {"31 24 0:27 / /srv rw - virtiofs share rw", true, 0},
	    {"31 24 0:27 / /a\\040-\\040b rw - fuse x,user_id=7 "
	     "rw,user_id=8,max_read=9",
		true, 8},
	    {"31 24 0:27 / /srv rw - fuse x rw,not_user_id=8", true, 0},
	    {"31 24 0:28 / /srv rw - fuse x rw,user_id=8", false, 0},
	    {"31 24 8:27 / /srv rw - ext4 /dev/sda1 rw", false, 0},
	    {"31 24 0:27 / /srv rw", false, 0},
	    {"", false, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uid_t uid = 0;

		cr_expect_eq(owner_of_mount(rows[i].line, makedev(0, 27), &uid),
		    rows[i].ours, "%s", rows[i].line);
		cr_expect_eq(uid, rows[i].uid, "%s", rows[i].line);
	}
}

/* ---- a file system of a user's -------------------------------------------
 *
 * It has one file, "list", and says that all is root's. */

static struct fuse_attr
attr_of(uint64_t node)
{
	return (struct fuse_attr){
	    .ino = node,
	    .nlink = 1,
	    .mode = node == 1 ? S_IFDIR | 0755 : S_IFREG | 0644,
	};
}

static size_t
answer(const struct fuse_in_header *asked, const char *name, void *body_r,
    int *error_r)
{
	struct fuse_init_out *init = body_r;
	struct fuse_attr_out *attr = body_r;
	struct fuse_entry_out *entry = body_r;

	switch (asked->opcode) {
	case FUSE_INIT:
		init->major = FUSE_KERNEL_VERSION;
		init->minor = FUSE_KERNEL_MINOR_VERSION;
		return sizeof(*init);
	case FUSE_GETATTR:
		attr->attr = attr_of(asked->nodeid);
		return sizeof(*attr);
	case FUSE_LOOKUP:
		entry->nodeid = 2;
		entry->attr = attr_of(2);
		if (strcmp(name, "list") == 0)
			return sizeof(*entry);
		*error_r = -ENOENT;
		return 0;
	case FUSE_OPEN:
		return sizeof(struct fuse_open_out);
	case FUSE_STATFS:
		return sizeof(struct fuse_statfs_out);
	default:
		*error_r = -ENOSYS;
		return 0;
	}
}

static void *
serve(void *context)
{
	int fd = *(int *)context;
	static _Alignas(8) char in[1 << 20], body[256];
	const struct fuse_in_header *asked = (void *)in;

	while (read(fd, in, sizeof(in)) >= (ssize_t)sizeof(*asked)) {
		struct fuse_out_header out = {.unique = asked->unique};
		char whole[sizeof(out) + sizeof(body)];
		size_t len;

		/* These want no answer. */
		if (asked->opcode == FUSE_FORGET ||
		    asked->opcode == FUSE_BATCH_FORGET)
			continue;
		memset(body, 0, sizeof(body));
		len = answer(asked, in + sizeof(*asked), body, &out.error);
		out.len = (uint32_t)(sizeof(out) + len);
		memcpy(whole, &out, sizeof(out));
		memcpy(whole + sizeof(out), body, len);
		if (write(fd, whole, out.len) < 0)
			break;
	}
	return NULL;
}

/* Mounts it as fusermount(1) does for a user. */
static bool
mount_of(uid_t uid, const char *directory, int fd)
{
	char options[128];

	snprintf(options, sizeof(options),
	    "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other", fd,
	    (unsigned)uid, (unsigned)uid);
	return mount("test", directory, "fuse", MS_NOSUID | MS_NODEV,
		   options) == 0;
}

static void
check_mount_of(uid_t uid)
{
	char directory[] = "/tmp/owner.XXXXXX", path[64];
	struct rights rights = {.limited = false};
	struct stat status;
	const char *why = "";
	pthread_t thread;
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC), list;

	cr_assert(mkdtemp(directory) != NULL);
	if (fd < 0 || chmod(directory, 0755) != 0 ||
	    !mount_of(uid, directory, fd)) {
		rmdir(directory);
		cr_skip_test("nothing can be mounted here");
	}
	cr_assert_eq(pthread_create(&thread, NULL, serve, &fd), 0);
	snprintf(path, sizeof(path), "%s/list", directory);
	cr_expect_eq(stat(path, &status), 0);
	cr_expect_eq(status.st_uid, 0u);
	cr_expect_eq(owner_stat(path, &status), 0);
	cr_expect_eq(status.st_uid, uid);
	cr_expect_eq(owner_lstat(directory, &status), 0);
	cr_expect_eq(status.st_uid, uid);
	list = rights_open(&rights, path, &status, &why);
	cr_expect_geq(list, 0, "%s", why);
	cr_expect_eq(rights.limited, uid != 0);
	cr_expect_eq(rights.uid, uid);
	close(list);
	cr_expect_eq(umount2(directory, MNT_DETACH), 0);
	pthread_join(thread, NULL);
	close(fd);
	rmdir(directory);
}

Test(owner, of_what_a_user_serves_is_the_user, .timeout = 120)
{
	check_mount_of(TARO);
}

Test(owner, of_what_root_serves_is_as_it_says, .timeout = 120)
{
	check_mount_of(0);
}

Test(owner, of_other_files_is_as_the_kernel_says)
{
	struct stat plain, status;

	cr_assert_eq(stat("/proc/self/status", &plain), 0);
	cr_expect_eq(owner_stat("/proc/self/status", &status), 0);
	cr_expect_eq(status.st_uid, plain.st_uid);
	cr_expect_eq(owner_stat("/no/such/file", &status), -1);
	cr_expect_eq(errno, ENOENT);
	cr_expect_eq(owner_fstat(-1, &status), -1);
}
