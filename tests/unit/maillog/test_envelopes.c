/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes: what a milter at RCPT TO saw of each mail of a log. */
#include "domains/maillog/envelopes.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/unit/maillog/brief.h"
#include "tests/unit/text.h"

/* ---- a log in short ------------------------------------------------------ */

struct seen {
	char paths[64][128];
	uint32_t count;
	char text[4096];
	size_t len;
};

/* As struct envelopes_options has it: every recipient has a number. */
static uint32_t
find(void *context, struct span host, struct span path, struct span resolved)
{
	struct seen *seen = context;

	(void)host;
	cr_assert_lt(seen->count, 64);
	snprintf(seen->paths[seen->count], sizeof(seen->paths[0]), "%.*s%s%.*s",
	    (int)path.len, path.bytes, resolved.bytes != NULL ? "=" : "",
	    (int)resolved.len, resolved.bytes != NULL ? resolved.bytes : "");
	return seen->count++;
}

/* The last digit of the client's address. */
static uint8_t
by_client(void *context, const struct client *client)
{
	const struct span address = client->address;

	(void)context;
	if (client->user.len != 0)
		return 8;
	return address.len != 0
	           ? (uint8_t)(address.bytes[address.len - 1] - '0')
	           : 0;
}

static uint8_t
by_sender(void *context, struct span sender)
{
	(void)context;
	return span_equal(sender, "free@a");
}

static void
take(void *context, const struct envelope *envelope,
    const struct envelope_recipient *list, size_t count)
{
	static const char *const origins[ENVELOPE_ORIGINS] = {"unknown", "smtp",
	    "local", "again", "internal"};
	static const char *const forms[ENVELOPE_FORMS] = {"", " alias",
	    " refused", " no-milters"};
	struct seen *seen = context;

	text_put(seen->text, sizeof(seen->text), &seen->len,
	    "%.*s %s from %.*s by %d%d%s%s:", (int)envelope->id.len,
	    envelope->id.bytes, origins[envelope->origin],
	    envelope->sender.bytes != NULL ? (int)envelope->sender.len : 1,
	    envelope->sender.bytes != NULL ? envelope->sender.bytes : "?",
	    envelope->by_client, envelope->by_sender,
	    envelope->nameless ? " nameless" : "",
	    envelope->user_known ? "" : " login?");
	for (size_t i = 0; i < count; i++) {
		const uint32_t what = list[i].what, other = list[i].other;

		text_put(seen->text, sizeof(seen->text), &seen->len,
		    " %s%s%s%s",
		    what != ENVELOPES_NONE ? seen->paths[what] : "-",
		    other != what ? "/" : "",
		    other != what ? seen->paths[other] : "",
		    forms[list[i].form]);
	}
	text_put(seen->text, sizeof(seen->text), &seen->len, "\n");
}

static void
read_log(const char *log, struct seen *seen, struct envelopes_counts *counts_r)
{
	const struct envelopes_options options = {find, by_client, by_sender,
	    take, seen};
	struct envelopes *envelopes = envelopes_new(&options);

	cr_assert_not_null(envelopes);
	brief_read(log, envelopes_take, envelopes);
	cr_assert_eq(envelopes_finish(envelopes), 0);
	*counts_r = *envelopes_count(envelopes);
	envelopes_free(&envelopes);
}

/* ---- logs ---------------------------------------------------------------- */

#define SMTP(time, id, ip) time " mx postfix/smtpd " id ": client=c.b[" ip "]\n"
#define LOCAL(time, id, from) \
	time " mx postfix/pickup " id ": uid=0 from=<" from ">\n"
#define BEGIN(time, id, message, from)                                     \
	time " mx postfix/cleanup " id ": message-id=<" message ">\n" time \
	     " mx postfix/qmgr " id ": from=<" from                        \
	     ">, size=100, nrcpt=1 (queue active)\n"
#define RESULT(time, id, to)                                                 \
	time " mx postfix/smtp " id ": to=<" to ">, relay=r[192.0.2.1]:25, " \
	     "delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 ok)\n"
