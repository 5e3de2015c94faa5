/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins lines to envelopes: see the header. */
#include "domains/maillog/envelopes.h"

#include <stdlib.h>
#include <string.h>

#include "domains/maillog/answers.h"
#include "domains/maillog/envelope_pool.h"
#include "domains/maillog/field.h"
#include "domains/maillog/over.h"

/* Hops whose lines may come yet; a power of two. */
#define HOPS 16384

/* Where a recipient was handed on to. */
struct hop {
	uint64_t mail;      /* of the id there and the Message-ID */
	uint64_t recipient; /* as the pool has it */
};

struct envelopes {
	struct envelopes_options options;
	struct envelopes_counts counts;
	struct envelope_pool pool;
	struct over *over;
	struct hop hops[HOPS];
	struct answers answers;
	uint32_t events; /* so far, which says what is earlier */
};

static void
close_mail(void *context, uint32_t number);

struct envelopes *
envelopes_new(const struct envelopes_options *options)
{
	struct envelopes *envelopes = calloc(1, sizeof(*envelopes));

	if (envelopes == NULL)
		return NULL;
	envelopes->options = *options;
	envelopes->pool.close = close_mail;
	envelopes->pool.context = envelopes;
	envelopes->over = over_new();
	if (envelope_pool_begin(&envelopes->pool) < 0 ||
	    envelopes->over == NULL)
		envelopes_free(&envelopes);
	return envelopes;
}

void
envelopes_free(struct envelopes **envelopes)
{
	if (*envelopes == NULL)
		return;
	envelope_pool_clear(&(*envelopes)->pool);
	over_free(&(*envelopes)->over);
	free(*envelopes);
	*envelopes = NULL;
}

/* ---- filters ------------------------------------------------------------- */

/* Of a recipient of a mail with this hash, which comes off by exclusive or. */
static uint64_t
hash_recipient(const struct envelopes *envelopes, struct span given,
    uint32_t mail)
{
	return span_hash(given, envelopes->pool.by_hash.seed) ^ mail;
}

/* Was the mail before a filter of this host?  Whoever gave it to the MTA first
 * is another one. */
static void
look_before(struct envelopes *envelopes, struct mail *mail)
{
	uint32_t at = mail->recipients;
	uint64_t recipient;

	while (mail->from_host && mail->origin == ENVELOPE_SMTP &&
	       envelope_pool_next(&envelopes->pool, &at, &recipient))
		if (answers_have(&envelopes->answers, mail, recipient))
			mail->origin = ENVELOPE_AGAIN;
}

/* A filter of this host took a recipient.  What is noted of the mail before, if
 * there is one, goes. */
static void
note_answer(struct envelopes *envelopes, struct mail *mail,
    const struct maillog_event *event)
{
	const uint64_t recipient =
	    hash_recipient(envelopes, event->to, mail->hash);

	mail->filtered = (uint16_t)event->relay_port;
	if (mail->from_host && mail->origin == ENVELOPE_SMTP &&
	    answers_have(&envelopes->answers, mail, recipient))
		mail->origin = ENVELOPE_AGAIN;
	answers_note(&envelopes->answers, mail, recipient, envelopes->events);
}

/* ---- the end of a mail --------------------------------------------------- */

/* The log has the mail twice, as when a file is given twice. */
static bool
is_again(struct envelopes *envelopes, const struct mail *mail)
{
	return mail->message_hash != 0 &&
	       over_note(envelopes->over,
		   mail_hash_id(mail, mail->message_hash ^
					  (uint64_t)mail->begun ^ mail->host));
}

