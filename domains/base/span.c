/* SPDX-License-Identifier: BSD-2-Clause */
/* Span: bytes that belong to somebody else. */
#include "domains/base/span.h"

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
