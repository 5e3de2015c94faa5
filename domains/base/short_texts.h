/* SPDX-License-Identifier: BSD-2-Clause */
/* Short texts: fixed lists of a few short texts, a suffix or a label.
 *
 *     static const char tops[][SHORT_TEXTS_SIZE] = {"com", "net", "co.jp"};
 *     SHORT_TEXTS_HAVE(tops, text, len)
 *     SHORT_TEXTS_FIND(tops, text, len)    0, 1, 2, or 3 when it is none
 *
 * What is as long as SHORT_TEXTS_SIZE is in no list.  Eight bytes are compared
 * at once: for a list of that length it is faster than a hash.  The text must
 * be readable so far, as that of a name is, whatever stands after its end.
 */
#ifndef DOMAINS_BASE_SHORT_TEXTS_H
#define DOMAINS_BASE_SHORT_TEXTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SHORT_TEXTS_SIZE 8
#define SHORT_TEXTS_COUNT(list) (sizeof(list) / sizeof(*(list)))

/* The first len bytes of a text and zeros; len is less than SHORT_TEXTS_SIZE.
 */
static inline uint64_t
short_texts_padded(const char *text, size_t len)
{
	static const char keep[2 * SHORT_TEXTS_SIZE] =
	    "\xff\xff\xff\xff\xff\xff\xff\xff";
	uint64_t bytes, mask;

	memcpy(&bytes, text, SHORT_TEXTS_SIZE);
	memcpy(&mask, keep + SHORT_TEXTS_SIZE - len, SHORT_TEXTS_SIZE);
	return bytes & mask;
}

static inline size_t
short_texts_find(const char (*list)[SHORT_TEXTS_SIZE], size_t count,
    const char *text, size_t len)
{
	size_t at = 0;

	if (len >= SHORT_TEXTS_SIZE)
		return count;
	uint64_t word = short_texts_padded(text, len);
	while (at < count && memcmp(list[at], &word, SHORT_TEXTS_SIZE) != 0)
		at++;
	return at;
}

#define SHORT_TEXTS_FIND(list, text, len) \
	short_texts_find(list, SHORT_TEXTS_COUNT(list), text, len)
#define SHORT_TEXTS_HAVE(list, text, len) \
	(SHORT_TEXTS_FIND(list, text, len) < SHORT_TEXTS_COUNT(list))

#endif
