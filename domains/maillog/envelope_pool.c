/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps mails and their recipients: see the header. */
#include "domains/maillog/envelope_pool.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/maillog/mails.h"

struct envelope_entry {
	struct envelope_recipient known;
	uint64_t hash; /* of what the client gave */
	uint32_t mail, next;
};

int
envelope_pool_begin(struct envelope_pool *pool)
{
	pool->free = ENVELOPES_NONE;
	hash_index_seed(&pool->by_hash);
	return mail_pool_begin(&pool->mails);
}

void
envelope_pool_clear(struct envelope_pool *pool)
{
	mail_pool_clear(&pool->mails);
	hash_index_clear(&pool->by_hash);
	free(pool->entries);
	free(pool->list);
}

uint32_t
envelope_pool_number(const struct envelope_pool *pool, const struct mail *mail)
{
	return (uint32_t)(mail - pool->mails.mails);
}

/* ---- recipients ---------------------------------------------------------- */

size_t
envelope_pool_take(struct envelope_pool *pool, struct mail *mail)
{
	size_t count = 0;

	while (mail->recipients != ENVELOPES_NONE) {
		uint32_t number = mail->recipients;
		struct envelope_entry *one = &pool->entries[number];

		if (array_reserve(&pool->list, &pool->list_room, count,
			sizeof(*pool->list)) < 0) {
			pool->failed = true;
			break;
		}
		pool->list[count++] = one->known;
		mail->recipients = one->next;
		hash_index_remove(&pool->by_hash, (uint32_t)one->hash, number);
		one->next = pool->free;
		pool->free = number;
		pool->used--;
	}
	return count;
}

bool
envelope_pool_knows(const struct envelope_pool *pool, const struct mail *mail,
    uint64_t hash)
{
	const uint32_t number = envelope_pool_number(pool, mail);
	uint32_t item;
	size_t at = (uint32_t)hash;

	while ((item = hash_index_next(&pool->by_hash, (uint32_t)hash, &at)) !=
	       HASH_INDEX_NONE)
		if (pool->entries[item].mail == number &&
		    pool->entries[item].hash == hash)
			return true;
	return false;
}

bool
envelope_pool_next(const struct envelope_pool *pool, uint32_t *at,
    uint64_t *hash_r)
{
	if (*at == ENVELOPES_NONE)
		return false;
	*hash_r = pool->entries[*at].hash;
	*at = pool->entries[*at].next;
	return true;
}

void
envelope_pool_add(struct envelope_pool *pool, struct mail *mail, uint64_t hash,
    const struct envelope_recipient *known)
{
	uint32_t number = pool->free;

	if (number == ENVELOPES_NONE) {
		number = (uint32_t)pool->count;
		if (array_reserve(&pool->entries, &pool->room, number,
			sizeof(*pool->entries)) < 0) {
			pool->failed = true;
			return;
		}
	}
	if (hash_index_add(&pool->by_hash, (uint32_t)hash, number) < 0) {
		pool->failed = true;
		return;
	}
	if (number == pool->free)
		pool->free = pool->entries[number].next;
	else
		pool->count++;
	pool->used++;
	pool->entries[number] = (struct envelope_entry){
	    .known = *known,
	    .hash = hash,
	    .mail = envelope_pool_number(pool, mail),
	    .next = mail->recipients,
	};
	mail->recipients = number;
}

/* ---- mails --------------------------------------------------------------- */

void
envelope_pool_free(struct envelope_pool *pool, uint32_t mail)
{
	mail_pool_hide(&pool->mails, mail);
	mail_pool_move(&pool->mails, mail, MAIL_FREE);
}

/* For one mail more, at this time. */
static void
make_room(struct envelope_pool *pool, int64_t time)
{
	struct mail_pool *mails = &pool->mails;
	struct mail_list *late = &mails->lists[MAIL_LATE];
	struct mail_list *open = &mails->lists[MAIL_OPEN];

	while (
	    late->count != 0 &&
	    (late->count > ENVELOPES_LATE ||
		mails->mails[late->first].over + ENVELOPES_LATE_SECONDS < time))
		pool->close(pool->context, late->first);
	while (late->count + open->count >= MAILS_MAX ||
	       pool->used >= MAILS_RECIPIENTS_MAX ||
	       mails->text_bytes >= MAILS_TEXT_MAX) {
		if (late->count == 0 && open->count == 0)
			return;
		if (late->count == 0)
			pool->given_up += !mails->mails[open->first].endless;
		pool->close(pool->context,
		    late->count != 0 ? late->first : open->first);
	}
}

static uint32_t
find(const struct envelope_pool *pool, const struct mail_id *id)
{
	size_t at = id->hash;
	uint32_t item;

	while ((item = mail_pool_next(&pool->mails, id, &at)) != MAIL_NONE)
		if (pool->mails.mails[item].host == id->host)
			break;
	return item;
}

static uint32_t
make_mail(struct envelope_pool *pool, const struct maillog_event *event,
    const struct mail_id *id)
{
	uint32_t number;

	make_room(pool, event->line->time);
	number = mail_pool_make(&pool->mails, event, id);
	if (number == MAIL_NONE)
		pool->failed = true;
	else
		pool->mails.mails[number].recipients = ENVELOPES_NONE;
	return number;
}

/* Short ids come again. */
static bool
is_another(const struct mail *mail, const struct maillog_event *event)
{
	const int64_t time = event->line->time;

	if (mail->state == MAIL_LATE &&
	    time > mail->over + ENVELOPES_TWICE_SECONDS)
		return true;
	if (event->kind == MAILLOG_CLIENT)
		return mail->origin != ENVELOPE_UNKNOWN &&
		       time > mail->begun + ENVELOPES_TWICE_SECONDS;
	return event->message_id.bytes != NULL && mail->message_hash != 0 &&
	       mail->message_hash != mail_hash_message(event);
}

struct mail *
envelope_pool_find(struct envelope_pool *pool,
    const struct maillog_event *event, struct span text)
{
	struct mail_id id;
	uint32_t number;

	if (text.len == 0 || text.len > MAILLOG_ID_MAX)
		return NULL;
	id = mail_pool_id(&pool->mails, event, text);
	number = find(pool, &id);
	if (number != MAIL_NONE &&
	    is_another(&pool->mails.mails[number], event)) {
		pool->close(pool->context, number);
		number = MAIL_NONE;
	}
	if (number == MAIL_NONE)
		number = make_mail(pool, event, &id);
	return number != MAIL_NONE ? &pool->mails.mails[number] : NULL;
}
