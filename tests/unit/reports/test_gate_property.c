/* SPDX-License-Identifier: BSD-2-Clause */
/* What the gate decided comes out in sums as counted one by one, and each
 * decision has the end that belongs to it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domains/reports/gate.h"
#include "domains/reports/gate_ends.h"
#include "tests/unit/property.h"

#define FACTS 24

/* Facts, and what was found of each by looking at all the others. */
struct made {
	struct property *random;
	struct gate_fact facts[FACTS];
	size_t count;
	struct {
		uint64_t hash; /* queue, or sender */
		struct span sender, address;
		int64_t time;
		enum maillog_outcome outcome;
	} early[FACTS];
	size_t early_count;
	enum maillog_outcome ends[FACTS];
};

static struct span
one_of(struct property *random, const char *const *texts, size_t count)
{
	return span_of(texts[property_below(random, count)]);
}

static struct gate_fact
make_fact(struct property *random)
{
	static const char *const addresses[] = {"taro@gmai.com",
	    "jiro@gmai.com", "TARO@gmai.com", "x@yahooo.co.jp"};
	static const char *const lists[] = {"", "", "lab@univ.example",
	    "all@univ.example"};
	static const char *const senders[] = {"s@univ.example",
	    "S@univ.example", "taro@gmai.com", ""};
	static const char *const meant[] = {"gmail.com", "yahoo.co.jp", ""};
	struct gate_fact fact = {
	    .reason = VERDICT_KNOWN_DOPPELGANGER +
	              (enum verdict_reason)property_below(random, 2),
	    .confidence = (enum verdict_confidence)property_below(random,
		VERDICT_CONFIDENCES),
	    .exempt = property_below(random, 4) == 0 ? (enum exemption)1
	                                             : EXEMPTION_NONE,
	    .monitor = property_below(random, 3) == 0,
	    .action = (enum action)property_below(random, ACTION_ACTIONS),
	    .time = 1795921304 + (int64_t)property_below(random, 90),
	    .mail = 1 + property_below(random, 4),
	    .queue = property_below(random, 4),
	    .known = property_below(random, 10) == 0,
	};

	fact.texts[GATE_ADDRESS] = one_of(random, addresses, 4);
	fact.texts[GATE_RECIPIENT] = one_of(random, lists, 4);
	fact.texts[GATE_SENDER] = one_of(random, senders, 4);
	fact.texts[GATE_MEANT] = one_of(random, meant, 3);
	return fact;
}

static bool
same(const struct gate_fact *a, const struct gate_fact *b, enum gate_text text)
{
	return span_same_folded(a->texts[text], b->texts[text]);
}

static struct span
recipient_of(const struct gate_fact *fact)
{
	return fact->texts[GATE_RECIPIENT].len != 0
	           ? fact->texts[GATE_RECIPIENT]
	           : fact->texts[GATE_ADDRESS];
}

/* By the mode, whatever the action; an exemption goes before it. */
static enum gate_mode
mode_of(const struct gate_fact *fact)
{
	if (fact->exempt != EXEMPTION_NONE)
		return GATE_EXEMPT;
	return fact->monitor ? GATE_MONITORED : GATE_ENFORCED;
}

/* Are both counted in one sum?  level: 0 of a mode, 1 of a cell, 2 of a hit. */
static bool
are_together(const struct gate_fact *a, const struct gate_fact *b, int level)
{
	if (mode_of(a) != mode_of(b))
		return false;
	if (level > 0 &&
	    (a->reason != b->reason || a->confidence != b->confidence ||
		a->action != b->action))
		return false;
	return level < 2 ||
	       (same(a, b, GATE_ADDRESS) && same(a, b, GATE_RECIPIENT) &&
		   same(a, b, GATE_MEANT));
}

