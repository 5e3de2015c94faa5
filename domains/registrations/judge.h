/* SPDX-License-Identifier: BSD-2-Clause */
/* Judge: one registration against the engine and what is demanded of its list.
 * What the audit and the milter share.
 *
 *     const struct judge_demands demands = {.private_address = true,
 *         .misspelled_name = true};
 *     struct judgement judgement;
 *     registration_judge(doppel, &demands, registration, &judgement);
 *     if (judgement.verdict.reason != VERDICT_NONE) ...
 *
 * In this order, and the first speaks: the domain is wrong, as the engine sees
 * it; it is one of private persons (private.list), and the list takes none;
 * the local part is near the person's name or another address of his.
 *
 * Nothing is allocated.  The judgement borrows from the engine's handle and, in
 * near.by, from the registration.
 */
#ifndef DOMAINS_REGISTRATIONS_JUDGE_H
#define DOMAINS_REGISTRATIONS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/address.h"
#include "domains/engine/doppel.h"
#include "domains/engine/verdict.h"
#include "domains/person/person.h"
#include "domains/registrations/member.h"

/* What a policy says of a list, beyond that its members' domains are right. */
struct judge_demands {
	bool private_address; /* none of private.list */
	bool misspelled_name; /* members hold their person's name */
};

struct judgement {
	struct verdict verdict;
	struct person_near near; /* set for VERDICT_MISSPELLED_NAME */
};

/* Judges an address or a domain that mail is registered for; of a local user,
 * a command or a file there is nothing to say. */
void
registration_judge(const struct doppel *doppel,
    const struct judge_demands *demands, const struct member *member,
    struct judgement *judgement_r);

/* The single questions, for who has judged the domain already.  Each returns
 * whether there is something to say, with the judgement set; else it is
 * untouched. */
bool
judge_private(const struct doppel *doppel, const struct name *domain,
    struct judgement *judgement_r);
bool
judge_near(const struct member *member, const struct address *address,
    struct judgement *judgement_r);

/* The whole address that was probably meant, as snprintf; 0 and "" when
 * nothing can be told.  address is the one that was judged. */
int
judgement_suggestion(const struct judgement *judgement,
    const struct address *address, char *buf, size_t size);

#endif
