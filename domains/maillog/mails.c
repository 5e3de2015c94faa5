/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins lines to mails by what each event says; open.c keeps the mails. */
#include "domains/maillog/mails.h"

#include <stdlib.h>
#include <string.h>

#include "domains/maillog/hops.h"
#include "domains/maillog/open.h"

/* Mails that are held before they have an id, and how long for that. */
#define HOLDS_MAX 32
#define HOLD_SECONDS 5

/* The first recipient of such a mail. */
struct hold {
	uint64_t process; /* 0: none */
	int64_t time;
	uint32_t address;
	bool known;
};

struct mails {
	struct open_mails *open;
	struct leaks *leaks;
	struct mails_counts counts;
	struct hold holds[HOLDS_MAX];
	size_t hold_count; /* of all; the last ones are kept */
};

struct mails *
mails_new(struct leaks *leaks, const struct mails_options *options)
{
	struct mails *mails = calloc(1, sizeof(*mails));

	if (mails == NULL)
		return NULL;
	mails->leaks = leaks;
	mails->open = open_mails_new(leaks, options, &mails->counts);
	if (mails->open == NULL)
		mails_free(&mails);
	return mails;
}

void
mails_free(struct mails **mails)
{
	if (*mails == NULL)
		return;
	open_mails_free(&(*mails)->open);
	free(*mails);
	*mails = NULL;
}

/* ---- recipients ---------------------------------------------------------- */

static uint32_t
relay_text(struct mails *mails, const struct maillog_event *event)
{
	char text[512];
	size_t name = event->relay.len, address = event->relay_address.len;

	if (name + address + 2 > sizeof(text) || address == 0)
		return INTERNING_NONE;
	memcpy(text, event->relay.bytes, name);
	text[name] = '[';
	memcpy(text + name + 1, event->relay_address.bytes, address);
	text[name + address + 1] = ']';
	return leaks_text(mails->leaks,
	    (struct span){text, name + address + 2});
}

/* A right address that a wrong one led to is what that one was handed on to. */
static void
note_result(struct mails *mails, const struct maillog_event *event)
{
	struct leaks_recipient recipient = {
	    .via = INTERNING_NONE,
	    .relay = INTERNING_NONE,
	    .outcome = event->outcome,
	    .time = event->line->time,
	    .known = event->line->known,
	};
	uint32_t mail;

	recipient.address = leaks_find(mails->leaks, event->to);
	if (recipient.address == LEAKS_NONE && event->via.len != 0) {
		recipient.address = leaks_find(mails->leaks, event->via);
		recipient.outcome = MAILLOG_HANDED_ON;
	}
	if (recipient.address == LEAKS_NONE)
		return;
	mail = open_mails_find(mails->open, event, true);
	if (mail == OPEN_NONE)
		return;
	mails->counts.unnamed += event->endless && !event->line->known;
	if (event->via.len != 0 && recipient.outcome != MAILLOG_HANDED_ON)
		recipient.via = leaks_address(mails->leaks, event->via);
	if (recipient.outcome == MAILLOG_SENT)
		recipient.relay = relay_text(mails, event);
	open_mails_set(mails->open, mail, &recipient, event);
}

/* An address of this host's own has its members' mail go on. */
static void
take_forwarded(struct mails *mails, const struct maillog_event *event)
{
	const struct leaks_recipient recipient = {
	    .address = leaks_find(mails->leaks, event->to),
	    .via = INTERNING_NONE,
	    .relay = INTERNING_NONE,
	    .outcome = MAILLOG_HANDED_ON,
	    .time = event->line->time,
	    .known = event->line->known,
	};
	uint32_t mail = recipient.address != LEAKS_NONE
	                    ? open_mails_find(mails->open, event, true)
	                    : OPEN_NONE;

	mails->counts.deliveries += !event->line->known;
	if (mail != OPEN_NONE)
		open_mails_set(mails->open, mail, &recipient, NULL);
	open_mails_forward(mails->open, event);
}

/* Such a mail never began, or goes on without this recipient. */
static void
take_reject(struct mails *mails, const struct maillog_event *event)
{
	const struct leaks_mail mail = {
	    .sender = event->from,
	    .key = maillog_hash_line(event->line),
	    .begun = event->line->time,
	};
	const struct leaks_recipient recipient = {
	    .address = leaks_find(mails->leaks, event->to),
	    .via = INTERNING_NONE,
	    .relay = INTERNING_NONE,
	    .outcome = event->outcome,
	    .time = event->line->time,
	};

	mails->counts.rejects += !event->line->known;
	if (recipient.address != LEAKS_NONE &&
	    !open_mails_note(mails->open, mail.key) && !event->line->known)
		leaks_add(mails->leaks, &mail, &recipient, 1);
}

/* ---- mails --------------------------------------------------------------- */

static void
take_begin(struct mails *mails, const struct maillog_event *event)
{
	uint32_t mail = open_mails_find(mails->open, event, true);

	if (mail != OPEN_NONE)
		open_mails_begin(mails->open, mail, event);
}

static uint64_t
process_of(const struct maillog_line *line)
{
	uint64_t hash = span_hash(line->host, (uint64_t)maillog_pid(line));

	return hash != 0 ? hash : 1;
}

