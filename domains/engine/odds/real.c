/* SPDX-License-Identifier: BSD-2-Clause */
/* Real: a sum of fitted weights. */
#include "domains/engine/odds/real.h"

#include <assert.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/odds/letters.h"
#include "domains/engine/odds/weights.h"
#include "domains/base/short_texts.h"

enum part {
#define PART(part, words, weight) PART_##part,
	REAL_PARTS(PART)
#undef PART
	    PARTS
};

static const struct {
	const char *words;
	double weight;
} parts[PARTS] = {
#define PART(part, words, weight) {words, weight},
    REAL_PARTS(PART)
#undef PART
};

/* Names of this many letters and more count alike. */
#define LENGTH_LAST 9
/* Letters.  Under the great suffixes all such names have an owner who uses
 * them. */
#define SHORT_LABEL 3
/* A label of so many letters is seldom two owners' by chance. */
#define LABEL_PECULIAR 6
/* The table of letters has one place for ten digits: ln 10 for which it is. */
#define DIGIT_NATS 2.303
#define LETTER_NATS 3.0
#define SIGN_NATS 5.0

/* A letter's place in the table of trigrams. */
static unsigned
letter_number(char c)
{
	static const unsigned char number[128] = {
	    ['a'] = 1,
	    ['b'] = 2,
	    ['c'] = 3,
	    ['d'] = 4,
	    ['e'] = 5,
	    ['f'] = 6,
	    ['g'] = 7,
	    ['h'] = 8,
	    ['i'] = 9,
	    ['j'] = 10,
	    ['k'] = 11,
	    ['l'] = 12,
	    ['m'] = 13,
	    ['n'] = 14,
	    ['o'] = 15,
	    ['p'] = 16,
	    ['q'] = 17,
	    ['r'] = 18,
	    ['s'] = 19,
	    ['t'] = 20,
	    ['u'] = 21,
	    ['v'] = 22,
	    ['w'] = 23,
	    ['x'] = 24,
	    ['y'] = 25,
	    ['z'] = 26,
	    ['0'] = 27,
	    ['1'] = 27,
	    ['2'] = 27,
	    ['3'] = 27,
	    ['4'] = 27,
	    ['5'] = 27,
	    ['6'] = 27,
	    ['7'] = 27,
	    ['8'] = 27,
	    ['9'] = 27,
	    ['-'] = 28,
	    ['.'] = 28,
	};
	return number[c & 127];
}

/* ln P of the letters of a label, by trigrams. */
static double
weigh_letters(const char *label, size_t len)
{
	unsigned one = 0, two = 0, steps = 0;
	for (size_t i = 0; i <= len; i++) {
		unsigned three = i < len ? letter_number(label[i]) : 0;
		steps +=
		    (unsigned)(real_letters[one * REAL_LETTERS + two][three] -
			       REAL_LETTER_FIRST);
		one = two;
		two = three;
	}
	return -(double)steps * REAL_LETTER_STEP;
}

void
real_add(struct real *real, const char *what, double value)
{
	real->total += value;
	if (real->count == REAL_PARTS_MAX)
		return;
	real->part[real->count].what = what;
	real->part[real->count].value = value;
	real->count++;
}

static void
add_part(struct real *real, enum part part)
{
	real_add(real, parts[part].words, parts[part].weight);
}

static enum part
part_of_top(const char *top, size_t len)
{
	static const char tops[][SHORT_TEXTS_SIZE] = {
	    "com",
	    "net",
	    "org",
	    "ru",
	    "de",
	    "jp",
	    "cn",
	    "br",
	    "fr",
	    "uk",
	    "co",
	    "cm",
	    "om",
	};
	static const enum part parts_of[] = {
	    PART_TOP_COM,
	    PART_TOP_NET,
	    PART_TOP_ORG,
	    PART_TOP_RU,
	    PART_TOP_DE,
	    PART_TOP_JP,
	    PART_TOP_CN,
	    PART_TOP_BR,
	    PART_TOP_FR,
	    PART_TOP_UK,
	    PART_TOP_CO,
	    PART_TOP_LOST,
	    PART_TOP_LOST,
	};
	static_assert(SHORT_TEXTS_COUNT(tops) == SHORT_TEXTS_COUNT(parts_of),
	    "a part for each");
	size_t at = SHORT_TEXTS_FIND(tops, top, len);

	if (at < SHORT_TEXTS_COUNT(tops))
		return parts_of[at];
	return len == 2 ? PART_TOP_COUNTRY : PART_TOP_OTHER;
}

