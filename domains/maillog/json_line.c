/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads lines of JSON: see the header. */
#include "domains/maillog/json_line.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"

/* Objects within objects; nobody's line has more than three. */
#define DEPTH_MAX 8

struct parser {
	const char *at;
	const char *end;
	char *room; /* where the next text with escapes goes */
	struct fields *fields;
	struct span within[DEPTH_MAX + 1]; /* the names of the objects */
	unsigned depth;
	bool others; /* there are fields that Docker does not write */
};

static void
skip_spaces(struct parser *parser)
{
	while (parser->at < parser->end && ascii_is_space(*parser->at))
		parser->at++;
}

/* ---- texts --------------------------------------------------------------- */

static int
parse_hex(const char *text, const char *end)
{
	int number = 0;

	if (end - text < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		unsigned digit = ascii_hex_value(text[i]);

		if (digit > 15)
			return -1;
		number = number * 16 + (int)digit;
	}
	return number;
}

static void
put(struct parser *parser, unsigned byte)
{
	*parser->room++ = (char)byte;
}

/* In UTF-8; of "\u0000" nothing is left. */
static void
put_character(struct parser *parser, uint32_t code)
{
	char bytes[UTF8_BYTES_MAX];
	size_t len = utf8_encode(code, bytes);

	if (code == 0)
		return;
	memcpy(parser->room, bytes, len);
	parser->room += len;
}

