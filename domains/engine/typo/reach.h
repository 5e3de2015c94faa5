/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo reach: may two slips explain a pair?  Of most pairs that are near by
 * their keys this shows that they do not, in a fraction of the time that the
 * search takes.  Private to the search.
 */
#ifndef DOMAINS_ENGINE_TYPO_REACH_H
#define DOMAINS_ENGINE_TYPO_REACH_H

#include "domains/engine/typo/search.h"

/* False only where the search for just two slips would find none.  The search's
 * bounds are set. */
bool
reach_by_two(const struct search *search);

#endif
