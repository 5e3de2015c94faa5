/* SPDX-License-Identifier: BSD-2-Clause */
/* Name set: names with the line where each stood first, to find the second.
 *
 * A name takes its length and 5 bytes in an arena, and 11 to 21 in the index: a
 * list of a million names is read at every reload.
 *
 *     struct nameset set = {0};
 *     if (nameset_find(&set, &name) == 0 &&
 *         nameset_add(&set, &name, line) < 0) ... out of memory
 *     nameset_free(&set);
 */
#ifndef DOMAINS_ENGINE_LISTS_NAMESET_H
#define DOMAINS_ENGINE_LISTS_NAMESET_H

#include <stddef.h>

#include "domains/base/hash_index.h"
#include "domains/engine/name/name.h"

struct nameset {
	struct hash_index index; /* of records: offsets in the arena */
	unsigned char *arena;
	size_t arena_len, arena_size;
};

/* Returns the line of a name, or 0 when it is not there. */
unsigned
nameset_find(const struct nameset *set, const struct name *name);

/* Adds a name that is not there yet; line is not 0.  Returns 0, or -1 when
 * memory is out. */
int
nameset_add(struct nameset *set, const struct name *name, unsigned line);

void
nameset_free(struct nameset *set);

#endif
