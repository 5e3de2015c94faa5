/* SPDX-License-Identifier: BSD-2-Clause */
/* Demanded: what a policy may demand of a member whose domain is right,
 * and what is remembered of it (judge.h).  Private to judge.c.
 */
#ifndef DOMAINS_REGISTRATIONS_DEMANDED_H
#define DOMAINS_REGISTRATIONS_DEMANDED_H

#include "domains/registrations/judge.h"

/* The parts are the member's.  Returns how many findings there are, the worst
 * first. */
int
demanded_judge(const struct judge *judge, const struct member *member,
    const struct address *address, const struct name *name,
    struct finding findings_r[static JUDGE_FINDINGS_MAX]);

#endif
