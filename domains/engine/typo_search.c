/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo search: a depth-first search for the cheapest slips, bounded by their
 * number and by the best cost so far (branch and bound).
 *
 * Both names are read from the left as long as they agree.  Where they stop to
 * agree, and where a part ends, every kind of slip that explains what stands
 * there is tried and the search goes on behind it.  To read on while they agree
 * loses nothing but the place of a slip among equal letters, which its cost
 * does not depend on.  It allocates nothing; its depth is TYPO_SLIPS_MAX.
 *
 * It looks for one slip, then for two, then for three: so it knows what those
 * that are still to come cost at least, and need not go into a slip behind
 * which they would be too dear.  Behind the last one the names must agree to
 * the end; how far they do from there is known before and costs a
 * comparison. */
#include <string.h>

#include "domains/engine/typo.h"
#include "domains/engine/typo_kinds.h"
#include "domains/engine/typo_pairs.h"

/* Fewer letters before or behind a name are insertions. */
#define GLUED_MIN 2
/* "ibm" at the end of a longer name says little; "web" nothing. */
#define GLUED_NAME_MIN 4
#define GLUED_MAX 24
/* Letters that one slip touches: "cl" for "kur". */
#define GROUP_MAX 3

/* A slip after the first is not cheaper than this, unless it is the same
 * again; two slips are not cheaper than that, nor two after the first. */
#define FURTHER_LEAST ((float)(TYPO_COST_FURTHER + TYPO_COST_IN_SUFFIX))
#define TWO_SLIPS_LEAST (FURTHER_LEAST + 2 * TYPO_SLIP_LEAST)
#define TWO_FURTHER_LEAST (2 * (FURTHER_LEAST + TYPO_SLIP_LEAST))

static const struct {
	enum typo_class class;
	float cost;
} kinds[TYPO_KINDS_COUNT] = {
#define KIND(kind, class, words, cost) {TYPO_##class, cost##f},
	TYPO_KINDS(KIND)
#undef KIND
};

/* What a sum may be off by that was rounded on another way. */
#define ROUNDING 1e-3f

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

struct search {
	const struct typo_side *meant;
	const struct typo_side *seen;
	size_t agreed;    /* bytes that agree before the meant suffix */
	size_t common;    /* and at the ends of both */
	struct path path; /* the slips on the way here */
	struct path best;
	unsigned slips_max;
	float bound; /* dearer explanations are not wanted */
	bool found;
};

/* ---- the search --------------------------------------------------------- */

static void
explore(struct search *search, size_t m, size_t s);

/* Do the names agree from here to the end? */
static bool
is_rest_equal(const struct search *search, size_t m, size_t s)
{
	size_t left = search->meant->len - m;
	return (left == search->seen->len - s) & (left <= search->common);
}

/* Is it worth going on here behind the next slip?  When that is the last one
 * the names must agree; when it is not they must not, for then fewer slips
 * explain what is seen. */
static inline bool
is_worthwhile(const struct search *search, size_t m, size_t s)
{
	bool last = search->path.count + 1 == search->slips_max;
	return last == is_rest_equal(search, m, s);
}

/* The last slip was of one letter for another, and the same two stand here:
 * the same slip again (faceb00k) is a habit and not another slip. */
static bool
is_habit(const struct search *search, size_t m, size_t s)
{
	const struct path *path = &search->path;
	if (path->count == 0)
		return false;
	const struct step *last = &path->step[path->count - 1];

	return last->len == 1 && last->len_meant == 1 &&
	    m < search->meant->len && s < search->seen->len &&
	    search->seen->text[last->at] == search->seen->text[s] &&
	    search->meant->text[last->at_meant] == search->meant->text[m];
}

static void
take_best(struct search *search)
{
	search->best = search->path;
	search->bound = search->path.cost;
	search->found = true;
}

/* What the slips that are still to come cost at least.  Behind one of a letter
 * for a letter it may be the same again, for half. */
