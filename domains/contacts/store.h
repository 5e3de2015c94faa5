/* SPDX-License-Identifier: BSD-2-Clause */
/* Store: where contacts are kept, whatever keeps them.
 *
 *     struct store_options options = {.place = "sqlite:/var/lib/.../contacts"};
 *     if (store_open(&options, &diagnostics, &store) < 0) ...
 *     switch (store_find(store, &key, &contact)) {
 *     case STORE_FOUND: ... contact.sent.count ...
 *     case STORE_NONE:  ... nobody wrote there or was heard from there
 *     case STORE_ERROR: ... store_error(): go on without
 *     }
 *     store_close(&store);
 *
 * Places: "sqlite:FILE", or a server of Redis (redis_place.h).  Any number of
 * processes read, and do not wait for who writes.  A store that is damaged, of
 * a newer version or somebody else's is an error, and nothing ever writes over
 * it.  All calls are for any number of threads, one of which is served at a
 * time.
 *
 * With a key file addresses are kept as keyed hashes (keyed.h): the store then
 * finds an address that it is asked for, and cannot name one.
 */
#ifndef DOMAINS_CONTACTS_STORE_H
#define DOMAINS_CONTACTS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/contacts/contact.h"
#include "domains/contacts/observation.h"

struct store;

enum store_result {
	STORE_ERROR = -1, /* store_error() has the words */
	STORE_NONE = 0,
	STORE_FOUND = 1,
};

/* Makes the keys of an address (CONTACT_KEYS_MAX): returns how many. */
typedef size_t (
    *store_keys)(struct span address, uint64_t keys_r[static CONTACT_KEYS_MAX]);

struct store_options {
	const char *place;         /* "sqlite:FILE", "redis://HOST" */
	bool writes;               /* and makes the store where there is none */
	const char *key_file;      /* NULL: addresses are kept as they are */
	const char *password_file; /* of Redis; NULL: there is none */
	const char *sentinel_user; /* NULL: the default one */
	const char *sentinel_password_file; /* NULL: Sentinels have none */
	unsigned wait_ms;      /* for another who writes or repairs, or for an
	                          answer; 0: 5,000 of a writer, of a reader 100
	                          for a file and 2 for Redis */
	store_keys keys;       /* NULL: none is found by them */
	uint64_t keys_mails;   /* a contact has keys from so many mails on, or
	                          when it is confirmed */
	unsigned keys_version; /* of what keys() makes: others are made again */
	int64_t now;           /* a new store has learned since then */
};

/* Why a place is none, in static words, or NULL. */
const char *
store_refuse_place(const char *place);

/* Returns 0, or -1 with a diagnostic. */
int
store_open(const struct store_options *options, struct diagnostics *diagnostics,
    struct store **store_r);

/* Writes what is still in a log of its own; NULL in it is fine. */
void
store_close(struct store **store);

/* What the last call of this thread that failed says: "FILE: database or disk
 * is full".  Holds until its next call. */
const char *
store_error(void);

/* ---- reading ------------------------------------------------------------- */

enum store_result
store_find(struct store *store, const struct contact_key *key,
    struct contact *contact_r);

/* Contacts that have one of the keys, each once, STORE_NEAR_MAX at most, the
 * exact address itself among them.  Whether they are near is the caller's to
 * say, who can compare only addresses that are no hashes. */
#define STORE_NEAR_MAX 256
typedef bool (*store_take)(void *context, const struct contact *contact);

enum store_result
store_find_near(struct store *store, struct span organisation,
    const uint64_t *keys, size_t count, store_take take, void *context);

/* All contacts of an organisation, by address; take() returns whether it wants
 * more.  It must not call this store. */
enum store_result
store_each(struct store *store, struct span organisation, store_take take,
    void *context);

/* The lists by which a contact was written to. */
typedef bool (*store_take_list)(void *context, const struct contact_list *list);

enum store_result
store_each_list(struct store *store, const struct contact_key *key,
    store_take_list take, void *context);

/* The lists of all rows of an organisation that have this one, or with an empty
 * one of all: row after row, by name; take() must not call this store. */
typedef bool (*store_take_entry)(void *context, const char *row,
    const struct contact_list *list);

enum store_result
store_each_entry(struct store *store, struct span organisation,
    struct span list, store_take_entry take, void *context);

/* Mail through one list to one contact. */
enum store_result
store_find_list(struct store *store, const struct contact_key *key,
    struct span list, struct contact_list *list_r);

struct store_counts {
	uint64_t contacts, written_to, heard_from, confirmed;
	uint64_t lists;         /* pairs of list and contact */
	uint64_t passes;        /* of sender and recipient (pair.h) */
	int64_t learning_since; /* when the store was made */
	int64_t first, last;    /* the first mail, and the last one */
	bool hashed;
	uint64_t bytes; /* on the disk; 0: not known */
};

enum store_result
store_count(struct store *store, struct store_counts *counts_r);

/* Opens what was put in the place of a writer's file, as each call of a writer
 * does: the log of the old file is not left beside the new one for long.
 * Returns 0, or -1. */
int
store_look(struct store *store);

/* When the store was made: until the settings' days are over, it learns. */
enum store_result
store_learning_since(struct store *store, int64_t *time_r);

/* ---- writing ------------------------------------------------------------- */

/* Each of these changes all that it is given, or nothing.  They return 0, or -1
 * with store_error(). */

/* So many observations or rows should go in one call at most: who waits for the
 * store would wait too long. */
size_t
store_batch(const struct store *store);

/* What was seen of addresses that programs make or nobody reads (machine.h) is
 * left out. */
int
store_apply(struct store *store, const struct observation *list, size_t count);

/* A whole row as another store had it, and its lists: joined with what is here,
 * so that the same twice is the same (contact_period_join()). */
struct store_row {
	struct span organisation;
	const struct contact *contact;
	const struct contact_list *lists;
	size_t list_count;
};
int
store_join(struct store *store, const struct store_row *rows, size_t count);

/* Makes the row where there is none.  expires 0: never. */
int
store_confirm(struct store *store, const struct contact_key *key,
    enum contact_confirmation confirmation, int64_t now, int64_t expires);

/* Takes all out that the store has of an address, also as a list; afterwards
 * its bytes are in no file of the store.  STORE_NONE: there was nothing. */
enum store_result
store_forget(struct store *store, const struct contact_key *key);

/* Forgets a number of contacts whose time is over: those that have no mail
 * since the time and are not confirmed, and those that expired by now.
 * STORE_FOUND: there may be more. */
#define STORE_EXPIRE_MAX 256
enum store_result
store_expire(struct store *store, int64_t since, int64_t now);

/* Moves what is in a log of the store's own to its place, if nobody is in the
 * way.  all: waits for readers, and leaves the log empty. */
int
store_checkpoint(struct store *store, bool all);

#endif
