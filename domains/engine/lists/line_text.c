/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes a line of a list apart. */
#include "domains/engine/lists/line_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/simd16.h"
#include "domains/base/utf8.h"

/* How many bytes at the beginning are printable ASCII, or some fewer. */
static size_t
plain_beginning(const char *line, size_t len)
{
	const uint64_t ones = UINT64_MAX / 0xff, highs = ones * 0x80;
	size_t at = 0;
	uint64_t bytes;

	for (; at + sizeof(bytes) <= len; at += sizeof(bytes)) {
		memcpy(&bytes, line + at, sizeof(bytes));
		/* The highest bit of a byte: it has it, 0x7f + 1 has, or what
		 * is below 0x20 has after the subtraction. */
		if (((bytes | (bytes + ones) | (bytes - ones * 0x20)) &
			highs) != 0)
			break;
	}
	return at;
}

/* Cuts off a comment and the blanks around the rest, of a line that ends in
 * '\0' at end. */
static char *
trim(char *line, char *end)
{
	char *text = line, *mark = line;

	while (line_text_is_blank(*text))
		text++;
	while ((mark = memchr(mark, '#', (size_t)(end - mark))) != NULL) {
		if (mark <= text || line_text_is_blank(mark[-1])) {
			end = mark;
			break;
		}
		mark++;
	}
	while (end > text && line_text_is_blank(end[-1]))
		end--;
	*end = '\0';
	return text;
}

/* The text of a line appears in logs and on terminals: it may have no controls,
 * and no characters that hide or reorder others. */
static bool
check_bytes(const char *line, size_t len, char why_r[static LINE_TEXT_WHY_SIZE])
{
	for (size_t i = plain_beginning(line, len), size; i < len; i += size) {
		unsigned char byte = (unsigned char)line[i];
		uint32_t code = byte;

		size = byte < 0x80 ? 1 : utf8_decode(line + i, len - i, &code);
		if (size == 0) {
			snprintf(why_r, LINE_TEXT_WHY_SIZE,
			    "byte %zu (0x%02x) is not UTF-8", i + 1, byte);
			return false;
		}
		if ((byte < 0x20 && byte != '\t') ||
		    (byte >= 0x7f && !utf8_printable(code))) {
			snprintf(why_r, LINE_TEXT_WHY_SIZE,
			    "byte %zu is U+%04X, a control or "
			    "without a shape",
			    i + 1, (unsigned)code);
			return false;
		}
	}
	return true;
}

char *
line_text_of(const char *bytes, size_t len, char buf[static LINE_TEXT_SIZE],
    char why_r[static LINE_TEXT_WHY_SIZE])
{
	char *text;

	*why_r = '\0';
	if (len > 0 && bytes[len - 1] == '\r')
		len--;
	if (len > LISTFILE_LINE_MAX) {
		snprintf(why_r, LINE_TEXT_WHY_SIZE,
		    "line of %zu bytes, at most %d are read", len,
		    LISTFILE_LINE_MAX);
		return NULL;
	}
	if (!check_bytes(bytes, len, why_r) || (len > 0 && *bytes == '#'))
		return NULL;
	memcpy(buf, bytes, len);
	buf[len] = '\0';
	text = trim(buf, buf + len);
	return *text != '\0' ? text : NULL;
}

/* The first byte that is, or is not, blank; the '\0' ends both. */
static char *
find(char *text, bool blank)
{
	const unsigned all = (1U << SIMD16_SIZE) - 1;

	for (;; text += SIMD16_SIZE) {
		simd16 bytes = simd16_load(text);
		unsigned blanks = simd16_bits(
		    simd16_or(simd16_is(bytes, ' '), simd16_is(bytes, '\t')));
		unsigned ends = simd16_bits(simd16_is(bytes, '\0'));
		unsigned found = (blank ? blanks : blanks ^ all) | ends;

		if (found != 0)
			return text + __builtin_ctz(found);
	}
}

char *
line_text_next(char **rest)
{
	char *word = find(*rest, false), *end;

	if (*word == '\0')
		return NULL;
	end = find(word, true);
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}
