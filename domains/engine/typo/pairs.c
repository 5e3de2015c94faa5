/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo pairs: the tables, as a row of partners for each letter. */
#include "domains/engine/typo/pairs.h"

#include <stdint.h>

/* A bit for each letter, digit and mark of a name; 0 for other bytes, which
 * address literals have. */
#define BIT(c)                                                           \
	((c) >= 'a' && (c) <= 'z'      ? (uint64_t)1 << ((c) - 'a')      \
	    : (c) >= '0' && (c) <= '9' ? (uint64_t)1 << ((c) - '0' + 26) \
	    : (c) == '-'               ? (uint64_t)1 << 36               \
	    : (c) == '.'               ? (uint64_t)1 << 37               \
				       : 0)
#define ROW_OF(a, b, c, d, e, f, ...) \
	(BIT(a) | BIT(b) | BIT(c) | BIT(d) | BIT(e) | BIT(f))
#define ROW(...) ROW_OF(__VA_ARGS__, '\0', '\0', '\0', '\0', '\0', '\0')

/* Keys beside each other in a row, or touching in the rows above and below.
 * JIS differs from QWERTY only in the marks: on both, '-' stands beside 0 and
 * p, and '.' below l. */
static const uint64_t keys[128] = {
    ['1'] = ROW('2', 'q'),
    ['2'] = ROW('1', '3', 'q', 'w'),
    ['3'] = ROW('2', '4', 'w', 'e'),
    ['4'] = ROW('3', '5', 'e', 'r'),
    ['5'] = ROW('4', '6', 'r', 't'),
    ['6'] = ROW('5', '7', 't', 'y'),
    ['7'] = ROW('6', '8', 'y', 'u'),
    ['8'] = ROW('7', '9', 'u', 'i'),
    ['9'] = ROW('8', '0', 'i', 'o'),
    ['0'] = ROW('9', '-', 'o', 'p'),
    ['-'] = ROW('0', 'p'),
    ['q'] = ROW('1', '2', 'w', 'a'),
    ['w'] = ROW('2', '3', 'q', 'e', 'a', 's'),
    ['e'] = ROW('3', '4', 'w', 'r', 's', 'd'),
    ['r'] = ROW('4', '5', 'e', 't', 'd', 'f'),
    ['t'] = ROW('5', '6', 'r', 'y', 'f', 'g'),
    ['y'] = ROW('6', '7', 't', 'u', 'g', 'h'),
    ['u'] = ROW('7', '8', 'y', 'i', 'h', 'j'),
    ['i'] = ROW('8', '9', 'u', 'o', 'j', 'k'),
    ['o'] = ROW('9', '0', 'i', 'p', 'k', 'l'),
    ['p'] = ROW('0', '-', 'o', 'l'),
    ['a'] = ROW('q', 'w', 's', 'z'),
    ['s'] = ROW('w', 'e', 'a', 'd', 'z', 'x'),
    ['d'] = ROW('e', 'r', 's', 'f', 'x', 'c'),
    ['f'] = ROW('r', 't', 'd', 'g', 'c', 'v'),
    ['g'] = ROW('t', 'y', 'f', 'h', 'v', 'b'),
    ['h'] = ROW('y', 'u', 'g', 'j', 'b', 'n'),
    ['j'] = ROW('u', 'i', 'h', 'k', 'n', 'm'),
    ['k'] = ROW('i', 'o', 'j', 'l', 'm'),
    ['l'] = ROW('o', 'p', 'k', '.'),
    ['z'] = ROW('a', 's', 'x'),
    ['x'] = ROW('s', 'd', 'z', 'c'),
    ['c'] = ROW('d', 'f', 'x', 'v'),
    ['v'] = ROW('f', 'g', 'c', 'b'),
    ['b'] = ROW('g', 'h', 'v', 'n'),
    ['n'] = ROW('h', 'j', 'b', 'm'),
    ['m'] = ROW('j', 'k', 'n'),
    ['.'] = ROW('l'),
};

