// SPDX-License-Identifier: BSD-2-Clause
/* UTF-8: decodes one code point, says whether it may be shown. */
#include "domains/base/utf8.h"

size_t
utf8_decode(const char *bytes, size_t len, uint32_t *code_r)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (len == 0)
		return 0;
	if (b[0] < 0x80) {
		*code_r = b[0];
		return 1;
	}
	size_t need;
	uint32_t code, least;
	if (b[0] >= 0xc2 && b[0] <= 0xdf) {
		need = 2, code = b[0] & 0x1fu, least = 0x80;
	} else if (b[0] >= 0xe0 && b[0] <= 0xef) {
		need = 3, code = b[0] & 0x0fu, least = 0x800;
	} else if (b[0] >= 0xf0 && b[0] <= 0xf4) {
		need = 4, code = b[0] & 0x07u, least = 0x10000;
	} else {
		return 0;
	}
	if (len < need)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (b[i] & 0x3fu);
	}
	if (code < least || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*code_r = code;
	return need;
}

size_t
utf8_encode(uint32_t code, char bytes_r[static UTF8_BYTES_MAX])
{
	size_t more = code < 0x80      ? 0
	              : code < 0x800   ? 1
	              : code < 0x10000 ? 2
	                               : 3;
	static const unsigned char first[] = {0, 0xc0, 0xe0, 0xf0};

	for (size_t i = more; i > 0; i--) {
		bytes_r[i] = (char)(0x80 | (code & 0x3f));
		code >>= 6;
	}
	bytes_r[0] = (char)(first[more] | code);
	return more + 1;
}

size_t
utf8_cut(const char *bytes, size_t max)
{
	size_t at = max;

	while (at > 0 && max - at < UTF8_BYTES_MAX - 1 &&
	       (bytes[at] & 0xc0) == 0x80)
		at--;
	return at;
}

bool
utf8_printable(uint32_t code)
{
	/* In their order.  The default ignorable ones of Unicode, which take
	 * no room, and what has a meaning for no reader. */
	static const struct {
		uint32_t first, last;
	} hidden[] = {
	    {0x0000, 0x001f}, {0x007f, 0x009f}, /* controls */
	    {0x00ad, 0x00ad},                   /* soft hyphen */
	    {0x034f, 0x034f},                   /* grapheme joiner */
	    {0x061c, 0x061c},                   /* Arabic letter mark */
	    {0x115f, 0x1160},                   /* Hangul fillers */
	    {0x17b4, 0x17b5},                   /* Khmer inherent vowels */
	    {0x180b, 0x180f},   /* Mongolian selectors, separator */
	    {0x200b, 0x200f},   /* zero width, LRM, RLM */
	    {0x2028, 0x202e},   /* line separators, embeddings, overrides */
	    {0x2060, 0x206f},   /* invisible operators, isolates */
	    {0x3164, 0x3164},   /* Hangul filler */
	    {0xd800, 0xdfff},   /* surrogates */
	    {0xfdd0, 0xfdef},   /* non-characters */
	    {0xfe00, 0xfe0f},   /* variation selectors */
	    {0xfeff, 0xfeff},   /* byte order mark */
	    {0xffa0, 0xffa0},   /* half-width Hangul filler */
	    {0xfff0, 0xfffb},   /* interlinear annotation */
	    {0x1bca0, 0x1bca3}, /* shorthand format controls */
	    {0x1d173, 0x1d17a}, /* musical format controls */
	    {0xe0000, 0xe0fff}, /* tags, variation selectors */
	};

	/* Han and Hangul, most of what is looked at, without a search. */
	if (code > 0x3164 && code < 0xd800)
		return true;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (code <= hidden[i].last)
			return code < hidden[i].first &&
			       (code & 0xfffe) != 0xfffe;
	return code <= 0x10ffff && (code & 0xfffe) != 0xfffe;
}
