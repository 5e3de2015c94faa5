/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the addresses in the values of fields. */
#include "domains/readers/books/mail_fields.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/address.h"

static const char mailto[] = "mailto:";

bool
mail_field_sounds(struct span name)
{
	return span_holds(name, "mail") || span_holds(name, "rfc822") ||
	       span_holds(name, "forward");
}

bool
mail_field_has_addresses(struct span value)
{
	struct address address;
	bool any = false;

	value = span_trim(value);
	(void)span_take_begin(&value, "smtp:");
	(void)span_take_begin(&value, mailto);
	while (value.len > 0) {
		struct span one = span_trim(span_take_until(&value, ','));

		if (one.len != 0 && (address_parse_path(one.bytes, one.len,
					 &address, NULL) < 0 ||
					span_has(one, ' ')))
			return false;
		any = any || one.len != 0;
	}
	return any;
}

bool
mail_field_is_uri(struct span value)
{
	return span_begins(value, mailto);
}

/* The length of the scheme before a colon, "SMTP:"; 0 when there is none. */
static size_t
scheme_len(struct span value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (value.bytes[i] == ':')
			return i;
		if (!ascii_is_alphanumeric(value.bytes[i]))
			return 0;
	}
	return 0;
}

/* Adds the recipients of a URI (RFC 6068), up to its header fields. */
static void
add_uri(struct traced *to, const struct traced *value, size_t at)
{
	for (; at < value->len && value->bytes[at] != '?' &&
	       !ascii_is_space(value->bytes[at]);
	     at++)
		at += traced_add_percent(to, value, at);
}

/* Leaves out blanks at a place where a line was folded, but for those in
 * quotes. */
static void
add_folded(struct traced *to, const struct traced *value, size_t at)
{
	bool joined = false, quoted = false;

	for (; at < value->len; at++) {
		char byte = value->bytes[at];

		quoted ^= byte == '"';
		joined = at > 0 && (joined || !traced_follows(value, at)) &&
		         ascii_is_blank(byte) && !quoted;
		if (!joined)
			traced_add(to, byte, value->from[at]);
	}
}

int
mail_field_add(struct entry *entry, const struct traced *value, unsigned may_be)
{
	struct span text = traced_span(value, 0, value->len);
	size_t begin = entry->addresses.len, at = 0;

	while (at < text.len && ascii_is_space(text.bytes[at]))
		at++;
	text = span_after(text, at);
	if (mail_field_is_uri(text))
		add_uri(&entry->addresses, value, at + strlen(mailto));
	else if (scheme_len(text) == 0)
		add_folded(&entry->addresses, value, at);
	else if (span_begins(text, "smtp:"))
		add_folded(&entry->addresses, value, at + strlen("smtp:"));
	return entry->addresses.len != begin || entry->addresses.failed
	           ? entry_add_value(entry, begin, may_be)
	           : 0;
}