/* The rows of keys, from the top; 0 for other bytes. */
static const uint8_t rows[128] = {
    ['1'] = 1,
    ['2'] = 1,
    ['3'] = 1,
    ['4'] = 1,
    ['5'] = 1,
    ['6'] = 1,
    ['7'] = 1,
    ['8'] = 1,
    ['9'] = 1,
    ['0'] = 1,
    ['-'] = 1,
    ['q'] = 2,
    ['w'] = 2,
    ['e'] = 2,
    ['r'] = 2,
    ['t'] = 2,
    ['y'] = 2,
    ['u'] = 2,
    ['i'] = 2,
    ['o'] = 2,
    ['p'] = 2,
    ['a'] = 3,
    ['s'] = 3,
    ['d'] = 3,
    ['f'] = 3,
    ['g'] = 3,
    ['h'] = 3,
    ['j'] = 3,
    ['k'] = 3,
    ['l'] = 3,
    ['z'] = 4,
    ['x'] = 4,
    ['c'] = 4,
    ['v'] = 4,
    ['b'] = 4,
    ['n'] = 4,
    ['m'] = 4,
    ['.'] = 4,
};

static const uint32_t row_letters[] = {
    [1] = 0,
    [2] = ROW('q', 'w', 'e', 'r', 't', 'y') | ROW('u', 'i', 'o', 'p'),
    [3] = ROW('a', 's', 'd', 'f', 'g', 'h') | ROW('j', 'k', 'l'),
    [4] = ROW('z', 'x', 'c', 'v', 'b', 'n') | ROW('m'),
};

/* To the eye, in print or by hand. */
static const uint64_t looks[128] = {
    ['0'] = ROW('o'),
    ['1'] = ROW('l', 'i'),
    ['2'] = ROW('z'),
    ['5'] = ROW('s'),
    ['6'] = ROW('b'),
    ['8'] = ROW('b'),
    ['9'] = ROW('g', 'q'),
    ['a'] = ROW('o'),
    ['b'] = ROW('6', '8', 'd', 'h'),
    ['c'] = ROW('e', 'o'),
    ['d'] = ROW('b'),
    ['e'] = ROW('c'),
    ['f'] = ROW('t'),
    ['g'] = ROW('9', 'q'),
    ['h'] = ROW('b', 'n'),
    ['i'] = ROW('1', 'l', 'j'),
    ['j'] = ROW('i'),
    ['l'] = ROW('1', 'i', 't'),
    ['m'] = ROW('n'),
    ['n'] = ROW('h', 'm', 'u'),
    ['o'] = ROW('0', 'a', 'c'),
    ['p'] = ROW('q'),
    ['q'] = ROW('9', 'g', 'p'),
    ['s'] = ROW('5'),
    ['t'] = ROW('f', 'l'),
    ['u'] = ROW('n', 'v'),
    ['v'] = ROW('u', 'y'),
    ['w'] = ROW('v'),
    ['y'] = ROW('v'),
    ['z'] = ROW('2'),
};

/* Sounds that kana write with one sign (l/r, b/v, si/shi) or English spells in
 * two ways (c/k, s/z, g/j), and vowels. */
static const uint64_t sounds[128] = {
    ['a'] = ROW('e', 'i', 'o', 'u'),
    ['e'] = ROW('a', 'i', 'o', 'u'),
    ['i'] = ROW('a', 'e', 'o', 'u', 'y'),
    ['o'] = ROW('a', 'e', 'i', 'u'),
    ['u'] = ROW('a', 'e', 'i', 'o', 'w'),
    ['y'] = ROW('i'),
    ['b'] = ROW('v', 'p'),
    ['c'] = ROW('k', 's', 't'),
    ['d'] = ROW('t'),
    ['f'] = ROW('h', 'p', 'v'),
    ['g'] = ROW('j', 'k'),
    ['h'] = ROW('f'),
    ['j'] = ROW('g', 'y', 'z'),
    ['k'] = ROW('c', 'q', 'g'),
    ['l'] = ROW('r'),
    ['m'] = ROW('n'),
    ['n'] = ROW('m'),
    ['p'] = ROW('b', 'f'),
    ['q'] = ROW('k'),
    ['r'] = ROW('l'),
    ['s'] = ROW('c', 'z', 'x'),
    ['t'] = ROW('d', 'c'),
    ['v'] = ROW('b', 'f', 'w'),
    ['w'] = ROW('u', 'v'),
    ['x'] = ROW('s'),
    ['z'] = ROW('s', 'j'),
};

