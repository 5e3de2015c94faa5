/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the subscriptions of lists of Schleuder's. */
#include "domains/readers/lists/schleuder.h"

#include <string.h>

#include "domains/registrations/destinations.h"
#include "domains/readers/lists/role.h"

/* Of an OpenPGP key, in hex: version 3, 4, 6. */
#define FINGERPRINT_MIN 32

static struct span
take_field(struct span *line)
{
	return span_take_until(line, '\t');
}

static bool
is_fingerprint(struct span field)
{
	static const char hex[] = "0123456789abcdefABCDEF";

	if (span_equal(field, "N/A"))
		return true;
	for (size_t i = 0; i < field.len; i++)
		if (memchr(hex, field.bytes[i], strlen(hex)) == NULL)
			return false;
	return field.len >= FINGERPRINT_MIN;
}

bool
schleuder_begins(struct span text)
{
	struct span line = {text.bytes, 0}, address;

	while (span_trim(line).len == 0 && text.len > 0)
		line = span_take_line(&text);
	address = take_field(&line);
	return span_has(address, '@') && is_fingerprint(take_field(&line));
}

static int
take_line(const struct reader_text *text, const struct destination_place *place,
    struct span line)
{
	struct destination_place owner = *place;
	struct span address = take_field(&line);
	struct role_name name;

	take_field(&line);
	if (destination_take_all(text, place, address) < 0)
		return -1;
	if (!span_equal(span_trim(take_field(&line)), "admin"))
		return 0;
	owner.list = role_name_make(text->list, "-owner", &name);
	return destination_take_all(text, &owner, address);
}

int
schleuder_read(const struct reader_text *text)
{
	const struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = true,
	};

	return destination_take_lines(text, &place, take_line);
}
