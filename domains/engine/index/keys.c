/* SPDX-License-Identifier: BSD-2-Clause */
/* Index keys: sums of letters, and the keys made from them. */
#include "domains/engine/index/keys.h"

#include <assert.h>

/* Of so many letters or fewer only one may be lost. */
#define SHORT_STEM 3

/* Fewer consonants say nothing about the sound of a name. */
#define SKELETON_MIN 4
#define HASH_SKELETON 0x165667b19e3779f9u

static_assert(INDEX_POWERS >= INDEX_PREFIX_FAR &&
		  INDEX_POWERS >= INDEX_SOUNDS_MAX,
    "a power for each place");

/* power: the base to the power of 1, 2, ..., times INDEX_HASH_MIX, so that sums
 * have their best bits on top, where they choose buckets and words.  unpower:
 * the base to the power of 0, -1, ...: an odd number has an inverse modulo
 * 2^64, which Newton's method finds. */
void
powers_fill(struct powers *powers)
{
	uint64_t inverse = INDEX_HASH_BASE; /* right in three bits */

	for (unsigned bits = 3; bits < 64; bits *= 2)
		inverse *= 2 - INDEX_HASH_BASE * inverse;
	/* Zeros stand in front: a letter that is deleted adds nothing. */
	powers->power[INDEX_DELETES_MAX] = INDEX_HASH_BASE * INDEX_HASH_MIX;
	for (size_t i = 1; i < INDEX_POWERS; i++)
		powers->power[INDEX_DELETES_MAX + i] =
		    powers->power[INDEX_DELETES_MAX + i - 1] * INDEX_HASH_BASE;
	powers->unpower[0] = 1;
	for (size_t i = 1; i <= INDEX_GLUED_MAX; i++)
		powers->unpower[i] = powers->unpower[i - 1] * inverse;
}

void
sums_take(const struct powers *powers, const char *text, size_t len,
    struct sums *sums_r)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	size_t n = len < INDEX_PREFIX_FAR ? len : INDEX_PREFIX_FAR;
	size_t near = len < INDEX_PREFIX ? len : INDEX_PREFIX;
	uint64_t none = 0, one = 0, two = 0;

	sums_r->of[0][0] = sums_r->of[1][0] = sums_r->of[2][0] = 0;
	for (size_t i = 0; i < near; i++, power++) {
		uint64_t letter = (unsigned char)text[i];
		sums_r->of[0][i + 1] = none += letter * power[0];
		sums_r->of[1][i + 1] = one += letter * power[-1];
		sums_r->of[2][i + 1] = two += letter * power[-2];
	}
	/* Two letters are deleted from the beginning only. */
	for (size_t i = near; i < n; i++, power++) {
		uint64_t letter = (unsigned char)text[i];
		sums_r->of[0][i + 1] = none += letter * power[0];
		sums_r->of[1][i + 1] = one += letter * power[-1];
	}
}

/* The hashes of the first n letters without up to so many.  What two deletions
 * leave is what the first leaves before the second, and what the second leaves.
 * It is inlined so that the loops unroll where n and deletes are constants. */
static inline __attribute__((always_inline)) void
keys_of_sums(const struct sums *sums, size_t n, uint64_t seed, unsigned deletes,
    struct deletion_keys *keys_r)
{
	const uint64_t *none = sums->of[0];
	const uint64_t *one = sums->of[1], *two = sums->of[2];
	uint64_t after[INDEX_PREFIX_FAR]; /* what the second, at j, leaves */
	unsigned count = 0;

	keys_r->hash[count++] = none[n] + seed;
	for (size_t j = 1; deletes > 1 && j < n; j++)
		after[j] = one[j] + two[n] - two[j + 1] + seed;
#pragma GCC unroll 8
	for (size_t i = 0; deletes > 0 && i < n; i++) {
		uint64_t head = none[i] - one[i + 1];
		keys_r->hash[count++] = head + one[n] + seed;
#pragma GCC unroll 8
		for (size_t j = i + 1; deletes > 1 && j < n; j++)
			keys_r->hash[count++] = head + after[j];
	}
	keys_r->count = count;
}

void
deletion_keys_near(const struct sums *sums, size_t len,
    struct deletion_keys *keys_r)
{
	if (len >= INDEX_PREFIX)
		keys_of_sums(sums, INDEX_PREFIX, 0, INDEX_DELETES_MAX, keys_r);
	else if (len > SHORT_STEM)
		keys_of_sums(sums, len, 0, INDEX_DELETES_MAX, keys_r);
	else
		keys_of_sums(sums, len, 0, 1, keys_r);
}

