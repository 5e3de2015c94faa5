/* SPDX-License-Identifier: BSD-2-Clause */
/* Foreign: what is no list of addresses is named, and a list is none of it. */
#include "domains/foreign/kind.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domains/foreign/loose.h"
#include "domains/readers/reader.h"
#include "tests/unit/text.h"

struct row {
	const char *text;
	const char *what; /* a part of it; NULL: it is a form of ours */
	size_t len;
};

#define BYTES(text, what)                    \
	{                                    \
		text, what, sizeof(text) - 1 \
	}

static const struct row rows[] = {
    /* Lists, in octal. */
    BYTES("\037\213\010\000\000\000\000\000\000\003\053\111\054\312\167\110"
	  "\317\115\314\324\113\316\317\345\002\000\322\305\103\061\016\000"
	  "\000\000",
	"compressed by gzip"),
    BYTES("\375\067\172\130\132\000\000\004\346\326\264\106\002\000\041\001"
	  "\026\000\000\000\164\057\345\243\001\000\015\164\141\162\157\100"
	  "\147\155\141\151\056\143\157\155\012\000\000\000\274\056\252\216"
	  "\066\020\051\316\000\001\046\016\010\033\340\004\037\266\363\175"
	  "\001\000\000\000\000\004\131\132",
	"compressed by xz"),
    BYTES("\050\265\057\375\004\130\161\000\000\164\141\162\157\100\147\155"
	  "\141\151\056\143\157\155\012\146\136\164\242",
	"compressed by zstd"),
    BYTES("\102\132\150\071\061\101\131\046\123\131\300\130\371\244\000\000"
	  "\006\325\200\000\020\000\001\100\000\050\242\224\000\040\000\061"
	  "\000\323\115\004\003\115\032\023\262\206\021\311\132\361\167\044"
	  "\123\205\011\014\005\217\232\100",
	"compressed by bzip2"),
    BYTES("%PDF-1.7\n", "a PDF document"),
    BYTES("\x89PNG\r\n\x1a\n", "a picture"),
    BYTES("\x7f"
	  "ELF\2\1",
	"a program"),
    BYTES("\1\2\3\4\5\6\7\x11\x12 taro", "binary"),
    BYTES("192.0.2.1 - taro@gmai.com [03/Mar/2027:07:00:01 +0900] \"GET /\"\n",
	"a log"),
    BYTES("<!DOCTYPE html>\n<p>Write to taro@gmai.com</p>\n", "an HTML page"),
    BYTES("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<a>taro@gmai.com</a>\n", "XML"),
    BYTES("<people><mail>taro@gmai.com</mail></people>\n", "XML"),
    BYTES("{\"mail\": \"taro@gmai.com\"}\n", "JSON"),
    BYTES("[\n  \"taro@gmai.com\"\n]\n", "JSON"),
    BYTES("Return-Path: <a@b.example>\nDelivered-To: taro@gmai.com\n\nHi\n",
	"a mail message"),
    BYTES("Subject: hello\nFrom: a@b.example\nTo: taro@gmai.com\n\nHi\n",
	"a mail message"),
    BYTES("From a@b.example Wed Mar  3 07:00:01 2027\nSubject: hello\n"
	  "Date: today\n\nHi\n",
	"a mailbox"),
    BYTES("#!/bin/sh\nmail taro@gmai.com\n", "a script"),
    BYTES("-- MySQL dump 10.19\nINSERT INTO t VALUES ('taro@gmai.com');\n",
	"an SQL dump"),
    BYTES("Name  Mail\n----  -----------\nTaro  taro@gmai.com\n",
	"a table drawn for people"),
    BYTES(" mail\n---------------\n taro@gmai.com\n(1 row)\n",
	"a table drawn for people"),
    BYTES("Address book: lab\nIndex    Name     Phone    Email          Uid\n"
	  "1        Taro              home: taro@gmai.com   ab\n",
	"a table drawn for people"),
    BYTES("Index    Name     Phone    E-Mail          Uid\n"
	  "1        Taro              home: taro@gmai.com   ab\n",
	"a table drawn for people"),
    BYTES("DisplayName        : Taro\nPrimarySmtpAddress : taro@gmai.com\n",
	"a table drawn for people"),
    BYTES("taro@gmai.com|mx.univ.example:secret\n", "a file of passwords"),
    BYTES("*************************** 1. row ***************************\n"
	  "mail: taro@gmai.com\n",
	"a table drawn for people"),
    BYTES("-[ RECORD 1 ]--\nmail | taro@gmai.com\n",
	"a table drawn for people"),
    BYTES("\xe2\x94\x8c\xe2\x94\x80\n\xe2\x94\x82 mail\n"
	  "\xe2\x94\x82 taro@gmai.com\n",
	"a table drawn for people"),
    BYTES("taro@gmai.com\n-------------\nhanako@b.jp\n", NULL),
    BYTES("-----BEGIN PGP MESSAGE-----\n", "a key"),
    BYTES("int\nmain(void)\n{\n\treturn 0;\n}\n", "the source of a program"),
    BYTES("[mail]\nhost = mx.univ.example\nport = 25\nuser = taro\n",
	"a configuration file"),
    BYTES("taro\nhanako\njiro\n", "a list of something else"),
    BYTES(
	"Dear all,\n\nplease write to taro@gmai.com,\nas we said,\nnot to me.\n"
	"Yours,\nHanako\n",
	"a text"),
    BYTES("\xe5\xb1\xb1\xe7\x94\xb0\ntaro@gmai.com\n\xe9\x88\xb4\xe6\x9c\xa8\n"
	  "hanako@gmai.com\n\xe4\xbd\x90\xe8\x97\xa4\njiro@gmai.com\n",
	"a list of something else"),
    BYTES("f@LIB_1\ng@LIB_1\nh@LIB_1\ni@LIB_1\nj@LIB_1\nk@LIB_1\nl@LIB_1\nm@"
	  "LIB_1\n",
	"a list of something else"),

    /* Lists, with slips and without. */
    BYTES("lab    : taro@gmai.com\nroot   : hanako@b.example\n", NULL),
    BYTES("Name   mail\ntaro@gmai.com\nhanako@b.example\n", NULL),
    BYTES("taro@gmai.com|lab\n", NULL), BYTES("taro\n", NULL),
    BYTES("taro@gmai.com\n", NULL), BYTES("<taro@gmai.com>\n</b>\n", NULL),
    BYTES("<Yamada Taro> taro@gmai.com\n</b>\n", NULL),
    BYTES("[taro@gmai.com]\n", NULL),
    BYTES("To: a@gmai.com, b@gmai.com\nCc: c@gmai.com\n", NULL),
    BYTES("2027-03-03 07:00:01 taro@gmai.com\n2027-03-03 07:00:02 h@gmai.com\n",
	NULL),
    BYTES("# joined\na@b.example\nc\nd@b.example\ne\nf@b.example\n", NULL),
    BYTES("a@b.example\nc\nd\ne\nf@b.example\ng@b.example\nh@b.example\n",
	NULL),
    BYTES("taro@ gmai.com\ntaro@\n@gmai.com\na@b@c\n", NULL),
    BYTES("\0\0\0\0taro@gmai.com\n", NULL),
    BYTES("name,mail\nYamada,\nSato,\nIto,\n", NULL), /* CSV */
};

