/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads lists of domains: see the header. */
#include "domains/readers/lists/domains.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/destinations.h"
#include "domains/base/translation.h"

enum kind {
	KIND_NOTHING, /* no mail goes there */
	KIND_NAME,
	KIND_ADDRESS,
	KIND_OTHER /* no line of such a list */
};

/* What may stand after a name, and with what no mail goes there. */
static const char *const values[] = {"true", "false", "yes", "no", "0", "1",
    "ok", "permit", "relay", "dunno", "x", NULL};
static const char *const refusals[] = {"reject", "discard", "defer", NULL};

/* Is a name's value one that such lists have? */
static bool
is_value(struct span value, bool *refused_r)
{
	*refused_r = span_is_one_of(value, refusals);
	return value.len == 0 || *refused_r || span_is_one_of(value, values);
}

/* Letters, digits, hyphens and dots, and a letter in the last of two labels. */
static bool
is_name(struct span name)
{
	const char *dot = span_find_last(name, '.');
	bool letter = false;

	if (dot == NULL || dot == name.bytes || *name.bytes == '-' ||
	    memmem(name.bytes, name.len, "＠", strlen("＠")) != NULL)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.bytes[i];
		bool is_letter = ascii_is_letter(byte) || (byte & 0x80) != 0;

		if (!is_letter && !ascii_is_digit(byte) && byte != '-' &&
		    byte != '.' && byte != '_')
			return false;
		letter = letter || (is_letter && name.bytes + i > dot);
	}
	return letter;
}

/* An address of the internet, a network, a file: what mynetworks has too.
 * b2b.de has a letter and no colon. */
static bool
is_place(struct span field)
{
	const char *bytes = span_has(field, ':') ? "0123456789abcdefABCDEF.:/[]"
	                                         : "0123456789./[]";
	bool digit = false;

	if (field.len > 1 && *field.bytes == '/')
		return true;
	for (size_t i = 0; i < field.len; i++) {
		digit = digit || ascii_is_digit(field.bytes[i]);
		if (memchr(bytes, field.bytes[i], strlen(bytes)) == NULL)
			return false;
	}
	return digit;
}

static bool
is_gap(char byte)
{
	return ascii_is_blank(byte) || byte == ',' || byte == ';' ||
	       byte == '\0';
}

/* A comment may come after it. */
static struct span
take_field(struct span *line)
{
	struct span field = {line->bytes, 0};

	while (field.len < line->len && !is_gap(line->bytes[field.len]))
		field.len++;
	*line = span_after(*line, field.len);
	while (line->len > 0 && is_gap(*line->bytes))
		*line = span_after(*line, 1);
	if (span_begins(*line, "#"))
		line->len = 0;
	return field.len > 2 ? span_inside(field, '"', '"') : field;
}

/* What a line has; *what_r is the name or address. */
static enum kind
read_line(struct span line, struct span *what_r)
{
	struct span field, name;
	const char *at;
	bool refused;

	(void)span_take_begin(&line, "\xef\xbb\xbf");
	line = span_trim(line);
	if (line.len == 0 || *line.bytes == '#')
		return KIND_NOTHING;
	field = take_field(&line);
	if (!is_value(take_field(&line), &refused) || line.len != 0)
		return KIND_OTHER;
	if (field.len > 1 && *field.bytes == '!') {
		field = span_after(field, 1);
		refused = true;
	}
	name = field;
	if (span_begins(name, "*@"))
		name = field = span_after(name, 1);
	at = name.len > 0 ? memchr(name.bytes + 1, '@', name.len - 1) : NULL;
	*what_r = field;
	if (at != NULL && *name.bytes != '@' &&
	    is_name(span_between(at + 1, name.bytes + name.len)))
		return refused ? KIND_NOTHING : KIND_ADDRESS;
	if (name.len > 1 && *name.bytes == '@')
		name = span_after(name, 1);
	else if (span_begins(name, "*."))
		*what_r = name = span_after(name, 2);
	else if (name.len > 1 && *name.bytes == '.')
		*what_r = name = span_after(name, 1);
	if (is_place(name))
		return KIND_NOTHING;
	return !is_name(name) ? KIND_OTHER : refused ? KIND_NOTHING : KIND_NAME;
}

static int
take_line(const struct reader_text *text, const struct destination_place *place,
    struct span line)
{
	struct span what;

	switch (read_line(line, &what)) {
	case KIND_NAME:
		return destination_take_as(text, place, MEMBER_DOMAIN, what);
	case KIND_ADDRESS:
		return destination_take(text, place, what);
	case KIND_OTHER:
		reader_text_report(text, place->line, N_("is no domain"));
		break;
	case KIND_NOTHING:
		break;
	}
	return 0;
}

int
domains_read(const struct reader_text *text)
{
	const struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};

	return destination_take_lines(text, &place, take_line);
}

bool
domains_begin(struct span text)
{
	size_t names = 0, others = 0;
	struct span what;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		enum kind kind = read_line(line, &what);

		/* The last line may be cut. */
		if (kind == KIND_OTHER && text.len != 0)
			return false;
		names += kind == KIND_NAME;
		others += kind == KIND_ADDRESS || kind == KIND_OTHER;
	}
	return names >= 2 && names >= others;
}
