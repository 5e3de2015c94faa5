// SPDX-License-Identifier: BSD-2-Clause
/* Tests of index: that it misses nothing that a comparison with every name
 * would find. */
#include "domains/engine/index/index.h"
#include "domains/engine/index/table.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES 600
#define TRIES 4000

static char texts[NAMES][32];
static struct typo_side sides[NAMES];

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void
set_side(struct typo_side *side, const char *text)
{
	size_t len = strlen(text);
	const char *dot = strchr(text, '.');
	*side = (struct typo_side){
	    .text = text,
	    .len = (uint8_t)len,
	    .suffix = (uint8_t)(dot != NULL ? dot + 1 - text : 0),
	};
}

/* A copy with room after its end, as sides want it. */
static void
copy_side(struct typo_side *side, const char *text)
{
	static char copies[64][32 + NAME_ROOM];
	static size_t count;
	char *copy = copies[count++ % 64];

	cr_assert_lt(strlen(text), 32);
	memcpy(copy, text, strlen(text) + 1);
	set_side(side, copy);
}

/* Few letters, so that many names are near each other. */
static void
make_names(uint64_t *state)
{
	for (size_t i = 0; i < NAMES; i++) {
		size_t len = 2 + next(state) % 9;
		for (size_t k = 0; k < len; k++)
			texts[i][k] = (char)('a' + next(state) % 5);
		memcpy(texts[i] + len, next(state) % 2 ? ".com" : ".jp\0", 5);
		set_side(&sides[i], texts[i]);
	}
}

static struct index *
build(const struct typo_side *names, size_t count, size_t near_count, bool late)
{
	struct index *index = index_create(count);

	cr_assert_not_null(index);
	cr_assert_eq(index_fill(index, names, count, near_count, late), 0);
	return index;
}

/* Optimal string alignment distance of the stems (Damerau-Levenshtein,
 * restricted). */
static unsigned
distance(const struct typo_side *a, const struct typo_side *b)
{
	unsigned d[40][40];
	size_t n = a->suffix - 1u, m = b->suffix - 1u;

	for (size_t i = 0; i <= n; i++)
		d[i][0] = (unsigned)i;
	for (size_t k = 0; k <= m; k++)
		d[0][k] = (unsigned)k;
	for (size_t i = 1; i <= n; i++)
		for (size_t k = 1; k <= m; k++) {
			char x = a->text[i - 1], y = b->text[k - 1];
			unsigned best = d[i - 1][k - 1] + (x != y);
			if (d[i - 1][k] + 1 < best)
				best = d[i - 1][k] + 1;
			if (d[i][k - 1] + 1 < best)
				best = d[i][k - 1] + 1;
			if (i > 1 && k > 1 && x == b->text[k - 2] &&
			    y == a->text[i - 2] && d[i - 2][k - 2] + 1 < best)
				best = d[i - 2][k - 2] + 1;
			d[i][k] = best;
		}
	return d[n][m];
}

struct offers {
	unsigned times[NAMES];
	size_t total;
};

static bool
take(void *context, size_t name)
{
	struct offers *offers = context;
	offers->times[name]++;
	offers->total++;
	return true;
}

/* How far apart stems may be and are still found. */
static unsigned
reach(size_t len)
{
	return len <= 3 ? 1 : 2;
}

static void
change(uint64_t *state, const struct typo_side *from, char out[static 32])
{
	size_t len = from->suffix - 1u;

	memcpy(out, from->text, len);
	for (unsigned slips = (unsigned)(next(state) % 3); slips > 0; slips--) {
		size_t at = next(state) % len;
		if (next(state) % 2 && len > 2) {
			memmove(out + at, out + at + 1, len - at - 1);
			len--;
		} else {
			out[at] = (char)('a' + next(state) % 6);
		}
	}
	memcpy(out + len, ".com", 5);
}

