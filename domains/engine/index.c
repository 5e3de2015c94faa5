/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: symmetric deletes over stems, in one table of hashed keys. */
#include "domains/engine/index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Letters that may be lost or changed; one in stems of up to SHORT_STEM. */
#define DELETES_MAX 2
#define SHORT_STEM 3

/* What one slip changes in the letters: a deletion one bit, a substitution
 * two. */
#define LETTERS_APART 2

/* Fewer consonants than this say nothing about the sound of a name. */
#define SKELETON_MIN 4
#define SKELETON_MAX 16

/* Letters that can be glued before a name and are still looked for; one is
 * found as an insertion. */
#define GLUED_MAX 6
/* More dots than this are not looked behind: a name has 126 at most, and each
 * costs a look. */
#define DOTS_MAX 4
/* A shorter stem at the end of a longer one is chance. */
#define GLUED_STEM_MIN 3

/* What is left of INDEX_PREFIX letters without up to two of them, of
 * INDEX_PREFIX_FAR letters without one, and the skeleton. */
#define KEYS_NEAR (1 + INDEX_PREFIX + INDEX_PREFIX * (INDEX_PREFIX - 1) / 2)
#define KEYS_FAR (1 + INDEX_PREFIX_FAR)
#define KEYS_MAX ((KEYS_NEAR > KEYS_FAR ? KEYS_NEAR : KEYS_FAR) + 1)

/* Odd numbers without structure; the golden ratio and two primes of xxHash. */
#define HASH_BASE 0x9e3779b185ebca87u
#define HASH_MIX 0xc2b2ae3d27d4eb4fu
#define HASH_SKELETON 0x165667b19e3779f9u
#define HASH_FAR 0x27d4eb2f165667c5u

/* Bits of the array in front for each key kept, two of them set, both in one
 * word (a blocked Bloom filter): one hash in fifty that is not there seems to
 * be.  Of many keys half: then the array is out of the caches anyway. */
#define FRONT_BITS_A_KEY 16
#define FRONT_BITS_A_KEY_MANY 8
#define KEYS_MANY 4000000

/* The first name of a stem, with the letters of the stem: so most stems that
 * are far are seen to be without touching them. */
struct posting {
	uint32_t name;
	uint32_t letters;
};

struct index {
	const struct typo_side *names;
	size_t count;
	size_t near_count; /* names that two letters are deleted from */
	uint32_t *next;    /* the next name of the same stem + 1, or 0 */
	uint64_t power[INDEX_PREFIX_FAR];
	uint64_t *front;
	unsigned front_shift;
	uint32_t *starts; /* where the postings of a bucket begin */
	unsigned bucket_shift;
	struct posting *postings; /* in the order of the names */
	size_t memory;
};

struct keys {
	uint64_t hash[KEYS_MAX];
	unsigned count;
};

/* ---- stems and their keys ----------------------------------------------- */

static size_t
stem_len(const struct typo_side *side)
{
	return side->suffix > 0 ? side->suffix - 1u : side->len;
}

/* One bit for each letter that occurs. */
static uint32_t
letters_of(const char *text, size_t len)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		letters |= (uint32_t)1
		    << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + c % 6);
	}
	return letters;
}

static unsigned
bits_in(uint32_t bits)
{
	bits -= bits >> 1 & 0x55555555u;
	bits = (bits & 0x33333333u) + (bits >> 2 & 0x33333333u);
	bits = (bits + (bits >> 4)) & 0x0f0f0f0fu;
	return bits * 0x01010101u >> 24;
}

/* The sums have their best bits on top, where buckets and words are chosen. */
static inline uint64_t
mix(uint64_t hash)
{
	return hash * HASH_MIX;
}

/* HASH_BASE to the power of 1, 2, ... */
static void
fill_powers(uint64_t power_r[static INDEX_PREFIX_FAR])
{
	power_r[0] = HASH_BASE;
	for (size_t i = 1; i < INDEX_PREFIX_FAR; i++)
		power_r[i] = power_r[i - 1] * HASH_BASE;
}

/* The sum of letter * BASE^place is the hash of a string.  sum[g][i] is that
 * of the first i letters when they stand g places further to the front, as
 * behind g deletions: so a part of any of them costs a subtraction.  Inlined,
 * for n and deletes are constants where it matters and the loops unroll. */
