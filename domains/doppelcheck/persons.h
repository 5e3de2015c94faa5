/* SPDX-License-Identifier: BSD-2-Clause */
/* Persons: of whom has addresses at a domain a small sample, by which domains
 * with the same people are found.
 *
 * A sample has the least PERSONS_MAX hashes of the local parts (A.  Z.  Broder,
 * "On the resemblance and containment of documents", 1997).  Whoever is at both
 * of two domains is in both samples or in none, as far as these go: so they
 * show what part of the people the domains share, however many there are.
 */
#ifndef DOMAINS_DOPPELCHECK_PERSONS_H
#define DOMAINS_DOPPELCHECK_PERSONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PERSONS_MAX 64

struct persons {
	uint64_t *hashes; /* sorted */
	uint16_t count;   /* all that are different, while below PERSONS_MAX */
	uint16_t size;
};

/* Adds a local part's hash.  Returns 0, or -1 when memory is out. */
int
persons_add(struct persons *persons, uint64_t hash);

/* How many persons two samples share; *of_r: of how many in the smaller one, as
 * far as both go. */
unsigned
persons_shared(const struct persons *one, const struct persons *other,
    unsigned *of_r);

void
persons_clear(struct persons *persons);

/* RFC 2142, and what is as usual: a local part that is no person. */
bool
persons_is_role(const char *local, size_t len);

#endif
