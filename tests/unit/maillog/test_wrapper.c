/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that others wrapped: each of these has the same line in it. */
#include <criterion/criterion.h>
#include <string.h>

#include "domains/maillog/wrapper.h"
#include "tests/unit/maillog/shown.h"

#define FRAME "mx|postfix/smtp|12|1795921304|"
#define WORDS "22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)"
#define LINE FRAME WORDS
#define TEXT(...) __VA_ARGS__, sizeof(__VA_ARGS__) - 1

static const struct {
	const char *what;
	const char *text;
	size_t len;
	const char *shown; /* "number host|tag|pid|time|text" */
} rows[] = {
    {"Docker",
	TEXT("{\"log\": \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to"
	     "=<a@gmai.com>, status=sent (250 ok)\\n\", \"stream\": \"stdout"
	     "\", \"time\": \"2026-11-29T03:01:44.1Z\"}"),
	"1 " LINE "\n"},
    {"Docker, in two parts",
	TEXT("{\"log\": \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to"
	     "=<a@gmai.com>, \", \"time\": \"2026-11-29T03:01:44.1Z\"}\n{\"log"
	     "\": \"status=sent (250 ok)\\n\", \"time\": \"2026-11-29T03:01:44"
	     ".2Z\"}\n"),
	"2 " LINE "\n"},
    {"CRI, in two parts",
	TEXT("2026-11-29T03:01:44.1Z stdout P Nov 29 03:01:44 mx postfix/smtp["
	     "12]: 22A72A7A27E: to=<a@g\n2026-11-29T03:01:44.3Z stdout F mai.c"
	     "om>, status=sent (250 ok)\n"),
	"2 " LINE "\n"},
    {"CRI, a part of the other stream, and one that never goes on",
	TEXT("2026-11-29T03:01:44.1Z stderr P what goes wrong \n2026-11-29T03:"
	     "01:44.2Z stdout P Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A2"
	     "7E: to=<a@g\n2026-11-29T03:01:44.3Z stderr F and on\n2026-11-29"
	     "T03:01:44.3Z stdout F mai.com>, status=sent (250 ok)\n2026-11-29"
	     "T03:01:44.4Z stderr P more\n2026-11-29T03:01:44.4Z stdout F Nov "
	     "29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, s"
	     "tatus=sent (250 ok)\n"),
	"4 " LINE "\n6 " LINE "\n"},
    {"Docker, a part of the other stream",
	TEXT("{\"log\": \"more\", \"stream\": \"stderr\", \"time\": \"2026-11-"
	     "29T03:01:44.1Z\"}\n{\"log\": \"Nov 29 03:01:44 mx postfix/smtp["
	     "12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\\n\", \"s"
	     "tream\": \"stdout\", \"time\": \"2026-11-29T03:01:44.1Z\"}\n"),
	"2 " LINE "\n"},
    {"docker logs -t",
	TEXT("2026-11-29T03:01:44.123456789Z Nov 29 03:01:44 mx postfix/smtp[1"
	     "2]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"),
	"1 " LINE "\n"},
    {"docker compose logs",
	TEXT("postfix-1  | 2026-11-29T03:01:44Z Nov 29 03:01:44 mx postfix/smt"
	     "p[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"),
	"1 " LINE "\n"},
    {"as grep writes it",
	TEXT("/var/log/mail-20261129.log.1:22:Nov 29 03:01:44 mx postfix/smt"
	     "p[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n--\n"
	     "mail.log-22-<22>Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E"
	     ": to=<a@gmai.com>, status=sent (250 ok)\n"
	     "mail.json:{\"time\":1795921304,\"host\":\"mx\",\"syslogtag\":"
	     "\"postfix/smtp[12]\",\"msg\":\"22A72A7A27E: to=<a@gmai.com>, "
	     "status=sent (250 ok)\"}\n"
	     "Binary file mail.log matches\n"),
	"1 " LINE "\n3 " LINE "\n4 " LINE "\n"},
    {"rsyslog's jsonmesg",
	TEXT("{\"msg\": \" 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)"
	     "\", \"rawmsg\": \"<22>Nov 29 03:01:44 mx postfix/smtp[12]: 22A72"
	     "A7A27E: to=<a@gmai.com>, status=sent (250 ok)\", \"timereported"
	     "\": \"2026-11-29T12:01:44.1+09:00\", \"hostname\": \"mx\", \"sys"
	     "logtag\": \"postfix/smtp[12]:\", \"programname\": \"postfix"
	     "\", \"procid\": \"12\", \"$!\": null}"),
	"1 " LINE "\n"},
    {"a Beat that read an old file",
	TEXT("{\"@timestamp\": \"2027-02-03T03:01:45.1Z\", \"message\": \"Nov "
	     "29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, s"
	     "tatus=sent (250 ok)\", \"log\": {\"file\": {\"path\": \"/var/log"
	     "/mail.log\"}}, \"host\": {\"name\": \"collector\"}}"),
	"1 " LINE "\n"},
    {"syslog-ng",
	TEXT("{\"PROGRAM\": \"postfix/smtp\", \"PID\": \"12\", \"MESSAGE"
	     "\": \"22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)"
	     "\", \"HOST\": \"mx\", \"DATE\": \"Nov 29 03:01:44\"}"),
	"1 " LINE "\n"},
    {"Elastic's names",
	TEXT("{\"@timestamp\": \"2026-11-29T03:01:44Z\", \"message\": \"22A72A"
	     "7A27E: to=<a@gmai.com>, status=sent (250 ok)\", \"host\": {\"hos"
	     "tname\": \"mx\"}, \"process\": {\"name\": \"postfix/smtp"
	     "\", \"pid\": 12}}"),
	"1 " LINE "\n"},
    {"seconds",
	TEXT("{\"host\": \"mx\", \"ident\": \"postfix/smtp\", \"pid"
	     "\": \"12\", \"message\": \"22A72A7A27E: to=<a@gmai.com>, status="
	     "sent (250 ok)\", \"time\": 1795921304.5}"),
	"1 " LINE "\n"},
    {"bytes, of the journal",
	TEXT("{\"__REALTIME_TIMESTAMP\": \"1795921304123456\", \"MESSAGE\": [5"
	     "0, 50, 65, 55, 50, 65, 55, 65, 50, 55, 69, 58, 32, 116, 111, 61,"
	     " 60, 97, 64, 103, 109, 97, 105, 46, 99, 111, 109, 62, 44, 32, 11"
	     "5, 116, 97, 116, 117, 115, 61, 115, 101, 110, 116, 32, 40, 50, 5"
	     "3, 48, 32, 111, 107, 41], \"SYSLOG_IDENTIFIER\": \"postfix/smtp"
	     "\", \"SYSLOG_PID\": \"12\", \"_HOSTNAME\": \"mx\"}"),
	"1 " LINE "\n"},
    {"a text that was left out",
	TEXT("{\"__REALTIME_TIMESTAMP\": \"1795921304123456\", \"MESSAGE\": nu"
	     "ll, \"SYSLOG_IDENTIFIER\": \"postfix/smtp\", \"SYSLOG_PID"
	     "\": \"12\", \"_HOSTNAME\": \"mx\"}"),
	"1 cut " FRAME "\n"},
    {"a text that says null",
	TEXT("{\"time\":1795921304,\"host\":\"mx\",\"syslogtag\":\"postfix/smt"
	     "p[12]\",\"msg\":\"null\"}"),
	"1 " FRAME "null\n"},
    {"escapes",
	TEXT("{\"time\":1795921304,\"host\":\"mx\",\"syslogtag\":\"postfix/smt"
	     "p[12]\",\"msg\":\"a\\u00fc\\ud83d\\ude00\\u0000\\/\\\"b\"}"),
	"1 " FRAME "a\303\274\360\237\230\200/\"b\n"},
    {"an export of the journal",
	TEXT("__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795921304123456\n_HOSTNAME=m"
	     "x\nSYSLOG_IDENTIFIER=postfix/smtp\nSYSLOG_PID=12\nMESSAGE=22A72A"
	     "7A27E: to=<a@gmai.com>, status=sent (250 ok)\n\n__CURSOR=s=2"
	     "\n__REALTIME_TIMESTAMP=1795921304123456\n_HOSTNAME=mx\nSYSLOG_ID"
	     "ENTIFIER=postfix/smtp\nMESSAGE\n4\000\000\000\000\000\000\00022A"
	     "72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\nx\nSYSLOG_PID=1"
	     "2\n\n__CURSOR=s=3\n_HOSTNAME=mx\nMESS"),
	"7 " LINE "\n16 " LINE "\nx\n"},
    {"a line without its end",
	TEXT("Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com"
	     ">, status=sent (250 ok)"),
	"1 cut " LINE "\n"},
    {"Fluent Bit, which leaves no newline",
	TEXT("{\"date\": 1795921304.1, \"log\": \"Nov 29 03:01:44 mx postfix"
	     "/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)"
	     "\", \"stream\": \"stdout\", \"kubernetes\": {\"host\": \"node"
	     "\", \"pod_name\": \"p\"}}\n"),
	"1 " LINE "\n"},
    {"Fluent Bit, of CRI's parts",
	TEXT("{\"time\": \"2026-11-29T03:01:44.1Z\", \"_p\": \"P\", \"log\":"
	     " \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: \", \"kub"
	     "ernetes\": {\"host\": \"n\"}}\n{\"time\": \"2026-11-29T03:01:4"
	     "4.1Z\", \"_p\": \"F\", \"log\": \"to=<a@gmai.com>, status=sent"
	     " (250 ok)\", \"kubernetes\": {\"host\": \"n\"}}\n"),
	"2 " LINE "\n"},
    {"Fluent Bit, of two pods",
	TEXT("{\"time\": \"2026-11-29T03:01:44.1Z\", \"_p\": \"P\", \"log\":"
	     " \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: \", \"kub"
	     "ernetes\": {\"pod_name\": \"mx-0\"}}\n{\"time\": \"2026-11-29T0"
	     "3:01:44.1Z\", \"_p\": \"F\", \"log\": \"Nov 29 03:01:44 mx post"
	     "fix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok"
	     ")\", \"kubernetes\": {\"pod_name\": \"mx-1\"}}\n{\"time\": \"20"
	     "26-11-29T03:01:44.1Z\", \"_p\": \"F\", \"log\": \"to=<a@gmai.co"
	     "m>, status=sent (250 ok)\", \"kubernetes\": {\"pod_name\": \"mx-"
	     "0\"}}\n"),
	"2 " LINE "\n3 " LINE "\n"},
    {"Fluentd's files",
	TEXT("2026-11-29T03:01:44+00:00\tsyslog.mail\t{\"host\": \"mx\", \"i"
	     "dent\": \"postfix/smtp\", \"pid\": \"12\", \"message\": \"22A7"
	     "2A7A27E: to=<a@gmai.com>, status=sent (250 ok)\"}\n"),
	"1 " LINE "\n"},
    {"Loki's logcli",
	TEXT("2026-11-29T03:01:44Z {job=\"mail\", x=\"} \"} Nov 29 03:01:44 "
	     "mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent"
	     " (250 ok)\n2026-11-29T03:01:44Z {} Nov 29 03:01:44 mx postfix/"
	     "smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"),
	"2 " LINE "\n"},
    {"CloudWatch",
	TEXT("2026-11-29T03:01:44.123000+00:00 ecs/mx Nov 29 03:01:44 mx pos"
	     "tfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 "
	     "ok)\n{\"timestamp\": 1795921304123, \"message\": \"Nov 29 03:0"
	     "1:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status"
	     "=sent (250 ok)\"}\n{\"@timestamp\": \"2026-11-29 03:01:44.123"
	     "\", \"@message\": \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72"
	     "A7A27E: to=<a@gmai.com>, status=sent (250 ok)\"}\n"),
	"1 " LINE "\n2 " LINE "\n3 " LINE "\n"},
    {"kubectl logs --prefix",
	TEXT("[pod/mx-0/postfix] Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A"
	     "7A27E: to=<a@gmai.com>, status=sent (250 ok)\n[pod/mx-0/postfi"
	     "x] 2026-11-29T03:01:44Z Nov 29 03:01:44 mx postfix/smtp[12]: 2"
	     "2A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"),
	"1 " LINE "\n2 " LINE "\n"},
    {"Graylog",
	TEXT("{\"timestamp\": \"2026-11-29T03:01:44.123Z\", \"source\": \"mx"
	     "\", \"message\": \"postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.c"
	     "om>, status=sent (250 ok)\"}\n"),
	"1 " LINE "\n"},
    {"Azure and Google",
	TEXT("{\"TimeGenerated\": \"2026-11-29T03:01:44.1Z\", \"Computer\": "
	     "\"mx\", \"ProcessName\": \"postfix/smtp\", \"ProcessID\": 12, "
	     "\"SyslogMessage\": \"22A72A7A27E: to=<a@gmai.com>, status=sent"
	     " (250 ok)\"}\n{\"timestamp\": \"2026-11-29T03:01:44.1Z\", \"te"
	     "xtPayload\": \"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27"
	     "E: to=<a@gmai.com>, status=sent (250 ok)\"}\n"),
	"1 " LINE "\n2 " LINE "\n"},
    {"a container's id",
	TEXT("{\"__REALTIME_TIMESTAMP\": \"1795921304123456\", \"MESSAGE\": "
	     "\"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai"
	     ".com>, status=sent (250 ok)\", \"SYSLOG_IDENTIFIER\": \"012345"
	     "6789ab\", \"_HOSTNAME\": \"node\"}\n"),
	"1 " LINE "\n"},
    {"Docker's syslog driver",
	TEXT("Nov 29 03:01:45 node 0123456789ab[77]: Nov 29 03:01:44 mx postf"
	     "ix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)"
	     "\nNov 29 03:01:45 node sshd[8]: a line that is usual, so that t"
	     "hose after it may be, and long enough for it to be one of them"
	     "\nNov 29 03:01:44 node mx-1/0123456789ab[77]: Nov 29 03:01:44 m"
	     "x postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent ("
	     "250 ok)\n<30>1 2026-11-29T03:01:44Z node postfix-out 77 - - 202"
	     "6-11-29T03:01:44Z mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai."
	     "com>, status=sent (250 ok)\n"),
	"1 mx|postfix/smtp|12|1795921305|" WORDS "\n"
	"2 node|sshd|8|1795921305|a line that is usual, so that those after it"
	" may be, and long enough for it to be one of them\n"
	"3 " LINE "\n4 " LINE "\n"},
    {"a relay that reads a mail log",
	TEXT("2026-11-29T03:01:44Z relay mail.log: <22>Nov 29 03:01:44 mx pos"
	     "tfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 o"
	     "k)\n2026-11-29T03:01:44Z relay mail.log: Nov 29 03:01:44 mx pos"
	     "tfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 o"
	     "k)\n2026-11-29T03:01:44Z relay mail.log: 2026-11-29T03:01:44Z m"
	     "x postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent ("
	     "250 ok)\n"),
	"1 " LINE "\n2 " LINE "\n3 " LINE "\n"},
    {"another program's syslog",
	TEXT("Nov 29 03:01:44 mx php[7]: Nov 29 03:01:44 mx postfix/smtp[12]:"
	     " 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"
	     "Nov 29 03:01:44 mx x/php/abcdef[7]: Nov 29 03:01:44 mx postfix/"
	     "smtp[12]: 22A72A7A27E: to=<a@gmai.com>, status=sent (250 ok)\n"),
	"1 mx|php|7|1795921304|Nov 29 03:01:44 mx postfix/smtp[12]: " WORDS
	"\n2 mx|x/php/abcdef|7|1795921304|Nov 29 03:01:44 mx postfix/smtp[12]"
	": " WORDS "\n"},
    {"what another program says",
	TEXT("{\"__REALTIME_TIMESTAMP\": \"1795921304123456\", \"MESSAGE\": "
	     "\"Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a@gmai"
	     ".com>, status=sent (250 ok)\", \"SYSLOG_IDENTIFIER\": \"php\","
	     " \"SYSLOG_PID\": \"7\", \"_HOSTNAME\": \"mx\"}\n{\"time\": 179"
	     "5921304, \"host\": \"mx\", \"ident\": \"php\", \"pid\": \"7\","
	     " \"message\": \"postfix/smtp[12]: 22A72A7A27E: to=<a@gmai.com>"
	     ", status=sent (250 ok)\"}\n"),
	"1 "
	"mx|php|7|1795921304|Nov 29 03:01:44 mx postfix/smtp[12]: " WORDS "\n"
	"2 "
	"mx|php|7|1795921304|postfix/smtp[12]: " WORDS "\n"},
    {"numbers, and more lines of what another program says",
	TEXT("    12\tNov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<a"
	     "@gmai.com>, status=sent (250 ok)\n"
	     "Nov 29 03:01:44 mx php[7]: two lines:\n"
	     "        x:Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to="
	     "<b@gmai.com>, status=sent (250 ok)\n"
	     "\tx | Nov 29 03:01:44 mx postfix/smtp[12]: 22A72A7A27E: to=<b@g"
	     "mai.com>, status=sent (250 ok)\n"
	     "Nov 29 03:01:44 mx no tag | Nov 29 03:01:44 mx postfix/smtp[12]"
	     ": 22A72A7A27E: to=<b@gmai.com>, status=sent (250 ok)\n"),
	"1 " LINE "\n2 mx|php|7|1795921304|two lines:\n"},
    {"what is no line",
	TEXT("{\"a\":1}\n\n{\"message\":\"x\"}\n{\"message\":\n{\n[\nhello | w"
	     "orld\n"),
	""},
};

