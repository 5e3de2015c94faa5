/* SPDX-License-Identifier: BSD-2-Clause */
/* The set of domains that an audit has met, shared by its threads. */
#include "domains/doppelcheck/domain_set.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "domains/base/huge_blocks.h"
#include "domains/base/xxh3.h"

/* Extendible hashing (R. Fagin, J. Nievergelt, N. Pippenger, H. R. Strong,
 * 1979): each shard has a directory of segments, and a segment that is full
 * gives half of what it has to a new one.  So nothing is outgrown but
 * directories, which are small.
 *
 * A shard has a lock for adding, and there are enough of them that threads
 * seldom meet.  Asking takes no lock: segments are never freed, an entry is one
 * word, and what cannot be found because it is just moving is not found.  The
 * thread that adds a name it did not find then learns that it is there. */
#define SHARD_BITS 4
#define SHARDS ((size_t)1 << SHARD_BITS)
#define SEGMENT_BITS 10
#define SEGMENT_SLOTS ((size_t)1 << SEGMENT_BITS)
#define SEGMENT_FULL (SEGMENT_SLOTS / 4 * 3)
/* More would need thousands of names with the same hash. */
#define DEPTH_MAX 32
#define CACHE_LINE 64

struct segment {
	_Atomic uint64_t slots[SEGMENT_SLOTS]; /* hash, class in the low bits;
	                                          0: free */
	unsigned depth; /* bits of the hash that all of them share; this and
	                   the next belong to the thread with the lock */
	unsigned used;
};

_Static_assert(sizeof(struct segment) <= HUGE_BLOCKS_SIZE_MAX, "is taken");

struct segment_directory {
	struct segment_directory
	    *outgrown; /* a thread may still be asking it */
	size_t mask;
	unsigned depth; /* 2 to that power are the segments */
	_Atomic(struct segment *) segments[];
};

/* What is needed for adding; a line of its own, which goes to and fro between
 * the processors. */
struct shard {
	_Alignas(CACHE_LINE) pthread_mutex_t lock;
};

/* What is needed for asking changes seldom and stands apart: all processors
 * keep it. */
struct domain_set {
	_Alignas(
	    CACHE_LINE) _Atomic(struct segment_directory *) directories[SHARDS];
	struct shard shards[SHARDS];
	uint64_t seed;
	pthread_mutex_t growing; /* covers the next */
	struct huge_blocks blocks;
};

/* ---- memory -------------------------------------------------------------- */

/* An empty segment, or NULL when memory is out. */
static struct segment *
segment_new(struct domain_set *set)
{
	struct segment *segment;

	pthread_mutex_lock(&set->growing);
	segment = huge_blocks_take(&set->blocks, sizeof(*segment));
	pthread_mutex_unlock(&set->growing);
	return segment;
}

/* A directory of 2 to that depth segments, none of them set.  NULL when memory
 * is out. */
static struct segment_directory *
create_directory(unsigned depth)
{
	size_t count = (size_t)1 << depth;
	struct segment_directory *directory =
	    malloc(sizeof(*directory) + count * sizeof(directory->segments[0]));

	if (directory != NULL) {
		directory->outgrown = NULL;
		directory->mask = count - 1;
		directory->depth = depth;
	}
	return directory;
}

/* Sets up a shard with one segment; 0, or -1 when memory is out. */
static int
shard_begin(struct domain_set *set, size_t shard)
{
	struct segment_directory *directory = create_directory(0);
	struct segment *segment = segment_new(set);

	pthread_mutex_init(&set->shards[shard].lock, NULL);
	atomic_init(&set->directories[shard], directory);
	if (directory == NULL)
		return -1;
	atomic_init(&directory->segments[0], segment);
	return segment != NULL ? 0 : -1;
}

struct domain_set *
domain_set_new(void)
{
	struct domain_set *set = aligned_alloc(CACHE_LINE, sizeof(*set));
	bool complete = true;

	if (set == NULL)
		return NULL;
	if (getrandom(&set->seed, sizeof(set->seed), GRND_NONBLOCK) !=
	    sizeof(set->seed))
		/* Early in the boot of a machine; better than a constant. */
		set->seed = (uint64_t)time(NULL) ^ (uint64_t)(uintptr_t)set;
	pthread_mutex_init(&set->growing, NULL);
	set->blocks = (struct huge_blocks){NULL};
	for (size_t i = 0; i < SHARDS; i++)
		complete &= shard_begin(set, i) == 0;
	if (!complete)
		domain_set_free(&set);
	return set;
}

/* ---- asking -------------------------------------------------------------- */

/* Most names are no longer: their hash, alone in a function, needs no
 * registers kept. */
#define NAME_SHORT 16

