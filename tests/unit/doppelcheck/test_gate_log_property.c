/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines that the gate writes about mails become facts of these mails, each
 * once, whatever the MTA knows of a mail by then. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppelcheck/gate_log.h"
#include "domains/reports/decision_reading.h"
#include "tests/unit/names.h"
#include "tests/unit/property.h"

#define FACTS 40
#define TIME 1795921304

/* One line, and what it is of. */
struct written {
	char text[DECISION_LINE_SIZE + 40];
	char to[40], member[40], queue[20];
	const char *host, *from, *original;
	struct finding finding;
	struct policy_decision decision;
	enum exemption exempt;
	bool monitor, known;
	int64_t time;
	size_t mail;
};

/* Mails that come one after the other, and the facts that are wanted. */
struct making {
	struct property *random;
	struct gate *gate;
	struct gate_log *log;
	struct wanted_part options;
	bool filtered, sendmail;
	struct written list[FACTS];
	size_t count, mails, unread;
	const char *host, *from, *client; /* of the mail at hand */
	struct {
		int64_t time; /* of the last line; 0: there was none */
		bool has_id;
	} ends[2][2][3]; /* of the last mail of each */
	int64_t time;
	/* Facts, as far as they were compared. */
	size_t at;
	struct {
		uint64_t mail, queue;
		const struct written *line;
	} facts[FACTS];
	bool wrong;
};

/* ---- lines --------------------------------------------------------------- */

static void
format_line(struct making *making, struct written *line)
{
	const struct decision_line decision = {
	    .to = line->to,
	    .to_len = strlen(line->to),
	    .original = line->original,
	    .from = line->from,
	    .from_len = strlen(line->from),
	    .client_name = making->client,
	    .client_address = "192.0.2.7",
	    .finding = &line->finding,
	    .decision = &line->decision,
	    .exempt = line->exempt,
	    .monitor = line->monitor,
	};
	int len = snprintf(line->text, sizeof(line->text), "%s: ", line->queue);

	decision_line_format(&decision, line->text + len);
}

static void
take_text(struct making *making, const struct written *line, bool cut)
{
	const struct maillog_line read = {
	    .host = span_of(line->host),
	    .tag = span_of("doppelmilter"),
	    .text = span_of(line->text),
	    .pid = span_of("12"),
	    .time = line->time,
	    .known = line->known,
	    .cut = cut,
	};

	gate_log_take(making->log, &read);
}

/* A line of a recipient, or of one of a list's members. */
static void
put_line(struct making *making, const struct written *recipient,
    const char *member, size_t number)
{
	struct written *line = &making->list[making->count];

	*line = *recipient;
	line->time = making->time;
	line->mail = making->mails;
	line->known = property_below(making->random, 8) == 0;
	line->finding.verdict.meant = name_of("gmail.com");
	if (member != NULL) {
		snprintf(line->member, sizeof(line->member), "m%zu@%s", number,
		    member);
		line->finding.member = (struct member){
		    .list = span_of("lab"),
		    .address = span_of(line->member),
		    .file = "aliases",
		    .line = 1,
		};
	}
	format_line(making, line);
	if (property_below(making->random, 10) == 0) {
		take_text(making, line, true);
		making->unread += !line->known;
		line->text[strlen(line->text) - 1] = '\0';
		take_text(making, line, false);
		making->unread += !line->known;
		format_line(making, line);
	}
	making->count++;
	take_text(making, line, false);
	/* Relayed twice. */
	if (property_below(making->random, 4) == 0)
		take_text(making, line, false);
}

/* ---- mails --------------------------------------------------------------- */

static void
wait_some(struct making *making, int64_t least, size_t more)
{
	making->time += least + (int64_t)property_below(making->random, more);
}