/* How many letters stand before a usual word of names at the end of the label?
 * None: there is no such word. */
static size_t
letters_before_word(const char *label, size_t len)
{
	static const struct {
		char text[7];
		unsigned char len;
	} words[] = {
	    {"mail", 4},
	    {"cloud", 5},
	    {"net", 3},
	    {"web", 3},
	    {"online", 6},
	    {"box", 3},
	    {"post", 4},
	    {"link", 4},
	    {"mobile", 6},
	    {"bank", 4},
	    {"com", 3},
	    {"tel", 3},
	    {"book", 4},
	    {"tech", 4},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = words[i].len;
		if (words[i].text[n - 1] == label[len - 1] && len > n &&
		    memcmp(label + len - n, words[i].text, n) == 0)
			return len - n;
	}
	return 0;
}

/* How many letters of a label are beyond any alphabet (spelling.h). */
static size_t
count_signs(const char *label, size_t len)
{
	size_t signs = 0;

	for (size_t i = 0; i < len; i++)
		signs += (label[i] & 0x80) != 0 &&
		         !ascii_is_lower((char)(label[i] & 127));
	return signs;
}

/* The same beyond ASCII, where no trigrams are known. */
static double
weigh_letters_beyond(const char *label, size_t len)
{
	double signs = (double)count_signs(label, len);

	return -(signs * SIGN_NATS + ((double)len - signs) * LETTER_NATS);
}

static void
weigh_label(struct real *real, const char *label, size_t len, bool letters)
{
	size_t digits = 0;
	if (len == 0)
		return;
	for (size_t i = 0; i < len; i++)
		digits += ascii_is_digit(label[i]);
	add_part(real,
	    (enum part)(
		PART_LENGTH_1 + (len < LENGTH_LAST ? len : LENGTH_LAST) - 1));
	real_add(real, "its letters",
	    REAL_WEIGHT_LETTERS * ((letters ? weigh_letters_beyond(label, len)
					    : weigh_letters(label, len)) -
				      (double)digits * DIGIT_NATS));
	/* Short numbers are no more in use than short words are. */
	if (digits > 0 && digits < len)
		add_part(real, PART_DIGIT);
	else if (digits > SHORT_LABEL)
		add_part(real, PART_NUMBER);
	if (letters_before_word(label, len) > 0)
		add_part(real, PART_COMPOUND);
}

/* Two owners seldom have a long label by chance. */
static enum part
part_of_same(size_t len)
{
	if (len < LABEL_PECULIAR)
		return PART_SAME;
	return len < LENGTH_LAST ? PART_SAME_LONG : PART_SAME_LONGER;
}

/* Does a usual label of hosts begin the name, as in city.kobe.lg.jp? */
static bool
is_usual_host(const char *text)
{
	static const char *const hosts[] = {
	    "city.",
	    "pref.",
	    "town.",
	    "vill.",
	    "metro.",
	    "mail.",
	    "www.",
	};
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strncmp(text, hosts[i], strlen(hosts[i])) == 0)
			return true;
	return false;
}

/* For a label that a listed name has under another suffix, only the brand
 * counts, not the letters: the owner of a brand owns more suffixes. */
