/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo search: a depth-first search for the cheapest slips, bounded by their
 * number and by the best cost so far (branch and bound).
 *
 * It reads both names from the left as long as they agree.  Where they cease to
 * agree, and where a part ends, it tries every kind of slip that explains what
 * stands there, and goes on after the slip.  Reading on while the names agree
 * loses only the place of a slip among equal letters, on which its cost does
 * not depend.  It allocates nothing; its depth is TYPO_SLIPS_MAX.
 *
 * It looks for one slip, then for two, then for three.  So it knows what the
 * slips still to come cost at least (bounds.h), and passes over a slip after
 * which they would cost too much.  After the last slip the names must agree to
 * the end, and how far their ends agree is known beforehand: the difference in
 * length of the two rests leaves only a few kinds for the last slip. */
#include "domains/engine/typo/search.h"

#include <assert.h>
#include <string.h>

#include "domains/base/simd16.h"
#include "domains/engine/typo/bounds.h"
#include "domains/engine/typo/spelling.h"
#include "domains/engine/typo/pairs.h"
#include "domains/engine/typo/parts.h"
#include "domains/engine/typo/reach.h"

static_assert(NAME_ROOM >= SIMD16_SIZE, "names are readable as simd16.h says");

/* ---- a slip ------------------------------------------------------------- */

static void
explore(struct search *search, size_t m, size_t s);

/* What the slips after a letter for a letter, or a hyphen too much, cost at
 * least: the same slip again costs half. */
static float
least_after_letter(const struct search *search, enum typo_kind kind)
{
	float again =
	    typo_more(typo_kinds[kind].cost * 0.5f + (float)TYPO_COST_IN_SUFFIX,
		TYPO_SLIP_LEAST);
	float all = (float)search_others(search) *
	            typo_less(again, search->least.further);

	return search_others(search) > 1
	           ? typo_less(all, search->least.two_further)
	           : all;
}

/* Whoever writes their own country's suffix for that of a provider does not
 * know the name well: a slip beside it is less of a chance than two slips.  Not
 * so where that has one of another country (freee.co.jp, free.fr). */
static bool
has_own_country(const struct typo_side *meant, const struct typo_side *seen)
{
	return typo_side_has_country(seen) && !typo_side_has_country(meant);
}

static float
cost_of(const struct search *search, enum typo_kind kind, size_t m,
    size_t m_len, size_t s, size_t s_len, enum typo_class *class_r)
{
	size_t suffix = search->meant->suffix;
	enum typo_class class = typo_kinds[kind].class;
	float cost = typo_kinds[kind].cost;

	if ((m_len == 1 && s_len == 1 && search_is_habit(search, m, s)) ||
	    search_is_hyphen_again(search, kind))
		cost *= 0.5f;
	else if (search->path.count > 0)
		cost += kind == KIND_SUFFIX_SWAP &&
		                has_own_country(search->meant, search->seen)
		            ? (float)TYPO_COST_FURTHER_COUNTRY
		            : (float)TYPO_COST_FURTHER;
	if (class == TYPO_GLUED && kind != KIND_GLUED_DIGITS && s_len > 1)
		cost += (float)TYPO_COST_GLUED_MORE * (float)(s_len - 1);
	if (class <= TYPO_PHONETIC && m >= suffix && suffix > 0) {
		class = TYPO_SUFFIX_SLIP;
		cost += (float)TYPO_COST_IN_SUFFIX;
		if (search_is_suffix_slip_again(search) &&
		    !search->seen->no_top)
			cost += (float)TYPO_COST_SUFFIX_MORE;
	} else if (m == 0 && m_len > 0 && s_len > 0 && class != TYPO_GLUED)
		cost += (float)TYPO_COST_FIRST;
	*class_r = class;
	return cost < TYPO_SLIP_LEAST ? TYPO_SLIP_LEAST : cost;
}

/* Goes on after a slip.  After one that lost a dot of the meant name, cheaper
 * slips may follow. */
static void
go_on(struct search *search, bool lost_dot, size_t m, size_t s)
{
	if (!lost_dot || search->lost_dot) {
		explore(search, m, s);
		return;
	}
	struct least least = search->least;
	search->lost_dot = true;
	bounds_set(search);
	explore(search, m, s);
	search->lost_dot = false;
	search->least = least;
}

