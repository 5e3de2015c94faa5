/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo cost: which kind a slip of letters is, and what kinds cost at least.
 * Private to the search.
 */
#ifndef DOMAINS_ENGINE_TYPO_COST_H
#define DOMAINS_ENGINE_TYPO_COST_H

#include <stddef.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/typo/kinds.h"

/* The most by which two sums of the same costs differ by rounding. */
#define TYPO_ROUNDING 1e-3f

static const struct {
	enum typo_class class;
	float cost;
} typo_kinds[TYPO_KINDS_COUNT] = {
#define KIND(kind, class, words, cost) {TYPO_##class, cost##f},
    TYPO_KINDS(KIND)
#undef KIND
};

/* The kind of a letter for another. */
enum typo_kind
typo_kind_of_substitution(char meant, char seen);

/* The kind of leaving out the letter at m. */
enum typo_kind
typo_kind_of_omission(const struct typo_side *meant, size_t m);

/* The kind of the letter at s, which is too much before the meant letter at
 * m. */
enum typo_kind
typo_kind_of_insertion(const struct typo_side *meant, size_t m,
    const struct typo_side *seen, size_t s);

/* ---- the cheapest kinds -------------------------------------------------
 *
 * It takes longer to find out which kind a slip is than to see that no kind
 * stays within the bound.  The compiler makes constants of these. */

static inline float
typo_less(float a, float b)
{
	return a < b ? a : b;
}

static inline float
typo_more(float a, float b)
{
	return a > b ? a : b;
}

static inline float
typo_cheapest_but_key(void)
{
	float letter = typo_less(typo_less(typo_kinds[KIND_KEY_ROW].cost,
				     typo_kinds[KIND_VOWEL].cost),
	    typo_less(typo_kinds[KIND_SOUND].cost, typo_kinds[KIND_LOOK].cost));
	float other = typo_less(typo_kinds[KIND_BIT].cost,
	    typo_less(typo_kinds[KIND_SUBSTITUTION].cost,
		typo_kinds[KIND_LAYOUT].cost));
	float dot = typo_less(typo_kinds[KIND_HYPHEN_DOT].cost,
	    typo_kinds[KIND_DOT_KEY].cost);
	return typo_less(letter, typo_less(other, dot));
}

static inline float
typo_cheapest_substitution(void)
{
	return typo_less(typo_kinds[KIND_KEY].cost, typo_cheapest_but_key());
}

/* Of a letter that does not repeat the one before it: that is seen at once. */
static inline float
typo_cheapest_insertion(void)
{
	return typo_less(typo_less(typo_kinds[KIND_INSERTION_KEY].cost,
			     typo_kinds[KIND_INSERTION].cost),
	    typo_less(typo_kinds[KIND_INSERTION_FIRST].cost,
		typo_kinds[KIND_INSERTION_ECHO].cost));
}

static inline float
typo_cheapest_group(void)
{
	return typo_less(typo_kinds[KIND_SOUND_GROUP].cost,
	    typo_kinds[KIND_LOOK_GROUP].cost);
}

/* Of any kind but two cheap ones that few pairs of names can have: one of a
 * double left out, and a dot too much. */
static inline float
typo_cheapest_usual(void)
{
	float omission = typo_less(typo_kinds[KIND_OMISSION].cost,
	    typo_kinds[KIND_OMISSION_FIRST].cost);
	float moved = typo_less(typo_kinds[KIND_TRANSPOSITION].cost,
	    typo_less(typo_kinds[KIND_TRANSPOSITION_FAR].cost,
		typo_kinds[KIND_DOT_MOVED].cost));
	float twice = typo_less(typo_kinds[KIND_DOUBLING].cost,
	    typo_less(typo_kinds[KIND_NAME_DOUBLED].cost,
		typo_kinds[KIND_PART_DOUBLED].cost));
	return typo_less(typo_cheapest_group(),
	    typo_less(omission, typo_less(moved, twice)));
}

#endif
