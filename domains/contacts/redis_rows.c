/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and values of a store in Redis. */
#include "domains/contacts/redis_rows.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct span
redis_write_key(char room[static REDIS_KEY_SIZE], struct span organisation,
    const char *kind, struct span name)
{
	int len = snprintf(room, REDIS_KEY_SIZE,
	    "doppelcontacts{:%.*s}:%s:", (int)organisation.len,
	    organisation.len == 0 ? "" : organisation.bytes, kind);

	if (name.len != 0)
		memcpy(room + len, name.bytes, name.len);
	return (struct span){room, (size_t)len + name.len};
}

_Static_assert(REDIS_KEY_SIZE >
		   40 + CONTACT_ORGANISATION_MAX + BACKEND_NAME_MAX,
    "a key has room");

bool
redis_read_numbers(struct span text, int64_t *numbers_r, size_t count)
{
	char copy[REDIS_ROW_SIZE], *at = copy, *end;

	if (text.len >= sizeof(copy) || text.len == 0)
		return false;
	memcpy(copy, text.bytes, text.len);
	copy[text.len] = '\0';
	errno = 0;
	for (size_t i = 0; i < count; i++, at = end) {
		numbers_r[i] = strtoll(at, &end, 10);
		if (end == at || errno != 0)
			return false;
	}
	return *at == '\0';
}

bool
redis_read_contact(struct span text, struct contact *contact_r,
    struct span *keys_r)
{
	int64_t numbers[BACKEND_NUMBERS];
	const char *keys =
	    text.len == 0 ? NULL : memchr(text.bytes, '\n', text.len);
	struct span rest = {0};

	*contact_r = (struct contact){0};
	if (keys != NULL) {
		rest = span_between(keys + 1, text.bytes + text.len);
		text.len = (size_t)(keys - text.bytes);
	}
	if (keys_r != NULL)
		*keys_r = rest;
	if (!redis_read_numbers(text, numbers, BACKEND_NUMBERS))
		return false;
	backend_read_contact(numbers, contact_r);
	return true;
}

struct span
redis_write_contact(char room[static REDIS_ROW_SIZE],
    const struct contact *contact)
{
	int len = snprintf(room, REDIS_ROW_SIZE,
	    "%" PRId64 " %" PRId64 " %" PRIu64 " %" PRIu32 " %" PRId64
	    " %" PRId64 " %" PRIu64 " %d %" PRId64 " %" PRId64,
	    contact->sent.first, contact->sent.last, contact->sent.count,
	    contact->senders, contact->heard.first, contact->heard.last,
	    contact->heard.count, (int)contact->confirmed,
	    contact->confirmed_at, contact->expires);

	return (struct span){room, (size_t)len};
}

bool
redis_read_period(struct span text, struct contact_period *period_r)
{
	int64_t number[3];

	if (!redis_read_numbers(text, number, 3))
		return false;
	*period_r =
	    (struct contact_period){number[0], number[1], (uint64_t)number[2]};
	return true;
}
