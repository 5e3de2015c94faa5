/* SPDX-License-Identifier: BSD-2-Clause */
/* Kana: tables of the kana and of what they make of each other. */
#include "domains/person/kana.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/utf8.h"

/* The kana from U+3041 on.  NONE: it has no unit of its own. */
#define NONE               \
	{                  \
		NULL, '\0' \
	}

static const struct {
	const char *onset;
	char vowel;
} kana_table[] = {NONE, {"", 'a'}, NONE, {"", 'i'}, NONE, {"", 'u'}, NONE,
    {"", 'e'}, NONE, {"", 'o'}, {"k", 'a'}, {"g", 'a'}, {"k", 'i'}, {"g", 'i'},
    {"k", 'u'}, {"g", 'u'}, {"k", 'e'}, {"g", 'e'}, {"k", 'o'}, {"g", 'o'},
    {"s", 'a'}, {"z", 'a'}, {"sh|s", 'i'}, {"j|z", 'i'}, {"s", 'u'}, {"z", 'u'},
    {"s", 'e'}, {"z", 'e'}, {"s", 'o'}, {"z", 'o'}, {"t", 'a'}, {"d", 'a'},
    {"ch|t", 'i'}, {"j|z|d", 'i'}, NONE, {"ts|t", 'u'}, {"z|d|dz", 'u'},
    {"t", 'e'}, {"d", 'e'}, {"t", 'o'}, {"d", 'o'}, {"n", 'a'}, {"n", 'i'},
    {"n", 'u'}, {"n", 'e'}, {"n", 'o'}, {"h", 'a'}, {"b", 'a'}, {"p", 'a'},
    {"h", 'i'}, {"b", 'i'}, {"p", 'i'}, {"f|h", 'u'}, {"b", 'u'}, {"p", 'u'},
    {"h", 'e'}, {"b", 'e'}, {"p", 'e'}, {"h", 'o'}, {"b", 'o'}, {"p", 'o'},
    {"m", 'a'}, {"m", 'i'}, {"m", 'u'}, {"m", 'e'}, {"m", 'o'}, NONE,
    {"y", 'a'}, NONE, {"y", 'u'}, NONE, {"y", 'o'}, {"r", 'a'}, {"r", 'i'},
    {"r", 'u'}, {"r", 'e'}, {"r", 'o'}, NONE, {"w", 'a'}, {"|w", 'i'},
    {"|w", 'e'}, {"|w", 'o'}, NONE, {"v|b", 'u'}, {"k", 'a'}, {"k", 'e'}};

#define KANA_FIRST 0x3041
#define KANA_COUNT (sizeof(kana_table) / sizeof(*kana_table))
#define KANA_N 0x3093
#define KANA_SMALL_TU 0x3063
#define KANA_U 0x3046
#define KANA_LONG 0x30fc

/* A consonant before i, and the same with ゃ, ゅ, ょ or the small ぇ. */
static const struct {
	const char *plain;
	const char *bent;
} palatals[] = {{"k", "ky"}, {"g", "gy"}, {"sh|s", "sh|sy"}, {"j|z", "j|zy|jy"},
    {"n", "ny"}, {"ch|t", "ch|ty|cy"}, {"j|z|d", "j|dy|zy"}, {"h", "hy"},
    {"b", "by"}, {"p", "py"}, {"m", "my"}, {"r", "ry"}};

/* Half-width katakana from U+FF66 on, as full-width hiragana. */
static const uint16_t half_width[] = {0x3092, 0x3041, 0x3043, 0x3045, 0x3047,
    0x3049, 0x3083, 0x3085, 0x3087, 0x3063, 0x30fc, 0x3042, 0x3044, 0x3046,
    0x3048, 0x304a, 0x304b, 0x304d, 0x304f, 0x3051, 0x3053, 0x3055, 0x3057,
    0x3059, 0x305b, 0x305d, 0x305f, 0x3061, 0x3064, 0x3066, 0x3068, 0x306a,
    0x306b, 0x306c, 0x306d, 0x306e, 0x306f, 0x3072, 0x3075, 0x3078, 0x307b,
    0x307e, 0x307f, 0x3080, 0x3081, 0x3082, 0x3084, 0x3086, 0x3088, 0x3089,
    0x308a, 0x308b, 0x308c, 0x308d, 0x308f, 0x3093};

#define HALF_FIRST 0xff66
#define HALF_COUNT (sizeof(half_width) / sizeof(*half_width))
#define MARK_VOICED 0xff9e
#define MARK_PLOSIVE 0xff9f

/* A kana with the mark of voiced or of p; 0 when it takes none. */
static uint32_t
with_mark(uint32_t kana, bool plosive)
{
	bool h = kana >= 0x306f && kana <= 0x307b && (kana - 0x306f) % 3 == 0;
	bool k_to_t = kana >= 0x304b && kana <= 0x3061 && kana % 2 == 1;
	bool t = kana == 0x3064 || kana == 0x3066 || kana == 0x3068;

	if (plosive)
		return h ? kana + 2 : 0;
	if (kana == KANA_U)
		return 0x3094;
	return h || k_to_t || t ? kana + 1 : 0;
}

/* Any kana as hiragana, the mark of length as it is; 0 for other characters. */
static uint32_t
plain_kana(uint32_t code)
{
	if (code >= HALF_FIRST && code < HALF_FIRST + HALF_COUNT)
		return half_width[code - HALF_FIRST];
	if (code >= 0x30a1 && code <= 0x30f6)
		return code - 0x60;
	if ((code >= KANA_FIRST && code < KANA_FIRST + KANA_COUNT) ||
	    code == KANA_LONG)
		return code;
	return 0;
}

