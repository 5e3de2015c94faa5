/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the mails that are not over: see the header. */
#include "domains/maillog/open.h"

#include <stdlib.h>
#include <string.h>

#include "domains/maillog/hops.h"
#include "domains/maillog/mail_pool.h"
#include "domains/maillog/over.h"
#include "domains/maillog/recipients.h"
#include "domains/maillog/reported.h"

/* More mails than these do not have one id at the same time. */
#define SAME_ID_MAX 64

struct open_mails {
	struct leaks *leaks;
	struct hops hops;
	struct mails_counts *counts;
	struct mails_options options;
	struct reported reported;
	bool failed, known; /* known: the line at hand is */
	uint32_t last;      /* the mail of the last event; OPEN_NONE */
	struct mail_pool pool;
	struct mail_name instance; /* the last one */
	struct recipients *recipients;
	struct over *over;
};

static void
sum_up(void *context, uint32_t number);

struct open_mails *
open_mails_new(struct leaks *leaks, const struct mails_options *options,
    struct mails_counts *counts)
{
	struct open_mails *open = calloc(1, sizeof(*open));

	if (open == NULL)
		return NULL;
	open->leaks = leaks;
	if (options != NULL)
		open->options = *options;
	open->counts = counts;
	open->last = OPEN_NONE;
	open->recipients = recipients_new();
	open->over = over_new();
	if (mail_pool_begin(&open->pool) < 0 || open->recipients == NULL ||
	    open->over == NULL) {
		open_mails_free(&open);
		return NULL;
	}
	open->reported = (struct reported){&open->options, leaks, counts,
	    open->pool.names, INT64_MIN};
	open->hops = (struct hops){
	    .pool = &open->pool,
	    .recipients = open->recipients,
	    .over = open->over,
	    .reported = &open->reported,
	    .take = sum_up,
	    .context = open,
	};
	return open;
}

void
open_mails_free(struct open_mails **open)
{
	if (*open == NULL)
		return;
	recipients_free(&(*open)->recipients);
	mail_pool_clear(&(*open)->pool);
	over_free(&(*open)->over);
	free(*open);
	*open = NULL;
}

/* ---- the end of a mail --------------------------------------------------- */

/* Adds a mail to the sums, and frees its place.  As struct hops has it. */
static void
sum_up(void *context, uint32_t number)
{
	struct open_mails *open = context;
	struct mail *mail = &open->pool.mails[number];
	struct leaks_recipient *list;
	size_t count;

	if (mail->recipients != RECIPIENTS_NONE) {
		list = recipients_take(open->recipients, &mail->recipients,
		    &count);
		open->failed |= list == NULL;
		if (list != NULL)
			reported_add(&open->reported, mail, list, count);
	}
	mail_pool_move(&open->pool, number, MAIL_FREE);
}

/* No line finds the mail by its id any more.  It is summed up, or waits for its
 * hop. */
static void
close_mail(struct open_mails *open, uint32_t number)
{
	struct mail *mail = &open->pool.mails[number];
	struct mail_list *waiting = &open->pool.lists[MAIL_WAITING];

	mail_pool_hide(&open->pool, number);
	if (mail->state == MAIL_OPEN && !mail->goes_on)
		mail->known = open->known;
	if (mail->held) {
		recipients_change(open->recipients, mail->recipients,
		    MAILLOG_PENDING, MAILLOG_HELD, NULL);
		recipients_change(open->recipients, mail->recipients,
		    MAILLOG_DEFERRED, MAILLOG_HELD, NULL);
	}
	if (mail->message_hash != 0 &&
	    (mail->recipients != RECIPIENTS_NONE || mail->held ||
		open->options.goes_on)) {
		uint64_t hash = mail_hash_id(mail, mail->message_hash);

		/* The Message-ID of an id comes once: the log has it twice. */
		mail->again = mail->recipients != RECIPIENTS_NONE &&
		              over_note(open->over, hash);
		open->failed |= hops_settle(&open->hops, number) < 0;
	}
	if (!recipients_wait(open->recipients, mail->recipients)) {
		sum_up(open, number);
		return;
	}
	mail_pool_move(&open->pool, number, MAIL_WAITING);
	if (waiting->count > MAILS_WAITING)
		sum_up(open, waiting->first);
}

static bool
is_full(const struct open_mails *open)
{
	return recipients_count(open->recipients) >= MAILS_RECIPIENTS_MAX ||
	       open->pool.text_bytes >= MAILS_TEXT_MAX;
}

