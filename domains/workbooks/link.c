/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the addresses out of links. */
#include "domains/workbooks/link.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/address.h"
#include "domains/workbooks/markup.h"

/* Without percent encoding; Outlook's ';' separates as a comma does. */
static void
add_decoded(struct buffer *addresses, struct span part)
{
	if (part.len != 0 && addresses->len != 0)
		buffer_add(addresses, ",", 1);
	for (size_t i = 0; i < part.len; i++) {
		char byte = part.bytes[i];
		unsigned high = 16, low = 16;

		if (byte == '%' && part.len - i > 2) {
			high = ascii_hex_value(part.bytes[i + 1]);
			low = ascii_hex_value(part.bytes[i + 2]);
		}
		if (high < 16 && low < 16) {
			byte = (char)(high << 4 | low);
			i += 2;
		} else if (byte == ';') {
			byte = ',';
		}
		if (byte != '\0')
			buffer_add(addresses, &byte, 1);
	}
}

void
link_add_recipients(struct buffer *addresses, struct span uri)
{
	uri = span_trim(uri);
	if (!span_take_begin(&uri, "mailto:"))
		return;
	uri = span_take_until(&uri, '#');
	add_decoded(addresses, span_take_until(&uri, '?'));
	while (uri.len > 0) {
		struct span value = span_take_until(&uri, '&');
		struct span name = span_take_until(&value, '=');

		(void)span_take_begin(&name, "amp;");
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
	(void)span_take_until(formula, '"');
	if (formula->len == 0)
		return false;
	for (;;) {
		struct span piece = span_take_until(formula, '"');

		buffer_add(literal, piece.bytes, piece.len);
		if (formula->len == 0 || formula->bytes[0] != '"')
			return true;
		buffer_add(literal, "\"", 1);
		*formula = span_after(*formula, 1);
	}
}

static bool
is_address(struct span text)
{
	struct address address;

	return address_parse_path(text.bytes, text.len, &address, NULL) == 0 &&
	       !span_holds(text, "mailto:");
}

void
link_add_formula(struct buffer *addresses, struct span formula, bool unknown)
{
	struct buffer literal = {0};

	while (next_literal(&formula, &literal)) {
		struct span text = buffer_span(&literal);

		if (text.len == 0)
			continue;
		link_add_recipients(addresses, text);
		if (!unknown || !is_address(text))
			continue;
		if (addresses->len != 0)
			buffer_add_text(addresses, ",");
		buffer_add(addresses, text.bytes, text.len);
	}
	addresses->failed |= literal.failed;
	buffer_clear(&literal);
}

/* Each address is looked for in what stands before it, as long as each byte of
 * the cell is looked at so often at most.  After that, which takes some sixty
 * addresses, one may be there twice. */
#define LOOKS_MAX 32

/* In any case of its letters. */
static bool
holds(struct span text, struct span address)
{
	const char first = ascii_lower(*address.bytes);

	for (size_t i = 0; i + address.len <= text.len; i++)
		if (ascii_lower(text.bytes[i]) == first &&
		    strncasecmp(text.bytes + i, address.bytes, address.len) ==
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
	struct span trimmed = span_trim(buffer_span(text));
	bool named = is_name(trimmed);
	size_t looks = LOOKS_MAX * (text->len + addresses.len);

	if (trimmed.len == 0 || addresses.len > MARKUP_TEXT_MAX ||
	    (!named && !span_has(trimmed, '@')))
		text->len = 0;
	if (addresses.len > MARKUP_TEXT_MAX) {
		buffer_add(text, addresses.bytes, addresses.len);
		return;
	}
	while (addresses.len > 0) {
		struct span address =
		    span_trim(span_take_until(&addresses, ','));

		if (address.len == 0 ||
		    (text->len <= looks && holds(buffer_span(text), address)))
			continue;
		looks -= text->len <= looks ? text->len : looks;
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
	return span_has(text, '@') || span_holds(text, "＠");
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
