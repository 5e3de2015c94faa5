/* SPDX-License-Identifier: BSD-2-Clause */
/* Learn owners: of what is learnt, which domains may have one owner; and what
 * is known of each domain.  Only for learn.c. */
#ifndef DOMAINS_DOPPELCHECK_LEARN_OWNERS_H
#define DOMAINS_DOPPELCHECK_LEARN_OWNERS_H

#include <stdint.h>
#include <stdio.h>

#include "domains/base/interning.h"
#include "domains/doppelcheck/learn_logs.h"
#include "domains/doppelcheck/owners.h"

/* What becomes of a domain. */
enum fate { FATE_RARE, FATE_OWN, FATE_FLAGGED, FATE_LEARNT, FATES };

/* A domain, how often it was met, and who is there. */
struct learnt {
	uint64_t count; /* addresses and mails */
	uint64_t mails, senders;
	uint32_t name; /* its number */
	struct persons persons;
	enum fate fate;
	char *why; /* what is against it, when flagged; or NULL */
	struct owners_domain owners; /* main: of learning.list */
	char *host; /* of the main one, which takes its mail; or NULL */
};

struct learning {
	const struct doppel *doppel;
	struct dns_batch *batch; /* NULL: the DNS is not asked */
	const struct lookup_key_rules *rules;
	struct learn_logs_sums logs;
	struct interning *names;
	struct learnt *list; /* by the numbers of the names, until sorted */
	size_t count, size;
	uint64_t addresses, malformed;
	bool failed;
};

static inline const char *
learnt_name(const struct learning *learning, const struct learnt *learnt)
{
	return interning_text(learning->names, learnt->name);
}

/* Is it in a list of one of these kinds? */
bool
learnt_is_listed(const struct learning *learning, const struct learnt *learnt,
    const enum listfile_kind *kinds, size_t count);

/* Finds the owner of each domain, where the same people have another.  Returns
 * 0, or -1 when memory is out. */
int
learn_owners_find(struct learning *learning);

/* Writes a comment: that it is so is for a person to say. */
void
learn_owners_write(const struct learning *learning, const struct learnt *learnt,
    FILE *out);

#endif