/* All at once, and byte by byte as it may come in: what was not whole is there
 * again with more. */
Test(wrapper, lines_in_wrappers)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t step = rows[i].len; step > 0; step /= 7) {
			struct buffer shown = {0};
			struct maillog_line line;
			struct wrapper wrapper;
			struct span text = {rows[i].text, 0};
			const char *end = rows[i].text + rows[i].len;

			wrapper_begin(&wrapper, NULL, 2026);
			for (bool all = false; !all;) {
				enum wrapper_record record;
				size_t left =
				    (size_t)(end - text.bytes) - text.len;

				text.len += left < step ? left : step;
				all = text.bytes + text.len == end;
				while ((record = wrapper_take(&wrapper, &text,
					    all, &line)) != WRAPPER_ENDED)
					if (record == WRAPPER_LINE)
						shown_add_line(&shown,
						    wrapper.lines, &line);
			}
			buffer_add(&shown, "", 1);
			cr_expect_str_eq(shown.bytes, rows[i].shown, "%s: %s",
			    rows[i].what, shown.bytes);
			wrapper_end(&wrapper);
			buffer_clear(&shown);
		}
	}
}

/* Streams that stopped within a line are given up for others, and of a line
 * that is longer than what is kept the end is missing. */
Test(wrapper, parts_of_many_and_of_long_lines)
{
	const int sources = WRAPPER_SOURCES + 3;
	struct buffer file = {0}, shown = {0};
	struct maillog_line line;
	struct wrapper wrapper;
	struct span text;

	for (int i = 0; i < sources; i++)
		buffer_add_format(&file,
		    "{\"time\": 1795921304, \"logtag\": \"P\", \"pod_id\": "
		    "\"%d\", \"log\": \"Nov 29 03:01:44 mx postfix/smtp[12]: "
		    "\"}\n",
		    i);
	buffer_add_format(&file,
	    "{\"time\": 1795921304, \"logtag\": \"F\", \"pod_id\": \"%d\", "
	    "\"log\": \"%s\"}\n",
	    sources - 1, "22A72A7A27E: last");
	buffer_add_text(&file,
	    "2026-11-29T03:01:44Z stdout P Nov 29 03:01:44 mx php[1]: ");
	for (int i = 0; i < 20; i++) {
		for (int j = 0; j < 16384; j++)
			buffer_add(&file, "x", 1);
		buffer_add_text(&file, "\n2026-11-29T03:01:44Z stdout P ");
	}
	buffer_add_text(&file, "\n2026-11-29T03:01:44Z stdout F END\n");
	cr_assert(!file.failed);
	text = (struct span){file.bytes, file.len};
	wrapper_begin(&wrapper, NULL, 2026);
	for (enum wrapper_record record = WRAPPER_OTHER;
	     record != WRAPPER_ENDED;) {
		record = wrapper_take(&wrapper, &text, true, &line);
		if (record != WRAPPER_LINE)
			continue;
		cr_expect_eq(line.cut, line.text.len > 1000);
		cr_expect(!span_contains(line.text, "END"));
		line.text.len = line.text.len > 1000 ? 1 : line.text.len;
		shown_add_line(&shown, wrapper.lines, &line);
	}
	buffer_add(&shown, "", 1);
	cr_expect_str_eq(shown.bytes,
	    "20 mx|postfix/smtp|12|1795921304|22A72A7A27E: last\n"
	    "42 cut mx|php|1|1795921304|x\n",
	    "%s", shown.bytes);
	wrapper_end(&wrapper);
	buffer_clear(&file);
	buffer_clear(&shown);
}
