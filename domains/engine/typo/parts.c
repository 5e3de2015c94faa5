/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo parts: finds the parts of two names that do not match. */
#include "domains/engine/typo/parts.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/short_texts.h"
#include "domains/base/simd16.h"
#include "domains/engine/typo/pairs.h"

/* Fewer letters before or after a name are insertions. */
#define GLUED_MIN 2
/* A name as short as "ibm" or "web" ends many longer names. */
#define GLUED_NAME_MIN 4
#define GLUED_MAX 24

/* ---- before the name ---------------------------------------------------- */

/* What letters before a name cost at least, by the first of them. */
static float
cheapest_before(char first)
{
	float letters = typo_kinds[KIND_GLUED_LETTERS].cost +
	                (float)TYPO_COST_GLUED_MORE * (GLUED_MIN - 1);

	if (first == 'w')
		return typo_less(letters, typo_kinds[KIND_GLUED_WWW].cost);
	if (ascii_is_digit(first))
		return typo_less(letters, typo_kinds[KIND_GLUED_DIGITS].cost);
	return letters;
}

static enum typo_kind
kind_before(const char *text, size_t n)
{
	size_t digits = 0;

	while (digits < n && ascii_is_digit(text[digits]))
		digits++;
	if (digits == n)
		return KIND_GLUED_DIGITS;
	if (n == 3 && memcmp(text, "www", 3) == 0)
		return KIND_GLUED_WWW;
	return KIND_GLUED_LETTERS;
}

/* Finds after how many letters of the seen name the meant name may begin: its
 * first two letters stand there, and no dot before them.  Bit n stands for n
 * letters. */
static uint32_t
find_beginnings(const struct typo_side *meant, const struct typo_side *seen)
{
	const char *text = seen->text;
	uint32_t places = 0, dots = 0;

	for (size_t at = 0; at < GLUED_MAX && at + 3u < seen->len;
	     at += SIMD16_SIZE) {
		simd16 here = simd16_load(text + at);
		unsigned first = simd16_bits(simd16_is(here, meant->text[0]));
		unsigned second = simd16_bits(
		    simd16_is(simd16_load(text + at + 1), meant->text[1]));
		places |= (uint32_t)(first & second) << at;
		dots |= (uint32_t)simd16_bits(simd16_is(here, '.')) << at;
	}
	/* As far as the first dot, itself included, and the place after it. */
	places &= dots ^ (dots - 1);
	places &= ((uint32_t)1 << GLUED_MAX) - ((uint32_t)1 << GLUED_MIN);
	return seen->len < GLUED_MAX + 3u
	           ? places & (((uint32_t)1 << (seen->len - 2)) - 1)
	           : places;
}

void
parts_before(struct search *search)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;

	/* After the last slip stands the whole meant name. */
	if (search_others(search) == 0 && search->common != meant->len)
		return;
	if (meant->len < 2 || seen->len < GLUED_MIN + 3 ||
	    meant->suffix < GLUED_NAME_MIN ||
	    !search_can_afford(search, cheapest_before(seen->text[0]), 0,
		search_least_after(search)))
		return;
	for (uint32_t places = find_beginnings(meant, seen); places != 0;
	     places &= places - 1) {
		size_t n = (size_t)__builtin_ctz(places);
		if (search_is_worthwhile(search, 0, n))
			search_slip(search, kind_before(seen->text, n), 0, 0, 0,
			    n);
	}
}

/* ---- inside the name ---------------------------------------------------- */

bool
parts_is_doubled(const struct search *search, size_t m, size_t s)
{
	const char *text = search->seen->text + s;
	size_t m_left = search->meant->len - m;
	size_t s_left = search->seen->len - s;
	size_t more = s_left - m_left;

	/* What begins at the suffix or in it is a suffix that stands twice. */
	return s_left > m_left + 1 && more <= s &&
	       s - more + 1u < search->meant->suffix &&
	       m_left <= search->common && memcmp(text - more, text, more) == 0;
}

/* Do n bytes of a text stand there twice in a row?  In a long text they may. */
static bool
stands_twice(const char *text, size_t len, size_t n)
{
	uint64_t same = 0;

	if (len > 64)
		return true;
	for (size_t at = 0; at + n < len; at += SIMD16_SIZE)
		same |=
		    (uint64_t)simd16_bits(simd16_equal(simd16_load(text + at),
			simd16_load(text + at + n)))
		    << at;
	same &= ((uint64_t)1 << (len - n)) - 1;
	for (size_t run = 1; run < n && same != 0; run++)
		same &= same >> 1;
	return same != 0;
}

static bool
has_part_twice(const struct typo_side *seen)
{
	for (size_t n = 2; 2 * n <= seen->len; n++)
		if (stands_twice(seen->text, seen->len, n))
			return true;
	return false;
}

/* May a part stand twice, beside one slip of letters?  That one leaves out
 * TYPO_GROUP_APART letters at most. */
static bool
may_be_doubled(const struct search *search)
{
	const struct typo_side *seen = search->seen;

	return seen->len + TYPO_GROUP_APART > search->meant->len + 1 &&
	       search_can_afford(search, typo_kinds[KIND_PART_DOUBLED].cost, 0,
		   (float)TYPO_COST_FURTHER + TYPO_SLIP_LEAST) &&
	       has_part_twice(seen);
}

