/* SPDX-License-Identifier: BSD-2-Clause */
/* Standing: what a contact's row says by itself, for the rules `unconfirmed'
 * and `first-contact'.  Times are seconds UTC; nothing here looks at a clock.
 *
 *     The list lab has sent 40 mails to a member since September, and nobody
 *     was ever heard from there: unconfirmed.
 */
#ifndef DOMAINS_CONTACTS_STANDING_H
#define DOMAINS_CONTACTS_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/contacts/contact.h"

struct standing_limits {
	uint64_t mails; /* to an address through its list; 0: they do not
	                   matter */
	unsigned days;  /* since the first of them; 0: it does not matter */
	unsigned learning_days; /* of the store; 0: none */
};

/* Does a registered address owe an answer?  Nobody was heard from there, nobody
 * confirmed it, and its list (or forward) has sent as many mails there, or for
 * as many days, as the limits say.  contact: its row, or NULL; list: what that
 * list sent to it.  Both limits 0: never. */
bool
standing_is_unconfirmed(const struct contact *contact,
    const struct contact_period *list, const struct standing_limits *limits,
    int64_t now);

/* Was the owner of a registered address asked to confirm it, and has not
 * answered by the time?  until 0: nobody was asked. */
bool
standing_is_overdue(const struct contact *contact, int64_t until, int64_t now);

/* Did a person or its owner say that the address is right, and does that still
 * hold? */
bool
standing_is_confirmed(const struct contact *contact, int64_t now);

/* Is a mail there the first of the organisation?  Whoever wrote to us first is
 * a first contact, too: a doppelganger earns nothing by writing. */
bool
standing_is_first_contact(const struct contact *contact);

/* Is the store so young that the rules only log?  since: when it was made
 * (store_learning_since()). */
bool
standing_is_learning(int64_t since, const struct standing_limits *limits,
    int64_t now);

#endif
