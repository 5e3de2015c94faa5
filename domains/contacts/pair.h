/* SPDX-License-Identifier: BSD-2-Clause */
/* Pair: a sender and a recipient, and what a store knows of the sender's tries:
 * a mail was refused with the advice to send it again, and the second one made
 * this pair, and no other, pass.
 *
 *     tried at 10:00:00
 *     asked at 10:00:40    PAIR_EARLY: whoever repeats so fast has read nothing
 *     asked at 10:01:00    PAIR_AGAIN, to 10:00:00 the next day
 *     passed since         PAIR_PASSES, until the retention is over
 *
 * A pair makes nobody a contact: its rows belong to owners that no contact has
 * (CONTACT_TRIES, CONTACT_PASSES), one for each pair.  A row has
 * lists by the names of both addresses, so that to forget one takes the pair
 * out, and, for each mail that came to its end, one by what it is known by.
 */
#ifndef DOMAINS_CONTACTS_PAIR_H
#define DOMAINS_CONTACTS_PAIR_H

#include "domains/contacts/store.h"

/* Seconds: the second try comes after these and before those. */
#define PAIR_AGAIN_MIN 60
#define PAIR_AGAIN_MAX (24 * 3600)

/* A pair that passes is noted again so often, so that it stays. */
#define PAIR_NOTED_EVERY (24 * 3600)

struct pair {
	struct span organisation;
	struct span recipient, sender; /* as contact_write_address() has them */
};

enum pair_state {
	PAIR_NEW,
	PAIR_EARLY,
	PAIR_AGAIN,
	PAIR_PASSES,
};

struct pair_standing {
	int64_t tried;  /* the last time; 0: it was not */
	int64_t passed; /* the last time that is noted */
};

/* The name of a pair's row: 32 digits. */
#define PAIR_NAME_SIZE 33
struct span
pair_write_name(const struct pair *pair, char name_r[static PAIR_NAME_SIZE]);

bool
pair_is_name(struct span text);

/* What a mail of a sender is known by: 16 digits, of its Message-ID. */
#define PAIR_MAIL_SIZE 17
struct span
pair_write_mail(struct span sender, struct span message_id,
    char mail_r[static PAIR_MAIL_SIZE]);
bool
pair_is_mail(struct span text);

/* STORE_NONE: nothing is known of it, and *standing_r says that, too. */
enum store_result
pair_find(struct store *store, const struct pair *pair,
    struct pair_standing *standing_r);

/* Was this very mail refused, PAIR_AGAIN_MAX ago at the most? */
enum store_result
pair_find_mail(struct store *store, const struct pair *pair, struct span mail,
    int64_t now);

/* A clock that was set back meanwhile makes a try an early one. */
enum pair_state
pair_judge(const struct pair_standing *standing, int64_t now);

#endif
