/* SPDX-License-Identifier: BSD-2-Clause */
/* Search keys of a store in Redis.  A key of Redis costs a hundred bytes, and a
 * contact has some twenty-five search keys: so they share sorted sets, of which
 * Redis keeps those with up to 128 members of up to 64 bytes in one piece
 * (zset-max-listpack-entries, -value).
 *
 *     doppelcontacts{:ORG}:near:3fa0c    search key, number of a row; 11 bytes
 *     doppelcontacts{:ORG}:rows:3fa      number of a row, its name
 *
 * The name of the set is the first bits, its members have the next ones.  A
 * million contacts have a hundred members a set.  Two rows may have the same
 * number: both are found, then.
 */
#ifndef DOMAINS_CONTACTS_REDIS_NEAR_H
#define DOMAINS_CONTACTS_REDIS_NEAR_H

#include "domains/contacts/redis_find.h"

/* Adds commands that put a row under its keys, or take it away from there.
 * keys: their bytes, one after the other. */
void
redis_near_change(struct redis_connection *connection, bool adds,
    const struct backend_key *key, struct span keys);

/* The names of rows that have one of the keys, into store->names.  Returns 0,
 * or -1. */
int
redis_near_find(struct redis_store *store, struct span organisation,
    const uint64_t *keys, size_t count, uint64_t deadline);

#endif
