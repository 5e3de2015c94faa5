/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks where each person of a domain is, too. */
#include "domains/doppelcheck/owners.h"

#include <stdbool.h>
#include <stdlib.h>

#include "domains/base/order.h"

/* A local part that is at more domains than these is a common name: taro. */
#define PLACES_MAX 16

/* Where somebody is. */
struct place {
	uint64_t hash;
	uint32_t domain;
};

struct search {
	struct owners_domain *domains;
	size_t count;
	struct place *places; /* by hash, then domain */
	size_t place_count;
	uint16_t *met;     /* how many people of one domain are in each */
	uint32_t *touched; /* those that met counts, */
	size_t touched_count;
};

static int
compare_places(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	const int order = order_numbers(one->hash, other->hash);

	return order != 0 ? order : order_numbers(one->domain, other->domain);
}

static bool
open_search(struct search *search)
{
	size_t at = 0;

	for (size_t i = 0; i < search->count; i++)
		search->place_count += search->domains[i].persons->count;
	search->places =
	    calloc(search->place_count + 1, sizeof(*search->places));
	search->met = calloc(search->count + 1, sizeof(*search->met));
	search->touched = calloc(search->count + 1, sizeof(*search->touched));
	if (search->places == NULL || search->met == NULL ||
	    search->touched == NULL)
		return false;
	for (size_t i = 0; i < search->count; i++) {
		const struct persons *persons = search->domains[i].persons;

		search->domains[i].main = OWNERS_NONE;
		for (size_t k = 0; k < persons->count; k++)
			search->places[at++] =
			    (struct place){persons->hashes[k], (uint32_t)i};
	}
	qsort(search->places, at, sizeof(*search->places), compare_places);
	return true;
}

/* Counts for each domain after the one at hand that somebody of it is there. */
static void
meet(struct search *search, size_t domain, uint64_t hash)
{
	size_t low = 0, high = search->place_count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (search->places[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	end = low;
	while (end < search->place_count && search->places[end].hash == hash)
		end++;
	if (end - low > PLACES_MAX)
		return;
	for (; low < end; low++) {
		uint32_t other = search->places[low].domain;

		if (other > domain && search->met[other]++ == 0)
			search->touched[search->touched_count++] = other;
	}
}

/* Gives the domains with the same people the one at hand as their main one. */
static void
claim(struct search *search, size_t domain)
{
	const struct persons *persons = search->domains[domain].persons;

	search->touched_count = 0;
	for (size_t i = 0; i < persons->count; i++)
		meet(search, domain, persons->hashes[i]);
	for (size_t i = 0; i < search->touched_count; i++) {
		struct owners_domain *other =
		    &search->domains[search->touched[i]];
		unsigned shared, of;
		bool enough =
		    search->met[search->touched[i]] >= OWNERS_SHARED_MIN;

		search->met[search->touched[i]] = 0;
		if (!enough || other->main != OWNERS_NONE)
			continue;
		shared = persons_shared(persons, other->persons, &of);
		if (shared < OWNERS_SHARED_MIN || 2 * shared < of)
			continue;
		other->main = (uint32_t)domain;
		other->shared = shared;
		other->of = of;
	}
}

int
owners_find(struct owners_domain *domains, size_t count)
{
	struct search search = {.domains = domains, .count = count};
	bool open = open_search(&search);

	for (size_t i = 0; open && i < count; i++)
		if (domains[i].main == OWNERS_NONE)
			claim(&search, i);
	free(search.places);
	free(search.met);
	free(search.touched);
	return open ? 0 : -1;
}
