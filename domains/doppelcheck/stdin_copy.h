/* SPDX-License-Identifier: BSD-2-Clause */
/* Stdin copy: input that can be read only once (standard input, a pipe), kept
 * in a temporary file that has no name, so that it can be read twice. */
#ifndef DOMAINS_DOPPELCHECK_STDIN_COPY_H
#define DOMAINS_DOPPELCHECK_STDIN_COPY_H

#include <stddef.h>

/* The paths under which the input can be read as often as one likes; regular
 * files, and those that cannot be opened, stay as they are.  NULL, with a
 * message, when the copy fails. */
const char **
stdin_copy_paths(const char *const *paths, size_t count);

/* Sets *copies to NULL.  The copies go with the process. */
void
stdin_copy_free(const char ***copies, const char *const *paths, size_t count);

#endif
