/* SPDX-License-Identifier: BSD-2-Clause */
/* Slips: every text that a slip of the catalogue makes of a name.
 *
 * There are more texts than the catalogue has, and not all are names: each
 * letter is changed to every other one, whatever the kind of the slip.
 * typo_explain() then says which slip it is and what it costs, so that the two
 * cannot disagree.
 */
#ifndef DOMAINS_DOPPELLIST_GENERATE_SLIPS_H
#define DOMAINS_DOPPELLIST_GENERATE_SLIPS_H

#include <stddef.h>

#include "domains/engine/name/name.h"

/* The longest text that a slip makes of a name: the name twice, or with
 * U-labels. */
#define SLIPS_TEXT_SIZE (2 * NAME_SIZE + 8)

/* Called for each text, for some of them more than once; a result that is not 0
 * ends the enumeration. */
typedef int (*slips_each)(void *context, const char *text, size_t len);

/* Slips of one letter, two letters and groups of letters; missing, extra and
 * moved dots and hyphens.  Returns what each() returned last. */
int
slips_of_letters(const char *text, size_t len, slips_each each, void *context);

/* Slips of whole parts: another suffix, a second one, none, the name or a part
 * of it twice, www before it.
 * suffix: where the public suffix begins; suffixes: those that
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
