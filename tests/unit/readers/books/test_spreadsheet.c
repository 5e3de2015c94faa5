/* SPDX-License-Identifier: BSD-2-Clause */
/* Spreadsheets: which kind a file is, and what a hostile one is stopped at. */
#include "domains/readers/books/spreadsheet.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/workbooks/package.h"
#include "domains/readers/reader.h"
#include "tests/unit/readers/books/taken.h"

TestSuite(spreadsheet, .timeout = 120);

static char text[TAKEN_SIZE];

/* ---- other kinds --------------------------------------------------------- */

static void
expect_part(const char *part, const char *want)
{
	struct archive archive = {0};

	archive_add(&archive, "[Content_Types].xml", span_of("<Types/>"));
	archive_add(&archive, "_rels/.rels", span_of("<Relationships/>"));
	archive_add(&archive, part, span_of("<x/>"));
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_eq(strncmp(text, want, strlen(want)), 0, "%s: %s", part,
	    text);
	cr_expect_eq(strchr(text, '\n') + 1, strchr(text, '\0'));
}

Test(spreadsheet, archives_of_other_kinds)
{
	struct archive archive = {0};

	expect_part("xl/workbook.bin",
	    "book: an Excel workbook in the binary form (.xlsb): save it");
	expect_part("word/document.xml", "book: a Word document, which is no");
	expect_part("ppt/presentation.xml", "book: a presentation of Power");
	archive_add(&archive, "META-INF/MANIFEST.MF", span_of("x"));
	archive_add(&archive, "a/B.class", span_of("x"));
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_str_eq(text,
	    "book: a ZIP archive that is no spreadsheet: unpack it, and give "
	    "what is in it\n");
	/* Of nothing. */
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_not_null(strstr(text, "no spreadsheet"), "%s", text);
}

static void
expect(const char *bytes, size_t len, const char *want)
{
	struct foreign foreign;

	cr_expect(spreadsheet_begins((struct span){bytes, len}), "%s", want);
	cr_expect_eq(reader_recognise("/x/aliases", bytes, len, &foreign),
	    READER_SPREADSHEET, "%s", want);
	cr_expect_eq(taken_of(bytes, len, text), -1);
	cr_expect_eq(strncmp(text, want, strlen(want)), 0, "%s", text);
	cr_expect_eq(strchr(text, '\n') + 1, strchr(text, '\0'));
}

static void
expect_ole2(const char *name, const char *want)
{
	char file[4096] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	file[30] = 9;
	file[48] = 2; /* the directory's sector */
	for (size_t i = 0; name[i] != '\0'; i++)
		file[3 * 512 + 128 + 2 * i] = name[i];
	expect(file, sizeof(file), want);
}

Test(spreadsheet, workbooks_of_other_kinds)
{
	static const char biff[] = "\x09\x08\x10\x00\x00\x06\x05\x00";
	static const char xml[] =
	    "<?xml version='1.0'?>\n<Workbook "
	    "xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
	static const char flat[] =
	    "<?xml version='1.0'?><office:document office:mimetype="
	    "'application/vnd.oasis.opendocument.spreadsheet'>";
	static const char page[] =
	    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'>";
	char wide[2 * sizeof(xml)] = "\xff\xfe";

	expect_ole2("Workbook",
	    "book: an Excel workbook in the old form (.xls)");
	expect_ole2("Book", "book: an Excel workbook in the old form (.xls)");
	expect_ole2("EncryptedPackage",
	    "book: an Office file that is protected with a password");
	expect_ole2("WordDocument", "book: an Office file that is no workbook");
	expect(biff, sizeof(biff), "book: an Excel workbook in the old form");
	expect(xml, sizeof(xml),
	    "book: an Excel workbook in the old form of X");
	for (size_t i = 0; i < sizeof(xml) - 1; i++)
		wide[2 + 2 * i] = xml[i];
	expect(wide, sizeof(wide),
	    "book: an Excel workbook in the old form of");
	expect(flat, sizeof(flat), "book: a flat OpenDocument spreadsheet");
	expect(page, sizeof(page), "book: an HTML page made by Excel: save it");
}

Test(spreadsheet, lists_are_none)
{
	static const char *const texts[] = {"", "a@b.jp\n", "PK@b.jp\n",
	    "<a@b.jp>\n", "\tx@b.jp", "name,mail\nPK,a@b.jp\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect_not(spreadsheet_begins(span_of(texts[i])), "%s",
		    texts[i]);
}

/* ---- damage -------------------------------------------------------------- */

/* Every cut of a workbook is an error, and never a shorter workbook. */
Test(spreadsheet, a_cut_archive_is_an_error)
{
	struct archive archive = {0};

	archive_add_workbook(&archive,
	    "<sheetData><row><c t='str'><v>a@b.jp</v></c></row></sheetData>",
	    NULL);
	archive_end(&archive);
	for (size_t len = 4; len < archive.bytes.len; len++) {
		cr_assert_eq(taken_of(archive.bytes.bytes, len, text), -1,
		    "%zu", len);
		cr_assert_not_null(strstr(text, "is cut"), "%zu: %s", len,
		    text);
	}
	cr_expect_eq(taken_of(archive.bytes.bytes, archive.bytes.len, text), 0);
	archive_clear(&archive);
}

