// SPDX-License-Identifier: BSD-2-Clause
/* Typo spelling: which byte a letter has, and which letters are taken for each
 * other. */
#include "domains/engine/typo/spelling.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/fold.h"
#include "domains/engine/name/look_table.h"
#include "domains/engine/name/shown.h"
#include "domains/engine/typo/pairs.h"
#include "domains/engine/typo/search.h"
#include "domains/base/utf8.h"

/* ---- names -------------------------------------------------------------- */

bool
spelling_read(const struct name *name, struct code_points *letters_r)
{
	char unicode[NAME_UNICODE_SIZE];
	size_t len = name_unicode(name, unicode);

	letters_r->count = 0;
	for (size_t at = 0, taken; at < len; at += taken) {
		uint32_t *code = &letters_r->code[letters_r->count++];

		taken = utf8_decode(unicode + at, len - at, code);
		if (taken == 0 || letters_r->count == NAME_SIZE)
			return false;
	}
	letters_r->code[letters_r->count] = 0;
	return letters_r->count > 0;
}

/* The byte of a letter is that of the one that it looks like in ASCII, with the
 * highest bit; others have those of no letter, nor of the dot. */
static unsigned
slot_of(uint32_t code)
{
	const char *looks = fold_looks(code);
	unsigned slot;

	if (looks != NULL && looks[0] >= 'a' && looks[1] == '\0')
		return (unsigned char)looks[0];
	slot = (unsigned)((uint64_t)(code * 0x9e3779b1u) * (127 - 26) >> 32);
	slot += slot >= '.';
	return slot >= 'a' ? slot + 26 : slot;
}

static char
hashed_byte(uint32_t code)
{
	return (char)(code < 0x80 ? code : 0x80 | slot_of(code));
}

size_t
spelling_place(const char *text, const char *other, size_t at)
{
	const char *place = text;

	for (size_t i = 0; i < at; i++)
		if (other[i] == '.')
			place = strchr(place, '.') + 1;
	return (size_t)(place - text);
}

bool
spelling_of(const struct name *name, struct top_levels *tops,
    struct code_points *letters_r, struct name *spelled_r,
    struct typo_suffix *suffix_r)
{
	struct typo_side side;

	if (!spelling_read(name, letters_r))
		return false;
	name_empty(spelled_r);
	spelled_r->labels = name->labels;
	spelled_r->len = (uint8_t)letters_r->count;
	for (size_t i = 0; i < letters_r->count; i++)
		spelled_r->text[i] = hashed_byte(letters_r->code[i]);
	memset(spelled_r->text + letters_r->count, 0, NAME_ROOM);
	typo_side_of(name, tops, &side);
	const char *text = spelled_r->text;
	const char *dot = strrchr(text, '.');
	suffix_r->at = (uint8_t)spelling_place(text, name->text, side.suffix);
	suffix_r->top = (uint8_t)(dot != NULL ? dot + 1 - text : 0);
	suffix_r->plain = side.plain;
	return suffix_r->at > 0 || name->labels <= 2;
}

/* ---- pairs -------------------------------------------------------------- */

/* The byte of a letter in a pair, or '\0' when none is left. */
static char
dealt_byte(struct spelling_pair *pair, uint32_t code)
{
	if (code < 0x80)
		return (char)code;
	for (unsigned i = 0, slot = slot_of(code); i < 128; i++, slot++) {
		uint32_t *own = &pair->code[slot % 128];

		if (*own == 0)
			*own = code;
		if (*own == code)
			return (char)(0x80 | slot % 128);
	}
	return '\0';
}

static bool
deal_out(struct spelling_pair *pair, const uint32_t *code, size_t count,
    char text_r[static NAME_SIZE + NAME_ROOM])
{
	for (size_t i = 0; i < count; i++)
		if ((text_r[i] = dealt_byte(pair, code[i])) == '\0')
			return false;
	memset(text_r + count, 0, NAME_ROOM);
	return true;
}

