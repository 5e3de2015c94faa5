/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo: a depth-first search for the cheapest slips, bounded by their number
 * and by the best cost so far.
 *
 * Both names are read from the left as long as they agree.  Where they stop to
 * agree, and where a part ends, every kind of slip that explains what stands
 * there is tried and the search goes on behind it.  To read on while they agree
 * loses nothing but the place of a slip among equal letters, which its cost
 * does not depend on.  It allocates nothing; its depth is TYPO_SLIPS_MAX. */
#include "domains/engine/typo.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/fold.h"
#include "domains/engine/typo_kinds.h"
#include "domains/engine/typo_pairs.h"

/* Fewer letters before or behind a name are insertions. */
#define GLUED_MIN 2
/* "ibm" at the end of a longer name says little; "web" nothing. */
#define GLUED_NAME_MIN 4
#define GLUED_MAX 24
/* Letters that one slip touches: "cl" for "kur". */
#define GROUP_MAX 3
/* Two slips are not cheaper than this. */
#define TWO_SLIPS_LEAST \
	((float)(TYPO_COST_FURTHER + TYPO_COST_IN_SUFFIX) + 2 * TYPO_SLIP_LEAST)

enum kind {
#define KIND(kind, class, words, cost) KIND_##kind,
	TYPO_KINDS(KIND)
#undef KIND
	KINDS
};

static const struct {
	enum typo_class class;
	const char *name;
	const char *words;
	float cost;
} kinds[KINDS] = {
#define KIND(kind, class, words, cost) {TYPO_##class, #kind, words, cost##f},
	TYPO_KINDS(KIND)
#undef KIND
};

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

struct search {
	const struct typo_side *meant;
	const struct typo_side *seen;
	struct typo path; /* the slips on the way here */
	struct typo best;
	unsigned slips_max;
	float bound; /* dearer explanations are not wanted */
	bool found;
};

/* ---- words -------------------------------------------------------------- */

const char *
typo_class_name(enum typo_class class)
{
	return class < TYPO_CLASSES ? class_names[class] : "none";
}

const char *
typo_slip_words(const struct typo_slip *slip)
{
	return slip->kind < KINDS ? kinds[slip->kind].words : "";
}

