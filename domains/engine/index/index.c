/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: builds the table of the keys of all stems. */
#include "domains/engine/index/index.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/index/table.h"

/* Bits of the array in front for each key, two of them set, both in one word (a
 * blocked Bloom filter): one hash in fifty that is not there seems to be there.
 * With many keys half as many: then the array leaves the caches anyway. */
#define FRONT_BITS_A_KEY 16
#define FRONT_BITS_A_KEY_MANY 8
#define KEYS_MANY 4000000

/* Buckets for each key.  With few keys, those of some thousand names, four:
 * then a bucket seldom has other keys, and all buckets still fit the caches. */
#define BUCKETS_A_KEY 1
#define BUCKETS_A_KEY_FEW 4
#define KEYS_FEW 100000

/* ---- building ----------------------------------------------------------- */

/* The exponent of the smallest power of two that is not less; at least 6. */
static unsigned
log2_above(size_t n)
{
	unsigned log = 6;
	while (((size_t)1 << log) < n && log < 40)
		log++;
	return log;
}

/* Links the names of the same stem.  is_first_r[i]: name i is the first of its
 * stem.  The table is not a hash_index: with slots of 4 bytes and no growth it
 * takes 16 MiB less while a million names are opened. */
static int
link_stems(struct index *index, uint8_t *is_first_r)
{
	unsigned log = log2_above(index->count * 2 + 1);
	size_t mask = ((size_t)1 << log) - 1;
	uint32_t *last = calloc(mask + 1, sizeof(*last));

	if (last == NULL)
		return -1;
	for (size_t i = 0; i < index->count; i++) {
		const struct typo_side *name = &index->names[i];
		size_t len = stem_len(name);
		uint64_t hash = INDEX_HASH_BASE;
		for (size_t k = 0; k < len; k++)
			hash = (hash ^ (unsigned char)name->text[k]) *
			       INDEX_HASH_MIX;
		size_t at = (hash * INDEX_HASH_MIX) & mask;
		for (; last[at] != 0; at = (at + 1) & mask) {
			const struct typo_side *other =
			    &index->names[last[at] - 1];
			if (stem_len(other) == len &&
			    memcmp(other->text, name->text, len) == 0)
				break;
		}
		is_first_r[i] = last[at] == 0;
		if (last[at] != 0)
			index->next[last[at] - 1] = (uint32_t)i + 1;
		last[at] = (uint32_t)i + 1;
	}
	free(last);
	return 0;
}

static void
keys_of_name(const struct index *index, size_t i, struct deletion_keys *keys_r)
{
	const char *text = index->names[i].text;
	size_t len = stem_len(&index->names[i]);
	struct sums sums;

	sums_take(&index->powers, text, len, &sums);
	if (i < index->near_count) {
		deletion_keys_near(&sums, len, keys_r);
		deletion_keys_add_skeleton(&index->powers, text, len, keys_r);
	} else {
		deletion_keys_far(&sums, len, keys_r);
	}
}

static size_t
count_keys(const struct index *index, const uint8_t *is_first)
{
	struct deletion_keys keys;
	size_t total = 0;
	for (size_t i = 0; i < index->count; i++) {
		if (!is_first[i])
			continue;
		keys_of_name(index, i, &keys);
		total += keys.count;
	}
	return total;
}

static void
front_set(struct index *index, uint64_t hash)
{
	index->front[hash >> index->front_shift] |= front_bits(hash);
}

/* A counting sort: how many in each bucket, where each begins, the names. */
static void
fill_postings(struct index *index, const uint8_t *is_first, size_t buckets)
{
	struct deletion_keys keys;
	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = index->count; i-- > 0;) {
			if (!is_first[i])
				continue;
			const struct typo_side *name = &index->names[i];
			uint32_t letters =
			    letters_of(name->text, stem_len(name));
			keys_of_name(index, i, &keys);
			for (unsigned k = 0; k < keys.count; k++) {
				uint64_t hash = keys.hash[k];
				uint32_t *start =
				    &index->starts[hash >> index->bucket_shift];
				if (pass == 0) {
					front_set(index, hash);
					++*start;
				} else {
					index->postings[--*start] =
					    (struct posting){(uint32_t)i,
						letters};
				}
			}
		}
		for (size_t b = 1; pass == 0 && b <= buckets; b++)
			index->starts[b] += index->starts[b - 1];
	}
}

int
index_build(const struct typo_side *names, size_t count, size_t near_count,
    struct index **index_r)
{
	struct index *index = calloc(1, sizeof(*index));
	uint8_t *is_first = calloc(count + 1, 1);

	if (index == NULL || is_first == NULL ||
	    count >= UINT32_MAX / INDEX_KEYS_MAX)
		goto fail;
	index->names = names;
	index->count = count;
	index->near_count = near_count;
	powers_fill(&index->powers);
	joined_ends_fill(index);
	index->next = calloc(count + 1, sizeof(*index->next));
	if (index->next == NULL || link_stems(index, is_first) < 0)
		goto fail;

	size_t total = count_keys(index, is_first);
	unsigned log_buckets = log2_above(
	    total * (total < KEYS_FEW ? BUCKETS_A_KEY_FEW : BUCKETS_A_KEY));
	unsigned log_front = log2_above(
	    total *
	    (total < KEYS_MANY ? FRONT_BITS_A_KEY : FRONT_BITS_A_KEY_MANY) /
	    64);
	size_t buckets = (size_t)1 << log_buckets;
	index->bucket_shift = 64 - log_buckets;
	index->front_shift = 64 - log_front;
	index->starts = calloc(buckets + 1, sizeof(*index->starts));
	index->postings = calloc(total + BUCKET_FEW, sizeof(*index->postings));
	index->front = calloc((size_t)1 << log_front, sizeof(*index->front));
	if (index->starts == NULL || index->postings == NULL ||
	    index->front == NULL)
		goto fail;
	fill_postings(index, is_first, buckets);
	free(is_first);
	*index_r = index;
	return 0;
fail:
	free(is_first);
	index_free(&index);
	return -1;
}

void
index_free(struct index **index)
{
	if (*index == NULL)
		return;
	free((*index)->next);
	free((*index)->front);
	free((*index)->starts);
	free((*index)->postings);
	free(*index);
	*index = NULL;
}

/* ---- names of one stem -------------------------------------------------- */

/* The first name of the stem + 1, or 0. */
static uint32_t
find_stem(const struct index *index, const char *stem, size_t len,
    uint64_t hash)
{
	size_t count;

	if (!front_has(index, hash))
		return 0;
	const struct posting *bucket = bucket_of(index, hash, &count);
	for (size_t i = 0; i < count; i++) {
		uint32_t first = bucket[i].name;
		const struct typo_side *name = &index->names[first];
		if (stem_len(name) == len && memcmp(name->text, stem, len) == 0)
			return first + 1;
	}
	return 0;
}

size_t
index_same(const struct index *index, const char *stem, size_t len)
{
	size_t near = len < INDEX_PREFIX ? len : INDEX_PREFIX;
	size_t far = len < INDEX_PREFIX_FAR ? len : INDEX_PREFIX_FAR;
	size_t same = 0;
	struct sums sums;

	if (index->count == 0 || len == 0)
		return 0;
	sums_take(&index->powers, stem, len, &sums);
	uint32_t i = find_stem(index, stem, len, sums.of[0][near]);
	if (i == 0 && index->near_count < index->count)
		i = find_stem(index, stem, len,
		    sums.of[0][far] + INDEX_HASH_FAR);
	for (; i != 0; i = index->next[i - 1])
		same++;
	return same;
}
