/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the gate's lines with those of the MTA: see the header. */
#include "domains/doppelcheck/gate_log.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/xxh3.h"
#include "domains/maillog/wanted.h"
#include "domains/reports/decision_reading.h"

/* Lines that were met last: one that comes again was relayed twice. */
#define LINES_MET 65536

/* Senders and clients that were met last. */
#define SESSIONS 4096

/* Recipients of one mail come within so many seconds. */
#define SESSION_SECONDS 10

/* No more decisions with the same hash are looked at. */
#define STEPS_MAX 1024

/* The mail that a client gives at the moment. */
struct session {
	uint64_t key;   /* host, sender, client */
	uint64_t queue; /* 0: it has no id yet */
	uint64_t mail;
	uint64_t recipient;
	int64_t time;
	bool refused; /* the last recipient was */
};

/* A decision that waits for its end.  Those with the same hash are a chain from
 * the last one back, by their numbers, which count from 1. */
struct waiting {
	uint64_t by_id, by_sender;
	size_t before_id, before_sender;
	uint64_t mail;
	int64_t time;
	uint32_t texts[GATE_TEXTS]; /* of the gate */
	uint8_t reason, confidence, exempt, action;
	bool monitor, ended;
};

/* An end without a decision. */
struct early {
	uint64_t by_sender;
	int64_t time;
	enum maillog_outcome outcome; /* pending: none */
};

struct gate_log {
	struct gate *gate;
	struct gate_log_options options;
	uint64_t met[LINES_MET];
	struct session sessions[SESSIONS];
	struct waiting waiting[GATE_LOG_OPEN];
	size_t ids[GATE_LOG_OPEN], senders[GATE_LOG_OPEN]; /* ends of chains */
	size_t count;
	struct early early[GATE_LOG_EARLY];
	size_t early_count;
};

struct gate_log *
gate_log_new(struct gate *gate, const struct gate_log_options *options)
{
	struct gate_log *log = calloc(1, sizeof(*log));

	if (log == NULL)
		return NULL;
	log->gate = gate;
	log->options = *options;
	return log;
}

void
gate_log_free(struct gate_log **gate_log)
{
	free(*gate_log);
	*gate_log = NULL;
}

/* ---- hashes -------------------------------------------------------------- */

static uint64_t
hash_bytes(struct span text, uint64_t seed)
{
	return XXH3_64bits_withSeed(text.bytes, text.len, seed);
}

/* An address: neither case nor a dot at the end makes another one. */
static uint64_t
hash_address(struct span address, uint64_t seed)
{
	char lower[DECISION_ADDRESS_SIZE];
	size_t len = address.len < sizeof(lower) ? address.len : sizeof(lower);

	len -= len != 0 && address.bytes[len - 1] == '.';
	for (size_t i = 0; i < len; i++)
		lower[i] = ascii_lower(address.bytes[i]);
	return XXH3_64bits_withSeed(lower, len, seed);
}

/* As leaks_mail.key. */
static uint64_t
hash_queue(struct span host, struct span queue)
{
	return hash_bytes(queue, host.len != 0 ? hash_bytes(host, 0) : 0);
}

/* ---- decisions ----------------------------------------------------------- */

static struct span
span_of_text(const struct decision_text *text)
{
	return (struct span){text->bytes, text->len};
}

static struct gate_fact
fact_of(const struct decision *decision, int64_t time)
{
	const struct decision_text *found =
	    decision->registered ? &decision->to : &decision->original;

	return (struct gate_fact){
	    .texts =
		{
		    [GATE_ADDRESS] =
			span_of_text(decision->registered ? &decision->member
							  : &decision->to),
		    [GATE_RECIPIENT] = span_of_text(found),
		    [GATE_SENDER] = span_of_text(&decision->from),
		    [GATE_MEANT] = span_of_text(&decision->meant),
		},
	    .reason = decision->reason,
	    .confidence = decision->confidence,
	    .exempt = decision->exempt,
	    .monitor = decision->monitor,
	    .action = decision->action,
	    .outcome = MAILLOG_PENDING,
	    .time = time,
	};
}

