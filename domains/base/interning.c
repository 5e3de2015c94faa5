/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps each text once: open addressing over one arena. */
#include "domains/base/interning.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#define FIRST_SLOTS 64

struct interning {
	char *arena;
	size_t used, size;
	uint32_t *at; /* where each text begins */
	uint32_t count, room;
	uint32_t *slots; /* number + 1; 0: free; a power of two of them */
	size_t slot_count;
	uint64_t seed; /* texts come from others: no collisions to order */
};

struct interning *
interning_new(void)
{
	struct interning *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return NULL;
	/* Without randomness a fixed seed is as good as any other. */
	if (getrandom(&names->seed, sizeof(names->seed), GRND_NONBLOCK) < 0)
		names->seed = 0;
	return names;
}

void
interning_free(struct interning **names)
{
	struct interning *gone = *names;

	*names = NULL;
	if (gone == NULL)
		return;
	free(gone->arena);
	free(gone->at);
	free(gone->slots);
	free(gone);
}

const char *
interning_text(const struct interning *names, uint32_t number)
{
	return names->arena + names->at[number];
}

size_t
interning_count(const struct interning *names)
{
	return names->count;
}

/* The slot of a text, or the free one where it would stand. */
static uint32_t *
find_slot(const struct interning *names, const char *bytes, size_t len)
{
	size_t mask = names->slot_count - 1;
	size_t at =
	    (size_t)XXH3_64bits_withSeed(bytes, len, names->seed) & mask;

	for (; names->slots[at] != 0; at = (at + 1) & mask) {
		const char *text = interning_text(names, names->slots[at] - 1);

		if (strncmp(text, bytes, len) == 0 && text[len] == '\0')
			break;
	}
	return &names->slots[at];
}

/* At most half full. */
static int
grow_slots(struct interning *names)
{
	size_t count =
	    names->slot_count != 0 ? names->slot_count * 2 : FIRST_SLOTS;
	uint32_t *slots;

	if (names->count < names->slot_count / 2)
		return 0;
	slots = calloc(count, sizeof(*slots));
	if (slots == NULL)
		return -1;
	free(names->slots);
	names->slots = slots;
	names->slot_count = count;
	for (uint32_t i = 0; i < names->count; i++) {
		const char *text = interning_text(names, i);

		*find_slot(names, text, strlen(text)) = i + 1;
	}
	return 0;
}

static int
grow_texts(struct interning *names, size_t len)
{
	size_t size = names->size != 0 ? names->size : 1024;
	uint32_t room = names->room != 0 ? names->room * 2 : FIRST_SLOTS;

	if (len >= UINT32_MAX - names->used ||
	    names->count > INTERNING_NONE / 4)
		return -1;
	while (size - names->used <= len)
		size *= 2;
	if (size != names->size) {
		char *arena = realloc(names->arena, size);

		if (arena == NULL)
			return -1;
		names->arena = arena;
		names->size = size;
	}
	if (names->count == names->room) {
		uint32_t *at = reallocarray(names->at, room, sizeof(*at));

		if (at == NULL)
			return -1;
		names->at = at;
		names->room = room;
	}
	return 0;
}

uint32_t
interning_add(struct interning *names, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);
	uint32_t *slot;

	if (grow_slots(names) < 0)
		return INTERNING_NONE;
	slot = find_slot(names, text.bytes, len);
	if (*slot != 0)
		return *slot - 1;
	if (grow_texts(names, len) < 0)
		return INTERNING_NONE;
	names->at[names->count] = (uint32_t)names->used;
	memcpy(names->arena + names->used, text.bytes, len);
	names->arena[names->used + len] = '\0';
	names->used += len + 1;
	*slot = ++names->count;
	return *slot - 1;
}

uint32_t
interning_find(const struct interning *names, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);

	if (names->slot_count == 0)
		return INTERNING_NONE;
	return *find_slot(names, text.bytes, len) - 1;
}
