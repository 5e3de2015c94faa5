/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo bounds: what slips cost at least between two names.  The search need not
 * take a slip after which the further ones would cost too much.
 */
#ifndef DOMAINS_ENGINE_TYPO_BOUNDS_H
#define DOMAINS_ENGINE_TYPO_BOUNDS_H

#include "domains/engine/typo/search.h"

/* Sets search->least, for more slips than one. */
void
bounds_set(struct search *search);

/* What a slip after another costs at least between any two names, unless it is
 * the same slip again. */
float
bounds_of_any(void);

#endif
