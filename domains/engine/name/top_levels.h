/* SPDX-License-Identifier: BSD-2-Clause */
/* Top levels: a cache of which top-level domains exist, and which short names
 * below them are public suffixes.
 *
 * A search of the Public Suffix List takes as long as judging a name, and to
 * find that a top-level domain does not exist takes up to a dozen; those that
 * slips make (con, cpm, comm) are few, and so are co.th and com.ar.  Any number
 * of threads may ask; it allocates nothing.  Many made-up names cost time and
 * nothing else.
 */
#ifndef DOMAINS_ENGINE_NAME_TOP_LEVELS_H
#define DOMAINS_ENGINE_NAME_TOP_LEVELS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

#define TOP_LEVELS_BITS 12

/* All zero is empty. */
struct top_levels {
	/* Up to seven letters and the answer after them, in one word, so that
	 * no thread reads half of an entry. */
	_Atomic uint64_t asked[1 << TOP_LEVELS_BITS];
	/* Of two letters the answers stay: nothing takes longer to find. */
	_Atomic uint8_t of_two[26 * 26];
};

/* As name_tld_exists(). */
bool
top_levels_exists(struct top_levels *tops, const struct name *name);

/* As name_is_suffix_from(), for two labels and more; tops may be
 * NULL. */
bool
top_levels_is_suffix(struct top_levels *tops, const struct name *name,
    size_t at);

#endif
