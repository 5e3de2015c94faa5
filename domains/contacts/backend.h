/* SPDX-License-Identifier: BSD-2-Clause */
/* Back end: what keeps the rows of a store (store.h), a table of functions.
 * store.c opens one by its place, lets one thread in at a time, and turns
 * addresses into hashes where there is a key: a back end sees names, which are
 * bytes that mean nothing to it, and keys, which are numbers.
 *
 * All return as store.h says; after STORE_ERROR why() has the words.
 */
#ifndef DOMAINS_CONTACTS_BACKEND_H
#define DOMAINS_CONTACTS_BACKEND_H

#include "domains/contacts/store.h"

#define BACKEND_WHY_SIZE 512

/* Bytes of an address or a hash. */
#define BACKEND_NAME_MAX CONTACT_ADDRESS_MAX

struct backend_key {
	struct span organisation;
	struct span name;
};

/* What is to become of a row.  It is made where there is none. */
struct backend_change {
	struct backend_key key;
	const struct contact
	    *contact; /* added, or joined; without its address */
	bool joins;   /* contact_period_join() in place of _add() */
	bool sets;    /* in place of both: it and the list's become that */
	const uint64_t *keys; /* of a row that has none yet */
	size_t key_count;
	uint64_t keys_mails; /* from so many mails on, or when confirmed */
	uint64_t sender;     /* the hash of one; 0: none */
	struct span list;    /* and what it sent; empty: none */
	struct contact_period list_sent;
};

typedef bool (*backend_take)(void *context, struct span name,
    const struct contact *contact);
typedef bool (*backend_take_list)(void *context, struct span row,
    struct span name, const struct contact_period *sent);

/* What a store is checked against when it is opened, and made with. */
struct backend_options {
	struct store_options asked; /* whose place holds while it is open, */
	const char *path;           /* as what comes after "sqlite:" does */
	bool makes;                 /* a store where there is none */
	uint64_t key_check;         /* of the key; 0: there is none */
};

struct backend {
	unsigned reader_wait_ms; /* where the options do not say */
	size_t batch;            /* store_batch() */
	/* Why a place is none, in static words, or NULL.  NULL: none is. */
	const char *(*refuse)(const char *place);
	int (*open)(const struct backend_options *options,
	    struct diagnostics *diagnostics, void **state_r);
	/* Before a writer uses it.  STORE_FOUND: it is what its place names;
	 * STORE_NONE: another one is there, and this one can be closed.  NULL:
	 * it always is. */
	enum store_result (*look)(void *state);
	void (*close)(void *state);
	const char *(*why)(void *state); /* the last error */

	enum store_result (*find)(void *state, const struct backend_key *key,
	    struct contact *contact_r);
	enum store_result (*find_near)(void *state, struct span organisation,
	    const uint64_t *keys, size_t count, backend_take take,
	    void *context);
	enum store_result (*each)(void *state, struct span organisation,
	    backend_take take, void *context);
	enum store_result (*each_list)(void *state,
	    const struct backend_key *key, struct span list,
	    backend_take_list take, void *context); /* list empty: all */
	/* Of all rows that have the list; empty: of all. */
	enum store_result (*each_entry)(void *state, struct span organisation,
	    struct span list, backend_take_list take, void *context);
	enum store_result (*count)(void *state, struct store_counts *counts_r);

	enum store_result (*made)(void *state, int64_t *time_r);

	/* A transaction. */
	enum store_result (*begin)(void *state);
	enum store_result (*commit)(void *state);
	void (*roll_back)(void *state);
	/* Within a transaction, as are the next. */
	enum store_result (
	    *change)(void *state, const struct backend_change *change);
	enum store_result (*remove)(void *state, const struct backend_key *key);
	enum store_result (
	    *expire)(void *state, int64_t since, int64_t now, size_t max);

	/* Outside of one: no trace of the bytes is left on the disk.  NULL, as
	 * is the next: there is nothing to be done. */
	enum store_result (*scrub)(void *state, struct span bytes);
	enum store_result (*checkpoint)(void *state, bool all);
};

/* In words why a store with this key and search keys of this version is not for
 * these options, or NULL. */
const char *
backend_compare(uint64_t key_check, int64_t keys_version,
    const struct backend_options *options);

/* All of a contact but its address: first, last and count of what was sent,
 * senders, the three of what was heard, who confirmed it, when, and when it
 * expires. */
#define BACKEND_NUMBERS 10
void
backend_read_contact(const int64_t numbers[static BACKEND_NUMBERS],
    struct contact *contact_r);

/* What becomes of a row by a change with these numbers, and of its list. */
void
backend_change_contact(const struct backend_change *change,
    const struct contact *with, struct contact *contact);
void
backend_change_list(const struct backend_change *change,
    struct contact_period *sent);

/* Is a row, as it becomes, worth the keys of the change? */
bool
backend_wants_keys(const struct backend_change *change,
    const struct contact *contact);

extern const struct backend backend_sqlite;
extern const struct backend backend_redis;

#endif
