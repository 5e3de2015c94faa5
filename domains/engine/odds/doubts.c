/* SPDX-License-Identifier: BSD-2-Clause */
/* Doubts: a row of doubts for each kind of slip. */
#include "domains/engine/odds/doubts.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/typo/kinds.h"

/* Hardly two institutions have names that differ by letters left out in the
 * middle, struck twice or swapped. */
static const unsigned doubts_of[TYPO_KINDS_COUNT] = {
    [KIND_INSERTION] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_MORE,
    [KIND_INSERTION_KEY] = DOUBT_KEY,
    [KIND_INSERTION_FIRST] = DOUBT_INSTITUTION | DOUBT_BEFORE | DOUBT_MORE,
    [KIND_INSERTION_ECHO] = DOUBT_INSTITUTION | DOUBT_MORE,
    [KIND_TRANSPOSITION_FAR] = DOUBT_FAR,
    [KIND_KEY] = DOUBT_KEY,
    [KIND_KEY_ROW] = DOUBT_KEY | DOUBT_NEXT_ROW | DOUBT_FAR,
    [KIND_SOUND] = DOUBT_WORD | DOUBT_INSTITUTION,
    [KIND_VOWEL] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_VOWEL,
    [KIND_SOUND_GROUP] = DOUBT_INSTITUTION,
    [KIND_LOOK] = DOUBT_WORD | DOUBT_INSTITUTION,
    [KIND_LOOK_GROUP] = DOUBT_INSTITUTION,
    [KIND_HOMOGRAPH] = DOUBT_INSTITUTION,
    [KIND_SCRIPT] = DOUBT_INSTITUTION,
    [KIND_ACCENT] = DOUBT_INSTITUTION | DOUBT_SPELLING,
    [KIND_FORM] = DOUBT_INSTITUTION | DOUBT_SPELLING,
    [KIND_SPELLING] = DOUBT_INSTITUTION | DOUBT_SPELLING,
    [KIND_SIGN] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_FAR | DOUBT_SIGN,
    [KIND_SIGN_LESS] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_SIGN,
    [KIND_SIGN_MORE] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_SIGN,
    [KIND_LAYOUT] = DOUBT_WORD | DOUBT_INSTITUTION,
    [KIND_BIT] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_FAR,
    [KIND_SUBSTITUTION] = DOUBT_WORD | DOUBT_INSTITUTION | DOUBT_FAR,
    [KIND_HYPHEN_EXTRA] = DOUBT_INSTITUTION | DOUBT_HYPHEN,
    [KIND_HYPHEN_MISSING] = DOUBT_INSTITUTION | DOUBT_HYPHEN,
    [KIND_HYPHEN_DOT] = DOUBT_INSTITUTION,
    [KIND_SUFFIX_SWAP_KIN] = DOUBT_SWAP,
    [KIND_SUFFIX_SWAP_SECOND] = DOUBT_SWAP,
    [KIND_SUFFIX_SWAP_WORLD] = DOUBT_SWAP,
    [KIND_SUFFIX_SWAP_TWIN] = DOUBT_SWAP | DOUBT_TWIN,
    [KIND_SUFFIX_SWAP_COM] = DOUBT_SWAP,
    [KIND_SUFFIX_SWAP] = DOUBT_SWAP,
    [KIND_SUFFIX_SWAP_NONE] = DOUBT_SWAP,
    [KIND_SUFFIX_MISSING] = DOUBT_SWAP,
    [KIND_SUFFIX_COUNTRY] = DOUBT_COUNTRY,
    [KIND_NAME_DOUBLED] = DOUBT_TWICE,
    [KIND_PART_DOUBLED] = DOUBT_TWICE,
    [KIND_GLUED_DIGITS] = DOUBT_INSTITUTION | DOUBT_GLUED,
    [KIND_GLUED_WWW] = DOUBT_INSTITUTION | DOUBT_GLUED,
    [KIND_GLUED_LETTERS] = DOUBT_INSTITUTION | DOUBT_GLUED | DOUBT_LETTERS,
    [KIND_GLUED_TAIL] = DOUBT_INSTITUTION | DOUBT_GLUED | DOUBT_LETTERS,
};

static bool
is_of_letters(const struct typo_slip *slip)
{
	return slip->class <= TYPO_PHONETIC || slip->class == TYPO_BIT_FLIP;
}

/* Digits for digits, or one beside digits more or fewer make another one of a
 * series; one among letters makes a name with a number. */
