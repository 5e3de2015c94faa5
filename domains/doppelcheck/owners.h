/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners: which domains may have one owner, because the same people have
 * addresses at both.  It is a guess, for a person to confirm: those who write
 * one domain wrongly have addresses at both as well.
 */
#ifndef DOMAINS_DOPPELCHECK_OWNERS_H
#define DOMAINS_DOPPELCHECK_OWNERS_H

#include <stddef.h>
#include <stdint.h>

#include "domains/doppelcheck/persons.h"

/* So many people, and half of those of the smaller domain, are at both. */
#define OWNERS_SHARED_MIN 3

#define OWNERS_NONE UINT32_MAX

struct owners_domain {
	const struct persons *persons;
	uint32_t main;       /* the first domain with the same people; or
	                        OWNERS_NONE */
	unsigned shared, of; /* as persons_shared() */
};

/* Sets main, shared and of; the heaviest domain is the first.  Returns 0, or -1
 * when memory is out. */
int
owners_find(struct owners_domain *domains, size_t count);

#endif
