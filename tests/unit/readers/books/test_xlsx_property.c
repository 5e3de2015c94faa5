/* SPDX-License-Identifier: BSD-2-Clause */
/* XLSX: what stands in workbooks made by chance, with each construct that a
 * writer may use, is read as it was meant. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/books/taken.h"

TestSuite(xlsx_property, .timeout = 300);

struct maker {
	struct property *random;
	struct buffer sheet, strings, relations, notes, links, lists, want;
	unsigned string_count, relation_count;
	unsigned people; /* numbers them and their addresses */
	unsigned row;
	bool hidden;
	bool hidden_column; /* C */
	bool reading;       /* the last text has one, */
	bool named_so;      /*   and so has the name of the row */
};

static bool
one_in(struct maker *maker, size_t count)
{
	return property_below(maker->random, count) == 0;
}

/* ---- texts --------------------------------------------------------------- */

/* A text in markup, in any way of writing it.  Escaped: with Excel's escapes,
 * where a text that looks like one must be; otherwise within a cell, where some
 * writers have them. */
static void
add_text(struct maker *maker, struct buffer *to, const char *text, bool escaped)
{
	for (const char *at = text; *at != '\0'; at++) {
		unsigned byte = (unsigned char)*at;

		if (byte == '_' && at[1] == 'x' &&
		    (escaped || one_in(maker, 2)))
			buffer_add_text(to, "_x005F_");
		else if (!escaped && (byte == '\r' || byte == '\n') &&
			 one_in(maker, 2))
			buffer_add_format(to, "_x%04X_", byte);
		else if (escaped && byte < 0x80 && one_in(maker, 12))
			buffer_add_format(to,
			    one_in(maker, 2) ? "_x%04X_" : "_x%04x_", byte);
		else if (byte == '\r' || (byte < 0x80 && one_in(maker, 12)))
			buffer_add_format(to,
			    one_in(maker, 2) ? "&#%u;" : "&#x%x;", byte);
		else if (byte > ' ' && byte < 0x80 && byte != '>' &&
			 byte != ']' && one_in(maker, 12))
			buffer_add_format(to, "<![CDATA[%c]]>", (char)byte);
		else if (byte == '"')
			buffer_add_text(to, "&quot;");
		else
			buffer_add(to, at, 1);
	}
}

/* In runs, with a reading that is none of the text. */
static void
add_rich(struct maker *maker, struct buffer *to, const char *text, bool escaped)
{
	size_t half = strlen(text) / 2;
	char first[512];

	/* An escape is in one run. */
	if (one_in(maker, 2) && strchr(text, '_') == NULL) {
		memcpy(first, text, half);
		first[half] = '\0';
		buffer_add_text(to, "<r><rPr><b/></rPr><t>");
		add_text(maker, to, first, escaped);
		buffer_add_text(to, "</t></r><r><t xml:space='preserve'>");
		add_text(maker, to, text + half, escaped);
		buffer_add_text(to, "</t></r>");
	} else {
		buffer_add_text(to, "<t>");
		add_text(maker, to, text, escaped);
		buffer_add_text(to, "</t>");
	}
	maker->reading = one_in(maker, 4);
	if (maker->reading)
		buffer_add_text(to, "<rPh sb='0' eb='1'><t>x@y.jp</t></rPh>"
				    "<phoneticPr fontId='1'/>");
}

/* ---- cells --------------------------------------------------------------- */

static void
add_value(struct maker *maker, char column, const char *text)
{
	struct buffer *sheet = &maker->sheet;

	maker->reading = false;
	buffer_add_format(sheet, "<c r='%c%u' s='1'", column, maker->row);
	switch (property_below(maker->random, 4)) {
	case 0:
		buffer_add_format(sheet, " t='s'><v>%u</v></c>",
		    maker->string_count++);
		buffer_add_text(&maker->strings, "<si>");
		add_rich(maker, &maker->strings, text, true);
		buffer_add_text(&maker->strings, "</si>");
		break;
	case 1:
		buffer_add_text(sheet, " t='inlineStr'><is>");
		add_rich(maker, sheet, text, false);
		buffer_add_text(sheet, "</is></c>");
		break;
	case 2:
		buffer_add_text(sheet, " t='str'><f>A1&amp;\"z@y.jp\"</f><v>");
		add_text(maker, sheet, text, true);
		buffer_add_text(sheet, "</v></c>");
		break;
	case 3:
		buffer_add_text(sheet, " t='str'><v>");
		add_text(maker, sheet, text, true);
		buffer_add_text(sheet, "</v></c>");
		break;
	}
}

