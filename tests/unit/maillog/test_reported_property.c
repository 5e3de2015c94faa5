/* SPDX-License-Identifier: BSD-2-Clause */
/* Reported: logs that are read in several runs, each of which knows the lines
 * of those before.  Together they count what one run counts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/maillog/mails.h"
#include "domains/maillog/texts.h"
#include "tests/unit/property.h"

#define MAILS 8
#define LINES_MAX 256
#define RUNS 2

struct log {
	char lines[LINES_MAX][200];
	int64_t times[LINES_MAX];
	size_t mails[LINES_MAX]; /* whose line it is */
	size_t count;
};

/* What is counted of an address, or of all. */
struct counts {
	uint64_t mails[MAILLOG_OUTCOMES], bytes, ids;
	uint64_t deliveries, unjoined, rejects;
};

static bool
may_be_wrong(void *context, struct span address)
{
	(void)context;
	return memmem(address.bytes, address.len, "@gmai.com", 9) != NULL;
}

static bool
is_wrong(void *context, struct span address, struct span *domain_r)
{
	*domain_r = span_of("gmai.com");
	return may_be_wrong(context, address);
}

static const struct leaks_options options = {
    .may_be_wrong = may_be_wrong,
    .is_wrong = is_wrong,
    .wanted = WANTED_ALL,
};

static char *
add_line(struct log *log, size_t mail)
{
	cr_assert_lt(log->count, LINES_MAX);
	log->mails[log->count] = mail;
	return log->lines[log->count++];
}

static void
add_result(struct log *log, size_t mail, const char *id, size_t address,
    const char *status)
{
	(void)snprintf(add_line(log, mail), 200,
	    "postfix/smtp %s: to=<a%zu@gmai.com>, relay=m[192.0.2.1]:25, "
	    "delay=1, dsn=2.0.0, status=%s",
	    id, address, status);
}

static void
add_recipient(struct property *random, struct log *log, size_t mail,
    const char *id, size_t address)
{
	static const char *const ends[] = {"sent (250 ok)", "bounced (550 no)"};

	for (size_t i = property_below(random, 3); i > 0; i--)
		add_result(log, mail, id, address, "deferred (no)");
	if (property_below(random, 6) != 0)
		add_result(log, mail, id, address,
		    ends[property_below(random, 3) == 0]);
}

static void
add_begin(struct log *log, size_t mail, const char *id)
{
	(void)snprintf(add_line(log, mail), 200,
	    "postfix/cleanup %s: message-id=<%zu@a>", id, mail);
	(void)snprintf(add_line(log, mail), 200,
	    "postfix/qmgr %s: from=<s@a>, size=10, nrcpt=1 (queue active)", id);
}

static void
add_end(struct log *log, size_t mail, const char *id)
{
	(void)snprintf(add_line(log, mail), 200, "postfix/qmgr %s: removed",
	    id);
}

/* A mail with one or two recipients; one through a filter; one refused. */
static void
add_mail(struct property *random, struct log *log, size_t mail)
{
	size_t kind = property_below(random, 4);
	char id[16], hop[16], queued[64];

	(void)snprintf(id, sizeof(id), "4A%04zu", 2 * mail);
	(void)snprintf(hop, sizeof(hop), "4A%04zu", 2 * mail + 1);
	(void)snprintf(queued, sizeof(queued),
	    "sent (250 2.0.0 Ok: queued as "
	    "%s)",
	    hop);
	if (kind == 0) {
		(void)snprintf(add_line(log, mail), 200,
		    "postfix/smtpd NOQUEUE: reject: RCPT from c[192.0.2.9]: "
		    "554 5.7.1 <a%zu@gmai.com>: Recipient address rejected: "
		    "no; from=<s@a> to=<a%zu@gmai.com> proto=ESMTP helo=<c>",
		    mail % 3, mail % 3);
		return;
	}
	add_begin(log, mail, id);
	if (kind == 1) {
		add_begin(log, mail, hop);
		add_result(log, mail, id, mail % 3, queued);
		add_end(log, mail, id);
		add_recipient(random, log, mail, hop, mail % 3);
		add_end(log, mail, hop);
		return;
	}
	add_recipient(random, log, mail, id, mail % 3);
	if (kind == 2)
		add_recipient(random, log, mail, id, (mail + 1) % 3);
	add_end(log, mail, id);
}

