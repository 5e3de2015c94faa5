/* SPDX-License-Identifier: BSD-2-Clause */
/* Far: the letters that the beginnings and the ends of stems leave, hashed: for
 * each hash a bit for each length of the stems that may leave them. */
#include "domains/engine/index/far.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/simd16.h"
#include "domains/engine/index/joined.h"

/* Letters of a beginning or an end.  Of the shortest stems what stands at the
 * end after glued letters may have one less. */
#define END_LETTERS 5
#define GLUED_LETTERS(len) \
	((len) == FAR_STEM_MIN ? FAR_STEM_MIN - INDEX_GLUED_MAX : END_LETTERS)

/* By so many letters slips of letters change the length of a stem at most. */
#define APART 3

/* Letters of a part that stands twice, beside which there may be a slip. */
#define TWICE_LETTERS 3

/* Of more names most stems are near. */
#define NAMES_MAX 4096

/* Two bytes of the array are asked for each hash.  Each length has a bit; the
 * longest share one. */
#define HASH_BITS 16
#define HASHES ((size_t)1 << HASH_BITS)
#define LENGTH_BITS 8

static_assert(END_LETTERS < sizeof(uint64_t) && sizeof(uint64_t) <= NAME_ROOM,
    "they are in one number, and readable");

/* What letters are of: a beginning or an end without one of them, an end after
 * glued letters, and a whole beginning. */
enum part { PART_BEGIN, PART_END, PART_GLUED, PART_WHOLE };

/* ---- letters ----------------------------------------------------------- */

static inline uint64_t
letters_at(const char *text, size_t count)
{
	uint64_t letters;

	memcpy(&letters, text, sizeof(letters));
	return le64toh(letters) & (((uint64_t)1 << 8 * count) - 1);
}

/* The letters without the one at a place. */
static inline uint64_t
without(uint64_t letters, unsigned at)
{
	uint64_t before = ((uint64_t)1 << 8 * at) - 1;

	return (letters & before) | (letters >> 8 & ~before);
}

/* What stands at the end of a stem, after what may be glued to a name. */
static inline uint64_t
glued_letters(const char *stem, size_t len)
{
	size_t count = GLUED_LETTERS(len);

	return letters_at(stem + len - count, count);
}

/* ---- what a name leaves ------------------------------------------------ */

/* Gets letters that stems of some lengths leave after slips in a name. */
typedef void (*left_each)(void *context, uint64_t letters, enum part part,
    size_t least, size_t most);

struct left {
	left_each each;
	void *context;
};

static void
leave_part(const struct left *left, const char *text, size_t count,
    enum part part, size_t least, size_t most)
{
	uint64_t letters = letters_at(text, count);

	for (unsigned i = 0; i < count; i++)
		left->each(left->context, without(letters, i), part, least,
		    most);
}

static void
leave_stem(const struct left *left, const char *stem, size_t len)
{
	size_t count = len < END_LETTERS ? len : END_LETTERS;
	size_t least = len > APART ? len - APART : 0, most = len + APART;
	const char *end = stem + len;

	leave_part(left, stem, count, PART_BEGIN, least, most);
	leave_part(left, end - count, count, PART_END, least, most);
	for (size_t n = 2; n <= INDEX_GLUED_MAX; n++) {
		count = GLUED_LETTERS(len + n);
		if (len >= count)
			left->each(left->context,
			    letters_at(end - count, count), PART_GLUED, len + n,
			    len + n);
	}
}

/* Where the dot before the suffix is lost, that before the last label of a stem
 * of several is taken for it. */
static void
leave_stems(const struct left *left, const struct typo_side *name)
{
	size_t len = typo_stem_len(name);
	const char *dot = memrchr(name->text, '.', len);

	leave_stem(left, name->text, len);
	if (dot != NULL)
		leave_stem(left, name->text, (size_t)(dot - name->text));
}

/* A slip may lose the dot, or put a letter in its place, and join the suffix or
 * its first label to the stem.  Those that are usual alone are cut off before
 * they are asked about; if there is another slip in what is joined, the
 * beginning is whole. */
static void
leave_joined(const struct left *left, const struct index *index,
    const struct typo_side *name)
{
	size_t n = typo_stem_len(name);
	const char *label = name->text + name->suffix;
	char text[NAME_SIZE + NAME_ROOM] = {0};
	bool usual;

	if (name->suffix == 0 || name->len <= END_LETTERS + 1)
		return;
	memcpy(text, name->text, n);
	while (label < name->text + name->len && *label != '.')
		text[n++] = *label++;
	usual = joined_suffix_len(index, text, n) > 0;
	if (name->dot_in_suffix || !usual)
		left->each(left->context, letters_at(name->text, END_LETTERS),
		    PART_WHOLE, 0, (size_t)name->len + 1);
	/* A shorter one leaves no stem that is asked about. */
	if (!usual && n >= END_LETTERS)
		leave_part(left, text + n - END_LETTERS, END_LETTERS, PART_END,
		    n, n + APART);
}

/* ---- all names --------------------------------------------------------- */

static inline uint64_t
hash_of(uint64_t letters, enum part part)
{
	return (letters * 4 + part) * INDEX_HASH_BASE;
}

static inline size_t
first_of(uint64_t hash)
{
	return hash >> (64 - HASH_BITS);
}

static inline size_t
second_of(uint64_t hash)
{
	return hash >> (64 - 2 * HASH_BITS) & (HASHES - 1);
}

static inline unsigned
bit_of(size_t len)
{
	size_t bit = len - FAR_STEM_MIN;

	return bit < LENGTH_BITS ? (unsigned)bit : LENGTH_BITS - 1;
}