void
real_weigh(const struct typo_side *seen, size_t same, struct real *real_r)
{
	size_t at = real_label(seen), len = real_label_len(seen);
	const char *label = seen->text + at;
	const char *top = seen->dot_in_suffix
	                      ? memrchr(seen->text, '.', seen->len)
	                  : seen->suffix > 0 ? seen->text + seen->suffix - 1
	                                     : NULL;
	struct real *real = real_r;

	real->total = 0;
	real->count = 0;
	add_part(real, PART_ANY);
	if (seen->homograph)
		add_part(real, PART_SCRIPTS);
	if (seen->doubled) {
		add_part(real, PART_DOUBLED);
		return;
	}
	if (seen->no_top || top == NULL) {
		add_part(real, PART_NO_TOP);
		return;
	}
	enum part under =
	    part_of_top(top + 1, (size_t)(seen->text + seen->len - top - 1));
	add_part(real, under);
	if (same >= REAL_BRAND_NAMES) {
		add_part(real, under == PART_TOP_CO     ? PART_BRAND_CO
			       : under == PART_TOP_LOST ? PART_BRAND_LOST
							: PART_BRAND);
	} else if (same > 0) {
		/* A character says as much as two letters. */
		add_part(real,
		    part_of_same(
			seen->letters ? len + count_signs(label, len) : len));
	} else {
		weigh_label(real, label, len, seen->letters);
		if (real_is_short(seen))
			add_part(real, PART_SHORT);
	}
	bool closed = real_is_closed(seen);
	if (closed)
		add_part(real, len <= REAL_INSTITUTION_SHORT ? PART_CLOSED_SHORT
							     : PART_CLOSED);
	if (at > 0 && !is_usual_host(seen->text))
		add_part(real, closed ? PART_BELOW_CLOSED : PART_BELOW);
}

size_t
real_label(const struct typo_side *side)
{
	/* The dot before the suffix is mostly the only one outside it. */
	if (side->suffix > 0 && side->dots <= 1u + side->dot_in_suffix)
		return 0;
	const char *dot = memrchr(side->text, '.', typo_stem_len(side));
	return dot != NULL ? (size_t)(dot + 1 - side->text) : 0;
}

size_t
real_label_len(const struct typo_side *side)
{
	return typo_stem_len(side) - real_label(side);
}

size_t
real_head_len(const struct typo_side *seen)
{
	return letters_before_word(seen->text + real_label(seen),
	    real_label_len(seen));
}

bool
real_is_short(const struct typo_side *seen)
{
	static const char taken[][SHORT_TEXTS_SIZE] = {"com", "jp", "co.jp"};
	return seen->suffix <= SHORT_LABEL + 1 &&
	       SHORT_TEXTS_HAVE(taken, seen->text + seen->suffix,
		   (size_t)(seen->len - seen->suffix));
}

/* The second parts edu, ac, gov and their like are so in each country; under
 * edu.pl anybody gets a name. */
bool
real_is_closed(const struct typo_side *seen)
{
	static const char tops[][SHORT_TEXTS_SIZE] = {"edu", "gov", "mil",
	    "int"};
	static const char seconds[][SHORT_TEXTS_SIZE] = {"ac", "edu", "gob",
	    "gouv", "gov", "govt", "mil"};
	static const char others[][SHORT_TEXTS_SIZE] = {
	    "go.jp",
	    "lg.jp",
	    "ed.jp",
	    "ad.jp",
	    "nhs.uk",
	    "sch.uk",
	    "gc.ca",
	    "go.kr",
	    "go.th",
	    "go.id",
	};
	const char *suffix = seen->text + seen->suffix;
	size_t len = (size_t)(seen->len - seen->suffix);
	const char *dot = memchr(suffix, '.', len);
	size_t second = dot != NULL ? (size_t)(dot - suffix) : 0;

	/* edu.edu is no institution's, but the suffix twice. */
	if (dot == NULL)
		return SHORT_TEXTS_HAVE(tops, suffix, len) &&
		       !(real_label_len(seen) == len &&
			   memcmp(seen->text + real_label(seen), suffix, len) ==
			       0);
	if (len == second + 3 && SHORT_TEXTS_HAVE(seconds, suffix, second))
		return memcmp(suffix, "edu.pl", len) != 0;
	if (SHORT_TEXTS_HAVE(others, suffix, len))
		return true;
	/* tosa.kochi.jp: a town's, by the rules of before 2012. */
	return len > 3 && memcmp(suffix + len - 3, ".jp", 3) == 0 &&
	       dot != suffix + len - 3;
}

bool
real_is_town(const struct typo_side *seen)
{
	static const char towns[][SHORT_TEXTS_SIZE] = {"lg.jp"};

	return SHORT_TEXTS_HAVE(towns, seen->text + seen->suffix,
		   (size_t)(seen->len - seen->suffix)) &&
	       name_is_place_in_japan(seen->text + real_label(seen),
		   real_label_len(seen));
}
