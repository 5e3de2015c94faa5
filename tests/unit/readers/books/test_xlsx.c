/* SPDX-License-Identifier: BSD-2-Clause */
/* XLSX: where addresses stand in a workbook of Excel. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/readers/books/taken.h"

TestSuite(xlsx, .timeout = 120);

static char text[TAKEN_SIZE];

static void
expect(const char *sheet, const char *strings, const char *want)
{
	struct archive archive = {0};

	archive_add_workbook(&archive, sheet, strings);
	taken_of_archive(&archive, text);
	cr_expect_str_eq(text, want, "%s\n%s", sheet, text);
}

#define HEADING                                                           \
	"<sheetData><row r='1'><c r='A1' t='inlineStr'>"                  \
	"<is><t>name</t></is></c><c r='B1' t='inlineStr'><is><t>mail</t>" \
	"</is></c></row>"

Test(xlsx, strings_of_each_kind)
{
	expect(HEADING
	    "<row r='2'><c r='A2' t='s'><v>0</v></c>"
	    "<c r='B2' t='s'><v>1</v></c></row>"
	    "<row r='3'><c r='A3' t='inlineStr'><is><r><t>Ji</t></r><r><t>ro"
	    "</t></r></is></c><c r='B3' t='inlineStr'><is><t>jiro@b.jp</t>"
	    "</is></c></row>"
	    "<row r='4'><c r='A4' t='str'><v>Saburo</v></c>"
	    "<c r='B4' t='str'><f>A1</f><v>saburo@b.jp</v></c></row>"
	    "</sheetData>",
	    "<si><r><t>Ta</t></r><r><t>ro</t></r></si>"
	    "<si><t>taro@b.jp</t></si>",
	    "S!B2 taro@b.jp Taro\nS!B3 jiro@b.jp Jiro\n"
	    "S!B4 saburo@b.jp Saburo\n");
}

/* Some writers leave references and numbers out: the next one is meant. */
Test(xlsx, cells_without_references)
{
	expect("<sheetData><row><c t='str'><v>name</v></c>"
	       "<c t='str'><v>mail</v></c></row>"
	       "<row r='7'><c t='str'><v>Taro</v></c>"
	       "<c t='str'><v>taro@b.jp</v></c></row>"
	       "<row><c r='B8' t='str'><v>jiro@b.jp</v></c></row></sheetData>",
	    NULL, "S!B7 taro@b.jp Taro\nS!B8 jiro@b.jp\n");
}

/* Elements of a writer that has a prefix for everything. */
Test(xlsx, prefixes_do_not_matter)
{
	expect("<x:sheetData xmlns:x='u'><x:row r='1'><x:c r='A1' t='str'>"
	       "<x:v>mail</x:v></x:c></x:row><x:row r='2'><x:c r='A2' t='str'>"
	       "<x:v>taro@b.jp</x:v></x:c></x:row></x:sheetData>",
	    NULL, "S!A2 taro@b.jp\n");
}

/* Glued to the text they would make "taroタロ@b.jp" and 太郎タロウ. */
Test(xlsx, readings_are_no_part_of_a_text)
{
	expect(HEADING
	    "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v>"
	    "</c></row></sheetData>",
	    "<si><t>太郎</t><rPh sb='0' eb='2'><t>タロウ</t></rPh>"
	    "<phoneticPr fontId='1'/></si><si><t>taro@b.jp</t>"
	    "<rPh sb='0' eb='4'><t>タロ@x.jp</t></rPh></si>",
	    "S!B2 taro@b.jp 太郎 /タロウ/\n");
}

/* In the cells openpyxl writes a text as it is, and XlsxWriter escapes it: what
 * nobody would write as it is must be an escape. */
Test(xlsx, escapes_in_cells)
{
	expect(HEADING
	    "<row r='2'><c r='B2' t='inlineStr'><is><t>a@b.jp_x000D_&#10;"
	    "c@b.jp_x000a__x0009_</t></is></c></row>"
	    "<row r='3'><c r='B3' t='inlineStr'><is><t>u_x005f_x0040_v@b.jp"
	    "</t></is></c></row>"
	    "<row r='4'><c r='B4' t='inlineStr'><is><t>u_x005F_y@b.jp</t></is>"
	    "</c></row></sheetData>",
	    NULL,
	    "S!B2 a@b.jp\nS!B2 c@b.jp\nS!B3 u_x0040_v@b.jp\n"
	    "S!B4 u_x005F_y@b.jp\n");
}

