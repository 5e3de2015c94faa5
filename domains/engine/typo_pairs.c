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

/* Both directions, by the first letter of what is meant. */
static const struct typo_group groups_a[] = {
	{"a", "ci", true}, {"ai", "ei", false}, {"ai", "e", false},
	{"ai", "ie", false}, {"ay", "ei", false}, {"au", "ow", false},
	{"au", "o", false},
};
static const struct typo_group groups_b[] = {
	{"bu", "v", false},
};
static const struct typo_group groups_c[] = {
	{"cl", "d", true}, {"ci", "a", true}, {"ch", "x", false},
	{"chi", "ti", false}, {"ck", "k", false}, {"cl", "kur", false},
	{"c", "ku", false},
};
static const struct typo_group groups_d[] = {
	{"d", "cl", true},
};
static const struct typo_group groups_e[] = {
	{"ei", "ai", false}, {"e", "ai", false}, {"ei", "ay", false},
	{"ee", "i", false}, {"ea", "i", false},
};
static const struct typo_group groups_f[] = {
	{"f", "ph", false}, {"fu", "hu", false}, {"ft", "hut", false},
};
static const struct typo_group groups_h[] = {
	{"h", "li", true}, {"hu", "fu", false}, {"hut", "ft", false},
};
static const struct typo_group groups_i[] = {
	{"ii", "u", true}, {"ie", "ai", false}, {"ie", "y", false},
	{"i", "ee", false}, {"i", "ea", false},
};
static const struct typo_group groups_k[] = {
	{"k", "lc", true}, {"ks", "x", false}, {"k", "qu", false},
	{"ku", "qu", false}, {"k", "ck", false}, {"kur", "cl", false},
	{"ku", "c", false},
};
static const struct typo_group groups_l[] = {
	{"li", "h", true}, {"lc", "k", true}, {"l", "ru", false},
};
static const struct typo_group groups_m[] = {
	{"m", "rn", true}, {"m", "nn", true},
};
static const struct typo_group groups_n[] = {
	{"nn", "m", true}, {"n", "ri", true},
};
static const struct typo_group groups_o[] = {
	{"ou", "u", false}, {"oo", "u", false}, {"ow", "au", false},
	{"o", "au", false},
};
static const struct typo_group groups_p[] = {
	{"ph", "f", false},
};
static const struct typo_group groups_q[] = {
	{"qu", "k", false}, {"qu", "ku", false},
};
static const struct typo_group groups_r[] = {
	{"rn", "m", true}, {"ri", "n", true}, {"ru", "l", false},
};
static const struct typo_group groups_s[] = {
	{"s", "th", false},
};
static const struct typo_group groups_t[] = {
	{"th", "s", false}, {"ti", "chi", false},
};
static const struct typo_group groups_u[] = {
	{"u", "ii", true}, {"u", "ou", false}, {"u", "oo", false},
	{"ua", "wa", false},
};
static const struct typo_group groups_v[] = {
	{"vv", "w", true}, {"v", "bu", false},
};
static const struct typo_group groups_w[] = {
	{"w", "vv", true}, {"wa", "ua", false},
};
static const struct typo_group groups_x[] = {
	{"x", "ch", false}, {"x", "ks", false},
};
static const struct typo_group groups_y[] = {
	{"y", "ie", false},
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

static bool
stands_at(const char *text, size_t len, const char *group)
{
	size_t n = strlen(group);
	return n <= len && memcmp(text, group, n) == 0;
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
		    stands_at(meant, meant_len, group->meant) &&
		    stands_at(seen, seen_len, group->seen))
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

		if (stands_at(meant, meant_len, group->meant))
			return group;
	}
	return NULL;
}
