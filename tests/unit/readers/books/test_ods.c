/* SPDX-License-Identifier: BSD-2-Clause */
/* ODS: where addresses stand in an OpenDocument spreadsheet. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/readers/books/taken.h"

TestSuite(ods, .timeout = 120);

static char text[TAKEN_SIZE];

#define BEGIN                                                           \
	"<office:document-content><office:automatic-styles>"            \
	"<style:style style:name='ta2' style:family='table'>"           \
	"<style:table-properties table:display='false'/></style:style>" \
	"</office:automatic-styles><office:body><office:spreadsheet>"
#define END "</office:spreadsheet></office:body></office:document-content>"

static int
read_content(const char *begin, const char *inside, const char *end)
{
	struct archive archive = {0};
	struct buffer part = {0};

	buffer_add_text(&part, begin);
	buffer_add_text(&part, inside);
	buffer_add_text(&part, end);
	archive_add(&archive, "content.xml",
	    (struct span){part.bytes, part.len});
	buffer_clear(&part);
	return taken_of_archive(&archive, text);
}

/* The content of a sheet S, after a heading in A1. */
static void
expect(const char *rows, const char *want)
{
	read_content(BEGIN "<table:table table:name='S'><table:table-row>"
			   "<table:table-cell><text:p>mail</text:p>"
			   "</table:table-cell></table:table-row>",
	    rows, "</table:table>" END);
	cr_expect_str_eq(text, want, "%s\n%s", rows, text);
}

#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define CELL(inside) "<table:table-cell>" inside "</table:table-cell>"

/* LibreOffice drops line breaks and tabs of other writers, and makes one
 * address of two. */
Test(ods, what_separates_within_a_cell)
{
	expect(ROW(CELL("<text:p>a@b.jp<text:line-break/>b@b.jp</text:p>"))
		   ROW(CELL("<text:p>c@b.jp<text:tab/>d@b.jp</text:p>"))
		       ROW(CELL("<text:p>e@b.jp<text:s text:c='2'/>f@b.jp"
				"</text:p><text:p>g@b.jp</text:p>"))
			   ROW(CELL("<text:p>h@b.jp\n\t i@b.jp</text:p>")),
	    "S!A2 a@b.jp\nS!A2 b@b.jp\nS!A3 c@b.jp\nS!A3 d@b.jp\n"
	    "S!A4 e@b.jp\nS!A4 f@b.jp\nS!A4 g@b.jp\nS!A5 h@b.jp\n"
	    "S!A5 i@b.jp\n");
}

/* What the value is, and not how it is shown. */
Test(ods, a_value_comes_before_the_text)
{
	expect(ROW("<table:table-cell office:value-type='string' "
		   "office:string-value='a@b.jp'><text:p>a@b...</text:p>"
		   "</table:table-cell>"),
	    "S!A2 a@b.jp\n");
}

Test(ods, spans_and_ruby)
{
	expect(ROW(CELL("<text:p>ta<text:span>ro</text:span>@b.jp</text:p>"))
		   ROW(CELL("<text:p><text:ruby><text:ruby-base>jiro@b.jp"
			    "</text:ruby-base><text:ruby-text>x@y.jp"
			    "</text:ruby-text></text:ruby></text:p>")),
	    "S!A2 taro@b.jp\nS!A3 jiro@b.jp\n");
}

Test(ods, links)
{
	expect(ROW(CELL("<text:p><text:a xlink:href='mailto:a@b.jp?cc=b@b.jp'>"
			"Bob</text:a> <text:a xlink:href='mailto:c@b.jp'>Al"
			"</text:a></text:p>"))
		   ROW("<table:table-cell table:formula='of:=HYPERLINK("
		       "&quot;mailto:d@b.jp&quot;;&quot;Di&quot;)' "
		       "office:value-type='string'><text:p>Di</text:p>"
		       "</table:table-cell>"),
	    "S!A2 a@b.jp Bob Al\nS!A2 b@b.jp\nS!A2 c@b.jp\nS!A3 d@b.jp Di\n");
}

/* A note is inside its cell, with the day it was made. */
Test(ods, notes_are_apart)
{
	expect(ROW(CELL("<office:annotation><dc:creator>x@y.jp</dc:creator>"
			"<text:p>was old@b.jp</text:p></office:annotation>"
			"<text:p>a@b.jp</text:p>")),
	    "S!A2 old@b.jp (note)\nS!A2 a@b.jp\n");
}

/* A sheet ends with a row that stands for all that follow. */
Test(ods, repeated_rows_and_columns)
{
	expect("<table:table-row table:number-rows-repeated='2'>"
	       "<table:table-cell table:number-columns-repeated='2'/>"
	       "<table:table-cell table:number-columns-repeated='2'>"
	       "<text:p>a@b.jp</text:p></table:table-cell></table:table-row>"
	       "<table:table-row table:number-rows-repeated='3'/>" ROW(
		   CELL("<text:p>b@b.jp</text:p>")) "<table:table-row "
						    "table:number-rows-"
						    "repeated='1048000'>"
						    "<table:table-cell "
						    "table:number-columns-"
						    "repeated='16384'/>"
						    "</table:table-row>",
	    "S!C2 a@b.jp\nS!D2 a@b.jp\nS!C3 a@b.jp\nS!D3 a@b.jp\n"
	    "S!A7 b@b.jp\n");
}

Test(ods, what_is_repeated_too_often_is_reported)
{
	expect("<table:table-row table:number-rows-repeated='1000000000'>" CELL(
		   "<text:p>a@b.jp</text:p>") "</table:table-row>",
	    "S!A2 a@b.jp\nbook:S!A2: a row that is repeated over 10,000 times "
	    "is read once\n");
	expect(ROW("<table:table-cell table:number-columns-repeated='99999'>"
		   "<text:p>a@b.jp</text:p></table:table-cell>"),
	    "S!A2 a@b.jp\nbook:S!A2: a cell that is repeated over 10,000 times "
	    "is read once\n");
}

