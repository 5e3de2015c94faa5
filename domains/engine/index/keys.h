/* SPDX-License-Identifier: BSD-2-Clause */
/* Index keys: hashes of what a stem, the name before its public suffix, leaves
 * after letters are deleted.  Private to the index; arithmetic only.
 *
 * The hash of a string is the sum of letter * BASE^place.  So the hash of what
 * is left comes from sums over the beginning of the stem, and a deletion costs
 * an addition.
 */
#ifndef DOMAINS_ENGINE_INDEX_KEYS_H
#define DOMAINS_ENGINE_INDEX_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/index/index.h"

/* Letters that may be lost or changed; in short stems one. */
#define INDEX_DELETES_MAX 2

/* Letters glued before a name that a look-up tries; one letter is found as an
 * insertion. */
#define INDEX_GLUED_MAX 6

/* Keys of INDEX_PREFIX letters without up to two of them, or of
 * INDEX_PREFIX_FAR letters without up to one; and the skeleton. */
#define INDEX_KEYS_NEAR \
	(1 + INDEX_PREFIX + INDEX_PREFIX * (INDEX_PREFIX - 1) / 2)
#define INDEX_KEYS_FAR (1 + INDEX_PREFIX_FAR)
#define INDEX_KEYS_MAX                                         \
	((INDEX_KEYS_NEAR > INDEX_KEYS_FAR ? INDEX_KEYS_NEAR   \
					   : INDEX_KEYS_FAR) + \
	    1)

/* Odd numbers without structure; the golden ratio and two primes of xxHash. */
#define INDEX_HASH_BASE 0x9e3779b185ebca87u
#define INDEX_HASH_MIX 0xc2b2ae3d27d4eb4fu
#define INDEX_HASH_FAR (0x27d4eb2f165667c5u * INDEX_HASH_MIX)

/* Sounds of a stem that count. */
#define INDEX_SOUNDS_MAX 16

/* As many places as sums and skeletons need. */
#define INDEX_POWERS 16

struct deletion_keys {
	uint64_t hash[INDEX_KEYS_MAX];
	unsigned count;
};

/* The powers of the base. */
struct powers {
	uint64_t power[INDEX_DELETES_MAX + INDEX_POWERS];
	uint64_t unpower[INDEX_GLUED_MAX + 1];
};

/* So many of the first letters, and zeros after the last: loops over all of
 * them need not branch on a length that could not be predicted. */
#define INDEX_PADDED 16

/* of[g][i] is the hash of the first i letters when they stand g places further
 * to the front, as after g deletions.  The hash of a part of them costs a
 * subtraction. */
struct sums {
	uint64_t of[INDEX_DELETES_MAX + 1][INDEX_PREFIX_FAR + 1];
	char letters[INDEX_PADDED];
};

void
powers_fill(struct powers *powers);

/* Those of the letters as they are, which is enough for stem_key(). */
void
sums_take(const struct powers *powers, const char *text, size_t len,
    struct sums *sums_r);

/* Those after deletions, which deletion keys need. */
void
sums_take_deletions(const struct powers *powers, struct sums *sums);

/* The keys of a name that many people mean, and of one that few do; the first
 * key is that of the stem as it is.  len: of the whole stem. */
void
deletion_keys_near(const struct sums *sums, size_t len,
    struct deletion_keys *keys_r);
void
deletion_keys_far(const struct sums *sums, size_t len,
    struct deletion_keys *keys_r);

/* The key of the stem as it is. */
static inline uint64_t
stem_key(const struct sums *sums, size_t len)
{
	return sums->of[0][len < INDEX_PREFIX ? len : INDEX_PREFIX];
}

/* The key of a text without its byte at at, one of the first, up to which the
 * sums are its. */
static inline uint64_t
stem_key_without(const struct powers *powers, const struct sums *sums,
    const char *text, size_t len, size_t at)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	uint64_t hash = sums->of[0][at];

	for (size_t i = at; i < INDEX_PREFIX && i + 1 < len; i++)
		hash += (unsigned char)text[i + 1] * power[i];
	return hash;
}

/* The hash of its first so many letters at most, without sums. */
static inline uint64_t
stem_hash(const struct powers *powers, const char *text, size_t len, size_t n)
{
	const uint64_t *power = powers->power + INDEX_DELETES_MAX;
	uint64_t hash = 0;

	for (size_t i = 0; i < n && i < len; i++)
		hash += (unsigned char)text[i] * power[i];
	return hash;
}

/* Adds the key of the sounds of a stem if it has enough of them: its
 * consonants, with one letter for those that are confused, none twice in a
 * row. */
void
deletion_keys_add_skeleton(const struct powers *powers, const char *text,
    size_t len, struct deletion_keys *keys);

/* The sounds themselves; returns how many, 0 when they are not enough. */
size_t
skeleton_take(const char *text, size_t len,
    char sounds_r[static INDEX_SOUNDS_MAX]);

/* Has a stem just these sounds? */
bool
skeleton_is(const char *text, size_t len, const char *sounds, size_t count);

/* A bit for each letter that occurs; digits and hyphen share some.  The dot
 * does not count (nor the 4): where it got lost, a part of the suffix has
 * joined the stem, and brings other letters enough.  The upper half has the
 * sounds, of which sounds_of() makes a number. */
uint64_t
letters_of(const char *text, size_t len);

#define SOUNDS_BITS 12

static inline unsigned
sounds_of(uint64_t letters)
{
	return (unsigned)(letters >> 32);
}

#endif
