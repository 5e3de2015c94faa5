/* SPDX-License-Identifier: BSD-2-Clause */
/* Watched source: what a source of registrations said when it was read, and
 * whether it may say something else by now.  A part of watch.h.
 */
#ifndef DOMAINS_DOPPELCHECK_WATCHED_SOURCE_H
#define DOMAINS_DOPPELCHECK_WATCHED_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "domains/base/stamp.h"
#include "domains/doppelcheck/rests.h"
#include "domains/doppelcheck/watch.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/member_set.h"
#include "domains/settings/sources.h"

struct watched_source {
	struct settings_place place;
	struct member_set *set;     /* NULL: never read */
	struct member_set *beside;  /* read later, with errors; NULL */
	struct stamped_files files; /* it was read from: itself, and those that
	                               it includes */
	uint64_t read_at;           /* by clock.h */
	bool unsure;   /* to be read again, whatever the stamps say */
	bool broken;   /* what set is from had errors */
	bool failed;   /* so had the last reading, other than a budget that the
	                same files will be over again */
	bool is_users; /* when it was read last */
	uid_t uid;     /* then */
	struct diagnostics reported; /* of the last reading */
};

/* Is it to be read?  The files of a user that rests are not looked at. */
bool
watched_source_is_due(struct watched_source *source,
    const struct watch_input *input, struct rests *rests);

/* Returns 0, or -1 when memory is out. */
int
watched_source_read(struct watched_source *source,
    const struct watch_input *input, const struct lookup_key_rules *rules,
    struct budgets *budgets, struct diagnostics *diagnostics,
    struct watch_news *news);

/* Frees what it has. */
void
watched_source_clear(struct watched_source *source);

#endif