static void
compare(const struct index *index, size_t near_count, uint64_t *state)
{
	char text[32];
	struct typo_side seen;

	for (unsigned i = 0; i < TRIES; i++) {
		struct offers offers = {.total = 0};
		change(state, &sides[next(state) % NAMES], text);
		set_side(&seen, text);
		index_near(index, &seen, take, &offers);
		if (offers.total >= INDEX_CANDIDATES_MAX)
			continue;
		for (size_t k = 0; k < NAMES; k++) {
			size_t len = sides[k].suffix - 1u;
			unsigned most = k < near_count ? reach(len) : 1;
			cr_expect_leq(offers.times[k], 1, "%s twice for %s",
			    texts[k], text);
			if (distance(&sides[k], &seen) <= most &&
			    most <= reach(seen.suffix - 1u))
				cr_expect_eq(offers.times[k], 1,
				    "%s is not offered for %s", texts[k], text);
		}
	}
}

Test(index, finds_what_a_full_comparison_finds)
{
	uint64_t state = 12;
	struct index *index;

	make_names(&state);
	index = build(sides, NAMES, NAMES, false);
	compare(index, NAMES, &state);
	index_free(&index);
	cr_expect_null(index);
}

Test(index, finds_one_slip_of_names_few_mean)
{
	uint64_t state = 34;
	struct index *index;

	make_names(&state);
	index = build(sides, NAMES, 40, false);
	compare(index, 40, &state);
	index_free(&index);
}

Test(index, counts_names_of_a_stem)
{
	static const char *const names[] = {"yahoo.com", "yahoo.de",
	    "gmail.com", "yahoo.fr"};
	struct typo_side list[4];
	struct index *index = NULL;

	for (size_t i = 0; i < 4; i++)
		copy_side(&list[i], names[i]);
	for (size_t near_count = 0; near_count <= 4; near_count += 2) {
		index = build(list, 4, near_count, false);
		cr_expect_eq(index_same(index, list[0].text, 5), 3);
		cr_expect_eq(index_same(index, list[2].text, 5), 1);
		cr_expect_eq(index_same(index, list[2].text, 4), 0);
		for (size_t near = 0; near < 4; near++) {
			cr_expect_eq(index_same_near(index, near, list[0].text,
					 5),
			    3);
			cr_expect_eq(index_same_near(index, near, list[2].text,
					 4),
			    0);
		}
		index_free(&index);
	}
}

/* Glued, doubled and suffixless names share little with the one meant. */
Test(index, finds_stems_with_something_around_them)
{
	static const char *const seen[] = {"59gmail.com", "gmailcom.com",
	    "gmail.comgmail.com", "gmail.com.com", "gmail", "chgmail.com",
	    "gmail.co", "gmailcom", "mail.gmail.example"};
	static const char *const name[] = {"gmail.com"};
	struct typo_side list[1], side;
	struct index *index = NULL;

	copy_side(&list[0], name[0]);
	index = build(list, 1, 1, false);
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++) {
		struct offers offers = {.total = 0};
		copy_side(&side, seen[i]);
		if (side.suffix > 0)
			side.suffix =
			    (uint8_t)(strrchr(seen[i], '.') + 1 - seen[i]);
		index_near(index, &side, take, &offers);
		cr_expect_eq(offers.times[0], 1, "%s", seen[i]);
	}
	index_free(&index);
}

/* im.it is a public suffix, so that t.im.it has the stem t; and a dot that got
 * lost in the suffix brings its letters into the stem. */
Test(index, finds_names_whose_dot_moved_the_suffix)
{
	static const struct {
		const char *meant, *seen;
		uint8_t suffix; /* of seen */
	} pairs[] = {
	    {"tim.it", "t.im.it", 2},
	    {"correo.unam.mx", "correo.unamqmx", 7},
	    {"dgfip.finances.gouv.fr", "dgfipzfinancesgouv.fr", 19},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct typo_side meant, seen;
		struct index *index = NULL;
		struct offers offers = {.total = 0};
		copy_side(&meant, pairs[i].meant);
		meant.suffix = (uint8_t)(strlen(pairs[i].meant) -
					 (i == 2 ? strlen("gouv.fr") : 2));
		copy_side(&seen, pairs[i].seen);
		seen.suffix = pairs[i].suffix;
		index = build(&meant, 1, 1, false);
		index_near(index, &seen, take, &offers);
		cr_expect_eq(offers.times[0], 1, "%s", pairs[i].seen);
		index_free(&index);
	}
}

