/* SPDX-License-Identifier: BSD-2-Clause */
/* Index table: built of the keys of all stems. */
#include "domains/engine/index/table.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/engine/index/far.h"

/* Bits of the array in front for each key, two of them set, both in one word (a
 * blocked Bloom filter): one hash in fifty that is not there seems to be there.
 * With many keys half as many: then the array leaves the caches anyway. */
#define FRONT_BITS_A_KEY 16
#define FRONT_BITS_A_KEY_MANY 8
#define KEYS_MANY 4000000
#define FRONT_WORD_BITS 32

/* Keys for each bucket: one, and with many keys four, whose names stand in one
 * line of the cache, which comes from memory as a whole.  With more buckets
 * than keys fewer hold keys of others, but an audit, whose set of domains needs
 * the caches too, takes longer. */
#define KEYS_A_BUCKET_MANY 4

/* The first bit takes every place, the second one further on. */
static void
fill_patterns(struct table *table)
{
	for (unsigned i = 0; i < FRONT_PATTERNS; i++) {
		unsigned first = i % FRONT_WORD_BITS;
		unsigned apart = 1 + i / FRONT_WORD_BITS % 31;

		table->patterns[i] = (uint32_t)1 << first |
		                     (uint32_t)1
		                         << (first + apart) % FRONT_WORD_BITS;
	}
}

static void
fill_sounds(const struct index *index, struct table *table)
{
	for (size_t i = 0; i < index->near_count; i++) {
		char sounds[INDEX_SOUNDS_MAX];
		size_t count = skeleton_take(index->names[i].text,
		    typo_stem_len(&index->names[i]), sounds);
		unsigned set = sounds_of(letters_of(sounds, count));

		table->sounds[set / 64] |= (uint64_t)1 << set % 64;
	}
}

static size_t
count_keys(const struct index *index)
{
	struct deletion_keys keys;
	size_t total = 0;

	for (size_t i = 0; i < index->count; i++) {
		if (index->letters[i] == 0)
			continue;
		keys_of_name(index, i, &keys);
		total += keys.count;
	}
	return total;
}

static void
note_key(struct table *table, uint64_t hash)
{
	table->front[hash >> table->front_shift] |= front_bits(table, hash);
	table->starts[hash >> (64 - table->bucket_bits)]++;
}

static void
put_key(struct table *table, uint64_t hash, uint32_t name, uint32_t letters)
{
	size_t at = --table->starts[hash >> (64 - table->bucket_bits)];
	uint8_t *bytes;

	name |= tag_of(table, hash);
	if (table->postings != NULL) {
		table->postings[at] = (struct posting){name, letters};
		return;
	}
	bytes = table->names + at * table->name_bytes;
	bytes[0] = (uint8_t)name;
	bytes[1] = (uint8_t)(name >> 8);
	bytes[2] = (uint8_t)(name >> 16);
	if (table->name_bytes > 3)
		bytes[3] = (uint8_t)(name >> 24);
}

/* A counting sort: how many in each bucket, where each begins, the names. */
static void
fill_postings(const struct index *index, struct table *table)
{
	size_t buckets = (size_t)1 << table->bucket_bits;
	struct deletion_keys keys;

	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = index->count; i-- > 0;) {
			if (index->letters[i] == 0)
				continue;
			keys_of_name(index, i, &keys);
			for (unsigned k = 0; k < keys.count; k++)
				if (pass == 0)
					note_key(table, keys.hash[k]);
				else
					put_key(table, keys.hash[k],
					    (uint32_t)i, index->letters[i]);
		}
		for (size_t b = 1; pass == 0 && b <= buckets; b++)
			table->starts[b] += table->starts[b - 1];
	}
}

/* Puts lines in place of the starts, unless memory is out or the buckets of a
 * line have too many postings. */
static void
fill_lines(struct table *table)
{
	size_t buckets = (size_t)1 << table->bucket_bits;
	size_t count = buckets / LINE_BUCKETS + 1;
	struct starts_line *lines = calloc(count + 1, sizeof(*lines));

	for (size_t b = 0; lines != NULL && b <= buckets; b++) {
		struct starts_line *line = &lines[b / LINE_BUCKETS];
		size_t at = b % LINE_BUCKETS;

		if (at == 0)
			line->first = table->starts[b];
		line->beyond[at] = (uint16_t)(table->starts[b] - line->first);
		if (table->starts[b] - line->first > UINT16_MAX) {
			free(lines);
			return;
		}
	}
	if (lines == NULL)
		return;
	free(table->starts);
	table->starts = NULL;
	table->lines = lines;
}

