/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the encoding of a text and decodes it with iconv(3). */
#include "domains/base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"
#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/base/utf8.h"

/* What is looked at: more is not needed, and a list of gigabytes is not read
 * twice. */
#define DETECT_MAX ((size_t)1024 * 1024)

static const struct {
	const char *name;  /* for people */
	const char *iconv; /* for glibc, with what Windows and mail add */
} encodings[ENCODINGS] = {
    [ENCODING_AUTO] = {"auto", NULL},
    [ENCODING_UTF8] = {"UTF-8", NULL},
    [ENCODING_UTF16LE] = {"UTF-16LE", "UTF-16LE"},
    [ENCODING_UTF16BE] = {"UTF-16BE", "UTF-16BE"},
    [ENCODING_CP932] = {"Shift_JIS", "CP932"},
    [ENCODING_EUC_JP] = {"EUC-JP", "EUC-JP-MS"},
    [ENCODING_ISO_2022_JP] = {"ISO-2022-JP", "ISO-2022-JP-3"},
    [ENCODING_CP1252] = {"Windows-1252", "CP1252"},
};

const char *
encoding_name(enum encoding encoding)
{
	return encodings[encoding].name;
}

bool
encoding_parse(const char *text, enum encoding *encoding_r)
{
	static const struct {
		const char *name;
		enum encoding encoding;
	} names[] = {
	    {"auto", ENCODING_AUTO},
	    {"utf-8", ENCODING_UTF8},
	    {"utf8", ENCODING_UTF8},
	    {"utf-16le", ENCODING_UTF16LE},
	    {"utf-16", ENCODING_UTF16LE},
	    {"utf-16be", ENCODING_UTF16BE},
	    {"shift_jis", ENCODING_CP932},
	    {"shift-jis", ENCODING_CP932},
	    {"sjis", ENCODING_CP932},
	    {"cp932", ENCODING_CP932},
	    {"windows-31j", ENCODING_CP932},
	    {"ms932", ENCODING_CP932},
	    {"euc-jp", ENCODING_EUC_JP},
	    {"eucjp", ENCODING_EUC_JP},
	    {"euc", ENCODING_EUC_JP},
	    {"iso-2022-jp", ENCODING_ISO_2022_JP},
	    {"jis", ENCODING_ISO_2022_JP},
	    {"windows-1252", ENCODING_CP1252},
	    {"cp1252", ENCODING_CP1252},
	    {"latin1", ENCODING_CP1252},
	    {"latin-1", ENCODING_CP1252},
	    {"iso-8859-1", ENCODING_CP1252},
	    {"iso-8859-15", ENCODING_CP1252},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(text, names[i].name) == 0) {
			*encoding_r = names[i].encoding;
			return true;
		}
	return false;
}

/* ---- by content ---------------------------------------------------------- */

/* How many bytes of ASCII come first. */
static size_t
ascii_len(const unsigned char *bytes, size_t len)
{
	const uint64_t high = 0x8080808080808080;
	uint64_t word;
	size_t at = 0;

	for (; len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, bytes + at, sizeof(word));
		if ((word & high) != 0)
			break;
	}
	while (at < len && bytes[at] < 0x80)
		at++;
	return at;
}

static bool
is_utf8(const unsigned char *bytes, size_t len)
{
	for (size_t at = ascii_len(bytes, len), n; at < len;
	     at += n, at += ascii_len(bytes + at, len - at)) {
		uint32_t code;

		n = utf8_decode((const char *)bytes + at, len - at, &code);
		if (n == 0)
			return len - at < UTF8_BYTES_MAX && bytes[at] >= 0xc2;
	}
	return true;
}