Test(xlsx, escapes_of_shared_strings_and_values)
{
	expect(HEADING
	    "<row r='2'><c r='B2' t='s'><v>0</v></c></row>"
	    "<row r='3'><c r='B3' t='s'><v>1</v></c></row>"
	    "<row r='4'><c r='B4' t='str'><v>c_x0040_b.jp_x000d_</v></c></row>"
	    "<row r='5'><c r='B5' t='inlineStr'><is><t>u_x0040_v@b.jp</t></is>"
	    "</c></row></sheetData>",
	    "<si><t>a@b.jp_x000D_</t></si><si><t>u_x005F_x0040_v@b.jp</t></si>",
	    "S!B2 a@b.jp\nS!B3 u_x0040_v@b.jp\nS!B4 c@b.jp\n"
	    "S!B5 u_x0040_v@b.jp\n");
}

/* A reader that takes the link for the text, or nothing but the text, misses
 * one of them. */
Test(xlsx, several_addresses_of_a_cell)
{
	expect(HEADING
	    "<row r='2'><c r='B2' t='str'><v>a@b.jp&#10;c@d.jp; e@f.jp</v>"
	    "</c></row></sheetData>",
	    NULL, "S!B2 a@b.jp\nS!B2 c@d.jp\nS!B2 e@f.jp\n");
}

static void
expect_links(const char *sheet, const char *relations, const char *want)
{
	struct archive archive = {0};
	struct buffer part = {0};

	archive_add_workbook(&archive, sheet, NULL);
	buffer_add_text(&part, "<Relationships>");
	buffer_add_text(&part, relations);
	buffer_add_text(&part, "</Relationships>");
	archive_add(&archive, "xl/worksheets/_rels/sheet1.xml.rels",
	    (struct span){part.bytes, part.len});
	archive_add(&archive, "xl/comments1.xml",
	    span_of("<comments><commentList><comment ref='B2'><text><r><t>was "
		    "old@b.jp</t></r></text></comment></commentList>"
		    "</comments>"));
	buffer_clear(&part);
	taken_of_archive(&archive, text);
	cr_expect_str_eq(text, want, "%s\n%s", sheet, text);
}

#define LINK(id, target)                                                      \
	"<Relationship Id='" id "' Type='x/hyperlink' TargetMode='External' " \
	"Target='" target "'/>"

Test(xlsx, links)
{
	expect_links(HEADING
	    "<row r='2'><c r='A2' t='str'><v>T</v></c><c r='B2' t='str'>"
	    "<v>Bob</v></c></row>"
	    "<row r='3'><c r='B3' t='str'><v>see@b.jp</v></c></row>"
	    "<row r='4'><c r='B4' t='str'><v>same@b.jp</v></c></row>"
	    "<row r='5'><c r='B5' t='str'><v>web@b.jp</v></c></row></sheetData>"
	    "<hyperlinks><hyperlink ref='B2' r:id='1'/>"
	    "<hyperlink ref='B3:C3' r:id='2'/><hyperlink ref='B4' r:id='3'/>"
	    "<hyperlink ref='B5' r:id='4'/><hyperlink ref='D9' r:id='1'/>"
	    "</hyperlinks>",
	    LINK("1", "mailto:bob%40b.jp?subject=x@y.jp&amp;cc=c@b.jp")
		LINK("2", "MAILTO:other@b.jp") LINK("3", "mailto:Same@b.jp")
		    LINK("4", "http://x/?a@b.jp"),
	    "S!D9 bob@b.jp\nS!D9 c@b.jp\n"
	    "S!B2 bob@b.jp T\nS!B2 c@b.jp T\nS!B3 see@b.jp\nS!B3 other@b.jp\n"
	    "S!B4 same@b.jp\nS!B5 web@b.jp\n");
}

Test(xlsx, links_of_formulas)
{
	expect(HEADING
	    "<row r='2'><c r='B2' t='str'><f>HYPERLINK(\"mailto:a@b.jp\","
	    "\"x \"\"y\"\"\")</f><v>Taro</v></c></row>"
	    "<row r='3'><c r='B3'><f>HYPERLINK(\"mailto:c@b.jp\",1)</f>"
	    "<v>0</v></c></row></sheetData>",
	    NULL, "S!B2 a@b.jp Taro\nS!B3 c@b.jp\n");
}

/* Nobody has opened such a file in Excel: what would stand there is not
 * known. */
