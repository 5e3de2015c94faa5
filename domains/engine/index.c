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
#define LETTERS_ANY 32

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
#define HASH_FAR (0x27d4eb2f165667c5u * HASH_MIX)

/* Bits of the array in front for each key kept, two of them set, both in one
 * word (a blocked Bloom filter): one hash in fifty that is not there seems to
 * be.  Of many keys half: then the array is out of the caches anyway. */
#define FRONT_BITS_A_KEY 16
#define FRONT_BITS_A_KEY_MANY 8
#define KEYS_MANY 4000000

/* No more stand in most buckets. */
#define BUCKET_FEW 4

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
	uint64_t power[DELETES_MAX + INDEX_PREFIX_FAR];
	uint64_t unpower[GLUED_MAX + 1];
	uint32_t joined_ends[26]; /* of the last letter, those before it */
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

/* One bit for each letter that occurs; digits and hyphen share some.  The dot
 * does not count (nor the 4, which shares its bit): where one got lost a part
 * of the suffix has joined the stem, with other letters enough. */
static uint32_t
letters_of(const char *text, size_t len)
{
	static const uint8_t bit_of[128] = {
		['-'] = 29, ['.'] = 30, ['0'] = 26, ['1'] = 27, ['2'] = 28,
		['3'] = 29, ['4'] = 30, ['5'] = 31, ['6'] = 26, ['7'] = 27,
		['8'] = 28, ['9'] = 29, ['a'] = 0, ['b'] = 1, ['c'] = 2,
		['d'] = 3, ['e'] = 4, ['f'] = 5, ['g'] = 6, ['h'] = 7,
		['i'] = 8, ['j'] = 9, ['k'] = 10, ['l'] = 11, ['m'] = 12,
		['n'] = 13, ['o'] = 14, ['p'] = 15, ['q'] = 16, ['r'] = 17,
		['s'] = 18, ['t'] = 19, ['u'] = 20, ['v'] = 21, ['w'] = 22,
		['x'] = 23, ['y'] = 24, ['z'] = 25,
	};
	uint32_t letters = 0;
	for (size_t i = 0; i < len; i++)
		letters |= (uint32_t)1 << bit_of[text[i] & 127];
	return letters & ~((uint32_t)1 << 30);
}

/* The letters that occur in one of them only, but for the first few. */
static inline uint32_t
letters_beyond(uint32_t letters, uint32_t others, unsigned apart)
{
	uint32_t bits = letters ^ others;
#pragma GCC unroll 4
	for (unsigned i = 0; i < apart; i++)
		bits &= bits - 1; /* without its lowest */
	return bits;
}

/* HASH_BASE to the power of 1, 2, ..., times HASH_MIX: the sums have their best
 * bits on top, where buckets and words are chosen.  And to that of 0, -1, ...:
 * an odd number has an inverse modulo 2^64, which Newton's method finds. */
static void
fill_powers(struct index *index)
{
	uint64_t inverse = HASH_BASE; /* right in three bits */

	for (unsigned bits = 3; bits < 64; bits *= 2)
		inverse *= 2 - HASH_BASE * inverse;
	/* In front stand zeros: a letter that is deleted adds nothing. */
	index->power[DELETES_MAX] = HASH_BASE * HASH_MIX;
	for (size_t i = 1; i < INDEX_PREFIX_FAR; i++)
		index->power[DELETES_MAX + i] =
		    index->power[DELETES_MAX + i - 1] * HASH_BASE;
	index->unpower[0] = 1;
	for (size_t i = 1; i <= GLUED_MAX; i++)
		index->unpower[i] = index->unpower[i - 1] * inverse;
}

/* The sum of letter * BASE^place is the hash of a string.  of[g][i] is that of
 * the first i letters when they stand g places further to the front, as behind
 * g deletions: so a part of any of them costs a subtraction. */
struct sums {
	uint64_t of[DELETES_MAX + 1][INDEX_PREFIX_FAR + 1];
};

static void
take_sums(const struct index *index, const char *text, size_t len,
    struct sums *sums_r)
{
	const uint64_t *power = index->power + DELETES_MAX;
	size_t n = len < INDEX_PREFIX_FAR ? len : INDEX_PREFIX_FAR;
	uint64_t none = 0, one = 0, two = 0;

	sums_r->of[0][0] = sums_r->of[1][0] = sums_r->of[2][0] = 0;
	for (size_t i = 0; i < n; i++, power++) {
		uint64_t letter = (unsigned char)text[i];
		sums_r->of[0][i + 1] = none += letter * power[0];
		sums_r->of[1][i + 1] = one += letter * power[-1];
		sums_r->of[2][i + 1] = two += letter * power[-2];
	}
}

