/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins mails to those they were before: see the header. */
#include "domains/maillog/hops.h"

#include <string.h>

#include "domains/maillog/field.h"

/* ---- keys ---------------------------------------------------------------- */

/* Seeds of struct mail's before. */
enum { SEED_ID, SEED_HOST };

static uint64_t
hash_before(uint64_t before, uint64_t message)
{
	return span_hash((struct span){(const char *)&before, sizeof(before)},
	    message);
}

static uint64_t
hash_recipient(uint64_t mail, uint32_t address)
{
	return span_hash((struct span){(const char *)&address, sizeof(address)},
	    mail);
}

bool
hops_may_be_filter(const struct maillog_line *line)
{
	const struct span text = line->text;
	const char *open;

	if (span_find(text, ',') != NULL && field_has(text, ", orig_queue_id="))
		return true;
	open = span_find(text, '[');
	return open != NULL && field_is_loopback(span_after(text,
				   (size_t)(open + 1 - text.bytes)));
}

void
hops_note_client(struct hops *hops, struct mail *mail,
    const struct client *client)
{
	mail->before = 0;
	mail->from_host = !client->again;
	if (client->again)
		mail->before = span_hash(client->before, SEED_ID);
	else if (field_is_loopback(client->address))
		mail->before = span_hash(client->address, SEED_HOST);
	hops->names_before |= client->again;
}

/* By what a mail may be known that comes from there. */
static struct recipients_way
find_way(const struct hops *hops, const struct mail *mail,
    const struct maillog_event *event)
{
	const struct span own = {mail->id, mail->id_len};
	const uint64_t message = mail->message_hash;
	struct recipients_way way = {.order = hops->lines};

	if (event == NULL || message == 0)
		return way;
	way.port = event->relay_port;
	way.host = event->next.len == 0 && message != MAIL_NO_MESSAGE_ID &&
	           field_is_loopback(event->relay_address);
	if (way.host)
		way.keys[0] =
		    hash_before(span_hash(event->relay_address, SEED_HOST),
			message);
	else if (event->next.len != 0 && !span_same(event->next, own))
		way.keys[0] = span_hash(event->next, message);
	if (hops->names_before)
		way.keys[1] = hash_before(span_hash(own, SEED_ID), message);
	return way;
}

/* ---- results ------------------------------------------------------------- */

int
hops_note(struct hops *hops, uint32_t number,
    const struct leaks_recipient *result, const struct maillog_event *event)
{
	struct mail *mail = &hops->pool->mails[number];
	const struct recipients_way way = find_way(hops, mail, event);
	struct leaks_recipient noted = *result;

	if (noted.via == INTERNING_NONE)
		noted.via = mail->list;
	if (way.keys[0] != 0 && noted.outcome == MAILLOG_SENT &&
	    over_has(hops->over, hash_recipient(way.keys[0], noted.address),
		mail))
		noted.outcome = MAILLOG_HANDED_ON;
	return recipients_set(hops->recipients, number, &mail->recipients,
	    &noted, &way);
}

/* ---- mails that are over ------------------------------------------------- */

/* The one at hand, and which it was before for a recipient. */
struct hop {
	const struct mail *mails;
	uint32_t mail;
	uint32_t port;   /* of a result; 0 */
	uint32_t before; /* a mail; MAIL_NONE: none yet */
	uint32_t last;   /* the mail that one was handed on of last */
};

/* As recipients_may. */
static bool
may_be_hop_of(void *context, uint32_t before, const struct recipients_way *way)
{
	const struct hop *hop = context;
	const struct mail *mail = &hop->mails[hop->mail];

	(void)way;
	return before != hop->mail &&
	       mail_may_become(&hop->mails[before], mail->host, mail->begun);
}

/* As recipients_may: of one mail, what was not sent where this one is. */
static bool
may_be_named(void *context, uint32_t before, const struct recipients_way *way)
{
	const struct hop *hop = context;

	return may_be_hop_of(context, before, way) && way->port != hop->port &&
	       (hop->before == MAIL_NONE || hop->before == before);
}

