/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives out mails and keeps them in lists: see the header. */
#include "domains/maillog/mail_pool.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/xxh3.h"
#include "domains/maillog/leaks.h"
#include "domains/maillog/mails.h"

void
mail_pool_begin(struct mail_pool *pool)
{
	*pool = (struct mail_pool){.count = 0};
	for (size_t i = 0; i < MAIL_STATES; i++)
		pool->lists[i] = (struct mail_list){MAIL_NONE, MAIL_NONE, 0};
}

static void
free_texts(struct mail_pool *pool, struct mail *mail)
{
	if (mail->message_id != NULL)
		pool->text_bytes -= strlen(mail->message_id);
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
	mail_pool_begin(pool);
}

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

uint32_t
mail_pool_take(struct mail_pool *pool)
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
	append(pool, number, MAIL_FREE);
	return number;
}

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

/* All of it: a log may have zero bytes, at which strndup() ends. */
static char *
copy_text(struct mail_pool *pool, struct span text)
{
	char *copy = calloc(1, text.len + 1);

	if (copy == NULL)
		return NULL;
	pool->text_bytes += text.len;
	memcpy(copy, text.bytes, text.len);
	return copy;
}

int
mail_pool_set_sender(struct mail_pool *pool, struct mail *mail,
    struct span sender)
{
	char *room = mail->usual;

	if (sender.len > LEAKS_TEXT_LEN_MAX)
		sender.len = LEAKS_TEXT_LEN_MAX;
	if (sender.len > sizeof(mail->usual))
		room = mail->long_sender = copy_text(pool, sender);
	if (room == NULL)
		return -1;
	memcpy(room, sender.bytes, sender.len);
	mail->sender_len = (uint16_t)sender.len;
	mail->sender_known = true;
	return 0;
}

int
mail_pool_set_message_id(struct mail_pool *pool, struct mail *mail,
    struct span id)
{
	if (id.len > LEAKS_TEXT_LEN_MAX)
		id.len = LEAKS_TEXT_LEN_MAX;
	id.len = strnlen(id.bytes, id.len); /* it ends at a zero byte later */
	mail->message_id = copy_text(pool, id);
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

bool
mail_is_another(const struct mail *mail, const struct maillog_event *event)
{
	uint64_t hash = mail_hash_message(event);
	struct span sender = mail_sender(mail);

	if (mail->state == MAIL_LATE &&
	    event->line->time > mail->over + MAILS_LATE_SECONDS)
		return true;
	if (hash != 0 && mail->message_hash != 0)
		return hash != mail->message_hash;
	return event->kind == MAILLOG_SENDER && mail->sender_known &&
	       mail->size != 0 &&
	       (mail->size != event->size || !span_same(sender, event->from));
}
