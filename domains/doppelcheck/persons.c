/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the least hashes of each domain. */
#include "domains/doppelcheck/persons.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/span.h"

/* Most domains have a person or two. */
#define SIZE_FIRST 4

static int
grow(struct persons *persons)
{
	size_t size = persons->size == 0 ? SIZE_FIRST : 2u * persons->size;
	uint64_t *hashes =
	    realloc(persons->hashes, size * sizeof(*persons->hashes));

	if (hashes == NULL)
		return -1;
	persons->hashes = hashes;
	persons->size = (uint16_t)size;
	return 0;
}

int
persons_add(struct persons *persons, uint64_t hash)
{
	bool full = persons->count == PERSONS_MAX;
	size_t at = persons->count;

	if (full && hash >= persons->hashes[at - 1])
		return 0;
	while (at > 0 && persons->hashes[at - 1] > hash)
		at--;
	if (at > 0 && persons->hashes[at - 1] == hash)
		return 0;
	if (persons->count == persons->size && grow(persons) < 0)
		return -1;
	memmove(&persons->hashes[at + 1], &persons->hashes[at],
	    (persons->count - at - full) * sizeof(hash));
	persons->hashes[at] = hash;
	persons->count += !full;
	return 0;
}

/* Above this a sample does not say who is there. */
static uint64_t
known_until(const struct persons *persons)
{
	return persons->count < PERSONS_MAX ? UINT64_MAX
	                                    : persons->hashes[PERSONS_MAX - 1];
}

unsigned
persons_shared(const struct persons *one, const struct persons *other,
    unsigned *of_r)
{
	uint64_t last = known_until(one);
	unsigned i = 0, k = 0, shared = 0;

	if (known_until(other) < last)
		last = known_until(other);
	while (i < one->count && one->hashes[i] <= last) {
		while (k < other->count && other->hashes[k] < one->hashes[i])
			k++;
		if (k < other->count && other->hashes[k] == one->hashes[i])
			shared++;
		i++;
	}
	while (k < other->count && other->hashes[k] <= last)
		k++;
	*of_r = i < k ? i : k;
	return shared;
}

void
persons_clear(struct persons *persons)
{
	free(persons->hashes);
	*persons = (struct persons){0};
}

bool
persons_is_role(const char *local, size_t len)
{
	static const char *const roles[] = {"abuse", "admin", "contact", "ftp",
	    "hostmaster", "info", "mail", "marketing", "news", "noc", "office",
	    "postmaster", "root", "sales", "security", "support", "usenet",
	    "uucp", "webmaster", "www"};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (span_equal((struct span){local, len}, roles[i]))
			return true;
	return false;
}