/* Text in UTF-16 has ASCII: a zero in most pairs, always on the same side. */
static bool
is_utf16(const unsigned char *bytes, size_t len, enum encoding *encoding_r)
{
	size_t zeros[2] = {0}, pairs;

	if (len >= 2 && (bytes[0] ^ bytes[1]) == 1 && bytes[0] >= 0xfe) {
		*encoding_r =
		    bytes[0] == 0xff ? ENCODING_UTF16LE : ENCODING_UTF16BE;
		return true;
	}
	len = len < 4096 ? len : 4096;
	for (size_t i = 0; i < len; i++)
		zeros[i % 2] += bytes[i] == 0;
	pairs = len / 2;
	*encoding_r = zeros[1] > zeros[0] ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	return pairs >= 2 && zeros[0] + zeros[1] > pairs / 4 &&
	       (zeros[0] == 0 || zeros[1] == 0);
}

/* A set of characters is chosen before any byte over 0x7f. */
static bool
is_iso_2022_jp(const unsigned char *bytes, size_t len)
{
	static const char *const sets[] = {"$B", "$@", "$(", "(J", "(I"};
	struct span rest = {(const char *)bytes, ascii_len(bytes, len)};
	const char *escape;

	while ((escape = span_find(rest, 0x1b)) != NULL) {
		rest = span_after(rest, (size_t)(escape - rest.bytes) + 1);
		for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
			if (rest.len >= 2 &&
			    memcmp(rest.bytes, sets[i], 2) == 0)
				return true;
	}
	return false;
}

/* How well bytes read as text: the usual letters less what is no text. */
struct score {
	long usual;
	long wrong;
};

/* Kana and the kanji of level 1 are usual; half-width kana are not. */
static struct score
score_cp932(const unsigned char *bytes, size_t len)
{
	struct score score = {0};

	for (size_t i = 0; i < len; i++) {
		unsigned a = bytes[i], b = i + 1 < len ? bytes[i + 1] : 0x40;

		if (a < 0x80 || (a >= 0xa1 && a <= 0xdf))
			continue;
		i++;
		if (a == 0x80 || a == 0xa0 || a > 0xfc || b < 0x40 ||
		    b == 0x7f || b > 0xfc)
			score.wrong++;
		else
			score.usual += a >= 0x81 && a <= 0x98;
	}
	return score;
}

static struct score
score_euc_jp(const unsigned char *bytes, size_t len)
{
	struct score score = {0};

	for (size_t i = 0; i < len; i++) {
		unsigned a = bytes[i], b = i + 1 < len ? bytes[i + 1] : 0xa1;

		if (a < 0x80)
			continue;
		i++;
		if (a == 0x8f) {
			i++;
		} else if (a == 0x8e) {
			score.wrong += b < 0xa1 || b > 0xdf;
		} else if (a < 0xa1 || a == 0xff || b < 0xa1 || b == 0xff) {
			score.wrong++;
		} else {
			score.usual += a <= 0xa5 || (a >= 0xb0 && a <= 0xcf);
		}
	}
	return score;
}

/* À to þ without the signs of multiplication and division; ÿ is hardly ever
 * written, and what no text is often begins with it. */
static bool
is_latin_letter(unsigned byte)
{
	return byte >= 0xc0 && byte != 0xd7 && byte != 0xf7 && byte != 0xff;
}

/* Does a letter of ASCII stand beside one that is not?  After a small letter
 * there is no capital one: that would be the second byte of a kanji. */
static bool
is_beside_latin(const unsigned char *bytes, size_t len, size_t begin,
    size_t end)
{
	bool small = bytes[end - 1] >= 0xdf;
	char before = begin > 0 ? (char)bytes[begin - 1] : ' ';
	char after = end < len ? (char)bytes[end] : ' ';

	if (small && ascii_is_upper(after))
		return false;
	return ascii_is_letter(before) || ascii_is_letter(after);
}

/* One or two of its letters stand among those of ASCII.  Signs, which Windows
 * has too, show nothing. */
