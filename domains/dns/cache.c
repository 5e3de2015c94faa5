/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS cache: chained buckets, and a ring of all entries by their last use. */
#include "domains/dns/cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

struct link {
	struct link *newer, *older;
};

struct entry {
	struct link link; /* first: a link of the ring is an entry */
	struct entry *chain;
	uint64_t hash;
	uint64_t expires;
	size_t size;
	size_t name_len;
	unsigned char kind;
	char bytes[]; /* the value, the name */
};

struct dns_cache {
	struct entry **buckets;
	size_t mask;
	size_t count, most;
	struct link ring; /* ring.newer is the oldest, ring.older the newest */
	uint64_t seed;    /* names come from strangers */
};

struct dns_cache *
dns_cache_create(size_t most)
{
	struct dns_cache *cache = calloc(1, sizeof(*cache));
	size_t buckets = 16;

	if (cache == NULL)
		return NULL;
	while (buckets < most && buckets < ((size_t)1 << 24))
		buckets *= 2;
	cache->buckets = calloc(buckets, sizeof(struct entry *));
	if (cache->buckets == NULL) {
		free(cache);
		return NULL;
	}
	cache->mask = buckets - 1;
	cache->most = most;
	cache->ring.newer = cache->ring.older = &cache->ring;
	if (getrandom(&cache->seed, sizeof(cache->seed), GRND_NONBLOCK) !=
	    sizeof(cache->seed))
		cache->seed = (uint64_t)(uintptr_t)cache;
	return cache;
}

static uint64_t
hash_of(const struct dns_cache *cache, unsigned char kind, const char *name,
    size_t len)
{
	return XXH3_64bits_withSeed(name, len, cache->seed + kind);
}

/* Where the pointer to the entry stands, or would. */
static struct entry **
place_of(const struct dns_cache *cache, unsigned char kind, const char *name,
    size_t len, uint64_t hash)
{
	struct entry **at = &cache->buckets[hash & cache->mask];

	while (*at != NULL &&
	       ((*at)->hash != hash || (*at)->kind != kind ||
		   (*at)->name_len != len ||
		   memcmp((*at)->bytes + (*at)->size, name, len) != 0))
		at = &(*at)->chain;
	return at;
}

static void
unlink_ring(struct link *link)
{
	link->newer->older = link->older;
	link->older->newer = link->newer;
}

static void
make_newest(struct dns_cache *cache, struct link *link)
{
	link->older = cache->ring.older;
	link->newer = &cache->ring;
	cache->ring.older->newer = link;
	cache->ring.older = link;
}

static void
drop(struct dns_cache *cache, struct entry **place)
{
	struct entry *gone = *place;

	*place = gone->chain;
	unlink_ring(&gone->link);
	cache->count--;
	free(gone);
}

static void
drop_oldest(struct dns_cache *cache)
{
	struct entry *oldest = (struct entry *)cache->ring.newer;

	drop(cache, place_of(cache, oldest->kind, oldest->bytes + oldest->size,
			oldest->name_len, oldest->hash));
}

void
dns_cache_free(struct dns_cache **cache)
{
	if (*cache == NULL)
		return;
	while ((*cache)->count > 0)
		drop_oldest(*cache);
	free((*cache)->buckets);
	free(*cache);
	*cache = NULL;
}

bool
dns_cache_get(struct dns_cache *cache, unsigned char kind, const char *name,
    uint64_t now, void *value_r, size_t size)
{
	size_t len = strlen(name);
	struct entry **place =
	    place_of(cache, kind, name, len, hash_of(cache, kind, name, len));
	struct entry *entry = *place;

	if (entry == NULL)
		return false;
	if (entry->expires <= now) {
		drop(cache, place);
		return false;
	}
	unlink_ring(&entry->link);
	make_newest(cache, &entry->link);
	memcpy(value_r, entry->bytes, entry->size < size ? entry->size : size);
	return true;
}

void
dns_cache_put(struct dns_cache *cache, unsigned char kind, const char *name,
    const void *value, size_t size, uint64_t expires)
{
	size_t len = strlen(name);
	uint64_t hash = hash_of(cache, kind, name, len);
	struct entry **place = place_of(cache, kind, name, len, hash);
	struct entry *entry;

	if (*place != NULL)
		drop(cache, place);
	if (cache->most == 0)
		return;
	if (cache->count >= cache->most)
		drop_oldest(cache);
	entry = malloc(sizeof(*entry) + size + len);
	if (entry == NULL)
		return;
	entry->hash = hash;
	entry->expires = expires;
	entry->size = size;
	entry->name_len = len;
	entry->kind = kind;
	memcpy(entry->bytes, value, size);
	memcpy(entry->bytes + size, name, len);
	entry->chain = cache->buckets[hash & cache->mask];
	cache->buckets[hash & cache->mask] = entry;
	make_newest(cache, &entry->link);
	cache->count++;
}

size_t
dns_cache_count(const struct dns_cache *cache)
{
	return cache->count;
}