void
deletion_keys_far(const struct sums *sums, size_t len,
    struct deletion_keys *keys_r)
{
	if (len >= INDEX_PREFIX_FAR)
		keys_of_sums(sums, INDEX_PREFIX_FAR, INDEX_HASH_FAR, 1, keys_r);
	else
		keys_of_sums(sums, len, INDEX_HASH_FAR, 1, keys_r);
}

/* The vowels, which have none here, are the first to be confused. */
static const char sound_of[128] = {
    ['b'] = 'b',
    ['c'] = 'k',
    ['d'] = 'd',
    ['f'] = 'h',
    ['g'] = 'g',
    ['h'] = 'h',
    ['j'] = 'j',
    ['k'] = 'k',
    ['l'] = 'r',
    ['m'] = 'm',
    ['n'] = 'n',
    ['p'] = 'p',
    ['q'] = 'k',
    ['r'] = 'r',
    ['s'] = 's',
    ['t'] = 't',
    ['v'] = 'b',
    ['x'] = 's',
    ['z'] = 's',
};

void
deletion_keys_add_skeleton(const struct powers *powers, const char *text,
    size_t len, struct deletion_keys *keys)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	uint64_t hash = HASH_SKELETON;
	unsigned n = 0, last = 0;

	/* Without a branch on the sound, which could not be predicted; and with
	 * a power for each place, so that no product waits for the last. */
	for (size_t i = 0; i < len && n < INDEX_SOUNDS_MAX; i++) {
		unsigned sound = (unsigned char)sound_of[text[i] & 127];
		unsigned fresh = (sound != 0) & (sound != last);
		hash += (sound & (0 - fresh)) * power[n];
		n += fresh;
		last ^= (last ^ sound) & (0 - (unsigned)(sound != 0));
	}
	if (n >= SKELETON_MIN)
		keys->hash[keys->count++] = hash;
}

/* The next sound that is not the last one again; 0: there is none. */
static char
next_sound(const char *text, size_t len, size_t *at, char last)
{
	while (*at < len) {
		char sound = sound_of[text[(*at)++] & 127];

		if (sound != 0 && sound != last)
			return sound;
	}
	return 0;
}

size_t
skeleton_take(const char *text, size_t len,
    char sounds_r[static INDEX_SOUNDS_MAX])
{
	size_t n = 0, at = 0;
	char sound = 0;

	while (n < INDEX_SOUNDS_MAX &&
	       (sound = next_sound(text, len, &at, sound)) != 0)
		sounds_r[n++] = sound;
	return n < SKELETON_MIN ? 0 : n;
}

bool
skeleton_is(const char *text, size_t len, const char *sounds, size_t count)
{
	size_t at = 0;
	char sound = 0;

	for (size_t n = 0; n < count; n++)
		if ((sound = next_sound(text, len, &at, sound)) != sounds[n])
			return false;
	return count == INDEX_SOUNDS_MAX ||
	       next_sound(text, len, &at, sound) == 0;
}

uint32_t
letters_of(const char *text, size_t len)
{
	static const uint8_t bit_of[128] = {
	    ['-'] = 29,
	    ['.'] = 30,
	    ['0'] = 26,
	    ['1'] = 27,
	    ['2'] = 28,
	    ['3'] = 29,
	    ['4'] = 30,
	    ['5'] = 31,
	    ['6'] = 26,
	    ['7'] = 27,
	    ['8'] = 28,
	    ['9'] = 29,
	    ['a'] = 0,
	    ['b'] = 1,
	    ['c'] = 2,
	    ['d'] = 3,
	    ['e'] = 4,
	    ['f'] = 5,
	    ['g'] = 6,
	    ['h'] = 7,
	    ['i'] = 8,
	    ['j'] = 9,
	    ['k'] = 10,
	    ['l'] = 11,
	    ['m'] = 12,
	    ['n'] = 13,
	    ['o'] = 14,
	    ['p'] = 15,
	    ['q'] = 16,
	    ['r'] = 17,
	    ['s'] = 18,
	    ['t'] = 19,
	    ['u'] = 20,
	    ['v'] = 21,
	    ['w'] = 22,
	    ['x'] = 23,
	    ['y'] = 24,
	    ['z'] = 25,
	};
	uint32_t letters = 0;
	for (size_t i = 0; i < len; i++)
		letters |= (uint32_t)1 << bit_of[text[i] & 127];
	return letters & ~((uint32_t)1 << 30);
}