bool
parts_may_begin(const struct search *search)
{
	const struct typo_side *seen = search->seen;

	if (may_be_doubled(search))
		return true;
	return seen->len >= GLUED_MIN + 3 &&
	       search_can_afford(search, cheapest_before(seen->text[0]), 0,
		   search->least.further) &&
	       find_beginnings(search->meant, seen) != 0;
}

/* ---- from the suffix to the end ----------------------------------------- */

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

/* Is it a suffix of organisations and institutions?  Fingers are used to
 * .com. */
static bool
is_organisations(const char *suffix, size_t len)
{
	static const char tops[][SHORT_TEXTS_SIZE] = {"org", "edu", "gov",
	    "mil", "int"};
	static const char begin[][SHORT_TEXTS_SIZE] = {"ac", "edu", "gov", "go",
	    "or", "org"};
	const char *dot = memchr(suffix, '.', len);

	return dot != NULL
	           ? SHORT_TEXTS_HAVE(begin, suffix, (size_t)(dot - suffix))
	           : SHORT_TEXTS_HAVE(tops, suffix, len);
}

/* Is it a second level that people know from other countries' suffixes? */
static bool
is_usual_second(const char *label, size_t len)
{
	static const char seconds[][SHORT_TEXTS_SIZE] = {"co", "com", "ne",
	    "net", "or", "org", "ac", "edu", "go", "gov"};

	return SHORT_TEXTS_HAVE(seconds, label, len);
}

/* Does the name of a town or state say by its suffix alone whose it is?  With
 * another one it is another's (city.katano.osaka.jp, city.kita.tokyo.jp). */
static bool
is_of_place(const struct typo_side *side)
{
	static const char whose[][SHORT_TEXTS_SIZE] = {"city", "metro", "pref",
	    "state", "town", "vill"};
	const char *suffix = side->text + side->suffix;

	/* Oregon's or.us is no second level of organisations. */
	return side->dot_in_suffix &&
	       SHORT_TEXTS_HAVE(whose, side->text, typo_stem_len(side)) &&
	       (ends_with(side, ".us", 3) ||
		   !is_usual_second(suffix, strcspn(suffix, ".")));
}

/* What another suffix costs at least. */
static float
cheapest_swap(void)
{
	float known = typo_less(typo_kinds[KIND_SUFFIX_SWAP_COM].cost,
	    typo_less(typo_kinds[KIND_SUFFIX_SWAP_WORLD].cost,
		typo_kinds[KIND_SUFFIX_SWAP_TWIN].cost));
	float there = typo_less(typo_kinds[KIND_SUFFIX_SWAP_KIN].cost,
	    typo_kinds[KIND_SUFFIX_SWAP_SECOND].cost);
	return typo_less(typo_kinds[KIND_SUFFIX_SWAP].cost,
	    typo_less(there, known));
}

/* Tries another suffix; m and s are where the suffixes begin. */
static void
explore_swap(struct search *search, size_t m, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t m_left = meant->len - m, s_left = seen->len - s;
	enum typo_kind kind =
	    seen->no_top ? KIND_SUFFIX_SWAP_NONE : KIND_SUFFIX_SWAP;

	if (!search_can_afford(search, cheapest_swap(), 0, 0))
		return;
	size_t m_top = top_of(meant), s_top = top_of(seen);
	/* In Japan a second level says who the owner is, a company or a
	 * provider: another one has another owner. */
	if (meant->len - m_top == seen->len - s_top &&
	    ends_with(seen, meant->text + m_top, meant->len - m_top)) {
		if (is_of_place(meant) && is_of_place(seen))
			return;
		kind = seen->dot_in_suffix && !ends_with(seen, ".jp", 3)
		           ? KIND_SUFFIX_SWAP_SECOND
		           : KIND_SUFFIX_SWAP_KIN;
	} else if (s_left == 3 && memcmp(seen->text + s, "com", 3) == 0 &&
		   is_organisations(meant->text + m, m_left))
		kind = KIND_SUFFIX_SWAP_COM;
	else if (is_world_top(meant->text + m, m_left) &&
		 is_world_top(seen->text + s, s_left))
		kind = search->path.count == 0 &&
		               memcmp(meant->text + m, "com", 3) == 0
		           ? KIND_SUFFIX_SWAP_TWIN
		           : KIND_SUFFIX_SWAP_WORLD;
	search_slip(search, kind, m, m_left, s, s_left);
}

/* Tries what stands after the whole meant name.  After gmail.com, .jp is no
 * second suffix but part of another one: com.jp. */
