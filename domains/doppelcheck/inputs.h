/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs: the files that the arguments stand for.
 *
 *     list.txt lists/      list.txt lists/a.members lists/b.members
 *
 * A folder stands for the files in it, in the order of their names, and with
 * --recursive for those in its folders too.  Symbolic links to files are
 * followed, those to folders are not.
 */
#ifndef DOMAINS_DOPPELCHECK_INPUTS_H
#define DOMAINS_DOPPELCHECK_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/strings.h"

/* A mail server's homes have a tenth of it. */
#define INPUTS_MAX 1000000

struct inputs {
	const char **paths;
	size_t count;
	size_t room;
	struct strings owned; /* those of them that were found in folders */
};

/* Returns 0, or -1 with messages when a folder could not be read to its end;
 * what was found is there all the same. */
int
inputs_find(const char *const *arguments, size_t count, bool recursive,
    bool quiet, struct inputs *inputs_r);

void
inputs_clear(struct inputs *inputs);

#endif
