/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings: their order and their words. */
#include "domains/registrations/finding.h"

#include <stdio.h>

#include "domains/base/translation.h"

unsigned
finding_rank(const struct verdict *verdict)
{
	/* What leads to a stranger, then what may, then the rest. */
	static const unsigned ranks[VERDICT_REASONS] = {
	    [VERDICT_KNOWN_DOPPELGANGER] = 9,
	    [VERDICT_REGISTRATION] = 8,
	    [VERDICT_TYPO] = 8,
	    [VERDICT_UNDELIVERABLE] = 7,
	    [VERDICT_PRIVATE_ADDRESS] = 6,
	    [VERDICT_UNCONFIRMED] = 5,
	    [VERDICT_MISSPELLED_NAME] = 4,
	    [VERDICT_SIMILAR_CONTACT] = 3,
	    [VERDICT_FIRST_CONTACT] = 2,
	    [VERDICT_MALFORMED] = 1,
	};

	return ranks[verdict->reason] * VERDICT_CONFIDENCES +
	       (unsigned)verdict->confidence;
}

void
finding_begin(const struct member *member, struct finding *finding_r)
{
	finding_r->member = *member;
	finding_r->fixable = finding_r->routed = false;
	finding_r->suggestion[0] = finding_r->detail[0] = '\0';
}

int
finding_phrase(const struct finding *finding, char *buf, size_t size)
{
	const char *detail = finding->detail;
	int len = verdict_phrase(&finding->verdict, buf, size);

	if (*detail == '\0' || finding->verdict.detail == detail || len < 0 ||
	    (size_t)len >= size)
		return len;
	return len +
	       snprintf(buf + len, size - (size_t)len, _(" (%s)"), detail);
}
