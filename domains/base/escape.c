/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows for each use which characters stand and what stands for the others. */
#include "domains/base/escape.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/utf8.h"

#define CUT_MARK "..."

/* The full-width forms of ASCII, '!' to '~', and of the blank. */
#define FULL_WIDTH_FIRST 0xff01
#define FULL_WIDTH_LAST 0xff5e
#define FULL_WIDTH_SPACE 0x3000

/* Sets of ASCII characters: those below '@', and the others. */
#define LOW(byte) ((uint64_t)1 << (byte))
#define HIGH(byte) ((uint64_t)1 << ((byte) - '@'))
#define LOW_PRINTABLE (~(uint64_t)0 << ' ')
#define HIGH_PRINTABLE (~HIGH('\x7f'))
#define DIGITS ((uint64_t)0x3ff << '0')
#define LETTERS (((uint64_t)0x3ffffff << 1) | ((uint64_t)0x3ffffff << 33))

static const char lower_hex[] = "0123456789abcdef";
static const char upper_hex[] = "0123456789ABCDEF";

static const struct style {
	uint64_t low, high; /* ASCII that stands */
	const char *lead;   /* of an escaped byte */
	const char *digits; /* its hexadecimal digits; NULL: the lead alone */
	char before;        /* a quote or backslash that does not stand; or 0 */
	bool entities;      /* printable ASCII that does not stand is &#xnn; */
	enum {
		NEVER,     /* bytes over 0x7f do not stand, */
		PRINTABLE, /* do as characters with utf8_printable(), */
		UTF16,     /* do so and are units of UTF-16 otherwise, */
		ALWAYS     /* do */
	} high_bytes;
} styles[] = {
    [ESCAPE_TEXT] = {LOW_PRINTABLE, HIGH_PRINTABLE, "\\x", lower_hex, 0, false,
	PRINTABLE},
    [ESCAPE_CSV] = {LOW_PRINTABLE & ~LOW('"'), HIGH_PRINTABLE, "\\x", lower_hex,
	'"', false, PRINTABLE},
    [ESCAPE_JSON] = {LOW_PRINTABLE & ~LOW('"'), HIGH_PRINTABLE & ~HIGH('\\'),
	"\\u00", lower_hex, '\\', false, UTF16},
    [ESCAPE_HTML] = {LOW_PRINTABLE & ~LOW('&') & ~LOW('<') & ~LOW('>') &
			 ~LOW('"') & ~LOW('\''),
	HIGH_PRINTABLE & ~HIGH('`'), "\\x", lower_hex, 0, true, PRINTABLE},
    [ESCAPE_LINE] = {LOW_PRINTABLE, HIGH_PRINTABLE & ~HIGH('\\'), "\\x",
	lower_hex, 0, false, ALWAYS},
    [ESCAPE_URI] = {DIGITS | LOW('/') | LOW('-') | LOW('.') | LOW('+') |
			LOW('=') | LOW(','),
	LETTERS | HIGH('_') | HIGH('~') | HIGH('@'), "%", upper_hex, 0, false,
	NEVER},
    [ESCAPE_FIELD] = {LOW_PRINTABLE & ~LOW(' ') & ~LOW('"') & ~LOW('\'') &
			  ~LOW(',') & ~LOW('<') & ~LOW('>'),
	HIGH_PRINTABLE & ~HIGH('\\'), "\\x", upper_hex, 0, false, NEVER},
    [ESCAPE_PROSE] = {LOW_PRINTABLE & ~LOW('<') & ~LOW('>'), HIGH_PRINTABLE,
	"\\x", upper_hex, 0, false, NEVER},
    [ESCAPE_HOST] = {DIGITS | LOW('-') | LOW('.') | LOW(':'),
	LETTERS | HIGH('_'), "?", NULL, 0, false, NEVER},
};

static bool
stands(const struct style *style, unsigned char ascii)
{
	return (ascii < '@' ? style->low : style->high) >> (ascii & 63) & 1;
}

static size_t
put_text(const char *text, char *piece)
{
	size_t len = strlen(text);

	memcpy(piece, text, len);
	return len;
}

static size_t
put_escape(const struct style *style, unsigned char byte, char *piece)
{
	size_t len = put_text(style->lead, piece);

	if (style->digits == NULL)
		return len;
	piece[len++] = style->digits[byte >> 4];
	piece[len++] = style->digits[byte & 15];
	return len;
}

static size_t
put_entity(unsigned char byte, char *piece)
{
	size_t len = put_text("&#x", piece);

	piece[len++] = lower_hex[byte >> 4];
	piece[len++] = lower_hex[byte & 15];
	piece[len++] = ';';
	return len;
}

static size_t
put_unit(uint32_t unit, char *piece)
{
	size_t len = put_text("\\u", piece);

	for (int shift = 12; shift >= 0; shift -= 4)
		piece[len++] = lower_hex[unit >> shift & 15];
	return len;
}

