/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts and compares spans. */
#include "domains/base/span.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/xxh3.h"

struct span
span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

struct span
span_take_line(struct span *rest)
{
	const char *newline = span_find(*rest, '\n');
	struct span line = *rest;

	if (newline != NULL)
		line = span_between(rest->bytes, newline);
	*rest = span_after(*rest, line.len + (newline != NULL));
	return line;
}

unsigned
span_count_newlines(struct span span)
{
	const char *at = span.bytes, *end = at + span.len;
	unsigned count = 0;

	while (
	    at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		count++;
		at++;
	}
	return count;
}

struct span
span_trim(struct span span)
{
	while (span.len > 0 && ascii_is_space(span.bytes[0]))
		span.bytes++, span.len--;
	while (span.len > 0 && ascii_is_space(span.bytes[span.len - 1]))
		span.len--;
	return span;
}

char *
span_copy_lower(struct span span)
{
	char *copy = strndup(span.bytes, span.len);

	for (char *at = copy; at != NULL && *at != '\0'; at++)
		*at = ascii_lower(*at);
	return copy;
}

bool
span_begins(struct span span, const char *text)
{
	size_t len = strlen(text);

	if (span.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(span.bytes[i]) != ascii_lower(text[i]))
			return false;
	return true;
}

bool
span_equal(struct span span, const char *text)
{
	return span.len == strlen(text) && span_begins(span, text);
}

bool
span_same(struct span a, struct span b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0);
}

bool
span_same_folded(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.bytes[i]) != ascii_lower(b.bytes[i]))
			return false;
	return true;
}

uint64_t
span_hash(struct span span, uint64_t seed)
{
	return XXH3_64bits_withSeed(span.bytes, span.len, seed);
}
