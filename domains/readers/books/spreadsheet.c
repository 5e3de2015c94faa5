/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the kinds of workbooks by their bytes. */
#include "domains/readers/books/spreadsheet.h"

#include <string.h>

#include "domains/readers/books/ods.h"
#include "domains/workbooks/package.h"
#include "domains/readers/books/xlsx.h"
#include "domains/base/translation.h"

/* The directory of an OLE2 file has 128 bytes for each of what is in it; those
 * that say what it is are among the first. */
#define OLE2_SECTOR 512
#define OLE2_LOOK ((size_t)16 * 1024)

/* How a text that is XML begins. */
#define XML_LOOK ((size_t)4 * 1024)

static const char ole2[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

static bool
begins(struct span text, const char *bytes, size_t len)
{
	return text.len >= len && memcmp(text.bytes, bytes, len) == 0;
}

static bool
holds(struct span text, const char *bytes, size_t len)
{
	return text.len != 0 &&
	       memmem(text.bytes, text.len, bytes, len) != NULL;
}

/* Letters of ASCII, in UTF-8 or UTF-16. */
static bool
holds_text(struct span text, const char *word)
{
	char wide[128];
	size_t len = strlen(word);

	for (size_t i = 0; i < len; i++) {
		wide[2 * i] = word[i];
		wide[2 * i + 1] = '\0';
	}
	/* The last byte is that of the next letter in UTF-16BE. */
	return holds(text, word, len) || holds(text, wide, 2 * len - 1);
}

/* ---- what it is ---------------------------------------------------------- */

static bool
is_zip(struct span begin)
{
	return begins(begin, "PK\3\4", 4) || begins(begin, "PK\5\6", 4) ||
	       begins(begin, "PK\7\10PK\3\4", 8);
}

/* Excel before 1997, or a writer that leaves the container away: a record that
 * says it begins, and its length. */
static bool
is_bare_biff(struct span begin)
{
	static const char records[][4] = {"\x09\x00\x04", "\x09\x02\x06",
	    "\x09\x04\x06", "\x09\x08\x06", "\x09\x08\x08", "\x09\x08\x10"};

	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++)
		if (begins(begin, records[i], 4))
			return true;
	return false;
}

/* What a text of XML is, if it is a workbook; NULL. */
static const char *
xml_kind(struct span begin)
{
	if (begin.len > XML_LOOK)
		begin.len = XML_LOOK;
	if (!holds(begin, "<", 1))
		return NULL;
	if (holds_text(begin, "urn:schemas-microsoft-com:office:spreadsheet"))
		return N_("an Excel workbook in the old form of XML (XML "
			  "Spreadsheet 2003): save it as .xlsx, .ods or CSV");
	if (holds_text(begin, "office:document") &&
	    holds_text(begin, "opendocument.spreadsheet"))
		return N_("a flat OpenDocument spreadsheet (.fods): save it as "
			  ".xlsx, .ods or CSV");
	if (holds_text(begin, "urn:schemas-microsoft-com:office:excel"))
		return N_("an HTML page made by Excel: save it as .xlsx, .ods "
			  "or CSV");
	return NULL;
}

bool
spreadsheet_begins(struct span begin)
{
	return is_zip(begin) || begins(begin, ole2, sizeof(ole2) - 1) ||
	       is_bare_biff(begin) || xml_kind(begin) != NULL;
}

/* ---- what is not read ---------------------------------------------------- */

