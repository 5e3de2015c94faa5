/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps mails and their recipients: see the header. */
#include "domains/maillog/envelope_pool.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/xxh3.h"
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
	mail_pool_begin(&pool->mails);
	hash_index_seed(&pool->ids);
	hash_index_seed(&pool->by_hash);
	pool->names = interning_new();
	return pool->names != NULL ? 0 : -1;
}

void
envelope_pool_clear(struct envelope_pool *pool)
{
	mail_pool_clear(&pool->mails);
	hash_index_clear(&pool->ids);
	hash_index_clear(&pool->by_hash);
	interning_free(&pool->names);
	free(pool->entries);
	free(pool->list);
}

uint64_t
envelope_hash(struct span span, uint64_t seed)
{
	return span.len != 0 ? XXH3_64bits_withSeed(span.bytes, span.len, seed)
	                     : seed + 1;
}

uint64_t
envelope_message_hash(const struct maillog_event *event)
{
	return event->message_id.bytes != NULL
	           ? envelope_hash(event->message_id, 0)
	           : 0;
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
	hash_index_remove(&pool->ids, pool->mails.mails[mail].hash, mail);
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
find(const struct envelope_pool *pool, struct span id, uint32_t hash,
    uint32_t host)
{
	uint32_t item;
	size_t at = hash;

	while ((item = hash_index_next(&pool->ids, hash, &at)) !=
	       HASH_INDEX_NONE) {
		const struct mail *mail = &pool->mails.mails[item];

		if (mail->host == host && mail->id_len == id.len &&
		    memcmp(mail->id, id.bytes, id.len) == 0)
			break;
	}
	return item;
}

static uint32_t
make_mail(struct envelope_pool *pool, const struct maillog_event *event,
    struct span id, uint32_t hash, uint32_t host)
{
	uint32_t number;
	struct mail *mail;

	make_room(pool, event->line->time);
	number = mail_pool_take(&pool->mails);
	if (number == MAIL_NONE ||
	    hash_index_add(&pool->ids, hash, number) < 0) {
		pool->failed = true;
		return MAIL_NONE;
	}
	mail_pool_move(&pool->mails, number, MAIL_OPEN);
	mail = &pool->mails.mails[number];
	mail->recipients = ENVELOPES_NONE;
	mail->hash = hash;
	mail->host = host;
	mail->begun = event->line->time;
	mail->endless = event->endless;
	mail->id_len = (uint8_t)id.len;
	memcpy(mail->id, id.bytes, id.len);
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
	       mail->message_hash != envelope_message_hash(event);
}

struct mail *
envelope_pool_find(struct envelope_pool *pool,
    const struct maillog_event *event, struct span id)
{
	const uint32_t hash = hash_index_hash(&pool->ids, id.bytes, id.len);
	const uint32_t host =
	    mail_name_find(pool->names, event->line->host, &pool->host);
	uint32_t number;

	if (id.len == 0 || id.len > MAILLOG_ID_MAX)
		return NULL;
	number = find(pool, id, hash, host);
	if (number != HASH_INDEX_NONE &&
	    is_another(&pool->mails.mails[number], event)) {
		pool->close(pool->context, number);
		number = HASH_INDEX_NONE;
	}
	if (number == HASH_INDEX_NONE)
		number = make_mail(pool, event, id, hash, host);
	return number != MAIL_NONE ? &pool->mails.mails[number] : NULL;
}
