/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails: which lines are one mail, and what is counted of it. */
#include "domains/maillog/mails.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/maillog/texts.h"
#include "tests/unit/clock.h"
#include "tests/unit/maillog/brief.h"
#include "tests/unit/maillog/wrong.h"
#include "tests/unit/text.h"

/* ---- a log in short ------------------------------------------------------ */

struct summary {
	char text[4096];
	size_t len;
};

static void
put_leak(struct summary *summary, struct leaks *leaks, uint32_t number)
{
	static const char *const outcomes[] = {"pending", "sent", "deferred",
	    "bounced", "held", "refused", "tempfailed", "discarded", "local",
	    "handed-on"};
	const struct leak *leak = leaks_at(leaks, number);

	if (leak->seen > leak->seen_last)
		return;
	text_put(summary->text, sizeof(summary->text), &summary->len,
	    "%s:", number == 0 ? "all" : leaks_name(leaks, number));
	for (size_t i = 0; i < MAILLOG_OUTCOMES; i++)
		if (leak->mails[i] != 0)
			text_put(summary->text, sizeof(summary->text),
			    &summary->len, " %s %d", outcomes[i],
			    (int)leak->mails[i]);
	if (leak->bytes != 0)
		text_put(summary->text, sizeof(summary->text), &summary->len,
		    " bytes %d", (int)leak->bytes);
	text_put(summary->text, sizeof(summary->text), &summary->len,
	    " senders %d ids %d", (int)leak->distinct[LEAKS_SENDER],
	    (int)leak->distinct[LEAKS_MESSAGE_ID]);
	if (leak->first <= leak->last)
		text_put(summary->text, sizeof(summary->text), &summary->len,
		    " from %d to %d", (int)leak->first, (int)leak->last);
	text_put(summary->text, sizeof(summary->text), &summary->len, "\n");
}

static void
summarise(struct leaks *leaks, struct summary *summary)
{
	const struct leaks_share *shares;
	size_t count;

	for (uint32_t i = 0; i < leaks_count(leaks); i++)
		if (i != 1 || *leaks_name(leaks, 1) != '@')
			put_leak(summary, leaks, i);
	shares = leaks_shares(leaks, NULL, &count);
	for (size_t i = 0; i < count; i++)
		if (shares[i].leak == 0 && shares[i].tally == LEAKS_LIST)
			text_put(summary->text, sizeof(summary->text),
			    &summary->len, "list %s %d\n",
			    leaks_text_of(leaks, (uint32_t)shares[i].value),
			    (int)shares[i].mails);
}

static void
read_log(const char *log, const struct leaks_options *how,
    struct mails_counts *counts_r, struct summary *summary)
{
	struct leaks *leaks = leaks_new(how);
	struct mails *mails = mails_new(leaks, NULL);

	cr_assert_not_null(mails);
	brief_read(log, mails_take, mails);
	cr_assert_eq(mails_finish(mails, INT64_MIN), 0);
	*counts_r = *mails_count(mails);
	mails_free(&mails);
	summarise(leaks, summary);
	leaks_free(&leaks);
}

/* ---- logs ---------------------------------------------------------------- */

#define BEGIN(time, host, id, message, from)                          \
	time " " host " postfix/cleanup " id ": message-id=<" message \
	     ">\n" time " " host " postfix/qmgr " id ": from=<" from  \
	     ">, size=100, nrcpt=1 (queue active)\n"
#define MAIL(time, host, id) BEGIN(time, host, id, "m@a", "s@a")
#define RESULT(time, host, id, to, status)                                     \
	time " " host " postfix/smtp " id ": to=<" to                          \
	     ">, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, " \
	     "status=" status "\n"
#define SENT_X(time, host, id) RESULT(time, host, id, "x@gmai.com", SENT)
#define VIA(time, host, id, to, via, status) \
	RESULT(time, host, id, to ">, orig_to=<" via, status)
#define END(time, host, id) time " " host " postfix/qmgr " id ": removed\n"
#define SENT "sent (250 ok)"
#define NEXT(id) "sent (250 Ok: queued as " id ")"
/* Who gave a mail; from a content filter, which may name the id before. */
#define GIVEN(time, host, id, address) \
	time " " host " postfix/smtpd " id ": client=c[" address "]\n"
#define NAMED(time, host, id, before)                       \
	time " " host " postfix/smtpd " id                  \
	     ": client=f[192.0.2.8], orig_queue_id=" before \
	     ", orig_client=c[192.0.2.9]\n"
/* Its result at such a filter. */
#define FILTERED(time, host, id, to, status)                                  \
	time " " host " postfix/smtp " id ": to=<" to                         \
	     ">, relay=127.0.0.1[127.0.0.1]:10025, delay=1, delays=0/0/1/0, " \
	     "dsn=2.0.0, status=" status "\n"

/* The sums, when there is one address. */
#define ONE(sums) "all: " sums "\nx@gmai.com: " sums "\n"

