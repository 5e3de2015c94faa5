/* SPDX-License-Identifier: BSD-2-Clause */
/* Index: looks up what is near a name, in the table that index.c builds. */
#include <assert.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/index/joined.h"
#include "domains/engine/index/long_stem.h"
#include "domains/engine/index/table.h"

#define LETTERS_ANY 32

/* Dots after which a stem may begin: a name has at most 126, and each costs a
 * look-up. */
#define DOTS_MAX 4
/* A shorter stem at the end of a longer one is chance. */
#define GLUED_STEM_MIN 3

/* ---- postings ----------------------------------------------------------- */

#define OFFERED_SLOTS (2 * INDEX_CANDIDATES_MAX)

struct looking {
	const struct index *index;
	const struct table *table; /* NULL: all names are gone through */
	uint32_t name_mask;        /* of a posting */
	index_each each;
	void *context;
	struct long_stem stem;
	unsigned offered_count;
	uint32_t last; /* the name offered last, to which most keys lead */
	uint64_t taken[OFFERED_SLOTS / 64]; /* a bit for each slot */
	uint32_t offered[OFFERED_SLOTS];    /* the names, hashed */
};

/* Offers the names of a stem, once. */
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
		if (long_stem_may_be(looking->index, &looking->stem,
			&looking->index->names[i - 1]) &&
		    !looking->each(looking->context, i - 1))
			break;
}

/* Offers the names of postings that have the tag, and the same letters but for
 * apart of them. */
static inline __attribute__((always_inline)) void
look_at(struct looking *looking, const struct posting *posting, size_t count,
    uint32_t tag, uint32_t letters, unsigned apart)
{
	for (const struct posting *end = posting + count; posting < end;
	     posting++) {
		uint32_t name = posting->name ^ tag;
		/* Most are the last one or unlike: one branch, for of several
		 * branches none could be predicted. */
		uint32_t against = name == looking->last;
		if (apart != LETTERS_ANY)
			against |=
			    letters_beyond(letters, posting->letters, apart);
		if (against != 0 || name > looking->name_mask)
			continue;
		if (looking->offered_count == INDEX_CANDIDATES_MAX)
			return;
		offer(looking, name);
	}
}

static void
offer_all(struct looking *looking, const uint32_t *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] != looking->last &&
		    looking->offered_count < INDEX_CANDIDATES_MAX)
			offer(looking, names[i]);
}

static __attribute__((noinline)) void
offer_scanned(struct looking *looking, const struct deletion_keys *keys,
    uint32_t letters, unsigned apart)
{
	uint32_t names[INDEX_CANDIDATES_MAX];

	offer_all(looking, names,
	    scan_keys(looking->index, keys, letters, apart, names));
}

static __attribute__((noinline)) void
offer_sounding(struct looking *looking, const char *text, size_t len)
{
	uint32_t names[INDEX_CANDIDATES_MAX];

	offer_all(looking, names,
	    scan_sounds(looking->index, text, len, names));
}

/* Postings on the way to look_at(). */
#define ROW_SIZE ((INDEX_KEYS_MAX + 1) * BUCKET_FEW)

/* Names whose letters are on their way from memory. */
#define ASKED_MAX 64

static void
look_at_asked(struct looking *looking, const uint32_t *names, size_t count,
    uint32_t letters, unsigned apart)
{
	const uint32_t *letters_of_names = looking->index->letters;

	for (size_t i = 0; i < count; i++) {
		if (names[i] == looking->last ||
		    (apart != LETTERS_ANY &&
			letters_beyond(letters, letters_of_names[names[i]],
			    apart) != 0))
			continue;
		if (looking->offered_count == INDEX_CANDIDATES_MAX)
			return;
		offer(looking, names[i]);
	}
}

/* Of many keys: what each step needs is asked for at once for all keys that may
 * be there, and the letters for the few names that have one of the keys. */
