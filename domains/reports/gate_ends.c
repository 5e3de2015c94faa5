/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the decision that an end belongs to: see the header. */
#include "domains/reports/gate_ends.h"

#include <stdlib.h>

/* No more decisions with the same hash are looked at. */
#define STEPS_MAX 1024

/* A decision that waits for its end.  Those with the same hash are a chain from
 * the last one back, by their numbers, which count from 1. */
struct waiting {
	uint64_t by_id, by_sender;
	size_t before_id, before_sender;
	uint64_t mail;
	int64_t time;
	uint32_t texts[GATE_TEXTS]; /* of the gate */
	uint8_t reason, confidence, exempt, action;
	bool monitor, ended, has_id;
};

/* An end without a decision. */
struct early {
	uint64_t by_sender;
	int64_t time;
	enum maillog_outcome outcome; /* pending: none */
};

struct gate_ends {
	struct gate *gate;
	struct waiting *waiting;
	size_t *ids, *senders; /* the last ones of chains */
	size_t places, count;
	struct early early[GATE_ENDS_EARLY];
	size_t early_count;
};

struct gate_ends *
gate_ends_new(struct gate *gate, size_t places)
{
	struct gate_ends *ends = calloc(1, sizeof(*ends));

	if (ends == NULL)
		return NULL;
	ends->gate = gate;
	ends->places = places;
	ends->waiting = calloc(places, sizeof(*ends->waiting));
	ends->ids = calloc(places, sizeof(*ends->ids));
	ends->senders = calloc(places, sizeof(*ends->senders));
	if (ends->waiting == NULL || ends->ids == NULL || ends->senders == NULL)
		gate_ends_free(&ends);
	return ends;
}

void
gate_ends_free(struct gate_ends **ends)
{
	if (*ends == NULL)
		return;
	free((*ends)->waiting);
	free((*ends)->ids);
	free((*ends)->senders);
	free(*ends);
	*ends = NULL;
}

uint64_t
gate_ends_hash(struct span address, uint64_t seed)
{
	if (address.len > GATE_TEXT_LEN_MAX)
		address.len = GATE_TEXT_LEN_MAX;
	address.len -=
	    address.len != 0 && address.bytes[address.len - 1] == '.';
	return gate_hash_text(address, seed);
}

static struct waiting *
waiting_at(struct gate_ends *ends, size_t number)
{
	return &ends->waiting[number % ends->places];
}

/* Is it one that was not overwritten? */
static bool
is_there(const struct gate_ends *ends, size_t number)
{
	return number != 0 && number + ends->places > ends->count;
}

static void
add_end(struct gate_ends *ends, struct waiting *waiting,
    enum maillog_outcome outcome)
{
	struct gate_fact fact = {
	    .reason = waiting->reason,
	    .confidence = waiting->confidence,
	    .exempt = waiting->exempt,
	    .action = waiting->action,
	    .monitor = waiting->monitor,
	    .outcome = outcome,
	    .time = waiting->time,
	    .mail = waiting->mail,
	};

	for (size_t i = 0; i < GATE_TEXTS; i++)
		fact.texts[i] =
		    span_of(gate_text_of(ends->gate, waiting->texts[i]));
	waiting->ended = true;
	gate_add(ends->gate, &fact);
}

/* The refusal may stand in the log before the decision. */
static void
end_early(struct gate_ends *ends, struct waiting *waiting)
{
	for (size_t i = 0; i < GATE_ENDS_EARLY; i++) {
		struct early *early = &ends->early[i];

		if (early->outcome == MAILLOG_PENDING ||
		    early->by_sender != waiting->by_sender ||
		    llabs(early->time - waiting->time) > GATE_ENDS_SECONDS)
			continue;
		add_end(ends, waiting, early->outcome);
		early->outcome = MAILLOG_PENDING;
		return;
	}
}

void
gate_ends_wait(struct gate_ends *ends, const struct gate_fact *fact)
{
	const size_t number = ++ends->count;
	struct waiting *waiting = waiting_at(ends, number);
	const struct span address = fact->texts[GATE_ADDRESS];
	size_t *id, *sender;

	*waiting = (struct waiting){
	    .by_id = gate_ends_hash(address, fact->queue),
	    .has_id = fact->queue != 0,
	    .by_sender = gate_ends_hash(address,
		gate_ends_hash(fact->texts[GATE_SENDER], 0)),
	    .mail = fact->mail,
	    .time = fact->time,
	    .reason = (uint8_t)fact->reason,
	    .confidence = (uint8_t)fact->confidence,
	    .exempt = (uint8_t)fact->exempt,
	    .action = (uint8_t)fact->action,
	    .monitor = fact->monitor,
	};
	for (size_t i = 0; i < GATE_TEXTS; i++) {
		waiting->texts[i] = gate_keep_text(ends->gate, fact->texts[i]);
		/* There is no room for it. */
		waiting->ended |= waiting->texts[i] == INTERNING_NONE;
	}
	id = &ends->ids[waiting->by_id % ends->places];
	sender = &ends->senders[waiting->by_sender % ends->places];
	waiting->before_id = *id;
	waiting->before_sender = *sender;
	*id = *sender = number;
	if (!waiting->ended)
		end_early(ends, waiting);
}

static struct waiting *
find_by_id(struct gate_ends *ends, uint64_t hash)
{
	size_t number = ends->ids[hash % ends->places];

	for (size_t i = 0; i < STEPS_MAX && is_there(ends, number); i++) {
		struct waiting *waiting = waiting_at(ends, number);

		if (!waiting->ended && waiting->has_id &&
		    waiting->by_id == hash)
			return waiting;
		number = waiting->before_id;
	}
	return NULL;
}

/* The nearest one in time. */
static struct waiting *
find_by_sender(struct gate_ends *ends, uint64_t hash, int64_t time)
{
	size_t number = ends->senders[hash % ends->places];
	int64_t nearest = GATE_ENDS_SECONDS + 1;
	struct waiting *found = NULL;

	for (size_t i = 0; i < STEPS_MAX && is_there(ends, number); i++) {
		struct waiting *waiting = waiting_at(ends, number);
		int64_t apart = llabs(waiting->time - time);

		if (!waiting->ended && waiting->by_sender == hash &&
		    apart < nearest) {
			found = waiting;
			nearest = apart;
		}
		number = waiting->before_sender;
	}
	return found;
}

void
gate_ends_take(struct gate_ends *ends, const struct leaks_mail *mail,
    struct span address, enum maillog_outcome outcome)
{
	struct waiting *waiting =
	    find_by_id(ends, gate_ends_hash(address, mail->key));
	uint64_t hash;

	/* It ends where it was handed on to. */
	if (outcome == MAILLOG_HANDED_ON)
		return;
	hash = gate_ends_hash(address,
	    gate_ends_hash(mail->sender.bytes != NULL ? mail->sender
						      : (struct span){"", 0},
		0));
	if (waiting == NULL)
		waiting = find_by_sender(ends, hash, mail->begun);
	if (waiting != NULL) {
		add_end(ends, waiting, outcome);
		return;
	}
	if (outcome == MAILLOG_REFUSED || outcome == MAILLOG_TEMPFAILED)
		ends->early[ends->early_count++ % GATE_ENDS_EARLY] =
		    (struct early){hash, mail->begun, outcome};
}
