/* SPDX-License-Identifier: BSD-2-Clause */
/* Contact: to whom a wrong member of a list is reported.
 *
 *     1. contact of the list's policy in domains.conf
 *     2. owner-lab or lab-owner, where the registrations have such an alias
 *     3. registrations.contact
 *     4. postmaster
 *
 * An address that is wrong itself, or leads to one that is, is passed over: the
 * owner of lab may be the one whose mail goes to a stranger.
 */
#ifndef DOMAINS_DOPPELCHECK_CONTACT_H
#define DOMAINS_DOPPELCHECK_CONTACT_H

#include <stdbool.h>

#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/directory.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/registrations/member.h"
#include "domains/settings/registrations.h"

/* "owner-", a key, and its domain. */
#define CONTACT_SIZE (LOOKUP_KEY_SIZE + 16 + NAME_SIZE)

struct contacts;

struct contacts_options {
	const struct doppel *doppel; /* NULL: nothing can be judged */
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const struct lookup_key_rules *rules;
	/* All registrations of this machine, where they are known already:
	 * nothing need be taken, and an alias for owners without a domain stays
	 * without one.  Or NULL. */
	const struct directory *directory;
};

/* The options outlive it.  NULL when memory is out. */
struct contacts *
contacts_new(const struct contacts_options *options);

/* Sets *contacts to NULL. */
void
contacts_free(struct contacts **contacts);

/* A registration of this machine, as member_take: which aliases there
 * are, and where they lead. */
void
contacts_take(struct contacts *contacts, const struct member *member);

/* All were taken.  Without memory, or over a limit, there is a diagnostic,
 * and owners are not found. */
void
contacts_finish(struct contacts *contacts, struct diagnostics *diagnostics);

/* To whom a list is reported; the machine as a whole when it is empty.
 * Writes an address that stands for itself in a header and among a program's
 * arguments.  Returns false when there is none that leads nowhere wrong. */
bool
contacts_find(const struct contacts *contacts, struct span list,
    char contact_r[static CONTACT_SIZE]);

/* Who that is: the only member of an alias for owners, else the contact.
 * The owner of three lists gets one mail. */
void
contacts_person(const struct contacts *contacts, const char *contact,
    char person_r[static CONTACT_SIZE]);

#endif
