/* SPDX-License-Identifier: BSD-2-Clause */
/* Sources: contacts of files that no store wrote: mail logs, and books of
 * addresses.  Both are read to their ends before anything is kept.
 */
#ifndef DOMAINS_DOPPELCONTACTS_SOURCES_H
#define DOMAINS_DOPPELCONTACTS_SOURCES_H

#include "domains/doppelcontacts/command.h"

struct source_contacts {
	struct contact *list;
	size_t count, room;
};

/* NULL when memory is out; it has the address, in its one form, and else
 * zeros. */
struct contact *
source_contacts_add(struct source_contacts *contacts,
    const char address[static CONTACT_ADDRESS_SIZE], size_t len);

/* logs.c: adds whom mail of ours was sent to, by logs of Postfix, Sendmail or
 * Exim, which count together.  Mail to local domains is none, nor is what a
 * list here passed on from outside, nor a bounce; addresses that programs make
 * are no contacts.  Returns 0, or -1 with diagnostics. */
int
source_read_logs(struct command *command, char **paths, size_t count,
    struct source_contacts *contacts);

/* books.c: adds the addresses of a file of any form that doppelcheck reads, as
 * confirmed by a person now.  Returns 0, or -1 with diagnostics. */
int
source_read_book(struct command *command, const char *path,
    struct source_contacts *contacts);

#endif
