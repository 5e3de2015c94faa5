/* SPDX-License-Identifier: BSD-2-Clause */
/* Subprocess: runs a program of the mail system and takes what it prints, or
 * gives it what to read.
 *
 *     const char *const argv[] = {"postconf", "-x", NULL};
 *     if (subprocess_read("postconf", argv, NULL, &diagnostics,
 *             &bytes, &len) == 0)
 *
 * Without a shell, with no other files open, an environment and a process
 * group of its own, and signals as they are by default: the caller may be a
 * thread of a daemon that has blocked them.
 */
#ifndef DOMAINS_BASE_SUBPROCESS_H
#define DOMAINS_BASE_SUBPROCESS_H

#include <limits.h>
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

/* The path of a program of ours: it lies where the running one does. */
void
subprocess_find_beside(const char *program, char path_r[static PATH_MAX]);

/* Runs argv[0], found in those directories or an absolute path.  subject is
 * for messages; its standard input is at its end.  give_up may be NULL; once
 * it returns true the program is killed.
 * Returns 0 with what it printed, '\0'-terminated, to be freed; or -1 when it
 * could not be run, did not end in time, printed too much or failed, with a
 * diagnostic: the last line of its standard error, if there is one. */
int
subprocess_read(const char *subject, const char *const argv[],
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r);

/* The same for a program that may take longer. */
int
subprocess_read_within(unsigned seconds, const char *subject,
    const char *const argv[], bool (*give_up)(void),
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

enum subprocess_end {
	SUBPROCESS_DONE,        /* with 0 */
	SUBPROCESS_NOT_STARTED, /* the diagnostic names the program */
	SUBPROCESS_FAILED,
	SUBPROCESS_STUCK, /* it does not end: nor will it the next time */
};

/* Runs argv[0], a path, which reads from the descriptor and prints to our
 * standard error.  Adds a diagnostic unless it is done. */
enum subprocess_end
subprocess_write(const char *subject, const char *const argv[], int input,
    struct diagnostics *diagnostics);

#endif