/* A recipient, or a list; does the MTA know the mail after it? */
static bool
put_recipient(struct making *making, const char *queue)
{
	static const char *const domains[] = {"gmai.com", "GMAI.com",
	    "yahooo.co.jp"};
	struct property *random = making->random;
	const char *domain = property_one_of(random, domains);
	const size_t number = making->count;
	size_t members =
	    property_below(random, 3) == 0 ? 1 + property_below(random, 3) : 0;
	struct written line = {
	    .host = making->host,
	    .from = making->from,
	    .original =
		property_below(random, 3) == 0 ? "all@univ.example" : NULL,
	    .exempt = property_below(random, 4) == 0 ? EXEMPTION_SENDER
	                                             : EXEMPTION_NONE,
	    .monitor = property_below(random, 4) == 0,
	};

	snprintf(line.queue, sizeof(line.queue), "%s", queue);
	line.finding.verdict.reason =
	    members != 0 ? VERDICT_REGISTRATION : VERDICT_TYPO;
	line.finding.verdict.confidence =
	    (enum verdict_confidence)property_below(random,
		VERDICT_CONFIDENCES);
	line.decision.wanted = line.decision.action =
	    (enum action)property_below(random, ACTION_ACTIONS);
	snprintf(line.to, sizeof(line.to), "u%zu@%s", number,
	    members != 0 ? "univ.example" : domain);
	if (members == 0)
		put_line(making, &line, NULL, 0);
	for (size_t i = 0; i < members; i++) {
		put_line(making, &line, domain, i);
		if (i + 1 < members)
			wait_some(making, 0, making->filtered ? 1 : 3);
	}
	return line.exempt != EXEMPTION_NONE || line.monitor ||
	       !action_refuses(line.decision.action);
}

/* Of one client, sender and host mails come close together only where the one
 * before has an id: nothing else parts them. */
static void
begin_mail(struct making *making, size_t host, size_t client, size_t sender)
{
	static const char *const hosts[] = {"mx1", "mx2"};
	static const char *const clients[] = {"a.jp", "b.jp"};
	static const char *const senders[] = {"s@univ.example",
	    "t@univ.example", ""};
	int64_t last = making->ends[host][client][sender].time;

	wait_some(making, 0, 20);
	if (making->filtered || !making->ends[host][client][sender].has_id)
		making->time =
		    making->time > last + 10 ? making->time : last + 11;
	making->host = hosts[host];
	making->client = clients[client];
	making->from = senders[sender];
	making->mails++;
}

static void
put_mail(struct making *making)
{
	size_t host = property_below(making->random, 2);
	size_t client = property_below(making->random, 2);
	size_t sender = property_below(making->random, 3);
	size_t recipients = 1 + property_below(making->random, 4);
	char id[sizeof(making->list[0].queue)];
	bool has_id = making->sendmail;

	begin_mail(making, host, client, sender);
	snprintf(id, sizeof(id), "4FdzXQ%zuBk9z2s5", making->mails);
	for (size_t i = 0; i < recipients && making->count + 3 < FACTS; i++) {
		if (put_recipient(making, has_id ? id : "NOQUEUE"))
			has_id = true;
		making->ends[host][client][sender].time = making->time;
		if (i + 1 < recipients)
			wait_some(making, 0, making->filtered ? 2 : 11);
	}
	making->ends[host][client][sender].has_id = has_id;
}

/* ---- facts --------------------------------------------------------------- */

static bool
is_wanted(const struct making *making, const struct written *line)
{
	const struct wanted_part *options = &making->options;
	const char *address = *line->member != '\0' ? line->member : line->to;
	const struct span domain = span_after_last(span_of(address), '@');

	return line->time >= options->since && line->time < options->until &&
	       (options->sender.len == 0 ||
		   span_same(options->sender, span_of(line->from))) &&
	       (options->domain.len == 0 ||
		   span_same_folded(options->domain, domain));
}

static bool
is_same(const struct gate_fact *fact, const struct written *line)
{
	const bool list = *line->member != '\0';
	const char *original = line->original != NULL ? line->original : "";
	const bool exempt = line->exempt != EXEMPTION_NONE;

	return span_equal(fact->texts[GATE_ADDRESS],
		   list ? line->member : line->to) &&
	       span_equal(fact->texts[GATE_RECIPIENT],
		   list ? line->to : original) &&
	       span_equal(fact->texts[GATE_SENDER], line->from) &&
	       span_equal(fact->texts[GATE_MEANT], "gmail.com") &&
	       fact->reason == line->finding.verdict.reason &&
	       fact->confidence == line->finding.verdict.confidence &&
	       fact->exempt == line->exempt &&
	       fact->monitor == (line->monitor && !exempt) &&
	       fact->action ==
	           (exempt ? ACTION_ACCEPT : line->decision.action) &&
	       fact->outcome == MAILLOG_PENDING && fact->time == line->time &&
	       fact->known == line->known;
}

