/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo pairs: the tables. */
#include "domains/engine/typo_pairs.h"

#include <stddef.h>
#include <string.h>

/* Neighbours of each key in its own row and the rows above and below, on
 * QWERTY; JIS differs for the marks only, of which '-' beside 0 and p is the
 * same and '.' stands beside l and comma on both. */
static const char *const keys[128] = {
	['0'] = "9-op", ['1'] = "2q", ['2'] = "13qw", ['3'] = "24we",
	['4'] = "35er", ['5'] = "46rt", ['6'] = "57ty", ['7'] = "68yu",
	['8'] = "79ui", ['9'] = "80io", ['-'] = "0p",
	['q'] = "12wa", ['w'] = "23qeas", ['e'] = "34wrsd", ['r'] = "45etdf",
	['t'] = "56ryfg", ['y'] = "67tugh", ['u'] = "78yihj",
	['i'] = "89uojk", ['o'] = "90ipkl", ['p'] = "0-ol",
	['a'] = "qwsz", ['s'] = "weadzx", ['d'] = "ersfxc", ['f'] = "rtdgcv",
	['g'] = "tyfhvb", ['h'] = "yugjbn", ['j'] = "uihknm",
	['k'] = "iojlm", ['l'] = "opk.", ['z'] = "asx", ['x'] = "sdzc",
	['c'] = "dfxv", ['v'] = "fgcb", ['b'] = "ghvn", ['n'] = "hjbm",
	['m'] = "jkn", ['.'] = "l",
};

static const char *const looks[] = {
	"0o", "1l", "1i", "il", "mn", "uv", "vy", "bd", "bh", "pq", "gq",
	"ce", "co", "ft", "hn", "5s", "2z", "8b", "6b", "9g", "nu", "ij",
};

static const char *const sounds[] = {
	"lr", "ae", "ck", "bv", "au", "ao", "ei", "cs", "sz", "gj", "dt",
	"fh", "iy", "ou", "jz", "kq", "eo", "pf", "bp", "vw",
};

static bool
in_pairs(const char *const *pairs, size_t count, char a, char b)
{
	for (size_t i = 0; i < count; i++)
		if ((pairs[i][0] == a && pairs[i][1] == b) ||
		    (pairs[i][0] == b && pairs[i][1] == a))
			return true;
	return false;
}

bool
typo_pair_key(char a, char b)
{
	unsigned char at = (unsigned char)a;
	return at < 128 && keys[at] != NULL && b != '\0' &&
	    strchr(keys[at], b) != NULL;
}

bool
typo_pair_look(char a, char b)
{
	return in_pairs(looks, sizeof(looks) / sizeof(*looks), a, b);
}

bool
typo_pair_sound(char a, char b)
{
	return in_pairs(sounds, sizeof(sounds) / sizeof(*sounds), a, b);
}
