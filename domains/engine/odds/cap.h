/* SPDX-License-Identifier: BSD-2-Clause */
/* Cap: how sure odds alone may be of a slip.
 *
 * `certain` refuses mail, so it needs a reason that a person accepts: a slip of
 * the hand that makes what is nobody's word.  Where the slip may just as well
 * make another name that somebody bears, odds are too sure of themselves: they
 * know how often slips happen, not who took which name.  Nothing is capped for
 * a name that cannot be anybody's (gmail.con, gmail.comgmail.com). */
#ifndef DOMAINS_ENGINE_ODDS_CAP_H
#define DOMAINS_ENGINE_ODDS_CAP_H

#include <stdbool.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/verdict.h"

struct cap {
	enum verdict_confidence most;
	const char *why; /* in words; NULL: there is none */
};

/* weighed: everybody knows the name meant, a provider's.  same: so many listed
 * names have the label of the name that was seen.  beyond: by how many nats the
 * odds are better than `certain` asks. */
struct cap
cap_find(const struct typo_side *meant, const struct typo_side *seen,
    const struct typo *typo, bool weighed, size_t same, double beyond);

#endif
