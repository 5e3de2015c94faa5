/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo: the slips in words, and the properties of names for the search. */
#include "domains/engine/typo/typo.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/fold.h"
#include "domains/engine/typo/kinds.h"
#include "domains/engine/typo/spelling.h"
#include "domains/engine/typo/pairs.h"
#include "domains/base/simd16.h"
#include "domains/base/short_texts.h"
#include "domains/base/translation.h"

static const char *const kind_names[TYPO_KINDS_COUNT] = {
#define KIND(kind, class, words, cost) #kind,
    TYPO_KINDS(KIND)
#undef KIND
};

static const char *const class_names[TYPO_CLASSES] = {
    [TYPO_OMISSION] = N_("omission"),
    [TYPO_DOUBLING] = N_("doubling"),
    [TYPO_INSERTION] = N_("insertion"),
    [TYPO_TRANSPOSITION] = N_("transposition"),
    [TYPO_NEIGHBOUR_KEY] = N_("neighbour-key"),
    [TYPO_SUBSTITUTION] = N_("substitution"),
    [TYPO_LOOK_ALIKE] = N_("look-alike"),
    [TYPO_LAYOUT] = N_("layout"),
    [TYPO_PHONETIC] = N_("phonetic"),
    [TYPO_DOT_MISSING] = N_("dot-missing"),
    [TYPO_DOT_EXTRA] = N_("dot-extra"),
    [TYPO_DOT_MOVED] = N_("dot-moved"),
    [TYPO_HYPHEN] = N_("hyphen"),
    [TYPO_SUFFIX_SLIP] = N_("suffix-slip"),
    [TYPO_SUFFIX_SWAP] = N_("suffix-swap"),
    [TYPO_SUFFIX_DOUBLED] = N_("suffix-doubled"),
    [TYPO_NAME_DOUBLED] = N_("name-doubled"),
    [TYPO_GLUED] = N_("glued"),
    [TYPO_BIT_FLIP] = N_("bit-flip"),
};

/* ---- words -------------------------------------------------------------- */

const char *typo_class_name(enum typo_class class)
{
	return class < TYPO_CLASSES ? class_names[class] : "none";
}

const char *
typo_slip_kind(const struct typo_slip *slip)
{
	return slip->kind < TYPO_KINDS_COUNT ? kind_names[slip->kind] : "";
}

int
typo_slip_format(const struct typo_slip *slip, char *buf, size_t size)
{
	char name[64];
	const char *class = typo_class_name(slip->class);

	/* In English as it is named, but with blanks. */
	snprintf(name, sizeof(name), "%s", _(class));
	for (char *at = name; *at != '\0'; at++)
		if (*at == '-')
			*at = ' ';
	if (slip->seen[0] == '\0' && slip->meant[0] == '\0')
		return snprintf(buf, size, "%s", name);
	if (slip->seen[0] == '\0')
		return snprintf(buf, size, _("%s: no %s"), name, slip->meant);
	if (slip->meant[0] == '\0')
		return snprintf(buf, size, _("%s: %s too much"), name,
		    slip->seen);
	return snprintf(buf, size, _("%s: %s for %s"), name, slip->seen,
	    slip->meant);
}

/* ---- properties of names ------------------------------------------------ */

/* Public suffixes for which the Public Suffix List need not be asked, which
 * takes as long as all other judging: the usual top levels that have no rule
 * below them in its ICANN section, and the usual second levels of some
 * countries.  Its private section (blogspot.com, com.ru) does not matter
 * here. */
static const char plain_tops[][SHORT_TEXTS_SIZE] = {"com", "net", "org", "ru",
    "de", "info", "nl", "eu", "ch", "cz"};
static const char plain_seconds[][SHORT_TEXTS_SIZE] = {"co.jp", "ne.jp",
    "ac.jp", "or.jp", "go.jp", "lg.jp", "ed.jp", "gr.jp", "ad.jp", "co.uk",
    "ac.uk", "org.uk", "gov.uk", "com.br", "com.au", "com.cn", "com.tw",
    "com.mx", "com.ar", "com.tr", "co.kr", "co.in", "co.nz", "co.za", "gov.cn",
    "edu.cn", "org.cn", "co.il", "com.ua", "co.id", "com.vn", "gov.in", "ac.in",
    "com.my"};

/* Where the label before at begins. */
static size_t
label_before(const struct name *name, size_t at)
{
	const char *dot = at > 1 ? memrchr(name->text, '.', at - 1) : NULL;
	return dot != NULL ? (size_t)(dot + 1 - name->text) : 0;
}

static bool
has_doubles(const struct name *name)
{
	for (size_t at = 0; at + 1 < name->len; at += SIMD16_SIZE) {
		unsigned same =
		    simd16_bits(simd16_equal(simd16_load(name->text + at),
			simd16_load(name->text + at + 1)));
		size_t left = name->len - 1u - at;
		if (left < SIMD16_SIZE)
			same &= ((unsigned)1 << left) - 1;
		if (same != 0)
			return true;
	}
	return false;
}

/* The top levels with rules of three labels in that section. */
static const char deep_tops[][SHORT_TEXTS_SIZE] = {"jp", "us", "pl", "no", "br",
    "au", "im", "uk", "tr", "at"};

/* Where the public suffix of a name of several labels begins.  Of three labels
 * this asks about the second first: mostly it begins no suffix, and then no
 * longer one exists (foo.kobe.jp is one, and so is kobe.jp).  Each question
 * takes as long as a good part of all judging. */
