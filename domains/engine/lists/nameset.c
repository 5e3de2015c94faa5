/* SPDX-License-Identifier: BSD-2-Clause */
/* Name set: keeps names in an arena and finds them again. */
#include "domains/engine/lists/nameset.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A record in the arena: the line, the length and the bytes of a name. */
#define RECORD_HEAD (sizeof(uint32_t) + 1)

static bool
record_equals(const struct nameset *set, uint32_t record,
    const struct name *name)
{
	const unsigned char *at = set->arena + record + sizeof(uint32_t);

	return *at == name->len && memcmp(at + 1, name->text, *at) == 0;
}

unsigned
nameset_find(const struct nameset *set, const struct name *name)
{
	uint32_t hash = hash_index_hash(&set->index, name->text, name->len);
	uint32_t record, line;
	size_t at = hash;

	while ((record = hash_index_next(&set->index, hash, &at)) !=
	       HASH_INDEX_NONE)
		if (record_equals(set, record, name)) {
			memcpy(&line, set->arena + record, sizeof(line));
			return line;
		}
	return 0;
}

static int
make_room(struct nameset *set, size_t more)
{
	size_t need = set->arena_len + more;
	size_t size = need + need / 2 + 4096;
	unsigned char *arena;

	if (need >= HASH_INDEX_NONE)
		return -1;
	if (need <= set->arena_size)
		return 0;
	arena = realloc(set->arena, size);
	if (arena == NULL)
		return -1;
	set->arena = arena;
	set->arena_size = size;
	return 0;
}

int
nameset_add(struct nameset *set, const struct name *name, unsigned line)
{
	const uint32_t number = line;
	unsigned char *at;

	/* Lists come from others, who could choose collisions. */
	if (set->index.size == 0)
		hash_index_seed(&set->index);
	if (make_room(set, RECORD_HEAD + name->len) < 0 ||
	    hash_index_add(&set->index,
		hash_index_hash(&set->index, name->text, name->len),
		(uint32_t)set->arena_len) < 0)
		return -1;
	at = set->arena + set->arena_len;
	memcpy(at, &number, sizeof(number));
	at[sizeof(number)] = name->len;
	memcpy(at + RECORD_HEAD, name->text, name->len);
	set->arena_len += RECORD_HEAD + name->len;
	return 0;
}

void
nameset_free(struct nameset *set)
{
	hash_index_clear(&set->index);
	free(set->arena);
	*set = (struct nameset){0};
}
