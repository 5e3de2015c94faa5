/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads vCards: see the header. */
#include "domains/readers/books/vcard.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/encoding.h"
#include "domains/base/utf8.h"
#include "domains/readers/books/entry.h"
#include "domains/readers/books/mail_fields.h"
#include "domains/readers/books/vcard_property.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

struct vcard_reader {
	const struct reader_text *text;
	struct folded lines;
	struct traced value; /* of the property at hand, decoded */
	struct entry entry;
	size_t depth;        /* of cards in cards */
	unsigned begun;      /* the line of BEGIN */
	bool agent, picture; /* what the line before began */
	int result;
};

static int
report(struct vcard_reader *reader, unsigned line, const char *text)
{
	return reader_text_report(reader->text, line, text);
}

/* ---- addresses ----------------------------------------------------------- */

static void
unescape_value(struct traced *value)
{
	size_t to = 0;

	for (size_t i = 0; i < value->len; i++, to++) {
		char meant = value->bytes[i] == '\\' && i + 1 < value->len
		                 ? vcard_unescape(value->bytes[i + 1])
		                 : '\0';

		value->bytes[to] = meant != '\0' ? meant : value->bytes[i];
		value->from[to] =
		    value->from[i] | (meant != '\0' ? TRACED_MADE : 0);
		i += meant != '\0';
	}
	value->len = to;
}

static void
take_address(struct vcard_reader *reader, const struct vcard_property *property)
{
	if (reader->lines.is_long) {
		report(reader, reader->lines.number,
		    N_("is over 64 KiB: its addresses are not known"));
		return;
	}
	if (!vcard_property_decode(property, &reader->lines.line,
		&reader->value)) {
		report(reader, reader->lines.number,
		    N_("is no base64: its addresses are not known"));
		return;
	}
	unescape_value(&reader->value);
	reader->result = mail_field_add(&reader->entry, &reader->value, 0);
}

/* ---- texts --------------------------------------------------------------- */

/* Latin-1 and what Windows calls so: other letters are not read. */
static void
add_latin(struct buffer *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char bytes[UTF8_BYTES_MAX];

		buffer_add(out, bytes,
		    utf8_encode((unsigned char)text.bytes[i], bytes));
	}
}

/* The value as UTF-8.  What was encoded has the letters that CHARSET names, or
 * those that it looks like; the rest came as the file's. */
static void
decode_text(struct vcard_reader *reader, const struct vcard_property *property,
    struct buffer *out)
{
	struct diagnostics none = {.limit = 1};
	enum encoding encoding = ENCODING_AUTO;
	struct span text;
	char name[32], *decoded;

	if (!vcard_property_decode(property, &reader->lines.line,
		&reader->value))
		return;
	text = traced_span(&reader->value, 0, reader->value.len);
	snprintf(name, sizeof(name), "%.*s", (int)property->charset.len,
	    property->charset.len != 0 ? property->charset.bytes : "");
	if (!property->quoted_printable && !property->base64)
		buffer_add(out, text.bytes, text.len);
	else if (span_begins(property->charset, "ISO-8859") ||
		 span_begins(property->charset, "WINDOWS-125"))
		add_latin(out, text);
	else if ((encoding_parse(name, &encoding), true) &&
		 encoding_decode(encoding, "", text.bytes, text.len, &none,
		     &decoded, &text.len) == 0) {
		buffer_add(out, decoded, text.len);
		free(decoded);
	}
	diagnostics_clear(&none);
}

/* Takes escapes out of a text.  Of a structured one the parts end with '\n'. */
static struct span
unescape_text(struct buffer *text, bool structured)
{
	size_t to = 0;

	for (size_t i = 0; i < text->len; i++) {
		char byte = text->bytes[i], meant = '\0';

		if (byte == '\\' && i + 1 < text->len)
			meant = vcard_unescape(text->bytes[i + 1]);
		if (meant != '\0') {
			byte = meant == '\n' ? ' ' : meant;
			i++;
		} else if (structured && (byte == ';' || byte == ',')) {
			byte = byte == ';' ? '\n' : ' ';
		}
		text->bytes[to++] = byte;
	}
	text->len = to;
	return buffer_span(text);
}

/* N: the family's name, the given one, others.  Japanese are called in this
 * order, others by their given name first. */
static void
set_structured_name(struct entry *entry, struct span text)
{
	struct span whole = text, family = span_take_line(&text),
		    given = span_take_line(&text);
	bool japanese = false;

	for (size_t i = 0; i < whole.len; i++)
		japanese |= (unsigned char)whole.bytes[i] >= 0xe3;
	entry_append(entry, ENTRY_NAME, 0, japanese ? family : given);
	entry_append(entry, ENTRY_NAME, 0, span_take_line(&text));
	entry_append(entry, ENTRY_NAME, 0, japanese ? given : family);
}

/* How good a reading is. */
enum reading {
	READING_LATIN, /* the name again, in another language */
	READING_SORTED,
	READING_SPOKEN
};

/* What a property says about whom it is. */
enum said {
	SAID_NOTHING,
	SAID_NAME,
	SAID_PARTS, /* of a name */
	SAID_SORTED,
	SAID_SPOKEN,
	SAID_KIND
};

