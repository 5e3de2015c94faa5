/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelope pool: the mails that are not over, or were over last, with their
 * recipients; only for envelopes.c. */
#ifndef DOMAINS_MAILLOG_ENVELOPE_POOL_H
#define DOMAINS_MAILLOG_ENVELOPE_POOL_H

#include "domains/base/hash_index.h"
#include "domains/maillog/envelopes.h"
#include "domains/maillog/mail_pool.h"

/* Mails that are over and wait for lines of the hop before, or their own. */
#define ENVELOPES_LATE 20000
#define ENVELOPES_LATE_SECONDS 60

/* A line that comes again within this time was relayed twice. */
#define ENVELOPES_TWICE_SECONDS 10

struct envelope_entry;

struct envelope_pool {
	struct mail_pool mails;
	struct envelope_entry *entries; /* recipients, in chains */
	size_t count, room, used;
	uint32_t free;
	struct hash_index by_hash; /* of recipients and their mail */
	struct envelope_recipient *list;
	size_t list_room;
	uint64_t given_up;
	bool failed;
	/* A mail has to go: it is to be taken out, and freed. */
	void (*close)(void *context, uint32_t mail);
	void *context;
};

/* All zero but for close and context.  Returns -1 when memory is out; to be
 * cleared in both cases. */
int
envelope_pool_begin(struct envelope_pool *pool);
void
envelope_pool_clear(struct envelope_pool *pool);

/* The mail with an id at the event's host, which is made when there is none;
 * NULL when that is no id, or memory is out. */
struct mail *
envelope_pool_find(struct envelope_pool *pool,
    const struct maillog_event *event, struct span id);

uint32_t
envelope_pool_number(const struct envelope_pool *pool, const struct mail *mail);

/* Has the mail a recipient with this hash? */
bool
envelope_pool_knows(const struct envelope_pool *pool, const struct mail *mail,
    uint64_t hash);
void
envelope_pool_add(struct envelope_pool *pool, struct mail *mail, uint64_t hash,
    const struct envelope_recipient *known);

/* Goes on to the next recipient of a mail, and says its hash; *at is the mail's
 * first before the first call.  Returns false after the last. */
bool
envelope_pool_next(const struct envelope_pool *pool, uint32_t *at,
    uint64_t *hash_r);

/* Puts the recipients of a mail, which has none then, into the list.
 * Returns how many. */
size_t
envelope_pool_take(struct envelope_pool *pool, struct mail *mail);

void
envelope_pool_free(struct envelope_pool *pool, uint32_t mail);

#endif
