/* SPDX-License-Identifier: BSD-2-Clause */
/* What qmail-local does with a .qmail: who gets the mail, and whose it is. */
#include "domains/filters/qmail.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/readers/lists/taken.h"

static const struct {
	const char *path, *text, *want;
} rows[] = {
    {"/home/taro/.qmail", "&a@x.jp\nb@x.jp  \n0@x.jp\n",
	"taro a@x.jp () 1|taro b@x.jp () 2|taro 0@x.jp () 3|"},
    {"/home/taro/.qmail", "# &a@x.jp\n./Maildir/\n/var/a@x.jp\n+list\n\n", ""},
    {"/home/taro/.qmail", "&jiro\n", "taro jiro () 1|"},
    {"/home/taro/.qmail-lab", "&a@x.jp", "taro-lab a@x.jp () 1|"},
    {"/var/qmail/alias/.qmail-lab-owner", "a@x.jp\n", "lab-owner a@x.jp () 1|"},
    {"/v/domains/x.jp/.qmail-a:b", "c@x.jp\n", "a.b@x.jp c@x.jp () 1|"},
    {".qmail-lab", "a@x.jp\n", "lab a@x.jp () 1|"},
    {"/home/taro/.qmail", "|forward a@x.jp 'b@x.jp' \"$EXT@x.jp\" c@x.jp\n",
	"taro a@x.jp () 1|taro b@x.jp () 1|taro $EXT@x.jp () 1|"
	"taro c@x.jp () 1|"},
    {"/home/taro/.qmail", "| /var/qmail/bin/forward a@x.jp; echo b@x.jp\n",
	"taro a@x.jp () 1|"},
    {"/home/taro/.qmail", "|condredirect a@x.jp grep b@x.jp\n",
	"taro a@x.jp () 1|"},
    {"/home/taro/.qmail", "|vacation a@x.jp\n|forward\n|\n", ""},
    {"/home/taro/.qmail", "&\n& \n", ""},
};

Test(qmail, instructions)
{
	static struct taken taken;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		taken_parse(rows[i].path, rows[i].text, strlen(rows[i].text),
		    READER_AUTO, &taken);
		cr_expect_str_eq(taken.text, rows[i].want, "row %zu: %s", i,
		    taken.text);
	}
}