static __attribute__((noinline)) void
look_up_many(struct looking *looking, const struct deletion_keys *keys,
    uint32_t letters, unsigned apart)
{
	const struct table *table = looking->table;
	uint64_t found[INDEX_KEYS_MAX];
	size_t begins[INDEX_KEYS_MAX], counts[INDEX_KEYS_MAX], many = 0;
	uint32_t asked[ASKED_MAX];
	size_t count = 0;

	for (uint64_t there = keys_there(table, keys); there != 0;
	     there &= there - 1) {
		uint64_t hash = keys->hash[__builtin_ctzll(there)];

		found[many++] = hash;
		bucket_prefetch(table, hash);
	}
	for (size_t i = 0; i < many; i++) {
		begins[i] = bucket_of(table, found[i], &counts[i]);
		__builtin_prefetch(
		    table->names + begins[i] * table->name_bytes);
	}
	for (size_t i = 0; i < many; i++) {
		uint32_t tag = tag_of(table, found[i]);

		for (size_t k = 0; k < counts[i]; k++) {
			uint32_t name =
			    posted_among_many(table, begins[i] + k) ^ tag;

			if (name > looking->name_mask)
				continue;
			if (count == ASKED_MAX) {
				look_at_asked(looking, asked, count, letters,
				    apart);
				count = 0;
			}
			asked[count++] = name;
			__builtin_prefetch(&looking->index->letters[name]);
		}
	}
	look_at_asked(looking, asked, count, letters, apart);
}

/* The few postings of most buckets go into one row, for their number could not
 * be predicted either. */
static inline __attribute__((always_inline)) void
look_up(struct looking *looking, const struct deletion_keys *keys,
    uint32_t letters, unsigned apart)
{
	const struct table *table = looking->table;
	struct posting row[ROW_SIZE];
	size_t count = 0, more;

	if (table == NULL) {
		offer_scanned(looking, keys, letters, apart);
		return;
	}
	if (table->postings == NULL) {
		look_up_many(looking, keys, letters, apart);
		return;
	}
	for (uint64_t there = keys_there(table, keys); there != 0;
	     there &= there - 1) {
		uint64_t hash = keys->hash[__builtin_ctzll(there)];
		const struct posting *bucket =
		    table->postings + bucket_of(table, hash, &more);
		uint32_t tag = tag_of(table, hash);

		if (more > BUCKET_FEW) {
			look_at(looking, row, count, 0, letters, apart);
			look_at(looking, bucket, more, tag, letters, apart);
			count = more = 0;
		} else {
			copy_few(row + count, bucket, tag);
		}
		count += more;
	}
	look_at(looking, row, count, 0, letters, apart);
}

/* sounds: the set of those that text has, if all of them count. */
static void
look_for_sounds(struct looking *looking, const char *text, size_t len,
    unsigned sounds)
{
	struct deletion_keys keys;

	if (looking->table == NULL) {
		offer_sounding(looking, text, len);
		return;
	}
	if (sounds_key(looking->index, looking->table, text, len, sounds,
		&keys))
		look_up(looking, &keys, 0, LETTERS_ANY);
}

/* ---- stems of a name ---------------------------------------------------- */

/* Looks among what is known to share keys with a stem that begins as one of the
 * index does.  Returns the name + 1 that it begins as, or 0 when nothing is
 * known. */
static __attribute__((noinline)) uint32_t
look_at_known(struct looking *looking, const char *text, size_t len,
    uint64_t hash, uint32_t letters)
{
	const struct names_near *near = &looking->table->near;
	uint32_t name, begin;

	if (near->begins == NULL)
		return 0;
	name = table_find_beginning(looking->index, looking->table, text, len,
	    hash);
	if (name == 0)
		return 0;
	begin = near->begins[name - 1];
	look_at_asked(looking, near->names + begin, near->begins[name] - begin,
	    letters, LETTERS_APART * INDEX_DELETES_MAX);
	return near->begins[name] > begin ? name : 0;
}

/* Is the stem that of a name that no other one sounds like? */
static bool
sounds_alone(const struct looking *looking, uint32_t name, const char *text,
    size_t len)
{
	const struct typo_side *side = &looking->index->names[name];

	return (looking->table->near.alone[name / 64] >> name % 64 & 1) != 0 &&
	       typo_stem_len(side) == len && memcmp(side->text, text, len) == 0;
}

