/* SPDX-License-Identifier: BSD-2-Clause */
/* ODS: what stands in spreadsheets made by chance, with each construct that a
 * writer may use, is read as it was meant. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/books/taken.h"

TestSuite(ods_property, .timeout = 300);

struct maker {
	struct property *random;
	struct buffer styles, lists, tables, want;
	unsigned sheet, row;
	unsigned people; /* numbers the addresses */
	unsigned repeat; /* so many rows like the one at hand */
	bool hidden_sheet, hidden_row, hidden_column; /* D */
	bool reading;                                 /* of the row's name */
};

static bool
one_in(struct maker *maker, size_t count)
{
	return property_below(maker->random, count) == 0;
}

/* ---- texts --------------------------------------------------------------- */

/* A byte in any way of writing it. */
static void
add_byte(struct maker *maker, char byte)
{
	struct buffer *to = &maker->tables;

	if (byte == '\n')
		buffer_add_text(to, "<text:line-break/>");
	else if (byte == '\t')
		buffer_add_text(to, "<text:tab/>");
	else if (byte == ' ' && one_in(maker, 2))
		buffer_add_text(to,
		    one_in(maker, 2) ? "<text:s/>" : "<text:s text:c='3'/>");
	else if (byte == ' ')
		buffer_add_text(to, one_in(maker, 2) ? " " : "\n\t ");
	else if (one_in(maker, 12))
		buffer_add_format(to, "&#%u;", (unsigned)byte);
	else if (one_in(maker, 12))
		buffer_add_format(to, "<![CDATA[%c]]>", byte);
	else if (one_in(maker, 12))
		buffer_add_format(to, "<text:span>%c</text:span>", byte);
	else
		buffer_add(to, &byte, 1);
}

/* The text of a cell in paragraphs, of which a "\n" may begin another one. */
static void
add_paragraphs(struct maker *maker, const char *text)
{
	struct buffer *to = &maker->tables;

	buffer_add_text(to, "<text:p>");
	for (const char *at = text; *at != '\0'; at++)
		if (*at == '\n' && one_in(maker, 2))
			buffer_add_text(to, "</text:p>\n<text:p>");
		else
			add_byte(maker, *at);
	buffer_add_text(to, "</text:p>");
}

/* As the attribute of a cell, which is its value; what is shown is another
 * thing. */
static void
add_attribute(struct maker *maker, const char *text)
{
	struct buffer *to = &maker->tables;

	buffer_add_text(to,
	    " office:value-type='string' office:string-value='");
	for (const char *at = text; *at != '\0'; at++)
		if (*at < ' ' || one_in(maker, 12))
			buffer_add_format(to, "&#%u;", (unsigned)*at);
		else
			buffer_add(to, at, 1);
	buffer_add_text(to, "'><text:p>shown@x.jp</text:p>");
}

/* ---- cells --------------------------------------------------------------- */

/* An address that no other one is part of. */
static void
put_address(struct maker *maker, char address[static 64])
{
	static const char *const locals[] = {"a", "_x0041_", "b.c", "m+n"};

	snprintf(address, 64, "%s%u@b.jp",
	    property_one_of(maker->random, locals), ++maker->people);
}

/* In all rows like that one. */
static void
want(struct maker *maker, char column, const char *address, bool named,
    const char *where)
{
	for (unsigned i = 0; i < maker->repeat; i++) {
		buffer_add_format(&maker->want, "S%u!%c%u %s", maker->sheet,
		    column, maker->row + i, address);
		if (named)
			buffer_add_format(&maker->want, " N%u", maker->row);
		if (named && maker->reading)
			buffer_add_format(&maker->want, " /rN%u/", maker->row);
		if (where != NULL)
			buffer_add_format(&maker->want, " (%s)", where);
		buffer_add_text(&maker->want, "\n");
	}
}

static void
want_cell(struct maker *maker, char column, const char *address, bool covered)
{
	bool hidden = covered || maker->hidden_sheet || maker->hidden_row ||
	              (column == 'D' && maker->hidden_column);

	want(maker, column, address, true, hidden ? "hidden" : NULL);
}

/* A note is in a row once only: one that is repeated has none. */
static void
add_note(struct maker *maker, char column)
{
	char address[64];

	if (maker->repeat != 1 || !one_in(maker, 6))
		return;
	put_address(maker, address);
	buffer_add_format(&maker->tables,
	    "<office:annotation office:display='true'><dc:creator>x@y.jp"
	    "</dc:creator><text:p>Taro: </text:p><text:p>was <text:span>%s"
	    "</text:span></text:p></office:annotation>",
	    address);
	want(maker, column, address, false, "note");
}

