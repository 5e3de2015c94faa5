/* SPDX-License-Identifier: BSD-2-Clause */
/* Decides what a row says by itself. */
#include "domains/contacts/standing.h"

#include <stddef.h>

#define DAY INT64_C(86400)

/* Has it been so many days?  A time of the future is no days ago. */
static bool
is_over(int64_t since, unsigned days, int64_t now)
{
	return now - since >= (int64_t)days * DAY;
}

bool
standing_is_unconfirmed(const struct contact *contact,
    const struct contact_period *list, const struct standing_limits *limits,
    int64_t now)
{
	if (list->count == 0)
		return false;
	if (contact != NULL && (contact->heard.count != 0 ||
				   contact->confirmed != CONTACT_UNCONFIRMED))
		return false;
	return (limits->mails != 0 && list->count >= limits->mails) ||
	       (limits->days != 0 && is_over(list->first, limits->days, now));
}

bool
standing_is_first_contact(const struct contact *contact)
{
	return contact == NULL ||
	       (contact->sent.count == 0 &&
		   contact->confirmed == CONTACT_UNCONFIRMED);
}

bool
standing_is_learning(int64_t since, const struct standing_limits *limits,
    int64_t now)
{
	return limits->learning_days != 0 &&
	       !is_over(since, limits->learning_days, now);
}
