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
	return span_take_until(rest, '\n');
}

struct span
span_take_until(struct span *rest, char stop)
{
	const char *end = span_find(*rest, stop);
	struct span text = *rest;

	if (end != NULL)
		text = span_between(rest->bytes, end);
	*rest = span_after(*rest, text.len + (end != NULL));
	return text;
}

struct span
span_take_last(struct span *rest, char stop)
{
	const char *at = span_find_last(*rest, stop);
	struct span last = *rest;

	rest->len = at != NULL ? (size_t)(at - rest->bytes) : 0;
	return at != NULL ? span_after(last, rest->len + 1) : last;
}

bool
span_take_begin(struct span *span, const char *text)
{
	bool begins = span_begins(*span, text);

	if (begins)
		*span = span_after(*span, strlen(text));
	return begins;
}

bool
span_take_end(struct span *span, const char *text)
{
	size_t len = strlen(text);

	if (span->len < len ||
	    !span_equal(span_after(*span, span->len - len), text))
		return false;
	span->len -= len;
	return true;
}

struct span
span_inside(struct span span, char open, char close)
{
	return span.len >= 2 && span.bytes[0] == open &&
	               span.bytes[span.len - 1] == close
	           ? (struct span){span.bytes + 1, span.len - 2}
	           : span;
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

struct span
span_to_lower(struct span span, char *room)
{
	for (size_t i = 0; i < span.len; i++)
		room[i] = ascii_lower(span.bytes[i]);
	return (struct span){room, span.len};
}

bool
span_number(struct span span, uint64_t max, uint64_t *number_r)
{
	uint64_t number = 0;

	for (size_t i = 0; i < span.len; i++) {
		unsigned digit = (unsigned)(span.bytes[i] - '0');

		if (digit > 9 || digit > max || number > (max - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (span.len != 0 && number_r != NULL)
		*number_r = number;
	return span.len != 0;
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
span_contains(struct span span, const char *text)
{
	return memmem(span.bytes, span.len, text, strlen(text)) != NULL;
}

bool
span_equal(struct span span, const char *text)
{
	return span.len == strlen(text) && span_begins(span, text);
}

bool
span_holds(struct span span, const char *text)
{
	size_t len = strlen(text);

	for (; span.len >= len; span = span_after(span, 1))
		if (span_begins(span, text))
			return true;
	return false;
}

bool
span_is_one_of(struct span span, const char *const *texts)
{
	for (; *texts != NULL; texts++)
		if (span_equal(span, *texts))
			return true;
	return false;
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

int
span_compare(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len != 0 ? memcmp(a.bytes, b.bytes, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

uint64_t
span_hash(struct span span, uint64_t seed)
{
	return XXH3_64bits_withSeed(span.bytes, span.len, seed);
}