static void
explore_tail(struct search *search, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t left = seen->len - s;
	size_t dot = seen->text[s] == '.';
	const char *tail = seen->text + s + dot;
	size_t len = left - dot;
	enum typo_kind kind;

	bool again = ends_with(meant, tail, len);
	bool suffix = again || is_world_top(tail, len);
	bool whole = again && len == (size_t)meant->len - meant->suffix;
	if (again && len == meant->len)
		kind = KIND_NAME_DOUBLED;
	else if ((!whole && memchr(tail, '.', len) != NULL) ||
		 (dot && seen->suffix == meant->suffix))
		return;
	else if (dot && suffix)
		kind = again ? KIND_SUFFIX_DOUBLED : KIND_SUFFIX_FURTHER;
	else if (dot && len == 2 && !seen->no_top)
		kind = KIND_SUFFIX_COUNTRY;
	else if (!dot && (suffix || len == 2))
		kind = suffix ? KIND_SUFFIX_GLUED : KIND_COUNTRY_GLUED;
	else if (!dot && left >= GLUED_MIN && left <= GLUED_MAX)
		kind = KIND_GLUED_TAIL;
	else
		return;
	search_slip(search, kind, meant->len, 0, s, left);
}

/* Do the two labels from s on stand for the meant suffix, one of a country,
 * though there is no such suffix: a second level where there are none
 * (orange.co.fr), or after the country (yahoo.jp.co)? */
static bool
is_made_up_suffix(const struct search *search, size_t s)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	const char *country = meant->text + meant->len - 3;
	const char *text = seen->text + s;
	size_t len = seen->len - s;
	const char *dot = memchr(text, '.', len);

	if (dot == NULL || *country != '.' || s == 0 ||
	    seen->text[s - 1] != '.')
		return false;
	size_t first = (size_t)(dot - text), last = len - first - 1;

	if (memcmp(dot, country, 3) == 0 && last == 2)
		return is_usual_second(text, first);
	return first == 2 && memcmp(text, country + 1, 2) == 0 &&
	       is_usual_second(dot + 1, last);
}

/* Tries what explains the whole rest of both names. */
static void
explore_end(struct search *search, size_t m, size_t s, size_t n)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t m_left = meant->len - m, s_left = seen->len - s;
	/* Huge when m is after it, or there is none: chiyoda.tokyo.jp is all
	 * suffix. */
	size_t to_suffix = meant->suffix > 0 ? meant->suffix - m : SIZE_MAX;

	if (to_suffix <= n && s + to_suffix == seen->suffix)
		explore_swap(search, meant->suffix, seen->suffix);
	else if (to_suffix <= n && s + to_suffix < seen->suffix &&
		 is_made_up_suffix(search, s + to_suffix))
		search_slip(search, KIND_SUFFIX_SWAP_KIN, meant->suffix,
		    meant->len - meant->suffix, s + to_suffix,
		    seen->len - s - to_suffix);
	if (n == s_left && n < m_left && meant->text[m + n] == '.')
		search_slip(search, KIND_SUFFIX_MISSING, m + n, m_left - n,
		    seen->len, 0);
	if (n == m_left && n < s_left)
		explore_tail(search, s + n);
}

/* Tries a label of the suffix that stands twice: ezweb.ne.ne.jp. */
static void
explore_again(struct search *search, size_t m, size_t s)
{
	const struct typo_side *seen = search->seen;
	const char *dot = memrchr(seen->text, '.', s);
	size_t len = dot != NULL ? s - (size_t)(dot - seen->text) : 0;

	if (len > 1 && seen->len - s >= len &&
	    memcmp(seen->text + s, dot, len) == 0 &&
	    search_is_worthwhile(search, m, s + len))
		search_slip(search, KIND_SUFFIX_DOUBLED, m, 0, s, len);
}

/* What slips of whole parts cost at least. */
static float
cheapest_part(void)
{
	float after = typo_less(typo_less(typo_kinds[KIND_SUFFIX_COUNTRY].cost,
				    typo_kinds[KIND_SUFFIX_GLUED].cost),
	    typo_less(typo_kinds[KIND_SUFFIX_DOUBLED].cost,
		typo_kinds[KIND_GLUED_TAIL].cost));
	float other = typo_less(typo_kinds[KIND_SUFFIX_MISSING].cost,
	    typo_kinds[KIND_NAME_DOUBLED].cost);
	after = typo_less(after, typo_kinds[KIND_SUFFIX_FURTHER].cost);
	return typo_less(cheapest_swap(), typo_less(after, other));
}

void
parts_after(struct search *search, size_t m, size_t s, size_t n)
{
	const struct typo_side *meant = search->meant;
	const struct typo_side *seen = search->seen;
	size_t name = meant->suffix - 1u;

	if (!search_can_afford(search, cheapest_part(), 0,
		search_least_after(search)))
		return;
	if (search_others(search) == 0)
		explore_end(search, m, s, n);
	if (m == name && m >= GLUED_NAME_MIN - 1 && seen->len - s > m &&
	    memcmp(seen->text + s, meant->text, m) == 0 &&
	    search_is_worthwhile(search, m, s + m))
		search_slip(search, KIND_NAME_DOUBLED, m, 0, s, m);
	/* Dots inside the suffix, where a label of it may stand again. */
	for (size_t i = m > meant->suffix ? 0 : meant->suffix + 1u - m;
	     i <= n && s + i < seen->len; i++)
		if (seen->text[s + i] == '.')
			explore_again(search, m + i, s + i);
}