static const uint64_t layouts[128] = {
    ['a'] = ROW('f'),
    ['b'] = ROW('d'),
    ['e'] = ROW('t'),
    ['h'] = ROW('y'),
    ['k'] = ROW('r'),
    ['m'] = ROW('v'),
    ['o'] = ROW('j'),
    ['p'] = ROW('h'),
    ['t'] = ROW('n'),
    ['w'] = ROW('z'),
    ['y'] = ROW('e', 'z'),
    ['z'] = ROW('w', 'y'),
};

#define GROUP(meant, seen, look)                                       \
	{                                                              \
		meant, seen, sizeof(meant) - 1, sizeof(seen) - 1, look \
	}
#define EYE(meant, seen) GROUP(meant, seen, true)
#define EAR(meant, seen) GROUP(meant, seen, false)

/* Both directions, by the first letter of the meant side. */
static const struct typo_group groups_a[] = {
    EYE("a", "ci"),
    EAR("ai", "ei"),
    EAR("ai", "e"),
    EAR("ai", "ie"),
    EAR("ay", "ei"),
    EAR("au", "ow"),
    EAR("au", "o"),
};
static const struct typo_group groups_b[] = {
    EAR("bu", "v"),
};
static const struct typo_group groups_c[] = {
    EYE("cl", "d"),
    EYE("ci", "a"),
    EAR("ch", "x"),
    EAR("chi", "ti"),
    EAR("ck", "k"),
    EAR("cl", "kur"),
    EAR("c", "ku"),
};
static const struct typo_group groups_d[] = {
    EYE("d", "cl"),
};
static const struct typo_group groups_e[] = {
    EAR("ei", "ai"),
    EAR("e", "ai"),
    EAR("ei", "ay"),
    EAR("ee", "i"),
    EAR("ea", "i"),
};
static const struct typo_group groups_f[] = {
    EAR("f", "ph"),
    EAR("fu", "hu"),
    EAR("ft", "hut"),
};
static const struct typo_group groups_h[] = {
    EYE("h", "li"),
    EAR("hu", "fu"),
    EAR("hut", "ft"),
};
static const struct typo_group groups_i[] = {
    EYE("ii", "u"),
    EAR("ie", "ai"),
    EAR("ie", "y"),
    EAR("i", "ee"),
    EAR("i", "ea"),
};
static const struct typo_group groups_k[] = {
    EYE("k", "lc"),
    EAR("ks", "x"),
    EAR("k", "qu"),
    EAR("ku", "qu"),
    EAR("k", "ck"),
    EAR("kur", "cl"),
    EAR("ku", "c"),
};
static const struct typo_group groups_l[] = {
    EYE("li", "h"),
    EYE("lc", "k"),
    EAR("l", "ru"),
};
static const struct typo_group groups_m[] = {
    EYE("m", "rn"),
    EYE("m", "nn"),
};
static const struct typo_group groups_n[] = {
    EYE("nn", "m"),
    EYE("n", "ri"),
};
static const struct typo_group groups_o[] = {
    EAR("ou", "u"),
    EAR("oo", "u"),
    EAR("ow", "au"),
    EAR("o", "au"),
};
static const struct typo_group groups_p[] = {
    EAR("ph", "f"),
};
static const struct typo_group groups_q[] = {
    EAR("qu", "k"),
    EAR("qu", "ku"),
};
static const struct typo_group groups_r[] = {
    EYE("rn", "m"),
    EYE("ri", "n"),
    EAR("ru", "l"),
};
static const struct typo_group groups_s[] = {
    EAR("s", "th"),
};
static const struct typo_group groups_t[] = {
    EAR("th", "s"),
    EAR("ti", "chi"),
};
static const struct typo_group groups_u[] = {
    EYE("u", "ii"),
    EAR("u", "ou"),
    EAR("u", "oo"),
    EAR("ua", "wa"),
};
static const struct typo_group groups_v[] = {
    EYE("vv", "w"),
    EAR("v", "bu"),
};
static const struct typo_group groups_w[] = {
    EYE("w", "vv"),
    EAR("wa", "ua"),
};
static const struct typo_group groups_x[] = {
    EAR("x", "ch"),
    EAR("x", "ks"),
};
static const struct typo_group groups_y[] = {
    EAR("y", "ie"),
};

