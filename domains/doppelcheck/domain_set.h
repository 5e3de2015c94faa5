/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain set: which domains an audit has met, and whether anything is against
 * them.
 *
 * A set of 64-bit hashes, 62 bits of which are kept (the other two are the
 * class): 10 to 20 bytes a domain however long its name.  Any number of threads
 * may ask and add.  Two names with the same hash would count as one, and the
 * second would not be judged: with n domains the probability that any two
 * collide is n * n / 2^63, 1 in 9 million for a million domains, and it is
 * another pair in each run, for the hash is seeded at random: nobody can write
 * a list in which a certain name is taken for another.
 */
#ifndef DOMAINS_DOPPELCHECK_DOMAIN_SET_H
#define DOMAINS_DOPPELCHECK_DOMAIN_SET_H

#include <stddef.h>
#include <stdint.h>

enum domain_set_class {
	DOMAIN_SET_NEVER,
	DOMAIN_SET_FINE,
	DOMAIN_SET_FLAGGED,  /* judge it again for the finding */
	DOMAIN_SET_MALFORMED /* not a domain: not counted as one */
};

/* The bits of a hash that distinguish names. */
#define DOMAIN_SET_HASH_MASK (~(uint64_t)3)

struct domain_set;

/* NULL when memory is out. */
struct domain_set *
domain_set_new(void);

uint64_t
domain_set_hash(const struct domain_set *set, const char *name, size_t len);

/* Asks the processor to fetch what domain_set_find() will look at. */
void
domain_set_prefetch(struct domain_set *set, uint64_t hash);

/* DOMAIN_SET_NEVER may also mean that another thread is just adding or moving
 * it. */
enum domain_set_class
domain_set_find(struct domain_set *set, uint64_t hash);

/* Returns 1 when the name is new, 0 when another thread was faster, -1 when
 * memory is out (then it is not added). */
int
domain_set_add(struct domain_set *set, uint64_t hash,
    enum domain_set_class class);

/* Names that are fine on their way into the set.  A lock that another processor
 * had last is as dear as looking at a name: so a thread adds many at once. */
#define DOMAIN_SET_BATCH 512

struct domain_set_batch {
	size_t count;
	uint64_t hashes[DOMAIN_SET_BATCH];
};

/* Adds those of a batch and empties it.  Returns how many are new, -1 when
 * memory is out. */
int
domain_set_add_batch(struct domain_set *set, struct domain_set_batch *batch);

/* Sets *set to NULL. */
void
domain_set_free(struct domain_set **set);

#endif
