/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings of scripts, byte by byte with their places. */
#include "domains/filters/decoded.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"
#include "domains/registrations/destinations.h"
#include "domains/filters/mailbox.h"
#include "domains/base/translation.h"

void
decoded_clear(struct decoded *decoded)
{
	decoded->len = 0;
	decoded->full = false;
}

void
decoded_add(struct decoded *decoded, char byte, uint32_t where)
{
	if (decoded->len == DECODED_MAX) {
		decoded->full = true;
		return;
	}
	decoded->bytes[decoded->len] = byte;
	decoded->where[decoded->len++] = where;
}

void
decoded_add_span(struct decoded *decoded, const struct reader_text *text,
    struct span span)
{
	uintptr_t begin = (uintptr_t)text->text.bytes;
	uintptr_t at = (uintptr_t)span.bytes;
	bool inside = at >= begin && at - begin <= text->text.len &&
	              at - begin + span.len <= DECODED_NOWHERE;

	for (size_t i = 0; i < span.len && !decoded->full; i++)
		decoded_add(decoded, span.bytes[i],
		    inside ? (uint32_t)(at - begin + i) : DECODED_NOWHERE);
}

void
decoded_add_part(struct decoded *decoded, const struct decoded *from,
    size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		decoded_add(decoded, from->bytes[i], from->where[i]);
	decoded->full |= from->full;
}

bool
decoded_add_code(struct decoded *decoded, uint32_t code)
{
	char bytes[UTF8_BYTES_MAX];

	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return false;
	for (size_t i = 0, len = utf8_encode(code, bytes); i < len; i++)
		decoded_add(decoded, bytes[i], DECODED_NOWHERE);
	return true;
}

struct span
decoded_span(const struct decoded *decoded)
{
	return (struct span){decoded->bytes, decoded->len};
}

bool
decoded_has_unknown(const struct decoded *decoded, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if ((decoded->where[i] & DECODED_UNKNOWN) != 0)
			return true;
	return false;
}

/* ---- addresses ----------------------------------------------------------- */

/* Stands between destinations and who takes members. */
struct placing {
	const struct reader_text *text;
	const struct decoded *decoded;
	struct span alone; /* the string, trimmed */
	unsigned count;    /* of members */
	bool is_all;       /* the one member is all of the string */
	bool unknown;      /* a domain was not known */
	enum decoded_form form;
};

/* Where bytes of the string stand in the script, in one piece, and not after a
 * backslash, which belongs to the first; false when they do not. */
static bool
find_place(const struct placing *placing, struct span address, size_t *at_r)
{
	const struct decoded *decoded = placing->decoded;
	size_t begin = (size_t)(address.bytes - decoded->bytes);
	size_t at = decoded->where[begin] & ~DECODED_UNKNOWN;

	for (size_t i = 0; i < address.len; i++)
		if ((decoded->where[begin + i] & ~DECODED_UNKNOWN) != at + i)
			return false;
	*at_r = at;
	return at + address.len <= placing->text->text.len &&
	       (at == 0 || placing->text->text.bytes[at - 1] != '\\') &&
	       memcmp(placing->text->text.bytes + at, address.bytes,
		   address.len) == 0;
}

/* Is the domain, or all where there is none, not known? */
static bool
has_unknown_domain(const struct placing *placing, struct span address)
{
	size_t begin = (size_t)(address.bytes - placing->decoded->bytes);
	const char *at = memrchr(address.bytes, '@', address.len);

	return decoded_has_unknown(placing->decoded,
	    begin + (at != NULL ? (size_t)(at - address.bytes) : 0),
	    begin + address.len);
}

/* As member_take. */
static int
take_placed(void *context, const struct member *member)
{
	struct placing *placing = context;
	struct member placed = *member;

	placing->count++;
	placing->is_all = placed.address.bytes == placing->alone.bytes &&
	                  placed.address.len == placing->alone.len;
	if (has_unknown_domain(placing, placed.address)) {
		placing->unknown = true;
		return 0;
	}
	if (placed.error == ADDRESS_NO_AT && placing->form >= DECODED_RECIPIENT)
		placed.target = MEMBER_LOCAL;
	placed.in_text = find_place(placing, placed.address, &placed.at);
	return placing->text->take(placing->text->context, &placed);
}

/* What is said of a string beside its addresses. */
static void
explain(const struct placing *placing, unsigned line, bool is_mailbox)
{
	if (placing->unknown)
		reader_text_refuse(placing->text, line,
		    decoded_span(placing->decoded),
		    N_("has a variable: where mail goes is not known"));
	if ((placing->form == DECODED_MAILBOX ||
		placing->form == DECODED_RECIPIENT) &&
	    placing->count > 1 && !is_mailbox)
		reader_text_refuse(placing->text, line, placing->alone,
		    N_("malformed: one address is wanted, not several"));
	if (placing->form == DECODED_PATH && !placing->is_all &&
	    !placing->unknown)
		reader_text_refuse(placing->text, line, placing->alone,
		    N_("malformed: Exim takes all of it for one address"));
}

/* A header may be folded: its lines are one. */
static void
unfold(const struct decoded *list, struct decoded *line_r)
{
	decoded_clear(line_r);
	for (size_t i = 0; i < list->len; i++)
		decoded_add(line_r,
		    list->bytes[i] == '\n' ? ' ' : list->bytes[i],
		    list->where[i]);
}

/* May something stand in an address that other readers do not leave out: a
 * comment, the end of a line, a blank beside a dot? */
static bool
may_be_cleaned(const struct decoded *string)
{
	for (size_t i = 0; i < string->len; i++) {
		char byte = string->bytes[i];

		if (byte == '(' || byte == '\n' ||
		    (byte == '.' && i != 0 &&
			ascii_is_blank(string->bytes[i - 1])) ||
		    (byte == '.' && i + 1 < string->len &&
			ascii_is_blank(string->bytes[i + 1])))
			return true;
	}
	return false;
}

int
decoded_take(const struct reader_text *text, unsigned line,
    const struct decoded *decoded, enum decoded_form form)
{
	const struct destination_place place = {
	    .list = text->list,
	    .line = line,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = true,
	};
	struct decoded cleaned;
	bool is_mailbox = form != DECODED_PATH && may_be_cleaned(decoded) &&
	                  mailbox_clean(decoded, &cleaned);
	bool is_list =
	    (form == DECODED_LIST || form == DECODED_RECIPIENTS) && !is_mailbox;
	struct placing placing = {
	    .form = form,
	    .text = text,
	    .decoded = is_mailbox || is_list ? &cleaned : decoded,
	};
	struct reader_text inside = *text;

	if (is_list)
		unfold(decoded, &cleaned);
	placing.alone = span_trim(decoded_span(placing.decoded));
	if (placing.alone.len == 0)
		return 0;
	inside.take = take_placed;
	inside.context = &placing;
	if ((is_list ? destination_take_all : destination_take)(&inside, &place,
		placing.alone) < 0)
		return -1;
	explain(&placing, line, is_mailbox);
	return 0;
}