bool
spelling_pair_up(const struct typo_side *meant, const uint32_t *meant_code,
    const struct typo_side *seen, const uint32_t *seen_code,
    struct spelling_pair *pair_r)
{
	struct spelling_pair *pair = pair_r;

	pair->meant = *meant;
	pair->seen = *seen;
	pair->meant_code = meant_code;
	pair->seen_code = seen_code;
	pair->meant.text = pair->meant_text;
	pair->seen.text = pair->seen_text;
	pair->meant.repeats = pair->seen.repeats = TYPO_REPEATS_ANY;
	memset(pair->code, 0, sizeof(pair->code));
	return deal_out(pair, meant_code, meant->len, pair->meant_text) &&
	       deal_out(pair, seen_code, seen->len, pair->seen_text);
}

/* A letter that nobody sees, or of another script that looks like the other
 * one, is named by its number. */
static void
write_letters(char text[static TYPO_SLIP_TEXT], const uint32_t *code,
    enum typo_kind kind)
{
	char letters[TYPO_SLIP_TEXT], letter[UTF8_BYTES_MAX];
	size_t count = strlen(text), used = 0, len;

	if (count == 1 && code[0] >= 0x80 &&
	    (kind == KIND_SCRIPT || !utf8_printable(code[0]))) {
		(void)snprintf(text, TYPO_SLIP_TEXT, "U+%04X", code[0]);
		return;
	}
	for (size_t i = 0; i < count; i++, used += len) {
		len = utf8_encode(code[i], letter);
		if (used + len >= sizeof(letters))
			break;
		memcpy(letters + used, letter, len);
	}
	memcpy(text, letters, used);
	text[used] = '\0';
}

/* Are the next two letters the spelling of the one (ue)? */
static bool
are_spelling(uint32_t one, const uint32_t *two)
{
	static const struct {
		uint32_t code;
		char as[3];
	} spellings[] = {{0xdf, "ss"}, {0xe4, "ae"}, {0xe5, "aa"}, {0xe6, "ae"},
	    {0xf6, "oe"}, {0xf8, "oe"}, {0xfc, "ue"}, {0x153, "oe"}};

	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (spellings[i].code == one)
			return two[0] == (uint32_t)spellings[i].as[0] &&
			       two[1] == (uint32_t)spellings[i].as[1];
	return false;
}

/* Do the names agree but for letters that one has as one and the other as two?
 * The first place is the slip: who writes ue writes it throughout.  The codes
 * end with others than those of letters. */
static bool
find_spelling(const struct spelling_pair *pair, struct typo *typo_r)
{
	const uint32_t *a = pair->meant_code, *b = pair->seen_code;
	size_t m = 0, s = 0, m_len, s_len;
	struct typo_slip *slip = &typo_r->slip[0];

	typo_r->slips = 0;
	while (m < pair->meant.len && s < pair->seen.len) {
		m_len = s_len = 1;
		if (a[m] != b[s] && are_spelling(a[m], b + s))
			s_len = 2;
		else if (a[m] != b[s] && are_spelling(b[s], a + m))
			m_len = 2;
		else if (a[m] != b[s])
			return false;
		if (m_len + s_len > 2 && typo_r->slips++ == 0) {
			*slip = (struct typo_slip){
			    .class = typo_kinds[KIND_SPELLING].class,
			    .kind = KIND_SPELLING,
			    .at = (uint8_t)s,
			    .at_meant = (uint8_t)m,
			    .cost = typo_kinds[KIND_SPELLING].cost,
			};
			memset(slip->seen, '.', s_len);
			memset(slip->meant, '.', m_len);
		}
		m += m_len;
		s += s_len;
	}
	typo_r->cost = typo_kinds[KIND_SPELLING].cost;
	typo_r->slips = typo_r->slips > 0;
	return typo_r->slips > 0 && m == pair->meant.len &&
	       s == pair->seen.len && !pair->seen.doubled;
}

bool
spelling_search(const struct spelling_pair *pair, float max_cost,
    struct typo *typo_r)
{
	struct typo other;