void
search_slip(struct search *search, enum typo_kind kind, size_t m, size_t m_len,
    size_t s, size_t s_len)
{
	struct path *path = &search->path;
	bool last = search_others(search) == 0;
	enum typo_class class;
	float before = path->cost;
	if (search->code != NULL)
		kind = spelling_kind(search, kind, m, m_len, s, s_len);
	float cost = cost_of(search, kind, m, m_len, s, s_len, &class);

	if (before + cost >= search->bound)
		return;
	bool lost_dot = m_len == 1 && search->meant->text[m] == '.';
	float after = search_least_after(search);
	if ((m_len == 1 && s_len == 1) || kind == KIND_HYPHEN_EXTRA)
		after = least_after_letter(search, kind);
	else if (lost_dot)
		after = bounds_of_any(search_others(search));
	if (before + cost + after >= search->bound + TYPO_ROUNDING)
		return;
	path->step[path->count++] = (struct step){
	    .kind = (uint8_t)kind,
	    .class = (uint8_t) class,
	    .at = (uint8_t)s,
	    .len = (uint8_t)s_len,
	    .at_meant = (uint8_t)m,
	    .len_meant = (uint8_t)m_len,
	    .cost = cost,
	};
	path->cost = before + cost;
	if (last) {
		search->best = *path;
		search->bound = path->cost;
		search->found = true;
	} else {
		go_on(search, lost_dot, m + m_len, s + s_len);
	}
	path->count--;
	path->cost = before;
}

/* ---- slips of letters --------------------------------------------------- */

static bool
is_transposed(const struct search *search, size_t m, size_t s)
{
	const char *meant = search->meant->text + m;
	const char *seen = search->seen->text + s;

	return (meant[0] == seen[1]) & (meant[1] == seen[0]);
}

static void
explore_transposition(struct search *search, size_t m, size_t s)
{
	bool dot =
	    search->meant->text[m] == '.' || search->seen->text[s] == '.';

	search_slip(search, dot ? KIND_DOT_MOVED : KIND_TRANSPOSITION, m, 2, s,
	    2);
}

/* Are two letters swapped around one that stays (hayoo for yahoo)? */
static bool
is_swapped_around(const struct search *search, size_t m, size_t s)
{
	const char *meant = search->meant->text + m;
	const char *seen = search->seen->text + s;

	return (meant[0] == seen[2]) & (meant[1] == seen[1]) &
	       (meant[2] == seen[0]) & (meant[1] != '.');
}

static void
explore_insertion(struct search *search, size_t m, size_t s)
{
	const char *extra = &search->seen->text[s];

	if (*extra == '.' || *extra == '-' || (s > 0 && extra[-1] == *extra) ||
	    search_can_afford(search, typo_cheapest_insertion(), m,
		search_least_after(search)))
		search_slip(search,
		    typo_kind_of_insertion(search->meant, m, search->seen, s),
		    m, 0, s, 1);
}

static void
explore_substitution(struct search *search, size_t m, size_t s)
{
	if (search->seen->text[s] != '.' &&
	    (search_is_habit(search, m, s) ||
		search_can_afford(search, typo_cheapest_substitution(), m,
		    (float)search_others(search) * search->least.again)))
		search_slip(search,
		    typo_kind_of_substitution(search->meant->text[m],
			search->seen->text[s]),
		    m, 1, s, 1);
}

static void
explore_groups(struct search *search, size_t m, size_t s)
{
	const char *a = search->meant->text + m;
	const char *b = search->seen->text + s;
	size_t a_len = search->meant->len - m;
	size_t b_len = search->seen->len - s;
	size_t count = 0;

	if (a_len == 0 || b_len == 0 || !typo_group_begins(*a, *b))
		return;
	const struct typo_group *group = typo_groups_of(*a, &count);
	for (const struct typo_group *end = group + count; group < end; group++)
		if (group->seen[0] == *b &&
		    search_is_worthwhile(search, m + group->meant_len,
			s + group->seen_len) &&
		    typo_group_stands(group, a, a_len, b, b_len))
			search_slip(search,
			    group->look ? KIND_LOOK_GROUP : KIND_SOUND_GROUP, m,
			    group->meant_len, s, group->seen_len);
}

