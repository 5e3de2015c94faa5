/* SPDX-License-Identifier: BSD-2-Clause */
/* Words: fixed lists of a few short texts, a suffix or a label.
 *
 *     static const char tops[][WORDS_SIZE] = {"com", "net", "co.jp"};
 *     WORDS_HAVE(tops, text, len)
 *     WORDS_FIND(tops, text, len)    0, 1, 2, or 3 when it is none
 *
 * What is as long as WORDS_SIZE is in no list.  Eight bytes are compared at
 * once: for a list of that length it is faster than a hash.
 */
#ifndef DOMAINS_ENGINE_WORDS_H
#define DOMAINS_ENGINE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define WORDS_SIZE 8
#define WORDS_COUNT(list) (sizeof(list) / sizeof(*(list)))

static inline size_t
words_find(const char (*list)[WORDS_SIZE], size_t count, const char *text,
    size_t len)
{
	char padded[WORDS_SIZE] = "";
	size_t at = 0;

	if (len >= WORDS_SIZE)
		return count;
	for (size_t i = 0; i < len; i++)
		padded[i] = text[i];
	while (at < count && memcmp(list[at], padded, WORDS_SIZE) != 0)
		at++;
	return at;
}

#define WORDS_FIND(list, text, len) \
	words_find(list, WORDS_COUNT(list), text, len)
#define WORDS_HAVE(list, text, len) \
	(WORDS_FIND(list, text, len) < WORDS_COUNT(list))

#endif