static inline __attribute__((always_inline)) void
keys_of_letters(const uint64_t *power, const char *text, size_t n,
    uint64_t seed, unsigned deletes, struct keys *keys_r)
{
	uint64_t sum[DELETES_MAX + 1][INDEX_PREFIX_FAR + 1];
	unsigned count = 0;

	for (unsigned g = 0; g <= deletes; g++) {
		sum[g][0] = seed;
#pragma GCC unroll 8
		for (size_t i = 0; i < n; i++) {
			uint64_t letter = (unsigned char)text[i];
			sum[g][i + 1] = sum[g][i] +
			    (i >= g ? letter * power[i - g] : 0);
		}
	}
	keys_r->hash[count++] = mix(sum[0][n]);
#pragma GCC unroll 8
	for (size_t i = 0; deletes > 0 && i < n; i++) {
		uint64_t head = sum[0][i] - sum[1][i + 1];
		keys_r->hash[count++] = mix(head + sum[1][n]);
#pragma GCC unroll 8
		for (size_t j = i + 1; deletes > 1 && j < n; j++)
			keys_r->hash[count++] = mix(
			    head + sum[1][j] + sum[2][n] - sum[2][j + 1]);
	}
	keys_r->count = count;
}

static void
keys_of(const struct index *index, const char *text, size_t len,
    size_t prefix, unsigned deletes, struct keys *keys_r)
{
	if (prefix == INDEX_PREFIX && len >= prefix && deletes == DELETES_MAX)
		keys_of_letters(index->power, text, INDEX_PREFIX, 0,
		    DELETES_MAX, keys_r);
	else
		keys_of_letters(index->power, text,
		    len < prefix ? len : prefix,
		    prefix == INDEX_PREFIX ? 0 : HASH_FAR, deletes, keys_r);
}

/* The sounds of a stem: its consonants, those that are confused as one, none
 * twice in a row.  Returns how many. */
static size_t
skeleton_of(const char *text, size_t len, char skeleton_r[SKELETON_MAX])
{
	static const char heard[256] = {
		['b'] = 'b', ['c'] = 'k', ['d'] = 'd', ['f'] = 'h',
		['g'] = 'g', ['h'] = 'h', ['j'] = 'j', ['k'] = 'k',
		['l'] = 'r', ['m'] = 'm', ['n'] = 'n', ['p'] = 'p',
		['q'] = 'k', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
		['v'] = 'b', ['x'] = 's', ['z'] = 's',
	};
	size_t n = 0;
	char last = 0;
	/* Each sound is written and kept by counting on, without a branch:
	 * none could be foretold. */
	for (size_t i = 0; i < len && n < SKELETON_MAX; i++) {
		char sound = heard[(unsigned char)text[i]];
		skeleton_r[n] = sound;
		n += (sound != 0) & (sound != last);
		last = sound != 0 ? sound : last;
	}
	return n;
}

/* Adds the key of the skeleton when the stem has one. */
static void
keys_add_skeleton(struct keys *keys, const char *text, size_t len)
{
	char skeleton[SKELETON_MAX];
	size_t n = skeleton_of(text, len, skeleton);
	uint64_t hash = HASH_SKELETON;

	if (n < SKELETON_MIN)
		return;
	for (size_t i = 0; i < n; i++)
		hash = (hash + (unsigned char)skeleton[i]) * HASH_BASE;
	keys->hash[keys->count++] = mix(hash);
}

static unsigned
deletes_for(size_t len)
{
	return len <= SHORT_STEM ? 1 : DELETES_MAX;
}

static void
keys_of_name(const struct index *index, size_t i, struct keys *keys_r)
{
	const char *text = index->names[i].text;
	size_t len = stem_len(&index->names[i]);
	if (i < index->near_count) {
		keys_of(index, text, len, INDEX_PREFIX, deletes_for(len),
		    keys_r);
		keys_add_skeleton(keys_r, text, len);
	} else {
		keys_of(index, text, len, INDEX_PREFIX_FAR, 1, keys_r);
	}
}

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

static void *
take(struct index *index, size_t count, size_t size)
{
	index->memory += count * size;
	return calloc(count, size);
}

/* Links the names of the same stem.  is_first_r[i]: name i is the first of
 * its stem. */
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
		uint64_t hash = HASH_BASE;
		for (size_t k = 0; k < len; k++)
			hash = (hash ^ (unsigned char)name->text[k]) * HASH_MIX;
		size_t at = mix(hash) & mask;
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

static size_t
count_keys(const struct index *index, const uint8_t *is_first)
{
	struct keys keys;
	size_t total = 0;
	for (size_t i = 0; i < index->count; i++) {
		if (!is_first[i])
			continue;
		keys_of_name(index, i, &keys);
		total += keys.count;
	}
	return total;
}

/* Bits of the hash that choose neither the word nor the bucket. */
static inline uint64_t
front_bits(uint64_t hash)
{
	return (uint64_t)1 << (hash >> 24 & 63) |
	    (uint64_t)1 << (hash >> 18 & 63);
}

