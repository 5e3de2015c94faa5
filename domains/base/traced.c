/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts whose bytes know where they come from. */
#include "domains/base/traced.h"

#include <stdint.h>
#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/base/ascii.h"

void
traced_add(struct traced *traced, char byte, size_t from)
{
	if (traced->failed ||
	    array_reserve(&traced->bytes, &traced->byte_room, traced->len, 1) <
		0 ||
	    array_reserve(&traced->from, &traced->from_room, traced->len,
		sizeof(*traced->from)) < 0) {
		traced->failed = true;
		return;
	}
	traced->bytes[traced->len] = byte;
	traced->from[traced->len++] = from;
}

void
traced_add_span(struct traced *traced, struct span span, size_t from)
{
	for (size_t i = 0; i < span.len; i++)
		traced_add(traced, span.bytes[i], from + i);
}

size_t
traced_from(const struct traced *traced, size_t at)
{
	return traced->from[at] & ~TRACED_MADE;
}

bool
traced_follows(const struct traced *traced, size_t at)
{
	return at > 0 &&
	       traced_from(traced, at) == traced_from(traced, at - 1) + 1;
}

bool
traced_is_exact(const struct traced *traced, size_t at, size_t len)
{
	for (size_t i = at; i < at + len; i++)
		if ((traced->from[i] & TRACED_MADE) != 0 ||
		    (i != at && !traced_follows(traced, i)))
			return false;
	return true;
}

struct span
traced_span(const struct traced *traced, size_t begin, size_t end)
{
	/* Nothing is added to a pointer that may be NULL. */
	return begin == end ? (struct span){"", 0}
	                    : (struct span){traced->bytes + begin, end - begin};
}

/* ---- encodings ----------------------------------------------------------- */

/* The byte of two hexadecimal digits; -1: they are none. */
static int
read_hex(const struct traced *coded, size_t at)
{
	unsigned high = ascii_hex_value(coded->bytes[at]);
	unsigned low = ascii_hex_value(coded->bytes[at + 1]);

	return high > 15 || low > 15 ? -1 : (int)(high << 4 | low);
}

void
traced_add_quoted_printable(struct traced *traced, const struct traced *coded,
    size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++) {
		size_t from = coded->from[i] | TRACED_MADE;
		int byte = coded->bytes[i] == '=' && end - i >= 3
		               ? read_hex(coded, i + 1)
		               : -1;

		traced_add(traced, byte < 0 ? coded->bytes[i] : (char)byte,
		    from);
		i += byte < 0 ? 0 : 2;
	}
}

size_t
traced_add_percent(struct traced *traced, const struct traced *coded, size_t at)
{
	int byte = coded->bytes[at] == '%' && coded->len - at >= 3
	               ? read_hex(coded, at + 1)
	               : -1;

	if (byte < 0)
		traced_add(traced, coded->bytes[at], coded->from[at]);
	else
		traced_add(traced, (char)byte, coded->from[at] | TRACED_MADE);
	return byte < 0 ? 0 : 2;
}

/* The value of a digit of base64; 64 for none. */
static unsigned
base64_value(char byte)
{
	if (ascii_is_upper(byte))
		return (unsigned)(byte - 'A');
	if (ascii_is_lower(byte))
		return (unsigned)(byte - 'a') + 26;
	if (ascii_is_digit(byte))
		return (unsigned)(byte - '0') + 52;
	return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

bool
traced_add_base64(struct traced *traced, const struct traced *coded,
    size_t begin, size_t end)
{
	uint32_t bits = 0;
	unsigned count = 0;
	size_t i = begin;

	for (; i < end && coded->bytes[i] != '='; i++) {
		unsigned value = base64_value(coded->bytes[i]);

		if (ascii_is_space(coded->bytes[i]))
			continue;
		if (value > 63)
			return false;
		bits = bits << 6 | value;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		traced_add(traced, (char)(bits >> count & 0xff),
		    coded->from[i] | TRACED_MADE);
	}
	while (i < end &&
	       (coded->bytes[i] == '=' || ascii_is_space(coded->bytes[i])))
		i++;
	return i == end && count < 6;
}

void
traced_clear(struct traced *traced)
{
	free(traced->bytes);
	free(traced->from);
	*traced = (struct traced){0};
}
