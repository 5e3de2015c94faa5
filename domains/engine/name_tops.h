/* SPDX-License-Identifier: BSD-2-Clause */
/* Name tops: which top-level domains exist, kept once it was asked.
 *
 * That one does not takes up to a dozen searches of the Public Suffix List, as
 * long as several judgements; those that slips make (con, cpm, comm) are few.
 * Any number of threads may ask; nothing is allocated.  A crowd of made-up ones
 * costs time and nothing else.
 */
#ifndef DOMAINS_ENGINE_NAME_TOPS_H
#define DOMAINS_ENGINE_NAME_TOPS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/name.h"

#define NAME_TOPS_BITS 11

/* All zero is empty. */
struct name_tops {
	/* Up to seven letters and then what is the case: one word each, so
	 * that it is never half of another's. */
	_Atomic uint64_t asked[1 << NAME_TOPS_BITS];
};

/* As name_tld_exists(). */
bool
name_tops_exists(struct name_tops *tops, const struct name *name);

#endif
