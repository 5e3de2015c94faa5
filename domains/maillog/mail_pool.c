/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives out mails and keeps them in lists: see the header. */
#include "domains/maillog/mail_pool.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/xxh3.h"
#include "domains/maillog/leaks.h"

int
mail_pool_begin(struct mail_pool *pool)
{
	*pool = (struct mail_pool){.names = interning_new()};
	for (size_t i = 0; i < MAIL_STATES; i++)
		pool->lists[i] = (struct mail_list){MAIL_NONE, MAIL_NONE, 0};
	hash_index_seed(&pool->ids);
	return pool->names != NULL ? 0 : -1;
}

static void
free_texts(struct mail_pool *pool, struct mail *mail)
{
	if (mail->message_id != NULL)
		pool->text_bytes -= mail->message_id_len;
	if (mail->long_sender != NULL)
		pool->text_bytes -= mail->sender_len;
	free(mail->message_id);
	free(mail->long_sender);
	mail->message_id = mail->long_sender = NULL;
}

void
mail_pool_clear(struct mail_pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		free_texts(pool, &pool->mails[i]);
	free(pool->mails);
	hash_index_clear(&pool->ids);
	interning_free(&pool->names);
}

/* ---- lists --------------------------------------------------------------- */

static void
take_out(struct mail_pool *pool, const struct mail *mail)
{
	struct mail_list *list = &pool->lists[mail->state];

	if (mail->previous != MAIL_NONE)
		pool->mails[mail->previous].next = mail->next;
	else
		list->first = mail->next;
	if (mail->next != MAIL_NONE)
		pool->mails[mail->next].previous = mail->previous;
	else
		list->last = mail->previous;
	list->count--;
}

static void
append(struct mail_pool *pool, uint32_t number, enum mail_state state)
{
	struct mail_list *list = &pool->lists[state];
	struct mail *mail = &pool->mails[number];

	mail->state = state;
	mail->previous = list->last;
	mail->next = MAIL_NONE;
	if (list->last != MAIL_NONE)
		pool->mails[list->last].next = number;
	else
		list->first = number;
	list->last = number;
	list->count++;
}

void
mail_pool_move(struct mail_pool *pool, uint32_t number, enum mail_state state)
{
	if (state == MAIL_FREE)
		free_texts(pool, &pool->mails[number]);
	take_out(pool, &pool->mails[number]);
	append(pool, number, state);
}

/* A free mail, with nothing known of it, in no list; MAIL_NONE when memory is
 * out. */
static uint32_t
take_free(struct mail_pool *pool)
{
	uint32_t number = pool->lists[MAIL_FREE].first;

	if (number != MAIL_NONE) {
		take_out(pool, &pool->mails[number]);
	} else {
		number = (uint32_t)pool->count;
		if (array_reserve(&pool->mails, &pool->room, number,
			sizeof(*pool->mails)) < 0)
			return MAIL_NONE;
		pool->count++;
	}
	/* The texts of fixed size need no clearing. */
	memset(&pool->mails[number], 0, offsetof(struct mail, id));
	return number;
}

/* ---- ids ----------------------------------------------------------------- */

uint32_t
mail_pool_make(struct mail_pool *pool, const struct maillog_event *event,
    const struct mail_id *id)
{
	uint32_t number = take_free(pool);
	struct mail *mail;

	if (number == MAIL_NONE)
		return MAIL_NONE;
	if (hash_index_add(&pool->ids, id->hash, number) < 0) {
		append(pool, number, MAIL_FREE);
		return MAIL_NONE;
	}
	append(pool, number, MAIL_OPEN);
	mail = &pool->mails[number];
	mail->hash = id->hash;
	mail->host = id->host;
	mail->begun = event->line->time;
	mail->endless = event->endless;
	mail->id_len = (uint8_t)id->text.len;
	memcpy(mail->id, id->text.bytes, id->text.len);
	return number;
}

void
mail_pool_hide(struct mail_pool *pool, uint32_t number)
{
	hash_index_remove(&pool->ids, pool->mails[number].hash, number);
}

/* ---- texts --------------------------------------------------------------- */

uint64_t
mail_hash_id(const struct mail *mail, uint64_t seed)
{
	return XXH3_64bits_withSeed(mail->id, mail->id_len, seed);
}

struct span
mail_sender(const struct mail *mail)
{
	if (!mail->sender_known)
		return (struct span){NULL, 0};
	return (struct span){mail->long_sender != NULL ? mail->long_sender
						       : mail->usual,
	    mail->sender_len};
}

struct span
mail_message_id(const struct mail *mail)
{
	return mail->message_id != NULL
	           ? (struct span){mail->message_id, mail->message_id_len}
	           : (struct span){"", 0};
}

static struct span
limit_text(struct span text)
{
	if (text.len > LEAKS_TEXT_LEN_MAX)
		text.len = LEAKS_TEXT_LEN_MAX;
	return text;
}

/* It ends where its length says; NULL when memory is out. */
static char *
copy_text(struct mail_pool *pool, struct span text)
{
	char *copy = malloc(text.len + 1);

	if (copy == NULL)
		return NULL;
	pool->text_bytes += text.len;
	return memcpy(copy, text.bytes, text.len);
}

int
mail_pool_set_sender(struct mail_pool *pool, struct mail *mail,
    struct span sender)
{
	sender = limit_text(sender);
	if (sender.len <= sizeof(mail->usual))
		memcpy(mail->usual, sender.bytes, sender.len);
	else if ((mail->long_sender = copy_text(pool, sender)) == NULL)
		return -1;
	mail->sender_len = (uint16_t)sender.len;
	mail->sender_known = true;
	return 0;
}

int
mail_pool_set_message_id(struct mail_pool *pool, struct mail *mail,
    struct span id)
{
	id = limit_text(id);
	mail->message_id = copy_text(pool, id);
	mail->message_id_len = (uint16_t)id.len;
	return mail->message_id != NULL ? 0 : -1;
}

uint64_t
mail_hash_message(const struct maillog_event *event)
{
	uint64_t hash;

	if (event->message_id.bytes == NULL)
		return 0;
	hash = XXH3_64bits(event->message_id.bytes, event->message_id.len);
	return event->message_id.len != 0 && hash != 0 ? hash
	                                               : MAIL_NO_MESSAGE_ID;
}
