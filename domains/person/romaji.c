/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads names in kana and Latin letters into units, and lays out their
 * spellings as a graph: see romaji.h. */
#include "domains/person/romaji.h"

#include <string.h>

#include "domains/base/utf8.h"

/* A word of more bytes has more units than are read. */
#define WORD_MAX ((size_t)ROMAJI_UNITS_MAX * 3 * UTF8_BYTES_MAX)

/* What may follow a long vowel. */
#define LONGER_O "uho"
#define LONGER_U "u"

/* ---- consonants ---------------------------------------------------------- */

/* The spellings of a consonant before the vowels.  The first row that fits is
 * taken for what is written in Latin letters. */
static const struct onset {
	const char *spellings;
	const char *vowels;
} onsets[] = {
    {"", "aiueo"},
    {"k", "aiueo"},
    {"s", "aueo"},
    {"sh|s", "i"},
    {"sh|sy", "aueo"},
    {"t", "aeo"},
    {"ch|t", "i"},
    {"ts|t", "u"},
    {"ch|ty|cy", "aueo"},
    {"n", "aiueo"},
    {"h", "aieo"},
    {"f|h", "u"},
    {"f|hw", "aieo"},
    {"m", "aiueo"},
    {"y", "aueo"},
    {"r", "aiueo"},
    {"w", "aieo"},
    {"g", "aiueo"},
    {"z", "aueo"},
    {"j|z", "i"},
    {"j|zy|jy", "aueo"},
    {"d", "aieo"},
    {"dz|z|d", "u"},
    {"b", "aiueo"},
    {"p", "aiueo"},
    {"v|b", "aiueo"},
    {"ky", "aueo"},
    {"gy", "aueo"},
    {"ny", "aueo"},
    {"hy", "aueo"},
    {"my", "aueo"},
    {"ry", "aueo"},
    {"by", "aueo"},
    {"py", "aueo"},
    {"ts", "aieo"},
};

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

/* ---- kana ---------------------------------------------------------------- */

/* From U+3041 on; NONE goes only with another. */
#define NONE               \
	{                  \
		NULL, '\0' \
	}

static const struct {
	const char *onset;
	char vowel;
} kana_table[] = {
    NONE,
    {"", 'a'},
    NONE,
    {"", 'i'},
    NONE,
    {"", 'u'},
    NONE,
    {"", 'e'},
    NONE,
    {"", 'o'},
    {"k", 'a'},
    {"g", 'a'},
    {"k", 'i'},
    {"g", 'i'},
    {"k", 'u'},
    {"g", 'u'},
    {"k", 'e'},
    {"g", 'e'},
    {"k", 'o'},
    {"g", 'o'},
    {"s", 'a'},
    {"z", 'a'},
    {"sh|s", 'i'},
    {"j|z", 'i'},
    {"s", 'u'},
    {"z", 'u'},
    {"s", 'e'},
    {"z", 'e'},
    {"s", 'o'},
    {"z", 'o'},
    {"t", 'a'},
    {"d", 'a'},
    {"ch|t", 'i'},
    {"j|z|d", 'i'},
    NONE,
    {"ts|t", 'u'},
    {"z|d|dz", 'u'},
    {"t", 'e'},
    {"d", 'e'},
    {"t", 'o'},
    {"d", 'o'},
    {"n", 'a'},
    {"n", 'i'},
    {"n", 'u'},
    {"n", 'e'},
    {"n", 'o'},
    {"h", 'a'},
    {"b", 'a'},
    {"p", 'a'},
    {"h", 'i'},
    {"b", 'i'},
    {"p", 'i'},
    {"f|h", 'u'},
    {"b", 'u'},
    {"p", 'u'},
    {"h", 'e'},
    {"b", 'e'},
    {"p", 'e'},
    {"h", 'o'},
    {"b", 'o'},
    {"p", 'o'},
    {"m", 'a'},
    {"m", 'i'},
    {"m", 'u'},
    {"m", 'e'},
    {"m", 'o'},
    NONE,
    {"y", 'a'},
    NONE,
    {"y", 'u'},
    NONE,
    {"y", 'o'},
    {"r", 'a'},
    {"r", 'i'},
    {"r", 'u'},
    {"r", 'e'},
    {"r", 'o'},
    NONE,
    {"w", 'a'},
    {"|w", 'i'},
    {"|w", 'e'},
    {"|w", 'o'},
    NONE,
    {"v|b", 'u'},
    {"k", 'a'},
    {"k", 'e'},
};

