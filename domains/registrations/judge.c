/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges a member: the order of the questions. */
#include "domains/registrations/judge.h"

#include <stdio.h>
#include <string.h>

#include "domains/registrations/demanded.h"
#include "domains/registrations/route.h"
#include "domains/registrations/stray.h"
#include "domains/base/translation.h"

/* An address in the parts that are judged. */
struct parts {
	struct address address;
	struct name name; /* of its domain */
};

/* The member at hand. */
struct trial {
	const struct judge *judge;
	const struct member *member;
	bool no_memory;
};

/* ---- reading ------------------------------------------------------------- */

/* Reads the domain of an address that was taken apart. */
static bool
read_name(struct trial *trial, struct parts *parts)
{
	enum name_error error = NAME_FINE;

	if (name_parse(parts->address.domain, parts->address.domain_len,
		&parts->name, &error) == 0)
		return true;
	trial->no_memory |= error == NAME_NO_MEMORY;
	return false;
}

/* Takes a text apart as an MTA does; false when it does not. */
static bool
read_address(struct trial *trial, struct span text, struct parts *parts_r)
{

	return address_parse_path(text.bytes, text.len, &parts_r->address,
		   NULL) == 0 &&
	       read_name(trial, parts_r);
}

/* The same of the member as it stands there, which was parsed already. */
static bool
read_member(struct trial *trial, struct parts *parts_r)
{
	const struct member *member = trial->member;

	/* Such a name may be one, in characters that nobody meant. */
	if ((member->oddities & (FULL_WIDTH_MIDDLE_DOT | FULL_WIDTH_HYPHEN)) !=
	    0)
		return false;
	if (member->oddities != 0)
		return read_address(trial, member->address, parts_r);
	parts_r->address = member->parsed;
	return member->error == ADDRESS_FINE && read_name(trial, parts_r);
}

/* ---- findings ------------------------------------------------------------ */

bool
judge_vouches(const struct lookup_key_rules *rules, const struct name *name,
    const struct verdict *verdict)
{
	const bool listed = verdict->reason == VERDICT_KNOWN_DOPPELGANGER;
	size_t own;

	if (rules == NULL ||
	    (listed ? verdict->others == 0
		    : verdict->reason != VERDICT_TYPO &&
			  verdict->reason != VERDICT_UNDELIVERABLE))
		return false;
	own = lookup_key_find_own(rules, name);
	return own != 0 && (!listed || own >= verdict->others);
}

static void
vouch(const struct judge *judge, const struct name *name,
    struct verdict *verdict)
{
	if (judge_vouches(judge->rules, name, verdict))
		verdict_clear(verdict);
}

/* Nothing but a typo: what a list has is a doppelganger whoever confirms. */
static bool
is_confirmed(const struct judge *judge, const struct parts *parts,
    const struct verdict *verdict)
{
	const struct judge_confirmation *confirmation = &judge->confirmation;

	return verdict->reason == VERDICT_TYPO &&
	       confirmation->is_confirmed != NULL &&
	       confirmation->is_confirmed(confirmation->of, &parts->address,
		   &parts->name);
}

static void
judge_name(const struct judge *judge, const struct parts *parts,
    struct finding *finding)
{
	const struct name *name = &parts->name;

	verdict_clear(&finding->verdict);
	if (judge->judge_name != NULL)
		judge->judge_name(judge->context, name, &finding->evidence,
		    &finding->verdict);
	else
		doppel_judge_name(judge->doppel, name, &finding->verdict);
	vouch(judge, name, &finding->verdict);
	if (finding->verdict.confidence < judge->least ||
	    is_confirmed(judge, parts, &finding->verdict))
		verdict_clear(&finding->verdict);
}

/* Makes a finding of an address that no MTA takes, and whose domain was judged
 * already: the name meant is that verdict's, or the domain itself. */
