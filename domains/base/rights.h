/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights: opens a file as the one who names it could, so that no user reads
 * with the eyes of root.
 *
 *     struct rights rights = {0};      of this process: nobody is limited yet
 *     int fd = rights_open(&rights, "/home/taro/.forward", &status);
 *
 * opened what taro can open there, and rights are taro's now: what the file
 * names is opened with them.  The kernel decides, on the whole path, not a look
 * at mode bits: the thread takes the user's id, primary group and no
 * capability for as long as it opens.
 *
 * The rights that the process begins with go down where the path, or a link on
 * it, comes to something that is another user's, and at such a file; they
 * never go up again (as local(8) of Postfix has it).  What everybody can write
 * names files with the rights of nobody, a file of root's that its group can
 * write with those of nobody in that group; a file with a second name in a
 * directory that others can write to may be anybody's, and is nobody's.
 *
 * A process without privileges opens with the rights it has.
 */
#ifndef DOMAINS_BASE_RIGHTS_H
#define DOMAINS_BASE_RIGHTS_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

struct rights {
	bool limited; /* to this user; false: as the process has them */
	uid_t uid;
	gid_t gid;
};

/* As file_open(), with these rights: on the whole path.  *rights become those
 * of what the file names, or those with which it could not be opened. */
int
rights_open(struct rights *rights, const char *path, struct stat *status_r,
    const char **why_r);

/* Those of what anybody may have written. */
struct rights
rights_of_nobody(void);

/* The rights of what a file names that was opened otherwise. */
void
rights_limit(struct rights *rights, const struct stat *status);

#endif
