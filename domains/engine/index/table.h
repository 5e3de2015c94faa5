/* SPDX-License-Identifier: BSD-2-Clause */
/* Index table: what index.c and table.c build and lookup.c reads; scan.c does
 * without it.  Private to them. */
#ifndef DOMAINS_ENGINE_INDEX_TABLE_H
#define DOMAINS_ENGINE_INDEX_TABLE_H

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "domains/engine/index/keys.h"

/* Most buckets have no more postings.  So many after the last are readable. */
#define BUCKET_FEW 4

/* The first name of a stem, below the bits of its key that come after those
 * that choose the bucket: they show for nearly all other keys of a bucket that
 * they are others.  And the letters of the stem, which show for most far stems
 * that they are far. */
struct posting {
	uint32_t name;
	uint32_t letters;
};

/* Two bits of a word of the front, for some digits of a hash: to look the two
 * up takes half as long as to shift by each. */
#define FRONT_PATTERNS 1024

/* Where the postings of some buckets begin, in half of the memory: a line of
 * the cache has all that a look-up needs. */
#define LINE_BUCKETS 30

struct starts_line {
	uint32_t first;
	uint16_t beyond[LINE_BUCKETS]; /* the first */
};

/* Which names have a key that a name has, too, in the order in which a look-up
 * comes to them, whatever their letters.  It is the same for all stems that
 * begin alike: with a slip after the beginning, or in its suffix, a name begins
 * as that meant does. */
struct names_near {
	uint32_t *begins; /* of a name's, which end where the next one's begin.
	                     None: another name of that beginning has them, or
	                     they are to be looked up.  NULL where there are
	                     many keys */
	uint32_t *names;
	uint64_t *alone; /* a bit for each name whose sounds no other has */
	size_t room;
};

struct table {
	uint32_t *front;
	uint32_t *starts;          /* where the postings of a bucket begin */
	struct starts_line *lines; /* in place of starts, if there are many */
	struct posting *postings;  /* of a bucket in the order of the names */
	uint8_t *names; /* in place of postings where there are many: less than
	                   half of the memory; the letters stand in the index */
	unsigned front_shift, bucket_bits;
	unsigned name_bits;  /* 1 to 31 */
	unsigned name_bytes; /* in names, the lowest first; 3 or 4 */
	uint32_t patterns[FRONT_PATTERNS];
	struct names_near near;
	uint8_t *far_lengths; /* of far.c; NULL: every stem may be near */
	uint64_t sounds[(1 << SOUNDS_BITS) / 64]; /* sets that some name has */
};

/* In letters: the name is the first of its stem.  No letter has the bit. */
#define LETTERS_FIRST ((uint32_t)1 << 30)

struct index {
	const struct typo_side *names;
	size_t count;
	size_t near_count; /* names that two letters are deleted from */
	uint32_t *next;    /* the next name of the same stem + 1, or 0 */
	uint32_t *letters; /* of the first name of each stem; others have 0 */
	uint32_t *last;    /* while stems are linked: of each the last name */
	struct powers powers;
	uint8_t joined_first[26][26]; /* by two last letters: joined.c */
	struct late *late;
};

/* What look-ups change. */
struct late {
	_Atomic(struct table *) table; /* NULL: not built yet */
	atomic_uint scans;             /* look-ups without it */
};

/* The exponent of the smallest power of two that is not less; at least 6. */
static inline unsigned
log2_above(size_t n)
{
	unsigned log = 6;

	while (((size_t)1 << log) < n && log < 40)
		log++;
	return log;
}

static inline struct table *
table_of(const struct index *index)
{
	return atomic_load_explicit(&index->late->table, memory_order_acquire);
}

/* The keys of a name of the index. */
void
keys_of_name(const struct index *index, size_t i, struct deletion_keys *keys_r);

/* Builds the table and puts it in force.  Returns 0, or -1 when memory is out:
 * then there is still none. */
int
table_build(const struct index *index);

/* The table; of a late index it is built by whoever comes when it is time, and
 * the others go through all names until then. */
const struct table *
table_for_look_up(const struct index *index);

void
table_free(struct table **table);

/* The first name in the bucket of the key whose stem begins as this one, in the
 * letters of the key, + 1; or 0. */
uint32_t
table_find_beginning(const struct index *index, const struct table *table,
    const char *stem, size_t len, uint64_t hash);

/* What struct names_near has of a name, if it is the one of its beginning. */
size_t
table_look_near(const struct index *index, const struct table *table,
    uint32_t name, uint32_t names_r[static INDEX_CANDIDATES_MAX]);

/* Would a look-up of its sounds find no other name? */
bool
table_sounds_alone(const struct index *index, const struct table *table,
    uint32_t name);

/* The names that a look-up of keys in the table would find, in its order, with
 * the same letters but for apart; at most INDEX_CANDIDATES_MAX of them. */
size_t
scan_keys(const struct index *index, const struct deletion_keys *keys,
    uint32_t letters, unsigned apart,
    uint32_t names_r[static INDEX_CANDIDATES_MAX]);

