/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/base/escape.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
	enum escape_for what;
	const char *bytes;
	size_t size;
	const char *want;
} rows[] = {
    {ESCAPE_FIELD, "taro@gmai.com", 64, "taro@gmai.com"},
    {ESCAPE_FIELD, "", 64, ""},
    {ESCAPE_FIELD, "a\r\nb", 64, "a\\x0D\\x0Ab"},
    {ESCAPE_FIELD, "a>, from=<b", 64, "a\\x3E\\x2C\\x20from=\\x3Cb"},
    {ESCAPE_FIELD, "\"a\\b\"", 64, "\\x22a\\x5Cb\\x22"},
    {ESCAPE_FIELD, "\xE6\x97\xA5", 64, "\\xE6\\x97\\xA5"},
    {ESCAPE_FIELD, "\x1b[31m\x7f", 64, "\\x1B[31m\\x7F"},
    {ESCAPE_FIELD, "%s%n", 64, "%s%n"},
    {ESCAPE_PROSE, "\"a b\"@c.jp", 64, "\"a b\"@c.jp"},
    {ESCAPE_PROSE, "a>b<c\n", 64, "a\\x3Eb\\x3Cc\\x0A"},
    {ESCAPE_HOST, "mx-1.example.jp", 64, "mx-1.example.jp"},
    {ESCAPE_HOST, "a b[1]\n", 64, "a?b?1??"},
    {ESCAPE_LINE, "\xe5\xb1\xff a\\b\t", 64, "\xe5\xb1\xff a\\x5cb\\x09"},
    {ESCAPE_HTML, "<a b=\"'`&\\\n\xe2\x80\xae\xe5\xb1\xb1\x01", 128,
	"&#x3c;a "
	"b=&#x22;&#x27;&#x60;&#x26;\\\\x0a\\xe2\\x80\\xae\xe5\xb1\xb1\\x01"},
    {ESCAPE_URI, "a b/\xe5\xb1#%", 64, "a%20b/%E5%B1%23%25"},
    {ESCAPE_TEXT, "\xe5\xb1\xb1\xff", 64, "\xe5\xb1\xb1\\xff"},
    /* the size is that of buf, '\0' included */
    {ESCAPE_FIELD, "1234567", 8, "1234567"},
    {ESCAPE_FIELD, "12345678", 8, "1234..."},
    {ESCAPE_FIELD, "123\n5678", 8, "123..."},
    {ESCAPE_FIELD, "1\n3", 8, "1\\x0A3"},
    {ESCAPE_FIELD, "12\n4567", 10, "12\\x0A..."},
    {ESCAPE_FIELD, "123\n567", 10, "123..."},
};

Test(escape, bytes)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char buf[64];
		size_t len;

		memset(buf, '#', sizeof(buf));
		len = escape_bytes(rows[i].bytes, strlen(rows[i].bytes),
		    rows[i].what, buf, rows[i].size);
		cr_expect_eq(len, strlen(buf), "case %zu", i);
		cr_expect_lt(len, rows[i].size, "case %zu", i);
		cr_expect_str_eq(buf, rows[i].want, "case %zu (%s)", i, buf);
	}
}

Test(escape, never_writes_after_the_end)
{
	char bytes[300];

	for (int byte = 0; byte < 256; byte++) {
		memset(bytes, byte, sizeof(bytes));
		for (size_t size = 8; size < 40; size++) {
			char buf[48];
			size_t len;

			memset(buf, '#', sizeof(buf));
			len = escape_bytes(bytes, sizeof(bytes), ESCAPE_FIELD,
			    buf, size);
			cr_assert_lt(len, size);
			cr_assert_eq(buf[len], '\0');
			cr_assert_eq(buf[size], '#', "%d %zu", byte, size);
			cr_assert_str_eq(buf + len - 3, "...");
		}
	}
}

Test(escape, nul_is_a_byte_like_any_other)
{
	char buf[32];

	escape_bytes("a\0b", 3, ESCAPE_FIELD, buf, sizeof(buf));
	cr_expect_str_eq(buf, "a\\x00b");
}

Test(escape, what_a_spreadsheet_takes_for_a_formula)
{
	static const char *const formulas[] = {"=1", "+1", "-1", "@a", "=",
	    " =1",
	    "\xef\xbc\x9d"
	    "1",
	    "\xef\xbc\x8b"
	    "1",
	    "\xef\xbc\x8d"
	    "1",
	    "\xef\xbc\xa0"
	    "a",
	    "\xe3\x80\x80"
	    "=1",
	    " \xe3\x80\x80\xef\xbc\x9d"
	    "1"};
	static const char *const texts[] = {"", " ", "1=1", "a@b", "'=1",
	    "\xef\xbc\x91", "\xe3\x80\x80", "\xef\xbc", "\xff=1"};

	for (size_t i = 0; i < sizeof(formulas) / sizeof(*formulas); i++)
		cr_expect(escape_is_formula(formulas[i], strlen(formulas[i])),
		    "%s", formulas[i]);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect_not(escape_is_formula(texts[i], strlen(texts[i])),
		    "%s", texts[i]);
}

Test(escape, undoes_lines)
{
	char bytes[256], line[1024];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i + 1);
	escape_bytes(bytes, sizeof(bytes) - 1, ESCAPE_LINE, line, sizeof(line));
	escape_undo(line);
	cr_expect(memcmp(line, bytes, sizeof(bytes)) == 0);
	snprintf(line, sizeof(line), "%s", "\\x4\\x4g\\x41\\");
	escape_undo(line);
	cr_expect_str_eq(line, "\\x4\\x4gA\\");
}

Test(escape, path)
{
	static const struct {
		const char *bytes, *want;
	} paths[] = {
	    {"<a@b.jp>", "a@b.jp"},
	    {"a@b.jp", "a@b.jp"},
	    {" \t<a@b.jp> ", "a@b.jp"},
	    {"<>", ""},
	    {"", ""},
	    {"<", "<"},
	    {"<a", "<a"},
	    {"   ", ""},
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *bytes = paths[i].bytes;
		size_t len = strlen(bytes);

		escape_path(&bytes, &len);
		cr_expect(len == strlen(paths[i].want) &&
			      memcmp(bytes, paths[i].want, len) == 0,
		    "case %zu (%s)", i, paths[i].bytes);
	}
}