/* The hashes of the first n letters without up to so many.  What two deletions
 * leave is what the first leaves and what the second leaves.  Inlined, for n
 * and deletes are constants where it matters and the loops unroll. */
static inline __attribute__((always_inline)) void
keys_of_sums(const struct sums *sums, size_t n, uint64_t seed, unsigned deletes,
    struct keys *keys_r)
{
	const uint64_t *none = sums->of[0];
	const uint64_t *one = sums->of[1], *two = sums->of[2];
	uint64_t behind[INDEX_PREFIX_FAR]; /* the second, at j, leaves */
	unsigned count = 0;

	keys_r->hash[count++] = none[n] + seed;
	for (size_t j = 1; deletes > 1 && j < n; j++)
		behind[j] = one[j] + two[n] - two[j + 1] + seed;
#pragma GCC unroll 8
	for (size_t i = 0; deletes > 0 && i < n; i++) {
		uint64_t head = none[i] - one[i + 1];
		keys_r->hash[count++] = head + one[n] + seed;
#pragma GCC unroll 8
		for (size_t j = i + 1; deletes > 1 && j < n; j++)
			keys_r->hash[count++] = head + behind[j];
	}
	keys_r->count = count;
}

static void
keys_near(const struct sums *sums, size_t len, struct keys *keys_r)
{
	if (len >= INDEX_PREFIX)
		keys_of_sums(sums, INDEX_PREFIX, 0, DELETES_MAX, keys_r);
	else if (len > SHORT_STEM)
		keys_of_sums(sums, len, 0, DELETES_MAX, keys_r);
	else
		keys_of_sums(sums, len, 0, 1, keys_r);
}

static void
keys_far(const struct sums *sums, size_t len, struct keys *keys_r)
{
	if (len >= INDEX_PREFIX_FAR)
		keys_of_sums(sums, INDEX_PREFIX_FAR, HASH_FAR, 1, keys_r);
	else
		keys_of_sums(sums, len, HASH_FAR, 1, keys_r);
}

/* Adds the key of the sounds of a stem when it has enough: its consonants,
 * those that are confused as one, none twice in a row. */
static void
keys_add_skeleton(struct keys *keys, const char *text, size_t len)
{
	static const char heard[128] = {
		['b'] = 'b', ['c'] = 'k', ['d'] = 'd', ['f'] = 'h',
		['g'] = 'g', ['h'] = 'h', ['j'] = 'j', ['k'] = 'k',
		['l'] = 'r', ['m'] = 'm', ['n'] = 'n', ['p'] = 'p',
		['q'] = 'k', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
		['v'] = 'b', ['x'] = 's', ['z'] = 's',
	};
	uint64_t hash = HASH_SKELETON;
	unsigned n = 0, last = 0;

	/* Without a branch on what is heard: none could be foretold. */
	for (size_t i = 0; i < len && n < SKELETON_MAX; i++) {
		unsigned sound = (unsigned char)heard[text[i] & 127];
		unsigned anew = (sound != 0) & (sound != last);
		uint64_t longer = (hash + sound) * HASH_BASE;
		hash ^= (hash ^ longer) & (0 - (uint64_t)anew);
		n += anew;
		last ^= (last ^ sound) & (0 - (unsigned)(sound != 0));
	}
	if (n >= SKELETON_MIN)
		keys->hash[keys->count++] = hash * HASH_MIX;
}

static void
keys_of_name(const struct index *index, size_t i, struct keys *keys_r)
{
	const char *text = index->names[i].text;
	size_t len = stem_len(&index->names[i]);
	struct sums sums;

	take_sums(index, text, len, &sums);
	if (i < index->near_count) {
		keys_near(&sums, len, keys_r);
		keys_add_skeleton(keys_r, text, len);
	} else {
		keys_far(&sums, len, keys_r);
	}
}

/* ---- suffixes that lost their dot --------------------------------------- */

/* The longer ones first. */
static const struct {
	char text[7];
	uint8_t len;
} joined[] = {
	{"comcom", 6}, {"cojp", 4}, {"nejp", 4}, {"orjp", 4}, {"acjp", 4},
	{"couk", 4}, {"combr", 5}, {"com", 3}, {"net", 3}, {"org", 3},
	{"edu", 3}, {"gov", 3}, {"co", 2}, {"ne", 2}, {"or", 2}, {"ac", 2},
	{"go", 2}, {"jp", 2}, {"ru", 2}, {"de", 2}, {"fr", 2}, {"uk", 2},
	{"br", 2}, {"in", 2}, {"it", 2},
};