static unsigned
doubts_of_digits(const struct typo_side *seen, const struct typo_slip *slip)
{
	static const char digits[] = "0123456789";
	size_t len = strlen(slip->seen), meant_len = strlen(slip->meant);
	bool one = len == 0 || meant_len == 0;
	size_t end = slip->at + len;

	if (strspn(slip->seen, digits) < len ||
	    strspn(slip->meant, digits) < meant_len)
		return 0;
	if (one && !ascii_is_digit(seen->text[end]) &&
	    (slip->at == 0 || !ascii_is_digit(seen->text[slip->at - 1])))
		return slip->kind != KIND_INSERTION_KEY ||
		               end + 1 == seen->suffix
		           ? DOUBT_DIGIT
		           : 0;
	return DOUBT_NUMBER;
}

/* A hyphen and a letter make two names (nagasaki-u, nagasakipu); the key 0 for
 * a hyphen makes none. */
static bool
is_hyphen_of_letter(const char *hyphen, const char *letter)
{
	return hyphen[0] == '-' && !ascii_is_digit(letter[0]);
}

static unsigned
doubts_of_slip(const struct typo_side *seen, const struct typo_slip *slip)
{
	if (slip->class == TYPO_SUFFIX_SLIP)
		return 0;
	unsigned doubts = doubts_of[slip->kind] | DOUBT_STEM;
	if (!is_of_letters(slip))
		return doubts;
	doubts |= doubts_of_digits(seen, slip);
	if (slip->class == TYPO_NEIGHBOUR_KEY &&
	    (is_hyphen_of_letter(slip->seen, slip->meant) ||
		is_hyphen_of_letter(slip->meant, slip->seen)))
		doubts |= DOUBT_INSTITUTION;
	if (slip->at > 0 && seen->text[slip->at - 1] != '.')
		return doubts;
	if (slip->class == TYPO_OMISSION)
		doubts |= DOUBT_WITHOUT;
	if (slip->class == TYPO_DOUBLING || slip->class == TYPO_TRANSPOSITION)
		return doubts;
	doubts |= DOUBT_FIRST;
	return slip->seen[0] != '\0' && slip->meant[0] != '\0' &&
	               slip->kind != KIND_KEY && slip->class != TYPO_PHONETIC
	           ? doubts | DOUBT_FIRST_OTHER
	           : doubts;
}

unsigned
doubts_find(const struct typo_side *seen, const struct typo *typo)
{
	unsigned doubts = 0;

	for (unsigned i = 0; i < typo->slips; i++)
		doubts |= doubts_of_slip(seen, &typo->slip[i]);
	return doubts;
}

unsigned
doubts_count_letters(const struct typo *typo)
{
	unsigned slips = 0;

	for (unsigned i = 0; i < typo->slips; i++)
		slips += is_of_letters(&typo->slip[i]);
	return slips;
}

bool
doubts_are_letters_more(const struct typo *typo)
{
	unsigned more = 0, others = 0;

	for (unsigned i = 0; i < typo->slips; i++) {
		const struct typo_slip *slip = &typo->slip[i];
		bool other = slip->kind == KIND_INSERTION_KEY ||
		             (slip->class != TYPO_SUFFIX_SLIP &&
				 (doubts_of[slip->kind] & DOUBT_MORE) != 0);
		others += other;
		more += other || slip->class == TYPO_DOUBLING;
	}
	return more > 1 && others > 0;
}

bool
doubts_are_part_left_out(const struct typo *typo)
{
	for (unsigned i = 1; i < typo->slips; i++) {
		const struct typo_slip *a = &typo->slip[i - 1], *b = a + 1;
		if (a->class == TYPO_OMISSION && b->class == TYPO_OMISSION &&
		    a->at == b->at)
			return true;
	}
	return false;
}

bool
doubts_have_suffix(const struct typo *typo)
{
	for (unsigned i = 0; i < typo->slips; i++)
		if (typo->slip[i].class >= TYPO_SUFFIX_SLIP &&
		    typo->slip[i].class <= TYPO_SUFFIX_DOUBLED)
			return true;
	return false;
}

static bool
ends_part(char c)
{
	return c == '-' || c == '.';
}

size_t
doubts_len_of_slipped(const struct typo_side *seen, size_t first, size_t end,
    const struct typo *typo)
{
	size_t least = end - first;

	for (unsigned i = 0; i < typo->slips; i++) {
		const struct typo_slip *slip = &typo->slip[i];
		size_t from = slip->at, to = slip->at;
		if (!is_of_letters(slip) || from < first || from > end)
			continue;
		while (from > first && !ends_part(seen->text[from - 1]))
			from--;
		while (to < end && !ends_part(seen->text[to]))
			to++;
		if (to - from < least)
			least = to - from;
	}
	return least;
}
