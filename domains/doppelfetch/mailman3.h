/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailman 3: the lists of its core and their members, over REST.  Only user of
 * libcurl.
 *
 *     GET /3.1/lists?count=500&page=1
 *     GET /3.1/lists/lab.example.jp/config
 *     GET /3.1/lists/lab.example.jp/roster/member?count=500&page=1
 *     ... roster/owner, roster/moderator, roster/nonmember
 *
 * Owners and moderators are members of lab-owner@example.jp: Mailman forwards
 * its mail to them.  The address to which a list sends all replies is one of
 * the list itself.  Nonmembers, who may post and get nothing, are members of
 * lab-nonmember@example.jp: no mail for the list is held for their sake.
 * What comes back is not trusted: every field is checked, everything has a
 * limit, no redirect is followed.  What changes between two pages is
 * refused, for a member may have gone from the one to the other unseen.
 */
#ifndef DOMAINS_DOPPELFETCH_MAILMAN3_H
#define DOMAINS_DOPPELFETCH_MAILMAN3_H

#include "domains/base/diagnostic.h"
#include "domains/registrations/member.h"
#include "domains/settings/registrations.h"

/* Entries of a page: about 300 kB. */
#define MAILMAN3_PAGE_ENTRIES 500
#define MAILMAN3_PAGE_BYTES ((size_t)16 * 1024 * 1024)
/* As values of JSON, of which an entry has some twenty: an empty one takes a
 * hundred times its bytes of memory. */
#define MAILMAN3_PAGE_VALUES ((size_t)256 * 1024)

/* Of all lists together. */
#define MAILMAN3_MEMBERS_MAX 4000000
#define MAILMAN3_LISTS_MAX 100000

/* Seconds for a connection, for a page, and for all of them: a core answers
 * fifty pages a second. */
#define MAILMAN3_CONNECT_SECONDS 5
#define MAILMAN3_PAGE_SECONDS 30
#define MAILMAN3_SECONDS 300

/* Calls take() for each member, whose address is not parsed, with the URL of
 * the page as its file and the number of the entry there as its line.  Returns
 * 0 when all lists were read but those that diagnostics name, of which take()
 * may have been given a part; or -1 with a diagnostic, or when take() ended it:
 * then no list was read whole, or any may be missing. */
int
mailman3_read(const struct settings_mailman3 *service, member_take take,
    void *context, struct diagnostics *diagnostics);

#endif
