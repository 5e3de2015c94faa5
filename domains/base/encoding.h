/* SPDX-License-Identifier: BSD-2-Clause */
/* Encoding: the bytes of a file -> UTF-8.  Only user of iconv.
 *
 * Lists come out of Excel and of mail programs of thirty years.  The content
 * shows which encoding it is: byte order marks, the zeros of UTF-16, the
 * escapes of ISO-2022-JP, well-formed UTF-8, letters of Latin-1 alone among
 * those of ASCII, and of Shift_JIS and EUC-JP the one whose letters are those
 * of Japanese text.  ASCII is all of them but UTF-16.
 */
#ifndef DOMAINS_BASE_ENCODING_H
#define DOMAINS_BASE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

enum encoding {
	ENCODING_AUTO, /* found by content */
	ENCODING_UTF8,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_CP932, /* Shift_JIS with the letters of Windows */
	ENCODING_EUC_JP,
	ENCODING_ISO_2022_JP,
	ENCODING_CP1252, /* Latin-1 with the letters of Windows */
	ENCODINGS
};

/* "UTF-8", "Shift_JIS", ... */
const char *
encoding_name(enum encoding encoding);

/* Takes the usual names in any case: utf-8, sjis, shift_jis, cp932,
 * windows-31j, euc-jp, iso-2022-jp, jis, utf-16le, latin1, auto ... */
bool
encoding_parse(const char *text, enum encoding *encoding_r);

/* By content; never ENCODING_AUTO.  The end of bytes may be within a
 * character. */
enum encoding
encoding_detect(const char *bytes, size_t len);

/* Decodes into memory of the caller's (never NULL), without a byte order mark
 * and the bytes 0x1a by which DOS ends a text.  What is no text in the encoding
 * becomes U+FFFD, with one diagnostic for the first and how many there are; in
 * UTF-8 all bytes stay as they are.  Returns 0, or -1 with a diagnostic added
 * and the rest untouched. */
int
encoding_decode(enum encoding encoding, const char *file, const char *bytes,
    size_t len, struct diagnostics *diagnostics, char **text_r, size_t *len_r);

/* Where places of the decoded text stand in the bytes.  text_at ascends.
 * Returns 0 with bytes_at_r filled, or -1 when one is no place between two
 * characters. */
int
encoding_places(enum encoding encoding, const char *bytes, size_t len,
    const size_t *text_at, size_t count, size_t *bytes_at_r);

/* Puts ASCII into an encoding, for a place where letters of ASCII stand.
 * Returns the length; to has room for twice as much as text. */
size_t
encoding_put_ascii(enum encoding encoding, const char *text, size_t len,
    char *to);

#endif
