/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the addresses out of links. */
#include "domains/workbooks/link.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"

static const char scheme[] = "mailto:";

static int
digit_value(char byte)
{
	byte = ascii_lower(byte);
	if (ascii_is_digit(byte))
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* Without percent encoding; Outlook's ';' separates as a comma does. */
static void
add_decoded(struct buffer *addresses, struct span part)
{
	if (part.len != 0 && addresses->len != 0)
		buffer_add(addresses, ",", 1);
	for (size_t i = 0; i < part.len; i++) {
		char byte = part.bytes[i];
		int high = -1, low = -1;

		if (byte == '%' && part.len - i > 2) {
			high = digit_value(part.bytes[i + 1]);
			low = digit_value(part.bytes[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			byte = (char)(high << 4 | low);
			i += 2;
		} else if (byte == ';') {
			byte = ',';
		}
		if (byte != '\0')
			buffer_add(addresses, &byte, 1);
	}
}

/* Up to a byte; the rest begins after it. */
static struct span
take_until(struct span *rest, char byte)
{
	const char *end = span_find(*rest, byte);
	size_t len = end != NULL ? (size_t)(end - rest->bytes) : rest->len;
	struct span taken = {rest->bytes, len};

	*rest = span_after(*rest, len + (end != NULL));
	return taken;
}

void
link_add_recipients(struct buffer *addresses, struct span uri)
{
	uri = span_trim(uri);
	if (!span_begins(uri, scheme))
		return;
	uri = span_after(uri, strlen(scheme));
	uri = take_until(&uri, '#');
	add_decoded(addresses, take_until(&uri, '?'));
	while (uri.len > 0) {
		struct span value = take_until(&uri, '&');
		struct span name = take_until(&value, '=');

		if (span_begins(name, "amp;"))
			name = span_after(name, strlen("amp;"));
		if (span_equal(name, "to") || span_equal(name, "cc") ||
		    span_equal(name, "bcc"))
			add_decoded(addresses, value);
	}
}

/* The next text in quotes, in which a quote stands twice; false when there is
 * none. */
static bool
next_literal(struct span *formula, struct buffer *literal)
{
	literal->len = 0;
	(void)take_until(formula, '"');
	if (formula->len == 0)
		return false;
	for (;;) {
		struct span piece = take_until(formula, '"');

		buffer_add(literal, piece.bytes, piece.len);
		if (formula->len == 0 || formula->bytes[0] != '"')
			return true;
		buffer_add(literal, "\"", 1);
		*formula = span_after(*formula, 1);
	}
}

void
link_add_formula(struct buffer *addresses, struct span formula)
{
	struct buffer literal = {0};

	while (next_literal(&formula, &literal))
		if (literal.len != 0)
			link_add_recipients(addresses,
			    (struct span){literal.bytes, literal.len});
	addresses->failed |= literal.failed;
	buffer_clear(&literal);
}

/* In any case of its letters. */
static bool
holds(struct span text, struct span address)
{
	for (size_t i = 0; i + address.len <= text.len; i++)
		if (strncasecmp(text.bytes + i, address.bytes, address.len) ==
		    0)
			return true;
	return false;
}

/* Could it be a name before an address in angle brackets? */
static bool
is_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("\"(),:;<>@\\\r\n", text.bytes[i]) != NULL)
			return false;
	return text.len != 0;
}

void
link_add_to_text(struct buffer *text, struct span addresses)
{
	struct span trimmed = span_trim((struct span){text->bytes, text->len});
	bool named = is_name(trimmed);

	if (trimmed.len == 0 ||
	    (!named && memchr(trimmed.bytes, '@', trimmed.len) == NULL))
		text->len = 0;
	while (addresses.len > 0) {
		struct span address = span_trim(take_until(&addresses, ','));

		if (address.len == 0 ||
		    holds((struct span){text->bytes, text->len}, address))
			continue;
		if (named)
			buffer_add_text(text, " <");
		else if (text->len != 0)
			buffer_add(text, "\n", 1);
		buffer_add(text, address.bytes, address.len);
		if (named)
			buffer_add(text, ">", 1);
		named = false;
	}
}

/* Of half or full width. */
static bool
has_at(struct span text)
{
	return memchr(text.bytes, '@', text.len) != NULL ||
	       memmem(text.bytes, text.len, "＠", strlen("＠")) != NULL;
}

bool
link_next_address(struct span *rest, struct span *word_r)
{
	static const char gaps[] = " \t\r\n,;\"'()<>[]|";

	while (rest->len > 0) {
		size_t len = 0;

		while (
		    len < rest->len && strchr(gaps, rest->bytes[len]) == NULL)
			len++;
		*word_r = (struct span){rest->bytes, len};
		*rest = span_after(*rest, len + (len < rest->len));
		if (len > 1 && has_at(*word_r))
			return true;
	}
	return false;
}

bool
link_has_name(struct span text, struct span name)
{
	const char *end = memchr(text.bytes, '<', text.len);

	return end != NULL && name.len != 0 &&
	       memmem(text.bytes, (size_t)(end - text.bytes), name.bytes,
		   name.len) != NULL;
}
