/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills, grows and thins out the slots of an index. */
#include "domains/base/hash_index.h"

#include <stdlib.h>
#include <sys/random.h>

#include "domains/base/xxh3.h"

#define SIZE_FIRST 64

void
hash_index_seed(struct hash_index *index)
{
	/* Without randomness a fixed seed is as good as any other. */
	if (getrandom(&index->seed, sizeof(index->seed), GRND_NONBLOCK) < 0)
		index->seed = 0;
}

uint32_t
hash_index_hash(const struct hash_index *index, const void *key, size_t len)
{
	return (uint32_t)XXH3_64bits_withSeed(key, len, index->seed);
}

static struct hash_index_slot *
find_free_slot(const struct hash_index *index, uint32_t hash)
{
	size_t mask = index->size - 1, at = hash & mask;

	while (index->slots[at].number != 0)
		at = (at + 1) & mask;
	return &index->slots[at];
}

/* Is there no room for one more item than count? */
static bool
is_full(const struct hash_index *index, size_t count)
{
	return index->sparse ? count >= index->size / 2
	                     : count >= index->size / 4 * 3;
}

static int
grow(struct hash_index *index, size_t count)
{
	struct hash_index bigger = *index;

	while (is_full(&bigger, count))
		bigger.size = bigger.size != 0 ? bigger.size * 2 : SIZE_FIRST;
	bigger.slots = calloc(bigger.size, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return -1;
	for (size_t i = 0; i < index->size; i++)
		if (index->slots[i].number != 0)
			*find_free_slot(&bigger, index->slots[i].hash) =
			    index->slots[i];
	free(index->slots);
	*index = bigger;
	return 0;
}

int
hash_index_reserve(struct hash_index *index, size_t count)
{
	return count == 0 || !is_full(index, count - 1)
	           ? 0
	           : grow(index, count - 1);
}

int
hash_index_add(struct hash_index *index, uint32_t hash, uint32_t item)
{
	if (hash_index_reserve(index, index->count + 1) < 0)
		return -1;
	*find_free_slot(index, hash) = (struct hash_index_slot){hash, item + 1};
	index->count++;
	return 0;
}

/* What stands after the free slot, up to the next one, moves into it if its
 * hash allows: no look-up ends before what it looks for. */
static void
close_gap(struct hash_index *index, size_t gap)
{
	size_t mask = index->size - 1;

	for (size_t at = (gap + 1) & mask; index->slots[at].number != 0;
	     at = (at + 1) & mask) {
		size_t home = index->slots[at].hash & mask;

		if (((at - home) & mask) < ((at - gap) & mask))
			continue;
		index->slots[gap] = index->slots[at];
		index->slots[at].number = 0;
		gap = at;
	}
}

void
hash_index_remove(struct hash_index *index, uint32_t hash, uint32_t item)
{
	size_t mask = index->size - 1, at = hash & mask;

	while (index->slots[at].number != item + 1)
		at = (at + 1) & mask;
	index->slots[at].number = 0;
	index->count--;
	close_gap(index, at);
}

void
hash_index_clear(struct hash_index *index)
{
	free(index->slots);
	*index = (struct hash_index){
	    .seed = index->seed,
	    .sparse = index->sparse,
	};
}