static void
set_malformed(struct finding *finding, const struct name *name)
{
	struct verdict judged = finding->verdict;

	verdict_clear(&finding->verdict);
	finding->verdict.reason = VERDICT_MALFORMED;
	finding->verdict.confidence = VERDICT_CERTAIN;
	finding->verdict.detail = finding->detail;
	finding->verdict.meant = judged.meant.len != 0 ? judged.meant : *name;
	finding->fixable = judged.reason == VERDICT_NONE ||
	                   judged.confidence == VERDICT_CERTAIN;
}

/* Of a domain with a verdict: what else was odd about the address is named,
 * and left out of what is suggested. */
static void
set_suggestion(struct finding *finding, const struct address *address)
{
	struct span local = {address->local, address->local_len};
	struct stray quotes;

	if (local.len != 0 && stray_strip_begin(local, &quotes)) {
		local = quotes.rest;
		/* A local part may begin so. */
		if (stray_has_digit(quotes.before))
			finding->fixable = false;
		if (finding->detail[0] == '\0')
			stray_format(&quotes, finding->detail,
			    sizeof(finding->detail));
	}
	if (finding->member.target != MEMBER_ADDRESS ||
	    verdict_suggestion(&finding->verdict, local.bytes, local.len,
		finding->suggestion, sizeof(finding->suggestion)) >=
		(int)sizeof(finding->suggestion))
		finding->suggestion[0] = '\0';
	finding->fixable &= finding->suggestion[0] != '\0';
}

/* Of an address whose domain was judged and that has something against it. */
static void
conclude(struct finding *finding, const struct name *name,
    const struct address *address)
{
	if (finding->verdict.reason == VERDICT_NONE)
		set_malformed(finding, name);
	else
		finding->fixable =
		    finding->verdict.confidence == VERDICT_CERTAIN;
	set_suggestion(finding, address);
}

/* ---- the domain ---------------------------------------------------------- */

/* The address reads well as it stands there. */
static bool
judge_whole(const struct trial *trial, const struct parts *parts,
    struct finding *finding_r)
{
	unsigned oddities = trial->member->oddities;

	judge_name(trial->judge, parts, finding_r);
	if (oddities != 0)
		full_width_oddities_format(oddities, finding_r->detail,
		    sizeof(finding_r->detail));
	if (finding_r->verdict.reason == VERDICT_NONE && oddities == 0)
		return false;
	conclude(finding_r, &parts->name,
	    trial->member->error == ADDRESS_FINE ? &trial->member->parsed
						 : &parts->address);
	return true;
}

/* The address reads well once what no address has in it is mended. */
static bool
judge_mended(struct trial *trial, struct finding *finding_r)
{
	struct parts parts;

	/* Full-width angle brackets are marks around it. */
	if (trial->member->oddities == 0 ||
	    span_begins(trial->member->mended, "<") !=
		span_begins(trial->member->address, "<") ||
	    !read_address(trial, trial->member->mended, &parts))
		return false;
	judge_name(trial->judge, &parts, finding_r);
	full_width_oddities_format(trial->member->oddities, finding_r->detail,
	    sizeof(finding_r->detail));
	set_malformed(finding_r, &parts.name);
	set_suggestion(finding_r, &parts.address);
	return true;
}

/* The address reads well, and the finding's detail says what is wrong around
 * it. */
static void
judge_rest(const struct trial *trial, const struct parts *parts,
    struct finding *finding_r)
{
	judge_name(trial->judge, parts, finding_r);
	conclude(finding_r, &parts->name, &parts->address);
}

/* Takes the marks off, but not the angle brackets that an envelope path has. */
static bool
strip_marks(struct span text, bool path, struct stray *stray_r)
{
	if (path)
		text = (struct span){text.bytes + 1, text.len - 2};
	return stray_strip(text, stray_r);
}

/* The address reads well without the marks around it.  They are named as they
 * stand in the file, before they were mended. */
static bool
judge_stripped(struct trial *trial, struct finding *finding_r)
{
	const struct member *member = trial->member;
	struct span text = member->address;
	bool path = text.len > 2 && text.bytes[0] == '<' &&
	            text.bytes[text.len - 1] == '>';
	struct stray stray, as_written;
	struct parts parts;

	if (!strip_marks(member->mended, path, &stray) ||
	    !read_address(trial, stray.rest, &parts))
		return false;
	if (member->oddities == 0 || !strip_marks(text, path, &as_written))
		as_written = stray;
	stray_format(&as_written, finding_r->detail, sizeof(finding_r->detail));
	judge_rest(trial, &parts, finding_r);
	return true;
}

