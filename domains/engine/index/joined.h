/* SPDX-License-Identifier: BSD-2-Clause */
/* Joined: suffixes that lost the dot before them, or have a hyphen in its
 * place: gmailcom, docomone.jp, ezweb-ne.jp.  Private to the index.
 */
#ifndef DOMAINS_ENGINE_INDEX_JOINED_H
#define DOMAINS_ENGINE_INDEX_JOINED_H

#include <stddef.h>

#include "domains/engine/index/table.h"

/* Notes the last two letters of all of them: they show for most names that they
 * end in none. */
void
joined_ends_fill(struct index *index);

/* The same as below, of those from the first on with these two last letters,
 * + 1. */
size_t
joined_len_from(size_t first, const char *text, size_t len);

/* How many letters of one stand at the end, the hyphen included; or 0. */
static inline size_t
joined_suffix_len(const struct index *index, const char *text, size_t len)
{
	unsigned before = len < 4 ? 26 : (unsigned char)text[len - 2] - 'a';
	unsigned last = (unsigned char)text[len - 1] - 'a';
	size_t first =
	    before < 26 && last < 26 ? index->joined_first[before][last] : 0;

	return first == 0 ? 0 : joined_len_from(first, text, len);
}

#endif
