/* SPDX-License-Identifier: BSD-2-Clause */
/* Interview: when the watcher asks who of the members was heard from, and what
 * it logs about that.
 *
 *     struct interview interview = {.unconfirmed = unconfirmed_new()};
 *     if (interview_turn(&interview, &settings, false))
 *             ... the members are to be judged again
 */
#ifndef DOMAINS_DOPPELCHECK_INTERVIEW_H
#define DOMAINS_DOPPELCHECK_INTERVIEW_H

#include "domains/doppelcheck/unconfirmed.h"

struct interview {
	struct unconfirmed *unconfirmed;
	uint64_t due;           /* of clock_now() */
	bool failed;            /* which was reported */
	int64_t learning_since; /* the same */
};

/* Asks about all members when that is due, at_once or because some are new.
 * Returns whether something is new.  Who cannot be asked about keeps what was
 * known. */
bool
interview_turn(struct interview *interview,
    const struct settings_contacts *settings, bool at_once);

#endif