/* The address reads well, and what its reader saw around it does not:
 * "Taro <taro@gmai.com". */
static bool
judge_enclosed(struct trial *trial, struct finding *finding_r)
{
	const struct member *member = trial->member;
	struct parts parts;

	if (member->error == ADDRESS_FINE ||
	    !read_address(trial, member->mended, &parts))
		return false;
	snprintf(finding_r->detail, sizeof(finding_r->detail), "%s",
	    address_error_text(member->error));
	judge_rest(trial, &parts, finding_r);
	finding_r->fixable = false;
	return true;
}

/* Of an address whose domain is not wrong enough: its form is. */
static void
set_form(struct finding *finding)
{
	const struct member *member = &finding->member;
	enum name_error error = NAME_FINE;
	struct name name;

	verdict_clear(&finding->verdict);
	finding->verdict.reason = VERDICT_MALFORMED;
	finding->verdict.confidence = VERDICT_CERTAIN;
	finding->verdict.detail = address_error_text(member->error);
	if (member->error == ADDRESS_FINE &&
	    name_parse(member->parsed.domain, member->parsed.domain_len, &name,
		&error) < 0)
		finding->verdict.detail = name_error_text(error);
}

/* Judges a text that is no address or, if domain, no name, and vouches for what
 * stands after its last @, whatever is around it. */
static void
judge_text(const struct judge *judge, struct span text, bool domain,
    struct verdict *verdict_r)
{
	const char *at = memrchr(text.bytes, '@', text.len);
	struct name name;

	if (domain)
		doppel_judge_domain(judge->doppel, text.bytes, text.len,
		    verdict_r);
	else
		doppel_judge_path(judge->doppel, text.bytes, text.len,
		    verdict_r);
	if (at != NULL)
		text = span_after(text, (size_t)(at + 1 - text.bytes));
	while (text.len != 0 && strchr("[\"", *text.bytes) != NULL)
		text = span_after(text, 1);
	while (
	    text.len != 0 && strchr("]\"> ", text.bytes[text.len - 1]) != NULL)
		text.len--;
	if (name_parse(text.bytes, text.len, &name, NULL) == 0)
		vouch(judge, &name, verdict_r);
}

/* No reading is right: an MTA may deliver it all the same, where its last @
 * says. */
static void
judge_broken(const struct trial *trial, struct finding *finding_r)
{
	const struct member *member = trial->member;
	struct span text = member->mended;

	if (member->target == MEMBER_DOMAIN)
		text = span_after(text, *text.bytes == '@');
	judge_text(trial->judge, text, member->target == MEMBER_DOMAIN,
	    &finding_r->verdict);
	if (finding_r->verdict.reason == VERDICT_NONE ||
	    finding_r->verdict.confidence < trial->judge->least ||
	    member->error == ADDRESS_TEXT_LONG)
		set_form(finding_r);
	if (member->error == ADDRESS_FINE)
		set_suggestion(finding_r, &member->parsed);
	finding_r->fixable = false;
}

/* What an MTA makes of the address is known, and what is against that.  Where
 * it would be parted again, or has to be quoted, it is not suggested. */
static void
set_routed(struct finding *finding, const struct route *route)
{
	char text[ROUTE_ADDRESS_SIZE];
	struct address address;

	route_format(route, text);
	finding->member.target = MEMBER_ADDRESS;
	finding->routed = true;
	snprintf(finding->detail, sizeof(finding->detail),
	    _("it is routed to %s"), strrchr(text, '@') + 1);
	finding->fixable = finding->verdict.confidence == VERDICT_CERTAIN;
	if (route->address.local_len <= ADDRESS_LOCAL_MAX &&
	    address_parse_path(text, strlen(text), &address, NULL) == 0 &&
	    !address.hops)
		set_suggestion(finding, &address);
	finding->fixable &= finding->suggestion[0] != '\0';
}