static void
expect_sheet(const char *sheet, const char *why)
{
	struct archive archive = {0};

	archive_add_workbook(&archive, sheet, NULL);
	cr_expect_eq(taken_of_archive(&archive, text), -1, "%s", why);
	cr_expect_not_null(strstr(text, why), "%s: %s", why, text);
}

Test(spreadsheet, a_changed_byte_is_found)
{
	struct archive archive = {0};
	char *at;

	archive_add_workbook(&archive,
	    "<sheetData><row><c t='str'><v>a@b.jp</v></c></row></sheetData>",
	    NULL);
	archive_end(&archive);
	at = memmem(archive.bytes.bytes, archive.bytes.len, "a@b.jp", 6);
	*at = 'x';
	cr_expect_eq(taken_of(archive.bytes.bytes, archive.bytes.len, text),
	    -1);
	cr_expect_not_null(strstr(text,
	    "book: xl/worksheets/sheet1.xml in the archive: CRC error"));
	archive_clear(&archive);
}

Test(spreadsheet, a_part_that_is_no_markup)
{
	expect_sheet("<sheetData><row></sheetData>",
	    "book: xl/worksheets/sheet1.xml in the archive, line 1: "
	    "mismatched tag");
	expect_sheet(NULL, "xl/worksheets/sheet1.xml in the archive: it is not "
			   "there");
}

Test(spreadsheet, two_parts_of_a_name)
{
	struct archive archive = {0};

	archive_add_workbook(&archive, "<sheetData/>", NULL);
	archive_add(&archive, "XL/Workbook.xml", span_of("<workbook/>"));
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_str_eq(text,
	    "book: xl/workbook.xml in the archive: it is there twice\n");
}

/* ---- what an attacker would try ------------------------------------------ */

Test(spreadsheet, entities_are_refused)
{
	struct archive archive = {0};

	archive_add_workbook(&archive, NULL, NULL);
	archive_add(&archive, "xl/worksheets/sheet1.xml",
	    span_of("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><worksheet/>"));
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_not_null(strstr(text, "a document type (DOCTYPE)"), "%s",
	    text);
}

Test(spreadsheet, elements_have_limits)
{
	struct buffer deep = {0}, long_one = {0};

	for (int i = 0; i < 1000; i++)
		buffer_add_text(&deep, "<a>");
	buffer_add(&deep, "", 1);
	expect_sheet(deep.bytes, "over 200 deep");
	buffer_add_text(&long_one, "<sheetData x='");
	for (int i = 0; i < 3 << 20; i++)
		buffer_add(&long_one, "x", 1);
	buffer_add_text(&long_one, "'/>");
	buffer_add(&long_one, "", 1);
	expect_sheet(long_one.bytes, "an element of over 2 MiB");
	buffer_clear(&deep);
	buffer_clear(&long_one);
}

Test(spreadsheet, cells_have_limits)
{
	struct buffer sheet = {0};

	expect_sheet("<sheetData><row r='99999999'><c t='str'><v>a@b.jp</v>"
		     "</c></row></sheetData>",
	    "over 16,777,216 rows");
	expect_sheet("<sheetData><row><c r='XFE1' t='str'><v>a@b.jp</v></c>"
		     "</row></sheetData>",
	    "over 16,384 columns");
	buffer_add_text(&sheet, "<sheetData><row><c t='str'><v>");
	for (int i = 0; i < 300000; i++)
		buffer_add(&sheet, "x", 1);
	buffer_add_text(&sheet, "@b.jp</v></c><c t='str'><v>a@b.jp</v></c>"
				"</row></sheetData>");
	buffer_add(&sheet, "", 1);
	{
		struct archive archive = {0};

		archive_add_workbook(&archive, sheet.bytes, NULL);
		cr_expect_eq(taken_of_archive(&archive, text), 0);
	}
	cr_expect_str_eq(text,
	    "S!B1 a@b.jp\nbook:S!A1: a cell of over 262,144 bytes is not "
	    "read\n",
	    "%s", text);
	buffer_clear(&sheet);
}

/* libzip would make an object for each before anybody could ask. */
Test(spreadsheet, archives_have_so_many_parts)
{
	struct archive archive = {0};
	char name[16];

	for (int i = 0; i <= PACKAGE_PARTS_MAX; i++) {
		snprintf(name, sizeof(name), "%d", i);
		archive_add(&archive, name, span_of(""));
	}
	cr_expect_eq(taken_of_archive(&archive, text), -1);
	cr_expect_str_eq(text, "book: a ZIP archive of over 20000 parts\n");
}
