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

static bool
has_answered(const struct contact *contact)
{
	return contact != NULL &&
	       (contact->heard.count != 0 ||
		   contact->confirmed != CONTACT_UNCONFIRMED);
}

bool
standing_is_unconfirmed(const struct contact *contact,
    const struct contact_period *list, const struct standing_limits *limits,
    int64_t now)
{
	if (list->count == 0 || has_answered(contact))
		return false;
	return (limits->mails != 0 && list->count >= limits->mails) ||
	       (limits->days != 0 && is_over(list->first, limits->days, now));
}

bool
standing_is_overdue(const struct contact *contact, int64_t until, int64_t now)
{
	return until != 0 && until <= now && !has_answered(contact);
}

bool
standing_is_confirmed(const struct contact *contact, int64_t now)
{
	return contact->confirmed != CONTACT_UNCONFIRMED &&
	       (contact->expires == 0 || contact->expires > now);
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
