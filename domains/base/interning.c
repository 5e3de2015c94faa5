/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps each text once, in one arena. */
#include "domains/base/interning.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/hash_index.h"

#define ARENA_FIRST 1024

struct interning {
	char *arena;
	size_t used, size;
	uint32_t *at; /* where each text begins */
	uint32_t count;
	size_t room;
	struct hash_index index;
};

struct interning *
interning_new(void)
{
	struct interning *texts = calloc(1, sizeof(*texts));

	if (texts == NULL)
		return NULL;
	hash_index_seed(&texts->index);
	return texts;
}

void
interning_free(struct interning **texts)
{
	struct interning *gone = *texts;

	*texts = NULL;
	if (gone == NULL)
		return;
	free(gone->arena);
	free(gone->at);
	hash_index_clear(&gone->index);
	free(gone);
}

const char *
interning_text(const struct interning *texts, uint32_t number)
{
	return texts->arena + texts->at[number];
}

size_t
interning_count(const struct interning *texts)
{
	return texts->count;
}

static uint32_t
find_text(const struct interning *texts, const char *bytes, size_t len,
    uint32_t hash)
{
	size_t at = hash;
	uint32_t number;

	while ((number = hash_index_next(&texts->index, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const char *text = interning_text(texts, number);

		if (strncmp(text, bytes, len) == 0 && text[len] == '\0')
			break;
	}
	return number;
}

static int
grow_texts(struct interning *texts, size_t len)
{
	size_t size = texts->size != 0 ? texts->size : ARENA_FIRST;

	if (len >= UINT32_MAX - texts->used ||
	    texts->count > INTERNING_NONE / 4)
		return -1;
	while (size - texts->used <= len)
		size *= 2;
	if (size != texts->size) {
		char *arena = realloc(texts->arena, size);

		if (arena == NULL)
			return -1;
		texts->arena = arena;
		texts->size = size;
	}
	return array_reserve(&texts->at, &texts->room, texts->count,
	    sizeof(*texts->at));
}

uint32_t
interning_add(struct interning *texts, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);
	uint32_t hash = hash_index_hash(&texts->index, text.bytes, len);
	uint32_t number = find_text(texts, text.bytes, len, hash);

	if (number != INTERNING_NONE)
		return number;
	if (grow_texts(texts, len) < 0 ||
	    hash_index_add(&texts->index, hash, texts->count) < 0)
		return INTERNING_NONE;
	texts->at[texts->count] = (uint32_t)texts->used;
	memcpy(texts->arena + texts->used, text.bytes, len);
	texts->arena[texts->used + len] = '\0';
	texts->used += len + 1;
	return texts->count++;
}

uint32_t
interning_find(const struct interning *texts, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);

	return find_text(texts, text.bytes, len,
	    hash_index_hash(&texts->index, text.bytes, len));
}
