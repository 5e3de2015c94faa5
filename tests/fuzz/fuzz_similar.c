// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a contact and an address, a line each.  The keys have room; what
 * is found shares one, and is another address. */
#include "domains/contacts/similar.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static bool
shares_key(struct span one, struct span other)
{
	uint64_t a[CONTACT_KEYS_MAX], b[CONTACT_KEYS_MAX];
	size_t a_count = similar_write_keys(one, a);
	size_t b_count = similar_write_keys(other, b);

	FUZZ_CHECK(a_count <= CONTACT_KEYS_MAX);
	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			if (a[i] == b[j])
				return true;
	return false;
}

int
fuzz_similar(const uint8_t *data, size_t size)
{
	struct contact contact = {.sent.count = 50};
	struct span first = fuzz_take(&data, &size, '\n');
	struct span second = fuzz_take(&data, &size, '\n');
	char address[CONTACT_ADDRESS_SIZE];
	struct similar_asked asked;
	struct similar similar = {.odds = 0};

	contact.len = (uint32_t)contact_write_address(first, contact.address);
	size_t len = contact_write_address(second, address);

	if (contact.len == 0 || len == 0)
		return 0;
	struct span own = {contact.address, contact.len};

	shares_key(own, own);
	if (!similar_begin((struct span){address, len}, &asked) ||
	    !similar_judge(&asked, &contact, &similar))
		return 0;
	FUZZ_CHECK(strcmp(address, contact.address) != 0);
	FUZZ_CHECK(strcmp(similar.meant, contact.address) == 0);
	FUZZ_CHECK(similar.odds >= SIMILAR_POSSIBLE);
	return 0;
}

FUZZ_ENTRY(fuzz_similar)