/* As struct envelope_pool has it. */
static void
close_mail(void *context, uint32_t number)
{
	struct envelopes *envelopes = context;
	struct envelope_pool *pool = &envelopes->pool;
	struct mail *mail = &pool->mails.mails[number];
	const char *host = mail->host != INTERNING_NONE
	                       ? interning_text(pool->mails.names, mail->host)
	                       : "";
	struct envelope envelope = {
	    .host = span_of(host),
	    .id = {mail->id, mail->id_len},
	    .sender = mail_sender(mail),
	    .by_client = mail->by_client,
	    .by_sender = mail->by_sender,
	    .user_known = !mail->endless,
	    .nameless = (mail->taken || mail->held) && !mail->delivered,
	    .time = mail->begun,
	};
	bool again = is_again(envelopes, mail);
	size_t count;

	look_before(envelopes, mail);
	envelope.origin = mail->origin;
	/* The hop has a result for what was handed on: it is no other mail
	 * whose id somebody outside knew. */
	if (mail->origin == ENVELOPE_SMTP && mail->handed != 0 &&
	    envelope_pool_knows(pool, mail, mail->handed))
		envelope.origin = ENVELOPE_AGAIN;
	/* Before cleanup's line there is one of who gave it the mail. */
	if (mail->origin == ENVELOPE_UNKNOWN && mail->taken)
		envelope.origin = ENVELOPE_INTERNAL;
	count = envelope_pool_take(pool, mail);
	envelopes->counts.again += again;
	if (!again)
		envelopes->counts.recipients += count;
	if (!again && (count != 0 || envelope.nameless))
		envelopes->options.take(envelopes->options.context, &envelope,
		    pool->list, count);
	envelope_pool_free(pool, number);
}

static void
note_client(struct envelopes *envelopes, struct mail *mail,
    const struct maillog_event *event)
{
	struct client client;

	client_of(event, &client);
	if (mail->origin == ENVELOPE_UNKNOWN)
		mail->origin = client.again   ? ENVELOPE_AGAIN
		               : client.local ? ENVELOPE_LOCAL
		                              : ENVELOPE_SMTP;
	if (mail->order == 0)
		mail->order = envelopes->events;
	mail->from_host = field_is_loopback(client.address);
	mail->by_client =
	    envelopes->options.by_client(envelopes->options.context, &client);
}

static void
note_sender(struct envelopes *envelopes, struct mail *mail,
    const struct maillog_event *event)
{
	if (event->from.bytes == NULL || mail->sender_known)
		return;
	envelopes->pool.failed |=
	    mail_pool_set_sender(&envelopes->pool.mails, mail, event->from) < 0;
	mail->by_sender =
	    envelopes->options.by_sender(envelopes->options.context,
		event->from);
}

/* ---- hops ---------------------------------------------------------------- */

static struct hop *
hop_of(struct envelopes *envelopes, struct span id, uint64_t message_hash,
    uint64_t *hash_r)
{
	*hash_r = span_hash(id, message_hash);
	return &envelopes->hops[*hash_r % HOPS];
}

static void
note_message(struct envelopes *envelopes, struct mail *mail,
    const struct maillog_event *event)
{
	const struct hop *hop;
	uint64_t hash;

	if (event->message_id.bytes == NULL)
		return;
	mail->taken = true;
	mail->message_hash = mail_hash_message(event);
	hop = hop_of(envelopes, event->id, mail->message_hash, &hash);
	if (hop->mail == hash)
		mail->handed = hop->recipient;
}

/* Another host, or this one again, took the mail under the event's next id.  A
 * host outside may write there what it likes: see close_mail(). */
static void
note_hop(struct envelopes *envelopes, const struct mail *mail,
    const struct maillog_event *event)
{
	struct mail_pool *pool = &envelopes->pool.mails;
	const struct mail_id id = mail_pool_id(pool, event, event->next);
	const uint64_t handed = hash_recipient(envelopes, event->to, id.hash);
	struct hop *hop;
	uint64_t both;
	uint32_t item;
	size_t at = id.hash;

	if (mail->message_hash == 0)
		return;
	while ((item = mail_pool_next(pool, &id, &at)) != MAIL_NONE) {
		struct mail *next = &pool->mails[item];

		if (next != mail && next->message_hash == mail->message_hash &&
		    mail_may_become(mail, next->host, next->begun))
			next->handed = handed;
	}
	hop = hop_of(envelopes, id.text, mail->message_hash, &both);
	*hop = (struct hop){both, handed};
}

