/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo reach: where the names cease to agree the first slip must be, unless it
 * is of a part.  After it either the stem is read to its end, where slips of
 * parts come, or a second slip of letters must lead to what agrees at the end
 * of both names. */
#include "domains/engine/typo/reach.h"

#include "domains/base/simd16.h"
#include "domains/engine/typo/pairs.h"
#include "domains/engine/typo/parts.h"

/* Is it worth going on after the first slip, which leads to (m, s)?  The second
 * one touches few letters, and changes the length by one at most. */
static inline bool
leads_to_end(const struct search *search, size_t m, size_t s)
{
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t limit = m_left < s_left ? m_left : s_left;
	size_t agree =
	    simd16_bits(simd16_equal(simd16_load(search->meant->text + m),
		simd16_load(search->seen->text + s)));

	agree = (size_t)__builtin_ctz(~(unsigned)agree);
	if (agree > limit)
		agree = limit;
	return m + agree + 1 >= search->meant->suffix || agree == SIMD16_SIZE ||
	       (m_left - s_left + TYPO_GROUP_APART <= 2 * TYPO_GROUP_APART &&
		   limit - agree <= search->common + TYPO_GROUP_MAX);
}

bool
reach_by_two(const struct search *search)
{
	const struct typo_side *meant = search->meant, *seen = search->seen;
	size_t at = search->agree;
	const char *a = meant->text + at, *b = seen->text + at;

	if (search->path.count > 0 || at + 1 >= meant->suffix ||
	    at + TYPO_GROUP_MAX >= seen->len)
		return true;
	return leads_to_end(search, at + 1, at) ||
	       leads_to_end(search, at, at + 1) ||
	       leads_to_end(search, at + 1, at + 1) ||
	       (a[0] == b[1] && a[1] == b[0]) || typo_group_begins(*a, *b) ||
	       parts_may_begin(search);
}