Test(foreign_kind, names_what_is_no_list_and_no_list)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct foreign foreign;
		enum reader_type type =
		    reader_recognise("x", row->text, row->len, &foreign);
		const char *what = foreign.what != NULL ? foreign.what : "";

		cr_expect((type == READER_TEXT) == (row->what != NULL),
		    "row %zu (%s): %s", i, row->text, what);
		cr_expect((foreign.what != NULL) == (row->what != NULL),
		    "row %zu (%s): %s", i, row->text, what);
		cr_expect(row->what == NULL || strstr(what, row->what),
		    "row %zu (%s): %s", i, row->text, what);
	}
}

Test(foreign_kind, what_its_name_says_is_looked_at_only_for_bytes)
{
	struct foreign foreign;
	static const char text[] = "taro\nhanako\njiro\n";

	cr_expect(reader_recognise("lab.members", text, sizeof(text) - 1,
		      &foreign) == READER_MEMBERS);
	cr_expect(reader_recognise("lab.members", "\x1f\x8b\x08", 3,
		      &foreign) == READER_TEXT &&
		  foreign.unread);
}

struct outcome {
	char text[512];
	size_t len;
};

static int
put(void *context, const struct member *member)
{
	struct outcome *outcome = context;

	text_put(outcome->text, sizeof(outcome->text), &outcome->len,
	    "%u %.*s|", member->line, (int)member->address.len,
	    member->address.bytes);
	return member->error != ADDRESS_FINE || member->in_text;
}

Test(foreign_kind, finds_the_addresses_of_any_text)
{
	static const struct {
		const char *text;
		const char *found;
	} texts[] = {
	    {"", ""},
	    {"@ @a a@ a@b pkg@1.2.3 @Override\n", ""},
	    {"Write to <a href=\"mailto:t@gmai.com?subject=x\">us</a>.",
		"1 t@gmai.com|"},
	    {"\n{\"a\":\"t.y+x@gmai.com\",\"b\":\"h@gmai.com\"}\n",
		"2 t.y+x@gmai.com|2 h@gmai.com|"},
	    {"to taro@gmai.com. And:\r\njiro@gmai.com,", "1 taro@gmai.com|"
							 "2 jiro@gmai.com|"},
	    {"\xe3\x81\xaftaro@gmai.com\xe3\x81\xa7\xe3\x81\x99",
		"1 taro@gmai.com|"},
	    {"(t@gma\xc3\xaf\x6c.com)", "1 t@gma\xc3\xafl.com|"},
	    {"\u5b9b\u5148\uff1ataro\uff20\uff47\uff4d\uff41\uff49\uff0e"
	     "com\u307e\u3067",
		"1 taro\uff20\uff47\uff4d\uff41\uff49\uff0e"
		"com|"},
	    {"a@gmai\u3002com. b@gmai.com\u3002FAX 1", "1 a@gmai\u3002com|"
						       "1 b@gmai.com|"},
	    {"\u30fb h\u200b@gmai.com", "1 h\u200b@gmai.com|"},
	    {"me@work. Then\u2026 x\uff20\u6771\u4eac\u3002\u672c", ""},
	    {"a@b@gmai.com", "1 b@gmai.com|"},
	    {"'t@gmai.com.-'; t@-gmai.com", "1 t@gmai.com|"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct outcome outcome = {0};
		const struct reader_text text = {
		    .file = "x",
		    .text = span_of(texts[i].text),
		    .take = put,
		    .context = &outcome,
		};

		cr_expect(loose_read(&text) == 0, "row %zu", i);
		cr_expect(strcmp(outcome.text, texts[i].found) == 0,
		    "row %zu (%s): %s", i, texts[i].text, outcome.text);
	}
}
