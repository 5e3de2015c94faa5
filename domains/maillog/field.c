/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes fields off a line: see the header. */
#include "domains/maillog/field.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/simd16.h"
#include "domains/maillog/event.h"

/* Most are shorter than what is looked at first, and have no quotes. */
size_t
field_path_len(struct span rest)
{
	bool quoted = false;

	if (rest.len >= 2 * SIMD16_SIZE) {
		const uint32_t closes = simd16_find(rest.bytes, '>');

		if (closes != 0 && (simd16_find(rest.bytes, '"') &
				       ((closes & -closes) - 1)) == 0)
			return (size_t)__builtin_ctz(closes);
	}
	for (size_t i = 0; i < rest.len; i++) {
		const char byte = rest.bytes[i];

		if (byte == '"')
			quoted = !quoted;
		else if (quoted && byte == '\\')
			i++;
		else if (!quoted && byte == '>')
			return i;
	}
	return SIZE_MAX;
}

uint32_t
field_take_number(struct span *rest)
{
	const struct span text = *rest;
	uint64_t number = 0;
	size_t len = 0;

	for (; len < text.len && ascii_is_digit(text.bytes[len]); len++)
		if (number < UINT32_MAX)
			number =
			    number * 10 + (uint64_t)(text.bytes[len] - '0');
	*rest = span_after(text, len);
	return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* Of Postfix, Sendmail and Exim.  Most are shorter than what is looked at
 * first. */
size_t
field_id_len(struct span text)
{
	size_t len = 0;

	if (text.len >= SIMD16_SIZE) {
		simd16 bytes = simd16_load(text.bytes);
		unsigned others = ~simd16_bits(
		    simd16_or(simd16_or(simd16_between(bytes, '0', '9'),
				  simd16_between(bytes, 'A', 'Z')),
			simd16_or(simd16_between(bytes, 'a', 'z'),
			    simd16_is(bytes, '-'))));

		len = (size_t)__builtin_ctz(others);
		if (len < SIMD16_SIZE)
			return len;
	}
	while (len < text.len && (ascii_is_alphanumeric(text.bytes[len]) ||
				     text.bytes[len] == '-'))
		len++;
	return len <= MAILLOG_ID_MAX ? len : 0;
}

struct span
field_after_stamp(struct span text)
{
	struct span rest = text, word;

	if (field_take(&rest, "[1/") && field_take_until(&rest, "] ", &word))
		text = rest;
	rest = text;
	if (rest.len < 20 || rest.bytes[4] != '-' || rest.bytes[7] != '-' ||
	    rest.bytes[10] != ' ' || rest.bytes[13] != ':')
		return text;
	rest = span_after(rest, 11);
	(void)field_take_until(&rest, " ", &word);
	if (span_begins(rest, "+") || span_begins(rest, "-"))
		(void)field_take_until(&rest, " ", &word);
	if (span_begins(rest, "["))
		(void)field_take_until(&rest, "] ", &word);
	return rest;
}

bool
field_has(struct span span, const char *text)
{
	struct span before;

	return field_take_until(&span, text, &before);
}

static bool
is_ip_address(struct span text)
{
	bool parted = false;

	for (size_t i = 0; i < text.len; i++) {
		char byte = ascii_lower(text.bytes[i]);

		if (!ascii_is_digit(byte) && (byte < 'a' || byte > 'f') &&
		    byte != '.' && byte != ':')
			return false;
		parted = parted || byte == '.' || byte == ':';
	}
	return parted;
}

void
field_split_relay(struct span relay, struct span *name_r,
    struct span *address_r)
{
	const char *open = span_find_last(relay, '[');
	struct span rest, address;

	*name_r = *address_r = (struct span){"", 0};
	if (open == NULL)
		return;
	rest = span_between(open + 1, relay.bytes + relay.len);
	if (!field_take_until(&rest, "]", &address))
		return;
	(void)field_take(&address, "IPv6:");
	if (!is_ip_address(address))
		return;
	*address_r = address;
	/* "[192.0.2.1] [192.0.2.1]" has no name. */
	if (*relay.bytes != '[')
		*name_r = span_trim(span_between(relay.bytes, open));
	if (name_r->len != 0 && name_r->bytes[name_r->len - 1] == '.')
		name_r->len--;
}

bool
field_is_loopback(struct span address)
{
	return field_take(&address, "127.") ||
	       field_take(&address, "::ffff:127.") ||
	       (field_take(&address, "::1") &&
		   (address.len == 0 || *address.bytes == ']'));
}

struct span
field_find_next(struct span answer)
{
	static const char *const before[] = {"queued as ", " id="};
	const struct span none = {"", 0};
	struct span rest = answer, id, skipped;

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		/* After a content filter's own answer stands that of the hop.
		 */
		while (field_take_until(&rest, before[i], &skipped))
			id = (struct span){rest.bytes, field_id_len(rest)};
		if (rest.bytes != answer.bytes)
			return id.len != 0 ? id : none;
	}
	if (field_take_until(&answer, " Message accepted for delivery", &id)) {
		const char *blank = memrchr(id.bytes, ' ', id.len);

		if (blank != NULL)
			id = span_between(blank + 1, id.bytes + id.len);
		(void)field_take(&id, "(");
		return field_id_len(id) == id.len ? id : none;
	}
	return none;
}
