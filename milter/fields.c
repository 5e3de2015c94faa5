/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps some fields of a header. */
#include "milter/fields.h"

#include <stdlib.h>
#include <string.h>

#include "domains/contacts/kind.h"

struct fields_room {
	struct header_field list[FIELDS_MAX];
	size_t count;
	size_t used;
	char bytes[FIELDS_BYTES];
};

static struct span
copy(struct fields_room *room, struct span text)
{
	char *at = room->bytes + room->used;

	memcpy(at, text.bytes, text.len);
	room->used += text.len;
	return (struct span){at, text.len};
}

void
fields_add(struct fields *fields, const char *name, const char *value)
{
	const struct span named = span_of(name), has = span_of(value);
	struct fields_room *room = fields->room;

	if (fields->cut || !kind_wants_field(named))
		return;
	if (room == NULL) {
		room = malloc(sizeof(*room));
		fields->cut = room == NULL;
		if (room == NULL)
			return;
		room->count = room->used = 0;
		fields->room = room;
	}
	if (room->count == FIELDS_MAX ||
	    named.len > FIELDS_BYTES - room->used ||
	    has.len > FIELDS_BYTES - room->used - named.len) {
		fields->cut = true;
		return;
	}
	room->list[room->count].name = copy(room, named);
	room->list[room->count++].value = copy(room, has);
}

struct header
fields_header(const struct fields *fields)
{
	const struct fields_room *room = fields->room;

	return room == NULL ? (struct header){.count = 0}
	                    : (struct header){room->list, room->count};
}

void
fields_clear(struct fields *fields)
{
	free(fields->room);
	*fields = (struct fields){.room = NULL};
}