struct order {
	size_t count;
	size_t names[INDEX_CANDIDATES_MAX];
};

static bool
note(void *context, size_t name)
{
	struct order *order = context;
	if (order->count < INDEX_CANDIDATES_MAX)
		order->names[order->count++] = name;
	return true;
}

/* Is spared the rest of a stem after its first name of an even number. */
static bool
note_until_even(void *context, size_t name)
{
	note(context, name);
	return name % 2 != 0;
}

Test(index, spares_the_rest_of_a_stem)
{
	static const char *const names[] = {"yahoo.com", "yahooo.com",
	    "yahoo.net", "yahooo.net", "yahooo.org", "yahooo.de"};
	struct typo_side meant[6], seen;
	struct order order = {.count = 0};
	struct index *index = NULL;
	size_t sum = 0;

	for (size_t i = 0; i < 6; i++)
		copy_side(&meant[i], names[i]);
	index = build(meant, 6, 6, false);
	copy_side(&seen, "yaho.com");
	index_near(index, &seen, note_until_even, &order);
	for (size_t i = 0; i < order.count; i++)
		sum += (size_t)1 << order.names[i];
	cr_expect_eq(sum, 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4);
	index_free(&index);
}

static void
expect_same(const struct index *late, const struct index *index,
    const char *text)
{
	struct order one = {.count = 0}, other = {.count = 0};
	struct typo_side seen;
	size_t len = strcspn(text, ".");

	set_side(&seen, text);
	index_near(late, &seen, note, &one);
	index_near(index, &seen, note, &other);
	cr_assert_eq(one.count, other.count, "%s: %zu, %zu", text, one.count,
	    other.count);
	cr_assert_eq(memcmp(one.names, other.names,
			 one.count * sizeof(*one.names)),
	    0, "%s", text);
	cr_assert_eq(index_same(late, text, len), index_same(index, text, len),
	    "%s", text);
}

/* What stands around a stem, and names by ear: all ways to look. */
Test(index, late_finds_the_same_in_the_same_order)
{
	static const char *const around[] = {"%s", "59%s", "abcd%s", "com%s",
	    "e.%s", "x.y.%s", "%s.com", "d%saaa"};
	uint64_t state = 56;
	struct index *index = NULL, *late = NULL;
	char text[32], seen[64];

	make_names(&state);
	for (size_t near_count = 0; near_count <= NAMES;
	     near_count += NAMES / 2) {
		index = build(sides, NAMES, near_count, false);
		for (unsigned i = 0; i < 2000; i++) {
			if (i % (INDEX_SCANS_MAX + 9) == 0) {
				index_free(&late);
				late = build(sides, NAMES, near_count, true);
			}
			change(&state, &sides[next(&state) % NAMES], text);
			/* The format is of the table. */
			size_t at = (size_t)(strstr(around[i % 8], "%s") -
					     around[i % 8]);
			snprintf(seen, sizeof(seen), "%.*s%s%s", (int)at,
			    around[i % 8], text, around[i % 8] + at + 2);
			expect_same(late, index, seen);
		}
		index_free(&late);
		index_free(&index);
	}
}

/* What is known to be near a stem is what a look-up would offer: over all
 * stems, of which some have too many near ones to be kept. */
Test(index, knows_what_is_near_stems)
{
	static uint32_t begins[NAMES + 1];
	uint64_t state = 90;
	struct index *index = NULL;
	size_t known = 0;

	make_names(&state);
	for (size_t near_count = 0; near_count <= NAMES;
	     near_count += NAMES / 2) {
		index = build(sides, NAMES, near_count, false);
		struct names_near *near = &table_of(index)->near;
		uint32_t *kept = near->begins;

		for (size_t i = 0; i < NAMES; i++) {
			struct order one = {.count = 0}, other = {.count = 0};

			known += kept[i + 1] > kept[i];
			near->begins = kept;
			index_near(index, &sides[i], note, &one);
			near->begins = begins; /* nothing is known */
			index_near(index, &sides[i], note, &other);
			cr_assert_eq(one.count, other.count, "%s", texts[i]);
			cr_assert_arr_eq(one.names, other.names,
			    one.count * sizeof(*one.names), "%s", texts[i]);
		}
		near->begins = kept;
		index_free(&index);
	}
	cr_expect(known > NAMES && known < 2 * NAMES, "%zu", known);
}