/* For one mail, or recipient, more. */
static void
make_room(struct open_mails *open)
{
	struct mail_list *late = &open->pool.lists[MAIL_LATE];
	struct mail_list *waiting = &open->pool.lists[MAIL_WAITING];
	struct mail_list *oldest = &open->pool.lists[MAIL_OPEN];

	while (is_full(open) && waiting->count != 0)
		sum_up(open, waiting->first);
	if (late->count + oldest->count < MAILS_MAX && !is_full(open))
		return;
	if (late->count != 0) {
		close_mail(open, late->first);
	} else if (oldest->count != 0) {
		open->counts->given_up +=
		    !open->pool.mails[oldest->first].endless && !open->known;
		close_mail(open, oldest->first);
	}
}

/* ---- the beginning ------------------------------------------------------- */

/* Has the id come again, for another mail? */
static bool
is_another(const struct mail *mail, const struct maillog_event *event)
{
	struct span sender = mail_sender(mail);
	uint64_t hash;

	if (mail->state == MAIL_LATE &&
	    event->line->time > mail->over + MAILS_LATE_SECONDS)
		return true;
	if (mail->message_hash != 0 && (hash = mail_hash_message(event)) != 0)
		return hash != mail->message_hash;
	return event->kind == MAILLOG_SENDER && mail->sender_known &&
	       mail->size != 0 &&
	       (mail->size != event->size || !span_same(sender, event->from));
}

static uint32_t
find(struct open_mails *open, const struct mail_id *id, uint32_t instance,
    bool own_name)
{
	const bool any = own_name || instance == INTERNING_NONE;
	size_t at = id->hash, same = 0;
	uint32_t item, found = OPEN_NONE, last = OPEN_NONE;

	while ((item = mail_pool_next(&open->pool, id, &at)) != MAIL_NONE) {
		const struct mail *mail = &open->pool.mails[item];

		same++;
		last = item;
		if (mail->host != id->host)
			continue;
		if (mail->instance == instance)
			return item;
		if (found == OPEN_NONE &&
		    (any || mail->instance == INTERNING_NONE))
			found = item;
	}
	if (found != OPEN_NONE && !any)
		open->pool.mails[found].instance = instance;
	if (found == OPEN_NONE && same >= SAME_ID_MAX) {
		open->counts->given_up++;
		close_mail(open, last);
	}
	return found;
}

static uint32_t
make_mail(struct open_mails *open, const struct maillog_event *event,
    const struct mail_id *id, uint32_t instance)
{
	uint32_t number;
	struct mail *mail;

	make_room(open);
	number = mail_pool_make(&open->pool, event, id);
	if (number == MAIL_NONE)
		return OPEN_NONE;
	mail = &open->pool.mails[number];
	mail->recipients = RECIPIENTS_NONE;
	mail->order = open->hops.lines;
	mail->instance = event->own_name ? INTERNING_NONE : instance;
	mail->begun_known = event->line->known;
	mail->list = INTERNING_NONE;
	return number;
}

/* The mail that the last event was about, if this one is, too: often so. */
static uint32_t
find_last(struct open_mails *open, const struct maillog_event *event,
    uint32_t instance)
{
	const struct mail *mail;

	if (open->last == OPEN_NONE)
		return OPEN_NONE;
	mail = &open->pool.mails[open->last];
	return (mail->state == MAIL_OPEN || mail->state == MAIL_LATE) &&
	               mail->id_len == event->id.len &&
	               span_bytes_agree(mail->id, event->id.bytes,
			   mail->id_len) &&
	               mail->instance == instance &&
	               mail->host == mail_name_find(open->pool.names,
					 event->line->host, &open->pool.host)
	           ? open->last
	           : OPEN_NONE;
}

uint32_t
open_mails_find(struct open_mails *open, const struct maillog_event *event,
    bool make)
{
	uint32_t instance =
	    mail_name_find(open->pool.names, event->instance, &open->instance);
	uint32_t number = find_last(open, event, instance);
	struct mail_id id = {.hash = 0};

	open->known = event->line->known;
	open->hops.lines++;
	if (number == OPEN_NONE) {
		id = mail_pool_id(&open->pool, event, event->id);
		number = find(open, &id, instance, event->own_name);
	}
	if (number != OPEN_NONE &&
	    is_another(&open->pool.mails[number], event)) {
		close_mail(open, number);
		number = OPEN_NONE;
		id = mail_pool_id(&open->pool, event, event->id);
	}
	if (number == OPEN_NONE && make && event->id.len <= MAILLOG_ID_MAX) {
		number = make_mail(open, event, &id, instance);
		open->failed |= number == OPEN_NONE;
	}
	open->last = number;
	return number;
}

