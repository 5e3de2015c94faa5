/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo pairs: the tables, as a row of partners for each letter. */
#include "domains/engine/typo_pairs.h"

#include <stdint.h>
#include <string.h>

/* Beside each other in a row or touching in the rows above and below.  JIS
 * differs from QWERTY in the marks only: on both '-' stands beside 0 and p, '.'
 * below l. */
static const char *const keys[128] = {
	['1'] = "2q", ['2'] = "13qw", ['3'] = "24we", ['4'] = "35er",
	['5'] = "46rt", ['6'] = "57ty", ['7'] = "68yu", ['8'] = "79ui",
	['9'] = "80io", ['0'] = "9-op", ['-'] = "0p",
	['q'] = "12wa", ['w'] = "23qeas", ['e'] = "34wrsd", ['r'] = "45etdf",
	['t'] = "56ryfg", ['y'] = "67tugh", ['u'] = "78yihj",
	['i'] = "89uojk", ['o'] = "90ipkl", ['p'] = "0-ol",
	['a'] = "qwsz", ['s'] = "weadzx", ['d'] = "ersfxc",
	['f'] = "rtdgcv", ['g'] = "tyfhvb", ['h'] = "yugjbn",
	['j'] = "uihknm", ['k'] = "iojlm", ['l'] = "opk.",
	['z'] = "asx", ['x'] = "sdzc", ['c'] = "dfxv", ['v'] = "fgcb",
	['b'] = "ghvn", ['n'] = "hjbm", ['m'] = "jkn", ['.'] = "l",
};

/* To the eye, in print or by hand. */
static const char *const looks[128] = {
	['0'] = "o", ['1'] = "li", ['2'] = "z", ['5'] = "s", ['6'] = "b",
	['8'] = "b", ['9'] = "gq",
	['a'] = "o", ['b'] = "68dh", ['c'] = "eo", ['d'] = "b", ['e'] = "c",
	['f'] = "t", ['g'] = "9q", ['h'] = "bn", ['i'] = "1lj", ['j'] = "i",
	['l'] = "1it", ['m'] = "n", ['n'] = "hmu", ['o'] = "0ac", ['p'] = "q",
	['q'] = "9gp", ['s'] = "5", ['t'] = "fl", ['u'] = "nv", ['v'] = "uy",
	['w'] = "v", ['y'] = "v", ['z'] = "2",
};

/* To the ear: what kana write with one sign (l/r, b/v, si/shi), what English
 * spells in two ways (c/k, s/z, g/j), and vowels. */
static const char *const sounds[128] = {
	['a'] = "eiou", ['e'] = "aiou", ['i'] = "aeouy", ['o'] = "aeiu",
	['u'] = "aeiow", ['y'] = "i",
	['b'] = "vp", ['c'] = "kst", ['d'] = "t", ['f'] = "hpv", ['g'] = "jk",
	['h'] = "f", ['j'] = "gyz", ['k'] = "cqg", ['l'] = "r", ['m'] = "n",
	['n'] = "m", ['p'] = "bf", ['q'] = "k", ['r'] = "l", ['s'] = "czx",
	['t'] = "dc", ['v'] = "bfw", ['w'] = "uv", ['x'] = "s", ['z'] = "sj",
};

static const struct typo_group groups[] = {
	{"m", "rn", true}, {"w", "vv", true}, {"d", "cl", true},
	{"m", "nn", true}, {"u", "ii", true}, {"n", "ri", true},
	{"h", "li", true}, {"a", "ci", true}, {"k", "lc", true},
	{"ai", "ei", false}, {"ai", "e", false}, {"ai", "ie", false},
	{"ay", "ei", false}, {"ou", "u", false}, {"oo", "u", false}, {"x", "ch", false},
	{"ow", "au", false}, {"au", "o", false},
	{"ph", "f", false}, {"th", "s", false}, {"x", "ks", false},
	{"qu", "k", false}, {"qu", "ku", false}, {"ti", "chi", false},
	{"hu", "fu", false}, {"y", "ie", false}, {"ee", "i", false},
	{"ea", "i", false}, {"ck", "k", false}, {"wa", "ua", false},
	{"v", "bu", false}, {"cl", "kur", false}, {"c", "ku", false},
	{"ft", "hut", false}, {"l", "ru", false},
};

static bool
in_row(const char *const table[static 128], char a, char b)
{
	unsigned char at = (unsigned char)a;

	/* Rows are short: a call would cost more than the search. */
	if (at < 128 && table[at] != NULL)
		for (const char *partner = table[at]; *partner; partner++)
			if (*partner == b)
				return true;
	return false;
}

bool
typo_pair_key(char a, char b)
{
	return in_row(keys, a, b);
}

bool
typo_pair_look(char a, char b)
{
	return in_row(looks, a, b) || in_row(looks, b, a);
}

bool
typo_pair_sound(char a, char b)
{
	return in_row(sounds, a, b) || in_row(sounds, b, a);
}

bool
typo_pair_bit(char a, char b)
{
	unsigned apart = (unsigned char)a ^ (unsigned char)b;
	return apart != 0 && (apart & (apart - 1)) == 0;
}

bool
typo_is_vowel(char c)
{
	return c != '\0' && strchr("aeiou", c) != NULL;
}

bool
typo_pair_echo(char first, char second)
{
	static const char *const echoes[] = {
		"ck", "sh", "ph", "ts", "ch", "th", "gh", "dz", "kh",
	};
	bool consonant = first >= 'a' && first <= 'z' && !typo_is_vowel(first);
	if (consonant && typo_is_vowel(second))
		return true;
	for (size_t i = 0; i < sizeof(echoes) / sizeof(*echoes); i++)
		if (echoes[i][0] == first && echoes[i][1] == second)
			return true;
	return false;
}

static bool
stands_at(const char *text, size_t len, const char *group)
{
	size_t n = strlen(group);
	return n <= len && memcmp(text, group, n) == 0;
}

const struct typo_group *
typo_group_next(const char *a, size_t a_len, const char *b, size_t b_len,
    size_t *at, bool *swapped_r)
{
	/* This is asked for every pair of places in two names, and hardly any
	 * pair of letters begins a group. */
	const char first = a_len > 0 ? a[0] : '\0';
	const char second = b_len > 0 ? b[0] : '\0';

	while (*at < sizeof(groups) / sizeof(*groups)) {
		const struct typo_group *group = &groups[(*at)++];
		const char one = group->one[0], other = group->other[0];

		if ((first != one || second != other) &&
		    (first != other || second != one))
			continue;
		if (stands_at(a, a_len, group->one) &&
		    stands_at(b, b_len, group->other)) {
			*swapped_r = false;
			return group;
		}
		if (stands_at(a, a_len, group->other) &&
		    stands_at(b, b_len, group->one)) {
			*swapped_r = true;
			return group;
		}
	}
	return NULL;
}
