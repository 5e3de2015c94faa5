/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS cache: a bounded number of values, each until it expires.  When the cache
 * is full, the value that was not used for the longest time goes.  Time is an
 * argument, in any unit; threads that share a cache hold a lock. */
#ifndef DOMAINS_DNS_CACHE_H
#define DOMAINS_DNS_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_cache;

/* Creates a cache for at most so many values.  NULL when memory is out. */
struct dns_cache *
dns_cache_create(size_t most);

/* Sets *cache to NULL. */
void
dns_cache_free(struct dns_cache **cache);

/* Copies the value of a kind and a name, at most size bytes of it.  Returns
 * false when there is none or it has expired. */
bool
dns_cache_get(struct dns_cache *cache, unsigned char kind, const char *name,
    uint64_t now, void *value_r, size_t size);

/* Keeps a copy of the value until it expires, in place of an earlier one.  When
 * memory is out the cache keeps nothing. */
void
dns_cache_put(struct dns_cache *cache, unsigned char kind, const char *name,
    const void *value, size_t size, uint64_t expires);

#endif
