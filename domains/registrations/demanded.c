/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges what is demanded of the members of a list, and what is remembered. */
#include "domains/registrations/demanded.h"

#include <stdio.h>

struct subject {
	const struct judge *judge;
	const struct member *member;
	const struct address *address;
	const struct name *name; /* of its domain */
};

static bool
judge_private(const struct subject *subject, struct finding *finding_r)
{
	struct doppel_listing listing;
	struct verdict *verdict = &finding_r->verdict;

	if (!doppel_listed(subject->judge->doppel, LISTFILE_PRIVATE,
		subject->name->text, subject->name->len, &listing))
		return false;
	finding_begin(subject->member, finding_r);
	verdict_clear(verdict);
	verdict->reason = VERDICT_PRIVATE_ADDRESS;
	verdict->confidence = VERDICT_CERTAIN;
	verdict->file = listing.file;
	verdict->line = listing.line;
	verdict->source = listing.source;
	return true;
}

/* Is it an address that is not here? */
static bool
is_outside(const struct subject *subject)
{
	const struct lookup_key_rules *rules = subject->judge->rules;

	return subject->member->target == MEMBER_ADDRESS &&
	       (rules == NULL || !lookup_key_vouches(rules, subject->name));
}

/* Has it the registrable domain of an own one (univ.example where
 * lists.univ.example is own)?  The house's people are not heard from as others
 * are. */
static bool
is_of_house(const struct subject *subject)
{
	const struct lookup_key_rules *rules = subject->judge->rules;
	size_t at = name_registrable(subject->name);
	struct span domain = {subject->name->text + at,
	    subject->name->len - at};

	for (size_t i = 0; rules != NULL && i < rules->domain_count; i++)
		if (lookup_key_is_below(span_of(rules->domains[i]), domain))
			return true;
	return false;
}

static bool
judge_unconfirmed(const struct subject *subject, struct finding *finding_r)
{
	const struct judge *judge = subject->judge;
	const struct member *member = subject->member;
	struct verdict *verdict = &finding_r->verdict;

	if (judge->silence.is_unconfirmed == NULL || member->list.len == 0 ||
	    !is_outside(subject) || is_of_house(subject))
		return false;
	finding_begin(member, finding_r);
	if (!judge->silence.is_unconfirmed(judge->silence.of, judge->rules,
		member, finding_r->detail))
		return false;
	verdict_clear(verdict);
	verdict->reason = VERDICT_UNCONFIRMED;
	verdict->confidence = VERDICT_CERTAIN;
	return true;
}

static bool
judge_misspelled(const struct subject *subject, struct finding *finding_r)
{
	const struct member *member = subject->member;
	const struct address *address = subject->address;
	const struct person person = {
	    .name = member->name,
	    .reading = member->reading,
	    .row = member->row,
	    .list = member->list,
	};
	struct verdict *verdict = &finding_r->verdict;

	if (address->local_len == 0 ||
	    !person_near(&person,
		(struct span){address->local, address->local_len},
		member->address, &finding_r->near) ||
	    finding_r->near.confidence < subject->judge->least)
		return false;
	finding_begin(member, finding_r);
	verdict_clear(verdict);
	verdict->reason = VERDICT_MISSPELLED_NAME;
	verdict->confidence = finding_r->near.confidence;
	verdict->typo = finding_r->near.typo;
	verdict->detail = person_hint_text(finding_r->near.hint);
	if (finding_r->near.meant[0] != '\0' &&
	    address->domain_len <= ADDRESS_DOMAIN_MAX &&
	    snprintf(finding_r->suggestion, sizeof(finding_r->suggestion),
		"%s@%.*s", finding_r->near.meant, (int)address->domain_len,
		address->domain) >= (int)sizeof(finding_r->suggestion))
		finding_r->suggestion[0] = '\0';
	return true;
}

static bool
judge_memory(const struct subject *subject, struct finding *finding_r)
{
	const struct judge *judge = subject->judge;

	if (judge->remember == NULL || !is_outside(subject))
		return false;
	finding_begin(subject->member, finding_r);
	verdict_clear(&finding_r->verdict);
	return judge->remember(judge->context, subject->address, subject->name,
	    finding_r);
}

int
demanded_judge(const struct judge *judge, const struct member *member,
    const struct address *address, const struct name *name,
    struct finding findings_r[static JUDGE_FINDINGS_MAX])
{
	const struct subject subject = {judge, member, address, name};
	struct judge_demands demands = {0};
	int count = 0;

	if (judge->demand != NULL)
		demands = judge->demand(judge->context, member);
	if (demands.private_address &&
	    judge_private(&subject, &findings_r[count]))
		count++;
	if (demands.unconfirmed &&
	    judge_unconfirmed(&subject, &findings_r[count]))
		count++;
	if (demands.misspelled_name &&
	    judge_misspelled(&subject, &findings_r[count]))
		count++;
	if (judge_memory(&subject, &findings_r[count]))
		count++;
	return count;
}