	if (find_spelling(pair, &other) && other.cost < max_cost)
		*typo_r = other;
	else if (!typo_search_letters(&pair->meant, &pair->seen, pair->code,
		     max_cost, typo_r))
		return false;
	for (unsigned i = 0; i < typo_r->slips; i++) {
		struct typo_slip *slip = &typo_r->slip[i];

		enum typo_kind kind = (enum typo_kind)slip->kind;

		write_letters(slip->seen, pair->seen_code + slip->at, kind);
		write_letters(slip->meant, pair->meant_code + slip->at_meant,
		    kind);
	}
	return true;
}

bool
spelling_explain(const struct name *meant, const struct name *seen,
    float max_cost, struct typo *typo_r)
{
	struct code_points meant_letters, seen_letters;
	struct typo_suffix meant_suffix, seen_suffix;
	struct name meant_spelled, seen_spelled;
	struct spelling_pair pair;
	struct typo_side a, b;

	if (!spelling_of(meant, NULL, &meant_letters, &meant_spelled,
		&meant_suffix) ||
	    !spelling_of(seen, NULL, &seen_letters, &seen_spelled,
		&seen_suffix))
		return false;
	typo_side_begin(&meant_spelled, meant_suffix, NULL, &a);
	typo_side_of_seen(&seen_spelled, seen_suffix, NULL, &b);
	b.no_top = !name_tld_exists(seen);
	return spelling_pair_up(&a, meant_letters.code, &b, seen_letters.code,
		   &pair) &&
	       spelling_search(&pair, max_cost, typo_r);
}

void
spelling_name_look(const struct name *name, size_t below,
    struct typo_slip *slip)
{
	char unicode[NAME_UNICODE_SIZE];
	size_t len = name_unicode(name, unicode), label_len, taken;
	const char *at = unicode + spelling_place(unicode, name->text, below);
	const char *label = at;
	uint32_t code;

	while ((taken = utf8_decode(at, len - (size_t)(at - unicode), &code)) !=
		   0 &&
	       code < 0x80) {
		at += taken;
		if (code == '.')
			label = at;
	}
	if (taken == 0 || fold_looks(code) == NULL)
		return;
	label_len = strcspn(label, ".");
	if (shown_is_plain(label, label_len))
		(void)snprintf(slip->seen, sizeof(slip->seen), "%.*s",
		    (int)taken, at);
	else
		(void)snprintf(slip->seen, sizeof(slip->seen), "U+%04X", code);
	(void)snprintf(slip->meant, sizeof(slip->meant), "%s",
	    fold_looks(code));
}

/* ---- letters that are taken for each other ------------------------------- */

/* The scripts between which a letter may look alike. */
enum script { LATIN, GREEK, CYRILLIC, HIRAGANA, KATAKANA, OTHER };

static enum script
script_of(uint32_t code)
{
	if (code < 0x250 || (code >= 0x1e00 && code < 0x1f00))
		return LATIN;
	if ((code >= 0x370 && code < 0x400) ||
	    (code >= 0x1f00 && code < 0x2000))
		return GREEK;
	if (code >= 0x400 && code < 0x530)
		return CYRILLIC;
	if (code >= 0x3040 && code < 0x30a0)
		return HIRAGANA;
	return code >= 0x30a0 && code < 0x3100 ? KATAKANA : OTHER;
}

static bool
is_sign(uint32_t code)
{
	return (code >= 0x3400 && code < 0xa000) ||
	       (code >= 0xac00 && code < 0xd7a4) ||
	       (code >= 0x20000 && code < 0x32400);
}

static bool
are_in_table(enum look look, uint32_t a, uint32_t b)
{
	const struct look_table *table = &look_tables[look];
	size_t low = 0, high = table->count;
	uint32_t pair = a < b ? a << 16 | b : b << 16 | a;

	if ((a | b) > 0xffff)
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->pairs[middle] < pair)
			low = middle + 1;
		else
			high = middle;
	}
	return low < table->count && table->pairs[low] == pair;
}