static float
least_behind(const struct search *search, enum typo_kind kind, bool habit)
{
	float further = FURTHER_LEAST;
	float again = kinds[kind].cost * 0.5f + (float)TYPO_COST_IN_SUFFIX;

	if (again < TYPO_SLIP_LEAST)
		again = TYPO_SLIP_LEAST;
	if (habit && again < further)
		further = again;
	return (float)(search->slips_max - search->path.count - 1) * further;
}

static float
cost_of(const struct search *search, enum typo_kind kind, size_t m,
    size_t m_len, size_t s, size_t s_len, enum typo_class *class_r)
{
	size_t suffix = search->meant->suffix;
	enum typo_class class = kinds[kind].class;
	float cost = kinds[kind].cost;

	if (m_len == 1 && s_len == 1 && is_habit(search, m, s))
		cost *= 0.5f;
	else if (search->path.count > 0)
		cost += (float)TYPO_COST_FURTHER;
	if (class == TYPO_GLUED && kind != KIND_GLUED_DIGITS && s_len > 1)
		cost += (float)TYPO_COST_GLUED_MORE * (float)(s_len - 1);
	if (class <= TYPO_PHONETIC && m >= suffix && suffix > 0) {
		class = TYPO_SUFFIX_SLIP;
		cost += (float)TYPO_COST_IN_SUFFIX;
	} else if (m == 0 && m_len > 0 && s_len > 0 && class != TYPO_GLUED)
		cost += (float)TYPO_COST_FIRST;
	*class_r = class;
	return cost < TYPO_SLIP_LEAST ? TYPO_SLIP_LEAST : cost;
}

/* Takes a slip that explains m_len bytes of the meant name at m by s_len bytes
 * of the seen one at s, and goes on behind it unless it is the last. */
static void
slip(struct search *search, enum typo_kind kind, size_t m, size_t m_len,
    size_t s, size_t s_len)
{
	struct path *path = &search->path;
	bool last = path->count + 1 == search->slips_max;
	enum typo_class class;

	if (!is_worthwhile(search, m + m_len, s + s_len))
		return;
	float before = path->cost;
	float cost = cost_of(search, kind, m, m_len, s, s_len, &class);
	if (before + cost >= search->bound ||
	    (!last &&
		before + cost +
			least_behind(search, kind, m_len == 1 && s_len == 1) >=
		    search->bound + ROUNDING))
		return;
	path->step[path->count++] = (struct step){
		.kind = (uint8_t)kind,
		.class = (uint8_t)class,
		.at = (uint8_t)s,
		.len = (uint8_t)s_len,
		.at_meant = (uint8_t)m,
		.len_meant = (uint8_t)m_len,
		.cost = cost,
	};
	path->cost = before + cost;
	if (last)
		take_best(search);
	else
		explore(search, m + m_len, s + s_len);
	path->count--;
	path->cost = before;
}

static enum typo_kind
kind_of_substitution(char meant, char seen)
{
	if (meant == '.')
		return seen == '-' ? KIND_HYPHEN_DOT : KIND_DOT_KEY;
	if (typo_pair_key(meant, seen))
		return KIND_KEY;
	if (typo_is_vowel(meant) && typo_is_vowel(seen))
		return KIND_VOWEL;
	if (typo_pair_sound(meant, seen))
		return KIND_SOUND;
	if (typo_pair_look(meant, seen))
		return KIND_LOOK;
	if (typo_pair_bit(meant, seen))
		return KIND_BIT;
	return KIND_SUBSTITUTION;
}

static enum typo_kind
kind_of_omission(const struct typo_side *meant, size_t m)
{
	char gone = meant->text[m];
	if (gone == '.')
		return KIND_DOT_MISSING;
	if (gone == '-')
		return KIND_HYPHEN_MISSING;
	if (m == 0)
		return KIND_OMISSION_FIRST;
	if (meant->text[m - 1] == gone)
		return KIND_OMISSION_DOUBLE;
	return KIND_OMISSION;
}

