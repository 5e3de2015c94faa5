/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields and bodies that are ASCII, and say what they said. */
#include "domains/text/mime.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/base/utf8.h"
#include "tests/unit/property.h"

static const char *
words(const char *text)
{
	static struct buffer buffer;

	buffer.len = 0;
	mime_add_words(&buffer, text);
	buffer_add(&buffer, "", 1);
	return buffer.bytes;
}

Test(mime, ascii_stays_as_it_is)
{
	cr_expect_str_eq(words("Please confirm"), "Please confirm");
	cr_expect_str_eq(words("=?x?="), "=?UTF-8?B?PT94Pz0=?=");
}

Test(mime, anything_else_is_encoded)
{
	cr_expect_str_eq(words("大学"), "=?UTF-8?B?5aSn5a2m?=");
	cr_expect_str_eq(words("a\nBcc: x"), "=?UTF-8?B?YT9CY2M6IHg=?=");
	cr_expect_str_eq(words("\xff\xe3"), "=?UTF-8?B?Pz8=?=");
	cr_expect_str_eq(words(""), "");
}

Test(mime, a_phrase_stands_in_quotes)
{
	struct buffer buffer = {0};

	mime_add_phrase(&buffer, "Univ \"A\", \\ Office <x@y>");
	buffer_add(&buffer, "", 1);
	cr_expect_str_eq(buffer.bytes, "\"Univ \\\"A\\\", \\\\ Office <x@y>\"");
	buffer_clear(&buffer);
}

Test(mime, lines_of_a_body_end_in_crlf)
{
	struct buffer buffer = {0};

	mime_add_body(&buffer, "a\nb\n", 4);
	buffer_add(&buffer, "", 1);
	cr_expect_str_eq(buffer.bytes, "YQ0KYg0K\n");
	buffer_clear(&buffer);
}

/* ---- property ----------------------------------------------------------- */

static size_t
decode_base64(const char *text, size_t len, char *bytes_r)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned group = 0, held = 0;
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		const char *digit = strchr(digits, text[i]);

		if (text[i] == '=' || text[i] == '\n')
			continue;
		cr_assert(digit != NULL && text[i] != '\0');
		group = (group << 6 | (unsigned)(digit - digits)) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes_r[used++] = (char)(group >> held & 0xff);
		}
	}
	return used;
}

/* Each line is a word, of whole characters; together they say it all. */
static void
check_words(struct property *random)
{
	static const char *const pieces[] = {"大", "学", "a", " ", "é", "😀",
	    "総務課", "-", "x"};
	char text[400] = "é", said[400];
	const char *at;
	size_t used = 0;

	for (size_t n = property_below(random, 40); n > 0; n--) {
		const char *piece = property_one_of(random, pieces);

		memcpy(text + strlen(text), piece, strlen(piece) + 1);
	}
	at = words(text);
	while (*at != '\0') {
		const size_t line = strcspn(at, "\n");
		const size_t begin = used;
		uint32_t code;

		property_check(random,
		    line <= 76 && memcmp(at, "=?UTF-8?B?", 10) == 0 &&
			memcmp(at + line - 2, "?=", 2) == 0,
		    "a word", at, line);
		used += decode_base64(at + 10, line - 12, said + used);
		for (size_t i = begin; i < used;) {
			size_t len = utf8_decode(said + i, used - i, &code);

			property_check(random, len != 0, "whole", at, line);
			i += len;
		}
		at += line;
		if (*at == '\n')
			at += 2;
	}
	property_check(random,
	    used == strlen(text) && memcmp(said, text, used) == 0, "the same",
	    text, strlen(text));
}

Test(mime, words_say_what_the_text_says)
{
	PROPERTY_CASES(random, "mime")
	{
		check_words(&random);
	}
}

static void
check_body(struct property *random)
{
	struct buffer buffer = {0};
	char text[300], said[700], wanted[700];
	size_t len = property_below(random, sizeof(text)), want = 0, got;

	for (size_t i = 0; i < len; i++) {
		text[i] = property_below(random, 5) == 0
		              ? '\n'
		              : (char)property_below(random, 256);
		if (text[i] == '\n')
			wanted[want++] = '\r';
		wanted[want++] = text[i];
	}
	mime_add_body(&buffer, text, len);
	for (size_t i = 0, line = 0; i < buffer.len; i++) {
		line = buffer.bytes[i] == '\n' ? 0 : line + 1;
		property_check(random, line <= 76, "a line", text, len);
	}
	got = decode_base64(buffer.len != 0 ? buffer.bytes : "", buffer.len,
	    said);
	property_check(random, got == want && memcmp(said, wanted, got) == 0,
	    "the same", text, len);
	buffer_clear(&buffer);
}

Test(mime, a_body_says_what_the_text_says)
{
	PROPERTY_CASES(random, "mime body")
	{
		check_body(&random);
	}
}