static enum said
find_said(const struct vcard_property *property)
{
	static const struct {
		const char *name;
		enum said said;
	} known[] = {
	    {"FN", SAID_NAME},
	    {"N", SAID_PARTS},
	    {"SORT-STRING", SAID_SORTED},
	    {"X-PHONETIC-FIRST-NAME", SAID_SPOKEN},
	    {"X-PHONETIC-MIDDLE-NAME", SAID_SPOKEN},
	    {"X-PHONETIC-LAST-NAME", SAID_SPOKEN},
	    {"KIND", SAID_KIND},
	    {"X-KIND", SAID_KIND},
	    {"X-ADDRESSBOOKSERVER-KIND", SAID_KIND},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_equal(property->name, known[i].name))
			return known[i].said;
	return property->irmc_reading && span_equal(property->name, "SOUND")
	           ? SAID_SPOKEN
	           : SAID_NOTHING;
}

static void
set_text(struct entry *entry, const struct vcard_property *property,
    enum said said, struct span text)
{
	switch (said) {
	case SAID_NOTHING:
		return;
	case SAID_NAME:
		entry_set(entry, ENTRY_NAME, property->latin ? 1 : 2, text);
		if (property->latin)
			entry_set(entry, ENTRY_READING, READING_LATIN, text);
		break;
	case SAID_PARTS:
		set_structured_name(entry, text);
		break;
	case SAID_SORTED:
		entry_set(entry, ENTRY_READING, READING_SORTED, text);
		break;
	case SAID_SPOKEN:
		while (text.len > 0)
			entry_append(entry, ENTRY_READING, READING_SPOKEN,
			    span_take_line(&text));
		break;
	case SAID_KIND:
		entry->is_group |= span_equal(span_trim(text), "group");
		break;
	}
	if (said == SAID_NAME || said == SAID_PARTS)
		entry_set(entry, ENTRY_READING, READING_SORTED,
		    property->sort_as);
}

static void
take_text(struct vcard_reader *reader, const struct vcard_property *property)
{
	enum said said = find_said(property);
	struct buffer buffer = {0};

	if (said == SAID_NOTHING || reader->lines.is_long)
		return;
	decode_text(reader, property, &buffer);
	set_text(&reader->entry, property, said,
	    unescape_text(&buffer, said == SAID_PARTS || said == SAID_SPOKEN));
	buffer_clear(&buffer);
}

/* ---- cards --------------------------------------------------------------- */

/* May a property have a URI at which its person, or a member, gets mail? */
static bool
has_uri(struct span name)
{
	return span_equal(name, "MEMBER") ||
	       span_equal(name, "X-ADDRESSBOOKSERVER-MEMBER") ||
	       span_equal(name, "CALADRURI") || span_equal(name, "CONTACT-URI");
}

static void
take_property(struct vcard_reader *reader,
    const struct vcard_property *property)
{
	const struct traced *line = &reader->lines.line;
	struct span value =
	    span_trim(traced_span(line, property->begin, line->len));

	if (span_equal(property->name, "EMAIL") ||
	    (has_uri(property->name) && mail_field_is_uri(value)) ||
	    (mail_field_sounds(property->name) &&
		mail_field_has_addresses(value)))
		take_address(reader, property);
	else
		take_text(reader, property);
	reader->agent = span_equal(property->name, "AGENT");
	reader->picture = property->base64;
	if (reader->agent && span_holds(value, "EMAIL"))
		report(reader, reader->lines.number,
		    N_("AGENT: a card within a line is not read"));
}

static void
begin_card(struct vcard_reader *reader)
{
	if (reader->depth > 0 && !reader->agent) {
		report(reader, reader->begun, N_("BEGIN:VCARD: no END:VCARD"));
		reader->depth = 0;
	}
	reader->result = entry_finish(&reader->entry);
	reader->agent = false;
	reader->depth++;
	reader->begun = reader->lines.number;
}

/* Is it "BEGIN:VCARD", with blanks, as version 2.1 allows them? */
static bool
is_mark(struct span line, const char *mark)
{
	struct span what = span_trim(vcard_take_up_to(&line, ':'));

	return span_equal(what, mark) && span_equal(span_trim(line), "VCARD");
}

static void
take_line(struct vcard_reader *reader)
{
	struct span line = span_trim(
	    traced_span(&reader->lines.line, 0, reader->lines.line.len));
	struct vcard_property property;

	if (line.len == 0) {
		reader->picture = false;
	} else if (is_mark(line, "BEGIN")) {
		begin_card(reader);
	} else if (is_mark(line, "END") && reader->depth > 0) {
		reader->depth--;
		reader->result = entry_finish(&reader->entry);
	} else if (reader->depth > 0 &&
		   vcard_property_parse(&reader->lines.line, &property)) {
		take_property(reader, &property);
	} else if (!reader->picture) {
		/* The lines of a picture may have no blank before them. */
		entry_note_stray(&reader->entry, reader->lines.number);
	}
}

int
vcard_read(const struct reader_text *text)
{
	struct vcard_reader reader = {
	    .text = text,
	    .lines = {.text = text->text, .rest = text->text},
	    .entry = {.text = text},
	};

	while (reader.result == 0 && vcard_take_line(&reader.lines)) {
		if (budget_go_on(text->budgets, reader.lines.line.len + 1))
			take_line(&reader);
		else
			reader.result = -1;
	}
	if (reader.result == 0 && reader.depth > 0)
		report(&reader, reader.begun, N_("BEGIN:VCARD: no END:VCARD"));
	if (reader.result == 0)
		reader.result = entry_finish(&reader.entry);
	entry_end_file(&reader.entry, "vCard");
	traced_clear(&reader.lines.line);
	traced_clear(&reader.value);
	return reader.result;
}

bool
vcard_begins(struct span text)
{
	struct span line = {0};

	while (text.len > 0 && line.len == 0)
		line = span_trim(span_take_line(&text));
	return is_mark(line, "BEGIN");
}
