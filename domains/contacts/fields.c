/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes fields off messages. */
#include "domains/contacts/fields.h"

#include <string.h>

#include "domains/base/ascii.h"

bool
fields_take(struct span *rest, char end, struct span *field_r)
{
	const char *at =
	    rest->len == 0 ? NULL : memchr(rest->bytes, end, rest->len);

	if (at == NULL)
		return false;
	*field_r = span_between(rest->bytes, at);
	*rest = span_after(*rest, field_r->len + 1);
	return true;
}

bool
fields_take_number(struct span field, size_t digits_max, int64_t *number_r)
{
	int64_t number = 0;

	if (field.len == 0 || field.len > digits_max ||
	    field.len > FIELDS_DIGITS_MAX ||
	    (field.len > 1 && field.bytes[0] == '0'))
		return false;
	for (size_t i = 0; i < field.len; i++) {
		if (!ascii_is_digit(field.bytes[i]))
			return false;
		number = 10 * number + (field.bytes[i] - '0');
	}
	*number_r = number;
	return true;
}

const char *
fields_take_title(struct span *message, size_t max, const char *title,
    struct span *rest_r)
{
	const size_t len = strlen(title);
	struct span line;

	if (message->len > max)
		return "too long";
	if (!fields_take(message, '\n', &line) || line.len < len ||
	    memcmp(line.bytes, title, len) != 0)
		return "not of this version";
	*rest_r = span_after(line, len);
	return NULL;
}
