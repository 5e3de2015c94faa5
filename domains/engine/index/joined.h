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

/* How many letters of one stand at the end, the hyphen included; or 0. */
size_t
joined_suffix_len(const struct index *index, const char *text, size_t len);

#endif