/* As left_each. */
static void
note(void *context, uint64_t letters, enum part part, size_t least, size_t most)
{
	uint8_t *lengths = context;
	uint64_t hash = hash_of(letters, part);

	for (size_t len = least < FAR_STEM_MIN ? FAR_STEM_MIN : least;
	     len <= most && len <= FAR_STEM_MAX; len++) {
		lengths[first_of(hash)] |= (uint8_t)(1 << bit_of(len));
		lengths[second_of(hash)] |= (uint8_t)(1 << bit_of(len));
	}
}

void
far_fill(const struct index *index, struct table *table)
{
	struct left left = {note, NULL};

	if (index->count > NAMES_MAX || index->near_count < index->count)
		return;
	left.context = table->far_lengths = calloc(HASHES, 1);
	for (size_t i = 0; left.context != NULL && i < index->count; i++) {
		if (index->letters[i] != 0)
			leave_stems(&left, &index->names[i]);
		leave_joined(&left, index, &index->names[i]);
	}
}

static inline unsigned
lengths_with(const uint8_t *lengths, uint64_t letters, enum part part)
{
	uint64_t hash = hash_of(letters, part);

	return lengths[first_of(hash)] & lengths[second_of(hash)];
}

/* The lengths of stems that may leave what this part leaves.  All hashes are
 * looked up before any is looked at: a branch for each could not be
 * predicted. */
static inline unsigned
lengths_leaving(const uint8_t *lengths, const char *text, enum part part)
{
	uint64_t letters = letters_at(text, END_LETTERS);
	unsigned found = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < END_LETTERS; i++)
		found |= lengths_with(lengths, without(letters, i), part);
	return found;
}

/* May a part stand twice?  Some letters stand there again then.  In a very long
 * stem it may. */
static inline bool
stands_twice(const char *stem, size_t len)
{
	uint32_t twice = 0;

	if (len > 2 * SIMD16_SIZE)
		return true;
	for (size_t n = TWICE_LETTERS; n + TWICE_LETTERS <= len; n++) {
		uint32_t same = simd16_bits(
		    simd16_equal(simd16_load(stem), simd16_load(stem + n)));

		if (len - n > SIMD16_SIZE)
			same |=
			    (uint32_t)simd16_bits(
				simd16_equal(simd16_load(stem + SIMD16_SIZE),
				    simd16_load(stem + SIMD16_SIZE + n)))
			    << SIMD16_SIZE;
		same &= ((uint32_t)1 << (len - n)) - 1;
		twice |= same & same >> 1 & same >> 2;
	}
	return twice != 0;
}

static inline bool
is_asked(size_t len)
{
	return len >= FAR_STEM_MIN && len <= FAR_STEM_MAX;
}

bool
far_may_be_near(const struct table *table, const char *stem, size_t len)
{
	const uint8_t *lengths = table->far_lengths;

	if (lengths == NULL || !is_asked(len))
		return true;
	unsigned found =
	    lengths_leaving(lengths, stem, PART_BEGIN) |
	    lengths_leaving(lengths, stem + len - END_LETTERS, PART_END) |
	    lengths_with(lengths, glued_letters(stem, len), PART_GLUED) |
	    lengths_with(lengths, letters_at(stem, END_LETTERS), PART_WHOLE);
	return (found >> bit_of(len) & 1) != 0 || stands_twice(stem, len);
}

/* ---- one name ---------------------------------------------------------- */

struct comparing {
	const char *stem;
	size_t len;
	bool found;
};

/* As left_each. */
static void
compare(void *context, uint64_t letters, enum part part, size_t least,
    size_t most)
{
	struct comparing *comparing = context;
	const char *stem = comparing->stem;
	size_t len = comparing->len;

	if (comparing->found || len < least || len > most)
		return;
	uint64_t own =
	    letters_at(part == PART_END ? stem + len - END_LETTERS : stem,
		END_LETTERS);

	if (part == PART_GLUED)
		comparing->found |= letters == glued_letters(stem, len);
	else if (part == PART_WHOLE)
		comparing->found |= letters == own;
	else
		for (unsigned i = 0; i < END_LETTERS; i++)
			comparing->found |= letters == without(own, i);
}

/* Do two ends leave the same when one letter is deleted from each?  If so, it
 * is the first one in which they differ of one of them, and the last of the
 * other. */
static inline bool
leave_the_same(uint64_t a, uint64_t b)
{
	uint64_t apart = a ^ b;

	if (apart == 0)
		return true;
	unsigned first = (unsigned)__builtin_ctzll(apart) / 8;
	unsigned last = 7 - (unsigned)__builtin_clzll(apart) / 8;

	return without(a, first) == without(b, last) ||
	       without(a, last) == without(b, first);
}

/* Most names that a look-up finds are near by one of their ends. */
static bool
is_near_by_end(const struct typo_side *name, const char *stem, size_t len)
{
	size_t n = typo_stem_len(name);

	return n >= END_LETTERS && n + APART >= len && len + APART >= n &&
	       (leave_the_same(letters_at(name->text, END_LETTERS),
		    letters_at(stem, END_LETTERS)) ||
		   leave_the_same(letters_at(name->text + n - END_LETTERS,
				      END_LETTERS),
		       letters_at(stem + len - END_LETTERS, END_LETTERS)));
}

bool
far_may_be(const struct index *index, const struct typo_side *name,
    const char *stem, size_t len)
{
	struct comparing comparing = {stem, len, false};
	const struct left left = {compare, &comparing};

	if (!is_asked(len) || is_near_by_end(name, stem, len))
		return true;
	leave_stems(&left, name);
	if (!comparing.found)
		leave_joined(&left, index, name);
	return comparing.found || stands_twice(stem, len);
}
