/* SPDX-License-Identifier: BSD-2-Clause */
/* Latin: tables of the letters with marks and of the consonants of romaji. */
#include "domains/person/latin.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/utf8.h"

/* Letters with marks, and how addresses write them. */
static const struct {
	uint16_t code;
	const char *spellings;
} marked[] = {{0xdf, "ss|s"}, {0xe0, "a"}, {0xe1, "a"}, {0xe2, "a"},
    {0xe3, "a"}, {0xe4, "ae|a"}, {0xe5, "aa|a"}, {0xe6, "ae|a"}, {0xe7, "c"},
    {0xe8, "e"}, {0xe9, "e"}, {0xea, "e"}, {0xeb, "e"}, {0xec, "i"},
    {0xed, "i"}, {0xee, "i"}, {0xef, "i"}, {0xf1, "n"}, {0xf2, "o"},
    {0xf3, "o"}, {0xf4, "o"}, {0xf5, "o"}, {0xf6, "oe|o"}, {0xf8, "oe|o"},
    {0xf9, "u"}, {0xfa, "u"}, {0xfb, "u"}, {0xfc, "ue|u"}, {0xfd, "y"},
    {0xff, "y"}, {0x101, "a"}, {0x103, "a"}, {0x105, "a"}, {0x107, "c"},
    {0x10d, "c"}, {0x111, "d"}, {0x113, "e"}, {0x119, "e"}, {0x11b, "e"},
    {0x11f, "g"}, {0x12b, "i"}, {0x131, "i"}, {0x142, "l"}, {0x144, "n"},
    {0x148, "n"}, {0x14d, "o"}, {0x151, "o"}, {0x159, "r"}, {0x15b, "s"},
    {0x15f, "s"}, {0x161, "s"}, {0x163, "t"}, {0x16b, "u"}, {0x16f, "u"},
    {0x171, "u"}, {0x17a, "z"}, {0x17c, "z"}, {0x17e, "z"}};