/* As gate_each() has it: the facts are the lines that are wanted, and two of
 * one mail are together. */
static void
compare_fact(void *context, const struct gate_fact *fact)
{
	struct making *making = context;
	const struct written *end = making->list + making->count;
	const struct written *line =
	    making->at != 0 ? making->facts[making->at - 1].line + 1
			    : making->list;
	const bool has_id = fact->queue != 0;

	while (line < end && !is_wanted(making, line))
		line++;
	if (line == end || !is_same(fact, line)) {
		making->wrong = true;
		return;
	}
	making->wrong |= has_id == (strcmp(line->queue, "NOQUEUE") == 0);
	for (size_t i = 0; i < making->at; i++) {
		const bool together = making->facts[i].line->mail == line->mail;

		making->wrong |=
		    (making->facts[i].mail == fact->mail) != together;
		if (has_id && making->facts[i].queue != 0)
			making->wrong |=
			    (making->facts[i].queue == fact->queue) != together;
	}
	making->facts[making->at].mail = fact->mail;
	making->facts[making->at].queue = fact->queue;
	making->facts[making->at++].line = line;
}

static size_t
count_wanted(const struct making *making)
{
	size_t count = 0;

	for (size_t i = 0; i < making->count; i++)
		count += is_wanted(making, &making->list[i]);
	return count;
}

static void
choose_options(struct making *making)
{
	struct property *random = making->random;

	making->options = (struct wanted_part)WANTED_ALL;
	making->filtered = property_below(random, 2) == 0;
	if (!making->filtered)
		return;
	if (property_below(random, 2) == 0)
		making->options.sender = span_of("s@univ.example");
	if (property_below(random, 2) == 0)
		making->options.domain = span_of("gmai.com");
	if (property_below(random, 2) == 0)
		making->options.since = TIME + 30;
	if (property_below(random, 2) == 0)
		making->options.until = TIME + 60;
}

Test(gate_log_property, facts_are_the_lines_of_their_mails)
{
	PROPERTY_CASES(random, "gate_log")
	{
		struct making *making;
		struct gate_ends *ends;

		/* Each has much room of its own. */
		if (random.number % 10 != 0)
			continue;
		making = calloc(1, sizeof(*making));
		cr_assert_not_null(making);
		making->random = &random;
		making->time = TIME;
		making->sendmail = property_below(&random, 3) == 0;
		choose_options(making);
		making->gate = gate_new(true);
		cr_assert_not_null(making->gate);
		ends = gate_ends_new(making->gate, FACTS);
		cr_assert_not_null(ends);
		making->log =
		    gate_log_new(making->gate, ends, &making->options);
		cr_assert_not_null(making->log);
		while (making->count + 3 < FACTS)
			put_mail(making);
		cr_expect_eq(gate_each(making->gate, compare_fact, making), 0);
		property_check(&random,
		    !making->wrong && making->at == count_wanted(making) &&
			making->gate->unread == making->unread,
		    "other facts", making->list[making->at].text,
		    strlen(making->list[making->at].text));
		gate_log_free(&making->log);
		gate_ends_free(&ends);
		gate_free(&making->gate);
		free(making);
	}
}

/* So many sessions and lines that each place has had several. */
Test(gate_log, senders_are_apart)
{
	static const struct wanted_part wanted = WANTED_ALL;
	const size_t senders = 10000;
	struct gate *gate = gate_new(false);
	struct gate_ends *ends = gate_ends_new(gate, 1);
	struct gate_log *log = gate_log_new(gate, ends, &wanted);

	for (size_t i = 0; i < senders; i++) {
		char text[200];
		const struct maillog_line line = {
		    .host = span_of("mx1"),
		    .tag = span_of("doppelmilter"),
		    .text = {text,
			(size_t)snprintf(text, sizeof(text),
			    "NOQUEUE: to=<a@gmai.com>, from=<s%zu@b.jp>, "
			    "client=c[192.0.2.7], reason=typo, "
			    "confidence=certain, action=reject",
			    i)},
		    .time = TIME,
		};

		gate_log_take(log, &line);
	}
	cr_expect_eq(gate->modes[GATE_ENFORCED].mails, senders);
	gate_log_free(&log);
	gate_ends_free(&ends);
	gate_free(&gate);
}
