/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS cache: entries found by an index, in a ring by their last use. */
#include "domains/dns/cache.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/hash_index.h"

struct link {
	struct link *newer, *older;
};

struct cache_entry {
	struct link link; /* first: a link of the ring is an entry */
	uint64_t expires;
	size_t size;
	size_t name_len;
	uint32_t hash;
	uint32_t number; /* in entries */
	unsigned char kind;
	char bytes[]; /* the value, the name */
};

struct dns_cache {
	struct hash_index index;
	struct cache_entry **entries;
	uint32_t count;
	size_t most;
	struct link ring; /* ring.newer is the oldest, ring.older the newest */
};

struct dns_cache *
dns_cache_create(size_t most)
{
	struct dns_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		return NULL;
	cache->entries = calloc(most + 1, sizeof(*cache->entries));
	if (cache->entries == NULL) {
		free(cache);
		return NULL;
	}
	cache->most = most;
	cache->ring.newer = cache->ring.older = &cache->ring;
	hash_index_seed(&cache->index);
	return cache;
}

/* A look-up: a kind and a name. */
struct key {
	unsigned char kind;
	const char *name;
	size_t len;
	uint32_t hash;
};

static struct key
make_key(const struct dns_cache *cache, unsigned char kind, const char *name)
{
	size_t len = strlen(name);

	return (struct key){kind, name, len,
	    hash_index_hash(&cache->index, name, len) + kind};
}

static struct cache_entry *
find_entry(const struct dns_cache *cache, const struct key *key)
{
	size_t at = key->hash;
	uint32_t number;

	while ((number = hash_index_next(&cache->index, key->hash, &at)) !=
	       HASH_INDEX_NONE) {
		struct cache_entry *entry = cache->entries[number];

		if (entry->kind == key->kind && entry->name_len == key->len &&
		    memcmp(entry->bytes + entry->size, key->name, key->len) ==
			0)
			return entry;
	}
	return NULL;
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

/* The last entry takes the number of the one that goes.  The index has room
 * for it. */
static void
drop_entry(struct dns_cache *cache, struct cache_entry *gone)
{
	struct cache_entry *last = cache->entries[--cache->count];

	hash_index_remove(&cache->index, gone->hash, gone->number);
	if (last != gone) {
		hash_index_remove(&cache->index, last->hash, last->number);
		last->number = gone->number;
		cache->entries[last->number] = last;
		(void)hash_index_add(&cache->index, last->hash, last->number);
	}
	unlink_ring(&gone->link);
	free(gone);
}

void
dns_cache_free(struct dns_cache **cache)
{
	struct dns_cache *gone = *cache;

	*cache = NULL;
	if (gone == NULL)
		return;
	for (uint32_t i = 0; i < gone->count; i++)
		free(gone->entries[i]);
	free(gone->entries);
	hash_index_clear(&gone->index);
	free(gone);
}

bool
dns_cache_get(struct dns_cache *cache, unsigned char kind, const char *name,
    uint64_t now, void *value_r, size_t size)
{
	const struct key key = make_key(cache, kind, name);
	struct cache_entry *entry = find_entry(cache, &key);

	if (entry == NULL)
		return false;
	if (entry->expires <= now) {
		drop_entry(cache, entry);
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
	const struct key key = make_key(cache, kind, name);
	struct cache_entry *entry = find_entry(cache, &key);

	if (entry != NULL)
		drop_entry(cache, entry);
	if (cache->most == 0)
		return;
	if (cache->count >= cache->most)
		drop_entry(cache, (struct cache_entry *)cache->ring.newer);
	entry = malloc(sizeof(*entry) + size + key.len);
	if (entry == NULL)
		return;
	entry->expires = expires;
	entry->size = size;
	entry->name_len = key.len;
	entry->hash = key.hash;
	entry->number = cache->count;
	entry->kind = kind;
	memcpy(entry->bytes, value, size);
	memcpy(entry->bytes + size, name, key.len);
	if (hash_index_add(&cache->index, key.hash, entry->number) < 0) {
		free(entry);
		return;
	}
	cache->entries[cache->count++] = entry;
	make_newest(cache, &entry->link);
}
