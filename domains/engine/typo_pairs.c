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

#define GROUP(meant, seen, look) \
	{meant, seen, sizeof(meant) - 1, sizeof(seen) - 1, look}
#define EYE(meant, seen) GROUP(meant, seen, true)
#define EAR(meant, seen) GROUP(meant, seen, false)

/* Both directions, by the first letter of what is meant. */
static const struct typo_group groups_a[] = {
	EYE("a", "ci"), EAR("ai", "ei"), EAR("ai", "e"),
	EAR("ai", "ie"), EAR("ay", "ei"), EAR("au", "ow"),
	EAR("au", "o"),
};
static const struct typo_group groups_b[] = {
	EAR("bu", "v"),
};
static const struct typo_group groups_c[] = {
	EYE("cl", "d"), EYE("ci", "a"), EAR("ch", "x"),
	EAR("chi", "ti"), EAR("ck", "k"), EAR("cl", "kur"),
	EAR("c", "ku"),
};
static const struct typo_group groups_d[] = {
	EYE("d", "cl"),
};
static const struct typo_group groups_e[] = {
	EAR("ei", "ai"), EAR("e", "ai"), EAR("ei", "ay"),
	EAR("ee", "i"), EAR("ea", "i"),
};
static const struct typo_group groups_f[] = {
	EAR("f", "ph"), EAR("fu", "hu"), EAR("ft", "hut"),
};
static const struct typo_group groups_h[] = {
	EYE("h", "li"), EAR("hu", "fu"), EAR("hut", "ft"),
};
static const struct typo_group groups_i[] = {
	EYE("ii", "u"), EAR("ie", "ai"), EAR("ie", "y"),
	EAR("i", "ee"), EAR("i", "ea"),
};
static const struct typo_group groups_k[] = {
	EYE("k", "lc"), EAR("ks", "x"), EAR("k", "qu"),
	EAR("ku", "qu"), EAR("k", "ck"), EAR("kur", "cl"),
	EAR("ku", "c"),
};
static const struct typo_group groups_l[] = {
	EYE("li", "h"), EYE("lc", "k"), EAR("l", "ru"),
};
static const struct typo_group groups_m[] = {
	EYE("m", "rn"), EYE("m", "nn"),
};
static const struct typo_group groups_n[] = {
	EYE("nn", "m"), EYE("n", "ri"),
};
static const struct typo_group groups_o[] = {
	EAR("ou", "u"), EAR("oo", "u"), EAR("ow", "au"),
	EAR("o", "au"),
};
static const struct typo_group groups_p[] = {
	EAR("ph", "f"),
};
static const struct typo_group groups_q[] = {
	EAR("qu", "k"), EAR("qu", "ku"),
};
static const struct typo_group groups_r[] = {
	EYE("rn", "m"), EYE("ri", "n"), EAR("ru", "l"),
};
static const struct typo_group groups_s[] = {
	EAR("s", "th"),
};
static const struct typo_group groups_t[] = {
	EAR("th", "s"), EAR("ti", "chi"),
};
static const struct typo_group groups_u[] = {
	EYE("u", "ii"), EAR("u", "ou"), EAR("u", "oo"),
	EAR("ua", "wa"),
};
static const struct typo_group groups_v[] = {
	EYE("vv", "w"), EAR("v", "bu"),
};
static const struct typo_group groups_w[] = {
	EYE("w", "vv"), EAR("wa", "ua"),
};
static const struct typo_group groups_x[] = {
	EAR("x", "ch"), EAR("x", "ks"),
};
static const struct typo_group groups_y[] = {
	EAR("y", "ie"),
};

#define GROUPS(letter) \
	{groups_##letter, \
	    sizeof(groups_##letter) / sizeof(*groups_##letter)}

static const struct {
	const struct typo_group *list;
	size_t count;
} groups_of[26] = {
	['a' - 'a'] = GROUPS(a),
	['b' - 'a'] = GROUPS(b),
	['c' - 'a'] = GROUPS(c),
	['d' - 'a'] = GROUPS(d),
	['e' - 'a'] = GROUPS(e),
	['f' - 'a'] = GROUPS(f),
	['h' - 'a'] = GROUPS(h),
	['i' - 'a'] = GROUPS(i),
	['k' - 'a'] = GROUPS(k),
	['l' - 'a'] = GROUPS(l),
	['m' - 'a'] = GROUPS(m),
	['n' - 'a'] = GROUPS(n),
	['o' - 'a'] = GROUPS(o),
	['p' - 'a'] = GROUPS(p),
	['q' - 'a'] = GROUPS(q),
	['r' - 'a'] = GROUPS(r),
	['s' - 'a'] = GROUPS(s),
	['t' - 'a'] = GROUPS(t),
	['u' - 'a'] = GROUPS(u),
	['v' - 'a'] = GROUPS(v),
	['w' - 'a'] = GROUPS(w),
	['x' - 'a'] = GROUPS(x),
	['y' - 'a'] = GROUPS(y),
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

/* Groups are short: a call would cost more than the comparison. */
static bool
stands_at(const char *text, size_t len, const char *group, size_t group_len)
{
	if (group_len > len)
		return false;
	for (size_t i = 0; i < group_len; i++)
		if (text[i] != group[i])
			return false;
	return true;
}

const struct typo_group *
typo_group_next(const char *meant, size_t meant_len, const char *seen,
    size_t seen_len, size_t *at)
{
	if (meant_len == 0 || seen_len == 0 || *meant < 'a' || *meant > 'z')
		return NULL;
	const struct typo_group *list = groups_of[*meant - 'a'].list;
	size_t count = groups_of[*meant - 'a'].count;
	while (*at < count) {
		const struct typo_group *group = &list[(*at)++];
		if (group->seen[0] == *seen &&
		    stands_at(meant, meant_len, group->meant,
			group->meant_len) &&
		    stands_at(seen, seen_len, group->seen,
			group->seen_len))
			return group;
	}
	return NULL;
}

const struct typo_group *
typo_group_from(const char *meant, size_t meant_len, size_t *at)
{
	const char first = meant_len > 0 ? meant[0] : '\0';

	if (first < 'a' || first > 'z')
		return NULL;
	while (*at < groups_of[first - 'a'].count) {
		const struct typo_group *group =
		    &groups_of[first - 'a'].list[(*at)++];

		if (stands_at(meant, meant_len, group->meant,
			group->meant_len))
			return group;
	}
	return NULL;
}
