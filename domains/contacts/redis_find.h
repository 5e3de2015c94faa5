/* SPDX-License-Identifier: BSD-2-Clause */
/* A store in Redis as redis.c opens it, and what finds its rows; private to
 * those two files. */
#ifndef DOMAINS_CONTACTS_REDIS_FIND_H
#define DOMAINS_CONTACTS_REDIS_FIND_H

#include "domains/contacts/redis_rows.h"

/* Rows at once, and organisations in one store. */
#define REDIS_PAGE STORE_NEAR_MAX

/* For what nobody waits for at the gate. */
#define REDIS_LIST_WAIT_MS 5000

/* Copies, for answers do not last. */
struct redis_names {
	size_t count;
	struct {
		size_t len;
		char bytes[BACKEND_NAME_MAX];
	} list[REDIS_PAGE];
};

struct redis_store {
	struct redis_connection *connection;
	struct backend_options options;
	bool opening; /* there may be no store yet */
	bool missing;
	int64_t made;
	struct redis_batch batch;
	struct redis_names names, organisations;
};

/* redis_run() with that wait. */
int
redis_find_run(struct redis_store *store);

/* Each once, REDIS_PAGE at most. */
void
redis_add_name(struct redis_names *names, struct span name);
struct span
redis_name_at(const struct redis_names *names, size_t at);

/* Into store->organisations.  Returns 0, or -1. */
int
redis_find_organisations(struct redis_store *store);

/* Takes the rows of store->names, as long as it wants more. */
typedef enum store_result (*redis_take_page)(struct redis_store *store,
    struct span organisation, void *context, bool *more);

/* Page after page, REDIS_PAGE rows at once, of all organisations. */
enum store_result
redis_find_all(struct redis_store *store, redis_take_page take, void *context);

/* As backend.h has them. */
enum store_result
redis_find(void *state, const struct backend_key *key,
    struct contact *contact_r);
enum store_result
redis_find_near(void *state, struct span organisation, const uint64_t *keys,
    size_t count, backend_take take, void *context);
enum store_result
redis_find_each(void *state, struct span organisation, backend_take take,
    void *context);
enum store_result
redis_find_lists(void *state, const struct backend_key *key, struct span list,
    backend_take_list take, void *context);
enum store_result
redis_find_entries(void *state, struct span organisation, struct span list,
    backend_take_list take, void *context);
enum store_result
redis_find_counts(void *state, struct store_counts *counts_r);

#endif
