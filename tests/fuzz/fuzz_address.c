// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: the same bytes as an envelope path and as a line of a list. */
#include "domains/engine/name/address.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static bool
lies_in(const char *part, size_t part_len, const char *bytes, size_t len)
{
	return part >= bytes && part_len <= len &&
	       (size_t)(part - bytes) <= len - part_len;
}

static bool
equals(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static void
check_parses_to(const char *bytes, size_t len, const struct address *address)
{
	struct address again;
	enum address_error error;

	FUZZ_CHECK(address_parse_path(bytes, len, &again, &error) == 0);
	FUZZ_CHECK(equals(again.local, again.local_len, address->local,
	    address->local_len));
	FUZZ_CHECK(equals(again.domain, again.domain_len, address->domain,
	    address->domain_len));
	FUZZ_CHECK(again.literal == address->literal);
}

static void
check_address(const struct address *address, const char *bytes, size_t len)
{
	char whole[ADDRESS_LOCAL_MAX + ADDRESS_DOMAIN_MAX + 3];
	size_t used = 0;

	FUZZ_CHECK(address->local_len > 0);
	FUZZ_CHECK(address->local_len <= ADDRESS_LOCAL_MAX);
	FUZZ_CHECK(address->domain_len > 0);
	FUZZ_CHECK(address->domain_len <= ADDRESS_DOMAIN_MAX);
	FUZZ_CHECK(lies_in(address->local, address->local_len, bytes, len));
	FUZZ_CHECK(lies_in(address->domain, address->domain_len, bytes, len));

	whole[used++] = '<';
	memcpy(whole + used, address->local, address->local_len);
	used += address->local_len;
	whole[used++] = '@';
	memcpy(whole + used, address->domain, address->domain_len);
	used += address->domain_len;
	whole[used++] = '>';
	check_parses_to(whole, used, address);
	check_parses_to(whole + 1, used - 2, address);
}

static void
check_path(const char *bytes, size_t len)
{
	struct address address, untouched;
	enum address_error error = ADDRESS_FINE;

	memset(&address, 0x5a, sizeof address);
	memcpy(&untouched, &address, sizeof address);
	if (address_parse_path(bytes, len, &address, &error) == 0) {
		check_address(&address, bytes, len);
		return;
	}
	FUZZ_CHECK(error > ADDRESS_FINE && error < ADDRESS_ERRORS);
	FUZZ_CHECK(memcmp(&address, &untouched, sizeof address) == 0);
}

/* An @ where no quote, comment, group or encoded word can hide it. */
static bool
has_plain_at(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("\"(:?\\", bytes[i]) != NULL && bytes[i] != '\0')
			return false;
	return len > 0 && memchr(bytes, '@', len) != NULL;
}

static void
check_scan(const char *bytes, size_t len)
{
	struct address_scan scan;
	struct address_found found;
	const char *last = bytes;
	size_t count = 0;

	address_scan_begin(&scan, bytes, len);
	while (address_scan_next(&scan, &found)) {
		FUZZ_CHECK(found.len > 0 && ++count <= len);
		FUZZ_CHECK(lies_in(found.bytes, found.len, bytes, len));
		FUZZ_CHECK(found.bytes >= last);
		last = found.bytes + found.len;
		FUZZ_CHECK(found.error < ADDRESS_ERRORS);
		if (found.error == ADDRESS_FINE) {
			check_address(&found.address, found.bytes, found.len);
			check_parses_to(found.bytes, found.len, &found.address);
		}
	}
	FUZZ_CHECK(!address_scan_next(&scan, &found));
	FUZZ_CHECK(count > 0 || !has_plain_at(bytes, len));
}

int
fuzz_address(const uint8_t *data, size_t size)
{
	const char *bytes = size > 0 ? (const char *)data : "";

	check_path(bytes, size);
	check_scan(bytes, size);
	return 0;
}

FUZZ_ENTRY(fuzz_address)