Test(xlsx, formulas_without_a_value)
{
	expect(HEADING
	    "<row r='2'><c r='B2' t='str'><v>a@b.jp</v></c></row>"
	    "<row r='3'><c r='B3'><f>A3&amp;\"@b.jp\"</f></c></row>"
	    "<row r='4'><c r='B4'><f>A3&amp;\"@b.jp\"</f><v>0</v></c></row>"
	    "<row r='5'><c r='C5'><f>SUM(C1:C4)</f><v>0</v></c></row>"
	    "<row r='6'><c r='C6' t='str'><f>\"\"</f><v></v></c></row>"
	    "<row r='7'><c r='B7' t='str'><f>A3&amp;\"@b.jp\"</f></c></row>"
	    "<row r='8'><c r='B8'><f>T(\"d@b.jp\")</f></c></row>"
	    "</sheetData>",
	    NULL,
	    "S!B2 a@b.jp\nS!B8 d@b.jp\n"
	    "book:S!B3: the value of 3 formulas is not stored, from here on: "
	    "save the file in a spreadsheet program\n");
}

Test(xlsx, hidden_rows_and_columns_are_read)
{
	expect(
	    "<cols><col min='3' max='3' hidden='1'/></cols>" HEADING
	    "<row r='2' hidden='1'><c r='B2' t='str'><v>a@b.jp</v></c></row>"
	    "<row r='3'><c r='B3' t='str'><v>b@b.jp</v></c><c r='C3' t='str'>"
	    "<v>c@b.jp</v></c></row></sheetData>",
	    NULL, "S!B2 a@b.jp (hidden)\nS!B3 b@b.jp\nS!C3 c@b.jp (hidden)\n");
}

Test(xlsx, notes_and_drop_down_lists)
{
	expect_links(HEADING
	    "<row r='2'><c r='B2' t='str'><v>a@b.jp</v></c></row></sheetData>"
	    "<dataValidations><dataValidation type='list' sqref='B3:B9'>"
	    "<formula1>\"c@b.jp,d@b.jp\"</formula1></dataValidation>"
	    "<dataValidation type='whole' sqref='C3'><formula1>x@y</formula1>"
	    "</dataValidation></dataValidations>"
	    "<extLst><ext><x14:dataValidations xmlns:x14='u' xmlns:xm='v'>"
	    "<x14:dataValidation type='list'><x14:formula1><xm:f>\"e@b.jp\""
	    "</xm:f></x14:formula1><xm:sqref>D4</xm:sqref>"
	    "</x14:dataValidation></x14:dataValidations></ext></extLst>",
	    "<Relationship Id='9' Type='x/comments' Target='../comments1.xml'"
	    "/>",
	    "S!B3 c@b.jp (list)\nS!B3 d@b.jp (list)\nS!D4 e@b.jp (list)\n"
	    "S!B2 old@b.jp (note)\nS!B2 a@b.jp\n");
}

/* The sheets are in the order of their tabs, by their relations and not by the
 * names of their parts. */
Test(xlsx, sheets_by_their_relations)
{
	struct archive archive = {0};
	static const char sheet[] =
	    "<worksheet><sheetData><row><c t='str'><v>mail</v></c></row><row>"
	    "<c t='str'><v>%c@b.jp</v></c></row></sheetData></worksheet>";
	char part[256];

	archive_add(&archive, "_rels/.rels",
	    span_of("<Relationships><Relationship Id='a' Target='/book/b.xml' "
		    "Type='x/officeDocument'/></Relationships>"));
	archive_add(&archive, "[Content_Types].xml", span_of("<Types/>"));
	archive_add(&archive, "book/b.xml",
	    span_of("<workbook><sheets><sheet name='会員' r:id='2'/>"
		    "<sheet name='c' r:id='3'/>"
		    "<sheet name='a!b' state='veryHidden' r:id='1'/>"
		    "<sheet name='gone' r:id='9'/></sheets></workbook>"));
	archive_add(&archive, "book/_rels/b.xml.rels",
	    span_of("<Relationships>"
		    "<Relationship Id='1' Type='x/worksheet' Target='s1.xml'/>"
		    "<Relationship Id='2' Type='x/worksheet' "
		    "Target='./x/../S2.xml'/>"
		    "<Relationship Id='3' Type='x/chartsheet' "
		    "Target='c1.xml'/></Relationships>"));
	for (int i = 1; i <= 2; i++) {
		snprintf(part, sizeof(part), sheet, '0' + i);
		archive_add(&archive, i == 1 ? "book/s1.xml" : "book/s2.xml",
		    span_of(part));
	}
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_str_eq(text,
	    "会員!A2 2@b.jp\na!b!A2 1@b.jp (hidden)\n"
	    "book:gone: the sheet is not in the file\n",
	    "%s", text);
}

