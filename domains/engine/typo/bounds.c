/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo bounds: sums of the cheapest kinds that two names can have. */
#include "domains/engine/typo/bounds.h"

/* Of the bits of repeats those of keys. */
#define KEYS_TWICE (TYPO_REPEATS_THRICE - 1)

/* What a letter for a letter costs at least that comes again, for half of that:
 * a key for the one beside it only where both letters stand there twice. */
static float
least_of_habit(const struct search *search)
{
	return (search->meant->repeats & search->seen->repeats & KEYS_TWICE) !=
	               0
	           ? typo_cheapest_substitution()
	           : typo_cheapest_but_key();
}

/* What a slip costs at least.  more: on top of its kind; suffix: how much
 * cheaper it is within the suffix, if the names differ there; dot: it may be a
 * dot too much. */
static float
least_of(const struct search *search, float more, float suffix, bool dot)
{
	float least = typo_cheapest_usual() + suffix;

	if (search->meant->doubles)
		least = typo_less(least,
		    typo_kinds[KIND_OMISSION_DOUBLE].cost + suffix);
	if (dot)
		least = typo_less(least, typo_kinds[KIND_DOT_EXTRA].cost);
	return typo_more(least + more, TYPO_SLIP_LEAST);
}

/* What a dot too much costs together with two lost ones, the second of which
 * was lost in the same way as the first. */
static float
least_of_dots(void)
{
	float lost = typo_less(typo_kinds[KIND_DOT_KEY].cost,
	    typo_kinds[KIND_HYPHEN_DOT].cost);

	return 1.5f * lost + typo_kinds[KIND_DOT_EXTRA].cost +
	       (float)TYPO_COST_FURTHER;
}

float
bounds_of_any(unsigned slips)
{
	float more = (float)(TYPO_COST_FURTHER + TYPO_COST_IN_SUFFIX);
	float one = more + typo_less(typo_kinds[KIND_OMISSION_DOUBLE].cost,
			       typo_kinds[KIND_DOT_EXTRA].cost);
	float letter = typo_cheapest_substitution();
	float again = typo_more(0.5f * letter + (float)TYPO_COST_IN_SUFFIX,
	    TYPO_SLIP_LEAST);

	return slips == 2 ? typo_less(2 * one, letter + more + again)
	                  : (float)slips * one;
}

/* A slip within the suffix is cheaper.  Where both names end in the same suffix
 * there is none, unless the byte before it was read as its dot.
 *
 * A dot too much is cheap.  Where the seen name has no more dots than the meant
 * one, each dot too much needs a lost dot, which is dear: so it counts only
 * after a slip that lost a dot, or may have. */
void
bounds_set(struct search *search)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	bool dot = seen->dots > meant->dots;
	bool same_suffix = search->common + meant->suffix > meant->len &&
	                   !dot && !search->lost_dot;
	bool dot_after = !same_suffix || seen->dots > 1u + meant->dot_in_suffix;
	float suffix = same_suffix ? 0 : (float)TYPO_COST_IN_SUFFIX;
	float more = (float)TYPO_COST_FURTHER;
	/* The first slip is where the names cease to agree, or before. */
	float at_first = search->agree < meant->suffix ? 0 : suffix;
	float letter = least_of_habit(search);
	float letter_more = letter + suffix + more;
	float again = typo_more(0.5f * letter + suffix, TYPO_SLIP_LEAST);
	float first = least_of(search, 0, at_first, dot);
	float next = least_of(search, more, suffix, dot);
	float further = least_of(search, more, suffix, dot_after);
	struct least *least = &search->least;

	letter += at_first;
	least->further = further;
	least->again = typo_less(again, further);
	least->two_further = typo_less(2 * further, letter_more + again);
	least->two = typo_less(first + next, letter + again);
	least->three =
	    typo_less(least->two + next, first + letter_more + again);
	if (meant->dots > 1)
		least->three = typo_less(least->three, least_of_dots());
	if (meant->len != seen->len)
		return;
	/* Of another keyboard other letters count as the same slip. */
	least->three = typo_less(least->three,
	    2 * (typo_kinds[KIND_LAYOUT].cost + suffix) + at_first);
	if ((meant->repeats & seen->repeats & TYPO_REPEATS_THRICE) != 0)
		least->three = typo_less(least->three, letter + 2 * again);
}
