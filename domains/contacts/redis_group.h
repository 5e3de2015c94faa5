/* SPDX-License-Identifier: BSD-2-Clause */
/* Group: all changes of one row in a batch: asks for the row, adds up, and
 * writes what becomes of it.  Private to redis_batch.c, which makes groups and
 * the transaction around them. */
#ifndef DOMAINS_CONTACTS_REDIS_GROUP_H
#define DOMAINS_CONTACTS_REDIS_GROUP_H

#include "domains/contacts/redis_rows.h"

/* In their order. */
struct redis_group {
	const struct redis_pending *const *list;
	size_t count;
	bool has_sender;
};

/* Adds commands that watch the row and ask for it. */
void
redis_group_ask(const struct redis_group *group,
    struct redis_connection *connection);

/* How many those are. */
size_t
redis_group_count(const struct redis_group *group);

/* Takes their answers, from at on, and adds the commands that change the row.
 * Returns NULL, or in words why not. */
const char *
redis_group_change(const struct redis_group *group, size_t at,
    struct redis_connection *connection);

#endif