/* The sum that a fact is counted in, by looking at all facts. */
static struct gate_counts
count_with(const struct made *made, const struct gate_fact *one, int level)
{
	struct gate_counts counts = {.first = INT64_MAX, .last = INT64_MIN};

	for (size_t i = 0; i < made->count; i++) {
		const struct gate_fact *fact = &made->facts[i];
		bool mail = true, sender = true, address = true, both = true;

		if (!are_together(one, fact, level))
			continue;
		if (made->ends[i] != MAILLOG_PENDING)
			counts.outcomes[made->ends[i]]++;
		if (fact->known)
			continue;
		for (size_t j = 0; j < i; j++) {
			const struct gate_fact *before = &made->facts[j];

			if (before->known || !are_together(one, before, level))
				continue;
			mail = mail && before->mail != fact->mail;
			both =
			    both && (before->mail != fact->mail ||
					!span_same_folded(recipient_of(before),
					    recipient_of(fact)));
			sender = sender && !same(before, fact, GATE_SENDER);
			address = address && !same(before, fact, GATE_ADDRESS);
		}
		counts.recipients += both;
		counts.mails += mail;
		counts.senders += sender;
		counts.addresses += address;
		maillog_widen(&counts.first, &counts.last, fact->time);
	}
	return counts;
}

static bool
are_same(const struct gate_counts *a, const struct gate_counts *b)
{
	return a->recipients == b->recipients && a->mails == b->mails &&
	       a->senders == b->senders && a->addresses == b->addresses &&
	       a->first == b->first && a->last == b->last &&
	       memcmp(a->outcomes, b->outcomes, sizeof(a->outcomes)) == 0;
}

static const struct gate_hit *
find_hit(const struct gate *gate, const struct gate_fact *fact)
{
	for (size_t i = 1; i < gate->hit_count; i++) {
		const struct gate_hit *hit = &gate->hits[i];
		struct gate_fact other = {
		    .reason = hit->reason,
		    .confidence = hit->confidence,
		    .action = hit->action,
		    .monitor = hit->mode == GATE_MONITORED,
		    .exempt = hit->mode == GATE_EXEMPT ? (enum exemption)1
		                                       : EXEMPTION_NONE,
		};

		for (size_t j = 0; j < GATE_TEXTS; j++)
			other.texts[j] =
			    span_of(gate_text_of(gate, hit->texts[j]));
		if (are_together(fact, &other, 2))
			return hit;
	}
	return NULL;
}

static bool
is_counted(const struct made *made, const struct gate *gate,
    const struct gate_fact *fact)
{
	struct gate_counts mode = count_with(made, fact, 0);
	struct gate_counts cell = count_with(made, fact, 1);
	struct gate_counts counts = count_with(made, fact, 2);
	const struct gate_hit *hit = find_hit(gate, fact);

	return are_same(&mode, &gate->modes[mode_of(fact)]) &&
	       are_same(&cell, &gate->cells[mode_of(fact)][fact->reason]
					   [fact->confidence][fact->action]) &&
	       (hit != NULL ? are_same(&counts, &hit->counts)
			    : !gate_counts_any(&counts));
}

/* ---- ends ---------------------------------------------------------------- */

static void
decide(struct made *made, struct gate *gate, struct gate_ends *ends)
{
	const struct gate_fact fact = make_fact(made->random);
	size_t number = made->count++;

	made->facts[number] = fact;
	made->ends[number] = MAILLOG_PENDING;
	for (size_t i = 0; i < made->early_count; i++) {
		if (made->early[i].outcome == MAILLOG_PENDING ||
		    !span_same_folded(made->early[i].sender,
			fact.texts[GATE_SENDER]) ||
		    !span_same_folded(made->early[i].address,
			fact.texts[GATE_ADDRESS]) ||
		    llabs(made->early[i].time - fact.time) > GATE_ENDS_SECONDS)
			continue;
		made->ends[number] = made->early[i].outcome;
		made->early[i].outcome = MAILLOG_PENDING;
		break;
	}
	gate_add(gate, &fact);
	gate_ends_wait(ends, &fact);
}

