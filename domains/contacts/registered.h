/* SPDX-License-Identifier: BSD-2-Clause */
/* Registered: what a store knows of the members of our lists, whom it learns
 * from the questions about them (question.h).
 *
 * A mail to a list went to all its members: it counts for a member from when
 * the member was first asked about.  Those who are there when the list is first
 * asked about have been there from its first mail on; so whoever joins a list
 * of years does not owe an answer for all that it ever sent.  What was written
 * to the member alone counts as well.
 *
 * The row of a list is one of CONTACT_LISTS; it has an entry (as
 * store_find_list() finds it) for the list itself, and for each member: first
 * is when it was first asked about, count is how many mails the list had sent
 * before.
 */
#ifndef DOMAINS_CONTACTS_REGISTERED_H
#define DOMAINS_CONTACTS_REGISTERED_H

#include "domains/contacts/question.h"
#include "domains/contacts/store.h"

/* All questions about the members that a list has at first come within so many
 * seconds. */
#define REGISTERED_SETTLING 10

/* Answers QUESTIONS_MAX questions at most, those about a list one after the
 * other.  now: seconds UTC.  Returns 0, or -1 with
 * store_error(), unless memory is out. */
int
registered_answer(struct store *store, struct span organisation,
    const struct question *list, size_t count, int64_t now,
    struct answer *answers_r);

#endif
