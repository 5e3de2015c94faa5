/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries: files with a key and a value a line, as other mail systems than
 * Postfix read them.
 *
 *     lab: taro@gmai.com, jiro      aliases of Exim (lsearch), of OpenSMTPD
 *     lab  taro@gmai.com            the same: both take a blank for the colon
 *     lab@old.example  %1@gmai.com  virtusertable, genericstable of Sendmail
 *
 *              "# ..."       "  ..."             of two equal keys
 *     Exim     ends an entry goes on with one    the first holds
 *     OpenSMTPD is nothing   is an entry too     the last holds
 *     Sendmail is nothing    is an entry too     (makemap reports it)
 *
 * In an entry of Exim's what follows a "#" is left out to its end, over all its
 * lines; what follows an entry's end belongs to none.  Addresses that are not
 * mailed for one of these reasons are no members: a diagnostic names the line.
 * Keys are compared without regard to case.
 */
#ifndef DOMAINS_READERS_MTA_ENTRIES_H
#define DOMAINS_READERS_MTA_ENTRIES_H

#include <stdbool.h>

#include "domains/registrations/member.h"

typedef int (*entries_read)(const struct reader_text *);

/* Each returns 0, or -1 when take() ended it; what cannot be read becomes a
 * diagnostic. */
int
exim_aliases_read(const struct reader_text *text);

/* Of an alias <table> and of a virtual <table>. */
int
opensmtpd_read(const struct reader_text *text);

/* virtusertable, genericstable: an address whose domain has a "%1" in it is
 * left out, since it is none yet. */
int
sendmail_table_read(const struct reader_text *text);

/* mailertable: the hosts that get all mail for a domain, by
 * READER_TRANSPORT's rules; "%1.gmai.com" is left out. */
int
mailertable_read(const struct reader_text *text);

/* Of aliases whose mail system their text shows: ":fail:" and the like Exim,
 * "error:550" OpenSMTPD, and where most names have no colon it may be either.
 * NULL: nothing shows one. */
entries_read
entries_reader_of_aliases(struct span text);

/* Is a virtual table OpenSMTPD's?  A colon after a key, "error:550" or a mere
 * "@" shows it. */
bool
opensmtpd_is_virtual(struct span text);

#endif
