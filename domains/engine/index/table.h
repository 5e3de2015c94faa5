/* SPDX-License-Identifier: BSD-2-Clause */
/* Index table: what index.c builds and lookup.c reads.  Private to them. */
#ifndef DOMAINS_ENGINE_INDEX_TABLE_H
#define DOMAINS_ENGINE_INDEX_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/engine/index/keys.h"

/* Most buckets have no more postings.  So many after the last are readable. */
#define BUCKET_FEW 4

/* The first name of a stem, with the letters of the stem, which show for most
 * far stems that they are far. */
struct posting {
	uint32_t name;
	uint32_t letters;
};

struct index {
	const struct typo_side *names;
	size_t count;
	size_t near_count; /* names that two letters are deleted from */
	uint32_t *next;    /* the next name of the same stem + 1, or 0 */
	struct powers powers;
	uint32_t joined_ends[26]; /* for a last letter, those before it */
	uint64_t *front;
	unsigned front_shift;
	uint32_t *starts; /* where the postings of a bucket begin */
	unsigned bucket_shift;
	struct posting *postings; /* in the order of the names */
};

static inline size_t
stem_len(const struct typo_side *side)
{
	return side->suffix > 0 ? side->suffix - 1u : side->len;
}

/* Two bits, chosen by digits of the hash that choose neither word nor
 * bucket. */
static inline uint64_t
front_bits(uint64_t hash)
{
	return (uint64_t)1 << (hash >> 24 & 63) | (uint64_t)1
	                                              << (hash >> 18 & 63);
}

/* May there be a posting with that key? */
static inline bool
front_has(const struct index *index, uint64_t hash)
{
	uint64_t word = index->front[hash >> index->front_shift];
	return (word >> (hash >> 24 & 63) & word >> (hash >> 18 & 63) & 1) != 0;
}

/* The postings in a key's bucket. */
static inline const struct posting *
bucket_of(const struct index *index, uint64_t hash, size_t *count_r)
{
	const uint32_t *start = &index->starts[hash >> index->bucket_shift];

	*count_r = start[1] - start[0];
	return &index->postings[start[0]];
}

/* Notes the last two letters of all suffixes that may lose their dot: they show
 * for most names that they end in none. */
void
joined_ends_fill(struct index *index);

#endif
