/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges registrations: see judge.h. */
#include "domains/registrations/judge.h"

#include <stdio.h>
#include <string.h>

bool
judge_private(const struct doppel *doppel, const struct name *domain,
    struct judgement *judgement_r)
{
	struct doppel_listing listing;
	struct verdict *verdict = &judgement_r->verdict;

	if (!doppel_listed(doppel, LISTFILE_PRIVATE, domain->text, domain->len,
		&listing))
		return false;
	verdict_clear(verdict);
	verdict->reason = VERDICT_PRIVATE_ADDRESS;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->file = listing.file;
	verdict->line = listing.line;
	verdict->source = listing.source;
	return true;
}

bool
judge_near(const struct member *member, const struct address *address,
    struct judgement *judgement_r)
{
	const struct person person = {
	    .name = member->name,
	    .reading = member->reading,
	    .row = member->row,
	    .list = member->list,
	};
	struct verdict *verdict = &judgement_r->verdict;

	if (!person_near(&person,
		(struct span){address->local, address->local_len},
		member->address, &judgement_r->near))
		return false;
	verdict_clear(verdict);
	verdict->reason = VERDICT_MISSPELLED_NAME;
	verdict->confidence = judgement_r->near.confidence;
	verdict->typo = judgement_r->near.typo;
	verdict->detail = person_hint_text(judgement_r->near.hint);
	return true;
}

/* Takes the address apart; false when there is none, or it is no address, or
 * its domain is wrong: then the judgement is there. */
static bool
judge_domain(const struct doppel *doppel, const struct member *member,
    struct address *address_r, struct name *domain_r, struct verdict *verdict_r)
{
	enum address_error error;
	enum name_error name_error;

	verdict_clear(verdict_r);
	if (member->target == MEMBER_DOMAIN) {
		address_r->domain = member->mended.bytes + 1;
		address_r->domain_len = member->mended.len - 1;
	} else if (member->target != MEMBER_ADDRESS) {
		return false;
	} else if (address_parse_path(member->mended.bytes, member->mended.len,
		       address_r, &error) < 0) {
		doppel_judge_path(doppel, member->mended.bytes,
		    member->mended.len, verdict_r);
		return false;
	}
	doppel_judge_domain(doppel, address_r->domain, address_r->domain_len,
	    verdict_r);
	return verdict_r->reason == VERDICT_NONE &&
	       name_parse(address_r->domain, address_r->domain_len, domain_r,
		   &name_error) == 0;
}

void
registration_judge(const struct doppel *doppel,
    const struct judge_demands *demands, const struct member *member,
    struct judgement *judgement_r)
{
	struct address address = {0};
	struct name domain;

	if (!judge_domain(doppel, member, &address, &domain,
		&judgement_r->verdict))
		return;
	if (demands->private_address &&
	    judge_private(doppel, &domain, judgement_r))
		return;
	if (demands->misspelled_name && address.local_len != 0)
		(void)judge_near(member, &address, judgement_r);
}

int
judgement_suggestion(const struct judgement *judgement,
    const struct address *address, char *buf, size_t size)
{
	const char *local = judgement->near.meant;

	if (judgement->verdict.reason != VERDICT_MISSPELLED_NAME)
		return verdict_suggestion(&judgement->verdict, address->local,
		    address->local_len, buf, size);
	if (*local != '\0' && address->domain_len <= ADDRESS_DOMAIN_MAX)
		return snprintf(buf, size, "%s@%.*s", local,
		    (int)address->domain_len, address->domain);
	if (size > 0)
		buf[0] = '\0';
	return 0;
}