/* By a filter of this host that does not say which id it goes on with. */
#define MUTE_AT(time, id, to, port)                                         \
	time " mx postfix/smtp " id ": to=<" to ">, relay=127.0.0.1[127.0." \
	     "0.1]:" port ", delay=1, delays=0/0/1/0, dsn=2.0.0, "          \
	     "status=sent (250 Ok)\n"
#define MUTE(time, id, to) MUTE_AT(time, id, to, "10024")
#define VIA(time, id, to, via) RESULT(time, id, to ">, orig_to=<" via)
#define END(time, id) time " mx postfix/qmgr " id ": removed\n"
#define GIVEN(time, id, ip, message, from) \
	SMTP(time, id, ip) BEGIN(time, id, message, from)
#define MAIL(id, from) GIVEN("1", id, "192.0.2.7", "m" id, from)

static const struct {
	const char *what, *log, *seen;
} logs[] = {
    {"what the client gave",
	MAIL("4A0001", "s@a") RESULT("2", "4A0001", "x@b") END("2", "4A0001"),
	"4A0001 smtp from s@a by 70: x@b\n"},
    {"an alias, by each of its members",
	MAIL("4A0001", "s@a") VIA("2", "4A0001", "x@b", "l@a")
	    VIA("2", "4A0001", "y@b", "l@a") END("2", "4A0001"),
	"4A0001 smtp from s@a by 70: l@a\n"},
    {"each once, however often it is tried",
	MAIL("4A0001", "s@a") RESULT("2", "4A0001", "x@b")
	    RESULT("900", "4A0001", "x@b") END("900", "4A0001"),
	"4A0001 smtp from s@a by 70: x@b\n"},
    {"a recipient without its domain",
	MAIL("4A0001", "s@a") VIA("2", "4A0001", "root@mx.a", "root"),
	"4A0001 smtp from s@a by 70: root=root@mx.a\n"},
    {"submitted here: one of two",
	LOCAL("1", "4A0001", "s@a") BEGIN("1", "4A0001", "m", "s@a")
	    VIA("2", "4A0001", "x@b", "l@a") RESULT("2", "4A0001", "y@b"),
	"4A0001 local from s@a by 00: y@b l@a/x@b\n"},
    {"submitted here, and completed",
	LOCAL("1", "4A0001", "s@a") BEGIN("1", "4A0001", "m", "s@a")
	    VIA("2", "4A0001", "root@a", "root"),
	"4A0001 local from s@a by 00: root@a=root@a\n"},
    {"who may do what",
	GIVEN("1", "4A0001", "192.0.2.9", "m", "free@a") RESULT("2", "4A0001",
	    "x@b") "1 mx postfix/smtpd 4A0002: client=c.b[192.0.2.9], "
		   "sasl_method=PLAIN, "
		   "sasl_username=taro\n" BEGIN("1", "4A0002", "n", "s@a")
		       RESULT("2", "4A0002", "y@b"),
	"4A0001 smtp from free@a by 91: x@b\n"
	"4A0002 smtp from s@a by 80: y@b\n"},
    {"members that local forwards to, and bounces",
	BEGIN("1", "4A0001", "m", "s@a") RESULT("2", "4A0001", "x@b")
	    BEGIN("1", "4A0002", "n", "") RESULT("2", "4A0002", "s@a"),
	"4A0001 internal from s@a by 00: x@b\n"
	"4A0002 internal from  by 00: s@a\n"},
    {"a log that begins in the middle",
	RESULT("2", "4A0001", "x@b") END("2", "4A0001"),
	"4A0001 unknown from ? by 00: x@b\n"},
    {"a content filter gives it back",
	MAIL("4A0001",
	    "s@a") "1 mx postfix/smtp 4A0001: to=<x@b>, "
		   "relay=f[127.0.0.1]:10024, "
		   "delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 Ok: "
		   "queued as "
		   "4A0002)\n" GIVEN("1", "4A0002", "127.0.0.1", "m4A0001",
		       "s@a") RESULT("2", "4A0002",
		       "x@b") "3 mx postfix/smtpd 4A0003: client=f[127.0.0.1], "
			      "orig_queue_id=4A0001, "
			      "orig_client=c.b[192.0.2.7]\n" BEGIN("3",
				  "4A0003", "o", "s@a")
				  RESULT("3", "4A0003", "z@b"),
	"4A0001 smtp from s@a by 70: x@b\n"
	"4A0002 again from s@a by 10: x@b\n"
	"4A0003 again from s@a by 10: -\n"},
    {"a mute filter gives it back, before and after its answer",
	MAIL("4A0001", "s@a") GIVEN("1", "4A0002", "127.0.0.1", "m4A0001",
	    "s@a") MUTE("2", "4A0001", "x@b") RESULT("2", "4A0002", "x@b")
	    MAIL("4A0003", "s@a") GIVEN("3", "4A0004", "::1", "m4A0003", "s@a")
		RESULT("3", "4A0004", "y@b") END("3", "4A0004")
		    MUTE("3", "4A0003", "y@b"),
	"4A0004 again from s@a by 10: y@b\n"
	"4A0001 smtp from s@a by 70: x@b\n"
	"4A0002 again from s@a by 10: x@b\n"
	"4A0003 smtp from s@a by 70: y@b\n"},
    {"two mute filters in a row",
	GIVEN("1", "4A0001", "127.0.0.1", "m", "s@a") GIVEN("2", "4A0002",
	    "127.0.0.1", "m", "s@a") MUTE("2", "4A0001", "x@b")
	    GIVEN("3", "4A0003", "127.0.0.1", "m", "s@a") MUTE_AT("3", "4A0002",
		"x@b", "10026") RESULT("3", "4A0003", "x@b"),
	"4A0001 smtp from s@a by 10: x@b\n"
	"4A0002 again from s@a by 10: x@b\n"
	"4A0003 again from s@a by 10: x@b\n"},
    {"what began before the mail that a filter took is no mail of the filter",
	GIVEN("1", "4A0001", "127.0.0.1", "m", "s@a")
	    GIVEN("1", "4A0002", "192.0.2.7", "m", "s@a")
		MUTE("1", "4A0002", "x@b") RESULT("1", "4A0001", "x@b"),
	"4A0001 smtp from s@a by 10: x@b\n"
	"4A0002 smtp from s@a by 70: x@b\n"},
    {"one message given twice on this host to one mute filter",
	GIVEN("1", "4A0001", "127.0.0.1", "m", "s@a") GIVEN("1", "4A0002",
	    "127.0.0.1", "m", "s@a") MUTE("2", "4A0002", "x@b")
	    MUTE("2", "4A0001", "x@b") END("2", "4A0001") END("2", "4A0002"),
	"4A0001 smtp from s@a by 10: x@b\n"
	"4A0002 smtp from s@a by 10: x@b\n"},
    {"what comes from this host after the answer, for others, with another "
     "Message-ID or from outside is no mail of the filter",
	MAIL("4A0001", "s@a") GIVEN("1", "4A0003", "127.0.0.1", "m4A0001",
	    "s@a") GIVEN("1", "4A0004", "127.0.0.1", "o", "s@a") GIVEN("1",
	    "4A0005", "192.0.2.8", "m4A0001", "s@a") MUTE("2", "4A0001", "x@b")
	    GIVEN("3", "4A0002", "127.0.0.1", "m4A0001", "s@a")
		RESULT("3", "4A0002", "x@b") RESULT("3", "4A0003", "y@b")
		    RESULT("3", "4A0004", "x@b") RESULT("3", "4A0005", "x@b"),
	"4A0001 smtp from s@a by 70: x@b\n"
	"4A0003 smtp from s@a by 10: y@b\n"
	"4A0004 smtp from s@a by 10: x@b\n"
	"4A0005 smtp from s@a by 80: x@b\n"
	"4A0002 smtp from s@a by 10: x@b\n"},
    {"a hop whose lines come first",
	MAIL("4A0001", "s@a") GIVEN("1", "4A0002", "127.0.0.1", "m4A0001",
	    "s@a") RESULT("2", "4A0002", "x@b")
	    END("2", "4A0002") "2 mx postfix/smtp 4A0001: to=<x@b>, "
			       "relay=f[127.0.0.1]:10024, "
			       "delay=1, delays=0/0/1/0, dsn=2.0.0, "
			       "status=sent (250 Ok: queued as "
			       "4A0002)\n",
	"4A0002 again from s@a by 10: x@b\n"
	"4A0001 smtp from s@a by 70: x@b\n"},
    {"an id that a host outside has seen hides nothing",
	MAIL("4A0002", "s@a") RESULT("2", "4A0002", "y@b")
	    GIVEN("1", "4A0001", "192.0.2.8", "m4A0002",
		"t@a") "2 mx postfix/smtp 4A0001: to=<x@b>, "
		       "relay=r[192.0.2.1]:25, delay=1, "
		       "delays=0/0/1/0, dsn=2.0.0, status=sent (250 Ok: queued "
		       "as 4A0002)\n",
	"4A0002 smtp from s@a by 70: y@b\n"
	"4A0001 smtp from t@a by 80: x@b\n"},
    {"a filter before the queue",
	"1 mx postfix/smtpd 4A0001: client=f[127.0.0.1], "
	"orig_queue_id=NOQUEUE, orig_client=c.b[192.0.2.7]\n" BEGIN("1",
	    "4A0001", "m", "s@a") RESULT("2", "4A0001", "x@b"),
	"4A0001 smtp from s@a by 70: x@b\n"},
    {"refused by a milter, and by the MTA",
	"1 mx postfix/smtpd NOQUEUE: milter-reject: RCPT from c.b[192.0.2.7]: "
	"550 5.1.2 no; from=<s@a> to=<x@b> proto=ESMTP helo=<h>\n"
	"1 mx postfix/smtpd NOQUEUE: reject: RCPT from c.b[192.0.2.7]: 554 "
	"5.7.1 no; from=<s@a> to=<y@b> proto=ESMTP helo=<h>\n"
	"1 mx postfix/smtpd NOQUEUE: reject: RCPT from c.b[192.0.2.7]: 554 "
	"5.7.1 no; from=<s@a> to=<y@b> proto=ESMTP helo=<h>\n",
	" smtp from s@a by 70 login?: x@b\n"
	" smtp from s@a by 70 login?: - refused\n"},
    {"refused in a mail that goes on",
	SMTP("1", "4A0001",
	    "192.0.2.7") "1 mx postfix/smtpd 4A0001: milter-reject: RCPT from "
			 "c.b[192.0.2.7]: "
			 "550 5.1.2 no; from=<s@a> to=<x@b> proto=ESMTP "
			 "helo=<h>\n" BEGIN("1", "4A0001", "m", "s@a")
			     RESULT("2", "4A0001", "y@b"),
	"4A0001 smtp from s@a by 70: y@b x@b\n"},
    {"refused whole",
	SMTP("1", "4A0001",
	    "192.0.2.7") "1 mx postfix/cleanup 4A0001: message-id=<m>\n"
			 "1 mx postfix/cleanup 4A0001: milter-reject: "
			 "END-OF-MESSAGE from "
			 "c.b[192.0.2.7]: 5.7.1 no; from=<s@a> to=<x@b> "
			 "proto=ESMTP helo=<h>\n",
	"4A0001 smtp from s@a by 70 nameless: x@b\n"},
    {"held, and held until it goes on",
	SMTP("1", "4A0001",
	    "192.0.2.7") "1 mx postfix/cleanup 4A0001: message-id=<m>\n"
			 "1 mx postfix/cleanup 4A0001: milter-hold: "
			 "END-OF-MESSAGE from "
			 "c.b[192.0.2.7]: milter triggers HOLD action; "
			 "from=<s@a> to=<x@b> "
			 "proto=ESMTP helo=<h>\n" SMTP("1", "4A0002",
			     "192.0.2.7") "1 mx postfix/cleanup 4A0002: "
					  "message-id=<n>\n"
					  "1 mx postfix/cleanup 4A0002: "
					  "milter-hold: END-OF-MESSAGE from "
					  "c.b[192.0.2.7]: milter triggers "
					  "HOLD action; from=<s@a> to=<x@b> "
					  "proto=ESMTP helo=<h>\n"
					  "9 mx postfix/postsuper 4A0002: "
					  "released from hold\n" RESULT("9",
					      "4A0002", "y@b")
					      RESULT("9", "4A0002", "x@b"),
	"4A0001 smtp from s@a by 70 nameless: x@b\n"
	"4A0002 smtp from s@a by 70: y@b x@b\n"},
    {"given back by its client", SMTP("1", "4A0001", "192.0.2.7"), ""},
    {"an id comes again",
	MAIL("4A0001", "s@a") RESULT("2", "4A0001", "x@b") END("2", "4A0001")
	    GIVEN("50", "4A0001", "192.0.2.8", "n", "t@a")
		RESULT("51", "4A0001", "y@b"),
	"4A0001 smtp from s@a by 70: x@b\n"
	"4A0001 smtp from t@a by 80: y@b\n"},
    {"put into the queue again",
	MAIL("4A0001", "s@a") "2 mx postfix/pickup 4A0002: uid=0 from=<s@a> "
			      "orig_id=4A0001\n" BEGIN("2", "4A0002", "m4A0001",
				  "s@a") RESULT("3", "4A0002", "x@b"),
	"4A0001 smtp from s@a by 70 nameless:\n"
	"4A0002 again from s@a by 00: -\n"},
    {"a filter before the queue that refuses a mail",
	"1 mx postfix/smtpd NOQUEUE: client=c.b[192.0.2.7]\n"
	"1 mx postfix/smtpd proxy-reject: END-OF-MESSAGE: 550 5.7.1 no; "
	"from=<s@a> to=<x@b> proto=ESMTP helo=<h>\n",
	" smtp from s@a by 00 nameless login?: x@b\n"},
    {"Sendmail: what stands in <>",
	"1 mx sm-mta 8AT36Iln027258: from=<s@a>, size=35, class=0, nrcpts=2, "
	"msgid=<m, relay=x [192.0.2.9]@a>, proto=ESMTP, daemon=MTA, relay=c.b "
	"[192.0.2.7]\n"
	"2 mx sm-mta 8AT36Iln027258: to=<x@b>,y@b, delay=00:00:00, mailer="
	"relay, pri=1, relay=r [192.0.2.1], dsn=2.0.0, stat=Sent (ok)\n"
	"3 mx sm-mta 8AT36Iln027259: Milter: to=<z@b>, reject=550 5.1.2 no\n"
	"3 mx sm-mta 8AT36Iln027259: from=<s@a>, size=0, class=0, nrcpts=0, "
	"proto=ESMTP, daemon=MTA, relay=c.b [192.0.2.7]\n",
	"8AT36Iln027258 smtp from s@a by 70 login?: - alias x@b\n"
	"8AT36Iln027259 smtp from s@a by 70 login?: z@b\n"},
    {"Exim has no milters",
	"1 mx exim 1xXVBm-00051P-2Y <= s@a H=c.b [192.0.2.7] P=esmtp S=9 "
	"id=m@a\n"
	"2 mx exim 1xXVBm-00051P-2Y => x@b R=out T=smtp H=r [192.0.2.1]\n"
	"2 mx exim 1xXVBm-00051P-2Y Completed\n",
	"1xXVBm-00051P-2Y internal from s@a by 00: - no-milters\n"},
};