/* An address that no other one is part of. */
static void
put_address(struct maker *maker, char address[static 64])
{
	static const char *const locals[] = {"a", "x_x0041_", "b.c", "m+n"};

	snprintf(address, 64, "%s%u@b.jp",
	    property_one_of(maker->random, locals), ++maker->people);
}

static void
want(struct maker *maker, char column, const char *address, bool named,
    const char *where)
{
	struct buffer *line = &maker->want;

	buffer_add_format(line, "S!%c%u %s", column, maker->row, address);
	if (named)
		buffer_add_format(line, " N%u%s", maker->row,
		    maker->named_so ? " /x@y.jp/" : "");
	if (where != NULL)
		buffer_add_format(line, " (%s)", where);
	buffer_add_text(line, "\n");
}

static void
want_row(struct maker *maker, char column, const char *address)
{
	bool hidden = maker->hidden || maker->hidden_column;

	want(maker, column, address, true, hidden ? "hidden" : NULL);
}

static void
add_addresses(struct maker *maker, char column)
{
	static const char *const gaps[] = {",", "; ", "\n", "\r\n", ", ",
	    "\n\n"};
	struct buffer text = {0};
	char address[64];
	size_t count = 1 + property_below(maker->random, 3);

	for (size_t i = 0; i < count; i++) {
		put_address(maker, address);
		if (i != 0)
			buffer_add_text(&text,
			    property_one_of(maker->random, gaps));
		buffer_add_text(&text, address);
		want_row(maker, column, address);
	}
	if (one_in(maker, 4))
		buffer_add_text(&text, one_in(maker, 2) ? " " : "\r\n");
	buffer_add(&text, "", 1);
	add_value(maker, column, text.bytes);
	buffer_clear(&text);
}

/* ---- links, notes, lists ------------------------------------------------- */

static void
add_link(struct maker *maker, char column)
{
	char first[64], second[64];
	bool two = one_in(maker, 2), formula = one_in(maker, 3);

	put_address(maker, first);
	put_address(maker, second);
	if (formula) {
		buffer_add_format(&maker->sheet,
		    "<c r='%c%u' t='str'><f>HYPERLINK(\"mailto:%s%s%s\","
		    "\"B\"\"b\")</f><v>Bob</v></c>",
		    column, maker->row, first, two ? "?cc=" : "",
		    two ? second : "");
	} else {
		buffer_add_format(&maker->links,
		    "<hyperlink ref='%c%u' display='x@y.jp' r:id='r%u'/>",
		    column, maker->row, maker->relation_count);
		buffer_add_format(&maker->relations,
		    "<Relationship Id='r%u' TargetMode='External' "
		    "Type='http://x/hyperlink' "
		    "Target='mailto:%.*s%%40b.jp?subject=x@y.jp%s%s'/>",
		    maker->relation_count++, (int)strcspn(first, "@"), first,
		    two ? "&amp;to=" : "", two ? second : "");
		add_value(maker, column, "Bob");
	}
	want_row(maker, column, first);
	if (two)
		want_row(maker, column, second);
}

static void
add_asides(struct maker *maker)
{
	char address[64];

	if (one_in(maker, 6)) {
		put_address(maker, address);
		buffer_add_format(&maker->notes,
		    "<comment ref='D%u'><text><r><t>Taro: </t></r><r><t>was "
		    "%s</t></r></text></comment>",
		    maker->row, address);
		want(maker, 'D', address, false, "note");
	}
	if (one_in(maker, 6)) {
		put_address(maker, address);
		buffer_add_format(&maker->lists,
		    "<dataValidation type='list' sqref='E%u:E%u'><formula1>"
		    "\"none,%s\"</formula1></dataValidation>",
		    maker->row, maker->row + 3, address);
		want(maker, 'E', address, false, "list");
	}
}