static bool
is_of_domain(struct span address, struct span wanted)
{
	const char *at =
	    address.len != 0 ? memrchr(address.bytes, '@', address.len) : NULL;
	enum name_error error;
	struct name name;

	return at != NULL &&
	       name_parse(at + 1,
		   (size_t)(address.bytes + address.len - at - 1), &name,
		   &error) == 0 &&
	       span_equal(wanted, name.text);
}

static bool
is_wanted(const struct gate_log_options *options, const struct gate_fact *fact)
{
	return fact->time >= options->since && fact->time < options->until &&
	       (options->sender.len == 0 ||
		   wanted_fits(options->sender, fact->texts[GATE_SENDER])) &&
	       (options->domain.len == 0 ||
		   is_of_domain(fact->texts[GATE_ADDRESS], options->domain));
}

static bool
is_met_again(struct gate_log *log, const struct maillog_line *line)
{
	const uint64_t hash = hash_bytes(line->text, (uint64_t)line->time) ^
	                      hash_bytes(line->host, (uint64_t)line->pid);
	uint64_t *place = &log->met[hash % LINES_MET];

	if (*place == hash)
		return true;
	*place = hash;
	return false;
}

/* Is a decision about the mail of the session?  Postfix has no id before it has
 * taken a recipient; a list may have several wrong members. */
static bool
goes_on(const struct session *session, const struct session *now,
    const struct decision *decision)
{
	if (session->key != now->key)
		return false;
	if (now->queue != 0 && session->queue == now->queue)
		return true;
	if (llabs(now->time - session->time) > SESSION_SECONDS ||
	    session->queue != 0)
		return false;
	return now->queue != 0 || session->refused ||
	       (decision->registered && session->recipient == now->recipient);
}

/* A hash of the mail that a decision is about. */
static uint64_t
find_mail(struct gate_log *log, const struct maillog_line *line,
    const struct decision *decision)
{
	const uint64_t host = hash_bytes(line->host, 0);
	struct session now = {
	    .key = hash_bytes(decision->client,
		hash_address(span_of_text(&decision->from), host)),
	    .queue = decision->queue.len != 0
	                 ? hash_queue(line->host, decision->queue)
	                 : 0,
	    .recipient = hash_address(span_of_text(&decision->to), 0),
	    .time = line->time,
	    .refused = decision->exempt == EXEMPTION_NONE &&
	               !decision->monitor &&
	               decision->action >= ACTION_TEMPFAIL,
	};
	struct session *session = &log->sessions[now.key % SESSIONS];

	if (goes_on(session, &now, decision))
		now.mail = session->mail;
	else if (now.queue != 0)
		now.mail = now.queue;
	else
		now.mail =
		    hash_bytes(line->text, now.key ^ (uint64_t)line->time);
	*session = now;
	return now.mail;
}

/* ---- how they end -------------------------------------------------------- */

static struct waiting *
waiting_at(struct gate_log *log, size_t number)
{
	return &log->waiting[number % GATE_LOG_OPEN];
}

/* Is it one that was not overwritten? */
static bool
is_there(const struct gate_log *log, size_t number)
{
	return number != 0 && number + GATE_LOG_OPEN > log->count;
}

static void
add_end(struct gate_log *log, struct waiting *waiting,
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
		    span_of(gate_text_of(log->gate, waiting->texts[i]));
	waiting->ended = true;
	gate_add(log->gate, &fact);
}

/* The refusal may stand in the log before the decision. */
static void
end_early(struct gate_log *log, struct waiting *waiting)
{
	for (size_t i = 0; i < GATE_LOG_EARLY; i++) {
		struct early *early = &log->early[i];

		if (early->outcome == MAILLOG_PENDING ||
		    early->by_sender != waiting->by_sender ||
		    llabs(early->time - waiting->time) > GATE_LOG_SECONDS)
			continue;
		add_end(log, waiting, early->outcome);
		early->outcome = MAILLOG_PENDING;
		return;
	}
}

