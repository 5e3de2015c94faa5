/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes: the pairs that pass (pair.h) of which an address is one of both.
 *
 *     struct passes passes = {0};
 *     if (passes_find(store, &key, &passes) == STORE_ERROR) ...
 *     ... passes.list[0].sender.name may write to .recipient.name
 *     passes_clear(&passes);
 */
#ifndef DOMAINS_DOPPELCONTACTS_PASSES_H
#define DOMAINS_DOPPELCONTACTS_PASSES_H

#include <stddef.h>

#include "domains/contacts/store.h"

struct pass {
	char name[CONTACT_ADDRESS_SIZE]; /* of the pair's row */
	struct contact_list recipient;   /* whose time is never, */
	struct contact_list sender;      /* and since when the pair passes */
};

struct passes {
	struct pass *list;
	size_t count, room;
	bool failed; /* memory is out */
};

/* All of them, by name.  STORE_ERROR: store_error(), unless memory is out. */
enum store_result
passes_find(struct store *store, const struct contact_key *key,
    struct passes *passes_r);

void
passes_clear(struct passes *passes);

#endif
