/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail pool: the mails that are not over, by their ids and in lists by their
 * state; only for open.c and envelopes.c. */
#ifndef DOMAINS_MAILLOG_MAIL_POOL_H
#define DOMAINS_MAILLOG_MAIL_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "domains/base/hash_index.h"
#include "domains/base/interning.h"
#include "domains/base/span.h"
#include "domains/maillog/event.h"
#include "domains/maillog/mail_name.h"

/* Most senders are shorter, and need no memory of their own. */
#define SENDER_USUAL 48

/* A mail's state is the list that it is in. */
enum mail_state {
	MAIL_FREE,
	MAIL_OPEN,
	MAIL_LATE,    /* it is over, but lines may come late */
	MAIL_WAITING, /* it leaked, and a hop's lines may come */
	MAIL_STATES
};

struct mail {
	enum mail_state state;
	uint32_t previous, next; /* in the list */
	uint32_t recipients;     /* the first of a chain */
	uint32_t hash;           /* of the id */
	uint32_t host, instance; /* names; INTERNING_NONE: not said */
	uint32_t list; /* a text: whose members it is for; INTERNING_NONE */
	int64_t begun, over;
	uint64_t message_hash; /* 0: not said */
	uint64_t size;
	char *message_id;  /* NULL: not said, or nobody wants it */
	char *long_sender; /* NULL: it is in usual */
	uint16_t message_id_len, sender_len;
	bool sender_known, held;
	bool again;       /* the log had it before */
	bool endless;     /* as the event says */
	bool begun_known; /* by a line that is known */
	bool known;       /* it was over by one */
	bool goes_on;     /* at the end of the log it was not over */
	bool from_host;   /* before is that of a host, not of an id */
	uint32_t order;   /* of its first line */
	uint64_t before;  /* a hash of where it was before; 0: not known */
	/* Only of envelopes.c, which has its header's words for them: */
	uint64_t handed;   /* a recipient that a mail before handed on; 0 */
	uint16_t filtered; /* the port of a filter that took some */
	uint8_t origin;
	uint8_t by_client, by_sender; /* what exempts it */
	bool taken;                   /* the MTA had all of it */
	bool delivered;               /* there is a result */
	uint8_t id_len;
	char id[MAILLOG_ID_MAX];
	char usual[SENDER_USUAL];
};

/* The clocks of two hosts may differ by so many seconds. */
#define MAIL_CLOCKS 5

/* By its time, may it be a mail at this host that began then? */
static inline bool
mail_may_become(const struct mail *before, uint32_t host, int64_t begun)
{
	return before->begun <=
	       begun + (before->host != host ? MAIL_CLOCKS : 0);
}

/* Oldest first. */
struct mail_list {
	uint32_t first, last;
	size_t count;
};

struct mail_pool {
	struct mail *mails; /* their numbers stay, their places do not */
	size_t count, room;
	size_t text_bytes; /* of Message-IDs and long senders */
	struct mail_list lists[MAIL_STATES];
	struct hash_index ids;   /* of mails that lines are found for */
	struct interning *names; /* of hosts and instances */
	struct mail_name host;   /* the last one */
};

#define MAIL_NONE UINT32_MAX

/* Returns -1 when memory is out; to be cleared in both cases. */
int
mail_pool_begin(struct mail_pool *pool);
void
mail_pool_clear(struct mail_pool *pool);

/* An id at the host of a line. */
struct mail_id {
	struct span text;
	uint32_t hash;
	uint32_t host; /* a name */
};

/* These two are inlined, for they are asked for each event. */
static inline struct mail_id
mail_pool_id(struct mail_pool *pool, const struct maillog_event *event,
    struct span id)
{
	return (struct mail_id){
	    .text = id,
	    .hash = hash_index_hash(&pool->ids, id.bytes, id.len),
	    .host = mail_name_find(pool->names, event->line->host, &pool->host),
	};
}

/* The next mail that has an id at any host, MAIL_NONE after the last.  *at is
 * the id's hash before the first call. */
static inline uint32_t
mail_pool_next(const struct mail_pool *pool, const struct mail_id *id,
    size_t *at)
{
	uint32_t item;

	while ((item = hash_index_next(&pool->ids, id->hash, at)) !=
	       HASH_INDEX_NONE) {
		const struct mail *mail = &pool->mails[item];

		if (mail->id_len == id->text.len &&
		    span_bytes_agree(mail->id, id->text.bytes, id->text.len))
			return item;
	}
	return MAIL_NONE;
}

/* A mail that begins with an event; MAIL_NONE when memory is out. */
uint32_t
mail_pool_make(struct mail_pool *pool, const struct maillog_event *event,
    const struct mail_id *id);

/* No line finds a mail by its id any more. */
void
mail_pool_hide(struct mail_pool *pool, uint32_t mail);

/* Puts a mail at the end of another list; what is free has no texts. */
void
mail_pool_move(struct mail_pool *pool, uint32_t mail, enum mail_state state);

/* A hash of its id: with its Message-ID's as the seed one that an answer of the
 * host has, too. */
uint64_t
mail_hash_id(const struct mail *mail, uint64_t seed);

/* Without bytes when it is not known. */
struct span
mail_sender(const struct mail *mail);

/* Empty when it is not known. */
struct span
mail_message_id(const struct mail *mail);

/* Of the Message-ID of an event; 0: it is not said, MAIL_NO_MESSAGE_ID: there
 * is none. */
#define MAIL_NO_MESSAGE_ID UINT64_C(1)
uint64_t
mail_hash_message(const struct maillog_event *event);

/* Both keep LEAKS_TEXT_LEN_MAX bytes at most, and return -1 when memory is
 * out. */
int
mail_pool_set_sender(struct mail_pool *pool, struct mail *mail,
    struct span sender);
int
mail_pool_set_message_id(struct mail_pool *pool, struct mail *mail,
    struct span id);

#endif
