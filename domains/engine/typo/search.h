/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo search: the state of a search for the cheapest slips, shared by the
 * search itself (search.c), the slips of whole parts (parts.c) and the bounds
 * (bounds.c).  Private to these; typo.h declares typo_search().
 */
#ifndef DOMAINS_ENGINE_TYPO_SEARCH_H
#define DOMAINS_ENGINE_TYPO_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/typo/typo.h"
#include "domains/engine/typo/cost.h"

/* A slip on the way.  The letters are copied out of the names at the end. */
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

/* What slips cost at least between these two names. */
struct least {
	float further; /* one after the first, unless it is the same again */
	float again;   /* the same again */
	float two;     /* two from the beginning */
	float three;   /* three from the beginning */
	float two_further; /* two after the first */
};

struct search {
	const struct typo_side *meant;
	const struct typo_side *seen;
	const uint32_t *code; /* of a pair of spelling.h; NULL: all is ASCII */
	size_t agree;         /* bytes that agree at the beginnings of both */
	size_t common;        /* and at the ends */
	struct path path;     /* the slips on the way here */
	struct path best;
	struct least least; /* set for a search for more slips than one */
	unsigned slips_max; /* the search is for exactly so many */
	float bound;        /* an explanation must cost less */
	bool found;
	bool lost_dot; /* a slip on the way lost a dot of the meant name */
};

/* How many slips are to come after the next one. */
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

/* Is it worth going on here after the next slip?  If it is the last one, the
 * names must agree here; else they must not, for then fewer slips would do. */
static inline bool
search_is_worthwhile(const struct search *search, size_t m, size_t s)
{
	return (search_others(search) == 0) == search_rest_equal(search, m, s);
}

/* What the slips after the next one cost at least, if that one is not of a kind
 * that may come again. */
static inline float
search_least_after(const struct search *search)
{
	unsigned others = search_others(search);

	if (others == 0)
		return 0;
	return others == 1 ? search->least.further : search->least.two_further;
}

/* Does a slip at m stay within the bound?  kind: what it costs at least; after:
 * what the slips after it cost at least. */
static inline bool
search_can_afford(const struct search *search, float kind, size_t m,
    float after)
{
	float cost = search->path.cost + kind + after;

	if (search->path.count > 0)
		cost += (float)TYPO_COST_FURTHER;
	if (TYPO_COST_IN_SUFFIX < 0 && m >= search->meant->suffix)
		cost += (float)TYPO_COST_IN_SUFFIX;
	return cost < search->bound + TYPO_ROUNDING;
}

/* Was the last slip a letter for a letter, and do the same two stand here, or
 * two more of another keyboard?  The same slip again (faceb00k) is a habit and
 * not another slip. */
static inline bool
search_is_habit(const struct search *search, size_t m, size_t s)
{
	const struct path *path = &search->path;
	if (path->count == 0)
		return false;
	const struct step *last = &path->step[path->count - 1];

	if (last->len != 1 || last->len_meant != 1 || m >= search->meant->len ||
	    s >= search->seen->len)
		return false;
	char seen = search->seen->text[s], meant = search->meant->text[m];
	return (search->seen->text[last->at] == seen &&
		   search->meant->text[last->at_meant] == meant) ||
	       (last->kind == KIND_LAYOUT &&
		   typo_kind_of_substitution(meant, seen) == KIND_LAYOUT);
}

/* Whoever parts a name with a hyphen parts it again: 1-und-1. */
static inline bool
search_is_hyphen_again(const struct search *search, enum typo_kind kind)
{
	const struct path *path = &search->path;

	return kind == KIND_HYPHEN_EXTRA && path->count > 0 &&
	       path->step[path->count - 1].kind == KIND_HYPHEN_EXTRA;
}

static inline bool
search_begins_hyphen_again(const struct search *search, size_t s)
{
	return search->seen->text[s] == '-' &&
	       search_is_hyphen_again(search, KIND_HYPHEN_EXTRA);
}

static inline bool
search_is_suffix_slip_again(const struct search *search)
{
	const struct path *path = &search->path;

	return path->count > 0 &&
	       path->step[path->count - 1].class == TYPO_SUFFIX_SLIP;
}

/* Takes a slip that turns m_len bytes of the meant name at m into s_len bytes
 * of the seen name at s, and goes on after it unless it is the last.  The
 * caller has found it worthwhile. */
void
search_slip(struct search *search, enum typo_kind kind, size_t m, size_t m_len,
    size_t s, size_t s_len);

/* Sets the slips of the best path (result.c). */
void
search_result(const struct search *search, struct typo *typo_r);

#endif
