/* SPDX-License-Identifier: BSD-2-Clause */
/* What is a log of mail systems, and what only looks like one. */
#include <criterion/criterion.h>

#include "domains/maillog/recognition.h"

#define LINE \
	"Mar  3 07:00:01 mx1 postfix/qmgr[77]: 1A2B3C: from=<h@u.example>\n"

#define BYTES(text, is)                    \
	{                                  \
		text, sizeof(text) - 1, is \
	}

static const struct {
	const char *bytes;
	size_t len;
	bool is;
} rows[] = {
    BYTES(LINE, true),
    BYTES("\0\0\0\0" LINE, true),
    BYTES("f=<h@u.example>, size=3\n" LINE LINE, true),
    BYTES("Mar  3 07:00:01 mx1 kernel: hello, world, again\n", true),
    BYTES("mail.log.1:" LINE "mail.log.1:" LINE, true),
    BYTES("    12\t" LINE, true),
    BYTES("taro: Mar  3 07:00:01 mx1 jiro: a@gmai.com\n", false),
    BYTES("2027-03-03T07:00:01.5+09:00 mx1 sendmail[7]: 5z: to=<h@u.example>,"
	  " stat=Sent\n",
	true),
    BYTES("<20>1 2027-03-03T07:00:01+09:00 mx1 - 7 - - a@gmai.com relay=x\n",
	true),
    BYTES("2027-03-03 07:00:01 1xAbCd-000001-AB => h@gmai.com R=dnslookup\n",
	true),
    BYTES("2027-03-03 07:00:01 [7] 1xAbCd-000001-AB Completed\n", true),
    BYTES("2027-03-03 07:00:01 H=x [192.0.2.1] F=<a@u.example> rejected "
	  "RCPT <h@gmai.com>: relay not permitted\n",
	true),
    /* gzip of LINE, and of "taro@gmai.com\n". */
    BYTES("\x1f\x8b\x08\0\0\0\0\0\0\3\x05\xc1\xb1\x0d\x80\x20\x10\x05\xd0\xde"
	  "\x29\x2e\xf4",
	true),
    BYTES("taro@gmai.com\njiro@gmail.com\n", false),
    BYTES("2027-03-03 07:00:01,taro@gmai.com\n", false),
    BYTES("2027-03-03 07:00:01 taro@gmai.com\n", false),
    BYTES("lab: taro@gmai.com\nall: lab, jiro\n", false),
    BYTES("Mar  3 07:00:01 taro@gmai.com\n", false),
    BYTES("taro@gmai.com\njiro@gmail.com\nsabu@gmail.com\n" LINE, false),
    BYTES("taro@gmai.com\n" LINE "jiro@gmail.com\nsabu@gmail.com\n", false),
    BYTES("From taro@gmai.com Wed Mar  3 07:00:01 2027\nSubject: x\n", false),
    BYTES("192.0.2.1 - a@gmai.com [03/Mar/2027:07:00:01 +0900] \"GET /\"\n",
	false),
    BYTES("", false),
    BYTES("\n\n", false),
};

Test(recognition, logs_and_no_logs)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		cr_expect_eq(maillog_begins(
				 (struct span){rows[i].bytes, rows[i].len}),
		    rows[i].is, "case %zu (%s)", i, rows[i].bytes);
}