/* As recipients_may. */
static bool
may_be_filtered(void *context, uint32_t before,
    const struct recipients_way *way)
{
	const struct hop *hop = context;
	const struct mail *mail = &hop->mails[hop->mail];

	return may_be_named(context, before, way) &&
	       hop->mails[before].host == mail->host &&
	       hop->mails[before].order < mail->order &&
	       mail->order < way->order;
}

/* What a mail has of one before it: the list, and where it is held all. */
static int
inherit(const struct hops *hops, uint32_t number,
    struct leaks_recipient *before)
{
	const struct recipients_way nowhere = {.port = 0};
	struct mail *mail = &hops->pool->mails[number];

	if (mail->held) {
		before->outcome = MAILLOG_HELD;
		before->relay = INTERNING_NONE;
		return recipients_set(hops->recipients, number,
		    &mail->recipients, before, &nowhere);
	}
	return before->via == INTERNING_NONE && !before->reported
	           ? 0
	           : recipients_inherit(hops->recipients, number,
			 &mail->recipients, before);
}

/* No more of the last mail is handed on for now: it may wait no longer.  Not
 * asked for each recipient, for it takes a look at all of a mail. */
static void
leave_last(const struct hops *hops, struct hop *hop)
{
	const struct mail *mail;

	if (hop->last == MAIL_NONE)
		return;
	mail = &hops->pool->mails[hop->last];
	if (mail->state == MAIL_WAITING &&
	    !recipients_wait(hops->recipients, mail->recipients))
		hops->take(hops->context, hop->last);
	hop->last = MAIL_NONE;
}

/* A recipient of a mail before, or more, is handed on.  All are where the mail
 * is held, for the log names only the last one then. */
static int
take_over(const struct hops *hops, struct hop *hop, uint64_t key,
    uint32_t address, recipients_may may)
{
	struct leaks_recipient before;
	uint32_t other;
	int status = 0;

	while ((other = recipients_hand_on(hops->recipients, key, address, may,
		    hop, &before)) != RECIPIENTS_NONE) {
		if (other != hop->last)
			leave_last(hops, hop);
		hop->last = hop->before = other;
		before.reported = reported_is_sent(hops->reported,
		    &hops->pool->mails[hop->mail], &before);
		status |= inherit(hops, hop->mail, &before);
	}
	return status;
}

/* By all that shows what the mail was before. */
static int
take_over_all(const struct hops *hops, struct hop *hop, uint32_t port,
    uint32_t address)
{
	const struct mail *mail = &hops->pool->mails[hop->mail];
	int status;

	hop->port = port;
	hop->before = MAIL_NONE;
	status = take_over(hops, hop, mail_hash_id(mail, mail->message_hash),
	    address, may_be_hop_of);
	if (mail->before != 0 && hop->before == MAIL_NONE)
		status |= take_over(hops, hop,
		    hash_before(mail->before, mail->message_hash), address,
		    mail->from_host ? may_be_filtered : may_be_named);
	return status;
}

int
hops_settle(struct hops *hops, uint32_t number)
{
	const struct mail *mail = &hops->pool->mails[number];
	const uint64_t key = mail_hash_id(mail, mail->message_hash);
	const bool goes_on = hops->reported->options->goes_on;
	struct hop hop = {hops->pool->mails, number, 0, MAIL_NONE, MAIL_NONE};
	uint32_t at = mail->recipients, port;
	struct leaks_recipient result;
	int status = 0;

	if (mail->held)
		status |= take_over_all(hops, &hop, 0, LEAKS_NONE);
	while (at != RECIPIENTS_NONE) {
		at = recipients_look(hops->recipients, at, &result, &port);
		if (result.outcome == MAILLOG_PENDING)
			continue;
		status |= take_over_all(hops, &hop, port, result.address);
		over_add(hops->over, hash_recipient(key, result.address), mail);
	}
	leave_last(hops, &hop);
	if (goes_on)
		recipients_keep(hops->recipients, key, may_be_hop_of, &hop,
		    mail->goes_on, mail->known);
	if (goes_on && mail->before != 0)
		recipients_keep(hops->recipients,
		    hash_before(mail->before, mail->message_hash),
		    mail->from_host ? may_be_filtered : may_be_named, &hop,
		    mail->goes_on, mail->known);
	return status;
}