/* The names that many mean whose stems sound so. */
size_t
scan_sounds(const struct index *index, const char *text, size_t len,
    uint32_t names_r[static INDEX_CANDIDATES_MAX]);

/* How many letters one slip changes: a substitution two. */
#define LETTERS_APART 2

/* The letters that occur in only one of them, without the first few; both have
 * LETTERS_FIRST, or neither. */
static inline uint32_t
letters_beyond(uint32_t letters, uint32_t others, unsigned apart)
{
	uint32_t bits = letters ^ others;
#pragma GCC unroll 4
	for (unsigned i = 0; i < apart; i++)
		bits &= bits - 1; /* without its lowest */
	return bits;
}

/* The pattern, by digits of the hash that choose neither word nor bucket. */
static inline uint32_t
front_bits(const struct table *table, uint64_t hash)
{
	return table->patterns[(hash >> 18) % FRONT_PATTERNS];
}

/* May there be a posting with that key? */
static inline bool
front_has(const struct table *table, uint64_t hash)
{
	uint32_t bits = front_bits(table, hash);

	return (table->front[hash >> table->front_shift] & bits) == bits;
}

/* Which of the keys may be there, a bit each.  All are asked for before any is
 * followed: a branch for each could not be predicted. */
static inline uint64_t
keys_there(const struct table *table, const struct deletion_keys *keys)
{
	uint64_t there = 0;

	static_assert(INDEX_KEYS_MAX <= 64, "a bit for each key");
#pragma GCC unroll 8
	for (unsigned i = keys->count; i-- > 0;)
		there = there << 1 | front_has(table, keys->hash[i]);
	return there;
}

/* May there be a posting with the key of these sounds?  Equal sounds make equal
 * sets. */
static inline bool
sounds_have(const struct table *table, unsigned set)
{
	return (table->sounds[set / 64] >> set % 64 & 1) != 0;
}

/* Sets the key of the sounds of a stem, whose set is sounds; false when no name
 * has it, as far as that shows without looking it up. */
static inline bool
sounds_key(const struct index *index, const struct table *table,
    const char *text, size_t len, unsigned sounds, struct deletion_keys *keys_r)
{
	keys_r->count = 0;
	if (len <= INDEX_SOUNDS_MAX && !sounds_have(table, sounds))
		return false;
	deletion_keys_add_skeleton(&index->powers, text, len, keys_r);
	return keys_r->count > 0;
}

/* What stands above the name in the postings of a key. */
static inline uint32_t
tag_of(const struct table *table, uint64_t hash)
{
	return (uint32_t)((hash << table->bucket_bits) >>
			  (64 - 8 * table->name_bytes)) >>
	       table->name_bits << table->name_bits;
}

static inline void
bucket_prefetch(const struct table *table, uint64_t hash)
{
	size_t bucket = hash >> (64 - table->bucket_bits);

	if (table->lines != NULL)
		__builtin_prefetch(&table->lines[bucket / LINE_BUCKETS]);
	else
		__builtin_prefetch(&table->starts[bucket]);
}

/* The postings in a key's bucket: where they begin. */
static inline size_t
bucket_of(const struct table *table, uint64_t hash, size_t *count_r)
{
	size_t bucket = hash >> (64 - table->bucket_bits);

	if (table->lines == NULL) {
		const uint32_t *start = &table->starts[bucket];

		*count_r = start[1] - start[0];
		return start[0];
	}
	const struct starts_line *line = &table->lines[bucket / LINE_BUCKETS];
	size_t at = bucket % LINE_BUCKETS;
	size_t start = line->first + line->beyond[at];

	*count_r = (at + 1 < LINE_BUCKETS ? line->first + line->beyond[at + 1]
					  : line[1].first) -
	           start;
	return start;
}

/* A posting of many. */
static inline uint32_t
posted_among_many(const struct table *table, size_t at)
{
	const uint8_t *bytes = table->names + at * table->name_bytes;
	uint32_t name = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	                (uint32_t)bytes[2] << 16;

	return table->name_bytes == 3 ? name : name | (uint32_t)bytes[3] << 24;
}

static inline uint32_t
posted_name(const struct table *table, size_t at)
{
	return table->postings != NULL ? table->postings[at].name
	                               : posted_among_many(table, at);
}

/* Copies a few postings and takes the tag off, two at a time. */
static inline void
copy_few(struct posting *to, const struct posting *bucket, uint32_t tag)
{
	const struct posting off = {.name = tag};
	uint64_t few[BUCKET_FEW], bits;

	static_assert(sizeof(few) == BUCKET_FEW * sizeof(*to), "as many bytes");
	memcpy(&bits, &off, sizeof(bits));
	memcpy(few, bucket, sizeof(few));
	for (size_t i = 0; i < BUCKET_FEW; i++)
		few[i] ^= bits;
	memcpy(to, few, sizeof(few));
}

#endif
