/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds lists: see the header. */
#include "domains/reports/part_lists.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"

static uint32_t
hash_of(const struct part_lists *lists, uint64_t recipient)
{
	return hash_index_hash(&lists->by_next, &recipient, sizeof(recipient));
}

int
part_lists_add(struct part_lists *lists, const struct part_list *added)
{
	if (lists->count == 0)
		hash_index_seed(&lists->by_next);
	if (array_reserve(&lists->list, &lists->room, lists->count,
		sizeof(*added)) < 0 ||
	    hash_index_add(&lists->by_next, hash_of(lists, added->next),
		(uint32_t)lists->count) < 0)
		return -1;
	lists->list[lists->count++] = *added;
	return 0;
}

static size_t
add_found(uint32_t *found, size_t count, uint32_t list)
{
	for (size_t i = 0; i < count; i++)
		if (found[i] == list)
			return count;
	if (count < PART_LISTS_FOUND_MAX)
		found[count++] = list;
	return count;
}

static size_t
find(const struct part_lists *lists, uint64_t recipient, uint32_t *found,
    size_t count, unsigned hosts)
{
	uint32_t hash = hash_of(lists, recipient), item;
	size_t at = hash;

	while ((item = hash_index_next(&lists->by_next, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct part_list *one = &lists->list[item];

		if (one->next != recipient)
			continue;
		if (one->list != INTERNING_NONE)
			count = add_found(found, count, one->list);
		else if (hosts < PART_LISTS_HOSTS_MAX)
			count =
			    find(lists, one->before, found, count, hosts + 1);
	}
	return count;
}

size_t
part_lists_find(const struct part_lists *lists, uint64_t recipient,
    uint32_t found[static PART_LISTS_FOUND_MAX])
{
	return find(lists, recipient, found, 0, 0);
}

void
part_lists_clear(struct part_lists *lists)
{
	hash_index_clear(&lists->by_next);
	free(lists->list);
	*lists = (struct part_lists){0};
}
