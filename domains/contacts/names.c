/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of a store, plain and hashed. */
#include "domains/contacts/names.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/xxh3.h"

int
names_open(const char *key_file, struct diagnostics *diagnostics,
    struct names *names_r)
{
	*names_r = (struct names){0};
	return key_file == NULL
	           ? 0
	           : keyed_hash_open(key_file, diagnostics, &names_r->hash);
}

void
names_close(struct names *names)
{
	keyed_hash_free(&names->hash);
}

static uint64_t
hash_number(const struct names *names, const char *purpose, struct span text)
{
	unsigned char hash[KEYED_HASH_SIZE];
	uint64_t number;

	keyed_hash_make(names->hash, purpose, text, hash);
	memcpy(&number, hash, sizeof(number));
	return number;
}

uint64_t
names_check(const struct names *names)
{
	if (names->hash == NULL)
		return 0;
	return hash_number(names, "check", span_of("")) | 1;
}

/* "#" and the digits of a hash: what a store of hashes wrote out. */
static bool
read_hash(struct span text, char hash_r[static NAMES_HASH_SIZE])
{
	if (text.len != 1 + 2 * NAMES_HASH_SIZE || text.bytes[0] != '#')
		return false;
	for (size_t i = 0; i < NAMES_HASH_SIZE; i++) {
		unsigned high = ascii_hex_value(text.bytes[1 + 2 * i]);
		unsigned low = ascii_hex_value(text.bytes[2 + 2 * i]);

		if (high > 15 || low > 15)
			return false;
		hash_r[i] = (char)(high << 4 | low);
	}
	return true;
}

bool
names_are_hash(struct span text)
{
	char hash[NAMES_HASH_SIZE];

	return read_hash(text, hash);
}

struct span
names_of_address(const struct names *names, struct span address,
    char room[static CONTACT_ADDRESS_SIZE])
{
	unsigned char hash[KEYED_HASH_SIZE];

	if (names->hash == NULL || address.len == 0)
		return address;
	if (!read_hash(address, room)) {
		keyed_hash_make(names->hash, "address", address, hash);
		memcpy(room, hash, NAMES_HASH_SIZE);
	}
	return (struct span){room, NAMES_HASH_SIZE};
}

uint64_t
names_of_sender(const struct names *names, struct span sender)
{
	uint64_t number = names->hash == NULL
	                      ? XXH3_64bits(sender.bytes, sender.len)
	                      : hash_number(names, "sender", sender);

	return number == 0 ? 1 : number;
}

void
names_hash_keys(const struct names *names, struct span organisation,
    uint64_t *keys, size_t count)
{
	const uint64_t mask =
	    organisation.len == 0
		? 0
		: XXH3_64bits(organisation.bytes, organisation.len);

	for (size_t i = 0; i < count; i++) {
		keys[i] ^= mask;
		if (names->hash != NULL)
			keys[i] = hash_number(names, "key",
			    (struct span){(const char *)&keys[i],
				sizeof(keys[i])});
	}
}

size_t
names_write(const struct names *names, struct span name,
    char text_r[static CONTACT_ADDRESS_SIZE])
{
	size_t len = 0;

	if (names->hash == NULL) {
		len = name.len < CONTACT_ADDRESS_MAX ? name.len
		                                     : CONTACT_ADDRESS_MAX;
		memcpy(text_r, name.bytes, len);
	} else {
		text_r[len++] = '#';
		for (size_t i = 0; i < name.len && i < NAMES_HASH_SIZE; i++)
			len += (size_t)snprintf(text_r + len, 3, "%02x",
			    (unsigned char)name.bytes[i]);
	}
	text_r[len] = '\0';
	return len;
}