/* So many are kept: more are mostly near short stems, of which the look-up is
 * the lesser part. */
#define NEAR_KEPT_MAX 32

/* Keeps what is near a name.  Returns 0, or -1 when memory is out. */
static int
keep_near(const struct index *index, const struct table *table, uint32_t name,
    struct names_near *near, size_t *kept)
{
	uint32_t found[INDEX_CANDIDATES_MAX];
	size_t count = table_look_near(index, table, name, found);

	if (count > 0 && table_sounds_alone(index, table, name))
		near->alone[name / 64] |= (uint64_t)1 << name % 64;
	for (size_t i = 0; count <= NEAR_KEPT_MAX && i < count; i++)
		if (array_add(&near->names, &near->room, kept, &found[i],
			sizeof(found[i])) < 0)
			return -1;
	return 0;
}

/* Without memory for it all is looked up. */
static void
fill_near(const struct index *index, struct table *table)
{
	struct names_near *near = &table->near;
	uint32_t *begins = calloc(index->count + 1, sizeof(*begins));
	size_t kept = 0;

	near->alone = calloc(index->count / 64 + 1, sizeof(*near->alone));
	if (near->alone == NULL) {
		free(begins);
		return;
	}
	for (uint32_t i = 0; begins != NULL && i < index->count; i++) {
		if (index->letters[i] != 0 &&
		    keep_near(index, table, i, near, &kept) < 0) {
			free(begins);
			return;
		}
		begins[i + 1] = (uint32_t)kept;
	}
	near->begins = begins;
}

int
table_build(const struct index *index)
{
	struct table *table = calloc(1, sizeof(*table));
	size_t keys = count_keys(index), words;
	unsigned front_bits_log;

	if (table == NULL)
		return -1;
	words = keys *
	        (keys < KEYS_MANY ? FRONT_BITS_A_KEY : FRONT_BITS_A_KEY_MANY) /
	        FRONT_WORD_BITS;
	front_bits_log = log2_above(words);
	table->front_shift = 64 - front_bits_log;
	table->bucket_bits =
	    log2_above(keys < KEYS_MANY ? keys : keys / KEYS_A_BUCKET_MANY);
	table->name_bits = log2_above(index->count);
	table->name_bytes = keys < KEYS_MANY || table->name_bits > 20 ? 4 : 3;
	table->front =
	    calloc((size_t)1 << front_bits_log, sizeof(*table->front));
	table->starts = calloc(((size_t)1 << table->bucket_bits) + 1,
	    sizeof(*table->starts));
	if (keys < KEYS_MANY)
		table->postings =
		    calloc(keys + BUCKET_FEW, sizeof(*table->postings));
	else
		table->names = calloc(keys, table->name_bytes);
	if (table->front == NULL || table->starts == NULL ||
	    (table->postings == NULL && table->names == NULL)) {
		table_free(&table);
		return -1;
	}
	fill_patterns(table);
	fill_sounds(index, table);
	fill_postings(index, table);
	if (table->names != NULL)
		fill_lines(table);
	if (table->postings != NULL)
		fill_near(index, table);
	far_fill(index, table);
	atomic_store_explicit(&index->late->table, table, memory_order_release);
	return 0;
}

const struct table *
table_for_look_up(const struct index *index)
{
	const struct table *table = table_of(index);

	if (table == NULL &&
	    atomic_fetch_add_explicit(&index->late->scans, 1,
		memory_order_relaxed) == INDEX_SCANS_MAX &&
	    table_build(index) == 0)
		table = table_of(index);
	return table;
}

void
table_free(struct table **table)
{
	if (*table == NULL)
		return;
	free((*table)->front);
	free((*table)->starts);
	free((*table)->lines);
	free((*table)->postings);
	free((*table)->names);
	free((*table)->near.begins);
	free((*table)->near.names);
	free((*table)->near.alone);
	free((*table)->far_lengths);
	free(*table);
	*table = NULL;
}
