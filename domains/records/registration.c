/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readers of registrations have in common: see registration.h. */
#include "domains/records/registration.h"

#include <string.h>

struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct span
span_trim(struct span span)
{
	while (span.len > 0 && is_blank(span.bytes[0]))
		span.bytes++, span.len--;
	while (span.len > 0 && is_blank(span.bytes[span.len - 1]))
		span.len--;
	return span;
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 32) : byte;
}

bool
span_begins(struct span span, const char *text)
{
	size_t len = strlen(text);

	if (span.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(span.bytes[i]) != lower(text[i]))
			return false;
	return true;
}

bool
span_equal(struct span span, const char *text)
{
	return span.len == strlen(text) && span_begins(span, text);
}

/* Has the name the ending, and something before it? */
static bool
ends(struct span name, const char *ending, struct span *base_r)
{
	size_t len = strlen(ending);
	struct span tail;

	if (name.len <= len)
		return false;
	tail = (struct span){name.bytes + name.len - len, len};
	if (!span_begins(tail, ending))
		return false;
	*base_r = (struct span){name.bytes, name.len - len};
	return true;
}

enum registration_role
registration_role(struct span list, struct span *base_r)
{
	const char *at =
	    list.len != 0 ? memchr(list.bytes, '@', list.len) : NULL;
	struct span local = {list.bytes,
	    at != NULL ? (size_t)(at - list.bytes) : list.len};
	static const char owner[] = "owner-";

	*base_r = local;
	if (span_begins(local, owner) && local.len > strlen(owner)) {
		base_r->bytes += strlen(owner);
		base_r->len -= strlen(owner);
		return REGISTRATION_OWNER;
	}
	if (ends(local, "-owner", base_r))
		return REGISTRATION_OWNER;
	if (ends(local, "-request", base_r))
		return REGISTRATION_REQUEST;
	return REGISTRATION_MEMBER;
}
