/* SPDX-License-Identifier: BSD-2-Clause */
/* Joined: the usual suffixes without their dots. */
#include "domains/engine/index/joined.h"

#include <string.h>

/* Those of the same two last letters in a row, the longer ones first. */
static const struct {
	char text[7];
	uint8_t len;
} joined[] = {{"comcom", 6}, {"com", 3}, {"cojp", 4}, {"nejp", 4}, {"orjp", 4},
    {"acjp", 4}, {"jp", 2}, {"couk", 4}, {"uk", 2}, {"combr", 5}, {"br", 2},
    {"net", 3}, {"org", 3}, {"edu", 3}, {"gov", 3}, {"co", 2}, {"ne", 2},
    {"or", 2}, {"ac", 2}, {"go", 2}, {"ru", 2}, {"de", 2}, {"fr", 2}, {"in", 2},
    {"it", 2}};
#define JOINED_COUNT (sizeof(joined) / sizeof(*joined))

void
joined_ends_fill(struct index *index)
{
	for (size_t i = JOINED_COUNT; i-- > 0;) {
		const char *end = joined[i].text + joined[i].len;

		index->joined_first[end[-2] - 'a'][end[-1] - 'a'] =
		    (uint8_t)(i + 1);
	}
}

static bool
ends_as(size_t i, const char *end)
{
	const char *own = joined[i].text + joined[i].len;

	return own[-1] == end[-1] && own[-2] == end[-2];
}

size_t
joined_len_from(size_t first, const char *text, size_t len)
{
	const char *end = text + len;

	for (size_t i = first - 1; i < JOINED_COUNT && ends_as(i, end); i++) {
		size_t n = joined[i].len;

		if (len > n + 1 && memcmp(end - n, joined[i].text, n) == 0)
			return n + (text[len - n - 1] == '-');
	}
	return 0;
}