static enum typo_kind
kind_of_insertion(const struct typo_side *meant, size_t m,
    const struct typo_side *seen, size_t s)
{
	char extra = seen->text[s];
	char before = s > 0 ? seen->text[s - 1] : '\0';
	char behind = m < meant->len ? meant->text[m] : '\0';
	if (extra == '.')
		return KIND_DOT_EXTRA;
	if (extra == '-')
		return KIND_HYPHEN_EXTRA;
	if (before == extra)
		return KIND_DOUBLING;
	if (typo_pair_key(before, extra) || typo_pair_key(behind, extra))
		return KIND_INSERTION_KEY;
	if (s == 0)
		return KIND_INSERTION_FIRST;
	if (typo_pair_echo(before, extra))
		return KIND_INSERTION_ECHO;
	return KIND_INSERTION;
}

/* After a slip and before a dear bound only the same slip again, which is
 * cheap, can follow. */
static bool
is_too_dear(const struct search *search)
{
	const struct path *path = &search->path;

	return path->count > 0 && path->cost + FURTHER_LEAST >= search->bound;
}

static float
less(float a, float b)
{
	return a < b ? a : b;
}

/* The cheapest kinds of a sort.  Which kind a slip is takes long to say: longer
 * than to see that none can be afforded. */
static float
cheapest_substitution(void)
{
	float letter = less(less(kinds[KIND_KEY].cost, kinds[KIND_VOWEL].cost),
	    less(kinds[KIND_SOUND].cost, kinds[KIND_LOOK].cost));
	float other = less(kinds[KIND_BIT].cost, kinds[KIND_SUBSTITUTION].cost);
	float dot = less(kinds[KIND_HYPHEN_DOT].cost, kinds[KIND_DOT_KEY].cost);
	return less(letter, less(other, dot));
}

/* Of a letter; that it is doubled is seen at once. */
static float
cheapest_insertion(void)
{
	return less(
	    less(kinds[KIND_INSERTION_KEY].cost, kinds[KIND_INSERTION].cost),
	    less(kinds[KIND_INSERTION_FIRST].cost,
		kinds[KIND_INSERTION_ECHO].cost));
}

/* What is glued before a name and begins with that letter. */
static float
cheapest_head(char first)
{
	float letters = kinds[KIND_GLUED_LETTERS].cost +
	    (float)TYPO_COST_GLUED_MORE * (GLUED_MIN - 1);

	if (first == 'w')
		return less(letters, kinds[KIND_GLUED_WWW].cost);
	if (first >= '0' && first <= '9')
		return less(letters, kinds[KIND_GLUED_DIGITS].cost);
	return letters;
}

/* Of whole parts, but for those. */
static float
cheapest_part(void)
{
	float swap = less(kinds[KIND_SUFFIX_SWAP].cost,
	    less(kinds[KIND_SUFFIX_SWAP_KIN].cost,
		kinds[KIND_SUFFIX_SWAP_WORLD].cost));
	float behind = less(
	    less(kinds[KIND_SUFFIX_COUNTRY].cost,
		kinds[KIND_SUFFIX_GLUED].cost),
	    less(kinds[KIND_SUFFIX_DOUBLED].cost, kinds[KIND_GLUED_TAIL].cost));
	float other = less(kinds[KIND_SUFFIX_MISSING].cost,
	    kinds[KIND_NAME_DOUBLED].cost);
	return less(less(swap, behind), other);
}

/* Can a slip of such a kind be taken at m, and behind it the others of at least
 * that cost? */
static bool
can_afford(const struct search *search, float kind, size_t m, float other)
{
	const struct path *path = &search->path;
	unsigned others = search->slips_max - path->count - 1;
	float cost = path->cost + kind + (float)others * other;

	if (path->count > 0)
		cost += (float)TYPO_COST_FURTHER;
	if (TYPO_COST_IN_SUFFIX < 0 && m >= search->meant->suffix)
		cost += (float)TYPO_COST_IN_SUFFIX;
	return cost < search->bound + ROUNDING;
}

static void
explore_insertion(struct search *search, size_t m, size_t s)
{
	const char *extra = &search->seen->text[s];

	if (*extra == '.' || *extra == '-' || (s > 0 && extra[-1] == *extra) ||
	    can_afford(search, cheapest_insertion(), m, FURTHER_LEAST))
		slip(search,
		    kind_of_insertion(search->meant, m, search->seen, s), m, 0,
		    s, 1);
}

