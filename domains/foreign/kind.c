/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows what is no list of addresses: see the header. */
#include "domains/foreign/kind.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/encoding.h"
#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"
#include "domains/base/translation.h"

/* So many texts without an @ are slips in a list that is short, */
#define SLIPS 2

/*   and so many that have one and are none all the same. */
#define BROKEN 8

void
foreign_report(const struct foreign *foreign, const char *file,
    struct diagnostics *diagnostics)
{
	const char *said = foreign->instead;

	if (said == NULL)
		said = foreign->unread
		           ? N_("nothing in it was judged")
		           : N_("only the addresses that stand in it were "
				"judged (--type list takes it for one)");
	diagnostics_add(diagnostics, file, 0, "is %s, no list of addresses: %s",
	    foreign->what, said);
}

/* ---- bytes --------------------------------------------------------------- */

#define COMPRESSED N_("compressed files are not read yet")
#define EXPORT N_("export the addresses as text or CSV")
#define LOG N_("doppelcheck --journal reads it")

struct signature {
	size_t at;
	const char *bytes;
	size_t len;
	const char *what;
	const char *instead;
};

/* clang-format off */
#define BYTES(text) text, sizeof(text) - 1

/* ZIP and the older documents of office programs are a spreadsheet's business,
 * whose reader says what they are. */
static const struct signature signatures[] = {
    {0, BYTES("\x1f\x8b\x08"), N_("compressed by gzip"), COMPRESSED},
    {0, BYTES("\x1f\x9d"), N_("compressed by compress"), COMPRESSED},
    {0, BYTES("\xfd" "7zXZ\0"), N_("compressed by xz"), COMPRESSED},
    {0, BYTES("\x5d\0\0\x80\0"), N_("compressed by lzma"), COMPRESSED},
    {0, BYTES("\x28\xb5\x2f\xfd"), N_("compressed by zstd"), COMPRESSED},
    /* A frame that is skipped: its first byte is 50 to 5F. */
    {1, BYTES("\x2a\x4d\x18"), N_("compressed by zstd or lz4"), COMPRESSED},
    {0, BYTES("\x04\x22\x4d\x18"), N_("compressed by lz4"), COMPRESSED},
    {4, BYTES("1AY&SY"), N_("compressed by bzip2"), COMPRESSED},
    {4, BYTES("\x17\x72\x45\x38\x50\x90"), N_("compressed by bzip2"),
	COMPRESSED},
    {0, BYTES("LZIP\1"), N_("compressed by lzip"), COMPRESSED},
    {0, BYTES("7z\xbc\xaf\x27\x1c"), N_("a 7-Zip archive"), EXPORT},
    {0, BYTES("Rar!\x1a\x07"), N_("a RAR archive"), EXPORT},
    {257, BYTES("ustar"), N_("a tar archive"), EXPORT},
    {0, BYTES("\xff\xfe\0\0"), N_("a text in UTF-32"), N_("save it as UTF-8")},
    {0, BYTES("\0\0\xfe\xff"), N_("a text in UTF-32"), N_("save it as UTF-8")},
    {0, BYTES("!BDN"), N_("a mail store of Outlook"), EXPORT},
    {0, BYTES("%PDF-"), N_("a PDF document"), EXPORT},
    {0, BYTES("%!PS"), N_("a PostScript document"), EXPORT},
    {0, BYTES("{\\rtf"), N_("an RTF document"), EXPORT},
    {0, BYTES("\x89PNG\r\n"), N_("a picture (PNG)"), NULL},
    {0, BYTES("\xff\xd8\xff"), N_("a picture (JPEG)"), NULL},
    {0, BYTES("GIF87a"), N_("a picture (GIF)"), NULL},
    {0, BYTES("GIF89a"), N_("a picture (GIF)"), NULL},
    {0, BYTES("II*\0"), N_("a picture (TIFF)"), NULL},
    {0, BYTES("MM\0*"), N_("a picture (TIFF)"), NULL},
    {8, BYTES("WEBPVP8"), N_("a picture (WebP)"), NULL},
    {0, BYTES("\x7f" "ELF"), N_("a program (ELF)"), NULL},
    {0, BYTES("MZ\x90\0"), N_("a program of Windows"), NULL},
    {0, BYTES("!<arch>\n"), N_("an archive of programs"), NULL},
    {0, BYTES("SQLite format 3"), N_("an SQLite database"), EXPORT},
    {12, BYTES("\x61\x15\x06\0"), N_("a database of Berkeley DB"),
	N_("give the file that it was made of")},
    {12, BYTES("\x62\x31\x05\0"), N_("a database of Berkeley DB"),
	N_("give the file that it was made of")},
    {0, BYTES("LPKSHHRH"), N_("a file of the journal"), LOG},
    {0, BYTES("-----BEGIN "), N_("a key, certificate or encrypted text"), NULL},
};
/* clang-format on */

/* A byte in 32 that no text has is one too many, a few are slips.  Zeros
 * may be a hole. */
static bool
has_no_text(struct span begin)
{
	size_t controls = 0, zeros = 0;
	enum encoding encoding = encoding_detect(begin.bytes, begin.len);

	if (encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE)
		return false;
	for (size_t i = 0; i < begin.len; i++) {
		unsigned char byte = (unsigned char)begin.bytes[i];

		if (byte >= ' ' && byte != 0x7f)
			continue;
		zeros += byte == '\0';
		controls += (byte < '\t' && byte != '\0') || byte == 0x7f ||
		            (byte > 0x0f && byte != 0x1b);
	}
	return controls >= 8 && controls > (begin.len - zeros) / 32;
}