static inline bool
front_has(const struct index *index, uint64_t hash)
{
	uint64_t bits = front_bits(hash);
	return (index->front[hash >> index->front_shift] & bits) == bits;
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
	struct keys keys;
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

	if (index == NULL || is_first == NULL || count >= UINT32_MAX / KEYS_MAX)
		goto fail;
	index->names = names;
	index->count = count;
	index->near_count = near_count;
	fill_powers(index->power);
	index->next = take(index, count + 1, sizeof(*index->next));
	if (index->next == NULL || link_stems(index, is_first) < 0)
		goto fail;

	size_t total = count_keys(index, is_first);
	unsigned log_buckets = log2_above(total);
	unsigned log_front = log2_above(total *
	    (total < KEYS_MANY ? FRONT_BITS_A_KEY : FRONT_BITS_A_KEY_MANY) /
	    64);
	size_t buckets = (size_t)1 << log_buckets;
	index->bucket_shift = 64 - log_buckets;
	index->front_shift = 64 - log_front;
	index->starts = take(index, buckets + 1, sizeof(*index->starts));
	index->postings = take(index, total + 1, sizeof(*index->postings));
	index->front = take(index, (size_t)1 << log_front,
	    sizeof(*index->front));
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

size_t
index_memory(const struct index *index)
{
	return index->memory + sizeof(*index);
}

/* ---- looking up --------------------------------------------------------- */

#define OFFERED_SLOTS (2 * INDEX_CANDIDATES_MAX)

struct looking {
	const struct index *index;
	index_each each;
	void *context;
	unsigned offered_count;
	uint32_t last; /* the name offered last: most keys lead to it again */
	uint32_t offered[OFFERED_SLOTS]; /* name + 1, hashed; cleared late */
};

/* Offers a stem once: all names that have it. */
static void
offer(struct looking *looking, uint32_t name)
{
	if (looking->offered_count == 0)
		memset(looking->offered, 0, sizeof(looking->offered));
	size_t at = name * 0x9e3779b1u % OFFERED_SLOTS;
	for (; looking->offered[at] != 0; at = (at + 1) % OFFERED_SLOTS)
		if (looking->offered[at] == name + 1)
			return;
	looking->offered[at] = name + 1;
	looking->last = name;
	looking->offered_count++;
	for (uint32_t i = name + 1; i != 0; i = looking->index->next[i - 1])
		looking->each(looking->context, i - 1);
}

/* Offers what stands in a key's bucket and has the same letters but for
 * apart; letters 0: in any case. */
static void
look_in_bucket(struct looking *looking, uint64_t hash, uint32_t letters,
    unsigned apart)
{
	const struct index *index = looking->index;
	uint64_t bucket = hash >> index->bucket_shift;
	uint32_t end = index->starts[bucket + 1];
	for (uint32_t p = index->starts[bucket]; p < end; p++) {
		const struct posting *posting = &index->postings[p];
		if (looking->offered_count == INDEX_CANDIDATES_MAX)
			return;
		if (posting->name == looking->last)
			continue;
		if (letters == 0 ||
		    bits_in(letters ^ posting->letters) <= apart)
			offer(looking, posting->name);
	}
}

/* Which of the keys may be there, one bit each.  All are asked before any is
 * followed: a branch for each could not be foretold. */
static inline uint64_t
keys_there(const struct index *index, const struct keys *keys)
{
	uint64_t there = 0;

	static_assert(KEYS_MAX <= 64, "a bit for each key");
	for (unsigned i = 0; i < keys->count; i++)
		there |= (uint64_t)front_has(index, keys->hash[i]) << i;
	return there;
}

static void
look_up(struct looking *looking, const struct keys *keys, uint32_t letters,
    unsigned apart)
{
	uint64_t there = keys_there(looking->index, keys);
	for (; there != 0; there &= there - 1)
		look_in_bucket(looking, keys->hash[__builtin_ctzll(there)],
		    letters, apart);
}

static void
look_near(struct looking *looking, const char *text, size_t len)
{
	struct keys keys;
	if (len == 0)
		return;
	uint32_t letters = letters_of(text, len);
	keys_of(looking->index, text, len, INDEX_PREFIX, deletes_for(len),
	    &keys);
	look_up(looking, &keys, letters, LETTERS_APART * DELETES_MAX);
	if (looking->index->near_count < looking->index->count) {
		keys_of(looking->index, text, len, INDEX_PREFIX_FAR, 1, &keys);
		look_up(looking, &keys, letters, LETTERS_APART);
	}
	keys.count = 0;
	keys_add_skeleton(&keys, text, len);
	look_up(looking, &keys, 0, 0);
}

/* The stem exactly. */
static void
look_same(struct looking *looking, const char *text, size_t len)
{
	struct keys keys;
	keys_of(looking->index, text, len, INDEX_PREFIX, 0, &keys);
	if (front_has(looking->index, keys.hash[0]))
		look_in_bucket(looking, keys.hash[0], letters_of(text, len),
		    LETTERS_APART * DELETES_MAX);
}

/* Letters of a suffix that lost its dot: gmailcom, docomone.jp, ezweb-ne.jp.
 * Returns how many, the hyphen included. */
static size_t
joined_suffix(const char *text, size_t len)
{
	static const struct {
		char text[7];
		uint8_t len;
	} joined[] = {
		{"comcom", 6}, {"cojp", 4}, {"nejp", 4}, {"orjp", 4},
		{"acjp", 4}, {"couk", 4}, {"combr", 5}, {"com", 3},
		{"net", 3}, {"org", 3}, {"edu", 3}, {"gov", 3}, {"co", 2},
		{"ne", 2}, {"or", 2}, {"ac", 2}, {"go", 2}, {"jp", 2},
		{"ru", 2}, {"de", 2}, {"fr", 2}, {"uk", 2}, {"br", 2},
		{"in", 2}, {"it", 2},
	};
	if (len < 4)
		return 0;
	char last = text[len - 1], before = text[len - 2];
	for (size_t i = 0; i < sizeof(joined) / sizeof(*joined); i++) {
		size_t n = joined[i].len;
		if (joined[i].text[n - 1] == last &&
		    joined[i].text[n - 2] == before && len > n + 1 &&
		    memcmp(text + len - n, joined[i].text, n) == 0)
			return n + (text[len - n - 1] == '-');
	}
	return 0;
}

/* The stem without what may be glued to it. */
static void
look_glued(struct looking *looking, const char *text, size_t len)
{
	size_t cut = joined_suffix(text, len);
	size_t digits = 0;

	if (cut > 0)
		look_near(looking, text, len - cut);
	while (digits < len && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	if (digits > 0)
		look_near(looking, text + digits, len - digits);
	for (size_t i = 2; i <= GLUED_MAX && i + GLUED_STEM_MIN <= len; i++)
		look_same(looking, text + i, len - i);
}

/* Names of more labels than a stem and a suffix, and those under a top-level
 * domain that does not exist: each beginning that ends at a dot, and what
 * stands before the suffix. */
static void
look_labels(struct looking *looking, const struct typo_side *seen)
{
	size_t stem = stem_len(seen);
	const char *text = seen->text;

	for (size_t i = 0, dots = 0; i < stem && dots < DOTS_MAX; i++)
		if (text[i] == '.') {
			look_near(looking, text, i);
			look_near(looking, text + i + 1, stem - i - 1);
			dots++;
		}
	size_t cut = joined_suffix(text, seen->len);
	if (cut > 0 && seen->len - cut > stem)
		look_near(looking, text, seen->len - cut);
}

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context)
{
	struct looking looking;
	size_t stem = stem_len(seen);

	if (index->count == 0)
		return;
	looking.index = index;
	looking.each = each;
	looking.context = context;
	looking.offered_count = 0;
	looking.last = UINT32_MAX;
	look_near(&looking, seen->text, stem);
	look_glued(&looking, seen->text, stem);
	look_labels(&looking, seen);
}

/* The first name of the stem + 1, or 0. */
static uint32_t
find_stem(const struct index *index, const char *stem, size_t len,
    size_t prefix)
{
	struct keys keys;

	keys_of(index, stem, len, prefix, 0, &keys);
	if (!front_has(index, keys.hash[0]))
		return 0;
	uint64_t bucket = keys.hash[0] >> index->bucket_shift;
	for (uint32_t p = index->starts[bucket];
	     p < index->starts[bucket + 1]; p++) {
		uint32_t first = index->postings[p].name;
		const struct typo_side *name = &index->names[first];
		if (stem_len(name) == len && memcmp(name->text, stem, len) == 0)
			return first + 1;
	}
	return 0;
}

size_t
index_same(const struct index *index, const char *stem, size_t len)
{
	size_t same = 0;

	if (index->count == 0 || len == 0)
		return 0;
	uint32_t i = find_stem(index, stem, len, INDEX_PREFIX);
	if (i == 0 && index->near_count < index->count)
		i = find_stem(index, stem, len, INDEX_PREFIX_FAR);
	for (; i != 0; i = index->next[i - 1])
		same++;
	return same;
}
