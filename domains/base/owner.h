/* SPDX-License-Identifier: BSD-2-Clause */
/* Owner: whose a file is.  On a file system that a user serves (FUSE) all is
 * that user's, whoever it says that it belongs to.
 *
 *     if (owner_fstat(fd, &status) == 0) ... status.st_uid
 */
#ifndef DOMAINS_BASE_OWNER_H
#define DOMAINS_BASE_OWNER_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

/* The kernel's overflowuid: nobody's files. */
#define OWNER_NOBODY 65534

/* As the functions of these names; st_uid is the true owner. */
int
owner_fstat(int fd, struct stat *status_r);
int
owner_stat(const char *path, struct stat *status_r);
int
owner_lstat(const char *path, struct stat *status_r);

/* Who serves a device, by a line of /proc/self/mountinfo (proc(5)).  Returns
 * false for a line of another device; *uid_r is 0 where it does not say. */
bool
owner_of_mount(const char *line, dev_t device, uid_t *uid_r);

#endif