/* The lines of all mails, of each in its order; what is open is never without a
 * line for a day. */
static void
mix(struct property *random, const struct log *from, struct log *to)
{
	size_t next[MAILS] = {0}, left = from->count;
	int64_t time = 1000;

	to->count = 0;
	while (left > 0) {
		size_t mail = property_below(random, MAILS), i = next[mail];

		while (i < from->count && from->mails[i] != mail)
			i++;
		next[mail] = i + 1;
		if (i >= from->count)
			continue;
		memcpy(to->lines[to->count], from->lines[i], 200);
		time += (int64_t)property_below(random, 300);
		to->times[to->count++] = time;
		left--;
	}
}

/* Counts what a run reports that knows the lines before a border and stops at
 * an end. */
static void
run(const struct log *log, size_t known, size_t end, bool goes_on,
    struct counts counts[static 4])
{
	const struct mails_options how = {
	    .goes_on = goes_on,
	    .reported = known > 0 ? log->times[known - 1] : INT64_MIN,
	    .latest = INT64_MAX,
	};
	struct leaks *leaks = leaks_new(&options);
	struct mails *mails = mails_new(leaks, &how);

	for (size_t i = 0; i < end; i++) {
		const char *blank = strchr(log->lines[i], ' ');
		const struct maillog_line line = {
		    .host = span_of("mx"),
		    .tag = span_between(log->lines[i], blank),
		    .text = span_of(blank + 1),
		    .time = log->times[i],
		    .known = i < known,
		    .pid = {"1", 1},
		};

		if (texts_matter(&line))
			texts_read(&line, mails_take, mails);
	}
	cr_assert_eq(mails_finish(mails,
			 end > 0 ? log->times[end - 1] : INT64_MIN),
	    0);
	counts[3].deliveries += mails_count(mails)->deliveries;
	counts[3].unjoined += mails_count(mails)->unjoined;
	counts[3].rejects += mails_count(mails)->rejects;
	mails_free(&mails);
	for (size_t i = 0; i < 4; i++) {
		char name[32] = "";
		uint32_t number;

		if (i < 3)
			(void)snprintf(name, sizeof(name), "a%zu@gmai.com", i);
		number = i < 3 ? leaks_find(leaks, span_of(name)) : 0;
		for (size_t j = 0; j < MAILLOG_OUTCOMES; j++)
			counts[i].mails[j] += leaks_at(leaks, number)->mails[j];
		counts[i].bytes += leaks_at(leaks, number)->bytes;
		counts[i].ids +=
		    i < 3 ? leaks_at(leaks, number)->distinct[LEAKS_MESSAGE_ID]
			  : 0;
	}
	leaks_free(&leaks);
}

Test(reported_property, runs_count_what_one_run_counts)
{
	PROPERTY_CASES(random, "reported")
	{
		static struct log made, log;
		struct counts whole[4] = {{.bytes = 0}};
		struct counts parts[4] = {{.bytes = 0}};
		size_t known = 0;

		made.count = 0;
		for (size_t i = 0; i < MAILS; i++)
			add_mail(&random, &made, i);
		mix(&random, &made, &log);
		run(&log, 0, log.count, false, whole);
		for (size_t i = 0; i < RUNS; i++) {
			size_t more =
			    property_below(&random, log.count - known + 1);

			run(&log, known, known + more, true, parts);
			known += more;
		}
		run(&log, known, log.count, true, parts);
		run(&log, log.count, log.count, true, parts);
		property_check(&random,
		    memcmp(whole, parts, sizeof(whole)) == 0, "the same counts",
		    log.lines[0], sizeof(log.lines[0]));
	}
}