/* Which letters stand before the last in any of them: most names are seen to
 * end in none. */
static void
fill_joined_ends(struct index *index)
{
	for (size_t i = 0; i < sizeof(joined) / sizeof(*joined); i++) {
		const char *end = joined[i].text + joined[i].len;
		index->joined_ends[end[-1] - 'a'] |= (uint32_t)1
		    << (end[-2] - 'a');
	}
}

static bool
ends_as_joined(const struct index *index, char before, char last)
{
	return last >= 'a' && last <= 'z' && before >= 'a' && before <= 'z' &&
	    (index->joined_ends[last - 'a'] >> (before - 'a') & 1) != 0;
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
		size_t at = (hash * HASH_MIX) & mask;
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
	uint64_t word = index->front[hash >> index->front_shift];
	return (word >> (hash >> 24 & 63) & word >> (hash >> 18 & 63) & 1) != 0;
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
	fill_powers(index);
	fill_joined_ends(index);
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
	index->postings = take(index, total + BUCKET_FEW,
	    sizeof(*index->postings));
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
	uint64_t taken[OFFERED_SLOTS / 64]; /* a bit for each slot */
	uint32_t offered[OFFERED_SLOTS];    /* the names, hashed */
};

/* Offers a stem once: all names that have it. */
static void
offer(struct looking *looking, uint32_t name)
{
	size_t at = name * 0x9e3779b1u % OFFERED_SLOTS;
	for (; looking->taken[at / 64] >> at % 64 & 1;
	     at = (at + 1) % OFFERED_SLOTS)
		if (looking->offered[at] == name)
			return;
	looking->taken[at / 64] |= (uint64_t)1 << at % 64;
	looking->offered[at] = name;
	looking->offered_count++;
	looking->last = name;
	for (uint32_t i = name + 1; i != 0; i = looking->index->next[i - 1])
		looking->each(looking->context, i - 1);
}

/* Offers what has the same letters but for apart. */
static inline __attribute__((always_inline)) void
look_at(struct looking *looking, const struct posting *posting, size_t count,
    uint32_t letters, unsigned apart)
{
	for (const struct posting *end = posting + count; posting < end;
	     posting++) {
		/* Most are the last one or unlike: one branch, for neither of
		 * two could be foretold. */
		uint32_t against = posting->name == looking->last;
		if (apart != LETTERS_ANY)
			against |=
			    letters_beyond(letters, posting->letters, apart);
		if (against != 0)
			continue;
		if (looking->offered_count == INDEX_CANDIDATES_MAX)
			return;
		offer(looking, posting->name);
	}
}

/* What stands in a key's bucket. */
static inline const struct posting *
bucket_of(const struct index *index, uint64_t hash, size_t *count_r)
{
	const uint32_t *start = &index->starts[hash >> index->bucket_shift];

	*count_r = start[1] - start[0];
	return &index->postings[start[0]];
}

/* Which of the keys may be there, one bit each.  All are asked before any is
 * followed: a branch for each could not be foretold. */
static inline uint64_t
keys_there(const struct index *index, const struct keys *keys)
{
	uint64_t there = 0;

	static_assert(KEYS_MAX <= 64, "a bit for each key");
	for (unsigned i = keys->count; i-- > 0;)
		there = there << 1 | front_has(index, keys->hash[i]);
	return there;
}

/* The few postings of most buckets are put in a row by a copy that is always as
 * long: how many there are could not be foretold either. */
static inline __attribute__((always_inline)) void
look_up(struct looking *looking, const struct keys *keys, uint32_t letters,
    unsigned apart)
{
	const struct index *index = looking->index;
	struct posting row[(KEYS_MAX + 1) * BUCKET_FEW];
	size_t count = 0, more;
	uint64_t there = keys_there(index, keys);

	for (; there != 0; there &= there - 1) {
		const struct posting *bucket = bucket_of(index,
		    keys->hash[__builtin_ctzll(there)], &more);
		if (more > BUCKET_FEW) {
			look_at(looking, row, count, letters, apart);
			look_at(looking, bucket, more, letters, apart);
			count = more = 0;
		} else {
			memcpy(row + count, bucket, BUCKET_FEW * sizeof(*row));
		}
		count += more;
	}
	look_at(looking, row, count, letters, apart);
}

