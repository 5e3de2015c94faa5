/* SPDX-License-Identifier: BSD-2-Clause */
/* The set of domains that an audit has met, shared by its threads. */
#include "domains/tools/doppelcheck_seen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

/* Names are short: the call would cost as much as the hash. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* Each shard has a lock for adding and grows by itself: threads seldom meet.
 * Asking takes no lock: an entry, once there, never changes, and a table that
 * was outgrown stays until the end, for somebody may still be asking it.  All
 * outgrown tables together are as large as the one in force.  Who does not
 * find a name there is told when he adds it. */
#define SHARD_BITS 6
#define SHARDS ((size_t)1 << SHARD_BITS)
#define TABLE_SLOTS_MIN ((size_t)64)
/* Smaller ones grow fourfold, others twofold. */
#define TABLE_SLOTS_FEW ((size_t)8192)
#define CACHE_LINE 64

/* Tables that are not small stand side by side in blocks that the system can
 * map as huge pages: each look is at another place, and with pages of 4 KiB
 * finding the page takes longer than the look. */
#define BLOCK_SIZE ((size_t)4 << 20)
#define HUGE_PAGE ((size_t)2 << 20)
#define TABLE_SMALL ((size_t)16 << 10)

struct block {
	struct block *next;
	size_t size;
	size_t used; /* this head, too */
};

struct table {
	struct table *outgrown; /* the one before */
	size_t mask;
	bool small; /* stands by itself */
	_Atomic uint64_t slots[]; /* hash, class in the low bits; 0: free */
};

/* What is needed for adding; a line of its own, which goes to and fro between
 * the processors. */
struct shard {
	_Alignas(CACHE_LINE) pthread_mutex_t lock;
	size_t used;
};

/* What is needed for asking changes seldom and stands apart: all processors
 * keep it. */
struct seen {
	_Alignas(CACHE_LINE) _Atomic(struct table *) tables[SHARDS];
	struct shard shards[SHARDS];
	uint64_t seed;
	pthread_mutex_t growing; /* covers the next */
	struct block *blocks;
};

static size_t
round_up(size_t size, size_t unit)
{
	return (size + unit - 1) / unit * unit;
}

/* A block that begins at the beginning of a huge page.  NULL when memory is
 * out. */
static struct block *
block_new(size_t size)
{
	char *begin = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (begin == MAP_FAILED)
		return NULL;
	size_t before = round_up((uintptr_t)begin, HUGE_PAGE) -
	    (uintptr_t)begin;
	if (before > 0)
		munmap(begin, before);
	munmap(begin + before + size, HUGE_PAGE - before);
	/* Without it all is the same, only slower. */
	(void)madvise(begin + before, size, MADV_HUGEPAGE);
	/* A page that is read first is mapped twice. */
	for (size_t at = 0; at < size; at += HUGE_PAGE)
		begin[before + at] = 0;
	struct block *block = (struct block *)(void *)(begin + before);
	block->size = size;
	block->used = CACHE_LINE;
	return block;
}

/* Zeroed memory out of a block.  NULL when memory is out. */
static void *
block_take(struct seen *seen, size_t size)
{
	void *memory = NULL;

	size = round_up(size, CACHE_LINE);
	pthread_mutex_lock(&seen->growing);
	struct block *block = seen->blocks;
	if (block == NULL || block->size - block->used < size) {
		block = block_new(size + CACHE_LINE > BLOCK_SIZE
		        ? round_up(size + CACHE_LINE, HUGE_PAGE)
		        : BLOCK_SIZE);
		if (block != NULL) {
			block->next = seen->blocks;
			seen->blocks = block;
		}
	}
	if (block != NULL) {
		memory = (char *)block + block->used;
		block->used += size;
	}
	pthread_mutex_unlock(&seen->growing);
	return memory;
}

static struct table *
table_new(struct seen *seen, size_t slots)
{
	struct table *table;
	size_t size = sizeof(*table) + slots * sizeof(table->slots[0]);

	table = size < TABLE_SMALL ? calloc(1, size) : block_take(seen, size);
	if (table != NULL) {
		table->mask = slots - 1;
		table->small = size < TABLE_SMALL;
	}
	return table;
}

