/* SPDX-License-Identifier: BSD-2-Clause */
/* Joined: the usual suffixes without their dots. */
#include "domains/engine/index/joined.h"

#include <string.h>

/* The longer ones first. */
static const struct {
	char text[7];
	uint8_t len;
} joined[] = {{"comcom", 6}, {"cojp", 4}, {"nejp", 4}, {"orjp", 4}, {"acjp", 4},
    {"couk", 4}, {"combr", 5}, {"com", 3}, {"net", 3}, {"org", 3}, {"edu", 3},
    {"gov", 3}, {"co", 2}, {"ne", 2}, {"or", 2}, {"ac", 2}, {"go", 2},
    {"jp", 2}, {"ru", 2}, {"de", 2}, {"fr", 2}, {"uk", 2}, {"br", 2}, {"in", 2},
    {"it", 2}};

void
joined_ends_fill(struct index *index)
{
	for (size_t i = 0; i < sizeof(joined) / sizeof(*joined); i++) {
		const char *end = joined[i].text + joined[i].len;
		index->joined_ends[end[-1] - 'a'] |= (uint32_t)1
		                                     << (end[-2] - 'a');
	}
}

static bool
ends_as_joined(const struct index *index, char before, char last)
{
	return last >= 'a' && last <= 'z' && before >= 'a' && before <= 'z' &&
	       (index->joined_ends[last - 'a'] >> (before - 'a') & 1) != 0;
}

size_t
joined_suffix_len(const struct index *index, const char *text, size_t len)
{
	if (len < 4 || !ends_as_joined(index, text[len - 2], text[len - 1]))
		return 0;
	for (size_t i = 0; i < sizeof(joined) / sizeof(*joined); i++) {
		size_t n = joined[i].len;
		const char *end = joined[i].text + n;
		if (end[-1] == text[len - 1] && end[-2] == text[len - 2] &&
		    len > n + 1 &&
		    memcmp(text + len - n, joined[i].text, n) == 0)
			return n + (text[len - n - 1] == '-');
	}
	return 0;
}
