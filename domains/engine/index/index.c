/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: links the stems; the table of their keys is built with it, or
 * later. */
#include "domains/engine/index/index.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/index/joined.h"
#include "domains/engine/index/table.h"

/* Slots for the stems of so many names. */
static size_t
slots_of(size_t count)
{
	return (size_t)1 << log2_above(count * 2 + 1);
}

/* Links the names of the same stem, and notes the letters of the first.  The
 * table is not a hash_index: with slots of 4 bytes and no growth it
 * takes 16 MiB less while a million names are opened. */
static void
link_stems(struct index *index)
{
	size_t mask = slots_of(index->count) - 1;
	uint32_t *last = index->last;

	for (size_t i = 0; i < index->count; i++) {
		const struct typo_side *name = &index->names[i];
		size_t len = typo_stem_len(name);
		uint64_t hash = INDEX_HASH_BASE;
		for (size_t k = 0; k < len; k++)
			hash = (hash ^ (unsigned char)name->text[k]) *
			       INDEX_HASH_MIX;
		size_t at = (hash * INDEX_HASH_MIX) & mask;
		for (; last[at] != 0; at = (at + 1) & mask) {
			const struct typo_side *other =
			    &index->names[last[at] - 1];
			if (typo_stem_len(other) == len &&
			    memcmp(other->text, name->text, len) == 0)
				break;
		}
		if (last[at] != 0)
			index->next[last[at] - 1] = (uint32_t)i + 1;
		else
			index->letters[i] =
			    (uint32_t)letters_of(name->text, len) |
			    LETTERS_FIRST;
		last[at] = (uint32_t)i + 1;
	}
	free(index->last);
	index->last = NULL;
}

void
keys_of_name(const struct index *index, size_t i, struct deletion_keys *keys_r)
{
	const char *text = index->names[i].text;
	size_t len = typo_stem_len(&index->names[i]);
	struct sums sums;

	sums_take(&index->powers, text, len, &sums);
	sums_take_deletions(&index->powers, &sums);
	if (i < index->near_count) {
		deletion_keys_near(&sums, len, keys_r);
		deletion_keys_add_skeleton(&index->powers, text, len, keys_r);
	} else {
		deletion_keys_far(&sums, len, keys_r);
	}
}

struct index *
index_create(size_t room)
{
	struct index *index = calloc(1, sizeof(*index));

	if (index == NULL || room >= UINT32_MAX / INDEX_KEYS_MAX)
		goto fail;
	index->late = calloc(1, sizeof(*index->late));
	index->next = calloc(room + 1, sizeof(*index->next));
	index->letters = calloc(room + 1, sizeof(*index->letters));
	index->last = calloc(slots_of(room), sizeof(*index->last));
	if (index->late == NULL || index->next == NULL ||
	    index->letters == NULL || index->last == NULL)
		goto fail;
	powers_fill(&index->powers);
	joined_ends_fill(index);
	return index;
fail:
	index_free(&index);
	return NULL;
}

int
index_fill(struct index *index, const struct typo_side *names, size_t count,
    size_t near_count, bool late)
{
	index->names = names;
	index->count = count;
	index->near_count = near_count;
	link_stems(index);
	return late ? 0 : table_build(index);
}

void
index_free(struct index **index)
{
	struct table *table;

	if (*index == NULL)
		return;
	if ((*index)->late != NULL) {
		table = table_of(*index);
		table_free(&table);
	}
	free((*index)->late);
	free((*index)->next);
	free((*index)->letters);
	free((*index)->last);
	free(*index);
	*index = NULL;
}

/* ---- names of one stem -------------------------------------------------- */

static bool
has_stem(const struct index *index, uint32_t first, const char *stem,
    size_t len)
{
	const struct typo_side *name = &index->names[first];

	return typo_stem_len(name) == len && memcmp(name->text, stem, len) == 0;
}

/* Does the stem begin so, in as many letters as keys have? */
static bool
begins_so(const struct index *index, uint32_t first, const char *stem,
    size_t len)
{
	const struct typo_side *name = &index->names[first];
	size_t n = typo_stem_len(name);

	return (n < INDEX_PREFIX ? n : INDEX_PREFIX) == len &&
	       memcmp(name->text, stem, len) == 0;
}

/* The first name + 1 with the key that has this of the stem, or 0. */
static inline uint32_t
find_key(const struct index *index, const struct table *table, const char *stem,
    size_t len, uint64_t hash,
    bool (*has)(const struct index *, uint32_t, const char *, size_t))
{
	const uint32_t mask = ((uint32_t)1 << table->name_bits) - 1;
	uint32_t tag = tag_of(table, hash);
	size_t count;

	if (!front_has(table, hash))
		return 0;
	size_t begin = bucket_of(table, hash, &count);
	for (size_t i = begin; i < begin + count; i++) {
		uint32_t name = posted_name(table, i) ^ tag;

		if (name <= mask && has(index, name, stem, len))
			return name + 1;
	}
	return 0;
}

static uint32_t
find_stem(const struct index *index, const struct table *table,
    const char *stem, size_t len)
{
	const struct powers *powers = &index->powers;
	uint32_t i = find_key(index, table, stem, len,
	    stem_hash(powers, stem, len, INDEX_PREFIX), has_stem);

	if (i == 0 && index->near_count < index->count)
		i = find_key(index, table, stem, len,
		    stem_hash(powers, stem, len, INDEX_PREFIX_FAR) +
			INDEX_HASH_FAR,
		    has_stem);
	return i;
}

uint32_t
table_find_beginning(const struct index *index, const struct table *table,
    const char *stem, size_t len, uint64_t hash)
{
	return find_key(index, table, stem,
	    len < INDEX_PREFIX ? len : INDEX_PREFIX, hash, begins_so);
}

static uint32_t
scan_stem(const struct index *index, const char *stem, size_t len)
{
	uint32_t letters = (uint32_t)letters_of(stem, len) | LETTERS_FIRST;

	for (size_t i = 0; i < index->count; i++)
		if (index->letters[i] == letters &&
		    has_stem(index, (uint32_t)i, stem, len))
			return (uint32_t)i + 1;
	return 0;
}

/* The first name of the stem + 1, or 0. */
static uint32_t
first_of_stem(const struct index *index, const char *stem, size_t len)
{
	const struct table *table = table_of(index);

	if (index->count == 0 || len == 0)
		return 0;
	return table == NULL ? scan_stem(index, stem, len)
	                     : find_stem(index, table, stem, len);
}

static size_t
count_from(const struct index *index, uint32_t i)
{
	size_t same = 0;

	for (; i != 0; i = index->next[i - 1])
		same++;
	return same;
}

size_t
index_same(const struct index *index, const char *stem, size_t len)
{
	return count_from(index, first_of_stem(index, stem, len));
}

size_t
index_same_near(const struct index *index, size_t near, const char *stem,
    size_t len)
{
	if (index->letters[near] != 0 && len > 0 &&
	    has_stem(index, (uint32_t)near, stem, len))
		return count_from(index, (uint32_t)near + 1);
	return index_same(index, stem, len);
}

void
index_each_same(const struct index *index, const char *stem, size_t len,
    index_each each, void *context)
{
	for (uint32_t i = first_of_stem(index, stem, len); i != 0;
	     i = index->next[i - 1])
		if (!each(context, i - 1))
			return;
}