/* ---- recipients ---------------------------------------------------------- */

/* Is it what was given, with the MTA's own domain after it? */
static bool
is_completed(struct span given, struct span to)
{
	return to.len > given.len && to.bytes[given.len] == '@' &&
	       span_same_folded(given, (struct span){to.bytes, given.len}) &&
	       memrchr(given.bytes, '@', given.len) == NULL;
}

static struct envelope_recipient
judge(const struct envelopes *envelopes, const struct mail *mail,
    const struct maillog_event *event, struct span given)
{
	const struct envelopes_options *options = &envelopes->options;
	const struct span host = event->line->host, none = {NULL, 0};
	const bool completed = is_completed(given, event->to);
	struct envelope_recipient known = {
	    .what = ENVELOPES_NONE,
	    .other = ENVELOPES_NONE,
	    .time = event->line->time,
	};

	if (span_begins(event->line->tag, "exim"))
		known.form = ENVELOPE_NO_MILTERS;
	else if (event->expanded)
		known.form = ENVELOPE_ALIAS;
	if (known.form != ENVELOPE_AS_GIVEN || mail->origin == ENVELOPE_AGAIN)
		return known;
	/* cleanup asks when the domain is there. */
	if (mail->origin == ENVELOPE_LOCAL && completed)
		given = event->to;
	known.what = known.other = options->find(options->context, host, given,
	    completed ? event->to : none);
	if (mail->origin != ENVELOPE_SMTP && !span_same(given, event->to))
		known.other =
		    options->find(options->context, host, event->to, none);
	return known;
}

static void
note_recipient(struct envelopes *envelopes, const struct maillog_event *event,
    struct span given)
{
	struct mail *mail =
	    envelope_pool_find(&envelopes->pool, event, event->id);
	struct envelope_recipient known;
	uint64_t hash;

	if (mail == NULL)
		return;
	if (event->kind != MAILLOG_HOLD && event->kind != MAILLOG_REJECT)
		mail->delivered = true;
	hash = hash_recipient(envelopes, given, mail->hash);
	if (envelope_pool_knows(&envelopes->pool, mail, hash))
		return;
	known = judge(envelopes, mail, event, given);
	envelope_pool_add(&envelopes->pool, mail, hash, &known);
}

/* ---- what is refused or held --------------------------------------------- */

/* A recipient of a mail that has no id, or is to be counted apart.  At the end
 * of a mail it is one that the MTA took, and others are not in the log. */
static void
take_refused(struct envelopes *envelopes, const struct maillog_event *event,
    const struct client *client)
{
	const struct envelopes_options *options = &envelopes->options;
	const struct envelope envelope = {
	    .origin = ENVELOPE_SMTP,
	    .nameless = client->step == CLIENT_AT_END,
	    .host = event->line->host,
	    .id = event->id,
	    .sender = event->from,
	    .by_client = options->by_client(options->context, client),
	    .by_sender = event->from.bytes != NULL
	                     ? options->by_sender(options->context, event->from)
	                     : 0,
	    .time = event->line->time,
	};
	struct envelope_recipient known = {
	    .what = ENVELOPES_NONE,
	    .form = ENVELOPE_REFUSED,
	    .time = event->line->time,
	};

	if (client->step == CLIENT_AT_MILTER || envelope.nameless) {
		known.form = ENVELOPE_AS_GIVEN;
		known.what = options->find(options->context, event->line->host,
		    event->to, (struct span){NULL, 0});
	}
	known.other = known.what;
	envelopes->counts.recipients++;
	options->take(options->context, &envelope, &known, 1);
}

static void
note_reject(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct client client;
	struct mail *mail;

	if (over_note(envelopes->over, maillog_hash_line(event->line)))
		return;
	client_of(event, &client);
	mail = envelope_pool_find(&envelopes->pool, event, event->id);
	if (mail != NULL && client.step != CLIENT_AT_RCPT) {
		mail->held |= client.step == CLIENT_AT_END;
		note_sender(envelopes, mail, event);
		note_recipient(envelopes, event, event->to);
	} else if (client.step != CLIENT_AT_END || event->id.len == 0) {
		take_refused(envelopes, event, &client);
	}
}

