/* SPDX-License-Identifier: BSD-2-Clause */
/* Pattern: the files that a pattern of glob(3) finds, and where it could not
 * look.  glob() alone passes over a closed home as if no file were in it.
 *
 *     struct pattern_closed closed = {0};
 *     pattern_each("/home/?????/.forward", take, context, &closed);
 */
#ifndef DOMAINS_SETTINGS_PATTERN_H
#define DOMAINS_SETTINGS_PATTERN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "domains/base/stamp.h"

/* Files and directories that this process may not look at. */
struct pattern_closed {
	size_t count;
	int error; /* why the first of them is, as errno */
	char first[PATH_MAX];
};

/* stamp is that of the file.  Nonzero ends the search. */
typedef int (
    *pattern_take)(void *context, const char *path, const struct stamp *stamp);

bool
pattern_is(const char *text);

/* A text that is no pattern finds the file of this name.  closed is added to.
 * Returns 0, or -1 when memory is out or take() ended it. */
int
pattern_each(const char *pattern, pattern_take take, void *context,
    struct pattern_closed *closed);

#endif
