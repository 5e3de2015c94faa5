/* SPDX-License-Identifier: BSD-2-Clause */
/* The set of domains that an audit has met, shared by its threads. */
#include "domains/tools/doppelcheck_seen.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <xxhash.h>

/* Each shard has a lock and grows by itself: threads seldom meet, and while
 * one table is copied the others stay small. */
#define SHARD_BITS 6
#define SHARDS ((size_t)1 << SHARD_BITS)
#define SHARD_SLOTS_MIN ((size_t)64)
#define CACHE_LINE 64

struct shard {
	_Alignas(CACHE_LINE) pthread_mutex_t lock;
	uint64_t *slots; /* hash with the class in its low bits; 0: free */
	size_t mask;
	size_t used;
};

struct seen {
	struct shard shards[SHARDS];
	uint64_t seed;
};

struct seen *
seen_new(void)
{
	struct seen *seen = aligned_alloc(CACHE_LINE, sizeof(*seen));

	if (seen == NULL)
		return NULL;
	if (getrandom(&seen->seed, sizeof(seen->seed), GRND_NONBLOCK) !=
	    sizeof(seen->seed))
		/* Early in the boot of a machine; better than a constant. */
		seen->seed = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)seen;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *shard = &seen->shards[i];

		pthread_mutex_init(&shard->lock, NULL);
		shard->mask = SHARD_SLOTS_MIN - 1;
		shard->used = 0;
		shard->slots = calloc(SHARD_SLOTS_MIN, sizeof(uint64_t));
		if (shard->slots == NULL) {
			while (i-- > 0)
				free(seen->shards[i].slots);
			free(seen);
			return NULL;
		}
	}
	return seen;
}

uint64_t
seen_hash(const struct seen *seen, const char *name, size_t len)
{
	uint64_t hash = XXH3_64bits_withSeed(name, len, seen->seed);

	/* A hash without a bit would be a free slot. */
	return (hash & SEEN_HASH_MASK) != 0 ? hash : ~(uint64_t)0;
}

/* The top bits choose the shard, the ones above the class the slot. */
static struct shard *
seen_shard(struct seen *seen, uint64_t hash)
{
	return &seen->shards[hash >> (64 - SHARD_BITS)];
}

/* The slot of the hash, or the free one where it would stand. */
static uint64_t *
shard_slot(const struct shard *shard, uint64_t hash)
{
	size_t i = (size_t)(hash >> 2) & shard->mask;

	while (shard->slots[i] != 0 &&
	       ((shard->slots[i] ^ hash) & SEEN_HASH_MASK) != 0)
		i = (i + 1) & shard->mask;
	return &shard->slots[i];
}

enum seen_class
seen_find(struct seen *seen, uint64_t hash)
{
	struct shard *shard = seen_shard(seen, hash);
	uint64_t found;

	pthread_mutex_lock(&shard->lock);
	found = *shard_slot(shard, hash);
	pthread_mutex_unlock(&shard->lock);
	return found == 0 ? SEEN_NEVER
	                  : (enum seen_class)(found & ~SEEN_HASH_MASK);
}

static int
shard_grow(struct shard *shard)
{
	struct shard bigger = {.mask = shard->mask * 2 + 1};

	bigger.slots = calloc(bigger.mask + 1, sizeof(uint64_t));
	if (bigger.slots == NULL)
		return -1;
	for (size_t i = 0; i <= shard->mask; i++)
		if (shard->slots[i] != 0)
			*shard_slot(&bigger, shard->slots[i]) = shard->slots[i];
	free(shard->slots);
	shard->slots = bigger.slots;
	shard->mask = bigger.mask;
	return 0;
}

int
seen_add(struct seen *seen, uint64_t hash, enum seen_class class)
{
	struct shard *shard = seen_shard(seen, hash);
	uint64_t *slot;
	int added = 0;

	pthread_mutex_lock(&shard->lock);
	/* At most three quarters full; when it cannot grow, one slot stays
	 * free, for a search ends there. */
	if (shard->used >= shard->mask / 4 * 3 && shard_grow(shard) < 0 &&
	    shard->used >= shard->mask)
		added = -1;
	slot = shard_slot(shard, hash);
	if (added == 0 && *slot == 0) {
		*slot = (hash & SEEN_HASH_MASK) | (uint64_t)class;
		shard->used++;
		added = 1;
	}
	pthread_mutex_unlock(&shard->lock);
	return added;
}

void
seen_free(struct seen **seen)
{
	if (*seen == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_destroy(&(*seen)->shards[i].lock);
		free((*seen)->shards[i].slots);
	}
	free(*seen);
	*seen = NULL;
}