static void
wait_for_end(struct gate_log *log, const struct maillog_line *line,
    const struct decision *decision, const struct gate_fact *fact)
{
	const size_t number = ++log->count;
	struct waiting *waiting = waiting_at(log, number);
	const struct span address = fact->texts[GATE_ADDRESS];
	size_t *id, *sender;

	*waiting = (struct waiting){
	    .by_id =
		hash_address(address, hash_queue(line->host, decision->queue)),
	    .by_sender = hash_address(address,
		hash_address(fact->texts[GATE_SENDER], 0)),
	    .mail = fact->mail,
	    .time = fact->time,
	    .reason = (uint8_t)fact->reason,
	    .confidence = (uint8_t)fact->confidence,
	    .exempt = (uint8_t)fact->exempt,
	    .action = (uint8_t)fact->action,
	    .monitor = fact->monitor,
	};
	for (size_t i = 0; i < GATE_TEXTS; i++) {
		waiting->texts[i] = gate_keep_text(log->gate, fact->texts[i]);
		/* There is no room for it. */
		waiting->ended |= waiting->texts[i] == INTERNING_NONE;
	}
	id = &log->ids[waiting->by_id % GATE_LOG_OPEN];
	sender = &log->senders[waiting->by_sender % GATE_LOG_OPEN];
	waiting->before_id = *id;
	waiting->before_sender = *sender;
	*id = *sender = number;
	if (!waiting->ended)
		end_early(log, waiting);
}

void
gate_log_take(struct gate_log *log, const struct maillog_line *line)
{
	struct decision decision;
	struct gate_fact fact;

	switch (decision_read(line, &decision)) {
	case DECISION_READ:
		break;
	case DECISION_UNREAD:
		log->gate->unread += !line->known;
		return;
	case DECISION_NONE:
		return;
	}
	fact = fact_of(&decision, line->time);
	if (is_met_again(log, line) || !is_wanted(&log->options, &fact))
		return;
	fact.mail = find_mail(log, line, &decision);
	if (!line->known)
		gate_add(log->gate, &fact);
	wait_for_end(log, line, &decision, &fact);
}

static struct waiting *
find_by_id(struct gate_log *log, uint64_t hash)
{
	size_t number = log->ids[hash % GATE_LOG_OPEN];

	for (size_t i = 0; i < STEPS_MAX && is_there(log, number); i++) {
		struct waiting *waiting = waiting_at(log, number);

		if (!waiting->ended && waiting->by_id == hash)
			return waiting;
		number = waiting->before_id;
	}
	return NULL;
}

/* The nearest one in time. */
static struct waiting *
find_by_sender(struct gate_log *log, uint64_t hash, int64_t time)
{
	size_t number = log->senders[hash % GATE_LOG_OPEN];
	int64_t nearest = GATE_LOG_SECONDS + 1;
	struct waiting *found = NULL;

	for (size_t i = 0; i < STEPS_MAX && is_there(log, number); i++) {
		struct waiting *waiting = waiting_at(log, number);
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
gate_log_end(struct gate_log *log, const struct leaks_mail *mail,
    struct span address, enum maillog_outcome outcome)
{
	struct waiting *waiting =
	    find_by_id(log, hash_address(address, mail->key));
	uint64_t hash;

	/* It ends where it was handed on to. */
	if (outcome == MAILLOG_HANDED_ON)
		return;
	hash = hash_address(address,
	    hash_address(mail->sender.bytes != NULL ? mail->sender
						    : (struct span){"", 0},
		0));
	if (waiting == NULL)
		waiting = find_by_sender(log, hash, mail->begun);
	if (waiting != NULL) {
		add_end(log, waiting, outcome);
		return;
	}
	if (outcome == MAILLOG_REFUSED || outcome == MAILLOG_TEMPFAILED)
		log->early[log->early_count++ % GATE_LOG_EARLY] =
		    (struct early){hash, mail->begun, outcome};
}
