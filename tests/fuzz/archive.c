/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes ZIP archives. */
#include "tests/fuzz/archive.h"

#include <stdint.h>
#include <string.h>

/* As in APPNOTE.TXT 4.4.7. */
static uint32_t
checksum(struct span bytes)
{
	static uint32_t table[256];
	uint32_t sum = UINT32_MAX;

	for (uint32_t i = 0; table[255] == 0 && i < 256; i++) {
		uint32_t value = i;

		for (int bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xedb88320 : 0);
		table[i] = value;
	}
	for (size_t i = 0; i < bytes.len; i++)
		sum = table[(sum ^ (unsigned char)bytes.bytes[i]) & 255] ^
		      sum >> 8;
	return ~sum;
}

static void
add_number(struct buffer *to, uint32_t number, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char byte = (char)((uint64_t)number >> 8 * i);

		buffer_add(to, &byte, 1);
	}
}

/* What a part's own header and its row in the directory have in common. */
static void
add_common(struct buffer *to, struct span part, size_t name_len)
{
	add_number(to, 20, 2); /* version */
	add_number(to, 0, 2);  /* no flags */
	add_number(to, 0, 2);  /* stored */
	add_number(to, 0, 4);  /* time */
	add_number(to, checksum(part), 4);
	add_number(to, (uint32_t)part.len, 4);
	add_number(to, (uint32_t)part.len, 4);
	add_number(to, (uint32_t)name_len, 2);
	add_number(to, 0, 2); /* nothing else */
}

void
archive_add(struct archive *archive, const char *name, struct span part)
{
	struct buffer *bytes = &archive->bytes;
	struct buffer *directory = &archive->directory;
	uint32_t at = (uint32_t)bytes->len;

	buffer_add(bytes, "PK\3\4", 4);
	add_common(bytes, part, strlen(name));
	buffer_add_text(bytes, name);
	buffer_add(bytes, part.bytes, part.len);
	buffer_add(directory, "PK\1\2", 4);
	add_number(directory, 20, 2);
	add_common(directory, part, strlen(name));
	add_number(directory, 0, 2); /* no comment */
	add_number(directory, 0, 8); /* on one disk, no attributes */
	add_number(directory, at, 4);
	buffer_add_text(directory, name);
	archive->count++;
}

static void
add_xml(struct archive *archive, const char *name, const char *begin,
    const char *inside, const char *end)
{
	struct buffer part = {0};

	buffer_add_text(&part, begin);
	buffer_add_text(&part, inside);
	buffer_add_text(&part, end);
	archive_add(archive, name, (struct span){part.bytes, part.len});
	buffer_clear(&part);
}

void
archive_add_workbook(struct archive *archive, const char *sheet,
    const char *strings)
{
	archive_add(archive, "_rels/.rels",
	    span_of("<Relationships><Relationship Id='a' "
		    "Type='http://x/officeDocument' "
		    "Target='xl/workbook.xml'/></Relationships>"));
	archive_add(archive, "xl/workbook.xml",
	    span_of("<workbook><sheets><sheet name='S' sheetId='1' "
		    "r:id='r1'/></sheets></workbook>"));
	archive_add(archive, "xl/_rels/workbook.xml.rels",
	    span_of("<Relationships>"
		    "<Relationship Id='r1' Type='http://x/worksheet' "
		    "Target='worksheets/sheet1.xml'/>"
		    "<Relationship Id='r2' Type='http://x/sharedStrings' "
		    "Target='/xl/sharedStrings.xml'/></Relationships>"));
	if (sheet != NULL)
		add_xml(archive, "xl/worksheets/sheet1.xml", "<worksheet>",
		    sheet, "</worksheet>");
	add_xml(archive, "xl/sharedStrings.xml", "<sst>",
	    strings != NULL ? strings : "", "</sst>");
}

void
archive_end(struct archive *archive)
{
	struct buffer *bytes = &archive->bytes;
	uint32_t at = (uint32_t)bytes->len;

	buffer_add(bytes, archive->directory.bytes, archive->directory.len);
	buffer_add(bytes, "PK\5\6", 4);
	add_number(bytes, 0, 4);
	add_number(bytes, archive->count, 2);
	add_number(bytes, archive->count, 2);
	add_number(bytes, (uint32_t)archive->directory.len, 4);
	add_number(bytes, at, 4);
	add_number(bytes, 0, 2);
}

void
archive_clear(struct archive *archive)
{
	buffer_clear(&archive->bytes);
	buffer_clear(&archive->directory);
	archive->count = 0;
}