Test(envelopes, are_as_the_client_gave_them)
{
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		struct seen seen = {.count = 0};
		struct envelopes_counts counts;

		read_log(logs[i].log, &seen, &counts);
		cr_expect_str_eq(seen.text, logs[i].seen, "%s:\n%s\nnot\n%s",
		    logs[i].what, seen.text, logs[i].seen);
	}
}

Test(envelopes, of_a_log_that_is_given_twice_count_once)
{
	static const char log[] = MAIL("4A0001", "s@a")
	    RESULT("2", "4A0001", "x@b") END("2", "4A0001");
	char twice[2 * sizeof(log) + 128];
	struct seen seen = {.count = 0};
	struct envelopes_counts counts;

	snprintf(twice, sizeof(twice), "%s%s", log,
	    "900 mx postfix/qmgr 4A0009: removed\n");
	read_log(twice, &seen, &counts);
	cr_expect_eq(counts.recipients, 1);
	/* The first one is over by then. */
	snprintf(twice, sizeof(twice),
	    "%s" SMTP("900", "4A0009", "192.0.2.7") "%s", log, log);
	seen = (struct seen){.count = 0};
	read_log(twice, &seen, &counts);
	cr_expect_eq(counts.recipients, 1);
	cr_expect_str_eq(seen.text, "4A0001 smtp from s@a by 70: x@b\n");
}