/* Can one slip of letters explain two rests that begin unlike each other?  It
 * has to touch all of the shorter one that does not agree at the end. */
static inline bool
is_one_letter_slip(const struct search *search, size_t m, size_t s)
{
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t least = m_left < s_left ? m_left : s_left;

	if (s_left > m_left + 1 && m_left <= search->common &&
	    parts_is_doubled(search, m, s))
		return true;
	if ((m_left > s_left + TYPO_GROUP_APART) |
	    (s_left > m_left + TYPO_GROUP_APART) |
	    (least > search->common + TYPO_GROUP_MAX))
		return false;
	return least <= search->common + (m_left == s_left ? 2 : 0) ||
	       (m_left == s_left && is_swapped_around(search, m, s)) ||
	       typo_group_begins(search->meant->text[m], search->seen->text[s]);
}

/* Tries the last slip.  After it the names agree to the end, so that the
 * difference in length of the two rests says what it can be. */
static void
explore_last(struct search *search, size_t m, size_t s)
{
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t least = m_left < s_left ? m_left : s_left;

	if (!is_one_letter_slip(search, m, s))
		return;
	if (bounds_are_passed(search)) {
		if (m_left == s_left && least <= search->common + 1 &&
		    search_is_habit(search, m, s))
			explore_substitution(search, m, s);
		if (s_left == m_left + 1 && least <= search->common &&
		    search_begins_hyphen_again(search, s))
			explore_insertion(search, m, s);
		return;
	}
	if (m_left == s_left) {
		if (least > 1 && least <= search->common + 2 &&
		    is_transposed(search, m, s))
			explore_transposition(search, m, s);
		if (least > 2 && least == search->common + 3 &&
		    is_swapped_around(search, m, s))
			search_slip(search, KIND_TRANSPOSITION_FAR, m, 3, s, 3);
		if (least > 0 && least <= search->common + 1)
			explore_substitution(search, m, s);
	} else if (least <= search->common &&
		   (m_left == s_left + 1 || s_left == m_left + 1)) {
		if (m_left > s_left)
			search_slip(search,
			    typo_kind_of_omission(search->meant, m), m, 1, s,
			    0);
		else
			explore_insertion(search, m, s);
	}
	if (s_left > m_left + 1 && parts_is_doubled(search, m, s))
		search_slip(search, KIND_PART_DOUBLED, m, 0, s,
		    s_left - m_left);
	if (search_can_afford(search, typo_cheapest_group(), m, 0))
		explore_groups(search, m, s);
}

/* Can two more slips explain the rest within the bound? */
static bool
is_within_reach(const struct search *search, size_t m, size_t s)
{
	const struct path *path = &search->path;
	float two = search->least.two;

	if (path->count > 0)
		two = search_is_habit(search, m, s) ||
		              search_begins_hyphen_again(search, s)
		          ? 2 * search->least.again
		          : search->least.two_further;
	return path->cost + two < search->bound + TYPO_ROUNDING;
}

/* Is it worth going on at (m, s), after a slip that others follow?  If only one
 * follows, it must reach what agrees at the end: this shows that most slips
 * lead nowhere, before their cost is worked out. */
static __attribute__((noinline)) bool
leads_on(const struct search *search, size_t m, size_t s)
{
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t least = m_left < s_left ? m_left : s_left;

	if (search_rest_equal(search, m, s))
		return false;
	if (search_others(search) > 1)
		return true;
	size_t agree = simd16_agree(search->meant->text + m,
	    search->seen->text + s, least);
	return m + agree + 1 >= search->meant->suffix || /* or of parts */
	       is_one_letter_slip(search, m + agree, s + agree);
}

/* Is it?  Mostly the next letters differ, far from what agrees at the end. */
static inline bool
is_promising(const struct search *search, size_t m, size_t s)
{
	size_t far = search->common + TYPO_GROUP_MAX;

	return ((search->meant->text[m] == search->seen->text[s]) |
		   (m + 1 >= search->meant->suffix) |
		   (search->meant->len - m <= far) |
		   (search->seen->len - s <= far) |
		   (search_others(search) > 1)) &&
	       leads_on(search, m, s);
}

