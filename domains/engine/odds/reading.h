/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading: a name at hand in its letters, for a channel whose names may have
 * letters beyond ASCII, too.  Private to the channel. */
#ifndef DOMAINS_ENGINE_ODDS_READING_H
#define DOMAINS_ENGINE_ODDS_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/lists/real_domains.h"
#include "domains/engine/odds/targets.h"
#include "domains/engine/typo/spelling.h"

struct reading {
	const struct name *name; /* with A-labels */
	struct name spelled;
	struct code_points letters;
};

/* Of a name with A-labels.  Returns false when it cannot be read.  suffix_r: of
 * the name as it is spelled. */
bool
reading_begin(const struct name *name, struct top_levels *tops,
    struct reading *reading_r, struct typo_suffix *suffix_r);

/* The side of a name as it is spelled. */
void
reading_side(const struct reading *reading, struct typo_suffix suffix,
    struct typo_side *side_r);

/* Sets the end of the side of a name from a place in its text on, the place
 * after a dot: below a host with an accent it may be in ASCII itself.  Returns
 * that place in the name. */
size_t
reading_end(const struct name *name, const struct typo_side *whole, size_t at,
    struct typo_side *end_r);

/* How many targets have the stem of the seen side.  It may be the end of the
 * reading. */
size_t
reading_count_same(const struct reading *reading, const struct targets *targets,
    const struct typo_side *seen);

/* Is the name of a side, or one that it stands below, in the file of real
 * domains?  reading: of a side that is spelled. */
bool
reading_is_real(const struct real_domains *real_domains,
    const struct reading *reading, const struct typo_side *seen);

/* A target and the name at hand. */
struct reading_pair {
	struct code_points meant, seen;
	struct spelling_pair of;
};

/* Returns false when they cannot be compared.  reading: of a side that is
 * spelled. */
bool
reading_pair_up(const struct targets *targets, size_t number,
    const struct reading *reading, const struct typo_side *seen,
    struct reading_pair *pair_r);

#endif
