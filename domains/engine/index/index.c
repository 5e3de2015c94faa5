/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: symmetric deletes over stems, in one table of hashed keys. */
#include "domains/engine/index/index.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/hash_index.h"
#include "domains/engine/index/table.h"

/* Bits of the array in front for each key kept, two of them set, both in one
 * word (a blocked Bloom filter): one hash in fifty that is not there seems to
 * be.  Of many keys half: then the array is out of the caches anyway. */
#define FRONT_BITS_A_KEY 16
#define FRONT_BITS_A_KEY_MANY 8
#define KEYS_MANY 4000000

/* Buckets for each key.  Of few keys, those of some thousand names, four: then
 * one has seldom more in it than what is looked for, and all still stand in the
 * caches. */
#define BUCKETS_A_KEY 1
#define BUCKETS_A_KEY_FEW 4
#define KEYS_FEW 100000

/* ---- building ----------------------------------------------------------- */

/* The smallest power of two that is not less, as an exponent of at least 6. */
static unsigned
log2_above(size_t n)
{
	unsigned log = 6;
	while (((size_t)1 << log) < n && log < 40)
		log++;
	return log;
}

/* The name of a stem that stands in the index of stems. */
static uint32_t
find_same_stem(const struct index *index, const struct hash_index *stems,
    uint32_t hash, const struct typo_side *name)
{
	size_t at = hash, len = stem_len(name);
	uint32_t i;

	while ((i = hash_index_next(stems, hash, &at)) != HASH_INDEX_NONE)
		if (stem_len(&index->names[i]) == len &&
		    memcmp(index->names[i].text, name->text, len) == 0)
			break;
	return i;
}

/* Links the names of the same stem.  is_first_r[i]: name i is the first of
 * its stem. */
static int
link_stems(struct index *index, uint8_t *is_first_r)
{
	struct hash_index stems = {0};
	int result = 0;

	hash_index_seed(&stems);
	for (size_t i = index->count; i-- > 0 && result == 0;) {
		const struct typo_side *name = &index->names[i];
		uint32_t hash =
		    hash_index_hash(&stems, name->text, stem_len(name));
		uint32_t next = find_same_stem(index, &stems, hash, name);

		is_first_r[i] = 1;
		if (next != HASH_INDEX_NONE) {
			hash_index_remove(&stems, hash, next);
			is_first_r[next] = 0;
			index->next[i] = next + 1;
		}
		result = hash_index_add(&stems, hash, (uint32_t)i);
	}
	hash_index_clear(&stems);
	return result;
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

/* A counting sort: how many a bucket, where each begins, then the names. */
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