/* Writes a word as hiragana.  Returns how many; 0 when a character is not a
 * kana. */
static size_t
take_kana(const char *bytes, size_t len,
    uint32_t kana_r[static ROMAJI_WORD_MAX])
{
	size_t count = 0;

	while (len > 0) {
		uint32_t code, voiced;
		size_t size = utf8_decode(bytes, len, &code);

		if (size == 0)
			return 0;
		bytes += size;
		len -= size;
		/* The marks of half width, and the combining ones. */
		if (code == MARK_VOICED || code == MARK_PLOSIVE ||
		    code == 0x3099 || code == 0x309a) {
			voiced = count != 0 ? with_mark(kana_r[count - 1],
						  code == MARK_PLOSIVE ||
						      code == 0x309a)
			                    : 0;
			if (voiced == 0)
				return 0;
			kana_r[count - 1] = voiced;
			continue;
		}
		code = plain_kana(code);
		if (code == 0)
			return 0;
		kana_r[count++] = code;
	}
	return count;
}

static char
small_vowel(uint32_t kana)
{
	static const char vowels[] = "aiueo";

	if (kana >= KANA_FIRST && kana <= 0x3049 && kana % 2 == 1)
		return vowels[(kana - KANA_FIRST) / 2];
	return '\0';
}

static char
small_y(uint32_t kana)
{
	return kana == 0x3083   ? 'a'
	       : kana == 0x3085 ? 'u'
	       : kana == 0x3087 ? 'o'
	                        : '\0';
}

/* The unit of a kana that has one. */
static bool
kana_unit(uint32_t kana, struct romaji_unit *unit_r)
{
	if (kana < KANA_FIRST || kana >= KANA_FIRST + KANA_COUNT ||
	    kana_table[kana - KANA_FIRST].onset == NULL)
		return false;
	*unit_r = (struct romaji_unit){kana_table[kana - KANA_FIRST].onset,
	    kana_table[kana - KANA_FIRST].vowel, "", false};
	return true;
}

/* Makes kya of ki and small ya, fa of fu and small a, ti of te and small i. */
static bool
bend(struct romaji_unit *unit, uint32_t small)
{
	char y = small_y(small), vowel = small_vowel(small);

	if (unit->vowel == 'i' && (y != '\0' || vowel == 'e')) {
		for (size_t i = 0; i < sizeof(palatals) / sizeof(*palatals);
		     i++)
			if (strcmp(palatals[i].plain, unit->onset) == 0) {
				unit->onset = palatals[i].bent;
				unit->vowel = y != '\0' ? y : 'e';
				return true;
			}
	}
	if (vowel != '\0' && unit->vowel == 'u' && *unit->onset == '\0')
		unit->onset = "w|u";
	unit->vowel = y != '\0' ? y : vowel;
	return unit->vowel != '\0';
}

/* What a kana without a consonant adds to the vowel before it: o to o (ohno),
 * u to o and u; NULL when it stands for itself. */
static const char *
lengthened(char before, uint32_t kana)
{
	static const struct {
		char before;
		char mark;
		const char *longer;
	} rules[] = {{'o', 'u', ROMAJI_LONGER_O}, {'o', 'o', ROMAJI_LONGER_O},
	    {'u', 'u', ROMAJI_LONGER_U}, {'i', 'i', "i"}, {'e', 'e', "e"},
	    {'a', 'a', "a"}};
	struct romaji_unit unit;
	char mark = before;

	if (kana != KANA_LONG) {
		if (!kana_unit(kana, &unit) || *unit.onset != '\0')
			return NULL;
		mark = unit.vowel;
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (rules[i].before == before && rules[i].mark == mark)
			return rules[i].longer;
	return NULL;
}

/* Adds a kana to the units.  *twice: a small tsu stands before it. */
static bool
add_kana(struct romaji_part *part, uint32_t kana, bool *twice)
{
	struct romaji_unit *last =
	    part->count != 0 ? &part->units[part->count - 1] : NULL;
	struct romaji_unit unit = {"n", '\0', "", false};
	const char *longer =
	    last != NULL && last->vowel != '\0' && *last->longer == '\0'
		? lengthened(last->vowel, kana)
		: NULL;

	if (last == NULL && (kana == KANA_SMALL_TU || kana == KANA_N))
		return false;
	if (kana == KANA_SMALL_TU) {
		*twice = true;
		return true;
	}
	if (longer != NULL) {
		last->longer = longer;
		return true;
	}
	if (small_y(kana) != '\0' || small_vowel(kana) != '\0')
		return last != NULL && last->vowel != '\0' && bend(last, kana);
	if (part->count == ROMAJI_UNITS_MAX)
		return false;
	if (kana_unit(kana, &unit)) {
		unit.twice = *twice;
		*twice = false;
	} else if (kana != KANA_N) {
		return kana == KANA_LONG;
	}
	part->units[part->count++] = unit;
	return true;
}

bool
kana_read(const char *bytes, size_t len, struct romaji_part *part_r)
{
	uint32_t kana[ROMAJI_WORD_MAX];
	size_t count;
	bool twice = false;

	part_r->count = 0;
	if (len > ROMAJI_WORD_MAX)
		return false;
	count = take_kana(bytes, len, kana);
	for (size_t i = 0; i < count; i++)
		if (!add_kana(part_r, kana[i], &twice))
			return false;
	return part_r->count != 0;
}
