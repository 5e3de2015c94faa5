/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of a store in Redis, and what changes them.  Private to redis.c, which
 * opens and reads.
 *
 *     doppelcontacts:about                 hash: format, made, key, keys
 *     doppelcontacts:organisations         set
 *     doppelcontacts{:ORG}:contact:NAME    row, ten numbers; keys
 *     doppelcontacts{:ORG}:lists:NAME      hash: list to three numbers
 *     doppelcontacts{:ORG}:senders:NAME    set: 8 bytes each
 *     doppelcontacts{:ORG}:near:BITS       search keys (redis_near.h)
 *     doppelcontacts{:ORG}:rows:BITS       whose they are
 *     doppelcontacts{:ORG}:names:          sorted set of names, by bytes
 *     doppelcontacts{:ORG}:old:            by the last mail, unconfirmed ones
 *     doppelcontacts{:ORG}:until:          by when they expire
 *     doppelcontacts{:ORG}:batch:ID        how many changes it was, for a day
 *
 * A cluster has all keys of an organisation in one place by what is in braces,
 * which is never empty.  A transaction is of one organisation, then, unless its
 * caller's observations are of several.
 */
#ifndef DOMAINS_CONTACTS_REDIS_ROWS_H
#define DOMAINS_CONTACTS_REDIS_ROWS_H

#include "domains/contacts/backend.h"
#include "domains/contacts/redis_connection.h"

#define REDIS_ABOUT "doppelcontacts:about"
#define REDIS_ORGANISATIONS "doppelcontacts:organisations"

#define REDIS_KEY_SIZE 512

/* Numbers of a row and of a list, as text. */
#define REDIS_ROW_SIZE 256

/* A row with its search keys: a newline, and the keys as they are. */
#define REDIS_ROW_KEYS_SIZE (REDIS_ROW_SIZE + 8 * CONTACT_KEYS_MAX)

/* Returns the key; room holds it. */
struct span
redis_write_key(char room[static REDIS_KEY_SIZE], struct span organisation,
    const char *kind, struct span name);

bool
redis_read_numbers(struct span text, int64_t *numbers_r, size_t count);

/* Returns whether it is a row; keys_r: the bytes of its keys, or NULL. */
bool
redis_read_contact(struct span text, struct contact *contact_r,
    struct span *keys_r);
struct span
redis_write_contact(char room[static REDIS_ROW_SIZE],
    const struct contact *contact);

bool
redis_read_period(struct span text, struct contact_period *period_r);

/* ---- changes ------------------------------------------------------------- */

enum redis_action {
	REDIS_CHANGE,
	REDIS_REMOVE,
	REDIS_REMOVE_OLD,  /* if it still is */
	REDIS_REMOVE_LIST, /* of the row */
};

/* One of a batch; it owns all bytes. */
struct redis_pending {
	enum redis_action action;
	struct backend_change change;
	struct contact contact;
	int64_t since, now; /* REDIS_REMOVE_OLD */
	size_t number;      /* in the batch */
};

/* What is to be done at once, and of the last batch whose answer was lost
 * enough to know whether it was done. */
struct redis_batch {
	struct redis_pending *list;
	size_t count, room;
	size_t done;       /* the first ones, by a batch that was in doubt */
	char id[33];       /* of what was sent last */
	size_t in_doubt;   /* changes; 0: nothing is */
	uint64_t doubtful; /* a hash of them */
};

/* Returns 0, or -1 when memory is out. */
int
redis_batch_add(struct redis_batch *batch, enum redis_action action,
    const struct backend_change *change, int64_t since, int64_t now);

/* All changes or none, and none twice: the rows are watched from when they are
 * read on, and each batch leaves its id.  Returns 0, or -1 with
 * redis_why(). */
int
redis_batch_commit(struct redis_batch *batch,
    struct redis_connection *connection, unsigned wait_ms);

/* Forgets the changes, but not what is in doubt. */
void
redis_batch_clear(struct redis_batch *batch);

#endif
