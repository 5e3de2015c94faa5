/* SPDX-License-Identifier: BSD-2-Clause */
/* Slips: every text that the slips of the catalogue make of a name.
 *
 * Wider than the catalogue and not all of it names: letters are changed for
 * all others, whatever the kind of the slip.  typo_explain() says afterwards
 * which slip it is and what it costs, so that the two cannot disagree.
 */
#ifndef DOMAINS_DOPPELLIST_GENERATE_SLIPS_H
#define DOMAINS_DOPPELLIST_GENERATE_SLIPS_H

#include <stddef.h>

#include "domains/engine/name/name.h"

/* The longest text that comes of a name: twice, or with U-labels. */
#define SLIPS_TEXT_SIZE (2 * NAME_SIZE + 8)

/* Called for each text, for some more than once.  Non-zero ends it. */
typedef int (*slips_each)(void *context, const char *text, size_t len);

/* Slips of a letter, of two, of groups of letters; missing, extra and moved
 * dots, hyphens.  Returns what each() returned last. */
int
slips_of_letters(const char *text, size_t len, slips_each each, void *context);

/* Slips of whole parts: another suffix, a second one, none, the name twice, www
 * before it.  suffix: where the public suffix begins; suffixes: those that
 * people know, ("com", "co.jp"). */
int
slips_of_parts(const char *text, size_t len, size_t suffix,
    const char *const *suffixes, size_t suffix_count, slips_each each,
    void *context);

/* Letters of other alphabets that look alike (UTS 39), one at a time, in
 * UTF-8. */
int
slips_of_sight(const char *text, size_t len, slips_each each, void *context);

#endif
