// SPDX-License-Identifier: BSD-2-Clause
/* Tests of shown. */
#include "domains/engine/name/shown.h"

#include <criterion/criterion.h>
#include <string.h>

/* as it is written, as it is shown; NULL: with A-labels */
static const struct {
	const char *written, *shown;
} names[] = {
    {"日本語大学.jp", "日本語大学.jp"},
    {"www.とほほ商会.co.jp", "www.とほほ商会.co.jp"},
    {"abc商事2.jp", "abc商事2.jp"}, /* Japanese has Latin letters */
    {"ドメイン名例.みんな", "ドメイン名例.みんな"},
    {"한국대학교.kr", "한국대학교.kr"}, {"пример.рф", "пример.рф"},
    {"müller.de", "müller.de"}, {"space-señor.es", "space-señor.es"},
    {"ไทย.th", "ไทย.th"}, {"gmail.com", "gmail.com"},
    {"yаndex.ru", NULL},    /* a Cyrillic letter among Latin ones */
    {"аррӏе.com", NULL},    /* Cyrillic alone, but like Latin */
    {"gmaıl.com", NULL},    /* dotless i */
    {"ɡmail.com", NULL},    /* script g */
    {"foo一bar.com", NULL}, /* one in Chinese, like a hyphen */
    {"דוגמה.12.com", NULL}, {"مثال.com", NULL}, /* from right to left */
    {"i❤.ws", NULL}, {"日本пример.jp", NULL}, {"한국かな.jp", NULL},
    {"日本.yаndex.ru", "日本.xn--yndex-4ve.ru"}, /* each label by itself */
};

Test(shown, names)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *written = names[i].written;
		char room[NAME_SIZE];
		struct name name;

		cr_assert_eq(name_parse(written, strlen(written), &name, NULL),
		    0, "%s", written);
		cr_expect_str_eq(shown_name(&name, room),
		    names[i].shown != NULL ? names[i].shown : name.text,
		    "case %zu (%s)", i, written);
		cr_expect_str_eq(shown_domain(name.text, room),
		    names[i].shown != NULL ? names[i].shown : name.text,
		    "case %zu (%s)", i, written);
	}
}

Test(shown, addresses)
{
	char room[SHOWN_ADDRESS_SIZE];

	cr_expect_str_eq(shown_address("a@xn--wgv71a.jp", room), "a@日本.jp");
	cr_expect_str_eq(shown_address("@xn--wgv71a.jp", room), "@日本.jp");
	cr_expect_str_eq(shown_address("xn--wgv71a@a.jp", room),
	    "xn--wgv71a@a.jp");
	cr_expect_str_eq(shown_address("xn--wgv71a.jp", room), "xn--wgv71a.jp");
	cr_expect_str_eq(shown_address("a@xn--a.jp", room), "a@xn--a.jp");
	cr_expect_str_eq(shown_address("", room), "");
}

/* Four bytes for each letter, and the Punycode of the same letter again is one
 * byte. */
Test(shown, a_name_that_grows_past_the_room_stays)
{
	static const char letter[] = "𠮷";
	char text[4 * NAME_SIZE], room[NAME_SIZE];
	struct name name;
	size_t len = 0;

	for (unsigned i = 1; i <= 100; i++) {
		memcpy(text + len, letter, 4);
		len += 4;
		if (i % 25 == 0)
			text[len++] = '.';
	}
	memcpy(text + len, "jp", 3);
	cr_assert_eq(name_parse(text, len + 2, &name, NULL), 0);
	cr_assert_gt(len, NAME_SIZE);
	cr_expect_eq(shown_name(&name, room), name.text);
}