static struct score
score_latin(const unsigned char *bytes, size_t len)
{
	struct score score = {0};

	for (size_t i = 0, end; i < len; i = end) {
		bool letters = true;

		for (end = i; end < len && bytes[end] >= 0x80; end++)
			letters &= is_latin_letter(bytes[end]);
		if (end == i)
			end++;
		else if (letters && end - i <= 2 &&
			 is_beside_latin(bytes, len, i, end))
			score.usual++;
		else if (end - i > 1)
			score.wrong += (long)(end - i);
	}
	return score;
}

enum encoding
encoding_detect(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	enum encoding utf16;
	struct score cp932, euc_jp, latin;

	len = len < DETECT_MAX ? len : DETECT_MAX;
	if (is_utf16(bytes, len, &utf16))
		return utf16;
	if (is_iso_2022_jp(bytes, len))
		return ENCODING_ISO_2022_JP;
	if (is_utf8(bytes, len))
		return ENCODING_UTF8;
	cp932 = score_cp932(bytes, len);
	euc_jp = score_euc_jp(bytes, len);
	latin = score_latin(bytes, len);
	if (latin.usual > cp932.usual && latin.usual > 8 * latin.wrong)
		return ENCODING_CP1252;
	/* Text that is neither is not helped by calling it Japanese. */
	if (cp932.usual < 8 * cp932.wrong && euc_jp.usual < 8 * euc_jp.wrong)
		return ENCODING_UTF8;
	return euc_jp.usual - 8 * euc_jp.wrong >= cp932.usual - 8 * cp932.wrong
	           ? ENCODING_EUC_JP
	           : ENCODING_CP932;
}

/* ---- decoding ------------------------------------------------------------ */

static const char replacement[] = "\xef\xbf\xbd";
#define UTF8_MARK "\xef\xbb\xbf"

struct conversion {
	iconv_t how;
	char *in;
	size_t in_left;
	struct buffer text;
	size_t bad;
	unsigned bad_line; /* of the first; 0: none */
};

/* A byte that is no text: U+FFFD stands for it. */
static void
conversion_skip(struct conversion *conversion)
{
	struct buffer *text = &conversion->text;

	if (conversion->bad++ == 0)
		conversion->bad_line =
		    1 +
		    span_count_newlines((struct span){text->bytes, text->len});
	buffer_add_text(text, replacement);
	conversion->in++;
	conversion->in_left--;
}

/* Returns -1 when memory is out. */
static int
conversion_run(struct conversion *conversion)
{
	struct buffer *text = &conversion->text;

	while (conversion->in_left > 0) {
		size_t left =
		    conversion->in_left + conversion->in_left / 2 + 16;
		char *out = buffer_add_room(text, left);
		size_t result;

		if (out == NULL)
			return -1;
		result = iconv(conversion->how, &conversion->in,
		    &conversion->in_left, &out, &left);
		text->len -= left;
		if (result != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno != EILSEQ && errno != EINVAL)
			return -1;
		conversion_skip(conversion);
	}
	return 0;
}

static int
convert(enum encoding encoding, const char *file, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct buffer *text_r)
{
	const char *name = encodings[encoding].iconv;
	struct conversion conversion = {
	    .how = iconv_open("UTF-8", name),
	    /* iconv() does not write there; POSIX has its prototype so. */
	    .in = (char *)(uintptr_t)bytes,
	    .in_left = len,
	};

	if (conversion.how == (iconv_t)-1)
		return diagnostics_add(diagnostics, file, 0,
		    "%s: the C library cannot read it", name);
	if (conversion_run(&conversion) < 0)
		conversion.text.failed = true;
	iconv_close(conversion.how);
	*text_r = conversion.text;
	if (conversion.bad != 0 && !conversion.text.failed)
		diagnostics_add(diagnostics, file, conversion.bad_line,
		    "is no %s here, and in %zu places in all",
		    encoding_name(encoding), conversion.bad);
	return 0;
}

/* The length of a byte order mark in UTF-8, or in the encoding: three bytes of
 * text that are left out. */