static void
expect_buckets_in_a_row(const struct table *table)
{
	size_t at = 0, count;

	for (uint64_t i = 0; i < (uint64_t)1 << table->bucket_bits; i++) {
		uint64_t hash = i << (64 - table->bucket_bits);

		cr_assert_eq(bucket_of(table, hash, &count), at);
		at += count;
	}
}

/* Names of which so many begin alike, from so many of which two letters are
 * deleted; a posting of the table takes so many bytes. */
struct many {
	size_t count, alike, near_count;
	unsigned name_bytes;
	unsigned looks; /* so many look-ups */
};

/* With millions of keys the table is another one. */
static void
expect_same_of_many(const struct many *many)
{
	enum { SIZE = 32 };
	char(*many_texts)[SIZE] = calloc(many->count, sizeof(*many_texts));
	struct typo_side *many_sides = calloc(many->count, sizeof(*many_sides));
	struct index *index, *late;
	uint64_t state = 78;
	char text[64];

	cr_assert(many_texts != NULL && many_sides != NULL);
	for (size_t i = 0; i < many->count; i++) {
		size_t len = 8 + next(&state) % 3 + (i < many->alike ? 8 : 0);

		for (size_t k = 0; k < len; k++)
			many_texts[i][k] = (char)('a' + next(&state) % 12);
		if (i < many->alike)
			memset(many_texts[i], 'm', INDEX_PREFIX);
		memcpy(many_texts[i] + len, ".com", 5);
		set_side(&many_sides[i], many_texts[i]);
	}
	index = build(many_sides, many->count, many->near_count, false);
	late = build(many_sides, many->count, many->near_count, true);
	cr_assert_eq(table_of(index)->name_bytes, many->name_bytes);
	expect_buckets_in_a_row(table_of(index));
	for (unsigned i = 0; i < many->looks; i++) {
		/* Some of the last, which few mean. */
		size_t of =
		    i % 2 ? next(&state) % many->count : many->count - 1 - i;

		change(&state, &many_sides[of], text);
		expect_same(late, index, text);
		expect_same(index, late, many_texts[of]);
	}
	index_free(&late);
	index_free(&index);
	free(many_sides);
	free(many_texts);
}

Test(index, of_many_keys_finds_the_same_in_the_same_order)
{
	expect_same_of_many(&(struct many){.count = 110000,
	    .near_count = 109500,
	    .name_bytes = 3,
	    .looks = 2 * INDEX_SCANS_MAX});
}

Test(index, of_many_equal_keys_finds_the_same_in_the_same_order)
{
	expect_same_of_many(&(struct many){.count = 110000,
	    .alike = 70000,
	    .near_count = 109500,
	    .name_bytes = 3,
	    .looks = 2 * INDEX_SCANS_MAX});
}

/* Three bytes have room for the number of a name, and bits of its key, up to
 * 2^20 names. */
Test(index, of_a_million_names_finds_the_same_in_the_same_order)
{
	expect_same_of_many(&(struct many){.count = (1 << 20) + 1,
	    .near_count = 500,
	    .name_bytes = 4,
	    .looks = 3});
}

Test(index, without_names_finds_nothing)
{
	struct typo_side side;
	struct index *index = NULL;
	struct offers offers = {.total = 0};

	index = build(NULL, 0, 0, false);
	copy_side(&side, "gmail.com");
	index_near(index, &side, take, &offers);
	cr_expect_eq(offers.total, 0);
	cr_expect_eq(index_same(index, side.text, 5), 0);
	index_free(&index);
}
