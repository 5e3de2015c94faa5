/* SPDX-License-Identifier: BSD-2-Clause */
/* Mails: true histories, written as the lines of a log whose mails are mixed,
 * and counted again: the same numbers come out. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/maillog/mails.h"
#include "domains/maillog/texts.h"
#include "tests/unit/maillog/wrong.h"
#include "tests/unit/property.h"

#define MAILS 12
#define RECIPIENTS 4
#define ADDRESSES 5

/* What happens to a mail, and what is to be counted of it. */
struct history {
	char lines[16][256];
	size_t count, next;
};

struct expected {
	uint64_t sent[ADDRESSES];
	uint64_t deferred[ADDRESSES];
	uint64_t mails;
};

static char *
add_line(struct history *history)
{
	cr_assert_lt(history->count, 16);
	return history->lines[history->count++];
}

static void
add_result(struct property *random, struct history *history, const char *id,
    struct expected *expected, bool *sent)
{
	size_t address = property_below(random, ADDRESSES);
	bool wrong = property_below(random, 3) != 0;
	bool later = property_below(random, 4) == 0;
	bool never = later && property_below(random, 2) == 0;
	static bool seen[ADDRESSES];

	if (history->count <= 2)
		memset(seen, 0, sizeof(seen));
	/* One result for each address, so that the truth is plain. */
	if (wrong && seen[address])
		return;
	seen[address] = seen[address] || wrong;
	if (later)
		(void)snprintf(add_line(history), 256,
		    "postfix/smtp %s: to=<a%zu@%s>, relay=none, delay=1, "
		    "dsn=4.0.0, status=deferred (no)",
		    id, address, wrong ? "gmai.com" : "gmail.com");
	if (!never)
		(void)snprintf(add_line(history), 256,
		    "postfix/smtp %s: to=<a%zu@%s>, relay=m[192.0.2.1]:25, "
		    "delay=1, dsn=2.0.0, status=sent (250 ok)",
		    id, address, wrong ? "gmai.com" : "gmail.com");
	if (!wrong)
		return;
	expected->sent[address] += !never;
	expected->deferred[address] += never;
	*sent = *sent || !never;
}

/* Its lines, and what they amount to. */
static void
make_mail(struct property *random, struct history *history, size_t number,
    struct expected *expected)
{
	size_t recipients = 1 + property_below(random, RECIPIENTS);
	bool sent = false;
	char id[16];

	*history = (struct history){.count = 0};
	(void)snprintf(id, sizeof(id), "4A%04zu", number);
	(void)snprintf(add_line(history), 256,
	    "postfix/cleanup %s: message-id=<%zu@a>", id, number);
	(void)snprintf(add_line(history), 256,
	    "postfix/qmgr %s: from=<s@a>, size=10, nrcpt=%zu (queue active)",
	    id, recipients);
	for (size_t i = 0; i < recipients; i++)
		add_result(random, history, id, expected, &sent);
	(void)snprintf(add_line(history), 256, "postfix/qmgr %s: removed", id);
	expected->mails += sent;
}

static void
take(struct mails *mails, const char *text, int64_t time)
{
	const char *blank = strchr(text, ' ');
	const struct maillog_line line = {
	    .host = span_of("mx"),
	    .tag = span_between(text, blank),
	    .text = span_of(blank + 1),
	    .time = time,
	    .pid = {"1", 1},
	};

	if (texts_matter(&line))
		texts_read(&line, mails_take, mails);
}

/* Writes the lines of all, of each mail in its order, some twice. */
static void
write_log(struct property *random, struct history histories[static MAILS],
    struct mails *mails)
{
	size_t left = MAILS;

	for (int64_t time = 1; left != 0; time++) {
		struct history *one = &histories[property_below(random, MAILS)];

		if (one->next == one->count)
			continue;
		take(mails, one->lines[one->next], time);
		if (property_below(random, 8) == 0)
			take(mails, one->lines[one->next], time);
		left -= ++one->next == one->count;
	}
}

static uint64_t
count_of(struct leaks *leaks, size_t address, enum maillog_outcome outcome)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "a%zu@gmai.com", address);
	return leaks_at(leaks, leaks_find(leaks, span_of(name)))
	    ->mails[outcome];
}

Test(maillog_mails, count_what_happened)
{
	PROPERTY_CASES(random, "maillog_mails")
	{
		static struct history histories[MAILS];
		struct leaks *leaks = leaks_new(&wrong_options);
		struct mails *mails = mails_new(leaks, NULL);
		struct expected expected = {.mails = 0};
		bool holds;

		for (size_t i = 0; i < MAILS; i++)
			make_mail(&random, &histories[i], i, &expected);
		write_log(&random, histories, mails);
		holds =
		    mails_finish(mails, INT64_MIN) == 0 &&
		    leaks_at(leaks, 0)->mails[MAILLOG_SENT] == expected.mails;
		for (size_t i = 0; i < ADDRESSES; i++)
			holds = holds &&
			        count_of(leaks, i, MAILLOG_SENT) ==
			            expected.sent[i] &&
			        count_of(leaks, i, MAILLOG_DEFERRED) ==
			            expected.deferred[i];
		property_check(&random, holds, "the same counts", "", 0);
		mails_free(&mails);
		leaks_free(&leaks);
	}
}