/* A letter, and the first letters of the seen sides of its groups. */
#define GROUPS(letter, ...)                                             \
	{                                                               \
		groups_##letter,                                        \
		    sizeof(groups_##letter) / sizeof(*groups_##letter), \
		    ROW(__VA_ARGS__)                                    \
	}

static const struct {
	const struct typo_group *list;
	size_t count;
	uint64_t begins;
} groups_of[26] = {
    ['a' - 'a'] = GROUPS(a, 'c', 'e', 'i', 'o'),
    ['b' - 'a'] = GROUPS(b, 'v'),
    ['c' - 'a'] = GROUPS(c, 'd', 'a', 'x', 't', 'k'),
    ['d' - 'a'] = GROUPS(d, 'c'),
    ['e' - 'a'] = GROUPS(e, 'a', 'i'),
    ['f' - 'a'] = GROUPS(f, 'p', 'h'),
    ['h' - 'a'] = GROUPS(h, 'l', 'f'),
    ['i' - 'a'] = GROUPS(i, 'u', 'a', 'y', 'e'),
    ['k' - 'a'] = GROUPS(k, 'l', 'x', 'q', 'c'),
    ['l' - 'a'] = GROUPS(l, 'h', 'k', 'r'),
    ['m' - 'a'] = GROUPS(m, 'r', 'n'),
    ['n' - 'a'] = GROUPS(n, 'm', 'r'),
    ['o' - 'a'] = GROUPS(o, 'u', 'a'),
    ['p' - 'a'] = GROUPS(p, 'f'),
    ['q' - 'a'] = GROUPS(q, 'k'),
    ['r' - 'a'] = GROUPS(r, 'm', 'n', 'l'),
    ['s' - 'a'] = GROUPS(s, 't'),
    ['t' - 'a'] = GROUPS(t, 's', 'c'),
    ['u' - 'a'] = GROUPS(u, 'i', 'o', 'w'),
    ['v' - 'a'] = GROUPS(v, 'w', 'b'),
    ['w' - 'a'] = GROUPS(w, 'v', 'u'),
    ['x' - 'a'] = GROUPS(x, 'c', 'k'),
    ['y' - 'a'] = GROUPS(y, 'i'),
};

static bool
in_row(const uint64_t table[static 128], char a, char b)
{
	return (table[a & 127] & BIT(b)) != 0;
}

bool
typo_pair_key(char a, char b)
{
	return in_row(keys, a, b);
}

bool
typo_pair_row(char a, char b)
{
	return rows[a & 127] == rows[b & 127];
}

uint32_t
typo_row_beside(char letter)
{
	return (uint32_t)(keys[letter & 127] & row_letters[rows[letter & 127]]);
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
typo_pair_layout(char meant, char seen)
{
	return in_row(layouts, meant, seen);
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
	return c >= 'a' && (BIT(c) & ROW('a', 'e', 'i', 'o', 'u')) != 0;
}

bool
typo_pair_echo(char first, char second)
{
	/* The letters that may stand before one. */
	static const uint64_t echoes[128] = {
	    ['h'] = ROW('s', 'p', 'c', 't', 'g', 'k'),
	    ['k'] = ROW('c'),
	    ['s'] = ROW('t'),
	    ['z'] = ROW('d'),
	};
	bool consonant = first >= 'a' && first <= 'z' && !typo_is_vowel(first);
	return (consonant && typo_is_vowel(second)) ||
	       in_row(echoes, second, first);
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
typo_groups_of(char first, size_t *count_r)
{
	*count_r = 0;
	if (first < 'a' || first > 'z')
		return NULL;
	*count_r = groups_of[first - 'a'].count;
	return groups_of[first - 'a'].list;
}

bool
typo_group_begins(char meant, char seen)
{
	return meant >= 'a' && meant <= 'z' &&
	       (groups_of[meant - 'a'].begins & BIT(seen)) != 0;
}

bool
typo_group_stands(const struct typo_group *group, const char *meant,
    size_t meant_len, const char *seen, size_t seen_len)
{
	return stands_at(meant, meant_len, group->meant, group->meant_len) &&
	       stands_at(seen, seen_len, group->seen, group->seen_len);
}

const struct typo_group *
typo_group_from(const char *meant, size_t meant_len, size_t *at)
{
	size_t count;
	const struct typo_group *list =
	    typo_groups_of(meant_len > 0 ? meant[0] : '\0', &count);

	while (*at < count) {
		const struct typo_group *group = &list[(*at)++];

		if (stands_at(meant, meant_len, group->meant, group->meant_len))
			return group;
	}
	return NULL;
}
