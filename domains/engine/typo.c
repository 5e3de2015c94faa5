/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo: a depth-first search for the cheapest slips, bounded by their number
 * and by the best cost so far. */
#include "domains/engine/typo.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/typo_pairs.h"

static const char *const class_names[TYPO_CLASSES] = {
	[TYPO_OMISSION] = "omission",
	[TYPO_DOUBLING] = "doubling",
	[TYPO_INSERTION] = "insertion",
	[TYPO_TRANSPOSITION] = "transposition",
	[TYPO_NEIGHBOUR_KEY] = "neighbour-key",
	[TYPO_SUBSTITUTION] = "substitution",
	[TYPO_LOOK_ALIKE] = "look-alike",
	[TYPO_PHONETIC] = "phonetic",
	[TYPO_DOT_MISSING] = "dot-missing",
	[TYPO_DOT_EXTRA] = "dot-extra",
	[TYPO_DOT_MOVED] = "dot-moved",
	[TYPO_HYPHEN] = "hyphen",
	[TYPO_SUFFIX_SLIP] = "suffix-slip",
	[TYPO_SUFFIX_SWAP] = "suffix-swap",
	[TYPO_SUFFIX_DOUBLED] = "suffix-doubled",
	[TYPO_NAME_DOUBLED] = "name-doubled",
	[TYPO_GLUED] = "glued",
	[TYPO_BIT_FLIP] = "bit-flip",
};

/* Nats: -ln of how often the slip is made, relative to the others. */
static const float class_cost[TYPO_CLASSES] = {
	[TYPO_OMISSION] = 1.2f,
	[TYPO_DOUBLING] = 1.5f,
	[TYPO_INSERTION] = 4.0f,
	[TYPO_TRANSPOSITION] = 1.1f,
	[TYPO_NEIGHBOUR_KEY] = 2.2f,
	[TYPO_SUBSTITUTION] = 4.8f,
	[TYPO_LOOK_ALIKE] = 2.9f,
	[TYPO_PHONETIC] = 1.7f,
	[TYPO_DOT_MISSING] = 2.3f,
	[TYPO_DOT_EXTRA] = 0.9f,
	[TYPO_DOT_MOVED] = 4.5f,
	[TYPO_HYPHEN] = 3.5f,
	[TYPO_SUFFIX_SLIP] = 2.0f,
	[TYPO_SUFFIX_SWAP] = 6.8f,
	[TYPO_SUFFIX_DOUBLED] = 3.7f,
	[TYPO_NAME_DOUBLED] = 3.7f,
	[TYPO_GLUED] = 6.1f,
	[TYPO_BIT_FLIP] = 6.0f,
};

/* Who slips once seldom slips again. */
#define FURTHER_SLIP_COST 2.5f

struct search {
	const struct typo_side *meant;
	const struct typo_side *seen;
	struct typo path; /* the slips on the way here */
	struct typo best;
	float bound; /* dearer explanations are not wanted */
	bool found;
};

const char *
typo_class_name(enum typo_class class)
{
	return class < TYPO_CLASSES ? class_names[class] : "none";
}

int
typo_slip_format(const struct typo_slip *slip, char *buf, size_t size)
{
	char name[24];
	size_t n = strlen(typo_class_name(slip->class));
	memcpy(name, typo_class_name(slip->class), n + 1);
	for (size_t i = 0; i < n; i++)
		if (name[i] == '-')
			name[i] = ' ';
	if (slip->seen[0] == '\0' && slip->meant[0] == '\0')
		return snprintf(buf, size, "%s", name);
	if (slip->seen[0] == '\0')
		return snprintf(buf, size, "%s: no %s", name, slip->meant);
	if (slip->meant[0] == '\0')
		return snprintf(buf, size, "%s: %s too much", name, slip->seen);
	return snprintf(buf, size, "%s: %s for %s", name, slip->seen,
	    slip->meant);
}

static void
explore(struct search *search, size_t m, size_t s);

