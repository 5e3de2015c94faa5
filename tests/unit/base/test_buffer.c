/* SPDX-License-Identifier: BSD-2-Clause */
/* Buffer: hostile bytes in, fit for a terminal, for JSON or for CSV out. */
#include "domains/base/buffer.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

static const struct {
	const char *bytes;
	const char *text;
	const char *json; /* without its quotes */
} hostile[] = {
    {"", "", ""},
    {"taro@gmai.com", "taro@gmai.com", "taro@gmai.com"},
    {"\"a b\"@c.jp", "\"a b\"@c.jp", "\\\"a b\\\"@c.jp"},
    {"a\\b", "a\\b", "a\\\\b"},
    {"\033[31m", "\\x1b[31m", "\\u001b[31m"},
    {"a\r\nb\tc", "a\\x0d\\x0ab\\x09c", "a\\u000d\\u000ab\\u0009c"},
    {"\x7f", "\\x7f", "\\u007f"},
    {"\xe5\xb1\xb1\xe7\x94\xb0", "\xe5\xb1\xb1\xe7\x94\xb0",
	"\xe5\xb1\xb1\xe7\x94\xb0"},
    {"\xc2\x9b"
     "31m",
	"\\xc2\\x9b31m", "\\u009b31m"},
    {"a\xe2\x80\xae"
     "b",
	"a\\xe2\\x80\\xae"
	"b",
	"a\\u202eb"},
    {"\xe2\x80\xa8", "\\xe2\\x80\\xa8", "\\u2028"},
    {"\xef\xbb\xbf", "\\xef\\xbb\\xbf", "\\ufeff"},
    {"\xef\xbf\xbf", "\\xef\\xbf\\xbf", "\\uffff"},
    {"\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81", "\\udb40\\udc41"},
    {"\xf0\xa0\xae\xb7", "\xf0\xa0\xae\xb7", "\xf0\xa0\xae\xb7"},
    {"\xff\xfe", "\\xff\\xfe", "\\ufffd\\ufffd"},
    {"\xc0\xaf", "\\xc0\\xaf", "\\ufffd\\ufffd"},
    {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\ufffd\\ufffd\\ufffd"},
    {"a\xe5\xb1", "a\\xe5\\xb1", "a\\ufffd\\ufffd"},
};

Test(buffer, hostile_bytes_are_made_fit)
{
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct buffer text = {0}, json = {0};
		size_t len = strlen(hostile[i].bytes);

		buffer_add_escaped(&text, hostile[i].bytes, len);
		buffer_add(&text, "", 1);
		buffer_add_escaped_for(&json, ESCAPE_JSON, hostile[i].bytes,
		    len);
		buffer_add(&json, "", 1);
		cr_assert(!text.failed && !json.failed);
		cr_expect(strcmp(text.bytes, hostile[i].text) == 0,
		    "row %zu: %s", i, text.bytes);
		cr_expect(strcmp(json.bytes, hostile[i].json) == 0,
		    "row %zu: %s", i, json.bytes);
		buffer_clear(&text);
		buffer_clear(&json);
	}
}

/* Any two bytes, and among others, make a string that a parser of JSON takes
 * and that says what was given where that was UTF-8. */
Test(buffer, a_format_is_as_long_as_it_is)
{
	struct buffer text = {0};

	for (unsigned i = 0; i < 300; i++)
		buffer_add_format(&text, "%*u|", (int)i, i);
	cr_assert_not(text.failed);
	cr_expect_eq(text.len, 1 + 299 * 300 / 2 + 300);
	cr_expect_eq(memcmp(text.bytes + text.len - 4, "299|", 4), 0);
	buffer_clear(&text);
}

Test(buffer, json_strings_are_json)
{
	for (unsigned i = 0; i < 65536; i++) {
		const char bytes[] = {'x', (char)(i >> 8), (char)i, 'y'};
		struct buffer json = {0};
		json_t *parsed;

		buffer_add_json(&json, bytes, sizeof(bytes));
		parsed = json_loadb(json.bytes, json.len,
		    JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		cr_assert(parsed != NULL, "bytes %04x", i);
		if ((i & 0x8080) == 0)
			cr_assert(json_string_length(parsed) == 4 &&
				      memcmp(json_string_value(parsed), bytes,
					  4) == 0,
			    "bytes %04x", i);
		json_decref(parsed);
		buffer_clear(&json);
	}
}

Test(buffer, fields_of_csv)
{
	static const struct {
		const char *bytes, *field;
	} rows[] = {
	    {"", "\"\""},
	    {"a b", "\"a b\""},
	    {"a\"b\\", "\"a\"\"b\\\""},
	    {"=1+1", "\"'=1+1\""},
	    {"@a", "\"'@a\""},
	    {"a=b", "\"a=b\""},
	    {"a\nb", "\"a\\x0ab\""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buffer field = {0};

		buffer_add_csv(&field, rows[i].bytes, strlen(rows[i].bytes));
		buffer_add(&field, "", 1);
		cr_expect_str_eq(field.bytes, rows[i].field, "row %zu", i);
		buffer_clear(&field);
	}
}

Test(buffer, is_cut_between_characters)
{
	static const struct {
		const char *text;
		const char *cut;
	} rows[] = {
	    {"", ""},
	    {"123456789", "123456789"},
	    {"1234567890", "123456..."},
	    {"12345山", "12345山"},
	    {"12345山1", "12345山1"},
	    {"12345山12", "12345..."},
	    {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", "\x80\x80\x80..."},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buffer buffer = {0};

		buffer_add_text(&buffer, rows[i].text);
		buffer_cut(&buffer, 9);
		buffer_add(&buffer, "", 1);
		cr_expect_str_eq(buffer.bytes, rows[i].cut, "row %zu", i);
		buffer_clear(&buffer);
	}
}