static __attribute__((noinline)) uint64_t
hash_long(uint64_t seed, const char *name, size_t len)
{
	return XXH3_64bits_withSeed(name, len, seed);
}

uint64_t
domain_set_hash(const struct domain_set *set, const char *name, size_t len)
{
	uint64_t hash = len <= NAME_SHORT
	                    ? XXH3_64bits_withSeed(name, len, set->seed)
	                    : hash_long(set->seed, name, len);

	/* A hash without a bit would be a free slot. */
	return (hash & DOMAIN_SET_HASH_MASK) != 0 ? hash : ~(uint64_t)0;
}

/* The top bits choose the shard, the ones above the class the slot, those above
 * them the segment. */
static size_t
shard_of(uint64_t hash)
{
	return hash >> (64 - SHARD_BITS);
}

static size_t
slot_of(uint64_t hash)
{
	return (size_t)(hash >> 2) % SEGMENT_SLOTS;
}

static size_t
segment_number(uint64_t hash)
{
	return (size_t)(hash >> (2 + SEGMENT_BITS));
}

static struct segment *
segment_of(struct domain_set *set, uint64_t hash)
{
	struct segment_directory *directory =
	    atomic_load_explicit(&set->directories[shard_of(hash)],
		memory_order_acquire);

	return atomic_load_explicit(
	    &directory->segments[segment_number(hash) & directory->mask],
	    memory_order_acquire);
}

/* The slot of the hash, or the free one where it would stand: some always are
 * free. */
static _Atomic uint64_t *
segment_slot(struct segment *segment, uint64_t hash)
{
	for (size_t i = slot_of(hash);; i = (i + 1) % SEGMENT_SLOTS) {
		uint64_t there = atomic_load_explicit(&segment->slots[i],
		    memory_order_relaxed);

		if (there == 0 || ((there ^ hash) & DOMAIN_SET_HASH_MASK) == 0)
			return &segment->slots[i];
	}
}

void
domain_set_prefetch(struct domain_set *set, uint64_t hash)
{
	__builtin_prefetch(&segment_of(set, hash)->slots[slot_of(hash)]);
}

enum domain_set_class
domain_set_find(struct domain_set *set, uint64_t hash)
{
	struct segment *segment = segment_of(set, hash);
	uint64_t found = atomic_load_explicit(segment_slot(segment, hash),
	    memory_order_relaxed);

	/* A slot that was free a moment ago may hold another name by now. */
	if (((found ^ hash) & DOMAIN_SET_HASH_MASK) == 0)
		return (enum domain_set_class)(found & ~DOMAIN_SET_HASH_MASK);
	return DOMAIN_SET_NEVER;
}

/* ---- adding -------------------------------------------------------------- */

/* Makes a directory twice as large the one in force: each segment stands in it
 * twice.  NULL when memory is out. */
static struct segment_directory *
double_directory(struct domain_set *set, size_t shard,
    struct segment_directory *directory)
{
	struct segment_directory *bigger =
	    create_directory(directory->depth + 1);

	if (bigger == NULL)
		return NULL;
	for (size_t i = 0; i <= bigger->mask; i++)
		atomic_init(&bigger->segments[i],
		    atomic_load_explicit(
			&directory->segments[i & directory->mask],
			memory_order_relaxed));
	bigger->outgrown = directory;
	atomic_store_explicit(&set->directories[shard], bigger,
	    memory_order_release);
	return bigger;
}

static void
segment_put(struct segment *segment, uint64_t entry)
{
	atomic_store_explicit(segment_slot(segment, entry), entry,
	    memory_order_relaxed);
	segment->used++;
}

/* Takes all entries out of a segment; returns how many. */
static size_t
segment_empty(struct segment *segment, uint64_t entries_r[SEGMENT_SLOTS])
{
	size_t count = 0;

	for (size_t i = 0; i < SEGMENT_SLOTS; i++) {
		uint64_t there = atomic_load_explicit(&segment->slots[i],
		    memory_order_relaxed);

		entries_r[count] = there;
		count += there != 0;
		atomic_store_explicit(&segment->slots[i], 0,
		    memory_order_relaxed);
	}
	segment->used = 0;
	return count;
}

/* Gives the half of a full segment whose hashes have the next bit to a new one.
 * Returns 0, or -1 when memory is out. */
