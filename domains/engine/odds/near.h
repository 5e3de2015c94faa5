/* SPDX-License-Identifier: BSD-2-Clause */
/* Near: the best of the names that may be meant, best first.  Private to the
 * channel. */
#ifndef DOMAINS_ENGINE_ODDS_NEAR_H
#define DOMAINS_ENGINE_ODDS_NEAR_H

#include "domains/engine/doppel.h"
#include "domains/engine/odds/real.h"

/* Keeps a name if it is one of the best DOPPEL_NEAR_MAX. */
void
near_keep(struct doppel_thoughts *thoughts, const struct doppel_near *near);

/* Puts a name before all others, whatever its odds; it may be one of them. */
void
near_put_first(struct doppel_thoughts *thoughts,
    const struct doppel_near *near);

/* Keeps the parts of real, but not of a side that explains the name worse than
 * one before. */
void
near_keep_real(struct doppel_thoughts *thoughts, const struct real *real);

/* Sets the name that is meant: the target, with the labels of the name before
 * below. */
void
near_set_meant(const struct name *name, size_t below, const char *target,
    struct name *meant_r);

/* May a name that stands below a real one be these slips of a name meant?  own:
 * that is the real one. */
bool
near_is_slip_below(const struct typo_side *meant, bool own,
    const struct typo *typo);

#endif