/* ---- rows ---------------------------------------------------------------- */

static void
add_row(struct maker *maker)
{
	char name[16];

	maker->row += 1 + (unsigned)property_below(maker->random, 3);
	maker->hidden = one_in(maker, 5);
	buffer_add_format(&maker->sheet, "<row r='%u'%s>", maker->row,
	    !maker->hidden     ? " hidden='0'"
	    : one_in(maker, 2) ? " hidden='1'"
			       : " hidden='true'");
	snprintf(name, sizeof(name), "N%u", maker->row);
	add_value(maker, 'A', name);
	maker->named_so = maker->reading;
	if (one_in(maker, 4))
		buffer_add_format(&maker->sheet,
		    "<c r='B%u'><v>%u</v></c><c r='F%u' t='b'><v>1</v></c>",
		    maker->row, maker->row, maker->row);
	if (one_in(maker, 3))
		add_link(maker, 'C');
	else
		add_addresses(maker, 'C');
	buffer_add_text(&maker->sheet, "</row>");
	add_asides(maker);
}

static void
add_part(struct archive *archive, const char *name, const char *begin,
    const struct buffer *inside, const char *end)
{
	struct buffer part = {0};

	buffer_add_text(&part, begin);
	buffer_add(&part, inside->bytes, inside->len);
	buffer_add_text(&part, end);
	archive_add(archive, name, (struct span){part.bytes, part.len});
	buffer_clear(&part);
}

static void
make(struct maker *maker, struct archive *archive)
{
	struct buffer *sheet = &maker->sheet;
	size_t rows = 1 + property_below(maker->random, 6);

	maker->row = 1;
	maker->hidden_column = one_in(maker, 4);
	if (maker->hidden_column)
		buffer_add_text(sheet,
		    "<cols><col min='1' max='2' hidden='0'/>"
		    "<col min='3' max='5' hidden='1'/></cols>");
	buffer_add_text(sheet, "<sheetData><row r='1'>");
	add_value(maker, 'A', "name");
	add_value(maker, 'B', "age");
	add_value(maker, 'C', "mail");
	buffer_add_text(sheet, "</row>");
	for (size_t i = 0; i < rows; i++)
		add_row(maker);
	buffer_add_text(sheet, "</sheetData><dataValidations>");
	buffer_add(sheet, maker->lists.bytes, maker->lists.len);
	buffer_add_text(sheet, "</dataValidations><hyperlinks>");
	buffer_add(sheet, maker->links.bytes, maker->links.len);
	buffer_add_text(sheet, "</hyperlinks>");
	buffer_add(sheet, "", 1);
	buffer_add(&maker->strings, "", 1);
	archive_add_workbook(archive, sheet->bytes, maker->strings.bytes);
	buffer_add_text(&maker->relations,
	    "<Relationship Id='n' Type='http://x/comments' "
	    "Target='../notes.xml'/>");
	add_part(archive, "xl/worksheets/_rels/sheet1.xml.rels",
	    "<Relationships>", &maker->relations, "</Relationships>");
	add_part(archive, "xl/notes.xml", "<comments><commentList>",
	    &maker->notes, "</commentList></comments>");
	buffer_add(&maker->want, "", 1);
}

static void
clear(struct maker *maker)
{
	buffer_clear(&maker->sheet);
	buffer_clear(&maker->strings);
	buffer_clear(&maker->relations);
	buffer_clear(&maker->notes);
	buffer_clear(&maker->links);
	buffer_clear(&maker->lists);
	buffer_clear(&maker->want);
}

Test(xlsx_property, what_was_put_in_is_read)
{
	static char parts[TAKEN_SIZE];

	PROPERTY_CASES(random, "xlsx")
	{
		struct maker maker = {.random = &random};
		struct archive archive = {0};

		make(&maker, &archive);
		snprintf(parts, sizeof(parts), "%s%s", maker.sheet.bytes,
		    maker.strings.bytes);
		taken_check(&random, &archive, maker.want.bytes, parts);
		clear(&maker);
	}
}
