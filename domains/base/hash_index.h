/* SPDX-License-Identifier: BSD-2-Clause */
/* Hash index: the one hash table of this tree.  It finds the numbers of items
 * that the caller keeps in an array or an arena of its own, and knows neither
 * their keys nor when two of them are equal.
 *
 *     struct hash_index index = {0};
 *     uint32_t hash = hash_index_hash(&index, key, len);
 *     size_t at = hash;
 *     uint32_t item;
 *
 *     while ((item = hash_index_next(&index, hash, &at)) != HASH_INDEX_NONE)
 *             if (is_equal(&items[item], key, len))
 *                     return item;
 *     hash_index_add(&index, hash, number of the new item)
 *     hash_index_clear(&index);
 *
 * Open addressing with linear probing.  A slot takes 8 bytes, and an item
 * therefore 11 to 21 bytes, 16 to 32 in a sparse index; nothing is allocated
 * per item.  The hash stands in the slot, so that growing reads no keys and a
 * look-up reads hardly any but the one it finds.  Numbers go up to
 * HASH_INDEX_NONE - 1.
 */
#ifndef DOMAINS_BASE_HASH_INDEX_H
#define DOMAINS_BASE_HASH_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No item. */
#define HASH_INDEX_NONE UINT32_MAX

struct hash_index_slot {
	uint32_t hash;
	uint32_t number; /* of the item, plus 1; 0: free */
};

struct hash_index {
	struct hash_index_slot *slots;
	size_t size; /* a power of two, or 0 */
	size_t count;
	uint64_t seed;
	bool sparse; /* at most half full, not three quarters: for an index
	                that is asked far more often than it is filled, and
	                mostly for what is not there */
};

/* Draws a seed, so that nobody who chooses the keys can choose collisions.
 * Call it before the first hash; without it the seed is 0. */
void
hash_index_seed(struct hash_index *index);

/* XXH3 of a key with the seed of the index.  The caller may use any other
 * function of the key instead, if it always does. */
uint32_t
hash_index_hash(const struct hash_index *index, const void *key, size_t len);

/* Adds an item, which the caller did not find.  Returns 0, or -1 when memory
 * is out. */
int
hash_index_add(struct hash_index *index, uint32_t hash, uint32_t item);

/* Makes room for so many items in all, so that no growth is on the way there.
 * Returns 0, or -1 when memory is out. */
int
hash_index_reserve(struct hash_index *index, size_t count);

/* Takes out an item that is there. */
void
hash_index_remove(struct hash_index *index, uint32_t hash, uint32_t item);

/* Frees the slots; the index is empty, its seed stays. */
void
hash_index_clear(struct hash_index *index);

/* The next item with that hash, HASH_INDEX_NONE after the last.  *at is the
 * hash before the first call. */
static inline uint32_t
hash_index_next(const struct hash_index *index, uint32_t hash, size_t *at)
{
	if (index->size == 0)
		return HASH_INDEX_NONE;
	for (;;) {
		const struct hash_index_slot *slot =
		    &index->slots[*at & (index->size - 1)];

		++*at;
		if (slot->number == 0 || slot->hash == hash)
			return slot->number - 1;
	}
}

#endif
