/* SPDX-License-Identifier: BSD-2-Clause */
/* Pattern: the files that a pattern of glob(3) finds, and where it could not
 * look.  glob() alone passes over a closed home as if no file were in it, and
 * keeps the names of all files of a user who has millions.
 *
 *     struct pattern_look look = {.diagnostics = &diagnostics};
 *     pattern_each("/home/?????/.forward", take, context, &look);
 */
#ifndef DOMAINS_SETTINGS_PATTERN_H
#define DOMAINS_SETTINGS_PATTERN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/base/stamp.h"
#include "domains/base/strings.h"

/* Whoever looks again and again remembers which directories are slow: what is
 * in one that rests is taken for what it was. */
struct pattern_patience {
	bool (*rests)(void *context, const char *directory);
	void (*waited)(void *context, const char *directory, size_t files,
	    uint64_t ms);
	void *context;
};

/* A look through patterns. */
struct pattern_look {
	const struct pattern_patience *patience; /* or NULL */
	struct diagnostics *diagnostics; /* of crowded directories; or NULL */
	bool (*give_up)(void); /* asked for each name: true ends it; or NULL */
	struct strings *crowded; /* patterns of what is not taken, as a user has
	                            more in a directory than is read of one
	                            (budget.h), or it rests; or NULL */
	size_t seen;  /* files and directories that wildcards matched */
	size_t count; /* files and directories that are closed to this
	                   process */
	int error;    /* why the first of them is, as errno */
	char first[PATH_MAX];
};

/* stamp is that of the file, but what is found in a user's directory is that
 * user's, who may have links to files of others.  Nonzero ends the search. */
typedef int (
    *pattern_take)(void *context, const char *path, const struct stamp *stamp);

bool
pattern_is(const char *text);

/* A text that is no pattern finds the file of this name.  look is added to.
 * Returns 0, or -1 when take() or give_up() ended it. */
int
pattern_each(const char *pattern, pattern_take take, void *context,
    struct pattern_look *look);

#endif