/* The decision that an end belongs to: FACTS when there is none. */
static size_t
find_decision(const struct made *made, const struct gate_fact *end)
{
	int64_t nearest = GATE_ENDS_SECONDS + 1;
	size_t found = FACTS;

	for (size_t i = made->count; i-- > 0;)
		if (made->ends[i] == MAILLOG_PENDING &&
		    made->facts[i].queue == end->queue && end->queue != 0 &&
		    same(&made->facts[i], end, GATE_ADDRESS))
			return i;
	for (size_t i = made->count; i-- > 0;) {
		int64_t apart = llabs(made->facts[i].time - end->time);

		if (made->ends[i] == MAILLOG_PENDING && apart < nearest &&
		    same(&made->facts[i], end, GATE_ADDRESS) &&
		    same(&made->facts[i], end, GATE_SENDER)) {
			nearest = apart;
			found = i;
		}
	}
	return found;
}

static void
end_one(struct made *made, struct gate_ends *ends)
{
	static const enum maillog_outcome outcomes[] = {MAILLOG_SENT,
	    MAILLOG_REFUSED, MAILLOG_TEMPFAILED, MAILLOG_HELD,
	    MAILLOG_HANDED_ON};
	const struct gate_fact end = make_fact(made->random);
	enum maillog_outcome outcome = property_one_of(made->random, outcomes);
	const struct leaks_mail mail = {
	    .sender = end.texts[GATE_SENDER],
	    .key = end.queue,
	    .begun = end.time,
	};
	size_t number = find_decision(made, &end);

	gate_ends_take(ends, &mail, end.texts[GATE_ADDRESS], outcome);
	if (outcome == MAILLOG_HANDED_ON)
		return;
	if (number != FACTS)
		made->ends[number] = outcome;
	else if (outcome == MAILLOG_REFUSED || outcome == MAILLOG_TEMPFAILED) {
		made->early[made->early_count].sender = end.texts[GATE_SENDER];
		made->early[made->early_count].address =
		    end.texts[GATE_ADDRESS];
		made->early[made->early_count].time = end.time;
		made->early[made->early_count++].outcome = outcome;
	}
}

/* As gate_each() has it. */
static void
compare_fact(void *context, const struct gate_fact *fact)
{
	struct made *made = context;
	const struct gate_fact *wanted = &made->facts[made->early_count++];

	for (size_t i = 0; i < GATE_TEXTS; i++)
		cr_expect(span_same(fact->texts[i], wanted->texts[i]));
	cr_expect(fact->mail == wanted->mail && fact->time == wanted->time &&
		  fact->known == wanted->known &&
		  fact->queue == wanted->queue &&
		  fact->action == wanted->action);
}

Test(gate_property, sums_and_ends_are_those_of_all_facts)
{
	PROPERTY_CASES(random, "gate")
	{
		struct made made = {.random = &random};
		struct gate *gate;
		struct gate_ends *ends;
		bool holds = true;

		/* Each has much room of its own. */
		if (random.number % 10 != 0)
			continue;
		gate = gate_new(true);
		cr_assert_not_null(gate);
		ends = gate_ends_new(gate, FACTS);
		cr_assert_not_null(ends);
		for (size_t i = 0; i < FACTS; i++)
			if (property_below(&random, 3) == 0)
				end_one(&made, ends);
			else
				decide(&made, gate, ends);
		for (size_t i = 0; i < made.count; i++)
			holds =
			    holds && is_counted(&made, gate, &made.facts[i]);
		property_check(&random, holds, "another sum", "", 0);
		made.early_count = 0;
		cr_expect_eq(gate_each(gate, compare_fact, &made), 0);
		cr_expect_eq(made.early_count, made.count);
		gate_ends_free(&ends);
		gate_free(&gate);
	}
}