static void
add_addresses(struct maker *maker, char column)
{
	static const char *const gaps[] = {",", "; ", "\n", "\t", ", ", "\n\n"};
	struct buffer text = {0};
	char address[64];
	bool covered = one_in(maker, 6);
	const char *name = covered ? "covered-table-cell" : "table-cell";
	size_t count = 1 + property_below(maker->random, 3);

	for (size_t i = 0; i < count; i++) {
		put_address(maker, address);
		if (i != 0)
			buffer_add_text(&text,
			    property_one_of(maker->random, gaps));
		buffer_add_text(&text, address);
		want_cell(maker, column, address, covered);
	}
	buffer_add_text(&text, one_in(maker, 4) ? " " : "");
	buffer_add(&text, "", 1);
	buffer_add_format(&maker->tables, "<table:%s", name);
	if (one_in(maker, 4)) {
		add_attribute(maker, text.bytes);
	} else {
		buffer_add_text(&maker->tables, ">");
		add_note(maker, column);
		add_paragraphs(maker, text.bytes);
	}
	buffer_add_format(&maker->tables, "</table:%s>", name);
	buffer_clear(&text);
}

static void
add_link(struct maker *maker, char column)
{
	char first[64], second[64];
	bool two = one_in(maker, 2);

	put_address(maker, first);
	put_address(maker, second);
	if (one_in(maker, 3)) {
		buffer_add_format(&maker->tables,
		    "<table:table-cell table:formula='of:=HYPERLINK(&quot;"
		    "mailto:%s%s%s&quot;;&quot;B&quot;&quot;b&quot;)' "
		    "office:value-type='string'><text:p>B!</text:p>",
		    first, two ? "?cc=" : "", two ? second : "");
	} else if (two && one_in(maker, 2)) {
		buffer_add_format(&maker->tables,
		    "<table:table-cell><text:p>B!<text:a xlink:href='mailto:%s'"
		    "/> <text:a xlink:href='mailto:%s'/></text:p>",
		    first, second);
	} else {
		buffer_add_format(&maker->tables,
		    "<table:table-cell><text:p><text:a xlink:href='mailto:%.*s"
		    "%%40b.jp?subject=x@y.jp%s%s'>B!</text:a></text:p>",
		    (int)strcspn(first, "@"), first, two ? "&amp;to=" : "",
		    two ? second : "");
	}
	buffer_add_text(&maker->tables, "</table:table-cell>");
	want_cell(maker, column, first, false);
	if (two)
		want_cell(maker, column, second, false);
}

/* What is between the name and the addresses: two columns, B and C. */
static void
add_between(struct maker *maker)
{
	static const char *const cells[] = {
	    "<table:table-cell table:number-columns-repeated='2'/>",
	    "<table:table-cell office:value='7' "
	    "table:number-columns-repeated='2'><text:p>7</text:p>"
	    "</table:table-cell>",
	    "<table:covered-table-cell/><table:table-cell/>",
	    "<table:table-cell/><table:table-cell><draw:frame><text:p>x@y.jp"
	    "</text:p></draw:frame></table:table-cell>"};

	buffer_add_text(&maker->tables, property_one_of(maker->random, cells));
}

/* ---- rows ---------------------------------------------------------------- */

static void
begin_row(struct maker *maker)
{
	struct buffer *to = &maker->tables;

	maker->hidden_row = one_in(maker, 5);
	maker->repeat = one_in(maker, 4)
	                    ? 2 + (unsigned)property_below(maker->random, 3)
	                    : 1;
	buffer_add_text(to, "<table:table-row");
	if (maker->repeat != 1)
		buffer_add_format(to, " table:number-rows-repeated='%u'",
		    maker->repeat);
	if (maker->hidden_row)
		buffer_add_format(to, " table:visibility='%s'",
		    one_in(maker, 2) ? "collapse" : "filter");
	else if (one_in(maker, 4))
		buffer_add_text(to, " table:visibility='visible'");
	buffer_add_text(to, ">");
}

/* "N2" in A, addresses in D, and perhaps some in E. */
static void
add_row(struct maker *maker)
{
	char name[16];

	begin_row(maker);
	snprintf(name, sizeof(name), "N%u", maker->row);
	maker->reading = one_in(maker, 4);
	buffer_add_text(&maker->tables, "<table:table-cell>");
	if (maker->reading)
		buffer_add_format(&maker->tables,
		    "<text:p><text:ruby><text:ruby-base>%s</text:ruby-base>"
		    "<text:ruby-text>r%s</text:ruby-text></text:ruby></text:p>",
		    name, name);
	else
		add_paragraphs(maker, name);
	buffer_add_text(&maker->tables, "</table:table-cell>");
	add_between(maker);
	if (one_in(maker, 3))
		add_link(maker, 'D');
	else
		add_addresses(maker, 'D');
	if (one_in(maker, 2))
		add_addresses(maker, 'E');
	buffer_add_text(&maker->tables, "</table:table-row>");
	maker->row += maker->repeat;
}

