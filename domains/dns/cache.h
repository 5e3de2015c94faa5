/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS cache: a bounded number of answers, each until its time is up.  When it
 * is full the one that was not asked for the longest goes.  Time is an
 * argument; who shares it between threads holds a lock. */
#ifndef DOMAINS_DNS_CACHE_H
#define DOMAINS_DNS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_cache;

/* NULL when memory is out. */
struct dns_cache *
dns_cache_create(size_t most);

/* Sets *cache to NULL. */
void
dns_cache_free(struct dns_cache **cache);

/* What is kept for a kind and a name, at most size bytes of it; false when
 * there is nothing or its time is up. */
bool
dns_cache_get(struct dns_cache *cache, unsigned char kind, const char *name,
    uint64_t now, void *value_r, size_t size);

/* Keeps a copy until the time expires; in place of what was there.  Without
 * memory it keeps nothing. */
void
dns_cache_put(struct dns_cache *cache, unsigned char kind, const char *name,
    const void *value, size_t size, uint64_t expires);

size_t
dns_cache_count(const struct dns_cache *cache);

#endif
