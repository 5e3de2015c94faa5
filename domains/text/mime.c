/* SPDX-License-Identifier: BSD-2-Clause */
/* Encodes fields and bodies of mails. */
#include "domains/text/mime.h"

#include <stdbool.h>
#include <string.h>

#include "domains/base/utf8.h"

/* Bytes of an encoded word: with "Subject: " before it, the line has 78 bytes
 * at most. */
#define WORD_MAX 39

/* ASCII of a field that need not be folded. */
#define PLAIN_MAX 60

/* Bytes of a line of base64, which is 76 long. */
#define LINE_MAX_BYTES 57

static void
add_base64(struct buffer *buffer, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		const size_t left = len - i < 3 ? len - i : 3;
		unsigned group = 0;
		char four[4];

		for (size_t j = 0; j < 3; j++)
			group = group << 8 |
			        (j < left ? (unsigned char)bytes[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			four[j] = j <= left ? digits[group >> (18 - 6 * j) & 63]
			                    : '=';
		buffer_add(buffer, four, sizeof(four));
	}
}

static bool
is_plain(const char *text)
{
	size_t len = 0;

	for (; text[len] != '\0'; len++)
		if (text[len] < ' ' || text[len] > '~')
			return false;
	/* Nothing of it is taken for an encoded word. */
	return len <= PLAIN_MAX && strstr(text, "=?") == NULL;
}

/* The next character, or "?"; returns how many bytes were taken. */
static size_t
take_character(const char *text, const char **shown_r, size_t *len_r)
{
	uint32_t code;
	size_t len = utf8_decode(text, strlen(text), &code);

	if (len != 0 && utf8_printable(code)) {
		*shown_r = text;
		*len_r = len;
		return len;
	}
	*shown_r = "?";
	*len_r = 1;
	return len == 0 ? 1 : len;
}

static void
add_word(struct buffer *buffer, const char *bytes, size_t len, bool first)
{
	buffer_add_text(buffer, first ? "=?UTF-8?B?" : "\n =?UTF-8?B?");
	add_base64(buffer, bytes, len);
	buffer_add_text(buffer, "?=");
}

static void
add_encoded(struct buffer *buffer, const char *text)
{
	char word[WORD_MAX];
	size_t used = 0;
	bool first = true;

	while (*text != '\0') {
		const char *shown;
		size_t len;

		text += take_character(text, &shown, &len);
		if (used + len > WORD_MAX) {
			add_word(buffer, word, used, first);
			first = false;
			used = 0;
		}
		memcpy(word + used, shown, len);
		used += len;
	}
	add_word(buffer, word, used, first);
}

void
mime_add_words(struct buffer *buffer, const char *text)
{
	if (is_plain(text))
		buffer_add_text(buffer, text);
	else
		add_encoded(buffer, text);
}

void
mime_add_phrase(struct buffer *buffer, const char *text)
{
	if (!is_plain(text)) {
		add_encoded(buffer, text);
		return;
	}
	buffer_add_text(buffer, "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buffer_add_text(buffer, "\\");
		buffer_add(buffer, text, 1);
	}
	buffer_add_text(buffer, "\"");
}

void
mime_add_body(struct buffer *buffer, const char *bytes, size_t len)
{
	char line[LINE_MAX_BYTES] = "";
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		const char *add = bytes[i] == '\n' ? "\r\n" : &bytes[i];

		for (size_t j = 0; j < (bytes[i] == '\n' ? 2U : 1U); j++) {
			line[used++] = add[j];
			if (used < LINE_MAX_BYTES)
				continue;
			add_base64(buffer, line, used);
			buffer_add_text(buffer, "\n");
			used = 0;
		}
	}
	add_base64(buffer, line, used);
	if (used != 0)
		buffer_add_text(buffer, "\n");
}