static const struct {
	const char *what, *log, *expected;
} logs[] = {
    {"a right recipient is nothing",
	MAIL("1", "mx", "4A0001") RESULT("2", "mx", "4A0001", "x@gmail.com",
	    SENT) END("2", "mx", "4A0001"),
	""},
    {"one mail, two ways to one address",
	MAIL("1", "mx", "4A0001") VIA("2", "mx", "4A0001", "x@gmai.com", "l@a",
	    SENT) VIA("3", "mx", "4A0001", "X@GMAI.com", "k@a", SENT)
	    END("4", "mx", "4A0001"),
	"all: sent 1 bytes 100 senders 1 ids 1 from 2 to 3\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 2 to 3\n"
	"list k@a 1\n"
	"list l@a 1\n"},
    {"one list, and one sender, in other letters",
	BEGIN("1", "mx", "4A0001", "m@a", "s@a") VIA("2", "mx", "4A0001",
	    "x@gmai.com", "L@A.", SENT) END("3", "mx", "4A0001")
	    BEGIN("4", "mx", "4A0002", "n@a", "S@A") VIA("5", "mx", "4A0002",
		"x@gmai.com", "l@a", SENT) END("6", "mx", "4A0002"),
	"all: sent 2 bytes 200 senders 1 ids 2 from 2 to 5\n"
	"x@gmai.com: sent 2 bytes 200 senders 1 ids 2 from 2 to 5\n"
	"list l@a 2\n"},
    {"deferred, then sent",
	MAIL("1", "mx", "4A0001")
	    RESULT("2", "mx", "4A0001", "x@gmai.com", "deferred (no)")
		SENT_X("9000", "mx", "4A0001") END("9000", "mx", "4A0001"),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 9000 to 9000")},
    {"deferred until it is too old",
	MAIL("1", "mx", "4A0001") RESULT("2", "mx", "4A0001", "x@gmai.com",
	    "deferred (no)") "3 mx postfix/qmgr 4A0001: "
			     "from=<s@a>, status=expired, "
			     "returned to sender\n",
	ONE("bounced 1 senders 0 ids 0")},
    {"a short id that comes again, with and without its end",
	MAIL("1", "mx", "4A0001") SENT_X("2", "mx", "4A0001")
	    END("2", "mx", "4A0001") BEGIN("90", "mx", "4A0001", "n@a", "t@a")
		SENT_X("91", "mx", "4A0001") BEGIN("93", "mx", "4A0001", "o@a",
		    "t@a") SENT_X("94", "mx", "4A0001"),
	ONE("sent 3 bytes 300 senders 2 ids 3 from 2 to 94")},
    {"one id on two hosts",
	MAIL("1", "mx", "4A0001") BEGIN("1", "my", "4A0001", "n@a", "t@a")
	    SENT_X("2", "mx", "4A0001") SENT_X("2", "my", "4A0001"),
	ONE("sent 2 bytes 200 senders 2 ids 2 from 2 to 2")},
    {"one id in two instances, and a service with a name of its own",
	MAIL("1", "mx",
	    "4A0001") "1 mx postfix-out/cleanup 4A0001: message-id=<n@a>\n"
		      "1 mx postfix-slow/smtp 4A0001: to=<x@gmai.com>, "
		      "relay=mx["
		      "192.0.2.1]:25, delay=1, delays=0/0/1/0, dsn=2.0.0, "
		      "status=" SENT "\n",
	ONE("sent 1 bytes 100 senders 1 ids 1 from 1 to 1")},
    {"one id in two instances, whose deliveries say which one",
	"1 mx postfix-a/cleanup 4A0001: message-id=<m@a>\n"
	"1 mx postfix-b/cleanup 4A0001: message-id=<n@a>\n"
	"2 mx postfix-a/qmgr 4A0001: from=<s@a>, size=100, nrcpt=1 ()\n"
	"2 mx postfix-b/qmgr 4A0001: from=<t@a>, size=300, nrcpt=1 ()\n"
	"3 mx postfix-b/smtp 4A0001: to=<x@gmai.com>, relay=mx[192.0.2.1]:25, "
	"delay=1, delays=0/0/1/0, dsn=2.0.0, status=" SENT "\n"
	"3 mx postfix-a/qmgr 4A0001: removed\n",
	ONE("sent 1 bytes 300 senders 1 ids 1 from 3 to 3")},
    {"a content filter, of a mail without a Message-ID",
	"1 mx postfix/cleanup 4A0001: message-id=<>\n"
	"2 mx postfix/cleanup 4B0002: message-id=<>\n" RESULT("3", "mx",
	    "4A0001", "x@gmai.com",
	    "sent (250 2.0.0 from MTA: 250 Ok: queued as 4B0002)")
	    END("3", "mx", "4A0001") SENT_X("5", "mx", "4B0002"),
	ONE("sent 1 senders 0 ids 0 from 5 to 5")},
    {"lines that were relayed twice, at once and later",
	MAIL("1", "mx", "4A0001") MAIL("1", "mx", "4A0001") SENT_X("2", "mx",
	    "4A0001") SENT_X("2", "mx", "4A0001") END("2", "mx", "4A0001")
	    END("2", "mx", "4A0001") SENT_X("2", "mx", "4A0001")
		MAIL("99", "mx", "4A0001") SENT_X("99", "mx", "4A0001"),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 2 to 2")},
    {"the end before the result",
	MAIL("1", "mx", "4A0001") END("2", "mx", "4A0001")
	    SENT_X("2", "mx", "4A0001"),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 2 to 2")},
    {"a content filter, whose lines come first",
	MAIL("1", "mx", "4A0001") MAIL("2", "mx", "4B0002")
	    VIA("3", "mx", "4A0001", "x@gmai.com", "l@a",
		"sent (250 2.0.0 from MTA: 250 Ok: queued as 4B0002)")
		END("3", "mx", "4A0001") SENT_X("5", "mx", "4B0002")
		    END("5", "mx", "4B0002"),
	"all: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"list l@a 1\n"},
    {"a hop whose file comes later, which refuses one",
	MAIL("1", "mx", "4A0001") VIA("3", "mx", "4A0001", "x@gmai.com", "l@a",
	    NEXT("4B0002")) RESULT("3", "mx", "4A0001", "y@gmai.com",
	    NEXT("4B0002")) END("3", "mx", "4A0001") MAIL("2", "out", "4B0002")
	    SENT_X("5", "out", "4B0002")
		RESULT("5", "out", "4B0002", "y@gmai.com", "bounced (550 no)"),
	"all: sent 1 bounced 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"y@gmai.com: bounced 1 senders 0 ids 0\n"
	"list l@a 1\n"},
    {"a hop that is over already",
	MAIL("1", "out", "4B0002") SENT_X("2", "out", "4B0002")
	    END("2", "out", "4B0002") MAIL("1", "mx", "4A0001")
		VIA("1", "mx", "4A0001", "x@gmai.com", "l@a", NEXT("4B0002")),
	"all: sent 1 bytes 100 senders 1 ids 1 from 2 to 2\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 2 to 2\n"
	"list l@a 1\n"},
    {"a host outside that answers an id it has seen hides nothing",
	MAIL("1", "mx",
	    "4A0001") "2 mx postfix/local 4A0001: to=<l@a>, relay=local, "
		      "delay=1, "
		      "delays=0/0/1/0, dsn=2.0.0, status=sent (forwarded as "
		      "4B0002)\n" MAIL("2", "mx", "4B0002") VIA("3", "mx",
			  "4B0002", "x@gmai.com", "l@a", NEXT("4A0001"))
			  VIA("3", "mx", "4B0002", "y@gmai.com", "l@a",
			      NEXT("4B0002")),
	"all: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"y@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"list l@a 1\n"},
    {"a hop without a result for a recipient took over nothing of it",
	MAIL("1", "mx", "4A0001") VIA("3", "mx", "4A0001", "x@gmai.com", "l@a",
	    NEXT("4B0002")) VIA("3", "mx", "4A0001", "y@gmai.com", "l@a",
	    NEXT("4B0002")) END("3", "mx", "4A0001") MAIL("1", "mx", "4B0002")
	    RESULT("5", "mx", "4B0002", "y@gmai.com", SENT) RESULT("5", "mx",
		"4B0002", "z@gmai.com", SENT) END("5", "mx", "4B0002"),
	"all: sent 2 bytes 200 senders 1 ids 1 from 3 to 5\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"y@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"z@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"list l@a 2\n"},
    {"nor does one that is over already",
	MAIL("1", "mx", "4A0001") MAIL("1", "mx", "4B0002") RESULT("2", "mx",
	    "4B0002", "y@gmai.com", SENT) END("2", "mx", "4B0002")
	    BEGIN("40", "mx", "4C0003", "n@a", "s@a")
		RESULT("40", "mx", "4B0002", "w@gmai.com", "deferred (no)")
		    RESULT("41", "mx", "4A0001", "x@gmai.com", NEXT("4B0002")),
	"all: sent 2 deferred 1 bytes 200 senders 1 ids 1 from 2 to 41\n"
	"y@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 2 to 2\n"
	"w@gmai.com: deferred 1 senders 0 ids 0\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 41 to 41\n"},
    {"a hop that is over, whose id has come again",
	MAIL("1", "mx", "4A0001") MAIL("1", "out", "4B0002")
	    SENT_X("2", "out", "4B0002") END("2", "out", "4B0002")
		BEGIN("40", "out", "4B0002", "n@a", "s@a")
		    RESULT("41", "mx", "4A0001", "x@gmai.com", NEXT("4B0002")),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 2 to 2")},
    {"an id that began before is no hop, when it is over",
	MAIL("1", "out", "4B0002") SENT_X("2", "out", "4B0002")
	    END("2", "out", "4B0002") BEGIN("40", "out", "4B0002", "n@a", "s@a")
		MAIL("40", "mx", "4A0001")
		    RESULT("41", "mx", "4A0001", "x@gmai.com", NEXT("4B0002")),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 2 to 41")},
    {"the clock of the hop may be some seconds late, in any order",
	MAIL("6", "mx", "4A0001") MAIL("4", "out", "4B0002") RESULT("6", "mx",
	    "4A0001", "x@gmai.com", NEXT("4B0002")) SENT_X("5", "out", "4B0002")
	    END("5", "out", "4B0002") BEGIN("24", "out", "4B0004", "n@a", "s@a")
		SENT_X("25", "out", "4B0004") END("25", "out", "4B0004")
		    BEGIN("40", "out", "4B0004", "o@a", "s@a")
			BEGIN("26", "mx", "4A0003", "n@a", "s@a") RESULT("26",
			    "mx", "4A0003", "x@gmai.com", NEXT("4B0004")),
	ONE("sent 2 bytes 200 senders 1 ids 2 from 5 to 25")},
    {"a filter of this host in the same second, when it is over",
	MAIL("1", "mx", "4A0001") MAIL("1", "mx", "4B0002")
	    SENT_X("2", "mx", "4B0002") END("2", "mx", "4B0002")
		BEGIN("40", "mx", "4B0002", "n@a", "s@a")
		    RESULT("41", "mx", "4A0001", "x@gmai.com", NEXT("4B0002")),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 2 to 2")},
    {"nor when it is open",
	MAIL("1", "mx", "4A0001") MAIL("2", "mx", "4B0002") SENT_X("3", "mx",
	    "4A0001") RESULT("4", "mx", "4B0002", "x@gmai.com", NEXT("4A0001")),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 3 to 4")},
    {"a hop that has released a mail, of which nothing more is known",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) MAIL("2", "out",
	    "4B0002") "2 out postfix/cleanup 4B0002: milter-hold: "
		      "END-OF-MESSAGE from "
		      "mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
		      "to=<x@gmai.com> proto=ESMTP helo=<h>\n"
		      "8 out postfix/postsuper 4B0002: released from hold\n",
	ONE("sent 1 bytes 100 senders 1 ids 1 from 3 to 3")},
    {"held, released, and deferred",
	MAIL("1", "mx",
	    "4A0001") "1 mx postfix/cleanup 4A0001: milter-hold: "
		      "END-OF-MESSAGE "
		      "from "
		      "mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
		      "to=<x@gmai.com> proto=ESMTP helo=<h>\n"
		      "8 mx postfix/postsuper 4A0001: released from "
		      "hold\n" RESULT("9", "mx", "4A0001", "x@gmai.com",
			  "deferred (no)"),
	ONE("deferred 1 senders 0 ids 0")},
    {"a hop whose log ends before its results",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) END("3", "mx", "4A0001") MAIL("2", "out", "4B0002"),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 3 to 3")},
    {"a hop that corrects the address",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) END("3", "mx", "4A0001") MAIL("2", "out", "4B0002")
	    VIA("4", "out", "4B0002", "x@gmail.com", "x@gmai.com", SENT)
		END("4", "out", "4B0002"),
	""},
    {"a hop that holds all, of which it names the last one",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) RESULT("3", "mx", "4A0001", "y@gmai.com",
	    NEXT("4B0002")) MAIL("2", "out",
	    "4B0002") "2 out postfix/cleanup 4B0002: milter-hold: "
		      "END-OF-MESSAGE from "
		      "mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
		      "to=<y@gmai.com> proto=ESMTP helo=<h>\n",
	"all: held 1 senders 0 ids 0\n"
	"x@gmai.com: held 1 senders 0 ids 0\n"
	"y@gmai.com: held 1 senders 0 ids 0\n"},
    {"what was sent to a hop, and a second time past it",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("9F9F9F")) RESULT("3", "mx", "4A0001", "x@gmai.com",
	    "sent (250 Ok: queued as "
	    "9F9F9F)") END("3", "mx", "4A0001") MAIL("2", "out", "4B0002")
	    SENT_X("5", "out", "4B0002") END("5", "out", "4B0002"),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 3 to 5")},
    {"the same, of which the hop's lines come first",
	MAIL("2", "out", "4B0002") SENT_X("5", "out", "4B0002")
	    END("5", "out", "4B0002") MAIL("1", "mx", "4A0001")
		RESULT("3", "mx", "4A0001", "x@gmai.com", NEXT("4B0002"))
		    SENT_X("3", "mx", "4A0001") END("3", "mx", "4A0001"),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 3 to 5")},
    {"a hop that takes a wrong address for one of its own lists",
	MAIL("1", "mx", "4A0001") RESULT("3", "mx", "4A0001", "x@gmai.com",
	    NEXT("4B0002")) END("3", "mx", "4A0001") MAIL("2", "out", "4B0002")
	    MAIL("3", "out", "4C0003") "3 out postfix/local 4B0002: "
				       "to=<x@gmai.com>, relay=local, "
				       "delay=1, delays=0/0/1/0, dsn=2.0.0, "
				       "status=sent (forwarded "
				       "as "
				       "4C0003)\n" RESULT("4", "out", "4C0003",
					   "x@gmail.com", SENT),
	""},
    {"a filter that does not say by what id the mail comes back",
	GIVEN("1", "mx", "4A0001", "192.0.2.9") MAIL("1", "mx", "4A0001")
	    GIVEN("1", "mx", "4B0002", "127.0.0.1") MAIL("1", "mx", "4B0002")
		FILTERED("1", "mx", "4A0001", "x@gmai.com", SENT) FILTERED("1",
		    "mx", "4A0001", "y@gmai.com", SENT) END("1", "mx", "4A0001")
		    SENT_X("1", "mx", "4B0002") END("1", "mx", "4B0002"),
	"all: sent 2 bytes 200 senders 1 ids 1 from 1 to 1\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 1 to 1\n"
	"y@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 1 to 1\n"},
    {"two mails of one message through such a filter, to one address each",
	GIVEN("1", "mx", "4A0001", "127.0.0.1") MAIL("1", "mx", "4A0001")
	    GIVEN("1", "mx", "4A0002", "127.0.0.1") MAIL("1", "mx", "4A0002")
		GIVEN("1", "mx", "4B0003", "127.0.0.1") MAIL("1", "mx",
		    "4B0003") GIVEN("1", "mx", "4B0004", "127.0.0.1") MAIL("1",
		    "mx", "4B0004") FILTERED("1", "mx", "4A0001", "x@gmai.com",
		    SENT) FILTERED("1", "mx", "4A0002", "y@gmai.com", SENT)
		    SENT_X("1", "mx", "4B0004")
			RESULT("1", "mx", "4B0003", "y@gmai.com", SENT),
	"all: sent 2 bytes 200 senders 1 ids 1 from 1 to 1\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 1 to 1\n"
	"y@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 1 to 1\n"},
    {"one message that was given twice, on this host and to it",
	GIVEN("1", "mx", "4A0001", "127.0.0.1") MAIL("1", "mx", "4A0001")
	    GIVEN("1", "mx", "4B0002", "127.0.0.1") MAIL("1", "mx", "4B0002")
		FILTERED("1", "mx", "4A0001", "x@gmai.com", SENT)
		    FILTERED("1", "mx", "4B0002", "x@gmai.com", SENT),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 1 to 1")},
    {"a mail that began before the one that a filter took is another one",
	GIVEN("1", "mx", "4A0001", "127.0.0.1") MAIL("1", "mx", "4A0001")
	    GIVEN("1", "mx", "4B0002", "192.0.2.9") MAIL("1", "mx", "4B0002")
		FILTERED("1", "mx", "4B0002", "x@gmai.com", SENT)
		    SENT_X("1", "mx", "4A0001"),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 1 to 1")},
    {"a mail that comes back after the answer is another one",
	GIVEN("1", "mx", "4A0001", "192.0.2.9") MAIL("1", "mx", "4A0001")
	    FILTERED("1", "mx", "4A0001", "x@gmai.com", SENT)
		GIVEN("1", "mx", "4B0002", "127.0.0.1")
		    MAIL("1", "mx", "4B0002") SENT_X("1", "mx", "4B0002"),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 1 to 1")},
    {"a filter that names the id that the mail had, and hands it on twice",
	GIVEN("1", "mx", "4A0001", "192.0.2.9") MAIL("1", "mx", "4A0001")
	    NAMED("1", "mx", "4B0002", "4A0001") MAIL("1", "mx", "4B0002")
		NAMED("1", "mx", "4C0003", "4A0001") MAIL("1", "mx", "4C0003")
		    FILTERED("1", "mx", "4A0001", "x@gmai.com",
			"sent (250 Ok: queued as S1)")
			SENT_X("2", "mx", "4B0002") SENT_X("2", "mx", "4C0003"),
	ONE("sent 2 bytes 200 senders 1 ids 1 from 2 to 2")},
    {"three hops, whose logs come last first, and the list of the first",
	MAIL("3", "c", "4C0003") RESULT("5", "c", "4C0003", "x@gmai.com",
	    NEXT("9F9F9F")) END("5", "c", "4C0003") MAIL("2", "b", "4B0002")
	    RESULT("3", "b", "4B0002", "x@gmai.com", NEXT("4C0003"))
		END("3", "b", "4B0002") MAIL("1", "a", "4A0001")
		    VIA("2", "a", "4A0001", "x@gmai.com", "l@a", NEXT("4B0002"))
			END("2", "a", "4A0001"),
	"all: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 5 to 5\n"
	"list l@a 1\n"},
    {"held, of which the log has the last recipient only",
	"1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
	"1 mx postfix/cleanup 4A0001: milter-hold: END-OF-MESSAGE from "
	"mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>\n",
	ONE("held 1 senders 0 ids 0")},
    {"held, then released under its id",
	"1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
	"1 mx postfix/cleanup 4A0001: milter-hold: END-OF-MESSAGE from "
	"mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>\n"
	"8 mx postfix/postsuper 4A0001: released from hold\n"
	"9 mx postfix/qmgr 4A0001: from=<s@a>, size=100, nrcpt=2 (queue "
	"active)\n" RESULT("9", "mx", "4A0001", "w@gmai.com", SENT)
	    SENT_X("9", "mx", "4A0001") END("9", "mx", "4A0001"),
	"all: sent 1 bytes 100 senders 1 ids 1 from 9 to 9\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 9 to 9\n"
	"w@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 9 to 9\n"},
    {"held, then deleted by somebody",
	"1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
	"1 mx postfix/cleanup 4A0001: milter-hold: END-OF-MESSAGE from "
	"mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>\n"
	"8 mx postfix/postsuper 4A0001: removed\n",
	ONE("discarded 1 senders 0 ids 0")},
    {"deferred and sent, then what is left deleted",
	MAIL("1", "mx", "4A0001") RESULT("2", "mx", "4A0001", "x@gmai.com",
	    "deferred (no)") RESULT("2", "mx", "4A0001", "w@gmai.com",
	    SENT) "8 mx postfix/postsuper 4A0001: removed\n",
	"all: sent 1 discarded 1 bytes 100 senders 1 ids 1 from 2 to 2\n"
	"x@gmai.com: discarded 1 senders 0 ids 0\n"
	"w@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 2 to 2\n"},
    {"a list with an owner, whose members have no orig_to",
	MAIL("1", "mx", "4A0001") BEGIN("2", "mx", "4B0002", "m@a",
	    "owner-l@a") "2 mx postfix/local 4A0001: to=<l@a>, "
			 "orig_to=<all@a>, "
			 "relay=local, delay=1, delays=0/0/1/0, "
			 "dsn=2.0.0, status=sent "
			 "(forwarded as 4B0002)\n" SENT_X("3", "mx", "4B0002"),
	"all: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"x@gmai.com: sent 1 bytes 100 senders 1 ids 1 from 3 to 3\n"
	"list all@a 1\n"},
    {"held at its first recipient, when it has no id yet",
	"1 mx postfix/smtpd NOQUEUE: hold: RCPT from c[192.0.2.9]: <x@gmai.com>"
	": Recipient address triggers HOLD action; from=<s@a> to=<x@gmai.com> "
	"proto=ESMTP helo=<h>\n"
	"1 mx postfix/smtpd 4A0001: client=c[192.0.2.9]\n"
	"1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
	"2 mx postfix/smtpd 4B0002: client=c[192.0.2.9]\n"
	"2 mx postfix/cleanup 4B0002: message-id=<n@a>\n",
	ONE("held 1 senders 0 ids 0")},
    {"held, then put into the queue again with another id",
	"1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
	"1 mx postfix/cleanup 4A0001: milter-hold: END-OF-MESSAGE from "
	"mx[192.0.2.1]: milter triggers HOLD action; from=<s@a> "
	"to=<x@gmai.com> proto=ESMTP helo=<h>\n"
	"8 mx postfix/postsuper 4A0001: requeued\n"
	"8 mx postfix/pickup 4B0002: uid=0 from=<s@a> orig_id=4A0001\n" MAIL(
	    "8", "mx", "4B0002") SENT_X("9", "mx", "4B0002"),
	ONE("sent 1 bytes 100 senders 1 ids 1 from 9 to 9")},
    {"refused twice, of which one line was relayed twice",
	"1 mx postfix/smtpd NOQUEUE: reject: RCPT from c[192.0.2.9]: 550 5.1.2 "
	"no; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>\n"
	"1 mx postfix/smtpd NOQUEUE: reject: RCPT from c[192.0.2.9]: 550 5.1.2 "
	"no; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>\n"
	"7 mx postfix/smtpd NOQUEUE: reject: RCPT from c[192.0.2.9]: 550 5.1.2 "
	"no; from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>\n",
	ONE("refused 2 senders 0 ids 0")},
};

Test(maillog_mails, count_each_mail_once)
{
	for (size_t i = 0; i < sizeof(logs) / sizeof(*logs); i++) {
		struct summary summary = {.text = ""};
		struct mails_counts counts;

		read_log(logs[i].log, &wrong_options, &counts, &summary);
		cr_expect_str_eq(summary.text, logs[i].expected, "%s: got\n%s",
		    logs[i].what, summary.text);
	}
}

/* ---- long logs ----------------------------------------------------------- */

static struct leaks *leaks;
static struct mails *mails;

static void
set_up(void)
{
	leaks = leaks_new(&wrong_options);
	mails = mails_new(leaks, NULL);
}

static void
tear_down(void)
{
	mails_free(&mails);
	leaks_free(&leaks);
}

TestSuite(maillog_mails, .init = set_up, .fini = tear_down);

/* A line that is still being written, and one that was too long. */
Test(maillog_mails, do_not_read_what_is_cut)
{
	static char text[] =
	    "4A0001: to=<x@gmai.com>, relay=m[192.0.2.1]:25, delay=1, "
	    "dsn=2.0.0, status=sent (250 ok";
	static char longer[2100];
	const size_t len = sizeof(text) - 1;
	struct maillog_line line = {
	    .tag = span_of("postfix/smtp"),
	    .text = {text, len},
	    .cut = true,
	};

	texts_read(&line, mails_take, mails);
	cr_expect_eq(mails_count(mails)->deliveries, 0);
	memset(longer, 'x', sizeof(longer));
	memcpy(longer, text, len);
	line.text = (struct span){longer, sizeof(longer)};
	texts_read(&line, mails_take, mails);
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], 1);
}

/* It is bounced when it is given up, not when it was tried last. */
Test(maillog_mails, bounce_when_they_are_too_old)
{
	static const char log[] =
	    MAIL("1", "mx", "4A0001") RESULT("2", "mx", "4A0001", "x@gmai.com",
		"deferred (no)") "900 mx postfix/qmgr 4A0001: from=<s@a>, "
				 "status=expired, returned to "
				 "sender\n" END("901", "mx", "4A0001");
	struct leaks_options how = wrong_options;
	struct summary late = {.text = ""}, early = late;
	struct mails_counts counts;

	how.wanted.since = 900;
	read_log(log, &how, &counts, &late);
	cr_expect_str_eq(late.text, ONE("bounced 1 senders 0 ids 0"));
	how.wanted.since = INT64_MIN;
	how.wanted.until = 900;
	read_log(log, &how, &counts, &early);
	cr_expect_str_eq(early.text, "");
}

Test(maillog_mails, leave_out_what_is_not_wanted)
{
	static const char log[] =
	    BEGIN("1", "mx", "4A0001", "m@a", "s@univ.example")
		SENT_X("2", "mx", "4A0001")
		    BEGIN("3", "mx", "4B0002", "n@a", "t@b")
			SENT_X("5", "mx", "4B0002");
	struct leaks_options how = wrong_options;
	struct summary one = {.text = ""}, domain = one, late = one, none = one;
	struct mails_counts counts;

	how.wanted.sender = span_of("T@b");
	read_log(log, &how, &counts, &one);
	cr_expect_str_eq(one.text,
	    ONE("sent 1 bytes 100 senders 1 ids 1 from 5 to 5"));
	how.wanted.sender = span_of("@univ.example");
	read_log(log, &how, &counts, &domain);
	cr_expect_str_eq(domain.text,
	    ONE("sent 1 bytes 100 senders 1 ids 1 from 2 to 2"));
	how.wanted.sender = span_of("");
	how.wanted.since = 5;
	how.wanted.until = 6;
	read_log(log, &how, &counts, &late);
	cr_expect_str_eq(late.text, one.text);
	how.wanted.until = 5;
	read_log(log, &how, &counts, &none);
	cr_expect_str_eq(none.text, "");
}

/* What is in a log twice counts once, however much is between. */
Test(maillog_mails, are_known_again_after_many)
{
	const int count = 20000;
	char text[256];

	for (int i = 0; i < 2 * count; i++) {
		snprintf(text, sizeof(text),
		    "%d mx postfix/cleanup %08dA: message-id=<%d@a>\n"
		    "%d mx postfix/smtp %08dA: to=<x@gmai.com>, relay=mx["
		    "192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (ok)\n"
		    "%d mx postfix/qmgr %08dA: removed\n",
		    i, i % count, i % count, i, i % count, i, i % count);
		brief_read(text, mails_take, mails);
	}
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], (size_t)count);
	cr_expect_eq(mails_count(mails)->again, (size_t)count);
}

/* One address by more lists than there are, and one id of more hosts: time
 * grows with the log, not with its square. */
Test(maillog_mails, are_bounded_by_ways_and_by_hosts, .timeout = 120)
{
	char text[256];

	for (int i = 0; i < 100000; i++) {
		snprintf(text, sizeof(text),
		    "1 mx postfix/smtp 4A0001: to=<x@gmai.com>, orig_to=<l%d@a>"
		    ", relay=mx[192.0.2.1]:25, delay=1, dsn=2.0.0, "
		    "status=sent (ok)\n"
		    "1 h%d postfix/cleanup 4B0002: message-id=<m@a>\n",
		    i, i);
		brief_read(text, mails_take, mails);
	}
	cr_expect(mails_count(mails)->given_up != 0);
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], 1);
}

/* It is the second id that has a sender. */
Test(maillog_mails, are_joined_that_are_released_before_the_queue_has_them)
{
	brief_read("1 mx postfix/smtpd NOQUEUE: hold: RCPT from c[192.0.2.9]: "
		   "<x@gmai.com>: Recipient address triggers HOLD action; "
		   "from=<s@a> to=<x@gmai.com> proto=ESMTP helo=<h>\n"
		   "1 mx postfix/smtpd 4A0001: client=c[192.0.2.9]\n"
		   "1 mx postfix/cleanup 4A0001: message-id=<m@a>\n"
		   "5 mx postfix/postsuper 4A0001: released from hold\n"
		   "6 mx postfix/pickup 4B0002: uid=0 from=<s@a> "
		   "orig_id=4A0001\n"
		   "6 mx postfix/cleanup 4B0002: message-id=<m@a>\n"
		   "6 mx postfix/qmgr 4B0002: from=<s@a>, size=9, nrcpt=1 "
		   "(queue active)\n" SENT_X("7", "mx", "4B0002"),
	    mails_take, mails);
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], 1);
	cr_expect_eq(mails_count(mails)->unjoined, 0);
}

/* All recipients of a mail have one key: each is found by its address, too.
 * By the key alone it takes 20 seconds. */
static void
join_many(const char *relay, const char *answer)
{
	char text[256];

	clock_limit(8);
	brief_read(GIVEN("1", "mx", "4A0001", "192.0.2.9")
		       BEGIN("1", "mx", "4A0001", "m@a", "s@a")
			   GIVEN("1", "mx", "4B0002", "127.0.0.1")
			       BEGIN("1", "mx", "4B0002", "m@a", "s@a"),
	    mails_take, mails);
	for (int i = 0; i < 2 * 65000; i++) {
		const bool first = i < 65000;

		snprintf(text, sizeof(text),
		    "1 mx postfix/smtp %s: to=<x%d@gmai.com>, relay=%s, "
		    "delay=1, dsn=2.0.0, status=sent (%s)\n",
		    first ? "4A0001" : "4B0002", i % 65000,
		    first ? relay : "b[192.0.2.2]:25",
		    first ? answer : "250 ok");
		brief_read(text, mails_take, mails);
		if (i == 65000 - 1)
			brief_read(END("1", "mx", "4A0001"), mails_take, mails);
	}
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], 1);
}