static void
explore_substitution(struct search *search, size_t m, size_t s)
{
	if (is_habit(search, m, s) ||
	    can_afford(search, cheapest_substitution(), m, TYPO_SLIP_LEAST))
		slip(search,
		    kind_of_substitution(search->meant->text[m],
			search->seen->text[s]),
		    m, 1, s, 1);
}

/* Slips of a letter or a pair of letters. */
static void
explore_letters(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	bool more_m = m < meant->len;
	bool more_s = s < seen->len;

	if (m + 1u < meant->len && s + 1u < seen->len &&
	    meant->text[m] == seen->text[s + 1] &&
	    meant->text[m + 1] == seen->text[s] &&
	    is_worthwhile(search, m + 2, s + 2)) {
		bool dot = meant->text[m] == '.' || seen->text[s] == '.';
		slip(search, dot ? KIND_DOT_MOVED : KIND_TRANSPOSITION, m, 2,
		    s, 2);
	}
	if (more_m && is_worthwhile(search, m + 1, s))
		slip(search, kind_of_omission(meant, m), m, 1, s, 0);
	if (more_s && is_worthwhile(search, m, s + 1))
		explore_insertion(search, m, s);
	if (more_m && more_s && seen->text[s] != '.' &&
	    is_worthwhile(search, m + 1, s + 1))
		explore_substitution(search, m, s);
}

static void
explore_groups(struct search *search, size_t m, size_t s)
{
	const char *a = search->meant->text + m;
	const char *b = search->seen->text + s;
	size_t a_len = search->meant->len - m;
	size_t b_len = search->seen->len - s;
	size_t count = 0;
	const struct typo_group *group =
	    a_len > 0 ? typo_groups_of(*a, &count) : NULL;

	for (const struct typo_group *end = group + count;
	     b_len > 0 && group < end; group++)
		if (group->seen[0] == *b &&
		    is_worthwhile(search, m + group->meant_len,
			s + group->seen_len) &&
		    typo_group_stands(group, a, a_len, b, b_len))
			slip(search,
			    group->look ? KIND_LOOK_GROUP : KIND_SOUND_GROUP, m,
			    group->meant_len, s, group->seen_len);
}

/* ---- slips of whole parts ----------------------------------------------- */

static bool
ends_with(const struct typo_side *side, const char *tail, size_t len)
{
	return side->len >= len &&
	    memcmp(side->text + side->len - len, tail, len) == 0;
}

static size_t
top_of(const struct typo_side *side)
{
	const char *dot = memrchr(side->text, '.', side->len);
	return dot != NULL ? (size_t)(dot + 1 - side->text) : 0;
}

static bool
is_world_top(const char *text, size_t len)
{
	return len == 3 &&
	    (memcmp(text, "com", 3) == 0 || memcmp(text, "net", 3) == 0 ||
		memcmp(text, "org", 3) == 0);
}

/* Both stand at the beginning of their suffix. */
static void
explore_swap(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t m_left = meant->len - m, s_left = seen->len - s;
	size_t m_top = top_of(meant), s_top = top_of(seen);
	enum typo_kind kind = KIND_SUFFIX_SWAP;

	if (meant->len - m_top == seen->len - s_top &&
	    ends_with(seen, meant->text + m_top, meant->len - m_top))
		kind = KIND_SUFFIX_SWAP_KIN;
	else if (is_world_top(meant->text + m, m_left) &&
	    is_world_top(seen->text + s, s_left))
		kind = KIND_SUFFIX_SWAP_WORLD;
	slip(search, kind, m, m_left, s, s_left);
}

/* The meant name is read to its end and something stands behind it.  Behind
 * gmail.com a .jp is no second suffix but part of another one: com.jp. */