/* What a letter looks like in ASCII, '\0' of no single one. */
static char
base_of(uint32_t code)
{
	const char *looks = code < 0x80 ? NULL : fold_looks(code);

	if (code < 0x80)
		return (char)code;
	return looks != NULL && looks[0] != '\0' && looks[1] == '\0' ? looks[0]
	                                                             : '\0';
}

/* The key of a Cyrillic letter, named by the Latin one on it; '\0': none. */
static char
key_of(uint32_t code)
{
	/* from U+0430 on */
	static const char keys[32] = {'f', '\0', 'd', 'u', 'l', 't', '\0', 'p',
	    'b', 'q', 'r', 'k', 'v', 'y', 'j', 'g', 'h', 'c', 'n', 'e', 'a',
	    '\0', 'w', 'x', 'i', 'o', '\0', 's', 'm', '\0', '\0', 'z'};

	return code >= 0x430 && code < 0x450 ? keys[code - 0x430] : '\0';
}

/* Do two Korean syllables differ by one of the letters they are made of? */
static bool
are_near_syllables(uint32_t a, uint32_t b)
{
	enum { FIRST = 0xac00, TAILS = 28, VOWELS = 21 };

	if (a < FIRST || b < FIRST || a > 0xd7a3 || b > 0xd7a3)
		return false;
	a -= FIRST;
	b -= FIRST;
	return (a % TAILS != b % TAILS) +
	           (a / TAILS % VOWELS != b / TAILS % VOWELS) +
	           (a / TAILS / VOWELS != b / TAILS / VOWELS) ==
	       1;
}

static bool
is_beyond(char c)
{
	return (c & 0x80) != 0;
}

static uint32_t
code_of(const uint32_t code[static 128], char letter)
{
	return is_beyond(letter) ? code[letter & 127] : (uint32_t)letter;
}

static enum typo_kind
kind_of_substitution(uint32_t a, uint32_t b)
{
	bool other_script = script_of(a) != script_of(b);
	char base = base_of(a), key = key_of(a), other_key = key_of(b);

	/* A Russian keyboard has U+044E beside the dot. */
	if (a == '.' && b == 0x44e)
		return KIND_DOT_KEY;
	if (base != '\0' && base == base_of(b))
		return other_script             ? KIND_SCRIPT
		       : (a < 0x80 || b < 0x80) ? KIND_ACCENT
		                                : KIND_LOOK;
	if (are_in_table(LOOK_ALIKE, a, b))
		return other_script ? KIND_SCRIPT : KIND_LOOK;
	if (are_in_table(LOOK_KANA, a, b))
		return KIND_SOUND;
	if (are_in_table(LOOK_FORM, a, b))
		return KIND_FORM;
	if (key != '\0' && other_key != '\0' && typo_pair_key(key, other_key))
		return typo_pair_row(key, other_key) ? KIND_KEY : KIND_KEY_ROW;
	if (are_near_syllables(a, b))
		return KIND_SUBSTITUTION;
	return is_sign(a) || is_sign(b) ? KIND_SIGN : KIND_SUBSTITUTION;
}

enum typo_kind
spelling_kind(const struct search *search, enum typo_kind kind, size_t m,
    size_t m_len, size_t s, size_t s_len)
{
	char meant = m_len == 1 ? search->meant->text[m] : '\0';
	char seen = s_len == 1 ? search->seen->text[s] : '\0';
	uint32_t a = code_of(search->code, meant);
	uint32_t b = code_of(search->code, seen);

	if (!is_beyond(meant) && !is_beyond(seen))
		return kind;
	if (m_len == 1 && s_len == 1)
		return kind_of_substitution(a, b);
	if (s_len == 0 && kind != KIND_OMISSION_DOUBLE)
		return is_sign(a) ? KIND_SIGN_LESS : kind;
	if (m_len == 0 && kind != KIND_DOUBLING)
		return is_sign(b) ? KIND_SIGN_MORE
		       : s == 0   ? KIND_INSERTION_FIRST
		                  : KIND_INSERTION;
	return kind;
}