Test(maillog_mails, are_joined_whatever_their_number)
{
	join_many("mx[192.0.2.1]:25", "250 ok: queued as 4B0002");
}

Test(maillog_mails, come_back_from_a_filter_whatever_their_number)
{
	join_many("127.0.0.1[127.0.0.1]:10025", "250 ok");
}

/* As many of several mails. */
Test(maillog_mails, are_bounded_by_what_a_filter_names)
{
	char text[256];

	clock_limit(15);
	brief_read(NAMED("1", "mx", "4B0002", "4A0001"), mails_take, mails);
	for (int i = 0; i < 6 * 65000; i++) {
		snprintf(text, sizeof(text),
		    "1 mx postfix/cleanup 4A000%d: message-id=<m@a>\n"
		    "1 mx postfix/smtp 4A000%d: to=<x%d@gmai.com>, relay=mx["
		    "192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (ok)\n",
		    i / 65000, i / 65000, i % 65000);
		brief_read(text, mails_take, mails);
	}
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_SENT], 6);
}

/* Any client can have the log say of any address, and of any sender, that they
 * were refused: what went out has room all the same. */
Test(maillog_mails, what_was_refused_takes_no_room_of_what_was_sent)
{
	char text[2048], from[801] = "";
	const struct leak *leak = NULL;
	uint32_t number = 0;

	clock_limit(30);
	memset(from, 'f', sizeof(from) - 1);
	for (int i = 0; i < 70000; i++) {
		snprintf(text, sizeof(text),
		    "1 mx postfix/smtpd NOQUEUE: reject: RCPT from c[192.0.2.9]"
		    ": 554 5.7.1 <x%d@gmai.com>: Relay access denied; from="
		    "<%s%d@b> to=<x%d@gmai.com> proto=ESMTP helo=<c>\n",
		    i, i < 20000 ? from : "", i, i);
		brief_read(text, mails_take, mails);
	}
	brief_read(MAIL("2", "mx", "4A0001")
		       RESULT("2", "mx", "4A0001", "hanako@gmai.com", SENT),
	    mails_take, mails);
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	while (++number < leaks_count(leaks) && leak == NULL)
		if (strcmp(leaks_name(leaks, number), "hanako@gmai.com") == 0)
			leak = leaks_at(leaks, number);
	cr_assert_not_null(leak);
	cr_expect_eq(leak->mails[MAILLOG_SENT], 1);
	cr_expect_eq(leak->distinct[LEAKS_SENDER], 1);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_REFUSED], 70000);
	cr_expect(leaks_overflowed(leaks));
}

/* Without its end, each mail is one more that is open. */
Test(maillog_mails, are_given_up_when_too_many_are_open)
{
	const uint64_t count = MAILS_MAX + 500;
	char text[256];

	for (uint64_t i = 0; i < count; i++) {
		snprintf(text, sizeof(text),
		    "%d mx postfix/qmgr %08dA: from=<s@a>, size=1, nrcpt=1 ()\n"
		    "%d mx postfix/smtp %08dA: to=<x@gmai.com>, relay=none, "
		    "delay=1, dsn=4.0.0, status=deferred (no)\n",
		    (int)i, (int)i, (int)i, (int)i);
		brief_read(text, mails_take, mails);
	}
	cr_expect_eq(mails_count(mails)->given_up, 500);
	cr_expect_eq(mails_finish(mails, INT64_MIN), 0);
	cr_expect_eq(leaks_at(leaks, 0)->mails[MAILLOG_DEFERRED], count);
}
