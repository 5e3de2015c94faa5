/* SPDX-License-Identifier: BSD-2-Clause */
/* Name set: names with the line where each stood first, to find the second.
 *
 * Open addressing over an arena, some 8 + 5 + length bytes a name; a list of a
 * million is read at every reload.
 *
 *     struct nameset set = {0};
 *     if (nameset_find(&set, &name) == 0 &&
 *         nameset_add(&set, &name, line) < 0) ... out of memory
 *     nameset_free(&set);
 */
#ifndef DOMAINS_ENGINE_LISTS_NAMESET_H
#define DOMAINS_ENGINE_LISTS_NAMESET_H

#include <stddef.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

struct nameset_slot {
	uint32_t hash;   /* to skip most comparisons */
	uint32_t record; /* offset in arena, plus 1; 0: free */
};

struct nameset {
	struct nameset_slot *slots;
	size_t size; /* a power of two, or 0 */
	size_t count;
	unsigned char *arena;
	size_t arena_len, arena_size;
	uint64_t seed; /* lists come from others: no collisions to order */
};

/* Returns the line of a name, or 0 when it is not there. */
unsigned
nameset_find(const struct nameset *set, const struct name *name);

/* Takes a name that is not there yet.  Returns 0, or -1 when memory is out. */
int
nameset_add(struct nameset *set, const struct name *name, unsigned line);

void
nameset_free(struct nameset *set);

#endif