static void
look_near_sums(struct looking *looking, const char *text, size_t len,
    const struct sums *sums)
{
	struct keys keys;
	uint32_t letters = letters_of(text, len);

	keys_near(sums, len, &keys);
	look_up(looking, &keys, letters, LETTERS_APART * DELETES_MAX);
	if (looking->index->near_count < looking->index->count) {
		keys_far(sums, len, &keys);
		look_up(looking, &keys, letters, LETTERS_APART);
	}
	keys.count = 0;
	keys_add_skeleton(&keys, text, len);
	look_up(looking, &keys, 0, LETTERS_ANY);
}

static void
look_near(struct looking *looking, const char *text, size_t len)
{
	struct sums sums;

	take_sums(looking->index, text, len, &sums);
	if (len > 0)
		look_near_sums(looking, text, len, &sums);
}

/* The stems that are exactly what stands behind a few letters.  What is hashed
 * for each is the same sum but for a power of the base. */
static void
look_behind(struct looking *looking, const char *text, size_t len,
    const struct sums *sums)
{
	const struct index *index = looking->index;
	const uint64_t *sum = sums->of[0];
	size_t n = len < INDEX_PREFIX_FAR ? len : INDEX_PREFIX_FAR;

	static_assert(GLUED_MAX + INDEX_PREFIX <= INDEX_PREFIX_FAR,
	    "all letters of each are summed up");
	for (size_t i = 2; i <= GLUED_MAX && i + GLUED_STEM_MIN <= len; i++) {
		size_t end = i + INDEX_PREFIX < n ? i + INDEX_PREFIX : n;
		uint64_t hash = (sum[end] - sum[i]) * index->unpower[i];
		if (!front_has(index, hash))
			continue;
		size_t count;
		const struct posting *bucket = bucket_of(index, hash, &count);
		look_at(looking, bucket, count, letters_of(text + i, len - i),
		    LETTERS_APART * DELETES_MAX);
	}
}

/* Returns how many letters of a suffix that lost its dot stand at the end, the
 * hyphen included: gmailcom, docomone.jp, ezweb-ne.jp. */
static size_t
joined_suffix(const struct index *index, const char *text, size_t len)
{
	if (len < 4 || !ends_as_joined(index, text[len - 2], text[len - 1]))
		return 0;
	for (size_t i = 0; i < sizeof(joined) / sizeof(*joined); i++) {
		size_t n = joined[i].len;
		const char *end = joined[i].text + n;
		if (end[-1] == text[len - 1] && end[-2] == text[len - 2] &&
		    len > n + 1 &&
		    memcmp(text + len - n, joined[i].text, n) == 0)
			return n + (text[len - n - 1] == '-');
	}
	return 0;
}

/* The stem without what may be glued to it. */
static void
look_glued(struct looking *looking, const char *text, size_t len,
    const struct sums *sums)
{
	size_t cut = joined_suffix(looking->index, text, len);
	size_t digits = 0;

	if (cut > 0)
		look_near(looking, text, len - cut);
	while (digits < len && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	if (digits > 0)
		look_near(looking, text + digits, len - digits);
	look_behind(looking, text, len, sums);
}

/* Names of more labels than a stem and a suffix, and those under a top-level
 * domain that does not exist: each beginning that ends at a dot, what stands
 * before the last label (im.it is a suffix; t.im.it has a dot too much), and
 * what before a suffix that the last label ends in (gmail.foocom). */
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
	if (seen->plain || seen->len == stem)
		return;
	const char *dot = memrchr(text, '.', seen->len);
	size_t top = (size_t)(dot - text);
	size_t cut = joined_suffix(looking->index, text, seen->len);
	if (top > stem)
		look_near(looking, text, top);
	if (cut > 0 && seen->len - cut > top + 1)
		look_near(looking, text, seen->len - cut);
}

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context)
{
	struct looking looking;
	struct sums sums;
	size_t stem = stem_len(seen);

	if (index->count == 0)
		return;
	looking.index = index;
	looking.each = each;
	looking.context = context;
	looking.offered_count = 0;
	looking.last = UINT32_MAX;
	memset(looking.taken, 0, sizeof(looking.taken));
	take_sums(index, seen->text, stem, &sums);
	if (stem > 0)
		look_near_sums(&looking, seen->text, stem, &sums);
	look_glued(&looking, seen->text, stem, &sums);
	look_labels(&looking, seen);
}

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
	take_sums(index, stem, len, &sums);
	uint32_t i = find_stem(index, stem, len, sums.of[0][near]);
	if (i == 0 && index->near_count < index->count)
		i = find_stem(index, stem, len, sums.of[0][far] + HASH_FAR);
	for (; i != 0; i = index->next[i - 1])
		same++;
	return same;
}