/* An OLE2 file (MS-CFB) by the names in its directory. */
static int
refuse_ole2(const struct reader_text *text)
{
	char look[OLE2_LOOK];
	struct span directory = {look, 0};
	uint64_t sector = 0, size = OLE2_SECTOR;

	if (package_look(text, 0, look, OLE2_SECTOR) == OLE2_SECTOR) {
		for (size_t i = 4; i-- > 0;)
			sector = sector << 8 | (unsigned char)look[48 + i];
		if (look[30] == 12)
			size = 4096;
	}
	directory.len =
	    package_look(text, (sector + 1) * size, look, sizeof(look));
	if (holds_text(directory, "EncryptedPackage"))
		return reader_text_report(text, 0,
		    N_("an Office file that is protected with a "
		       "password: save it without one"));
	if (holds_text(directory, "WordDocument") ||
	    holds_text(directory, "PowerPoint Document"))
		return reader_text_report(text, 0,
		    N_("an Office file that is no workbook: save "
		       "what is in it as .xlsx, .ods or CSV"));
	return reader_text_report(text, 0,
	    N_("an Excel workbook in the old form (.xls): save "
	       "it as .xlsx, .ods or CSV"));
}

static int
refuse_zip(const struct package *package, const struct reader_text *text)
{
	static const struct {
		const char *part, *what;
	} kinds[] = {
	    {"xl/workbook.bin", N_("an Excel workbook in the binary form "
				   "(.xlsb): save it as .xlsx, .ods or CSV")},
	    {"word/document.xml", N_("a Word document, which is no "
				     "spreadsheet: save what is in it "
				     "as .xlsx, .ods or CSV")},
	    {"ppt/presentation.xml",
		N_("a presentation of PowerPoint, which is "
		   "no spreadsheet")},
	    {"Index/Document.iwa", N_("a file of Numbers or another program of "
				      "Apple's: export it as .xlsx or CSV")},
	    {"encrypted-package", N_("an OpenDocument file that is protected "
				     "with a password: save it without one")},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (package_has(package, kinds[i].part))
			return reader_text_report(text, 0, kinds[i].what);
	return reader_text_report(text, 0,
	    N_("a ZIP archive that is no spreadsheet: unpack it, "
	       "and give what is in it"));
}

/* ---- reading ------------------------------------------------------------- */

static int
read_package(struct package *package, const struct reader_text *text)
{
	if (package_has(package, "xl/workbook.xml"))
		return xlsx_read(package, text);
	if (package_has(package, "content.xml"))
		return ods_read(package, text);
	/* A workbook's part may have another name: its relations say so. */
	if (package_has(package, "[Content_Types].xml") &&
	    package_has(package, "_rels/.rels") &&
	    !package_has(package, "xl/workbook.bin") &&
	    !package_has(package, "word/document.xml") &&
	    !package_has(package, "ppt/presentation.xml"))
		return xlsx_read(package, text);
	return refuse_zip(package, text);
}

struct counted {
	const struct reader_text *text;
	uint64_t members;
};

/* As member_take. */
static int
take_counted(void *context, const struct member *member)
{
	struct counted *counted = context;
	const struct reader_text *text = counted->text;

	if (++counted->members <= SPREADSHEET_MEMBERS_MAX)
		return text->take(text->context, member);
	reader_text_report(text, 0,
	    N_("has over 10,000,000 addresses: the others are not read"));
	return -1;
}

int
spreadsheet_read(const struct reader_text *text)
{
	struct counted counted = {.text = text};
	struct reader_text inside = *text;
	struct package *package;
	const char *what;
	int result;

	if (text->includes_only)
		return 0;
	if (begins(text->text, ole2, sizeof(ole2) - 1))
		return refuse_ole2(text);
	if (is_bare_biff(text->text))
		return reader_text_report(text, 0,
		    N_("an Excel workbook in the old form (.xls): save it as "
		       ".xlsx, .ods or CSV"));
	what = xml_kind(text->text);
	if (what != NULL)
		return reader_text_report(text, 0, what);
	if (!is_zip(text->text))
		return reader_text_report(text, 0,
		    N_("is no spreadsheet: neither .xlsx nor .ods"));
	package = package_open(text);
	if (package == NULL)
		return -1;
	inside.take = take_counted;
	inside.context = &counted;
	result = read_package(package, &inside);
	package_close(&package);
	return result;
}
