/* SPDX-License-Identifier: BSD-2-Clause */
/* Workplace: a directory of our own, in one that all may write to, for files
 * that another program opens by their names.
 *
 *     workplace_open("/tmp", &workplace)      /tmp/doppelcheck-k3x0Qa
 *     ... files in workplace.path ...
 *     workplace_close(&workplace)             removes them, and it
 *
 * It is locked while its process lives.  Of one that was killed the next one
 * removes what it left: only directories that are ours alone, in which nobody
 * else can put a link, and of what is in them only files of such names, for the
 * administrator may have called a directory the same, doppelcheck-backup.
 */
#ifndef DOMAINS_BASE_WORKPLACE_H
#define DOMAINS_BASE_WORKPLACE_H

/* Seconds: so old is one that is nobody's.  Before that it may be about to be
 * locked. */
#define WORKPLACE_STALE 600

/* How the names of files in it begin. */
#define WORKPLACE_FILE "table"

struct workplace {
	char path[64];
	int fd; /* of it; -1: it is closed */
};

/* Returns 0, or -1 with errno.  above: a short path. */
int
workplace_open(const char *above, struct workplace *workplace_r);

void
workplace_close(struct workplace *workplace);

#endif
