/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps names and finds them again: see nameset.h. */
#include "domains/engine/lists/nameset.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <xxhash.h>

/* A record in the arena: the line, the length and the bytes of a name. */
#define RECORD_HEAD (sizeof(uint32_t) + 1)

static uint32_t
record_line(const struct nameset *set, size_t record)
{
	uint32_t line;

	memcpy(&line, set->arena + record, sizeof(line));
	return line;
}

static bool
record_equals(const struct nameset *set, size_t record, const struct name *name)
{
	const unsigned char *at = set->arena + record + sizeof(uint32_t);

	return *at == name->len && memcmp(at + 1, name->text, *at) == 0;
}

static int
grow(struct nameset *set)
{
	size_t size = set->size == 0 ? 1024 : 2 * set->size;
	struct nameset_slot *slots = calloc(size, sizeof(*slots));

	if (slots == NULL)
		return -1;
	for (size_t i = 0; i < set->size; i++) {
		size_t at = set->slots[i].hash & (size - 1);

		if (set->slots[i].record == 0)
			continue;
		while (slots[at].record != 0)
			at = (at + 1) & (size - 1);
		slots[at] = set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->size = size;
	return 0;
}

static int
add_record(struct nameset *set, const struct name *name, unsigned line,
    uint32_t *record_r)
{
	size_t need = set->arena_len + RECORD_HEAD + name->len;

	if (need >= UINT32_MAX)
		return -1;
	if (need > set->arena_size) {
		size_t size = need + need / 2 + 4096;
		unsigned char *arena = realloc(set->arena, size);

		if (arena == NULL)
			return -1;
		set->arena = arena;
		set->arena_size = size;
	}

	uint32_t number = line;
	unsigned char *at = set->arena + set->arena_len;

	memcpy(at, &number, sizeof(number));
	at[sizeof(number)] = name->len;
	memcpy(at + RECORD_HEAD, name->text, name->len);
	*record_r = (uint32_t)set->arena_len + 1;
	set->arena_len = need;
	return 0;
}

/* The slot that holds a name, or the free one where it belongs. */
static struct nameset_slot *
find_slot(const struct nameset *set, const struct name *name, uint32_t hash)
{
	size_t at = hash & (set->size - 1);

	while (set->slots[at].record != 0 &&
	       (set->slots[at].hash != hash ||
		   !record_equals(set, set->slots[at].record - 1, name)))
		at = (at + 1) & (set->size - 1);
	return &set->slots[at];
}

static uint32_t
hash_name(const struct nameset *set, const struct name *name)
{
	return (uint32_t)XXH3_64bits_withSeed(name->text, name->len, set->seed);
}

unsigned
nameset_find(const struct nameset *set, const struct name *name)
{
	if (set->size == 0)
		return 0;

	struct nameset_slot *slot = find_slot(set, name, hash_name(set, name));

	return slot->record == 0 ? 0 : record_line(set, slot->record - 1);
}

int
nameset_add(struct nameset *set, const struct name *name, unsigned line)
{
	/* Without randomness the seed is 0: slower on a list made for it. */
	if (set->size == 0 &&
	    getrandom(&set->seed, sizeof(set->seed), GRND_NONBLOCK) < 0)
		set->seed = 0;
	if (4 * (set->count + 1) > 3 * set->size && grow(set) < 0)
		return -1;

	uint32_t hash = hash_name(set, name);
	struct nameset_slot *slot = find_slot(set, name, hash);

	if (add_record(set, name, line, &slot->record) < 0)
		return -1;
	slot->hash = hash;
	set->count++;
	return 0;
}

void
nameset_free(struct nameset *set)
{
	free(set->slots);
	free(set->arena);
	*set = (struct nameset){0};
}
