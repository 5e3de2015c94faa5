/* SPDX-License-Identifier: BSD-2-Clause */
/* Index scan: what a look-up in the table finds, without a table. */
#include <stdlib.h>
#include <string.h>

#include "domains/engine/index/table.h"

/* For most hashes a bit says that it is none of the keys. */
#define FILTER_BITS 9

struct filter {
	uint64_t bits[(1 << FILTER_BITS) / 64];
};

static unsigned
bit_of(uint64_t hash)
{
	return (unsigned)(hash >> (64 - FILTER_BITS));
}

static void
filter_fill(const struct deletion_keys *keys, struct filter *filter_r)
{
	memset(filter_r, 0, sizeof(*filter_r));
	for (unsigned i = 0; i < keys->count; i++)
		filter_r->bits[bit_of(keys->hash[i]) / 64] |=
		    (uint64_t)1 << bit_of(keys->hash[i]) % 64;
}

/* The place of the first of the keys that is one of others; or the count. */
static unsigned
first_common(const struct deletion_keys *keys, const struct filter *filter,
    const struct deletion_keys *others)
{
	unsigned first = keys->count;

	for (unsigned i = 0; i < others->count; i++) {
		uint64_t hash = others->hash[i];

		if ((filter->bits[bit_of(hash) / 64] >> bit_of(hash) % 64 &
			1) == 0)
			continue;
		for (unsigned k = 0; k < first; k++)
			if (keys->hash[k] == hash)
				first = k;
	}
	return first;
}

/* A name after the place of the key that leads to it. */
static int
compare_found(const void *a, const void *b)
{
	const uint64_t *one = a, *other = b;

	return *one < *other ? -1 : *one > *other;
}

/* The first ones found are kept.  Returns how many. */
static size_t
keep_first(uint64_t *found, size_t count)
{
	qsort(found, count, sizeof(*found), compare_found);
	return count < INDEX_CANDIDATES_MAX ? count : INDEX_CANDIDATES_MAX;
}

size_t
scan_keys(const struct index *index, const struct deletion_keys *keys,
    uint32_t letters, unsigned apart,
    uint32_t names_r[static INDEX_CANDIDATES_MAX])
{
	uint64_t found[2 * INDEX_CANDIDATES_MAX];
	size_t count = 0;
	struct deletion_keys own;
	struct filter filter;

	filter_fill(keys, &filter);
	for (size_t i = 0; i < index->count; i++) {
		unsigned place;

		if (index->letters[i] == 0 ||
		    letters_beyond(letters, index->letters[i], apart) != 0)
			continue;
		keys_of_name(index, i, &own);
		place = first_common(keys, &filter, &own);
		if (place == keys->count)
			continue;
		if (count == 2 * INDEX_CANDIDATES_MAX)
			count = keep_first(found, count);
		found[count++] = (uint64_t)place << 32 | i;
	}
	count = keep_first(found, count);
	for (size_t i = 0; i < count; i++)
		names_r[i] = (uint32_t)found[i];
	return count;
}

size_t
scan_sounds(const struct index *index, const char *text, size_t len,
    uint32_t names_r[static INDEX_CANDIDATES_MAX])
{
	char sounds[INDEX_SOUNDS_MAX];
	size_t wanted = skeleton_take(text, len, sounds), count = 0;

	for (size_t i = 0; wanted > 0 && i < index->near_count &&
			   count < INDEX_CANDIDATES_MAX;
	     i++)
		if (index->letters[i] != 0 &&
		    skeleton_is(index->names[i].text,
			typo_stem_len(&index->names[i]), sounds, wanted))
			names_r[count++] = (uint32_t)i;
	return count;
}