/* Tries a slip that others follow. */
static void
explore_further(struct search *search, size_t m, size_t s)
{
	bool more_m = m < search->meant->len;
	bool more_s = s < search->seen->len;

	if (!is_within_reach(search, m, s))
		return;
	if (m + 1u < search->meant->len && s + 1u < search->seen->len &&
	    is_transposed(search, m, s) && is_promising(search, m + 2, s + 2))
		explore_transposition(search, m, s);
	if (more_m && is_promising(search, m + 1, s))
		search_slip(search, typo_kind_of_omission(search->meant, m), m,
		    1, s, 0);
	if (more_s && is_promising(search, m, s + 1))
		explore_insertion(search, m, s);
	if (more_m && more_s && is_promising(search, m + 1, s + 1))
		explore_substitution(search, m, s);
	explore_groups(search, m, s);
}

/* ---- the search --------------------------------------------------------- */

static void
explore(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	if (m == 0 && s == 0)
		parts_before(search);
	size_t m_left = meant->len - m, s_left = seen->len - s;
	size_t agree = simd16_agree(meant->text + m, seen->text + s,
	    m_left < s_left ? m_left : s_left);
	size_t to_dot = m + 1u < meant->suffix ? meant->suffix - 1u - m : 0;
	if (agree >= to_dot)
		parts_after(search, m + to_dot, s + to_dot, agree - to_dot);
	if (search_others(search) == 0)
		explore_last(search, m + agree, s + agree);
	else
		explore_further(search, m + agree, s + agree);
}

/* Takes a slip of the whole name, which comes before any other. */
static void
take_whole(struct search *search, enum typo_kind kind, size_t len)
{
	struct path *path = &search->path;
	struct step *step = &path->step[path->count];
	*step = (struct step){
	    .kind = (uint8_t)kind,
	    .class = (uint8_t)typo_kinds[kind].class,
	    .len = (uint8_t)len,
	    .cost = typo_kinds[kind].cost,
	};
	if (path->count > 0)
		step->cost += (float)TYPO_COST_FURTHER;
	path->count++;
	path->cost += step->cost;
}

static inline void
compare_ends(struct search *search)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t n = meant->len < seen->len ? meant->len : seen->len;

	search->agree = simd16_agree(meant->text, seen->text, n);
	search->common = simd16_agree_end(meant->text + (meant->len - n),
	    seen->text + (seen->len - n), n);
}

/* Can one slip explain the pair: one of letters, or one of parts after the
 * common beginning or before the common end?  Most pairs need more. */
static inline bool
may_be_one_slip(const struct search *search)
{
	size_t agree = search->agree;

	return agree + 1 >= search->meant->suffix ||
	       search->common == search->meant->len ||
	       is_one_letter_slip(search, agree, agree);
}

bool
typo_search_letters(const struct typo_side *meant, const struct typo_side *seen,
    const uint32_t *code, float max_cost, struct typo *typo_r)
{
	struct search search; /* not cleared: most of it is set before use */

	search.meant = meant;
	search.seen = seen;
	search.code = code;
	compare_ends(&search);
	search.path.count = 0;
	search.path.cost = 0;
	search.bound = max_cost;
	search.found = false;
	search.lost_dot = false;
	search.least.further = 0; /* no slip follows the first one */
	search.least.again = 0;
	if (seen->homograph)
		take_whole(&search, KIND_HOMOGRAPH, 0);
	if (seen->doubled)
		take_whole(&search, KIND_NAME_DOUBLED, seen->len);
	/* One slip first: it is the usual case, and its cost bounds the search
	 * for two, as theirs does for three.  Each search is for exactly so
	 * many: an explanation by fewer is found by then. */
	search.slips_max = search.path.count + 1;
	if (!search_rest_equal(&search, 0, 0)) {
		if (may_be_one_slip(&search))
			explore(&search, 0, 0);
	} else if (search.path.cost < max_cost) {
		search.best = search.path;
		search.bound = search.path.cost;
		search.found = true;
	}
	bounds_set(&search);
	while (bounds_allow_more(&search)) {
		search.slips_max++;
		if (search.slips_max > 2 || reach_by_two(&search))
			explore(&search, 0, 0);
	}
	if (!search.found)
		return false;
	search_result(&search, typo_r);
	return true;
}
