/* SPDX-License-Identifier: BSD-2-Clause */
/* Words: fixed lists of a few short texts, a suffix or a label.
 *
 *     static const char tops[][WORDS_SIZE] = {"com", "net", "co.jp"};
 *     WORDS_HAVE(tops, text, len)
 *     WORDS_FIND(tops, text, len)    0, 1, 2, or 3 when it is none
 *
 * What is as long as WORDS_SIZE is in no list.  Eight bytes are compared at
 * once: for a list of that length it is faster than a hash.  The text must be
 * readable so far, as that of a name is, whatever stands behind its end.
 */
#ifndef DOMAINS_ENGINE_WORDS_H
#define DOMAINS_ENGINE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORDS_SIZE 8
#define WORDS_COUNT(list) (sizeof(list) / sizeof(*(list)))

/* The first len bytes of a text and zeros; len is less than WORDS_SIZE. */
static inline uint64_t
words_padded(const char *text, size_t len)
{
	static const unsigned char keep[2 * WORDS_SIZE] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint64_t bytes, mask;

	memcpy(&bytes, text, WORDS_SIZE);
	memcpy(&mask, keep + WORDS_SIZE - len, WORDS_SIZE);
	return bytes & mask;
}

static inline size_t
words_find(const char (*list)[WORDS_SIZE], size_t count, const char *text,
    size_t len)
{
	size_t at = 0;

	if (len >= WORDS_SIZE)
		return count;
	uint64_t word = words_padded(text, len);
	while (at < count && memcmp(list[at], &word, WORDS_SIZE) != 0)
		at++;
	return at;
}

#define WORDS_FIND(list, text, len) \
	words_find(list, WORDS_COUNT(list), text, len)
#define WORDS_HAVE(list, text, len) \
	(WORDS_FIND(list, text, len) < WORDS_COUNT(list))

#endif