#define KANA_FIRST 0x3041
#define KANA_COUNT (sizeof(kana_table) / sizeof(*kana_table))
#define KANA_N 0x3093
#define KANA_SMALL_TU 0x3063
#define KANA_U 0x3046
#define KANA_LONG 0x30fc

/* What ゃ, ゅ, ょ and the small ぇ make of a consonant before i. */
static const struct {
	const char *plain;
	const char *bent;
} palatals[] = {
    {"k", "ky"},
    {"g", "gy"},
    {"sh|s", "sh|sy"},
    {"j|z", "j|zy|jy"},
    {"n", "ny"},
    {"ch|t", "ch|ty|cy"},
    {"j|z|d", "j|dy|zy"},
    {"h", "hy"},
    {"b", "by"},
    {"p", "py"},
    {"m", "my"},
    {"r", "ry"},
};

/* Half-width katakana from U+FF66 on, as full-width hiragana. */
static const uint16_t half_width[] = {
    0x3092,
    0x3041,
    0x3043,
    0x3045,
    0x3047,
    0x3049,
    0x3083,
    0x3085,
    0x3087,
    0x3063,
    0x30fc,
    0x3042,
    0x3044,
    0x3046,
    0x3048,
    0x304a,
    0x304b,
    0x304d,
    0x304f,
    0x3051,
    0x3053,
    0x3055,
    0x3057,
    0x3059,
    0x305b,
    0x305d,
    0x305f,
    0x3061,
    0x3064,
    0x3066,
    0x3068,
    0x306a,
    0x306b,
    0x306c,
    0x306d,
    0x306e,
    0x306f,
    0x3072,
    0x3075,
    0x3078,
    0x307b,
    0x307e,
    0x307f,
    0x3080,
    0x3081,
    0x3082,
    0x3084,
    0x3086,
    0x3088,
    0x3089,
    0x308a,
    0x308b,
    0x308c,
    0x308d,
    0x308f,
    0x3093,
};

#define HALF_FIRST 0xff66
#define HALF_COUNT (sizeof(half_width) / sizeof(*half_width))
#define MARK_VOICED 0xff9e
#define MARK_PLOSIVE 0xff9f

/* The voiced kana, or p, of one that has it; 0 when it has none. */
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

/* Any kana as hiragana, the mark of length as it is; 0 for others. */
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

