/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo cost: asks the tables of pairs for the kind of a slip. */
#include "domains/engine/typo/cost.h"

#include "domains/engine/typo/pairs.h"

enum typo_kind
typo_kind_of_substitution(char meant, char seen)
{
	if (meant == '.')
		return seen == '-' ? KIND_HYPHEN_DOT : KIND_DOT_KEY;
	bool key = typo_pair_key(meant, seen);

	if (key && typo_pair_row(meant, seen))
		return KIND_KEY;
	if (typo_is_vowel(meant) && typo_is_vowel(seen))
		return KIND_VOWEL;
	if (typo_pair_sound(meant, seen))
		return KIND_SOUND;
	if (key)
		return KIND_KEY_ROW;
	if (typo_pair_look(meant, seen))
		return KIND_LOOK;
	if (typo_pair_layout(meant, seen))
		return KIND_LAYOUT;
	if (typo_pair_bit(meant, seen))
		return KIND_BIT;
	return KIND_SUBSTITUTION;
}

enum typo_kind
typo_kind_of_omission(const struct typo_side *meant, size_t m)
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

enum typo_kind
typo_kind_of_insertion(const struct typo_side *meant, size_t m,
    const struct typo_side *seen, size_t s)
{
	char extra = seen->text[s];
	char before = s > 0 ? seen->text[s - 1] : '\0';
	char after = m < meant->len ? meant->text[m] : '\0';

	if (extra == '.')
		return KIND_DOT_EXTRA;
	if (extra == '-')
		return KIND_HYPHEN_EXTRA;
	if (before == extra)
		return KIND_DOUBLING;
	if (typo_pair_key(before, extra) || typo_pair_key(after, extra))
		return KIND_INSERTION_KEY;
	if (s == 0)
		return KIND_INSERTION_FIRST;
	if (typo_pair_echo(before, extra))
		return KIND_INSERTION_ECHO;
	return KIND_INSERTION;
}
