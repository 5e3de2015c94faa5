/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads entries of the journal: see the header. */
#include "domains/maillog/export.h"

#include <stdint.h>
#include <string.h>

static const struct span nothing = {"", 0};

bool
export_begins(struct span begin)
{
	return span_begins(begin, "__CURSOR=") ||
	       span_begins(begin, "__REALTIME_TIMESTAMP=");
}

/* "\x04\0\0\0\0\0\0\0ABCD\n", after a name.  False when it is not all there. */
static bool
take_bytes(struct span *rest, struct span *value_r)
{
	uint64_t len = 0;

	if (rest->len < sizeof(len) + 1)
		return false;
	for (size_t i = sizeof(len); i > 0; i--)
		len = len << 8 | (unsigned char)rest->bytes[i - 1];
	if (len > rest->len - sizeof(len) - 1)
		return false;
	*value_r = (struct span){rest->bytes + sizeof(len), (size_t)len};
	*rest = span_after(*rest, sizeof(len) + (size_t)len + 1);
	return true;
}

bool
export_take(struct span *rest, struct fields *fields_r)
{
	struct span at = *rest;

	*fields_r = (struct fields){.part = false};
	for (;;) {
		const char *end = memchr(at.bytes, '\n', at.len), *equals;
		struct span name, value;
		enum fields_kind kind;
		unsigned rank;

		if (end == NULL)
			return false;
		name = span_between(at.bytes, end);
		at = span_after(at, name.len + 1);
		if (name.len == 0)
			break;
		equals = memchr(name.bytes, '=', name.len);
		if (equals != NULL) {
			value = span_between(equals + 1, end);
			name = span_between(name.bytes, equals);
		} else if (!take_bytes(&at, &value)) {
			return false;
		}
		kind = fields_find(nothing, name, &rank);
		if (kind != FIELDS_KINDS)
			fields_keep(fields_r, kind, rank, value);
	}
	*rest = at;
	return true;
}