static void
note_held(struct mails *mails, uint32_t mail, const struct hold *hold)
{
	const struct leaks_recipient recipient = {
	    .address = hold->address,
	    .via = INTERNING_NONE,
	    .relay = INTERNING_NONE,
	    .outcome = MAILLOG_HELD,
	    .time = hold->time,
	    .known = hold->known,
	};

	open_mails_hold(mails->open, mail, true);
	if (hold->address != LEAKS_NONE)
		open_mails_set(mails->open, mail, &recipient, NULL);
}

/* Of a mail that is held only the last recipient stands in the log.  Where it
 * is the first one, too, the mail has no id yet. */
static void
take_hold(struct mails *mails, const struct maillog_event *event)
{
	const struct hold hold = {
	    .process = process_of(event->line),
	    .time = event->line->time,
	    .address = event->to.bytes != NULL
	                   ? leaks_find(mails->leaks, event->to)
	                   : LEAKS_NONE,
	    .known = event->line->known,
	};
	uint32_t mail;

	if (event->id.len == 0) {
		if (hold.address != LEAKS_NONE && maillog_pid(event->line) != 0)
			mails->holds[mails->hold_count++ % HOLDS_MAX] = hold;
		return;
	}
	mail = open_mails_find(mails->open, event, true);
	if (mail == OPEN_NONE)
		return;
	open_mails_begin(mails->open, mail, event);
	note_held(mails, mail, &hold);
}

static void
take_client(struct mails *mails, const struct maillog_event *event)
{
	struct client client;
	uint64_t process;
	uint32_t mail;

	if (hops_may_be_filter(event->line)) {
		client_of(event, &client);
		mail = open_mails_find(mails->open, event, true);
		if (mail != OPEN_NONE)
			open_mails_come(mails->open, mail, &client);
	}
	if (mails->hold_count == 0)
		return;
	process = process_of(event->line);
	for (size_t i = 0; i < HOLDS_MAX; i++) {
		struct hold *hold = &mails->holds[i];

		if (hold->process != process ||
		    event->line->time > hold->time + HOLD_SECONDS)
			continue;
		hold->process = 0;
		mail = open_mails_find(mails->open, event, true);
		if (mail != OPEN_NONE)
			note_held(mails, mail, hold);
	}
}

/* Of a mail that waits: it is let go on, or thrown away. */
static void
end_waiting(struct mails *mails, uint32_t mail,
    const struct maillog_event *event)
{
	const bool away = event->outcome == MAILLOG_DISCARDED;

	open_mails_hold(mails->open, mail, false);
	open_mails_change(mails->open, mail, MAILLOG_HELD,
	    away ? MAILLOG_DISCARDED : MAILLOG_PENDING, event->line);
	if (away)
		open_mails_change(mails->open, mail, MAILLOG_DEFERRED,
		    MAILLOG_DISCARDED, event->line);
}

/* What is only about a mail that is there. */
static void
take_change(struct mails *mails, const struct maillog_event *event)
{
	uint32_t mail = open_mails_find(mails->open, event, false);

	if (mail == OPEN_NONE)
		return;
	if (event->kind == MAILLOG_RELEASE || event->kind == MAILLOG_RENAMED ||
	    event->outcome == MAILLOG_DISCARDED)
		end_waiting(mails, mail, event);
	if (event->kind == MAILLOG_EXPIRED)
		open_mails_change(mails->open, mail, MAILLOG_DEFERRED,
		    MAILLOG_BOUNCED, event->line);
	else if (event->kind == MAILLOG_CLONED)
		open_mails_clone(mails->open, mail, event);
	else if (event->kind != MAILLOG_RELEASE)
		open_mails_end(mails->open, mail, event);
}

static __attribute__((noinline)) void
take_other(struct mails *mails, const struct maillog_event *event)
{
	switch (event->kind) {
	case MAILLOG_RECIPIENT:
		break;
	case MAILLOG_MESSAGE_ID:
	case MAILLOG_SENDER:
		take_begin(mails, event);
		break;
	case MAILLOG_RESULT:
		note_result(mails, event);
		break;
	case MAILLOG_REJECT:
		leaks_take_refused(mails->leaks, true);
		take_reject(mails, event);
		leaks_take_refused(mails->leaks, false);
		break;
	case MAILLOG_HOLD:
		take_hold(mails, event);
		break;
	case MAILLOG_FORWARDED:
		take_forwarded(mails, event);
		break;
	case MAILLOG_CLIENT:
		take_client(mails, event);
		break;
	case MAILLOG_UNREAD:
		mails->counts.unread += !event->line->known;
		break;
	case MAILLOG_RELEASE:
	case MAILLOG_EXPIRED:
	case MAILLOG_RENAMED:
	case MAILLOG_CLONED:
	case MAILLOG_REMOVED:
		take_change(mails, event);
		break;
	}
}

bool
mails_take(void *context, const struct maillog_event *event)
{
	struct mails *mails = context;

	if (event->kind != MAILLOG_RECIPIENT) {
		take_other(mails, event);
		return true;
	}
	mails->counts.deliveries += !event->line->known;
	return leaks_may_be_wrong(mails->leaks, event->to) ||
	       (event->via.len != 0 &&
		   leaks_may_be_wrong(mails->leaks, event->via));
}

int
mails_finish(struct mails *mails, int64_t last)
{
	return open_mails_finish(mails->open, last) < 0 ||
	               leaks_failed(mails->leaks)
	           ? -1
	           : 0;
}

const struct mails_counts *
mails_count(const struct mails *mails)
{
	return &mails->counts;
}
