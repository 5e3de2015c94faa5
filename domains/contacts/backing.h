/* SPDX-License-Identifier: BSD-2-Clause */
/* Backing: the back end (backend.h) that a store has by its place, and what it
 * has open.  Private to store.c.
 *
 * A writer's file may be replaced while it is open: by a copy, or one that was
 * made elsewhere.  Then that is the store, and what was refused when a store is
 * opened is refused, too.  One that was only moved or removed is waited for: no
 * new one is made in its place.
 */
#ifndef DOMAINS_CONTACTS_BACKING_H
#define DOMAINS_CONTACTS_BACKING_H

#include "domains/contacts/backend.h"

struct backing {
	const struct backend *backend;
	struct backend_options options;
	char *place;
	void *state; /* NULL: what is there now could not be opened */
	char why[BACKEND_WHY_SIZE]; /* of that */
};

/* key_check: of the key; 0: there is none.  Returns 0, or -1 with a
 * diagnostic. */
int
backing_open(const struct store_options *options, uint64_t key_check,
    struct diagnostics *diagnostics, struct backing *backing_r);

void
backing_close(struct backing *backing);

/* Before each use: opens what is in the store's place now, if that is another.
 * Returns 0, or -1 with backing_why(). */
int
backing_follow(struct backing *backing);

/* The last error. */
const char *
backing_why(const struct backing *backing);

#endif
