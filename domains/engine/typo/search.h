/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo search: what the search for the cheapest slips (typo_search.c) shares
 * with the slips of whole parts (typo_parts.c).  Nobody else uses it.
 */
#ifndef DOMAINS_ENGINE_TYPO_SEARCH_H
#define DOMAINS_ENGINE_TYPO_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/typo/cost.h"

/* A slip on the way: what it explains is cut out of the names at the end. */
struct step {
	uint8_t kind;
	uint8_t class;
	uint8_t at, len;             /* in the seen name */
	uint8_t at_meant, len_meant; /* in the meant one */
	float cost;
};

struct path {
	unsigned count;
	float cost;
	struct step step[TYPO_SLIPS_MAX];
};

/* What slips cost at least, for these two names. */
struct least {
	float further; /* one after the first, unless it is the same again */
	float again;   /* the same again */
	float two;     /* two, three from the beginning */
	float three;
	float two_further; /* two after the first */
};

struct search {
	const struct typo_side *meant;
	const struct typo_side *seen;
	size_t common;    /* bytes that agree at the ends of both */
	struct path path; /* the slips on the way here */
	struct path best;
	struct least least; /* set once more than one is looked for */
	unsigned slips_max; /* exactly so many are looked for */
	float bound;        /* dearer explanations are not wanted */
	bool found;
	bool lost_dot; /* on the way here, of the meant name */
};

/* How many slips are to come behind the next one. */
static inline unsigned
search_others(const struct search *search)
{
	return search->slips_max - search->path.count - 1;
}

/* Do the names agree from here to the end? */
static inline bool
search_rest_equal(const struct search *search, size_t m, size_t s)
{
	size_t left = search->meant->len - m;
	return (left == search->seen->len - s) & (left <= search->common);
}

/* Is it worth going on here behind the next slip?  When that is the last one
 * the names must agree; when it is not they must not, for then fewer slips
 * explain what is seen. */
static inline bool
search_is_worthwhile(const struct search *search, size_t m, size_t s)
{
	return (search_others(search) == 0) == search_rest_equal(search, m, s);
}

/* What the slips behind the next one cost at least, if that is none that may
 * come again. */
static inline float
search_least_behind(const struct search *search)
{
	unsigned others = search_others(search);

	if (others == 0)
		return 0;
	return others == 1 ? search->least.further : search->least.two_further;
}

/* Can a slip of at least that cost be taken at m, and behind it the others? */
static inline bool
search_can_afford(const struct search *search, float kind, size_t m,
    float behind)
{
	float cost = search->path.cost + kind + behind;

	if (search->path.count > 0)
		cost += (float)TYPO_COST_FURTHER;
	if (TYPO_COST_IN_SUFFIX < 0 && m >= search->meant->suffix)
		cost += (float)TYPO_COST_IN_SUFFIX;
	return cost < search->bound + TYPO_ROUNDING;
}

/* Takes a slip that explains m_len bytes of the meant name at m by s_len bytes
 * of the seen one at s, and goes on behind it unless it is the last.  The
 * caller says that it is worthwhile. */
void
search_slip(struct search *search, enum typo_kind kind, size_t m, size_t m_len,
    size_t s, size_t s_len);

/* Something before the meant name, which begins further on. */
void
parts_before(struct search *search);

/* Slips of whole parts on the way from (m, s), which is at the dot before the
 * meant suffix or behind it, through n bytes that agree. */
void
parts_behind(struct search *search, size_t m, size_t s, size_t n);

#endif
