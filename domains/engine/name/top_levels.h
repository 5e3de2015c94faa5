/* SPDX-License-Identifier: BSD-2-Clause */
/* Name tops: which top-level domains exist, kept once it was asked.
 *
 * That one does not takes up to a dozen searches of the Public Suffix List, as
 * long as several judgements; those that slips make (con, cpm, comm) are few.
 * Any number of threads may ask; nothing is allocated.  A crowd of made-up ones
 * costs time and nothing else.
 */
#ifndef DOMAINS_ENGINE_NAME_TOP_LEVELS_H
#define DOMAINS_ENGINE_NAME_TOP_LEVELS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

#define TOP_LEVELS_BITS 11

/* All zero is empty. */
struct top_levels {
	/* Up to seven letters and then what is the case: one word each, so
	 * that it is never half of another's. */
	_Atomic uint64_t asked[1 << TOP_LEVELS_BITS];
};

/* As name_tld_exists(). */
bool
top_levels_exists(struct top_levels *tops, const struct name *name);

#endif
