/* SPDX-License-Identifier: BSD-2-Clause */
/* Effect: what an observation changes in a store, row by row.
 *
 *     sent taro@partner.example by kim@univ.example through lab@univ.example
 *             the row of taro@partner.example: one mail, one sender, one list
 *     tried taro@gmai.example by kim@univ.example
 *             the row of the pair: its two addresses, and when
 */
#ifndef DOMAINS_CONTACTS_EFFECT_H
#define DOMAINS_CONTACTS_EFFECT_H

#include "domains/contacts/observation.h"
#include "domains/contacts/pair.h"

struct effect {
	struct contact_key key;
	struct contact contact; /* without its address */
	bool sets;              /* the row becomes that; else it is added */
	struct span sender;     /* empty: none is counted */
	struct span list;       /* empty: none */
	struct contact_period list_sent;
};

#define EFFECTS_MAX 3

/* Borrows from itself and from the observation. */
struct effects {
	struct effect list[EFFECTS_MAX];
	size_t count;
	char owner[CONTACT_OWNER_SIZE];
	char name[PAIR_NAME_SIZE];
};

void
effects_of(const struct observation *observation, struct effects *effects_r);

#endif
