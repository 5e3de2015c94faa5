/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the lines of vCards apart. */
#include "domains/readers/books/vcard_property.h"

#include <string.h>

/* ---- lines --------------------------------------------------------------- */

/* Where the value begins: after the first colon that is in no quotes, or the
 * first when a quote has no end; 0 when there is none. */
static size_t
find_value(struct span line)
{
	bool quoted = false;
	size_t first = 0;

	for (size_t i = 0; i < line.len; i++) {
		quoted ^= line.bytes[i] == '"';
		if (line.bytes[i] != ':')
			continue;
		if (!quoted)
			return i + 1;
		first = first != 0 ? first : i + 1;
	}
	return first;
}

bool
vcard_take_line(struct folded *lines)
{
	struct traced *line = &lines->line;
	struct span whole;
	bool soft;

	if (!folded_begin(lines))
		return false;
	whole = traced_span(line, 0, line->len);
	whole.len = find_value(whole);
	soft = span_holds(whole, "QUOTED-PRINTABLE");
	while (lines->rest.len > 0) {
		char next = *lines->rest.bytes;

		if (soft && line->len > whole.len &&
		    line->bytes[line->len - 1] == '=' &&
		    !span_begins(lines->rest, "END:")) {
			line->len--;
			folded_append(lines, 0);
		} else if (next == ' ' || next == '\t') {
			folded_append(lines, 1);
		} else {
			break;
		}
	}
	return true;
}

/* ---- properties ---------------------------------------------------------- */

struct span
vcard_take_up_to(struct span *rest, char stop)
{
	struct span part = *rest;
	bool quoted = false;

	for (size_t i = 0; i < rest->len; i++) {
		quoted ^= rest->bytes[i] == '"';
		if (rest->bytes[i] == stop && !quoted) {
			part.len = i;
			break;
		}
	}
	if (rest->len != 0)
		*rest = span_after(*rest,
		    part.len < rest->len ? part.len + 1 : part.len);
	return part;
}

static void
take_parameter(struct vcard_property *property, struct span parameter)
{
	struct span value = parameter,
		    name = span_trim(vcard_take_up_to(&value, '='));
	bool bare = name.len == span_trim(parameter).len;

	value = span_inside(span_trim(value), '"', '"');
	if (bare || span_equal(name, "ENCODING")) {
		struct span how = bare ? name : value;

		property->quoted_printable |=
		    span_equal(how, "QUOTED-PRINTABLE");
		property->base64 |= span_equal(how, "BASE64") ||
		                    (!bare && span_equal(how, "B"));
	}
	if (span_equal(bare ? name : value, "X-IRMC-N"))
		property->irmc_reading = true;
	if (span_equal(name, "CHARSET"))
		property->charset = value;
	else if (span_equal(name, "SORT-AS"))
		property->sort_as = value;
	else if (span_equal(name, "LANGUAGE"))
		property->latin = !span_begins(value, "ja");
}

bool
vcard_property_parse(const struct traced *line,
    struct vcard_property *property_r)
{
	struct span whole = traced_span(line, 0, line->len);
	size_t begin = find_value(whole);
	struct span rest = {whole.bytes, begin - (begin != 0)};
	struct span name = span_trim(vcard_take_up_to(&rest, ';'));

	if (begin == 0 || name.len == 0)
		return false;
	name = span_take_last(&name, '.');
	*property_r = (struct vcard_property){.name = name, .begin = begin};
	while (rest.len > 0)
		take_parameter(property_r, vcard_take_up_to(&rest, ';'));
	return true;
}

bool
vcard_property_decode(const struct vcard_property *property,
    const struct traced *line, struct traced *value)
{
	value->len = 0;
	if (property->base64)
		return traced_add_base64(value, line, property->begin,
		    line->len);
	if (property->quoted_printable)
		traced_add_quoted_printable(value, line, property->begin,
		    line->len);
	else
		for (size_t i = property->begin; i < line->len; i++)
			traced_add(value, line->bytes[i], line->from[i]);
	return true;
}

char
vcard_unescape(char byte)
{
	if (byte == 'n' || byte == 'N')
		return '\n';
	return strchr("\\,;:", byte) != NULL ? byte : '\0';
}
