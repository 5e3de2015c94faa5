// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: the first byte is the parameters of Postfix, the rest a path.
 * Where it is routed stands in the path; and what is a user here names no other
 * domain any more. */
#include "domains/registrations/route.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
check_within(const struct route *route, const char *bytes, size_t len)
{
	FUZZ_CHECK(
	    len == 0 || (bytes >= route->text && len <= ROUTE_TEXT_MAX &&
			    bytes + len <= route->text + ROUTE_TEXT_MAX));
}

static bool
has(const struct address *address, char byte)
{
	return address->local_len != 0 &&
	       memchr(address->local, byte, address->local_len) != NULL;
}

int
fuzz_route(const uint8_t *data, size_t size)
{
	const char *domains[] = {"example.jp"};
	const struct lookup_key_rules rules = {
	    .domains = domains,
	    .domain_count = 1,
	    .delimiter = "+",
	    .host = "mx.univ.example",
	    .percent_hack = size != 0 && (*data & 1) != 0,
	    .bang_path = size != 0 && (*data & 2) != 0,
	};
	char *path = fuzz_string(data + (size != 0), size - (size != 0));
	const struct span text = {path, size - (size != 0)};
	char words[ROUTE_ADDRESS_SIZE];
	const struct address *address;
	struct lookup_keys keys;
	struct route route;

	if (route_find(&rules, text, &route)) {
		address = &route.address;
		check_within(&route, address->local, address->local_len);
		check_within(&route, address->domain, address->domain_len);
		FUZZ_CHECK(route.here == lookup_key_is_own(&rules,
					     (struct span){address->domain,
						 address->domain_len}));
		FUZZ_CHECK(!route.here || !has(address, '@'));
		FUZZ_CHECK(
		    !route.here || !rules.percent_hack || !has(address, '%'));
		/* One after two backslashes is none, when what was in quotes
		 * is read again. */
		FUZZ_CHECK(!route.here || !rules.bang_path ||
			   !has(address, '!') || span_has(text, '\\'));
		route_format(&route, words);
		FUZZ_CHECK(strchr(words, '@') != NULL);
	}
	(void)lookup_key_find(&rules, text.bytes, text.len, &keys);
	free(path);
	return 0;
}

FUZZ_ENTRY(fuzz_route)
