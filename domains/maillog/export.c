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

/* ---- what is too long ---------------------------------------------------- */

/* Of a field without a value in its line: a length, and so many bytes and a
 * newline. */
static void
pass_bytes(struct export_passing *passing, struct span *rest)
{
	size_t len;

	while (passing->length_left > 0 && rest->len > 0) {
		passing->bytes >>= 8;
		passing->bytes |= (uint64_t)(unsigned char)*rest->bytes << 56;
		*rest = span_after(*rest, 1);
		if (--passing->length_left == 0)
			passing->bytes += passing->bytes != UINT64_MAX;
	}
	if (passing->length_left > 0)
		return;
	len = passing->bytes < rest->len ? (size_t)passing->bytes : rest->len;
	*rest = span_after(*rest, len);
	passing->bytes -= len;
}

bool
export_pass(struct export_passing *passing, struct span *rest)
{
	passing->on = true;
	while (pass_bytes(passing, rest), rest->len > 0) {
		const char *end = memchr(rest->bytes, '\n', rest->len);
		size_t len =
		    end != NULL ? (size_t)(end - rest->bytes) : rest->len;

		passing->in_line |= len != 0;
		passing->has_value |= memchr(rest->bytes, '=', len) != NULL;
		*rest = span_after(*rest, len + (end != NULL));
		if (end == NULL)
			break;
		passing->on = passing->in_line;
		if (!passing->on)
			return true;
		if (!passing->has_value)
			passing->length_left = sizeof(passing->bytes);
		passing->in_line = passing->has_value = false;
	}
	return false;
}
