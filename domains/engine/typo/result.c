// SPDX-License-Identifier: BSD-2-Clause
/* Typo result: the slips that a search found, with their letters. */
#include <string.h>

#include "domains/engine/typo/search.h"

/* Eight bytes of the text are readable, see NAME_ROOM. */
static void
copy_part(char out[static TYPO_SLIP_TEXT], const char *text, size_t len)
{
	memcpy(out, text, 8);
	out[len < 7 ? len : 7] = '\0';
}

void
search_result(const struct search *search, struct typo *typo_r)
{
	const struct path *best = &search->best;

	typo_r->slips = best->count;
	typo_r->cost = best->cost;
	for (unsigned i = 0; i < best->count; i++) {
		const struct step *step = &best->step[i];
		struct typo_slip *slip = &typo_r->slip[i];
		slip->class = (enum typo_class)step->class;
		slip->kind = step->kind;
		slip->cost = step->cost;
		slip->at = step->at;
		slip->at_meant = step->at_meant;
		copy_part(slip->seen, search->seen->text + step->at, step->len);
		copy_part(slip->meant, search->meant->text + step->at_meant,
		    step->len_meant);
	}
}