struct seen *
seen_new(void)
{
	struct seen *seen = aligned_alloc(CACHE_LINE, sizeof(*seen));
	bool complete = true;

	if (seen == NULL)
		return NULL;
	if (getrandom(&seen->seed, sizeof(seen->seed), GRND_NONBLOCK) !=
	    sizeof(seen->seed))
		/* Early in the boot of a machine; better than a constant. */
		seen->seed = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)seen;
	pthread_mutex_init(&seen->growing, NULL);
	seen->blocks = NULL;
	for (size_t i = 0; i < SHARDS; i++) {
		struct table *table = table_new(seen, TABLE_SLOTS_MIN);

		pthread_mutex_init(&seen->shards[i].lock, NULL);
		atomic_init(&seen->tables[i], table);
		seen->shards[i].used = 0;
		complete = complete && table != NULL;
	}
	if (!complete)
		seen_free(&seen);
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
static size_t
shard_of(uint64_t hash)
{
	return hash >> (64 - SHARD_BITS);
}

static struct table *
table_of(struct seen *seen, uint64_t hash)
{
	return atomic_load_explicit(&seen->tables[shard_of(hash)],
	    memory_order_acquire);
}

static size_t
table_begin(const struct table *table, uint64_t hash)
{
	return (size_t)(hash >> 2) & table->mask;
}

/* The slot of the hash, or the free one where it would stand. */
static _Atomic uint64_t *
table_slot(struct table *table, uint64_t hash)
{
	size_t i = table_begin(table, hash);

	for (;;) {
		uint64_t there = atomic_load_explicit(&table->slots[i],
		    memory_order_relaxed);

		if (there == 0 || ((there ^ hash) & SEEN_HASH_MASK) == 0)
			return &table->slots[i];
		i = (i + 1) & table->mask;
	}
}

void
seen_prefetch(struct seen *seen, uint64_t hash)
{
	struct table *table = table_of(seen, hash);

	__builtin_prefetch(&table->slots[table_begin(table, hash)]);
}

enum seen_class
seen_find(struct seen *seen, uint64_t hash)
{
	uint64_t found = atomic_load_explicit(
	    table_slot(table_of(seen, hash), hash), memory_order_relaxed);

	/* A slot that was free a moment ago may hold another name by now. */
	if (((found ^ hash) & SEEN_HASH_MASK) == 0)
		return (enum seen_class)(found & ~SEEN_HASH_MASK);
	/* It is going to be added, and another processor had the lock last. */
	__builtin_prefetch(&seen->shards[shard_of(hash)], 1);
	return SEEN_NEVER;
}

/* The shard's table, or a larger one that takes its place.  NULL when
 * memory is out. */
static struct table *
shard_grow(struct seen *seen, size_t shard, struct table *table)
{
	size_t slots = table->mask + 1;
	struct table *bigger =
	    table_new(seen, slots < TABLE_SLOTS_FEW ? slots * 4 : slots * 2);

	if (bigger == NULL)
		return NULL;
	for (size_t i = 0; i <= table->mask; i++) {
		uint64_t there = atomic_load_explicit(&table->slots[i],
		    memory_order_relaxed);

		if (there != 0)
			atomic_store_explicit(table_slot(bigger, there), there,
			    memory_order_relaxed);
	}
	bigger->outgrown = table;
	atomic_store_explicit(&seen->tables[shard], bigger,
	    memory_order_release);
	return bigger;
}

int
seen_add(struct seen *seen, uint64_t hash, enum seen_class class)
{
	struct shard *shard = &seen->shards[shard_of(hash)];
	struct table *table;
	int added = 0;

	pthread_mutex_lock(&shard->lock);
	table = table_of(seen, hash);
	/* At most three quarters full: a search ends at a free slot. */
	if (shard->used >= table->mask / 4 * 3)
		table = shard_grow(seen, shard_of(hash), table);
	if (table == NULL) {
		added = -1;
	} else {
		_Atomic uint64_t *slot = table_slot(table, hash);

		added = atomic_load_explicit(slot, memory_order_relaxed) == 0;
		if (added == 1) {
			atomic_store_explicit(slot,
			    (hash & SEEN_HASH_MASK) | (uint64_t)class,
			    memory_order_relaxed);
			shard->used++;
		}
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
		struct table *table = atomic_load(&(*seen)->tables[i]);

		while (table != NULL) {
			struct table *outgrown = table->outgrown;

			if (table->small)
				free(table);
			table = outgrown;
		}
		pthread_mutex_destroy(&(*seen)->shards[i].lock);
	}
	for (struct block *block = (*seen)->blocks, *next; block != NULL;
	     block = next) {
		next = block->next;
		munmap(block, block->size);
	}
	pthread_mutex_destroy(&(*seen)->growing);
	free(*seen);
	*seen = NULL;
}