/* A column that was filled down to its end with something else. */
Test(ods, what_has_no_address_is_repeated_as_often_as_it_likes)
{
	expect(ROW(CELL("<text:p>a@b.jp</text:p>")) "<table:table-row "
						    "table:number-rows-"
						    "repeated='1048574'>"
						    "<table:table-cell "
						    "table:number-columns-"
						    "repeated='16384'>"
						    "<text:p>-</text:p>"
						    "</table:table-cell>"
						    "</table:table-row>",
	    "S!A2 a@b.jp\n");
}

/* Ten thousand rows of ten thousand cells are a hundred bytes. */
Test(ods, repeated_cells_have_a_limit_together)
{
	cr_expect_eq(read_content(BEGIN "<table:table table:name='S'>",
			 "<table:table-row table:number-rows-repeated='200'>"
			 "<table:table-cell "
			 "table:number-columns-repeated='1000'>"
			 "<text:p>a@b.jp</text:p></table:table-cell>"
			 "</table:table-row>",
			 "</table:table>" END),
	    -1);
	cr_expect_not_null(
	    strstr(text, "book: over 100,000 cells with addresses that are "
			 "there as a number only\n"),
	    "%s", text);
}

/* A row is kept until its end, and every row that a number stands for is read:
 * what a few bytes can make of that has limits. */
Test(ods, a_row_and_what_repeats_it_have_limits)
{
	static char long_text[250001], rows[251000];

	memset(long_text, 'x', sizeof(long_text) - 1);
	snprintf(rows, sizeof(rows),
	    ROW(CELL("<text:p>a@b.jp</text:p>") "<table:table-cell "
						"table:number-columns-repeated="
						"'256'>"
						"<text:p>%s</text:p></"
						"table:table-cell>"),
	    long_text);
	expect(rows, "book:S: a row of over 16 MiB\n");
	snprintf(rows, sizeof(rows),
	    "<table:table-row table:number-rows-repeated='10000'>" CELL(
		"<text:p>a@b.jp</text:p>")
		CELL("<text:p>%s</text:p>") "</table:table-row>",
	    long_text);
	expect(rows, "book:S: the cells up to here hold over 2 GiB\n");
}

Test(ods, hidden_and_covered_cells_are_read)
{
	expect(
	    "<table:table-column table:number-columns-repeated='1'/>"
	    "<table:table-column table:visibility='collapse'/>"
	    "<table:table-row table:visibility='filter'>" CELL(
		"<text:p>a@b.jp</text:p>") "</table:table-row>" ROW(CELL("<text"
									 ":p>b@"
									 "b.jp<"
									 "/text"
									 ":p>")
		    CELL("<text:p>c@b.jp"
			 "</text:p>"))
		ROW("<table:covered-table-cell><text:p>d@b.jp</text:p>"
		    "</table:covered-table-cell>"),
	    "S!A2 a@b.jp (hidden)\nS!A3 b@b.jp\nS!B3 c@b.jp (hidden)\n"
	    "S!A4 d@b.jp (hidden)\n");
}

Test(ods, hidden_sheets_and_lists_and_what_is_no_cell)
{
	read_content(BEGIN,
	    "<table:tracked-changes><table:table-cell-content-change>"
	    "<table:table-cell><text:p>gone@b.jp</text:p></table:table-cell>"
	    "</table:table-cell-content-change></table:tracked-changes>"
	    "<table:content-validations><table:content-validation "
	    "table:condition='of:cell-content-is-in-list(&quot;l@b.jp&quot;)' "
	    "table:base-cell-address='$T.B3'/></table:content-validations>"
	    "<table:table table:name='T' table:style-name='ta2'>"
	    "<table:shapes><draw:frame><text:p>shape@b.jp</text:p>"
	    "</draw:frame></table:shapes>" ROW(CELL("<text:p>mail</text:p>"))
		ROW(CELL("<draw:frame><text:p>s@b.jp</text:p></draw:frame>"
			 "<text:p>a@b.jp</text:p>")) "</table:table>",
	    END);
	cr_expect_str_eq(text, "T!B3 l@b.jp (list)\nT!A2 a@b.jp (hidden)\n",
	    "%s", text);
}

Test(ods, formulas_without_a_value)
{
	expect(ROW("<table:table-cell table:formula='of:=A1'/>") ROW(
		   "<table:table-cell table:formula='of:=&quot;&quot;' "
		   "office:value-type='string'><text:p/></table:table-cell>"),
	    "book:S!A2: the value of 1 formula is not stored, from here on: "
	    "save the file in a spreadsheet program\n");
}

Test(ods, other_open_documents)
{
	cr_expect_eq(read_content("<office:document-content><office:body>",
			 "<office:text/>",
			 "</office:body></office:document-content>"),
	    -1);
	cr_expect_str_eq(text,
	    "book: an OpenDocument file that is no spreadsheet: save what is "
	    "in it as .xlsx, .ods or CSV\n");
}

Test(ods, a_password)
{
	struct archive archive = {0};

	archive_add(&archive, "content.xml", span_of("\x12\x34"));
	archive_add(&archive, "META-INF/manifest.xml",
	    span_of("<m:manifest><m:file-entry><m:encryption-data/>"
		    "</m:file-entry></m:manifest>"));
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_str_eq(text,
	    "book: an OpenDocument file that is protected with a password: "
	    "save it without one\n");
}