/* ---- results ------------------------------------------------------------- */

void
open_mails_set(struct open_mails *open, uint32_t number,
    const struct leaks_recipient *result, const struct maillog_event *event)
{
	open->failed |= hops_note(&open->hops, number, result, event) < 0;
}

/* ---- events -------------------------------------------------------------- */

static void
note_message(struct open_mails *open, uint32_t number,
    const struct maillog_event *event)
{
	struct mail *mail = &open->pool.mails[number];

	mail->message_hash = mail_hash_message(event);
	if (open->options.message_ids) {
		open->failed |= mail_pool_set_message_id(&open->pool, mail,
				    event->message_id) < 0;
	}
}

void
open_mails_begin(struct open_mails *open, uint32_t number,
    const struct maillog_event *event)
{
	struct mail *mail = &open->pool.mails[number];

	if (event->message_id.bytes != NULL && mail->message_hash == 0)
		note_message(open, number, event);
	if (event->from.bytes != NULL && !mail->sender_known)
		open->failed |=
		    mail_pool_set_sender(&open->pool, mail, event->from) < 0;
	if (event->size != 0)
		mail->size = event->size;
}

void
open_mails_forward(struct open_mails *open, const struct maillog_event *event)
{
	struct maillog_event members = *event;
	uint32_t number;

	members.id = event->next;
	number = open_mails_find(open, &members, true);
	if (number != OPEN_NONE)
		open->pool.mails[number].list =
		    leaks_address(open->leaks, event->via);
}

void
open_mails_come(struct open_mails *open, uint32_t number,
    const struct client *client)
{
	hops_note_client(&open->hops, &open->pool.mails[number], client);
}

void
open_mails_clone(struct open_mails *open, uint32_t number,
    const struct maillog_event *event)
{
	struct maillog_event clone = *event;
	uint32_t other;

	clone.id = event->next;
	other = open_mails_find(open, &clone, true);
	if (other == OPEN_NONE || other == number)
		return;
	open->pool.mails[other].message_hash =
	    open->pool.mails[number].message_hash;
	open->pool.mails[other].size = open->pool.mails[number].size;
	open_mails_begin(open, other, &clone);
}

void
open_mails_hold(struct open_mails *open, uint32_t number, bool held)
{
	open->pool.mails[number].held = held;
}

void
open_mails_change(struct open_mails *open, uint32_t number,
    enum maillog_outcome from, enum maillog_outcome to,
    const struct maillog_line *line)
{
	recipients_change(open->recipients, open->pool.mails[number].recipients,
	    from, to, line);
}

void
open_mails_end(struct open_mails *open, uint32_t number,
    const struct maillog_event *event)
{
	struct mail_list *late = &open->pool.lists[MAIL_LATE];

	if (event->kind == MAILLOG_RENAMED) {
		open_mails_change(open, number, MAILLOG_DEFERRED,
		    MAILLOG_PENDING, event->line);
		close_mail(open, number);
		return;
	}
	if (open->pool.mails[number].state == MAIL_LATE)
		return;
	open->pool.mails[number].over = event->line->time;
	open->pool.mails[number].known = open->known;
	mail_pool_move(&open->pool, number, MAIL_LATE);
	if (late->count > MAILS_LATE)
		close_mail(open, late->first);
}

bool
open_mails_note(struct open_mails *open, uint64_t hash)
{
	return over_note(open->over, hash);
}

int
open_mails_finish(struct open_mails *open, int64_t last)
{
	open->reported.last = last;
	while (open->pool.lists[MAIL_LATE].count != 0)
		close_mail(open, open->pool.lists[MAIL_LATE].first);
	while (open->pool.lists[MAIL_OPEN].count != 0) {
		uint32_t number = open->pool.lists[MAIL_OPEN].first;

		open->pool.mails[number].goes_on = open->options.goes_on;
		close_mail(open, number);
	}
	while (open->pool.lists[MAIL_WAITING].count != 0)
		sum_up(open, open->pool.lists[MAIL_WAITING].first);
	return open->failed ? -1 : 0;
}
