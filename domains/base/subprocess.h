/* SPDX-License-Identifier: BSD-2-Clause */
/* Spawn: runs a program of the mail system and takes what it prints.
 *
 *     const char *const argv[] = {"postconf", "-x", NULL};
 *     if (subprocess_read("postconf", argv, NULL, &diagnostics,
 *             &bytes, &len) == 0)
 *
 * Without a shell, with standard input at its end, no other files open, an
 * environment of its own and signals as they are by default: the caller may be
 * a thread of a daemon that has blocked them.
 */
#ifndef DOMAINS_BASE_SUBPROCESS_H
#define DOMAINS_BASE_SUBPROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

/* A table of a million aliases is a tenth of it. */
#define SUBPROCESS_OUTPUT_MAX ((size_t)256 * 1024 * 1024)

/* A table at a server that does not answer must not keep a reload for ever. */
#define SUBPROCESS_SECONDS_MAX 60

/* Is there such a program where mail systems have theirs: /usr/sbin, /usr/bin,
 * /sbin, /bin? */
bool
subprocess_exists(const char *program);

/* Runs argv[0], found in those directories or an absolute path.  subject is
 * for messages.  give_up is asked again and again: true ends it; NULL: never.
 * Returns 0 with what it printed, '\0'-terminated, to be freed; or -1 with a
 * fault that has its last words on standard error when it could not be run, did
 * not end in time, printed too much or failed. */
int
subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r);

#endif
