/* SPDX-License-Identifier: BSD-2-Clause */
/* Seen: which domains an audit has met, and whether anything is against them.
 *
 * A set of 64-bit hashes, 62 bits of which are kept (the other two are the
 * class): 10 to 20 bytes a domain however long its name.  Any number of threads
 * may ask and add.  Two names with the same hash would count as one, and the
 * second would not be judged: with n domains the probability that any two
 * collide is n * n / 2^63, 1 in 9 million for a million domains, and it is
 * another pair in each run, for the hash is seeded at random: nobody can write
 * a list in which a certain name hides behind another.
 */
#ifndef DOMAINS_TOOLS_DOPPELCHECK_SEEN_H
#define DOMAINS_TOOLS_DOPPELCHECK_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum seen_class {
	SEEN_NEVER,
	SEEN_FINE,
	SEEN_FLAGGED,  /* judge it again for the finding */
	SEEN_MALFORMED /* not a domain: not counted as one */
};

/* The bits of a hash that tell names apart. */
#define SEEN_HASH_MASK (~(uint64_t)3)

struct seen;

/* NULL when memory is out. */
struct seen *
seen_new(void);

uint64_t
seen_hash(const struct seen *seen, const char *name, size_t len);

/* Asks the processor to fetch what seen_find() will look at. */
void
seen_prefetch(struct seen *seen, uint64_t hash);

/* SEEN_NEVER may also mean that another thread is just adding or moving it. */
enum seen_class
seen_find(struct seen *seen, uint64_t hash);

/* Returns 1 when the name is new, 0 when another thread was faster, -1 when
 * memory is out (then it is not added). */
int
seen_add(struct seen *seen, uint64_t hash, enum seen_class class);

/* Sets *seen to NULL. */
void
seen_free(struct seen **seen);

#endif
