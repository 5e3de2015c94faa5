/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges a recipient and what is registered for it: see the header. */
#include "domains/policy/recipient.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/escape.h"
#include "domains/registrations/route.h"

/* An owner's local part, and a domain. */
#define CONTACT_SIZE (LOOKUP_KEY_SIZE + 16 + NAME_SIZE)

/* A recipient at hand, and who wants to know. */
struct deciding {
	const struct recipient_judge *how;
	struct policy_facts facts;
	const struct recipient *to;
	recipient_take take;
	void *context;
};

/* A finding that is there: the policy, perhaps a second try, and take(). */
static enum action
apply(const struct deciding *deciding, const struct recipient_subject *subject)
{
	const struct recipient_judge *how = deciding->how;
	struct policy_decision decision;

	policy_decide(how->policy, &subject->finding->verdict, deciding->facts,
	    &decision);
	if (decision.wanted == ACTION_ACCEPT)
		return ACTION_ACCEPT;
	if (decision.action == ACTION_CONFIRM && how->ask_try != NULL)
		policy_take_try(how->ask_try(how->judge.context, subject),
		    &decision);
	deciding->take(deciding->context, subject, &decision);
	return decision.at_end ? ACTION_ACCEPT : decision.action;
}

/* Does the MTA deliver to what the client wrote, brackets apart?  Postfix
 * writes it in small letters now and then. */
static bool
delivered_as_written(const struct recipient *to)
{
	const char *path = to->path;
	size_t len = to->len;

	if (to->resolved == NULL)
		return true;
	escape_path(&path, &len);
	return span_same_folded(span_of(to->resolved),
	    (struct span){path, len});
}

/* ---- registrations ------------------------------------------------------- */

/* Whom the sender may ask about a list: an address of the recipient's domain
 * where the contact has none. */
static void
complete_contact(const char *contact, const struct recipient *to,
    char contact_r[static CONTACT_SIZE])
{
	struct address address;
	struct name name = {.text = ""};

	if (strchr(contact, '@') == NULL)
		(void)address_parse_named(to->path, to->len, &address, &name);
	snprintf(contact_r, CONTACT_SIZE, "%s%s%s", contact,
	    name.len != 0 ? "@" : "", name.text);
}

static enum action
apply_found(const struct deciding *deciding, const struct registered *found)
{
	char contact[CONTACT_SIZE];

	complete_contact(found->contact, deciding->to, contact);
	return apply(deciding, &(struct recipient_subject){
				   .path = deciding->to->path,
				   .len = deciding->to->len,
				   .finding = &found->finding,
				   .contact = contact,
			       });
}

/* What the MTA delivers to, where that is not what is written. */
static size_t
find_registered(const struct registrations *registrations,
    const struct recipient *to,
    struct registered found_r[static REGISTRATIONS_FOUND_MAX], size_t *all_r)
{
	size_t count = registrations_find(registrations, to->path, to->len,
	    found_r, all_r);

	if (count == 0 && !delivered_as_written(to))
		count = registrations_find(registrations, to->resolved,
		    strlen(to->resolved), found_r, all_r);
	return count;
}

/* The recipient itself is right: is what it is sent on to?  The strongest
 * action of all that is wrong holds.  A watcher knows of no confirmation; of
 * what was not found here nobody can be asked whether it was confirmed. */
static enum action
decide_registrations(const struct deciding *deciding, size_t *left_r)
{
	const struct registrations *registrations =
	    deciding->how->registrations;
	struct registered found[REGISTRATIONS_FOUND_MAX];
	enum action strongest = ACTION_ACCEPT;
	size_t count, all;

	if (registrations == NULL)
		return ACTION_ACCEPT;
	count = find_registered(registrations, deciding->to, found, &all);
	for (size_t i = 0; i < count; i++) {
		enum action action;

		if (all == count && judge_is_confirmed(&deciding->how->judge,
					&found[i].finding))
			continue;
		action = apply_found(deciding, &found[i]);
		strongest = action > strongest ? action : strongest;
	}
	*left_r = all > count ? all - count : 0;
	return strongest;
}

/* ---- the recipient itself ------------------------------------------------ */

/* An envelope path and what is wrong with it; the findings point into the
 * rest. */
struct recipient_trial {
	struct full_width mended;
	struct member member;
	struct finding findings[JUDGE_FINDINGS_MAX];
};

/* As judge_member().  Of one recipient there is one finding at the most. */
static int
judge_path(const struct recipient_judge *how, const char *path, size_t len,
    struct recipient_trial *trial)
{
	member_of_text(path, len, &trial->mended, &trial->member);
	return judge_member(&how->judge, &trial->member, trial->findings);
}

static bool
says_something(int count, const struct recipient_trial *trial)
{
	return count > 0 &&
	       trial->findings[0].verdict.reason != VERDICT_MALFORMED;
}

static bool
may_be_contact(int count, const struct recipient_trial *trial)
{
	return count == 0 ||
	       trial->findings[0].verdict.reason == VERDICT_FIRST_CONTACT;
}

/* A finding about a recipient, or about what the MTA reads in it (resolved) or
 * the judge does: then that is reported, and what was written beside it. */
static enum action
apply_as(const struct deciding *deciding, const char *resolved,
    const struct finding *finding)
{
	const struct recipient *to = deciding->to;
	struct recipient_subject subject = {
	    .path = to->path,
	    .len = to->len,
	    .finding = finding,
	};
	char text[ROUTE_ADDRESS_SIZE];
	struct route route;

	if (finding->routed && route_find(deciding->how->judge.rules,
				   finding->member.mended, &route)) {
		route_format(&route, text);
		subject.path = text;
	} else if (resolved != NULL) {
		subject.path = resolved;
	} else {
		return apply(deciding, &subject);
	}
	subject.len = strlen(subject.path);
	subject.original = to->path;
	subject.routed = resolved == NULL;
	return apply(deciding, &subject);
}

int
recipient_decide(const struct recipient_judge *how, struct policy_facts facts,
    const struct recipient *to, recipient_take take, void *context,
    struct recipient_result *result_r)
{
	const struct deciding deciding = {how, facts, to, take, context};
	struct recipient_result result = {.action = ACTION_ACCEPT};
	struct recipient_trial trial, resolved;
	struct recipient_judge as_written = *how;
	int count, more = 0;

	/* What is remembered is about what the mail is delivered to. */
	if (!delivered_as_written(to))
		as_written.judge.remember = NULL;
	count = judge_path(&as_written, to->path, to->len, &trial);

	if (count >= 0 && !says_something(count, &trial) &&
	    !delivered_as_written(to))
		more = judge_path(how, to->resolved, strlen(to->resolved),
		    &resolved);
	if (count < 0 || more < 0)
		return -1;
	result.right =
	    may_be_contact(count, &trial) && may_be_contact(more, &resolved);
	if (says_something(more, &resolved))
		result.action =
		    apply_as(&deciding, to->resolved, resolved.findings);
	else if (count > 0)
		result.action = apply_as(&deciding, NULL, trial.findings);
	else
		result.innocent = true;
	if (result.action == ACTION_ACCEPT)
		result.action = decide_registrations(&deciding, &result.left);
	*result_r = result;
	return 0;
}