/* A code point as units of UTF-16 (RFC 8259 7). */
static size_t
put_units(uint32_t code, char *piece)
{
	size_t len = 0;

	if (code < 0x10000)
		return put_unit(code, piece);
	code -= 0x10000;
	len = put_unit(0xd800 + (code >> 10), piece);
	return len + put_unit(0xdc00 + (code & 0x3ff), piece + len);
}

/* What stands for a character over 0x7f. */
static size_t
put_high(const struct style *style, const char *bytes, size_t len, char *piece,
    size_t *taken_r)
{
	uint32_t code = UTF8_REPLACEMENT;
	size_t taken = utf8_decode(bytes, len, &code);
	bool standing = taken != 0 && utf8_printable(code);

	*taken_r = 1;
	switch (style->high_bytes) {
	case ALWAYS:
		piece[0] = *bytes;
		return 1;
	case NEVER:
		break;
	case UTF16:
	case PRINTABLE:
		if (standing) {
			*taken_r = taken;
			memcpy(piece, bytes, taken);
			return taken;
		}
		if (style->high_bytes == PRINTABLE)
			break;
		*taken_r = taken != 0 ? taken : 1;
		return put_units(code, piece);
	}
	return put_escape(style, (unsigned char)*bytes, piece);
}

size_t
escape_character(const char *bytes, size_t len, enum escape_for what,
    char piece[static ESCAPE_PIECE_MAX], size_t *taken_r)
{
	const struct style *style = &styles[what];
	unsigned char byte = (unsigned char)*bytes;

	if (byte >= 0x80)
		return put_high(style, bytes, len, piece, taken_r);
	*taken_r = 1;
	if (stands(style, byte)) {
		piece[0] = *bytes;
		return 1;
	}
	if (style->before != 0 && (byte == '"' || byte == '\\')) {
		piece[0] = style->before;
		piece[1] = *bytes;
		return 2;
	}
	return style->entities && byte >= ' ' && byte < 0x7f
	           ? put_entity(byte, piece)
	           : put_escape(style, byte, piece);
}

bool
escape_is_formula(const char *bytes, size_t len)
{
	uint32_t code = ' ';
	size_t taken;

	while (code == ' ' && (taken = utf8_decode(bytes, len, &code)) != 0) {
		if (code == FULL_WIDTH_SPACE)
			code = ' ';
		else if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
			code -= FULL_WIDTH_FIRST - '!';
		bytes += taken;
		len -= taken;
	}
	return code == '=' || code == '+' || code == '-' || code == '@';
}

size_t
escape_count_plain(const char *bytes, size_t len, enum escape_for what)
{
	const struct style style = styles[what];
	size_t count = 0;

	for (; count < len; count++) {
		unsigned char byte = (unsigned char)bytes[count];

		if (byte >= 0x80 || !stands(&style, byte))
			break;
	}
	return count;
}

size_t
escape_bytes(const char *bytes, size_t len, enum escape_for what, char *buf,
    size_t size)
{
	size_t room = size - sizeof(CUT_MARK); /* '\0' of the mark counts */
	size_t used = 0;
	size_t fits = 0; /* where the mark would go */

	for (size_t i = 0, taken; i < len; i += taken) {
		char piece[ESCAPE_PIECE_MAX];
		size_t n =
		    escape_character(bytes + i, len - i, what, piece, &taken);

		if (used + n >= size) {
			memcpy(buf + fits, CUT_MARK, sizeof(CUT_MARK));
			return fits + sizeof(CUT_MARK) - 1;
		}
		memcpy(buf + used, piece, n);
		used += n;
		if (used <= room)
			fits = used;
	}
	buf[used] = '\0';
	return used;
}

/* -1 when it is no digit of ESCAPE_LINE. */
static int
digit_value(char byte)
{
	const char *digit = byte != '\0' ? strchr(lower_hex, byte) : NULL;

	return digit != NULL ? (int)(digit - lower_hex) : -1;
}

void
escape_undo(char *line)
{
	char *to = line;

	for (const char *at = line; *at != '\0'; at++) {
		if (at[0] == '\\' && at[1] == 'x' && digit_value(at[2]) >= 0 &&
		    digit_value(at[3]) >= 0) {
			*to++ = (char)(digit_value(at[2]) << 4 |
				       digit_value(at[3]));
			at += 3;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

void
escape_path(const char **bytes, size_t *len)
{
	while (*len > 0 && (**bytes == ' ' || **bytes == '\t')) {
		(*bytes)++;
		(*len)--;
	}
	while (*len > 0 &&
	       ((*bytes)[*len - 1] == ' ' || (*bytes)[*len - 1] == '\t'))
		(*len)--;
	if (*len >= 2 && **bytes == '<' && (*bytes)[*len - 1] == '>') {
		(*bytes)++;
		*len -= 2;
	}
}
