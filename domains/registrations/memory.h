/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory: what the contacts have against an address whose domain is right.
 *
 *     const struct memory memory = {.store = store, .doppel = doppel,
 *         .organisation = span_of(""), .similar = true};
 *     memory_judge(&memory, &address, &domain, &finding)
 *
 *     tanaka.taro@partner.example is often written to, and
 *     tanaka.tarou@partner.example never: similar-contact, likely; suggestion
 *     tanaka.taro@partner.example
 *
 * An address that somebody here has written to, or that was confirmed, has
 * nothing against it.  A store of hashes says that a contact is near, and not
 * which.
 */
#ifndef DOMAINS_REGISTRATIONS_MEMORY_H
#define DOMAINS_REGISTRATIONS_MEMORY_H

#include <stdbool.h>

#include "domains/contacts/store.h"
#include "domains/engine/doppel.h"
#include "domains/engine/name/address.h"
#include "domains/registrations/finding.h"

struct memory {
	struct store *store;
	struct span organisation;
	const struct doppel *doppel;   /* knows whose domain is a provider's */
	bool similar;                  /* look for similar contacts */
	bool first;                    /* report first contacts */
	enum verdict_confidence least; /* of similar contacts */
};

/* Sets the verdict and the suggestion of a finding that has its member, where
 * there is something; an address that can be no contact, or is a program's, has
 * nothing against it.
 * STORE_ERROR: nothing is known (store_error()). */
enum store_result
memory_judge(const struct memory *memory, const struct address *address,
    const struct name *domain, struct finding *finding);

/* Did a person or its owner say that an address is right, whatever its domain
 * is like?  That it was written to, or heard from, says nothing.  STORE_ERROR:
 * nothing is known. */
enum store_result
memory_find_confirmed(const struct memory *memory,
    const struct address *address, const struct name *domain,
    struct contact *contact_r);

#endif
