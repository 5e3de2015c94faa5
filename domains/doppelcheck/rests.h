/* SPDX-License-Identifier: BSD-2-Clause */
/* Rests: whose files a watcher leaves alone for a while, as it takes long to
 * look at them or to read them.  Else one user with a file system that answers
 * slowly, or on purpose, would keep everybody's changes from the filter.
 *
 *     rests_begin(&rests);                       a look begins
 *     if (!rests_user(&rests, uid)) ...          look at them
 *     rests_add_user(&rests, uid, path, ms, &diagnostics);
 *
 * What took over a second in a look rests for twenty times as long as it took,
 * but no longer than an hour: so it takes a twentieth of the watcher's time.
 * Lists of users that root's files include rest one by one, as nobody knows
 * whose a file is before it is opened.
 */
#ifndef DOMAINS_DOPPELCHECK_RESTS_H
#define DOMAINS_DOPPELCHECK_RESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "domains/base/diagnostic.h"

struct interning;

struct rests {
	struct interning *names; /* of users and files */
	struct rest *list;       /* by their number */
	size_t room;
	unsigned look;
	bool on; /* all files were read once: before that none rests, and
	            nothing is counted */
};

void
rests_begin(struct rests *rests);

/* How much a look at some files took that is more than usual. */
uint64_t
rests_beyond(uint64_t ms, size_t files);

/* Do a user's files rest, or one that root's include? */
bool
rests_user(const struct rests *rests, uid_t uid);
bool
rests_file(const struct rests *rests, const char *path);

/* So much more than usual was it.  A long rest is reported. */
void
rests_add_user(struct rests *rests, uid_t uid, const char *path, uint64_t ms,
    struct diagnostics *diagnostics);
void
rests_add_file(struct rests *rests, const char *path, uint64_t ms);

/* Does nothing for a file that was never added. */
void
rests_add_known_file(struct rests *rests, const char *path, uint64_t ms);

/* Frees what they have; they are as new. */
void
rests_clear(struct rests *rests);

#endif
