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
#include "tests/unit/text.h"

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
take_at(struct mails *mails, const char *host, const char *text, int64_t time)
{
	const char *blank = strchr(text, ' ');
	const struct maillog_line line = {
	    .host = span_of(host),
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
		take_at(mails, "mx", one->lines[one->next], time);
		if (property_below(random, 8) == 0)
			take_at(mails, "mx", one->lines[one->next], time);
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

/* ---- hops ---------------------------------------------------------------- */

#define HOSTS 3
#define COPIES 24
#define WRONG 3

/* How a mail goes on for some of its recipients. */
enum passage {
	PASS_OUT,    /* the answer has no id, */
	PASS_OUT_ID, /*   or one of a host whose log is not there */
	PASS_HOP,    /* to the next host */
	PASS_FILTER, /* it comes back, and the answer has no id, */
	PASS_NAMED,  /*   or another one, but the filter knows that before */
	PASSAGES
};

/* A mail under one of its ids. */
struct copy {
	size_t host;
	unsigned parts[3]; /* what goes on at once, a bit for each recipient */
	size_t part_count, next;
	bool filtered; /* and is not again */
	bool out[WRONG];
};

struct passages {
	struct property *random;
	enum passage filter; /* of these hosts */
	struct copy copies[COPIES];
	size_t count;
	char lines[512][200];
	size_t hosts[512];
	size_t line_count;
	unsigned answers;
};

static char *
add_host_line(struct passages *all, size_t host)
{
	cr_assert_lt(all->line_count, 512);
	all->hosts[all->line_count] = host;
	return all->lines[all->line_count++];
}

/* Its recipients in one or two parts, and perhaps one of them once more. */
static void
add_copy(struct passages *all, size_t host, unsigned recipients,
    const char *client)
{
	struct copy *copy = &all->copies[all->count];
	unsigned some = recipients & (unsigned)property_below(all->random, 8);

	*copy = (struct copy){.host = host};
	if (some != 0)
		copy->parts[copy->part_count++] = some;
	if ((recipients & ~some) != 0)
		copy->parts[copy->part_count++] = recipients & ~some;
	if (property_below(all->random, 4) == 0)
		copy->parts[copy->part_count++] = recipients & -recipients;
	(void)snprintf(add_host_line(all, host), 200,
	    "postfix/smtpd 4A%04zu: client=c[%s", all->count, client);
	(void)snprintf(add_host_line(all, host), 200,
	    "postfix/cleanup 4A%04zu: message-id=<m@a>", all->count);
	(void)snprintf(add_host_line(all, host), 200,
	    "postfix/qmgr 4A%04zu: from=<s@a>, size=10, nrcpt=1 (queue active)",
	    all->count++);
}

/* A part of a mail goes on. */
static void
pass(struct passages *all, size_t number)
{
	struct copy *copy = &all->copies[number];
	unsigned part = copy->parts[copy->next++];
	enum passage how = (enum passage)property_below(all->random, PASSAGES);
	const bool filter = how == PASS_FILTER || how == PASS_NAMED;
	char answer[64] = "250 Ok", client[64] = "127.0.0.1]";

	if (all->count == COPIES || (filter && copy->filtered) ||
	    (how == PASS_HOP && copy->host == HOSTS - 1))
		how = PASS_OUT;
	else if (filter)
		how = all->filter;
	if (how == PASS_NAMED)
		(void)snprintf(client, sizeof(client),
		    "127.0.0.1], orig_queue_id=4A%04zu", number);
	if (how == PASS_OUT_ID || how == PASS_NAMED)
		(void)snprintf(answer, sizeof(answer), "250 Ok: queued as S%u",
		    all->answers++);
	if (how == PASS_HOP)
		(void)snprintf(answer, sizeof(answer),
		    "250 Ok: queued as 4A%04zu", all->count);
	if (how == PASS_HOP)
		add_copy(all, copy->host + 1, part, "192.0.2.7]");
	else if (how != PASS_OUT && how != PASS_OUT_ID) {
		add_copy(all, copy->host, part, client);
		all->copies[all->count - 1].filtered = true;
	}
	for (size_t i = 0; i < WRONG; i++) {
		if ((part & 1U << i) == 0)
			continue;
		copy->out[i] |= how == PASS_OUT || how == PASS_OUT_ID;
		(void)snprintf(add_host_line(all, copy->host), 200,
		    "postfix/smtp 4A%04zu: to=<a%zu@gmai.com>, relay=%s, "
		    "delay=1, dsn=2.0.0, status=sent (%s)",
		    number, i,
		    filter && how != PASS_OUT ? "127.0.0.1[127.0.0.1]:10025"
					      : "mx[192.0.2.1]:25",
		    answer);
	}
	if (copy->next == copy->part_count)
		(void)snprintf(add_host_line(all, copy->host), 200,
		    "postfix/qmgr 4A%04zu: removed", number);
}

/* A message, given to the first host once or twice. */
static void
make_passages(struct property *random, struct passages *all)
{
	static const char *const clients[] = {"192.0.2.9]", "127.0.0.1]"};
	size_t left;

	*all = (struct passages){
	    .random = random,
	    .filter = property_below(random, 2) ? PASS_FILTER : PASS_NAMED,
	};
	left = 1 + property_below(random, 2);
	while (left-- != 0)
		add_copy(all, 0, 1 + (unsigned)property_below(random, 7),
		    property_one_of(random, clients));
	do {
		size_t first = property_below(random, all->count);

		left = all->count;
		while (left != 0 && all->copies[first].next ==
					all->copies[first].part_count) {
			first = (first + 1) % all->count;
			left--;
		}
		if (left != 0)
			pass(all, first);
	} while (left != 0);
}

/* All hosts in one log, or one after the other. */
static void
take_passages(const struct passages *all, bool together, struct mails *mails)
{
	const size_t first = property_below(all->random, HOSTS);
	static const char *const names[HOSTS] = {"a", "b", "c"};

	for (size_t turn = 0; turn < (together ? 1 : HOSTS); turn++)
		for (size_t i = 0; i < all->line_count; i++)
			if (together || all->hosts[i] == (first + turn) % HOSTS)
				take_at(mails, names[all->hosts[i]],
				    all->lines[i], (int64_t)i / 4);
}

Test(maillog_mails, count_what_left_the_last_hop)
{
	PROPERTY_CASES(random, "maillog_hops")
	{
		static struct passages all;
		static char text[65536];
		size_t len = 0;
		struct leaks *leaks = leaks_new(&wrong_options);
		struct mails *mails = mails_new(leaks, NULL);
		uint64_t sent[WRONG] = {0}, sum = 0;
		bool holds;

		make_passages(&random, &all);
		take_passages(&all, property_below(&random, 2) == 0, mails);
		holds = mails_finish(mails, INT64_MIN) == 0;
		for (size_t i = 0; i < all.count; i++) {
			bool out = false;

			for (size_t k = 0; k < WRONG; k++) {
				sent[k] += all.copies[i].out[k];
				out = out || all.copies[i].out[k];
			}
			sum += out;
		}
		for (size_t k = 0; k < WRONG; k++)
			holds = holds &&
			        count_of(leaks, k, MAILLOG_SENT) == sent[k];
		holds = holds && leaks_at(leaks, 0)->mails[MAILLOG_SENT] == sum;
		for (size_t i = 0; !holds && i < all.line_count; i++)
			text_put(text, sizeof(text), &len, "%s\n",
			    all.lines[i]);
		property_check(&random, holds, "the same counts", text, len);
		mails_free(&mails);
		leaks_free(&leaks);
	}
}