const char *
typo_slip_kind(const struct typo_slip *slip)
{
	return slip->kind < KINDS ? kinds[slip->kind].name : "";
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

/* ---- the search --------------------------------------------------------- */

static void
explore(struct search *search, size_t m, size_t s);

static void
copy_part(char out[static 8], const char *text, size_t len)
{
	size_t n = len < 7 ? len : 7;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* The same slip again (faceb00k) is a habit and not another slip. */
static bool
is_habit(const struct search *search, enum kind kind, size_t m, size_t m_len,
    size_t s, size_t s_len)
{
	const struct typo *path = &search->path;
	if (path->slips == 0 || m_len != 1 || s_len != 1)
		return false;
	const struct typo_slip *last = &path->slip[path->slips - 1];
	return last->kind == kind &&
	    last->seen[0] == search->seen->text[s] &&
	    last->meant[0] == search->meant->text[m];
}

/* Takes a slip that explains m_len bytes of the meant name at m by s_len bytes
 * of the seen one at s, and goes on behind it. */
static void
slip(struct search *search, enum kind kind, size_t m, size_t m_len, size_t s,
    size_t s_len)
{
	struct typo *path = &search->path;
	const struct typo_side *meant = search->meant;
	enum typo_class class = kinds[kind].class;
	float cost = kinds[kind].cost;

	if (path->slips == search->slips_max)
		return;
	if (is_habit(search, kind, m, m_len, s, s_len))
		cost *= 0.5f;
	else if (path->slips > 0)
		cost += (float)TYPO_COST_FURTHER;
	if (class == TYPO_GLUED && kind != KIND_GLUED_DIGITS && s_len > 1)
		cost += (float)TYPO_COST_GLUED_MORE * (float)(s_len - 1);
	if (class <= TYPO_PHONETIC && m >= meant->suffix &&
	    meant->suffix > 0) {
		class = TYPO_SUFFIX_SLIP;
		cost += (float)TYPO_COST_IN_SUFFIX;
	} else if (m == 0 && m_len > 0 && s_len > 0 && class != TYPO_GLUED)
		cost += (float)TYPO_COST_FIRST;
	if (cost < TYPO_SLIP_LEAST)
		cost = TYPO_SLIP_LEAST;
	float before = path->cost;
	if (before + cost >= search->bound)
		return;
	struct typo_slip *slip = &path->slip[path->slips];
	slip->class = class;
	slip->kind = (uint8_t)kind;
	slip->cost = cost;
	slip->at = (uint8_t)s;
	slip->at_meant = (uint8_t)m;
	copy_part(slip->seen, search->seen->text + s, s_len);
	copy_part(slip->meant, meant->text + m, m_len);
	path->slips++;
	path->cost = before + cost;
	explore(search, m + m_len, s + s_len);
	path->slips--;
	path->cost = before;
}

static enum kind
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

static enum kind
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

static enum kind
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
 * cheap, can follow: most searches end here. */
static bool
is_too_dear(const struct search *search)
{
	const struct typo *path = &search->path;
	float least = (float)(TYPO_COST_FURTHER + TYPO_COST_IN_SUFFIX);

	return path->slips > 0 && path->cost + least >= search->bound;
}

static void
explore_habit(struct search *search, size_t m, size_t s)
{
	const struct typo *path = &search->path;
	const struct typo_slip *last = &path->slip[path->slips - 1];
	char meant, seen;

	if (m == search->meant->len || s == search->seen->len)
		return;
	meant = search->meant->text[m];
	seen = search->seen->text[s];
	if (last->meant[0] == meant && last->seen[0] == seen && seen != '.')
		slip(search, kind_of_substitution(meant, seen), m, 1, s, 1);
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
	    meant->text[m + 1] == seen->text[s]) {
		bool dot = meant->text[m] == '.' || seen->text[s] == '.';
		slip(search, dot ? KIND_DOT_MOVED : KIND_TRANSPOSITION, m, 2,
		    s, 2);
	}
	if (more_m)
		slip(search, kind_of_omission(meant, m), m, 1, s, 0);
	if (more_s)
		slip(search, kind_of_insertion(meant, m, seen, s), m, 0, s, 1);
	if (more_m && more_s && seen->text[s] != '.')
		slip(search,
		    kind_of_substitution(meant->text[m], seen->text[s]), m, 1,
		    s, 1);
}

static void
explore_groups(struct search *search, size_t m, size_t s)
{
	const char *a = search->meant->text + m;
	const char *b = search->seen->text + s;
	size_t a_len = search->meant->len - m;
	size_t b_len = search->seen->len - s;
	const struct typo_group *group;

	for (size_t at = 0; (group = typo_group_next(a, a_len, b, b_len,
				 &at)) != NULL;)
		slip(search, group->look ? KIND_LOOK_GROUP : KIND_SOUND_GROUP,
		    m, strlen(group->meant), s, strlen(group->seen));
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
	enum kind kind = KIND_SUFFIX_SWAP;

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
	size_t digits = 0;

	if (meant->len < 2 || meant->suffix < GLUED_NAME_MIN)
		return;
	for (size_t n = 0; n < GLUED_MAX && n + 2u < seen->len; n++) {
		if (n >= GLUED_MIN && seen->text[n] == meant->text[0] &&
		    seen->text[n + 1] == meant->text[1]) {
			enum kind kind = KIND_GLUED_LETTERS;
			if (digits == n)
				kind = KIND_GLUED_DIGITS;
			else if (n == 3 && memcmp(seen->text, "www", 3) == 0)
				kind = KIND_GLUED_WWW;
			slip(search, kind, 0, 0, 0, n);
		}
		if (seen->text[n] == '.')
			return;
		digits += seen->text[n] >= '0' && seen->text[n] <= '9';
	}
}

/* Slips that stand where a part begins or ends. */
static void
explore_parts(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	if (m == 0 && s == 0)
		explore_head(search);
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
	const struct typo *path = &search->path;
	float left = search->bound - path->cost;
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;

	if (path->slips + 1 < search->slips_max && left > TWO_SLIPS_LEAST)
		return true;
	const char *a = search->meant->text + search->meant->len;
	const char *b = search->seen->text + search->seen->len;
	while (m_left > GROUP_MAX && s_left > GROUP_MAX && a[-1] == b[-1]) {
		a--;
		b--;
		m_left--;
		s_left--;
	}
	return m_left <= GROUP_MAX || s_left <= GROUP_MAX ||
	    m + 1u >= search->meant->suffix;
}

static void
explore(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	for (;;) {
		if (m == 0 || m + 1u >= meant->suffix)
			explore_parts(search, m, s);
		if (m == meant->len || s == seen->len ||
		    meant->text[m] != seen->text[s])
			break;
		m++;
		s++;
	}
	if (m == meant->len && s == seen->len) {
		if (search->path.cost < search->bound) {
			search->best = search->path;
			search->bound = search->path.cost;
			search->found = true;
		}
		return;
	}
	if (search->path.slips == search->slips_max)
		return;
	if (is_too_dear(search)) {
		explore_habit(search, m, s);
	} else if (is_within_reach(search, m, s)) {
		explore_letters(search, m, s);
		explore_groups(search, m, s);
	}
}

/* What happened to the whole of the name before anything else. */
static void
begin(struct search *search, enum kind kind, const char *seen, size_t len)
{
	struct typo *path = &search->path;
	struct typo_slip *slip = &path->slip[path->slips];
	slip->class = kinds[kind].class;
	slip->kind = (uint8_t)kind;
	slip->cost = kinds[kind].cost;
	if (path->slips > 0)
		slip->cost += (float)TYPO_COST_FURTHER;
	slip->at = 0;
	slip->at_meant = 0;
	copy_part(slip->seen, seen, len);
	slip->meant[0] = '\0';
	path->slips++;
	path->cost += slip->cost;
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
	if (seen->homograph)
		begin(&search, KIND_HOMOGRAPH, "", 0);
	if (seen->doubled)
		begin(&search, KIND_NAME_DOUBLED, seen->text, seen->len);
	/* One slip first: it is the usual case, and what it costs bounds the
	 * search for more of them. */
	search.slips_max = search.path.slips + 1;
	explore(&search, 0, 0);
	search.slips_max = TYPO_SLIPS_MAX;
	if (search.bound > search.path.cost + TWO_SLIPS_LEAST)
		explore(&search, 0, 0);
	if (!search.found)
		return false;
	*typo_r = search.best;
	return true;
}

/* Public suffixes that need not be asked for in the Public Suffix List, which
 * takes as long as the rest of the judgement: top-level domains that exist and
 * below which no registry sells second levels, and the second levels most
 * names of some countries stand under.  What the list says of private owners
 * (blogspot.com) is no matter here. */
static bool
is_plain_suffix(const char *suffix)
{
	static const char *const plain[] = {
		"com", "net", "org", "ru", "de", "info", "nl", "eu", "ch",
		"cz", "co.jp", "ne.jp", "ac.jp", "or.jp", "go.jp", "lg.jp",
		"ed.jp", "gr.jp", "ad.jp", "co.uk", "ac.uk", "org.uk",
		"gov.uk", "com.br", "com.au", "com.cn", "com.tw", "com.mx",
		"com.ar", "com.tr", "co.kr", "co.in", "co.nz", "co.za",
	};
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (plain[i][0] == suffix[0] && strcmp(plain[i], suffix) == 0)
			return true;
	return false;
}

/* Where the label before at begins. */
static size_t
label_before(const struct name *name, size_t at)
{
	const char *dot = at > 1 ? memrchr(name->text, '.', at - 1) : NULL;
	return dot != NULL ? (size_t)(dot + 1 - name->text) : 0;
}

void
typo_side_of(const struct name *name, struct typo_side *side_r)
{
	size_t top = label_before(name, name->len + 1u);
	size_t suffix = top;
	bool plain = is_plain_suffix(name->text + top);

	/* Of two labels the second is the suffix in any case. */
	if (!plain && name->labels != 2) {
		suffix = label_before(name, top);
		plain = is_plain_suffix(name->text + suffix) && suffix > 0;
	}
	if (!plain && name->labels != 2) {
		suffix = name_public_suffix(name);
		if (suffix >= name->len)
			suffix = top;
	}
	*side_r = (struct typo_side){
		.text = name->text,
		.len = name->len,
		.suffix = (uint8_t)suffix,
		.plain = plain,
	};
}

void
typo_side_of_seen(const struct name *name, struct typo_side *side_r)
{
	size_t half = name->len / 2;
	const char *again = name->text + name->len - half;

	typo_side_of(name, side_r);
	if (half < side_r->suffix && side_r->suffix > half + (name->len & 1u) &&
	    memcmp(name->text, again, half) == 0 &&
	    memchr(name->text, '.', half) != NULL &&
	    (name->len % 2 == 0 || name->text[half] == '.')) {
		side_r->suffix = (uint8_t)(side_r->suffix - (name->len - half));
		side_r->len = (uint8_t)half;
		side_r->doubled = true;
	}
}

bool
typo_explain(const struct name *meant, const struct name *seen,
    float max_cost, struct typo *typo_r)
{
	struct typo_side a, b;
	struct name folded;
	bool homograph = seen->idn && fold_name(seen, &folded);

	typo_side_of(meant, &a);
	typo_side_of_seen(homograph ? &folded : seen, &b);
	b.homograph = homograph;
	b.no_top = !name_tld_exists(seen);
	return typo_search(&a, &b, max_cost, typo_r);
}