static void
note_hold(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct mail *mail =
	    envelope_pool_find(&envelopes->pool, event, event->id);

	if (mail == NULL)
		return;
	mail->held = true;
	note_sender(envelopes, mail, event);
	if (event->to.bytes != NULL)
		note_recipient(envelopes, event, event->to);
}

/* ---- events -------------------------------------------------------------- */

static void
note_mail(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct mail *mail =
	    envelope_pool_find(&envelopes->pool, event, event->id);

	if (mail == NULL)
		return;
	if (event->kind == MAILLOG_CLIENT ||
	    (event->kind == MAILLOG_SENDER && event->endless))
		note_client(envelopes, mail, event);
	if (event->kind == MAILLOG_SENDER)
		note_sender(envelopes, mail, event);
	note_message(envelopes, mail, event);
}

/* What the MTA itself gives another id. */
static void
note_copy(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct mail *mail =
	    envelope_pool_find(&envelopes->pool, event, event->next);

	if (mail != NULL)
		mail->origin = ENVELOPE_AGAIN;
}

static void
note_end(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct mail *mail =
	    envelope_pool_find(&envelopes->pool, event, event->id);

	if (mail == NULL || mail->state == MAIL_LATE)
		return;
	look_before(envelopes, mail);
	mail->over = event->line->time;
	mail_pool_move(&envelopes->pool.mails,
	    envelope_pool_number(&envelopes->pool, mail), MAIL_LATE);
}

static void
note_result(struct envelopes *envelopes, const struct maillog_event *event)
{
	struct mail *mail;

	note_recipient(envelopes, event,
	    event->via.len != 0 ? event->via : event->to);
	if (event->kind != MAILLOG_RESULT ||
	    (event->next.len == 0 && !field_is_loopback(event->relay_address)))
		return;
	mail = envelope_pool_find(&envelopes->pool, event, event->id);
	if (mail != NULL && event->next.len != 0)
		note_hop(envelopes, mail, event);
	else if (mail != NULL)
		note_answer(envelopes, mail, event);
}

bool
envelopes_take(void *context, const struct maillog_event *event)
{
	struct envelopes *envelopes = context;

	envelopes->events++;
	switch (event->kind) {
	case MAILLOG_CLIENT:
	case MAILLOG_MESSAGE_ID:
	case MAILLOG_SENDER:
		note_mail(envelopes, event);
		break;
	case MAILLOG_RESULT:
	case MAILLOG_FORWARDED:
		note_result(envelopes, event);
		break;
	case MAILLOG_REJECT:
		note_reject(envelopes, event);
		break;
	case MAILLOG_HOLD:
		note_hold(envelopes, event);
		break;
	case MAILLOG_RENAMED:
		note_copy(envelopes, event);
		note_end(envelopes, event);
		break;
	case MAILLOG_CLONED:
		note_copy(envelopes, event);
		break;
	case MAILLOG_REMOVED:
		note_end(envelopes, event);
		break;
	case MAILLOG_UNREAD:
		envelopes->counts.unread++;
		break;
	case MAILLOG_RECIPIENT:
	case MAILLOG_RELEASE:
	case MAILLOG_EXPIRED:
		break;
	}
	return true;
}

int
envelopes_finish(struct envelopes *envelopes)
{
	struct mail_list *lists = envelopes->pool.mails.lists;

	while (lists[MAIL_LATE].count != 0)
		close_mail(envelopes, lists[MAIL_LATE].first);
	while (lists[MAIL_OPEN].count != 0)
		close_mail(envelopes, lists[MAIL_OPEN].first);
	envelopes->counts.given_up = envelopes->pool.given_up;
	return envelopes->pool.failed ? -1 : 0;
}

const struct envelopes_counts *
envelopes_count(const struct envelopes *envelopes)
{
	return &envelopes->counts;
}