static void
look_near_sums(struct looking *looking, const char *text, size_t len,
    struct sums *sums)
{
	const struct index *index = looking->index;
	struct deletion_keys keys;
	uint64_t hash = stem_key(sums, len), marks = letters_of(text, len);
	uint32_t letters = (uint32_t)marks | LETTERS_FIRST, known = 0;
	bool far = index->near_count < index->count;

	if (looking->table != NULL && front_has(looking->table, hash))
		known = look_at_known(looking, text, len, hash, letters);
	if (known == 0 || far)
		sums_take_deletions(&index->powers, sums);
	if (known == 0) {
		deletion_keys_near(sums, len, &keys);
		look_up(looking, &keys, letters,
		    LETTERS_APART * INDEX_DELETES_MAX);
	}
	if (far) {
		deletion_keys_far(sums, len, &keys);
		look_up(looking, &keys, letters, LETTERS_APART);
	}
	if (known == 0 || !sounds_alone(looking, known - 1, text, len))
		look_for_sounds(looking, text, len, sounds_of(marks));
}

static void
look_near(struct looking *looking, const char *text, size_t len)
{
	struct sums sums;

	sums_take(&looking->index->powers, text, len, &sums);
	if (len > 0)
		look_near_sums(looking, text, len, &sums);
}

/* Apart from look_after(), which seldom finds any: this needs room. */
static __attribute__((noinline)) void
look_at_key(struct looking *looking, uint64_t hash, uint32_t letters)
{
	struct deletion_keys key;

	key.hash[0] = hash;
	key.count = 1;
	look_up(looking, &key, letters, LETTERS_APART * INDEX_DELETES_MAX);
}

/* Offers the stems that stand exactly after a few letters.  Their hashes are
 * the same sum but for a power of the base. */
static void
look_after(struct looking *looking, const char *text, size_t len,
    const struct sums *sums)
{
	const struct index *index = looking->index;
	const uint64_t *sum = sums->of[0];
	size_t n = len < INDEX_PREFIX_FAR ? len : INDEX_PREFIX_FAR;

	static_assert(INDEX_GLUED_MAX + INDEX_PREFIX <= INDEX_PREFIX_FAR,
	    "all letters of each are summed up");
	for (size_t i = 2; i <= INDEX_GLUED_MAX && i + GLUED_STEM_MIN <= len;
	     i++) {
		size_t end = i + INDEX_PREFIX < n ? i + INDEX_PREFIX : n;
		uint64_t hash = (sum[end] - sum[i]) * index->powers.unpower[i];

		if (looking->table == NULL || front_has(looking->table, hash))
			look_at_key(looking, hash,
			    (uint32_t)letters_of(text + i, len - i) |
				LETTERS_FIRST);
	}
}

/* Looks for the stem without what may be glued to it. */
static void
look_glued(struct looking *looking, const char *text, size_t len,
    const struct sums *sums)
{
	size_t cut = joined_suffix_len(looking->index, text, len);
	size_t digits = 0;

	if (cut > 0)
		look_near(looking, text, len - cut);
	while (digits < len && ascii_is_digit(text[digits]))
		digits++;
	if (digits > 0)
		look_near(looking, text + digits, len - digits);
	look_after(looking, text, len, sums);
}

/* Looks for parts of names with more labels than a stem and a suffix, and of
 * names under a top level that does not exist: each beginning that ends at a
 * dot, the part before the last label (im.it is a suffix; t.im.it has a dot too
 * much), and the part before a suffix that ends the last label
 * (gmail.foocom). */