static size_t
mark_length(enum encoding encoding, const char *bytes, size_t len)
{
	const char *mark = encoding == ENCODING_UTF16LE        ? "\xff\xfe"
	                   : encoding == ENCODING_UTF16BE      ? "\xfe\xff"
	                   : encodings[encoding].iconv == NULL ? UTF8_MARK
	                                                       : "";
	size_t mark_len = strlen(mark);

	return mark_len != 0 && len >= mark_len &&
	               memcmp(bytes, mark, mark_len) == 0
	           ? strlen(UTF8_MARK)
	           : 0;
}

int
encoding_decode(enum encoding encoding, const char *file, const char *bytes,
    size_t len, struct diagnostics *diagnostics, char **text_r, size_t *len_r)
{
	struct buffer text = {0};
	size_t mark;

	if (encoding == ENCODING_AUTO)
		encoding = encoding_detect(bytes, len);
	if (encodings[encoding].iconv == NULL)
		buffer_add(&text, bytes, len);
	else if (convert(encoding, file, bytes, len, diagnostics, &text) < 0)
		return -1;
	buffer_add(&text, "", 1);
	if (text.failed) {
		buffer_clear(&text);
		return diagnostics_no_memory(diagnostics, file);
	}
	*len_r = text.len - 1;
	mark = mark_length(ENCODING_UTF8, text.bytes, *len_r);
	if (mark != 0)
		memmove(text.bytes, text.bytes + mark, text.len - mark);
	*len_r -= mark;
	while (*len_r > 0 && text.bytes[*len_r - 1] == '\x1a')
		text.bytes[--*len_r] = '\0';
	*text_r = text.bytes;
	return 0;
}

/* ---- places -------------------------------------------------------------- */

/* What is decoded at once on the way to a place. */
#define STRIDE ((size_t)4096)

/* Decodes until so much of the text has come out.  -1 when that is within a
 * character, or after the end. */
static int
go_to(struct conversion *conversion, size_t *done, size_t wanted)
{
	char scratch[STRIDE];

	while (*done < wanted) {
		char *out = scratch;
		size_t room = wanted - *done < STRIDE ? wanted - *done : STRIDE;
		size_t left = room, result;
		int error;

		result = iconv(conversion->how, &conversion->in,
		    &conversion->in_left, &out, &left);
		error = errno;
		*done += room - left;
		if (result != (size_t)-1 && left == room)
			return -1;
		if (result == (size_t)-1 && error != E2BIG) {
			if (conversion->in_left == 0)
				return -1;
			conversion->in++;
			conversion->in_left--;
			*done += strlen(replacement);
		} else if (result == (size_t)-1 && left == room &&
			   room < STRIDE) {
			return -1;
		}
	}
	return *done == wanted ? 0 : -1;
}

int
encoding_places(enum encoding encoding, const char *bytes, size_t len,
    const size_t *text_at, size_t count, size_t *bytes_at_r)
{
	size_t mark = mark_length(encoding, bytes, len), done = 0;
	struct conversion conversion = {
	    .in = (char *)(uintptr_t)bytes,
	    .in_left = len,
	};
	int result = 0;

	if (encodings[encoding].iconv == NULL) {
		for (size_t i = 0; i < count; i++)
			bytes_at_r[i] = text_at[i] + mark;
		return 0;
	}
	conversion.how = iconv_open("UTF-8", encodings[encoding].iconv);
	if (conversion.how == (iconv_t)-1)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		result = go_to(&conversion, &done, text_at[i] + mark);
		bytes_at_r[i] = (size_t)(conversion.in - bytes);
	}
	iconv_close(conversion.how);
	return result;
}

size_t
encoding_put_ascii(enum encoding encoding, const char *text, size_t len,
    char *to)
{
	bool little = encoding == ENCODING_UTF16LE;

	if (!little && encoding != ENCODING_UTF16BE) {
		memcpy(to, text, len);
		return len;
	}
	for (size_t i = 0; i < len; i++) {
		to[2 * i + !little] = text[i];
		to[2 * i + little] = '\0';
	}
	return 2 * len;
}
