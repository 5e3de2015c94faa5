/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows typographic quotes. */
#include "domains/base/quotes.h"

#include <string.h>

size_t
quotes_len_typographic(const char *at, const char *end)
{
	static const char *const quotes[] = {"“", "”", "„", "‟", "‚", "‘", "’",
	    "«", "»", "＂", "〝", "〞", "〟", "″"};

	for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
		size_t len = strlen(quotes[i]);

		if ((size_t)(end - at) >= len &&
		    memcmp(at, quotes[i], len) == 0)
			return len;
	}
	return 0;
}
