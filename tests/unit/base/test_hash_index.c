/* SPDX-License-Identifier: BSD-2-Clause */
/* Hash index: items are found through growths and removals, also where all
 * hashes collide. */
#include "domains/base/hash_index.h"

#include <criterion/criterion.h>

#define ITEMS 5000

static const struct kind {
	const char *name;
	uint32_t spread; /* different hashes */
	uint32_t items;
	bool sparse;
} kinds[] = {
    {"of different hashes", UINT32_MAX, ITEMS, false},
    {"sparse", UINT32_MAX, ITEMS, true},
    {"of seven hashes", 7, 300, false},
    {"of one hash", 1, 200, true},
};

static uint32_t
hash_item(const struct hash_index *index, const struct kind *kind,
    uint32_t item)
{
	/* The highest hashes: their slots go round the end. */
	return UINT32_MAX -
	       hash_index_hash(index, &item, sizeof(item)) % kind->spread;
}

static bool
has_item(const struct hash_index *index, const struct kind *kind,
    uint32_t wanted)
{
	uint32_t hash = hash_item(index, kind, wanted), item;
	size_t at = hash;

	while ((item = hash_index_next(index, hash, &at)) != HASH_INDEX_NONE)
		if (item == wanted)
			return true;
	return false;
}

static void
check_kind(const struct kind *kind)
{
	struct hash_index index = {.sparse = kind->sparse};

	hash_index_seed(&index);
	for (uint32_t i = 0; i < kind->items; i++) {
		cr_assert_not(has_item(&index, kind, i), "%s", kind->name);
		cr_assert_eq(hash_index_add(&index, hash_item(&index, kind, i),
				 i),
		    0);
		cr_assert(has_item(&index, kind, i), "%s", kind->name);
	}
	cr_expect_lt(index.count, index.size);
	if (kind->sparse)
		cr_expect_leq(index.count, index.size / 2);
	for (uint32_t i = 0; i < kind->items; i += 3)
		hash_index_remove(&index, hash_item(&index, kind, i), i);
	for (uint32_t i = 0; i < kind->items; i++)
		cr_assert_eq(has_item(&index, kind, i), i % 3 != 0, "%s: %u",
		    kind->name, i);
	cr_expect_eq(index.count, kind->items - (kind->items + 2) / 3);
	hash_index_clear(&index);
	cr_expect_not(has_item(&index, kind, 1));
}

Test(hash_index, finds_all_and_nothing_else)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		check_kind(&kinds[i]);
}

Test(hash_index, hashes_by_its_seed)
{
	struct hash_index one = {.seed = 1}, other = {.seed = 2};

	cr_expect_neq(hash_index_hash(&one, "gmai.com", 8),
	    hash_index_hash(&other, "gmai.com", 8));
}
