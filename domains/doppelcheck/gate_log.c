/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the gate's lines with those of the MTA: see the header. */
#include "domains/doppelcheck/gate_log.h"

#include <stdlib.h>

#include "domains/maillog/wanted.h"
#include "domains/reports/decision_reading.h"

/* Lines that were met last: one that comes again was relayed twice. */
#define LINES_MET 65536

/* Senders and clients that were met last. */
#define SESSIONS 4096

/* Recipients of one mail come within so many seconds. */
#define SESSION_SECONDS 10

/* The mail that a client gives at the moment. */
struct session {
	uint64_t key;   /* host, sender, client */
	uint64_t queue; /* 0: it has no id yet */
	uint64_t mail;
	uint64_t recipient;
	int64_t time;
	bool refused; /* the last recipient was */
};

struct gate_log {
	struct gate *gate;
	struct gate_ends *ends;
	struct wanted_part wanted;
	uint64_t met[LINES_MET];
	struct session sessions[SESSIONS];
};

struct gate_log *
gate_log_new(struct gate *gate, struct gate_ends *ends,
    const struct wanted_part *wanted)
{
	struct gate_log *log = calloc(1, sizeof(*log));

	if (log == NULL)
		return NULL;
	log->gate = gate;
	log->ends = ends;
	log->wanted = *wanted;
	return log;
}

void
gate_log_free(struct gate_log **gate_log)
{
	free(*gate_log);
	*gate_log = NULL;
}

/* ---- hashes -------------------------------------------------------------- */

/* As leaks_mail.key. */
static uint64_t
hash_queue(struct span host, struct span queue)
{
	return span_hash(queue, host.len != 0 ? span_hash(host, 0) : 0);
}

/* ---- decisions ----------------------------------------------------------- */

static struct span
span_of_text(const struct decision_text *text)
{
	return (struct span){text->bytes, text->len};
}

static struct gate_fact
fact_of(const struct decision *decision, const struct maillog_line *line)
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
	    .time = line->time,
	    .queue = decision->queue.len != 0
	                 ? hash_queue(line->host, decision->queue)
	                 : 0,
	};
}

static bool
is_of_domain(struct span address, struct span wanted)
{
	const char *at = span_find_last(address, '@');
	struct name name;

	return at != NULL &&
	       name_parse(at + 1,
		   (size_t)(address.bytes + address.len - at - 1), &name,
		   NULL) == 0 &&
	       span_equal(wanted, name.text);
}

static bool
is_wanted(const struct wanted_part *wanted, const struct gate_fact *fact)
{
	return wanted_then(wanted, fact->time) &&
	       wanted_from(wanted, fact->texts[GATE_SENDER]) &&
	       (wanted->domain.len == 0 ||
		   is_of_domain(fact->texts[GATE_ADDRESS], wanted->domain));
}

static bool
is_met_again(struct gate_log *log, const struct maillog_line *line)
{
	const uint64_t hash = maillog_hash_line(line);
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
    const struct decision *decision, const struct gate_fact *fact)
{
	const uint64_t host = span_hash(line->host, 0);
	struct session now = {
	    .key = span_hash(decision->client,
		gate_ends_hash(span_of_text(&decision->from), host)),
	    .queue = fact->queue,
	    .recipient = gate_ends_hash(span_of_text(&decision->to), 0),
	    .time = line->time,
	    .refused = decision->exempt == EXEMPTION_NONE &&
	               !decision->monitor && action_refuses(decision->action),
	};
	struct session *session = &log->sessions[now.key % SESSIONS];

	if (goes_on(session, &now, decision))
		now.mail = session->mail;
	else if (now.queue != 0)
		now.mail = now.queue;
	else
		now.mail =
		    span_hash(line->text, now.key ^ (uint64_t)line->time);
	*session = now;
	return now.mail;
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
	fact = fact_of(&decision, line);
	if (is_met_again(log, line) || !is_wanted(&log->wanted, &fact))
		return;
	fact.mail = find_mail(log, line, &decision, &fact);
	fact.known = line->known;
	gate_add(log->gate, &fact);
	gate_ends_wait(log->ends, &fact);
}
