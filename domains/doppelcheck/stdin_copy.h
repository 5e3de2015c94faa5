/* SPDX-License-Identifier: BSD-2-Clause */
/* Stdin copy: input that can be read only once (standard input, a pipe): its
 * beginning, which shows what it is, and all of it, kept in a temporary file
 * that has no name, so that it can be read twice. */
#ifndef DOMAINS_DOPPELCHECK_STDIN_COPY_H
#define DOMAINS_DOPPELCHECK_STDIN_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Can what a path names be read only once: is it a pipe, or standard input,
 * whose place in a file is also others'? */
bool
stdin_is_read_once(const char *path, const struct stat *status);

/* Input that was begun. */
struct stdin_begun {
	int fd; /* after the beginning; -1: it is none, or was handed over */
	char *bytes; /* the beginning; NULL: none */
	size_t len;
	bool ended; /* there is no more; a terminal must not be asked twice */
};

/* Reads the beginning of what is open at fd, at most size bytes.  Somebody may
 * be typing, or watching a log: it does not wait for more once there is a line
 * with an @, or of a terminal any line.  Returns 0 with *begun_r owning fd, or
 * -1 when memory is out. */
int
stdin_begin(int fd, size_t size, struct stdin_begun *begun_r);

/* A path under which all of it can be read as often as one likes, to be freed
 * by the caller; NULL, with errno set, when the copy fails. */
char *
stdin_copy_begun(struct stdin_begun *begun);

/* Closes it. */
void
stdin_end(struct stdin_begun *begun);

/* The paths under which the input can be read as often as one likes; regular
 * files, and those that cannot be opened, stay as they are.  NULL, with a
 * message, when the copy fails. */
const char **
stdin_copy_paths(const char *const *paths, size_t count);

/* Sets *copies to NULL.  The copies go with the process. */
void
stdin_copy_free(const char ***copies, const char *const *paths, size_t count);

#endif