static void
copy_part(char out[static 8], const char *text, size_t len)
{
	size_t n = len < 7 ? len : 7;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* Takes a slip that explains m_len bytes of the meant name at m by s_len bytes
 * of the seen one at s, and goes on behind it. */
static void
slip(struct search *search, enum typo_class class, size_t m, size_t m_len,
    size_t s, size_t s_len)
{
	struct typo *path = &search->path;
	const struct typo_side *meant = search->meant;
	bool letters = class <= TYPO_PHONETIC;
	if (letters && m >= meant->suffix && meant->suffix > 0)
		class = TYPO_SUFFIX_SLIP;

	float before = path->cost;
	float cost = before + class_cost[class] +
	    (path->slips > 0 ? FURTHER_SLIP_COST : 0);
	if (path->slips == TYPO_SLIPS_MAX || cost > search->bound)
		return;
	struct typo_slip *slip = &path->slip[path->slips];
	slip->class = class;
	slip->at = (uint8_t)s;
	copy_part(slip->seen, search->seen->text + s, s_len);
	copy_part(slip->meant, meant->text + m, m_len);
	path->slips++;
	path->cost = cost;
	explore(search, m + m_len, s + s_len);
	path->slips--;
	path->cost = before;
}

static enum typo_class
class_of_substitution(char meant, char seen)
{
	if (typo_pair_key(meant, seen))
		return TYPO_NEIGHBOUR_KEY;
	if (typo_pair_sound(meant, seen))
		return TYPO_PHONETIC;
	if (typo_pair_look(meant, seen))
		return TYPO_LOOK_ALIKE;
	if (meant == '-' || seen == '-')
		return TYPO_HYPHEN;
	return TYPO_SUBSTITUTION;
}

/* Slips of one letter on either side. */
static void
explore_letters(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	bool more_m = m < meant->len;
	bool more_s = s < seen->len;
	char a = more_m ? meant->text[m] : '\0';
	char b = more_s ? seen->text[s] : '\0';

	if (more_m && more_s && m + 1 < meant->len && s + 1 < seen->len &&
	    a == seen->text[s + 1] && meant->text[m + 1] == b)
		slip(search,
		    a == '.' || b == '.' ? TYPO_DOT_MOVED : TYPO_TRANSPOSITION,
		    m, 2, s, 2);
	if (more_m)
		slip(search,
		    a == '.'         ? TYPO_DOT_MISSING
			: a == '-' ? TYPO_HYPHEN
				   : TYPO_OMISSION,
		    m, 1, s, 0);
	if (more_s) {
		enum typo_class class = TYPO_INSERTION;
		if (b == '.')
			class = TYPO_DOT_EXTRA;
		else if (b == '-')
			class = TYPO_HYPHEN;
		else if (s > 0 && seen->text[s - 1] == b)
			class = TYPO_DOUBLING;
		slip(search, class, m, 0, s, 1);
	}
	if (more_m && more_s && a != '.' && b != '.')
		slip(search, class_of_substitution(a, b), m, 1, s, 1);
}

/* Slips of whole parts: suffix and name. */
static void
explore_parts(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t m_left = meant->len - m;
	size_t s_left = seen->len - s;

	if (m == meant->suffix && s == seen->suffix && m_left > 0 && s_left > 0)
		slip(search, TYPO_SUFFIX_SWAP, m, m_left, s, s_left);
	if (m_left == 0 && s_left == (size_t)(meant->len - meant->suffix) + 1 &&
	    seen->text[s] == '.' &&
	    memcmp(seen->text + s + 1, meant->text + meant->suffix,
		s_left - 1) == 0)
		slip(search, TYPO_SUFFIX_DOUBLED, m, 0, s, s_left);
	if (m_left == 0 && s_left >= meant->len && s_left <= meant->len + 1u &&
	    memcmp(seen->text + seen->len - meant->len, meant->text,
		meant->len) == 0)
		slip(search, TYPO_NAME_DOUBLED, m, 0, s, s_left);
	if (m == 0 && s == 0 && seen->len > meant->len &&
	    memcmp(seen->text + seen->len - meant->len, meant->text,
		meant->len) == 0)
		slip(search, TYPO_GLUED, 0, 0, 0,
		    (size_t)(seen->len - meant->len));
}

static void
explore(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	explore_parts(search, m, s);
	while (m < meant->len && s < seen->len &&
	    meant->text[m] == seen->text[s]) {
		m++;
		s++;
		if (m == meant->suffix || m == meant->len)
			explore_parts(search, m, s);
	}
	if (m == meant->len && s == seen->len) {
		if (!search->found || search->path.cost < search->best.cost) {
			search->best = search->path;
			search->bound = search->path.cost;
			search->found = true;
		}
		return;
	}
	if (search->path.slips < TYPO_SLIPS_MAX)
		explore_letters(search, m, s);
}

bool
typo_search(const struct typo_side *meant, const struct typo_side *seen,
    float max_cost, struct typo *typo_r)
{
	struct search search = {
		.meant = meant,
		.seen = seen,
		.bound = max_cost,
	};
	explore(&search, 0, 0);
	if (!search.found)
		return false;
	*typo_r = search.best;
	return true;
}

void
typo_side_of(const struct name *name, struct typo_side *side_r)
{
	size_t suffix = name_public_suffix(name);
	if (suffix >= name->len) {
		const char *dot = strrchr(name->text, '.');
		suffix = dot != NULL ? (size_t)(dot + 1 - name->text) : 0;
	}
	*side_r = (struct typo_side){
		.text = name->text,
		.len = name->len,
		.suffix = (uint8_t)suffix,
	};
}

bool
typo_explain(const struct name *meant, const struct name *seen,
    float max_cost, struct typo *typo_r)
{
	struct typo_side a, b;
	typo_side_of(meant, &a);
	typo_side_of(seen, &b);
	return typo_search(&a, &b, max_cost, typo_r);
}