static int
segment_split(struct domain_set *set, struct segment *segment, uint64_t hash)
{
	size_t shard = shard_of(hash);
	size_t bit = (size_t)1 << segment->depth;
	size_t number = segment_number(hash) & (bit - 1);
	struct segment_directory *directory =
	    atomic_load_explicit(&set->directories[shard],
		memory_order_relaxed);
	uint64_t entries[SEGMENT_SLOTS];
	struct segment *other;
	size_t count;

	if (segment->depth == DEPTH_MAX)
		return -1;
	if (segment->depth == directory->depth)
		directory = double_directory(set, shard, directory);
	if (directory == NULL || (other = segment_new(set)) == NULL)
		return -1;
	segment->depth++;
	other->depth = segment->depth;
	count = segment_empty(segment, entries);
	for (size_t i = 0; i < count; i++)
		segment_put((segment_number(entries[i]) & bit) != 0 ? other
								    : segment,
		    entries[i]);
	for (size_t i = number | bit; i <= directory->mask; i += 2 * bit)
		atomic_store_explicit(&directory->segments[i], other,
		    memory_order_release);
	return 0;
}

/* Adds a name to a shard whose lock is held. */
static int
add(struct domain_set *set, uint64_t hash, enum domain_set_class class)
{
	uint64_t entry = (hash & DOMAIN_SET_HASH_MASK) | (uint64_t) class;
	struct segment *segment = segment_of(set, hash);

	while (segment->used == SEGMENT_FULL) {
		if (segment_split(set, segment, hash) < 0)
			return -1;
		segment = segment_of(set, hash);
	}
	if (atomic_load_explicit(segment_slot(segment, hash),
		memory_order_relaxed) != 0)
		return 0;
	segment_put(segment, entry);
	return 1;
}

int
domain_set_add(struct domain_set *set, uint64_t hash,
    enum domain_set_class class)
{
	struct shard *shard = &set->shards[shard_of(hash)];
	int added;

	pthread_mutex_lock(&shard->lock);
	added = add(set, hash, class);
	pthread_mutex_unlock(&shard->lock);
	return added;
}

/* Puts the hashes in the order of their shards; those of a shard end where
 * those of the next one begin. */
static void
sort_by_shard(const struct domain_set_batch *batch,
    uint64_t sorted_r[static DOMAIN_SET_BATCH],
    size_t begins_r[static SHARDS + 1])
{
	size_t at[SHARDS], counts[SHARDS] = {0};

	for (size_t i = 0; i < batch->count; i++)
		counts[shard_of(batch->hashes[i])]++;
	begins_r[0] = 0;
	for (size_t i = 0; i < SHARDS; i++) {
		at[i] = begins_r[i];
		begins_r[i + 1] = begins_r[i] + counts[i];
	}
	for (size_t i = 0; i < batch->count; i++)
		sorted_r[at[shard_of(batch->hashes[i])]++] = batch->hashes[i];
}

/* Adds names of one shard, whose lock is held up to then.  *new counts the new
 * ones; once memory is out it is -1, and nothing is added. */
static void
add_and_unlock(struct domain_set *set, size_t shard, const uint64_t *hashes,
    size_t count, int *new)
{
	for (size_t i = 0; i < count && *new >= 0; i++) {
		int added = add(set, hashes[i], DOMAIN_SET_FINE);

		*new = added < 0 ? -1 : *new + added;
	}
	pthread_mutex_unlock(&set->shards[shard].lock);
}

/* A thread that went through the shards after another one would sleep before
 * each: it goes past those whose lock is held, and comes back to them. */
int
domain_set_add_batch(struct domain_set *set, struct domain_set_batch *batch)
{
	uint64_t sorted[DOMAIN_SET_BATCH];
	size_t begins[SHARDS + 1], passed[SHARDS], passed_count = 0;
	int new = 0;

	sort_by_shard(batch, sorted, begins);
	batch->count = 0;
	for (size_t i = 0; i < SHARDS; i++)
		if (begins[i] == begins[i + 1])
			continue;
		else if (pthread_mutex_trylock(&set->shards[i].lock) != 0)
			passed[passed_count++] = i;
		else
			add_and_unlock(set, i, sorted + begins[i],
			    begins[i + 1] - begins[i], &new);
	for (size_t k = 0; k < passed_count; k++) {
		size_t i = passed[k];

		pthread_mutex_lock(&set->shards[i].lock);
		add_and_unlock(set, i, sorted + begins[i],
		    begins[i + 1] - begins[i], &new);
	}
	return new;
}

void
domain_set_free(struct domain_set **set)
{
	if (*set == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		struct segment_directory *directory =
		    atomic_load(&(*set)->directories[i]);

		while (directory != NULL) {
			struct segment_directory *outgrown =
			    directory->outgrown;

			free(directory);
			directory = outgrown;
		}
		pthread_mutex_destroy(&(*set)->shards[i].lock);
	}
	huge_blocks_free(&(*set)->blocks);
	pthread_mutex_destroy(&(*set)->growing);
	free(*set);
	*set = NULL;
}
