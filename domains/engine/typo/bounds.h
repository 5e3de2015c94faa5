/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo bounds: what slips cost at least between two names.  The search need not
 * take a slip after which the further ones would cost too much.
 */
#ifndef DOMAINS_ENGINE_TYPO_BOUNDS_H
#define DOMAINS_ENGINE_TYPO_BOUNDS_H

#include "domains/engine/typo/cost.h"
#include "domains/engine/typo/search.h"

/* Sets search->least, for more slips than one. */
void
bounds_set(struct search *search);

/* What slips after another, two at most, cost at least between any two names,
 * unless the first of them is the same slip again. */
float
bounds_of_any(unsigned slips);

/* Is any further slip too dear, but for the same one again, which is cheap? */
static inline bool
bounds_are_passed(const struct search *search)
{
	const struct path *path = &search->path;

	return path->count > 0 && path->cost + search->least.further >=
	                              search->bound + TYPO_ROUNDING;
}

/* Is it worth looking for one slip more? */
static inline bool
bounds_allow_more(const struct search *search)
{
	bool two = search->slips_max == search->path.count + 1;
	float least = two ? search->least.two : search->least.three;

	return search->slips_max < TYPO_SLIPS_MAX &&
	       search->path.cost + least < search->bound + TYPO_ROUNDING;
}

#endif