static void
explore_tail(struct search *search, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t left = seen->len - s;
	size_t dot = seen->text[s] == '.';
	const char *tail = seen->text + s + dot;
	size_t len = left - dot;

	if (len == meant->len && memcmp(tail, meant->text, len) == 0) {
		slip(search, KIND_NAME_DOUBLED, meant->len, 0, s, left);
		return;
	}
	if (memchr(tail, '.', len) != NULL ||
	    (dot && seen->suffix == meant->suffix))
		return;
	bool suffix = is_world_top(tail, len) || ends_with(meant, tail, len);
	if (dot && suffix)
		slip(search, KIND_SUFFIX_DOUBLED, meant->len, 0, s, left);
	else if (dot && len == 2 && !seen->no_top)
		slip(search, KIND_SUFFIX_COUNTRY, meant->len, 0, s, left);
	else if (!dot && (suffix || len == 2))
		slip(search, KIND_SUFFIX_GLUED, meant->len, 0, s, left);
	else if (!dot && left >= GLUED_MIN && left <= GLUED_MAX)
		slip(search, KIND_GLUED_TAIL, meant->len, 0, s, left);
}

/* A label of the suffix stands twice: ezweb.ne.ne.jp. */
static void
explore_again(struct search *search, size_t m, size_t s)
{
	const struct typo_side *seen = search->seen;
	const char *dot = memrchr(seen->text, '.', s);
	size_t len = dot != NULL ? s - (size_t)(dot - seen->text) : 0;

	if (len > 1 && seen->len - s >= len &&
	    memcmp(seen->text + s, dot, len) == 0)
		slip(search, KIND_SUFFIX_DOUBLED, m, 0, s, len);
}

/* Something before the meant name, which begins further on. */
static void
explore_head(struct search *search)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	const char *text = seen->text;
	size_t digits = 0;

	if (meant->len < 2 || meant->suffix < GLUED_NAME_MIN ||
	    !can_afford(search, cheapest_head(text[0]), 0, FURTHER_LEAST))
		return;
	while (text[digits] >= '0' && text[digits] <= '9')
		digits++;
	for (size_t n = 1; n < GLUED_MAX && n + 2u < seen->len; n++) {
		if (text[n - 1] == '.')
			return;
		if (text[n] != meant->text[0] || n < GLUED_MIN ||
		    text[n + 1] != meant->text[1])
			continue;
		enum typo_kind kind = KIND_GLUED_LETTERS;
		if (digits >= n)
			kind = KIND_GLUED_DIGITS;
		else if (n == 3 && memcmp(text, "www", 3) == 0)
			kind = KIND_GLUED_WWW;
		slip(search, kind, 0, 0, 0, n);
	}
}

/* Slips that stand where a part begins or ends. */
static void
explore_parts(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	if (m == meant->suffix && s == seen->suffix && m > 0)
		explore_swap(search, m, s);
	if (m + 1u >= meant->suffix && s == seen->len && m < meant->len &&
	    meant->text[m] == '.')
		slip(search, KIND_SUFFIX_MISSING, m,
		    (size_t)(meant->len - m), s, 0);
	if (m + 1u == meant->suffix && m >= GLUED_NAME_MIN - 1 &&
	    seen->len - s > m && memcmp(seen->text + s, meant->text, m) == 0)
		slip(search, KIND_NAME_DOUBLED, m, 0, s, m);
	if (m == meant->len && s < seen->len)
		explore_tail(search, s);
	if (m > meant->suffix)
		explore_again(search, m, s);
}

/* Can what is left still be explained by the slips that number and cost allow?
 * When it is one only, it stands in one place: what follows must agree. */
static bool
is_within_reach(const struct search *search, size_t m, size_t s)
{
	const struct path *path = &search->path;
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t least = m_left < s_left ? m_left : s_left;

	if (path->count + 1 == search->slips_max)
		return least <= search->common + GROUP_MAX ||
		    m + 1u >= search->meant->suffix;
	float two = path->count > 0 && !is_habit(search, m, s)
	    ? TWO_FURTHER_LEAST
	    : TWO_SLIPS_LEAST;
	return search->bound - path->cost > two;
}