/* Rows that have nothing. */
static void
add_gap(struct maker *maker)
{
	unsigned count = 1 + (unsigned)property_below(maker->random, 20);

	buffer_add_format(&maker->tables,
	    "<table:table-row table:number-rows-repeated='%u'>"
	    "<table:table-cell table:number-columns-repeated='16384'/>"
	    "</table:table-row>",
	    count);
	maker->row += count;
}

/* ---- sheets -------------------------------------------------------------- */

static void
add_list(struct maker *maker)
{
	char address[64];
	bool quoted = one_in(maker, 2);

	put_address(maker, address);
	buffer_add_format(&maker->lists,
	    "<table:content-validation table:condition='of:cell-content-is-in-"
	    "list(&quot;none&quot;;&quot;%s&quot;)' table:base-cell-address='%s"
	    "S%u%s.F%u'/>",
	    address, quoted ? "$&apos;" : "", maker->sheet,
	    quoted ? "&apos;" : "", maker->row);
	buffer_add_format(&maker->want, "S%u!F%u %s (list)\n", maker->sheet,
	    maker->row, address);
}

static void
begin_sheet(struct maker *maker)
{
	struct buffer *to = &maker->tables;

	maker->hidden_sheet = one_in(maker, 4);
	maker->hidden_column = one_in(maker, 4);
	buffer_add_format(&maker->styles,
	    "<style:style style:name='t%u' style:family='table'>"
	    "<style:table-properties table:display='%s'/></style:style>",
	    maker->sheet, maker->hidden_sheet ? "false" : "true");
	buffer_add_format(to,
	    "<table:table table:name='S%u' table:style-name='t%u'>"
	    "<table:table-column table:number-columns-repeated='3'/>"
	    "<table:table-column%s/><table:table-header-rows>"
	    "<table:table-row><table:table-cell><text:p>name</text:p>"
	    "</table:table-cell><table:table-cell><text:p>age</text:p>"
	    "</table:table-cell><table:table-cell/><table:table-cell "
	    "table:number-columns-repeated='2'><text:p>mail</text:p>"
	    "</table:table-cell></table:table-row></table:table-header-rows>",
	    maker->sheet, maker->sheet,
	    maker->hidden_column ? " table:visibility='collapse'" : "");
	maker->row = 2;
}

static void
add_sheet(struct maker *maker)
{
	size_t rows = 1 + property_below(maker->random, 5);

	maker->sheet++;
	begin_sheet(maker);
	if (one_in(maker, 4))
		buffer_add_text(&maker->tables,
		    "<table:shapes><draw:frame><table:table><table:table-row>"
		    "<table:table-cell><text:p>x@y.jp</text:p>"
		    "</table:table-cell></table:table-row></table:table>"
		    "</draw:frame></table:shapes>");
	for (size_t i = 0; i < rows; i++) {
		if (one_in(maker, 4))
			add_gap(maker);
		add_row(maker);
	}
	if (one_in(maker, 4))
		add_list(maker);
	buffer_add_text(&maker->tables,
	    "<table:table-row table:number-rows-repeated='1048000'>"
	    "<table:table-cell table:number-columns-repeated='16384'/>"
	    "</table:table-row></table:table>");
}

static void
add_all(struct buffer *to, const struct buffer *from)
{
	buffer_add(to, from->bytes, from->len);
}

static void
make(struct maker *maker, struct archive *archive)
{
	struct buffer whole = {0};
	size_t sheets = 1 + property_below(maker->random, 3);

	for (size_t i = 0; i < sheets; i++)
		add_sheet(maker);
	buffer_add_text(&whole, "<office:document-content>"
				"<office:automatic-styles>");
	add_all(&whole, &maker->styles);
	buffer_add_text(&whole, "</office:automatic-styles><office:body>"
				"<office:spreadsheet>");
	if (one_in(maker, 4))
		buffer_add_text(&whole,
		    "<table:tracked-changes><table:table-cell><text:p>x@y.jp"
		    "</text:p></table:table-cell></table:tracked-changes>");
	buffer_add_text(&whole, "<table:content-validations>");
	add_all(&whole, &maker->lists);
	buffer_add_text(&whole, "</table:content-validations>");
	add_all(&whole, &maker->tables);
	buffer_add_text(&whole, "</office:spreadsheet></office:body>"
				"</office:document-content>");
	archive_add(archive, "content.xml",
	    (struct span){whole.bytes, whole.len});
	buffer_clear(&whole);
	buffer_add(&maker->want, "", 1);
	buffer_add(&maker->tables, "", 1);
}

static void
clear(struct maker *maker)
{
	buffer_clear(&maker->styles);
	buffer_clear(&maker->lists);
	buffer_clear(&maker->tables);
	buffer_clear(&maker->want);
}

Test(ods_property, what_was_put_in_is_read)
{
	PROPERTY_CASES(random, "ods")
	{
		struct maker maker = {.random = &random};
		struct archive archive = {0};

		make(&maker, &archive);
		taken_check(&random, &archive, maker.want.bytes,
		    maker.tables.bytes);
		clear(&maker);
	}
}
