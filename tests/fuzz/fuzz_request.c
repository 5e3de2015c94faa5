// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a field or a recipient of anybody's, in which tokens are looked
 * for.  What is found stands there after its mark, and the search ends. */
#include "domains/contacts/request.h"

#include <string.h>
#include <strings.h>

#include "tests/fuzz/fuzz.h"

int
fuzz_request(const uint8_t *data, size_t size)
{
	struct span text = {(const char *)data, size};
	char token[REQUEST_TOKEN_SIZE];
	size_t left = size;

	while (request_find_token(&text, token)) {
		const char *end = (const char *)data + (size - text.len);

		FUZZ_CHECK(
		    text.len + sizeof(REQUEST_MARK) - 1 + REQUEST_TOKEN_LEN <=
		    left);
		FUZZ_CHECK(request_is_token(span_of(token)));
		FUZZ_CHECK(strncasecmp(end - REQUEST_TOKEN_LEN, token,
			       REQUEST_TOKEN_LEN) == 0);
		left = text.len;
	}
	return 0;
}

FUZZ_ENTRY(fuzz_request)