static void
look_labels(struct looking *looking, const struct typo_side *seen)
{
	size_t stem = typo_stem_len(seen);
	const char *text = seen->text;

	const char *dot = memchr(text, '.', stem);

	for (unsigned dots = 0; dot != NULL && dots < DOTS_MAX; dots++) {
		size_t i = (size_t)(dot - text);

		look_near(looking, text, i);
		look_near(looking, dot + 1, stem - i - 1);
		dot = memchr(dot + 1, '.', stem - i - 1);
	}
	if (seen->plain || seen->len == stem)
		return;
	dot = memrchr(text, '.', seen->len);
	size_t top = (size_t)(dot - text);
	size_t cut = joined_suffix_len(looking->index, text, seen->len);
	if (top > stem)
		look_near(looking, text, top);
	if (cut > 0 && seen->len - cut > top + 1)
		look_near(looking, text, seen->len - cut);
}

/* Offers the stems that the whole name is without its only dot, one too much in
 * a name that lost its suffix (hot.mail). */
static void
look_without_dot(struct looking *looking, const struct typo_side *seen,
    size_t stem, const struct sums *sums)
{
	if (seen->plain || seen->dots != 1 || stem == 0 || stem >= INDEX_PREFIX)
		return; /* a longer stem has the same key */
	uint64_t hash = stem_key_without(&looking->index->powers, sums,
	    seen->text, seen->len, stem);

	if (looking->table == NULL || front_has(looking->table, hash))
		look_at_key(looking, hash,
		    (uint32_t)letters_of(seen->text, seen->len) |
			LETTERS_FIRST);
}

static void
begin_looking(struct looking *looking, const struct index *index,
    const struct table *table)
{
	looking->index = index;
	looking->table = table;
	looking->name_mask =
	    table != NULL ? ((uint32_t)1 << table->name_bits) - 1 : 0;
	looking->stem.len = 0;
	looking->offered_count = 0;
	looking->last = UINT32_MAX;
	memset(looking->taken, 0, sizeof(looking->taken));
}

void
index_near(const struct index *index, const struct typo_side *seen,
    index_each each, void *context)
{
	struct looking looking;
	struct sums sums;
	size_t stem = typo_stem_len(seen);

	if (index->count == 0)
		return;
	begin_looking(&looking, index, table_for_look_up(index));
	looking.each = each;
	looking.context = context;
	looking.stem = long_stem_of(seen);
	sums_take(&index->powers, seen->text, stem, &sums);
	if (stem > 0)
		look_near_sums(&looking, seen->text, stem, &sums);
	look_glued(&looking, seen->text, stem, &sums);
	look_labels(&looking, seen);
	look_without_dot(&looking, seen, stem, &sums);
}

struct taking {
	uint32_t *names;
	size_t count;
};

/* As index_each. */
static bool
take_first(void *context, size_t name)
{
	struct taking *taking = context;

	taking->names[taking->count++] = (uint32_t)name;
	return false;
}

size_t
table_look_near(const struct index *index, const struct table *table,
    uint32_t name, uint32_t names_r[static INDEX_CANDIDATES_MAX])
{
	const char *text = index->names[name].text;
	size_t len = typo_stem_len(&index->names[name]);
	struct taking taking = {names_r, 0};
	struct deletion_keys keys;
	struct looking looking;
	struct sums sums;

	begin_looking(&looking, index, table);
	looking.each = take_first;
	looking.context = &taking;
	sums_take(&index->powers, text, len, &sums);
	if (table_find_beginning(index, table, text, len,
		stem_key(&sums, len)) != name + 1)
		return 0;
	sums_take_deletions(&index->powers, &sums);
	deletion_keys_near(&sums, len, &keys);
	look_up(&looking, &keys, 0, LETTERS_ANY);
	return taking.count;
}

bool
table_sounds_alone(const struct index *index, const struct table *table,
    uint32_t name)
{
	const struct typo_side *side = &index->names[name];
	size_t len = typo_stem_len(side);
	uint32_t names[INDEX_CANDIDATES_MAX];
	struct taking taking = {names, 0};
	struct looking looking;

	begin_looking(&looking, index, table);
	looking.each = take_first;
	looking.context = &taking;
	look_for_sounds(&looking, side->text, len,
	    sounds_of(letters_of(side->text, len)));
	return taking.count == 0 || (taking.count == 1 && names[0] == name);
}