/* "\u00fc", after its "u"; of a pair of surrogates both. */
static void
take_code(struct parser *parser)
{
	int code = parse_hex(parser->at, parser->end), low = -1;

	if (code < 0)
		return;
	parser->at += 4;
	if (code >= 0xd800 && code < 0xdc00 && parser->end - parser->at > 6 &&
	    parser->at[0] == '\\' && parser->at[1] == 'u')
		low = parse_hex(parser->at + 2, parser->end);
	if (low >= 0xdc00 && low < 0xe000) {
		parser->at += 6;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	put_character(parser, (uint32_t)code);
}

static void
take_escape(struct parser *parser)
{
	static const char escapes[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	char byte = *parser->at++;
	const char *escape = byte != '\0' ? strchr(escapes, byte) : NULL;

	if (byte == 'u')
		take_code(parser);
	else
		put(parser,
		    (unsigned char)(escape != NULL ? bytes[escape - escapes]
						   : byte));
}

/* Takes a text from its quote to its end; false when it has none. */
static bool
take_text(struct parser *parser, struct span *text_r)
{
	const char *begin = ++parser->at;
	char *room = parser->room;

	while (parser->at < parser->end && *parser->at != '"' &&
	       *parser->at != '\\')
		parser->at++;
	*text_r = span_between(begin, parser->at);
	if (parser->at < parser->end && *parser->at == '"') {
		parser->at++;
		return true;
	}
	memcpy(room, begin, text_r->len);
	parser->room += text_r->len;
	while (parser->at < parser->end && *parser->at != '"') {
		char byte = *parser->at++;

		if (byte != '\\')
			put(parser, (unsigned char)byte);
		else if (parser->at < parser->end)
			take_escape(parser);
	}
	*text_r = span_between(room, parser->room);
	return parser->at++ < parser->end;
}

/* ---- values -------------------------------------------------------------- */

/* A number, true, false, null. */
static struct span
take_bare(struct parser *parser)
{
	const char *begin = parser->at;

	while (parser->at < parser->end && *parser->at != ',' &&
	       *parser->at != '}' && *parser->at != ']' &&
	       !ascii_is_space(*parser->at))
		parser->at++;
	return span_between(begin, parser->at);
}

/* [50,50,27]: the bytes of a text that is no UTF-8.  Of texts, which are those
 * of a field that came twice, the first. */
static bool
take_array(struct parser *parser, struct span *value_r)
{
	char *room = parser->room;
	unsigned depth = 1;
	bool bytes = true;
	struct span text;

	value_r->len = 0;
	for (parser->at++; depth > 0 && parser->at < parser->end;) {
		char byte = *parser->at;
		unsigned number = 0;

		if (byte == '"') {
			if (!take_text(parser, &text))
				return false;
			if (bytes)
				*value_r = text;
			bytes = false;
		} else if (ascii_is_digit(byte) && bytes) {
			for (; parser->at < parser->end &&
			       ascii_is_digit(*parser->at);
			     parser->at++)
				number =
				    number * 10 + (unsigned)(*parser->at - '0');
			if (number != 0)
				put(parser, number & 0xff);
		} else {
			depth += byte == '[' || byte == '{';
			depth -= byte == ']' || byte == '}';
			parser->at++;
		}
	}
	if (bytes)
		*value_r = span_between(room, parser->room);
	return depth == 0;
}

/* Who takes Docker's or CRI's lines apart may leave no newline, and adds fields
 * of its own. */
static void
note_part(struct parser *parser, struct span name, struct span value)
{
	struct fields *fields = parser->fields;

	if (span_equal(name, "log"))
		fields->part =
		    value.len == 0 || value.bytes[value.len - 1] != '\n';
	else if (!span_equal(name, "stream") && !span_equal(name, "time") &&
		 !span_equal(name, "attrs"))
		parser->others = true;
	if (span_equal(name, "_p") || span_equal(name, "logtag"))
		fields->goes_on = span_equal(value, "P");
}

/* Is the value one of those by which the container or stream of a text is
 * known? */
static bool
names_source(struct span name)
{
	static const char *const names[] = {"stream", "container_id",
	    "container_name", "docker_id", "pod_id", "pod_name"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_equal(name, names[i]))
			return true;
	return false;
}

/* A value without bytes is null. */
static void
keep(struct parser *parser, struct span name, struct span value)
{
	struct fields *fields = parser->fields;
	unsigned rank;
	enum fields_kind kind =
	    fields_find(parser->within[parser->depth], name, &rank);

	if (parser->depth == 1)
		note_part(parser, name, value);
	if (value.bytes != NULL && names_source(name))
		fields->source = span_hash(value, fields->source);
	if (kind == FIELDS_KINDS)
		return;
	if (value.bytes == NULL) {
		fields->unread = fields->unread || kind == FIELDS_TEXT;
		return;
	}
	fields_keep(fields, kind, rank, value);
}

/* Takes what a name stands for; false at the end. */
static bool
take_value(struct parser *parser, struct span name)
{
	struct span value = {parser->at, 0};

	if (parser->at == parser->end)
		return false;
	if (*parser->at == '{') {
		if (parser->depth == DEPTH_MAX)
			return false;
		parser->within[++parser->depth] = name;
		parser->at++;
		return true;
	}
	if (*parser->at == '"') {
		if (!take_text(parser, &value))
			return false;
	} else if (*parser->at == '[') {
		if (!take_array(parser, &value))
			return false;
	} else {
		value = take_bare(parser);
		if (value.len == 4 && memcmp(value.bytes, "null", 4) == 0)
			value.bytes = NULL;
	}
	keep(parser, name, value);
	return true;
}

/* Takes a name and its value, or an end; false when there is none. */
static bool
take_member(struct parser *parser)
{
	struct span name;

	skip_spaces(parser);
	if (parser->at == parser->end)
		return false;
	if (*parser->at == ',') {
		parser->at++;
		return true;
	}
	if (*parser->at == '}') {
		parser->at++;
		return parser->depth-- > 1;
	}
	if (*parser->at != '"' || !take_text(parser, &name))
		return false;
	skip_spaces(parser);
	if (parser->at == parser->end || *parser->at++ != ':')
		return false;
	skip_spaces(parser);
	return take_value(parser, name);
}

bool
json_line_take(struct span line, char *room, struct fields *fields_r)
{
	struct parser parser = {
	    .at = line.bytes + 1,
	    .end = line.bytes + line.len,
	    .room = room,
	    .fields = fields_r,
	    .within = {{line.bytes, 0}, {line.bytes, 0}},
	    .depth = 1,
	};

	*fields_r = (struct fields){.part = false};
	if (line.len < 2 || *line.bytes != '{')
		return false;
	while (take_member(&parser))
		;
	if (parser.others)
		fields_r->part = fields_r->goes_on;
	return fields_r->values[FIELDS_TEXT].bytes != NULL || fields_r->unread;
}
