/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding: what is wrong with one member, as data.  The only shape in which a
 * result leaves the judge; every sink (text, JSON, CSV, SARIF, mail, baseline,
 * log, registrations file) takes this one.
 *
 *     struct finding found[JUDGE_FINDINGS_MAX];
 *     int count = judge_member(&judge, &member, found);
 *     for (int i = 0; i < count; i++)
 *             ... found[i].verdict, found[i].suggestion ...
 *
 * A finding borrows from its member, from the engine's handle and from itself:
 * who keeps one keeps what it needs of it.
 */
#ifndef DOMAINS_REGISTRATIONS_FINDING_H
#define DOMAINS_REGISTRATIONS_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/dns/evidence.h"
#include "domains/engine/name/address.h"
#include "domains/engine/verdict.h"
#include "domains/person/person.h"
#include "domains/registrations/member.h"

/* A local part, @, a domain, '\0'. */
#define FINDING_SUGGESTION_SIZE (ADDRESS_LOCAL_MAX + 1 + NAME_SIZE)

/* "a stray \">\" at its end, full-width letters", "it is routed to " and a name
 */
#define FINDING_DETAIL_SIZE (NAME_SIZE + 32)

struct finding {
	struct member member;   /* what was judged */
	struct verdict verdict; /* never VERDICT_NONE */
	struct person_near
	    near; /* VERDICT_MISSPELLED_NAME: what it is near to */
	struct evidence evidence; /* of the DNS, where verdict.evidence is it */
	bool routed;  /* what is wrong is where an MTA sends it, which is not
	                 what is written (route.h) */
	bool fixable; /* the suggestion may replace the address in its file:
	                 the address is whole but for what was left out, and
	                 nothing else could have been meant */
	char suggestion[FINDING_SUGGESTION_SIZE]; /* the whole address that was
	                 probably meant; "" when that is not known */
	char detail[FINDING_DETAIL_SIZE]; /* what was left out of the address
	                 before it was judged, or what it became; "" when it
	                 was judged as it is */
};

/* How bad a finding is: of two, the one with the greater rank comes first. */
unsigned
finding_rank(const struct verdict *verdict);

/* One of a member: nothing is suggested or left out yet, and the verdict is not
 * set. */
void
finding_begin(const struct member *member, struct finding *finding_r);

/* What is wrong, in words, without the suggestion; ASCII but for the bytes of
 * the address that detail names.  As snprintf.
 *
 *     known doppelganger of gmail.com (a stray ">" at its end)
 */
int
finding_phrase(const struct finding *finding, char *buf, size_t size);

#endif