bool
foreign_is_binary(struct span begin, struct foreign *foreign_r)
{
	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		const struct signature *one = &signatures[i];

		if (begin.len >= one->at + one->len &&
		    memcmp(begin.bytes + one->at, one->bytes, one->len) == 0) {
			*foreign_r =
			    (struct foreign){one->what, one->instead, true};
			return true;
		}
	}
	if (!has_no_text(begin))
		return false;
	*foreign_r = (struct foreign){N_("binary"), EXPORT, true};
	return true;
}

/* ---- how much of it is no address ---------------------------------------- */

struct measured {
	size_t addresses;
	size_t broken; /* has an @ */
	size_t others;
};

static bool
has_at(const struct address_found *found)
{
	const struct span text = {found->bytes, found->len};

	return span_contains(text, "@") || span_contains(text, "＠");
}

static void
count(struct measured *measured, const struct address_found *found)
{
	const struct address *address = &found->address;
	enum name_error error;
	struct name name;

	if (found->error == ADDRESS_FULL_WIDTH_AT ||
	    (found->error == ADDRESS_FINE &&
		name_parse(address->domain, address->domain_len, &name,
		    &error) == 0))
		measured->addresses++;
	else if (has_at(found))
		measured->broken++;
	else
		measured->others++;
}

static bool
is_mostly_other(const struct measured *measured)
{
	size_t tried = measured->addresses + measured->broken;
	size_t wrong = measured->broken + measured->others;

	return (measured->others > (tried != 0 ? SLIPS : 1) &&
		   measured->others >= tried) ||
	       (wrong >= BROKEN && wrong > 4 * measured->addresses);
}

/* ---- configurations ------------------------------------------------------ */

/* How much a line shows of a configuration: 0 nothing, 1 it may be of one, 2 it
 * is of one.  "MAILTO=a@b.jp" could be an address, and "lab: a@b.jp" an alias;
 * a key within another one is no alias. */
static unsigned
weigh_setting(struct span line)
{
	bool inner = ascii_is_blank(*line.bytes);
	struct span rest = span_trim(line);
	size_t key = 0;
	bool blank, small = false;

	line = rest;
	if (*line.bytes == '[' && line.bytes[line.len - 1] == ']')
		return !span_has(line, '@') ? 2 : 0;
	if (inner && span_begins(line, "- "))
		return 1;
	for (; key < line.len && (ascii_is_alphanumeric(line.bytes[key]) ||
				     strchr("_.-", line.bytes[key]) != NULL);
	     key++)
		small |= ascii_is_lower(line.bytes[key]);
	rest = span_after(line, key);
	blank = rest.len != 0 && ascii_is_blank(*rest.bytes);
	rest = span_trim(rest);
	if (key == 0 || rest.len == 0)
		return 0;
	if (*rest.bytes == ':' && !blank &&
	    (rest.len == 1 || ascii_is_blank(rest.bytes[1])))
		return inner ? 2 : 1;
	if (*rest.bytes != '=')
		return 0;
	return blank || !small || rest.len == 1 ||
	               strchr("\"' ", rest.bytes[1]) != NULL ||
	               !span_has(rest, '@')
	           ? 2
	           : 1;
}

/* INI, TOML, YAML, properties, a crontab: however short it is. */
static bool
is_configuration(struct span text)
{
	size_t lines = 0, some = 0, sure = 0, keys = 0, items = 0;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		struct span trimmed = span_trim(line);
		unsigned weight;

		if (trimmed.len == 0 || strchr("#;", *trimmed.bytes) != NULL)
			continue;
		weight = weigh_setting(line);
		lines++;
		some += weight != 0;
		sure += weight == 2;
		keys += weight == 1 && *trimmed.bytes != '-';
		items += weight == 1 && *trimmed.bytes == '-';
	}
	return (sure != 0 || (keys > 1 && items != 0)) && some * 2 >= lines;
}

/* What most lines of it are. */
static const char *
name_lines(struct span text)
{
	size_t lines = 0, settings = 0, words = 0, code = 0;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));
		const char *equals = memchr(line.bytes, '=', line.len);
		char last;

		if (line.len == 0 || *line.bytes == '#')
			continue;
		last = line.bytes[line.len - 1];
		lines++;
		settings += (*line.bytes == '[' && last == ']') ||
		            (equals != NULL && equals != line.bytes &&
				ascii_is_alphanumeric(*line.bytes));
		code += strchr("{};", last) != NULL ||
		        span_begins(line, "//") || span_begins(line, "/*");
		words +=
		    !span_contains(line, " ") && !span_contains(line, ",") &&
		    !span_contains(line, "。") && !span_contains(line, "、");
	}
	return code * 2 >= lines       ? N_("the source of a program")
	       : settings * 2 >= lines ? N_("a configuration file")
	       : words * 2 > lines     ? N_("a list of something else")
	                               : "a text";
}

bool
foreign_is_measured(struct span text, struct foreign *foreign_r)
{
	struct measured measured = {0};
	struct span rest = text, line;
	struct address_found found;
	struct address_scan scan;

	while (rest.len > 0) {
		line = span_trim(span_take_line(&rest));
		if (line.len == 0 || *line.bytes == '#')
			continue;
		address_scan_begin(&scan, line.bytes, line.len);
		while (address_scan_next(&scan, &found))
			count(&measured, &found);
	}
	if (is_configuration(text))
		*foreign_r =
		    (struct foreign){N_("a configuration file"), NULL, false};
	else if (is_mostly_other(&measured))
		*foreign_r = (struct foreign){name_lines(text), NULL, false};
	else
		return false;
	return true;
}