/* What a cell refers to may be long, and be but a reading. */
Test(xlsx, readings_count_in_what_a_sheet_holds)
{
	struct buffer strings = {0}, sheet = {0};

	buffer_add_text(&sheet, HEADING);
	for (unsigned row = 0; row < 200; row++) {
		buffer_add_text(&sheet, "<row><c/><c/>");
		for (unsigned cell = 0; cell < 50; cell++)
			buffer_add_text(&sheet, "<c t='s'><v>0</v></c>");
		buffer_add_text(&sheet, "</row>");
	}
	buffer_add_text(&sheet, "</sheetData>");
	buffer_add(&sheet, "", 1);
	buffer_add_format(&strings,
	    "<si><t>x</t><rPh><t>%0250000u</t></rPh></si>", 0U);
	buffer_add(&strings, "", 1);
	expect(sheet.bytes, strings.bytes,
	    "book:S: the cells up to here hold over 2 GiB\n");
	buffer_clear(&strings);
	buffer_clear(&sheet);
}

/* A table of ten thousand rows refers to strings again and again; the strings
 * of as many go to a file. */
Test(xlsx, many_shared_strings)
{
	struct buffer strings = {0}, sheet = {0}, want = {0};
	struct archive archive = {0};
	static char many[TAKEN_SIZE * 4];

	buffer_add_text(&sheet, "<sheetData><row><c t='s'><v>0</v></c></row>");
	buffer_add_text(&strings, "<si><t>mail</t></si>");
	for (unsigned i = 1; i <= 20000; i++)
		buffer_add_format(&strings,
		    "<si><t>%06u@b.jp</t><rPh><t>%0300u</t></rPh></si>", i, i);
	for (unsigned i = 20000; i > 0; i -= 10) {
		buffer_add_format(&sheet, "<row><c t='s'><v>%u</v></c></row>",
		    i);
		buffer_add_format(&want, "%06u", i);
	}
	buffer_add_text(&sheet, "<row><c t='s'><v>20001</v></c></row>"
				"</sheetData>");
	buffer_add(&sheet, "", 1);
	buffer_add(&strings, "", 1);
	archive_add_workbook(&archive, sheet.bytes, strings.bytes);
	taken_of_archive(&archive, text);
	many[0] = '\0';
	for (size_t i = 0, len = 0; i < 2000; i++) {
		char line[64];

		snprintf(line, sizeof(line), "S!A%zu %.6s@b.jp\n", i + 2,
		    want.bytes + i * 6);
		memcpy(many + len, line, strlen(line) + 1);
		len += strlen(line);
	}
	cr_expect(strncmp(text, many, strlen(many)) == 0, "%.200s", text);
	cr_expect_str_eq(text + strlen(many),
	    "book:S!A2002: a shared string that is not in the file\n");
	buffer_clear(&sheet);
	buffer_clear(&strings);
	buffer_clear(&want);
}

/* A workbook of a program that forgot them: the other cells are read. */
Test(xlsx, shared_strings_that_are_missing)
{
	struct archive archive = {0};

	archive_add(&archive, "_rels/.rels",
	    span_of("<Relationships><Relationship Id='a' "
		    "Type='http://x/officeDocument' "
		    "Target='xl/workbook.xml'/></Relationships>"));
	archive_add(&archive, "xl/workbook.xml",
	    span_of("<workbook><sheets><sheet name='S' sheetId='1' "
		    "r:id='r1'/></sheets></workbook>"));
	archive_add(&archive, "xl/_rels/workbook.xml.rels",
	    span_of("<Relationships>"
		    "<Relationship Id='r1' Type='http://x/worksheet' "
		    "Target='s.xml'/>"
		    "<Relationship Id='r2' Type='http://x/sharedStrings' "
		    "Target='strings.xml'/></Relationships>"));
	archive_add(&archive, "xl/s.xml",
	    span_of("<worksheet><sheetData>"
		    "<row><c t='s'><v>0</v></c><c t='inlineStr'>"
		    "<is><t>a@b.jp</t></is></c></row>"
		    "<row><c t='s'><v>1</v></c><c t='inlineStr'>"
		    "<is><t>c@d.jp</t></is></c></row>"
		    "</sheetData></worksheet>"));
	taken_of_archive(&archive, text);
	cr_expect_str_eq(text,
	    "S!B1 a@b.jp\nS!B2 c@d.jp\nbook: xl/strings.xml is not in the "
	    "file: "
	    "cells whose text should be there are not read\n",
	    "%s", text);
}
