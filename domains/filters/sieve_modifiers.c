/* SPDX-License-Identifier: BSD-2-Clause */
/* The modifiers of set. */
#include "domains/filters/sieve_modifiers.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"

enum modifier {
	LOWER = 1,
	UPPER = 2,
	LOWER_FIRST = 4,
	UPPER_FIRST = 8,
	QUOTE_WILDCARD = 16,
	ENCODE_URL = 32,
	LENGTH = 64
};

unsigned
sieve_modifiers_find(struct span tag)
{
	static const struct {
		const char *tag;
		enum modifier modifier;
	} known[] = {
	    {":lower", LOWER},
	    {":upper", UPPER},
	    {":lowerfirst", LOWER_FIRST},
	    {":upperfirst", UPPER_FIRST},
	    {":quotewildcard", QUOTE_WILDCARD},
	    {":encodeurl", ENCODE_URL},
	    {":length", LENGTH},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_equal(tag, known[i].tag))
			return known[i].modifier;
	return 0;
}

static char
upper(char byte)
{
	return ascii_is_lower(byte) ? (char)(byte - 'a' + 'A') : byte;
}

static char
change_case(char byte, unsigned modifiers, bool first)
{
	if ((modifiers & LOWER) != 0)
		byte = ascii_lower(byte);
	else if ((modifiers & UPPER) != 0)
		byte = upper(byte);
	if (first && (modifiers & LOWER_FIRST) != 0)
		byte = ascii_lower(byte);
	else if (first && (modifiers & UPPER_FIRST) != 0)
		byte = upper(byte);
	return byte;
}

static void
add_encoded(struct decoded *out, char byte)
{
	static const char digits[] = "0123456789ABCDEF";

	if (ascii_is_alphanumeric(byte) ||
	    (byte != '\0' && strchr("-_.~", byte) != NULL)) {
		decoded_add(out, byte, DECODED_NOWHERE);
		return;
	}
	decoded_add(out, '%', DECODED_NOWHERE);
	decoded_add(out, digits[(unsigned char)byte >> 4], DECODED_NOWHERE);
	decoded_add(out, digits[byte & 0xf], DECODED_NOWHERE);
}

static void
set_length(const struct decoded *value, struct decoded *out)
{
	char number[24];
	size_t characters = 0;

	for (size_t i = 0; i < value->len; i++)
		characters += (value->bytes[i] & 0xc0) != 0x80;
	snprintf(number, sizeof(number), "%zu", characters);
	decoded_clear(out);
	for (size_t i = 0; number[i] != '\0'; i++)
		decoded_add(out, number[i],
		    decoded_has_unknown(value, 0, value->len)
			? DECODED_NOWHERE | DECODED_UNKNOWN
			: DECODED_NOWHERE);
}

void
sieve_modifiers_apply(unsigned modifiers, const struct decoded *value,
    struct decoded *value_r)
{
	decoded_clear(value_r);
	for (size_t i = 0; i < value->len; i++) {
		char byte = value->bytes[i];
		uint32_t where = value->where[i];

		if ((where & DECODED_UNKNOWN) != 0) {
			decoded_add(value_r, byte, where);
			continue;
		}
		byte = change_case(byte, modifiers, i == 0);
		if ((modifiers & QUOTE_WILDCARD) != 0 &&
		    (byte == '*' || byte == '?' || byte == '\\'))
			decoded_add(value_r, '\\', DECODED_NOWHERE);
		if ((modifiers & ENCODE_URL) != 0)
			add_encoded(value_r, byte);
		else
			decoded_add(value_r, byte, where);
	}
	if ((modifiers & LENGTH) != 0)
		set_length(value, value_r);
}