static size_t
ask_suffix(const struct name *name, struct top_levels *tops, size_t top)
{
	size_t second = label_before(name, top);

	if (name->labels == 3) {
		if (!top_levels_is_suffix(tops, name, second))
			return top;
		return SHORT_TEXTS_HAVE(deep_tops, name->text + top,
			   name->len - top) &&
		               name_is_suffix_from(name, 0)
		           ? 0
		           : second;
	}
	size_t suffix = name_public_suffix(name);
	return suffix < name->len ? suffix : top;
}

/* The bit of a byte in repeats, less that of all others. */
#define OTHER(bit) ((bit) ^ TYPO_REPEATS_OTHERS)
#define LETTER(c, letter) [c] = OTHER((uint32_t)1 << (letter))

static const uint32_t bits_of[128] = {
    ['.'] = OTHER(TYPO_REPEATS_DOTS),
    LETTER('a', 0),
    LETTER('b', 1),
    LETTER('c', 2),
    LETTER('d', 3),
    LETTER('e', 4),
    LETTER('f', 5),
    LETTER('g', 6),
    LETTER('h', 7),
    LETTER('i', 8),
    LETTER('j', 9),
    LETTER('k', 10),
    LETTER('l', 11),
    LETTER('m', 12),
    LETTER('n', 13),
    LETTER('o', 14),
    LETTER('p', 15),
    LETTER('q', 16),
    LETTER('r', 17),
    LETTER('s', 18),
    LETTER('t', 19),
    LETTER('u', 20),
    LETTER('v', 21),
    LETTER('w', 22),
    LETTER('x', 23),
    LETTER('y', 24),
    LETTER('z', 25),
};

/* What stands twice in a text, each letter's bit as in repeats. */
static uint32_t
find_twice(const char *text, size_t len)
{
	uint32_t once = 0, twice = 0, thrice = 0;

#pragma GCC unroll 4
	for (size_t i = 0; i < len; i++) {
		uint32_t bit = OTHER(bits_of[text[i] & 127]);

		thrice |= twice & bit;
		twice |= once & bit;
		once |= bit;
	}
	return twice | (thrice != 0 ? TYPO_REPEATS_THRICE : 0);
}

/* The same of a name that is meant, with the keys beside those letters. */
static uint32_t
find_beside_twice(const char *text, size_t len)
{
	uint32_t repeats = find_twice(text, len);
	uint32_t letters = repeats & (TYPO_REPEATS_OTHERS - 1);

	for (repeats ^= letters; letters != 0; letters &= letters - 1)
		repeats |=
		    typo_row_beside((char)('a' + __builtin_ctz(letters)));
	return repeats;
}

void
typo_side_find_repeats(struct typo_side *seen)
{
	seen->repeats = find_twice(seen->text, seen->len);
}

/* Of two labels the second is the suffix in any case. */
struct typo_suffix
typo_plain_suffix(const struct name *name)
{
	size_t top = label_before(name, name->len + 1u);
	size_t at = top;
	bool plain =
	    SHORT_TEXTS_HAVE(plain_tops, name->text + top, name->len - top);

	if (!plain && name->labels > 2) {
		at = label_before(name, top);
		plain = at > 0 && SHORT_TEXTS_HAVE(plain_seconds,
				      name->text + at, name->len - at);
	}
	return (struct typo_suffix){
	    .at = (uint8_t)(plain || name->labels <= 2 ? at : 0),
	    .top = (uint8_t)top,
	    .plain = plain,
	};
}

void
typo_side_begin(const struct name *name, struct typo_suffix suffix,
    struct top_levels *tops, struct typo_side *side_r)
{
	if (suffix.at == 0 && name->labels > 2) {
		/* Below a top level that does not exist there are no rules. */
		bool exists = tops == NULL || top_levels_exists(tops, name);

		suffix.at =
		    (uint8_t)(exists ? ask_suffix(name, tops, suffix.top)
				     : suffix.top);
	}
	*side_r = (struct typo_side){
	    .text = name->text,
	    .len = name->len,
	    .suffix = suffix.at,
	    .plain = suffix.plain,
	    .dots = (uint8_t)(name->labels - (name->labels > 0)),
	    .dot_in_suffix = suffix.at < suffix.top,
	    .doubles = has_doubles(name),
	    .repeats = TYPO_REPEATS_ANY,
	};
}

void
typo_side_of(const struct name *name, struct top_levels *tops,
    struct typo_side *side_r)
{
	typo_side_begin(name, typo_plain_suffix(name), tops, side_r);
	side_r->repeats = find_beside_twice(name->text, name->len);
}

void
typo_side_of_seen(const struct name *name, struct typo_suffix suffix,
    struct top_levels *tops, struct typo_side *side_r)
{
	size_t half = name->len / 2;
	const char *again = name->text + name->len - half;

	typo_side_begin(name, suffix, tops, side_r);
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
typo_explain(const struct name *meant, const struct name *seen, float max_cost,
    struct typo *typo_r)
{
	struct typo_side a, b;
	struct name folded;
	bool homograph = !meant->idn && seen->idn && fold_name(seen, &folded);
	const struct name *read = homograph ? &folded : seen;

	if (meant->idn || (seen->idn && !homograph))
		return spelling_explain(meant, seen, max_cost, typo_r);
	typo_side_of(meant, NULL, &a);
	typo_side_of_seen(read, typo_plain_suffix(read), NULL, &b);
	b.homograph = homograph;
	b.no_top = !name_tld_exists(seen);
	typo_side_find_repeats(&b);
	if (!typo_search(&a, &b, max_cost, typo_r))
		return false;
	if (homograph)
		spelling_name_look(seen, 0, &typo_r->slip[0]);
	return true;
}
