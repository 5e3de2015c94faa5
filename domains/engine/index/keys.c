/* SPDX-License-Identifier: BSD-2-Clause */
/* Index keys: sums of letters, and the keys made from them. */
#include "domains/engine/index/keys.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "domains/base/simd16.h"

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

static_assert(INDEX_PADDED == SIMD16_SIZE && INDEX_PADDED <= NAME_ROOM &&
		  INDEX_PADDED >= INDEX_PREFIX_FAR,
    "so many are read at once");

static inline void
letters_pad(const char *text, size_t len, char padded_r[static INDEX_PADDED])
{
	static const char kept[2 * INDEX_PADDED] =
	    "\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\xff\xff\xff\xff\xff\xff\xff\xff";
	const char *mask =
	    kept + INDEX_PADDED - (len < INDEX_PADDED ? len : INDEX_PADDED);

	simd16_store(padded_r, simd16_load(text) & simd16_load(mask));
}

void
sums_take(const struct powers *powers, const char *text, size_t len,
    struct sums *sums_r)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	uint64_t none = 0;

	letters_pad(text, len, sums_r->letters);
	sums_r->of[0][0] = 0;
#pragma GCC unroll 16
	for (size_t i = 0; i < INDEX_PREFIX_FAR; i++)
		sums_r->of[0][i + 1] = none +=
		    (unsigned char)sums_r->letters[i] * power[i];
}

void
sums_take_deletions(const struct powers *powers, struct sums *sums)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	uint64_t one = 0, two = 0;

	sums->of[1][0] = sums->of[2][0] = 0;
#pragma GCC unroll 16
	for (size_t i = 0; i < INDEX_PREFIX_FAR; i++, power++) {
		uint64_t letter = (unsigned char)sums->letters[i];

		sums->of[1][i + 1] = one += letter * power[-1];
		/* Two letters are deleted from the beginning only. */
		if (i < INDEX_PREFIX)
			sums->of[2][i + 1] = two += letter * power[-2];
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

/* A bit for each letter below, and one for each sound above. */
#define LETTER(c, letter) [c] = (uint64_t)1 << (letter)
#define SOUND(c, letter, sound) \
	[c] = (uint64_t)1 << (letter) | (uint64_t)1 << (32 + (sound))

static const uint64_t marks[128] = {
    LETTER('-', 29),
    LETTER('0', 26),
    LETTER('1', 27),
    LETTER('2', 28),
    LETTER('3', 29),
    LETTER('5', 31),
    LETTER('6', 26),
    LETTER('7', 27),
    LETTER('8', 28),
    LETTER('9', 29),
    LETTER('a', 0),
    SOUND('b', 1, 0),
    SOUND('c', 2, 1),
    SOUND('d', 3, 2),
    LETTER('e', 4),
    SOUND('f', 5, 3),
    SOUND('g', 6, 4),
    SOUND('h', 7, 3),
    LETTER('i', 8),
    SOUND('j', 9, 5),
    SOUND('k', 10, 1),
    SOUND('l', 11, 6),
    SOUND('m', 12, 7),
    SOUND('n', 13, 8),
    LETTER('o', 14),
    SOUND('p', 15, 9),
    SOUND('q', 16, 1),
    SOUND('r', 17, 6),
    SOUND('s', 18, 10),
    SOUND('t', 19, 11),
    LETTER('u', 20),
    SOUND('v', 21, 0),
    LETTER('w', 22),
    SOUND('x', 23, 10),
    LETTER('y', 24),
    SOUND('z', 25, 10),
};

/* Up to eight bytes of a text, and zeros after its end. */
static inline uint64_t
eight_of(const char *text, size_t at, size_t len)
{
	size_t more = len > at ? len - at : 0;
	uint64_t bytes;

	memcpy(&bytes, text + at, sizeof(bytes));
	bytes = le64toh(bytes);
	return more >= sizeof(bytes) ? bytes
	                             : bytes & (((uint64_t)1 << 8 * more) - 1);
}

uint64_t
letters_of(const char *text, size_t len)
{
	uint64_t first = eight_of(text, 0, len), next = eight_of(text, 8, len);
	uint64_t letters = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < 64; i += 8)
		letters |= marks[first >> i & 127] | marks[next >> i & 127];
	for (size_t i = INDEX_PADDED; i < len; i++)
		letters |= marks[text[i] & 127];
	return letters;
}