/* The word's kana as hiragana; 0 when something in it is none. */
static size_t
take_kana(const char *bytes, size_t len, uint32_t kana_r[static WORD_MAX])
{
	size_t count = 0;

	while (len > 0) {
		uint32_t code, voiced;
		size_t size = utf8_decode(bytes, len, &code);

		if (size == 0)
			return 0;
		bytes += size;
		len -= size;
		/* Marks of half width, and the combining ones. */
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

/* The unit of an ordinary kana; false for the others. */
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

/* Makes ki + small ya kya, fu + small a fa, te + small i ti. */
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
	} rules[] = {{'o', 'u', LONGER_O}, {'o', 'o', LONGER_O},
	    {'u', 'u', LONGER_U}, {'i', 'i', "i"}, {'e', 'e', "e"},
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

/* Before b, m and p an m is written too. */
static const char *
moraic_n(const char *next)
{
	return *next != '\0' && strchr("bmp", *next) != NULL ? "n|m" : "n";
}

/* ん before what follows it, and っ before a consonant. */
static void
settle(struct romaji_part *part)
{
	for (size_t i = 0; i < part->count; i++) {
		struct romaji_unit *unit = &part->units[i];
		bool last = i + 1 == part->count;

		if (unit->vowel == '\0' && *unit->onset == 'n')
			unit->onset =
			    moraic_n(last ? "" : part->units[i + 1].onset);
		if (*unit->onset == '\0')
			unit->twice = false;
	}
}

static bool
units_of_kana(const uint32_t *kana, size_t count, struct romaji_part *part)
{
	bool twice = false;

	for (size_t i = 0; i < count; i++) {
		struct romaji_unit *last =
		    part->count != 0 ? &part->units[part->count - 1] : NULL;
		struct romaji_unit unit;
		const char *longer =
		    last != NULL && last->vowel != '\0' && *last->longer == '\0'
			? lengthened(last->vowel, kana[i])
			: NULL;

		if (last == NULL &&
		    (kana[i] == KANA_SMALL_TU || kana[i] == KANA_N)) {
			return false;
		} else if (kana[i] == KANA_SMALL_TU) {
			twice = true;
		} else if (longer != NULL) {
			last->longer = longer;
		} else if (small_y(kana[i]) != '\0' ||
			   small_vowel(kana[i]) != '\0') {
			if (last == NULL || last->vowel == '\0' ||
			    !bend(last, kana[i]))
				return false;
		} else if (part->count == ROMAJI_UNITS_MAX) {
			return false;
		} else if (kana[i] == KANA_N) {
			part->units[part->count++] =
			    (struct romaji_unit){"n", '\0', "", false};
		} else if (kana_unit(kana[i], &unit)) {
			unit.twice = twice;
			twice = false;
			part->units[part->count++] = unit;
		} else if (kana[i] != KANA_LONG) {
			return false;
		}
	}
	settle(part);
	return part->count != 0;
}

/* ---- Latin letters ------------------------------------------------------- */

/* Letters with marks, as addresses have them. */
static const struct {
	uint16_t code;
	const char *spellings;
} marked[] = {
    {0xdf, "ss|s"},
    {0xe0, "a"},
    {0xe1, "a"},
    {0xe2, "a"},
    {0xe3, "a"},
    {0xe4, "ae|a"},
    {0xe5, "aa|a"},
    {0xe6, "ae|a"},
    {0xe7, "c"},
    {0xe8, "e"},
    {0xe9, "e"},
    {0xea, "e"},
    {0xeb, "e"},
    {0xec, "i"},
    {0xed, "i"},
    {0xee, "i"},
    {0xef, "i"},
    {0xf1, "n"},
    {0xf2, "o"},
    {0xf3, "o"},
    {0xf4, "o"},
    {0xf5, "o"},
    {0xf6, "oe|o"},
    {0xf8, "oe|o"},
    {0xf9, "u"},
    {0xfa, "u"},
    {0xfb, "u"},
    {0xfc, "ue|u"},
    {0xfd, "y"},
    {0xff, "y"},
    {0x101, "a"},
    {0x103, "a"},
    {0x105, "a"},
    {0x107, "c"},
    {0x10d, "c"},
    {0x111, "d"},
    {0x113, "e"},
    {0x119, "e"},
    {0x11b, "e"},
    {0x11f, "g"},
    {0x12b, "i"},
    {0x131, "i"},
    {0x142, "l"},
    {0x144, "n"},
    {0x148, "n"},
    {0x14d, "o"},
    {0x151, "o"},
    {0x159, "r"},
    {0x15b, "s"},
    {0x15f, "s"},
    {0x161, "s"},
    {0x163, "t"},
    {0x16b, "u"},
    {0x16f, "u"},
    {0x171, "u"},
    {0x17a, "z"},
    {0x17c, "z"},
    {0x17e, "z"},
};

static const char letters[] = "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0"
			      "p\0q\0r\0s\0t\0u\0v\0w\0x\0y\0z";

/* The spellings of a letter of any width and case; NULL for what is none. */
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

/* A unit a letter; false when the word has anything but letters in it. */
static bool
units_of_letters(const char *bytes, size_t len, struct romaji_part *part)
{
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

/* n, or m before b, m and p, that no vowel follows. */
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

/* Letters that say that the vowel before them is long. */
static void
take_length(struct morae *morae, struct romaji_unit *unit)
{
	char next = look_ahead(morae, 0);

	if (unit->vowel == 'o') {
		unit->longer = LONGER_O;
		if (next == 'o' || next == 'u' ||
		    (next == 'h' && !is_vowel(look_ahead(morae, 1)) &&
			look_ahead(morae, 1) != 'y'))
			morae->at++;
	} else if (unit->vowel == 'u') {
		unit->longer = LONGER_U;
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

static bool
units_of_morae(const char *text, size_t len, struct romaji_part *part)
{
	struct morae morae = {text, len, 0};

	part->count = 0;
	while (morae.at < morae.len) {
		if (part->count == ROMAJI_UNITS_MAX ||
		    !take_mora(&morae, &part->units[part->count]))
			return false;
		part->count++;
	}
	settle(part);
	return part->count != 0;
}

/* Units of letters as morae, where they can be. */
static void
read_as_morae(struct romaji_part *part)
{
	char text[ROMAJI_UNITS_MAX];
	struct romaji_part morae;

	/* Of ae and a for a letter with a mark the last one. */
	for (size_t i = 0; i < part->count; i++) {
		const char *spellings = part->units[i].onset;

		text[i] = spellings[strlen(spellings) - 1];
	}
	if (!units_of_morae(text, part->count, &morae))
		return;
	*part = morae;
	part->japanese = true;
}

bool
romaji_possible(const char *text, size_t len)
{
	struct romaji_part part;

	return units_of_morae(text, len, &part);
}

/* ---- the door ------------------------------------------------------------ */

bool
romaji_read(const char *bytes, size_t len, struct romaji_part *part_r)
{
	uint32_t kana[WORD_MAX];
	size_t count;

	part_r->count = 0;
	part_r->japanese = false;
	if (len == 0 || len > WORD_MAX)
		return false;
	count = take_kana(bytes, len, kana);
	if (count != 0) {
		part_r->japanese = true;
		return units_of_kana(kana, count, part_r);
	}
	if (!units_of_letters(bytes, len, part_r))
		return false;
	read_as_morae(part_r);
	return true;
}

bool
romaji_read_exact(const char *text, size_t len, struct romaji_part *part_r)
{
	part_r->count = 0;
	part_r->japanese = false;
	return units_of_letters(text, len, part_r);
}

/* ---- the graph ----------------------------------------------------------- */

int
romaji_graph_node(struct romaji_graph *graph, unsigned segment)
{
	struct romaji_node *node;

	if (graph->count == ROMAJI_NODES_MAX)
		return -1;
	node = &graph->nodes[graph->count];
	node->edge_count = 0;
	node->depth = UINT8_MAX;
	node->segment = (uint8_t)segment;
	node->between = node->accept = false;
	node->end = 0;
	return (int)graph->count++;
}

bool
romaji_graph_edge(struct romaji_graph *graph, int from, int to, char letter)
{
	struct romaji_node *node;

	if (from < 0 || to < 0)
		return false;
	node = &graph->nodes[from];
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i].letter == letter &&
		    node->edges[i].to == (uint16_t)to)
			return true;
	if (node->edge_count == ROMAJI_EDGES_MAX)
		return false;
	node->edges[node->edge_count++] =
	    (struct romaji_edge){(uint16_t)to, letter};
	return true;
}

/* Lays out the spellings of a unit but their last letters; what those hang on
 * is put into hooks, which the next node takes. */
struct hooks {
	int node[ROMAJI_EDGES_MAX];
	char letter[ROMAJI_EDGES_MAX];
	size_t count;
	bool empty; /* there is a spelling without letters */
};

static bool
lay_spellings(struct romaji_graph *graph, int start, const char *spellings,
    unsigned segment, struct hooks *hooks_r)
{
	hooks_r->count = 0;
	hooks_r->empty = false;
	for (;;) {
		size_t n = strcspn(spellings, "|");
		int at = start;

		hooks_r->empty = hooks_r->empty || n == 0;
		for (size_t i = 0; i + 1 < n; i++) {
			int next = romaji_graph_node(graph, segment);

			if (!romaji_graph_edge(graph, at, next, spellings[i]))
				return false;
			at = next;
		}
		if (n != 0) {
			hooks_r->node[hooks_r->count] = at;
			hooks_r->letter[hooks_r->count++] = spellings[n - 1];
		}
		if (spellings[n] == '\0')
			return true;
		spellings += n + 1;
	}
}

static bool
join(struct romaji_graph *graph, const struct hooks *hooks, int to)
{
	for (size_t i = 0; i < hooks->count; i++)
		if (!romaji_graph_edge(graph, hooks->node[i], to,
			hooks->letter[i]))
			return false;
	return true;
}

/* The first letters of spellings, as a doubled consonant has them; the first
 * of ch is also written t (matcha). */
static int
lay_doubling(struct romaji_graph *graph, int start, const char *spellings,
    unsigned segment)
{
	int next = romaji_graph_node(graph, segment);
	bool fine = next >= 0;

	while (fine) {
		size_t n = strcspn(spellings, "|");

		if (n != 0)
			fine =
			    romaji_graph_edge(graph, start, next, *spellings);
		if (fine && *spellings == 'c')
			fine = romaji_graph_edge(graph, start, next, 't');
		if (spellings[n] == '\0')
			break;
		spellings += n + 1;
	}
	return fine ? next : -1;
}

/* The vowel behind each place where one may stand, with its length. */
static int
lay_vowel(struct romaji_graph *graph, const int *starts, size_t count,
    const struct romaji_unit *unit, unsigned segment)
{
	int longer = -1, end;
	bool fine = true;

	if (*unit->longer != '\0')
		longer = romaji_graph_node(graph, segment);
	end = romaji_graph_node(graph, segment);
	for (size_t i = 0; fine && i < count; i++) {
		fine = romaji_graph_edge(graph, starts[i], end, unit->vowel);
		if (fine && *unit->longer != '\0')
			fine = romaji_graph_edge(graph, starts[i], longer,
			    unit->vowel);
	}
	for (const char *letter = unit->longer; fine && *letter != '\0';
	     letter++)
		fine = romaji_graph_edge(graph, longer, end, *letter);
	return fine ? end : -1;
}

static int
lay_unit(struct romaji_graph *graph, int start, const struct romaji_unit *unit,
    unsigned segment)
{
	struct hooks hooks;
	int starts[2], end;
	size_t count = 0;

	if (unit->twice)
		start = lay_doubling(graph, start, unit->onset, segment);
	if (start < 0 ||
	    !lay_spellings(graph, start, unit->onset, segment, &hooks))
		return -1;
	if (hooks.empty)
		starts[count++] = start;
	if (unit->vowel == '\0') {
		end = romaji_graph_node(graph, segment);
		return end >= 0 && join(graph, &hooks, end) ? end : -1;
	}
	if (hooks.count != 0) {
		starts[count++] = romaji_graph_node(graph, segment);
		if (starts[count - 1] < 0 ||
		    !join(graph, &hooks, starts[count - 1]))
			return -1;
	}
	return lay_vowel(graph, starts, count, unit, segment);
}

/* Fewest letters from the beginning of a segment to its nodes. */
static void
set_depths(struct romaji_graph *graph, int start, size_t first, int end)
{
	graph->nodes[start].depth = 0;
	for (size_t i = (size_t)start; i < graph->count;
	     i = i < first ? first : i + 1) {
		const struct romaji_node *node = &graph->nodes[i];

		for (size_t k = 0; k < node->edge_count; k++) {
			size_t to = node->edges[k].to;

			if (to >= first && node->depth != UINT8_MAX &&
			    graph->nodes[to].depth > node->depth + 1)
				graph->nodes[to].depth =
				    (uint8_t)(node->depth + 1);
		}
		if (i >= first)
			graph->nodes[i].end = (uint16_t)end;
	}
}

int
romaji_graph_part(struct romaji_graph *graph, int from_node,
    const struct romaji_part *part, unsigned segment)
{
	size_t first = graph->count;
	uint8_t depth;
	int at = from_node;

	if (at < 0)
		return -1;
	depth = graph->nodes[from_node].depth;
	for (size_t i = 0; i < part->count && at >= 0; i++) {
		at = lay_unit(graph, at, &part->units[i], segment);
		if (at >= 0)
			graph->nodes[at].between = true;
	}
	if (at >= 0)
		set_depths(graph, from_node, first, at);
	graph->nodes[from_node].depth = depth;
	return at;
}

void
romaji_initials(const struct romaji_part *part,
    char initials_r[static ROMAJI_EDGES_MAX + 1])
{
	const struct romaji_unit *unit = &part->units[0];
	const char *spellings = unit->onset;
	size_t count = 0;

	for (;;) {
		size_t n = strcspn(spellings, "|");
		char letter = n != 0 ? *spellings : unit->vowel;

		if (letter != '\0' && count < ROMAJI_EDGES_MAX &&
		    memchr(initials_r, letter, count) == NULL)
			initials_r[count++] = letter;
		if (spellings[n] == '\0')
			break;
		spellings += n + 1;
	}
	initials_r[count] = '\0';
}