static const char letters[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0"
			      "p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z";

/* The spellings of a letter of any width and case; NULL for other
 * characters. */
static const char *
letter_spellings(uint32_t code)
{
	if (code >= 0xff21 && code <= 0xff5a)
		code -= 0xff21 - 'A';
	if (code >= 'A' && code <= 'Z')
		code += 'a' - 'A';
	if (code >= 'a' && code <= 'z')
		return letters + 2 * (code - 'a');
	if (code >= 0xc0 && code <= 0xde && code != 0xd7)
		code += 0x20;
	/* Latin Extended-A: capitals are even up to U+0137, odd from U+0139,
	 * even again from U+014A and odd from U+0179. */
	if (code >= 0x100 && code <= 0x17e && code != 0x131 && code != 0x138) {
		bool odd = (code >= 0x139 && code <= 0x148) || code >= 0x179;

		code += code % 2 == (odd ? 1 : 0);
	}
	for (size_t i = 0; i < sizeof(marked) / sizeof(*marked); i++)
		if (marked[i].code == code)
			return marked[i].spellings;
	return NULL;
}

static bool
is_apostrophe(uint32_t code)
{
	return code == '\'' || code == 0x2019 || code == '`';
}

bool
latin_read_letters(const char *bytes, size_t len, struct romaji_part *part)
{
	part->count = 0;
	while (len > 0) {
		const char *spellings;
		uint32_t code;
		size_t size = utf8_decode(bytes, len, &code);

		if (size == 0)
			return false;
		bytes += size;
		len -= size;
		if (is_apostrophe(code))
			continue;
		spellings = letter_spellings(code);
		if (spellings == NULL || part->count == ROMAJI_UNITS_MAX)
			return false;
		part->units[part->count++] =
		    (struct romaji_unit){spellings, '\0', "", false};
	}
	return part->count != 0;
}

/* ---- morae -------------------------------------------------------------- */

/* The spellings of a consonant before these vowels.  Of the rows with a
 * spelling the first counts. */
static const struct onset {
	const char *spellings;
	const char *vowels;
} onsets[] = {{"", "aiueo"}, {"k", "aiueo"}, {"s", "aueo"}, {"sh|s", "i"},
    {"sh|sy", "aueo"}, {"t", "aeo"}, {"ch|t", "i"}, {"ts|t", "u"},
    {"ch|ty|cy", "aueo"}, {"n", "aiueo"}, {"h", "aieo"}, {"f|h", "u"},
    {"f|hw", "aieo"}, {"m", "aiueo"}, {"y", "aueo"}, {"r", "aiueo"},
    {"w", "aieo"}, {"g", "aiueo"}, {"z", "aueo"}, {"j|z", "i"},
    {"j|zy|jy", "aueo"}, {"d", "aieo"}, {"dz|z|d", "u"}, {"b", "aiueo"},
    {"p", "aiueo"}, {"v|b", "aiueo"}, {"ky", "aueo"}, {"gy", "aueo"},
    {"ny", "aueo"}, {"hy", "aueo"}, {"my", "aueo"}, {"ry", "aueo"},
    {"by", "aueo"}, {"py", "aueo"}, {"ts", "aieo"}};

#define ONSET_COUNT (sizeof(onsets) / sizeof(*onsets))

/* Is the text one of spellings "a|b|c"? */
static bool
is_spelling(const char *spellings, const char *text, size_t len)
{
	for (;;) {
		size_t n = strcspn(spellings, "|");

		if (n == len && memcmp(spellings, text, len) == 0)
			return true;
		if (spellings[n] == '\0')
			return false;
		spellings += n + 1;
	}
}

static const char *
find_onset(const char *text, size_t len, char vowel)
{
	for (size_t i = 0; i < ONSET_COUNT; i++)
		if (strchr(onsets[i].vowels, vowel) != NULL &&
		    is_spelling(onsets[i].spellings, text, len))
			return onsets[i].spellings;
	return NULL;
}

static bool
is_vowel(char letter)
{
	return letter != '\0' && strchr("aiueo", letter) != NULL;
}

/* A word being taken apart into morae. */
struct morae {
	const char *text;
	size_t len;
	size_t at;
};

static char
look_ahead(const struct morae *morae, size_t by)
{
	return morae->at + by < morae->len ? morae->text[morae->at + by] : '\0';
}

/* Takes an n, or an m before b, m and p, with no vowel after it. */
static bool
take_moraic(struct morae *morae, struct romaji_unit *unit_r)
{
	char first = look_ahead(morae, 0), second = look_ahead(morae, 1);
	bool m = first == 'm' && second != '\0' && strchr("bmp", second);

	if (first != 'n' && !m)
		return false;
	if (first == 'n' && (is_vowel(second) || second == 'y'))
		return false;
	*unit_r = (struct romaji_unit){"n", '\0', "", false};
	morae->at++;
	return true;
}

/* Takes letters that make the vowel before them long. */
static void
take_length(struct morae *morae, struct romaji_unit *unit)
{
	char next = look_ahead(morae, 0);

	if (unit->vowel == 'o') {
		unit->longer = ROMAJI_LONGER_O;
		if (next == 'o' || next == 'u' ||
		    (next == 'h' && !is_vowel(look_ahead(morae, 1)) &&
			look_ahead(morae, 1) != 'y'))
			morae->at++;
	} else if (unit->vowel == 'u') {
		unit->longer = ROMAJI_LONGER_U;
		morae->at += next == 'u';
	} else if (next == unit->vowel) {
		unit->longer = next == 'i' ? "i" : next == 'e' ? "e" : "a";
		morae->at++;
	}
}

static bool
take_mora(struct morae *morae, struct romaji_unit *unit_r)
{
	size_t consonants = 0;
	char first = look_ahead(morae, 0);
	const char *onset;
	bool twice = false;

	if (take_moraic(morae, unit_r))
		return true;
	if (first != '\0' && strchr("kstpcgdbzjf", first) != NULL &&
	    (look_ahead(morae, 1) == first ||
		(first == 't' && look_ahead(morae, 1) == 'c'))) {
		twice = true;
		morae->at++;
	}
	while (consonants < 3 && look_ahead(morae, consonants) != '\0' &&
	       !is_vowel(look_ahead(morae, consonants)))
		consonants++;
	if (!is_vowel(look_ahead(morae, consonants)))
		return false;
	onset = find_onset(morae->text + morae->at, consonants,
	    look_ahead(morae, consonants));
	if (onset == NULL)
		return false;
	*unit_r = (struct romaji_unit){onset, look_ahead(morae, consonants), "",
	    twice};
	morae->at += consonants + 1;
	take_length(morae, unit_r);
	return true;
}

bool
latin_read_morae(const char *text, size_t len, struct romaji_part *part)
{
	struct morae morae = {text, len, 0};

	part->count = 0;
	while (morae.at < morae.len) {
		if (part->count == ROMAJI_UNITS_MAX ||
		    !take_mora(&morae, &part->units[part->count]))
			return false;
		part->count++;
	}
	return part->count != 0;
}
