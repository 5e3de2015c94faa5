/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo parts: slips of more than letters, where a part of a name begins or
 * ends: another suffix or none, a second suffix, letters before or after the
 * name, the name twice.
 */
#ifndef DOMAINS_ENGINE_TYPO_PARTS_H
#define DOMAINS_ENGINE_TYPO_PARTS_H

#include <stddef.h>

#include "domains/engine/typo/search.h"

/* Tries what may stand before the meant name. */
void
parts_before(struct search *search);

/* Does the seen name have letters more than the meant one at (m, s), which
 * repeat those before them, and do the names agree after them
 * (hotmailmail.com)? */
bool
parts_is_doubled(const struct search *search, size_t m, size_t s);

/* May one of two slips be before the name, or of a part that stands
 * twice?  The other slips of parts come where the stem ends. */
bool
parts_may_begin(const struct search *search);

/* Tries the slips of parts on the way from (m, s), which is at the dot before
 * the meant suffix or after it, through n bytes that agree. */
void
parts_after(struct search *search, size_t m, size_t s, size_t n);

#endif
