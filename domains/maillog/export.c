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

/* Eight bytes, least first. */
static uint64_t
length_at(const char *bytes)
{
	uint64_t len = 0;

	for (size_t i = sizeof(len); i > 0; i--)
		len = len << 8 | (unsigned char)bytes[i - 1];
	return len;
}

/* "\x04\0\0\0\0\0\0\0ABCD\n", after a name.  False when it is not all there. */
static bool
take_bytes(struct span *rest, struct span *value_r)
{
	uint64_t len;

	if (rest->len < sizeof(len) + 1)
		return false;
	len = length_at(rest->bytes);
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

static void
pass_bytes(struct export_passing *passing, struct span *rest)
{
	size_t len =
	    passing->bytes < rest->len ? (size_t)passing->bytes : rest->len;

	*rest = span_after(*rest, len);
	passing->bytes -= len;
}

/* After the name of a field without a value in its line. */
static void
begin_bytes(struct export_passing *passing, struct span *rest, size_t line)
{
	uint64_t len = length_at(rest->bytes + line);

	*rest = span_after(*rest, line + sizeof(len));
	passing->bytes = len < UINT64_MAX ? len + 1 : len;
}

bool
export_pass(struct export_passing *passing, struct span *rest, bool all)
{
	passing->on = true;
	for (;;) {
		const char *end;
		size_t line;

		pass_bytes(passing, rest);
		end = memchr(rest->bytes, '\n', rest->len);
		line = end != NULL ? (size_t)(end + 1 - rest->bytes) : 0;
		if (line == 1 && !passing->in_line) {
			*rest = span_after(*rest, line);
			passing->on = false;
			return true;
		}
		if (end == NULL && (all || passing->in_line)) {
			passing->in_line |= rest->len != 0;
			*rest = span_after(*rest, rest->len);
		}
		if (end == NULL)
			return false;
		if (passing->in_line ||
		    memchr(rest->bytes, '=', line) != NULL) {
			passing->in_line = false;
			*rest = span_after(*rest, line);
		} else if (rest->len - line >= sizeof(uint64_t)) {
			begin_bytes(passing, rest, line);
		} else {
			if (all)
				*rest = span_after(*rest, rest->len);
			return false;
		}
	}
}