/* The MTA here sends it where it does not seem to go.  Nothing is said of a
 * form that leads to a right domain. */
static bool
judge_route(struct trial *trial, struct span text, struct finding *finding_r)
{
	const struct judge *judge = trial->judge;
	struct route route;
	struct parts parts;

	if (!route_find(judge->rules, text, &route) || route.here)
		return false;
	finding_begin(trial->member, finding_r);
	finding_r->member.mended = text;
	parts.address = route.address;
	if (read_name(trial, &parts))
		judge_name(judge, &parts, finding_r);
	else
		judge_text(judge,
		    (struct span){route.address.domain,
			route.address.domain_len},
		    true, &finding_r->verdict);
	if (finding_r->verdict.reason == VERDICT_NONE ||
	    finding_r->verdict.reason == VERDICT_MALFORMED ||
	    finding_r->verdict.confidence < judge->least)
		return false;
	set_routed(finding_r, &route);
	return true;
}

/* An MTA takes no full-width @ for one. */
static bool
judge_routed(struct trial *trial, struct finding *finding_r)
{
	struct span mended = trial->member->mended;

	return judge_route(trial, mended, finding_r) ||
	       (!span_same(mended, trial->member->address) &&
		   judge_route(trial, trial->member->address, finding_r));
}

/* May an MTA route it?  Of most addresses that is known from parsing them. */
static bool
may_be_routed(const struct member *member)
{
	return member->target != MEMBER_DOMAIN &&
	       (member->error != ADDRESS_FINE || member->parsed.hops);
}

/* Returns whether there is a finding about the domain or the form; else
 * *parts_r is the address, whose domain is right. */
static bool
judge_domain(struct trial *trial, struct parts *parts_r,
    struct finding *finding_r)
{
	if (may_be_routed(trial->member) && judge_routed(trial, finding_r))
		return true;
	finding_begin(trial->member, finding_r);
	if (read_member(trial, parts_r))
		return judge_whole(trial, parts_r, finding_r);
	if (!judge_mended(trial, finding_r) &&
	    !judge_stripped(trial, finding_r) &&
	    !judge_enclosed(trial, finding_r))
		judge_broken(trial, finding_r);
	return true;
}

/* ---- the member ---------------------------------------------------------- */

/* A name without @ is a user, unless an MTA reads more in it. */
static int
judge_user(struct trial *trial, struct finding *finding_r)
{
	bool found = judge_routed(trial, finding_r);

	return trial->no_memory ? -1 : found;
}

int
judge_member(const struct judge *judge, const struct member *member,
    struct finding findings_r[static JUDGE_FINDINGS_MAX])
{
	struct trial trial = {.judge = judge, .member = member};
	struct parts parts;
	bool found;

	if (member->target == MEMBER_COMMAND || member->target == MEMBER_FILE)
		return 0;
	if (member->target == MEMBER_LOCAL || member->target == MEMBER_MAILBOX)
		return judge_user(&trial, &findings_r[0]);
	found = judge_domain(&trial, &parts, &findings_r[0]);
	if (trial.no_memory)
		return -1;
	if (found)
		return findings_r[0].verdict.reason != VERDICT_NONE;
	return demanded_judge(judge, member, &parts.address, &parts.name,
	    findings_r);
}

bool
judge_is_confirmed(const struct judge *judge, const struct finding *finding)
{
	const struct span address = finding->member.address;
	struct full_width mended;
	struct member member;
	struct trial trial = {.judge = judge, .member = &member};
	struct verdict verdict;
	struct parts parts;

	if (finding->verdict.reason != VERDICT_REGISTRATION ||
	    judge->confirmation.is_confirmed == NULL)
		return false;
	member_of_text(address.bytes, address.len, &mended, &member);
	if (!read_member(&trial, &parts))
		return false;
	doppel_judge_name(judge->doppel, &parts.name, &verdict);
	return is_confirmed(judge, &parts, &verdict);
}
