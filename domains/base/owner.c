/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the kernel who serves a file system. */
#include "domains/base/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/* proc(5): number, parent, device, root, mount point, options, optional fields,
 * "-", type, source, options of the file system. */
bool
owner_of_mount(const char *line, dev_t device, uid_t *uid_r)
{
	unsigned first, second;
	const char *options = strstr(line, " - ");
	const char *user;

	if (sscanf(line, "%*u %*u %u:%u ", &first, &second) != 2 ||
	    first != major(device) || second != minor(device) ||
	    options == NULL)
		return false;
	*uid_r = 0;
	options = strrchr(options, ' ') + 1;
	user = strstr(options, "user_id=");
	if (user != NULL && (user == options || user[-1] == ','))
		*uid_r = (uid_t)strtoul(strchr(user, '=') + 1, NULL, 10);
	return true;
}

/* Whoever gave the device, whose number is another one's soon: so it is asked
 * each time. */
static uid_t
find_server(dev_t device)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	uid_t uid = OWNER_NOBODY;
	char *line = NULL;
	size_t room = 0;

	while (mounts != NULL && getline(&line, &room, mounts) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (owner_of_mount(line, device, &uid))
			break;
	}
	free(line);
	if (mounts != NULL)
		fclose(mounts);
	return uid;
}

/* What root serves, or another machine, is believed. */
static void
correct(struct stat *status, const struct statfs *system)
{
	uid_t server = system->f_type == FUSE_SUPER_MAGIC
	                   ? find_server(status->st_dev)
	                   : 0;

	if (server != 0)
		status->st_uid = server;
}

/* Those that stand on disks of their own are mounted by root. */
static bool
is_sure(const struct stat *status)
{
	return major(status->st_dev) != 0;
}

int
owner_fstat(int fd, struct stat *status_r)
{
	struct statfs system;

	if (fstat(fd, status_r) < 0)
		return -1;
	if (is_sure(status_r))
		return 0;
	if (fstatfs(fd, &system) < 0)
		return -1;
	correct(status_r, &system);
	return 0;
}

/* What has the path may be another file at each call: so it is opened. */
static int
owner_at(const char *path, int flags, struct stat *status_r)
{
	int fd = open(path, O_PATH | O_CLOEXEC | flags);
	int result = fd >= 0 ? owner_fstat(fd, status_r) : -1;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return result;
}

int
owner_stat(const char *path, struct stat *status_r)
{
	return owner_at(path, 0, status_r);
}

int
owner_lstat(const char *path, struct stat *status_r)
{
	return owner_at(path, O_NOFOLLOW, status_r);
}