static bool
can_afford_part(const struct search *search)
{
	const struct path *path = &search->path;
	float further = path->count > 0 ? (float)TYPO_COST_FURTHER : 0;

	unsigned others = search->slips_max - path->count - 1;

	return path->cost + cheapest_part() + further +
	    (float)others * FURTHER_LEAST <
	    search->bound + ROUNDING;
}

/* Slips of whole parts on the way from (m, s) through the suffix, as far as the
 * names agree there. */
static void
explore_suffix(struct search *search, size_t *m, size_t *s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	bool parts = can_afford_part(search);

	for (;;) {
		if (parts)
			explore_parts(search, *m, *s);
		if (*m == meant->len || *s == seen->len ||
		    meant->text[*m] != seen->text[*s])
			return;
		++*m;
		++*s;
	}
}

static void
explore(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	if (m == 0 && s == 0) {
		explore_head(search);
		m = s = search->agreed;
	}
	while (m + 1u < meant->suffix && s < seen->len &&
	    meant->text[m] == seen->text[s]) {
		m++;
		s++;
	}
	if (m + 1u >= meant->suffix)
		explore_suffix(search, &m, &s);
	if (!is_within_reach(search, m, s))
		return;
	if (is_too_dear(search)) {
		if (is_habit(search, m, s) && seen->text[s] != '.')
			explore_substitution(search, m, s);
		return;
	}
	explore_letters(search, m, s);
	explore_groups(search, m, s);
}

/* ---- from the names to their slips -------------------------------------- */

/* What happened to the whole of the name before anything else. */
static void
begin(struct search *search, enum typo_kind kind, size_t len)
{
	struct path *path = &search->path;
	struct step *step = &path->step[path->count];
	*step = (struct step){
		.kind = (uint8_t)kind,
		.class = (uint8_t)kinds[kind].class,
		.len = (uint8_t)len,
		.cost = kinds[kind].cost,
	};
	if (path->count > 0)
		step->cost += (float)TYPO_COST_FURTHER;
	path->count++;
	path->cost += step->cost;
}

static size_t
common_beginning(const struct typo_side *meant, const struct typo_side *seen)
{
	size_t common = 0;

	while (common + 1u < meant->suffix && common < seen->len &&
	    meant->text[common] == seen->text[common])
		common++;
	return common;
}

static size_t
common_end(const struct typo_side *meant, const struct typo_side *seen)
{
	const char *a = meant->text + meant->len;
	const char *b = seen->text + seen->len;
	size_t most = meant->len < seen->len ? meant->len : seen->len;
	size_t common = 0;

	while (common < most && *--a == *--b)
		common++;
	return common;
}

static void
copy_part(char out[static 8], const char *text, size_t len)
{
	size_t n = len < 7 ? len : 7;
	memcpy(out, text, n);
	out[n] = '\0';
}

static void
tell(const struct search *search, struct typo *typo_r)
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

bool
typo_search(const struct typo_side *meant, const struct typo_side *seen,
    float max_cost, struct typo *typo_r)
{
	struct search search; /* not cleared: the steps need not be */

	search.meant = meant;
	search.seen = seen;
	search.agreed = common_beginning(meant, seen);
	search.common = common_end(meant, seen);
	search.path.count = 0;
	search.path.cost = 0;
	search.bound = max_cost;
	search.found = false;
	if (seen->homograph)
		begin(&search, KIND_HOMOGRAPH, 0);
	if (seen->doubled)
		begin(&search, KIND_NAME_DOUBLED, seen->len);
	/* One slip first: it is the usual case, and what it costs bounds the
	 * search for two, as do these for three.  Each search is for so many
	 * exactly: what fewer explain is found by then. */
	search.slips_max = search.path.count + 1;
	if (!is_rest_equal(&search, 0, 0))
		explore(&search, 0, 0);
	else if (search.path.cost < max_cost)
		take_best(&search);
	while (search.slips_max < TYPO_SLIPS_MAX &&
	    search.bound > search.path.cost + TWO_SLIPS_LEAST) {
		search.slips_max++;
		explore(&search, 0, 0);
	}
	if (!search.found)
		return false;
	tell(&search, typo_r);
	return true;
}
