/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps each text once, in one arena. */
#include "domains/base/interning.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/hash_index.h"

struct interning {
	struct buffer arena;
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
	buffer_clear(&gone->arena);
	free(gone->at);
	hash_index_clear(&gone->index);
	free(gone);
}

const char *
interning_text(const struct interning *texts, uint32_t number)
{
	return texts->arena.bytes + texts->at[number];
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

/* Room for one more; NULL: memory is out, or it would be too much. */
static char *
make_room(struct interning *texts, size_t len)
{
	return len >= UINT32_MAX - texts->arena.len ||
	               texts->count > INTERNING_NONE / 4 ||
	               array_reserve(&texts->at, &texts->room, texts->count,
			   sizeof(*texts->at)) < 0
	           ? NULL
	           : buffer_add_room(&texts->arena, len + 1);
}

uint32_t
interning_add(struct interning *texts, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);
	uint32_t hash = hash_index_hash(&texts->index, text.bytes, len);
	uint32_t number = find_text(texts, text.bytes, len, hash);
	char *room;

	if (number != INTERNING_NONE)
		return number;
	room = make_room(texts, len);
	if (room == NULL)
		return INTERNING_NONE;
	texts->at[texts->count] = (uint32_t)(room - texts->arena.bytes);
	if (hash_index_add(&texts->index, hash, texts->count) < 0) {
		texts->arena.len -= len + 1;
		return INTERNING_NONE;
	}
	memcpy(room, text.bytes, len);
	room[len] = '\0';
	return texts->count++;
}

void *
interning_row(struct interning **texts, struct span text, void *rows,
    size_t *room, size_t size)
{
	size_t count;
	uint32_t number;
	char *row;

	if (*texts == NULL)
		*texts = interning_new();
	if (*texts == NULL)
		return NULL;
	count = interning_count(*texts);
	if (array_reserve(rows, room, count, size) < 0)
		return NULL;
	number = interning_add(*texts, text);
	if (number == INTERNING_NONE)
		return NULL;
	memcpy(&row, rows, sizeof(row));
	row += number * size;
	if (number == count)
		memset(row, 0, size);
	return row;
}

uint32_t
interning_find(const struct interning *texts, struct span text)
{
	size_t len = strnlen(text.bytes, text.len);

	return find_text(texts, text.bytes, len,
	    hash_index_hash(&texts->index, text.bytes, len));
}
