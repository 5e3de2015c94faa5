/* SPDX-License-Identifier: BSD-2-Clause */
/* Message: what is known about the mail in progress, and what follows from it
 * for each recipient and for the whole. */
#include "milter/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/escape.h"
#include "domains/dns/evidence.h"
#include "domains/engine/name/orcpt.h"
#include "domains/registrations/judge.h"
#include "domains/registrations/route.h"
#include "domains/service/log.h"

void
message_begin(struct message *message, const struct snapshot *snapshot,
    const struct message_client *client, struct fine_names *fine,
    const char *user, const char *sender, size_t sender_len)
{
	message->snapshot = snapshot;
	message->client = client;
	message->fine = fine;
	if (fine != NULL)
		fine_names_begin(fine, snapshot->number);
	message->facts.local = client->local;
	message->facts.exempt = exemption_find(&snapshot->settings.exempt,
	    &client->ip, user, sender, sender_len);

	escape_path(&sender, &sender_len);
	if (sender_len > sizeof(message->sender))
		sender_len = sizeof(message->sender);
	memcpy(message->sender, sender, sender_len);
	message->sender_len = sender_len;

	message->dns_wait = snapshot->settings.dns_deadline;
	message->action = ACTION_ACCEPT;
	message->line_count = 0;
}

static void
write_decision(const char *queue_id, const char *line)
{
	char queue[LOG_QUEUE_SIZE];

	log_line(LOG_NOTE, "%s: %s", log_queue(queue_id, queue), line);
}

/* What a decision is about: a recipient, or what is registered for it. */
struct subject {
	const struct message_recipient *to;
	const char *original; /* its address before it became this; or NULL */
	const struct finding *finding;
	const char *contact; /* of the registration; NULL: the recipient */
	bool routed;         /* to was read in the original, as it stands */
};

static void
log_recipient(struct message *message, const struct subject *subject,
    const struct policy_decision *decision)
{
	const struct message_recipient *to = subject->to;
	const struct action_table *policy = &message->snapshot->settings.policy;
	const struct decision_line what = {
	    .to = to->path,
	    .to_len = to->len,
	    .original = subject->original,
	    .from = message->sender,
	    .from_len = message->sender_len,
	    .client_name = message->client->name,
	    .client_address = message->client->address,
	    .finding = subject->finding,
	    .decision = decision,
	    .exempt = message->facts.exempt,
	    .monitor = policy->monitor,
	};
	char line[DECISION_LINE_SIZE];
	char *kept = NULL;

	decision_line_format(&what, line);
	if (decision->at_end && message->line_count < MESSAGE_LINES_MAX)
		kept = strdup(line);
	if (kept != NULL)
		message->lines[message->line_count++] = kept;
	else
		write_decision(to->queue_id, line);
}

/* A recipient that could not be judged is not let through. */
static enum action
refuse_for_memory(struct policy_reply *reply_r)
{
	log_line(LOG_ERROR, "out of memory for a recipient");
	*reply_r = (struct policy_reply){
	    .code = "451",
	    .status = "4.3.0",
	    .text = "out of memory, please try again",
	};
	return ACTION_TEMPFAIL;
}

static void
make_reply(const struct subject *subject, enum action action,
    enum policy_scope scope, struct policy_reply *reply_r)
{
	const struct message_recipient *to = subject->to;

	if (subject->contact != NULL)
		policy_reply_list(subject->finding, action, to->path, to->len,
		    scope, subject->contact, reply_r);
	else
		policy_reply(subject->finding, action, to->path, to->len, scope,
		    reply_r);
}

/* What a decision means for the whole message. */
static void
take_to_the_end(struct message *message, const struct subject *subject,
    enum action action)
{
	const struct message_recipient *to = subject->to;

	if (action <= message->action)
		return;
	message->action = action;
	if (action == ACTION_REJECT || action == ACTION_TEMPFAIL)
		make_reply(subject, action, POLICY_WHOLE_MESSAGE,
		    &message->reply);
	else if (action == ACTION_TAG || action == ACTION_QUARANTINE)
		policy_header(&subject->finding->verdict, action, to->path,
		    to->len, message->header);
}

static enum action
take(struct message *message, const struct subject *about,
    struct policy_reply *reply_r)
{
	struct subject subject = *about;
	const struct message_recipient *to = subject.to;
	struct policy_decision decision;
	enum policy_scope scope = POLICY_ONE_RECIPIENT;
	char buf[ORCPT_SIZE];

	policy_decide(&message->snapshot->settings.policy,
	    &subject.finding->verdict, message->facts, &decision);
	if (decision.wanted == ACTION_ACCEPT)
		return ACTION_ACCEPT;
	if (subject.original == NULL && to->arguments != NULL &&
	    orcpt_find(to->arguments, to->path, to->len, buf))
		subject.original = buf;
	log_recipient(message, &subject, &decision);
	if (decision.at_end) {
		take_to_the_end(message, &subject, decision.action);
		return ACTION_ACCEPT;
	}
	if (subject.original != NULL && !subject.routed)
		scope = POLICY_LIST_MEMBER;
	make_reply(&subject, decision.action, scope, reply_r);
	return decision.action;
}

static void
log_innocent(const struct message_recipient *to)
{
	const char *path = to->path;
	size_t len = to->len;
	char text[DECISION_ADDRESS_SIZE], queue[LOG_QUEUE_SIZE];

	escape_path(&path, &len);
	escape_bytes(path, len, ESCAPE_FIELD, text, sizeof(text));
	log_line(LOG_DETAIL, "%s: to=<%s>, reason=none, action=accept",
	    log_queue(to->queue_id, queue), text);
}

enum action
message_take(struct message *message, const struct message_recipient *to,
    const struct finding *finding, struct policy_reply *reply_r)
{
	return take(message, &(struct subject){.to = to, .finding = finding},
	    reply_r);
}

/* Does the MTA deliver to what the client wrote, brackets apart? */
static bool
delivered_as_written(const struct message_recipient *to)
{
	const char *path = to->path;
	size_t len = to->len;

	if (to->resolved == NULL)
		return true;
	escape_path(&path, &len);
	return strlen(to->resolved) == len &&
	       memcmp(to->resolved, path, len) == 0;
}

/* Asks the DNS, as long as the mail may still wait. */
static void
judge_with_dns(void *context, const struct name *name,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	struct message *message = context;
	struct evidence_dns asker = {
	    .dns = message->snapshot->dns,
	    .wait = message->dns_wait,
	};
	const struct evidence_source source = {
	    .doppel = message->snapshot->engine,
	    .ask = evidence_ask_dns,
	    .context = &asker,
	};

	evidence_judge_name(&source, name, evidence_r, verdict_r);
	message->dns_wait = asker.wait;
}

/* Asks the engine, unless it had nothing against the name before. */
static void
judge_once(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	const struct message *message = context;

	(void)evidence_r;
	if (message->fine != NULL && fine_names_have(message->fine, name)) {
		verdict_clear(verdict_r);
		return;
	}
	doppel_judge_name(message->snapshot->engine, name, verdict_r);
	if (message->fine != NULL && verdict_r->reason == VERDICT_NONE)
		fine_names_add(message->fine, name);
}

/* What is local, as the watcher reports it or else as it is configured. */
static struct lookup_key_rules
find_rules(const struct message *message)
{
	const struct snapshot *snapshot = message->snapshot;
	struct lookup_key_rules rules =
	    snapshot->registrations != NULL
		? *registrations_rules(snapshot->registrations)
		: snapshot->domains.registrations.rules;

	rules.host = message->client->host;
	return rules;
}

/* An envelope path and what is wrong with it; the findings point into the
 * rest. */
struct recipient_trial {
	struct full_width mended;
	struct member member;
	struct finding findings[JUDGE_FINDINGS_MAX];
};

/* As judge_member().  Of one recipient there is one finding at the most. */
static int
judge(struct message *message, const char *path, size_t len,
    struct recipient_trial *trial)
{
	const struct snapshot *snapshot = message->snapshot;
	const struct lookup_key_rules rules = find_rules(message);
	const struct judge how = {
	    .doppel = snapshot->engine,
	    .rules = &rules,
	    .judge_name = snapshot->dns != NULL ? judge_with_dns : judge_once,
	    .context = message,
	};

	member_of_text(path, len, &trial->mended, &trial->member);
	return judge_member(&how, &trial->member, trial->findings);
}

/* ---- registrations ------------------------------------------------------- */

/* An owner's local part, and a domain. */
#define CONTACT_SIZE (LOOKUP_KEY_SIZE + 16 + NAME_SIZE)

/* Whom the sender may ask about a list: an address of the recipient's domain
 * where the contact has none. */
static void
complete_contact(const char *contact, const char *path, size_t len,
    char contact_r[static CONTACT_SIZE])
{
	struct address address;
	enum address_error address_error;
	enum name_error name_error;
	struct name name = {.text = ""};

	if (strchr(contact, '@') == NULL &&
	    address_parse_path(path, len, &address, &address_error) == 0)
		(void)name_parse(address.domain, address.domain_len, &name,
		    &name_error);
	snprintf(contact_r, CONTACT_SIZE, "%s%s%s", contact,
	    name.len != 0 ? "@" : "", name.text);
}

static enum action
take_found(struct message *message, const struct message_recipient *to,
    const struct registered *found, struct policy_reply *reply_r)
{
	char contact[CONTACT_SIZE];

	complete_contact(found->contact, to->path, to->len, contact);
	return take(message,
	    &(struct subject){
		.to = to,
		.finding = &found->finding,
		.contact = contact,
	    },
	    reply_r);
}

/* What the MTA delivers to, where that is not what is written. */
static size_t
find_registered(const struct registrations *registrations,
    const struct message_recipient *to,
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
 * action of all that is wrong holds. */
static enum action
take_registrations(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r)
{
	const struct registrations *registrations =
	    message->snapshot->registrations;
	struct registered found[REGISTRATIONS_FOUND_MAX];
	enum action strongest = ACTION_ACCEPT;
	size_t count, all;

	if (registrations == NULL)
		return ACTION_ACCEPT;
	count = find_registered(registrations, to, found, &all);
	for (size_t i = 0; i < count; i++) {
		struct policy_reply reply;
		enum action action = take_found(message, to, &found[i], &reply);

		if (action <= strongest)
			continue;
		strongest = action;
		*reply_r = reply;
	}
	if (all > count)
		log_line(LOG_NOTE,
		    "%zu more wrong registrations of that "
		    "recipient: doppelcheck --system shows all",
		    all - count);
	return strongest;
}

/* ---- recipients ---------------------------------------------------------- */

static bool
says_something(int count, const struct recipient_trial *trial)
{
	return count > 0 &&
	       trial->findings[0].verdict.reason != VERDICT_MALFORMED;
}

/* A finding about a recipient, or about what the MTA reads in it (resolved) or
 * the judge does: then that is reported, and what was written beside it. */
static enum action
take_as(struct message *message, const struct message_recipient *to,
    const char *resolved, const struct finding *finding,
    struct policy_reply *reply_r)
{
	const struct lookup_key_rules rules = find_rules(message);
	struct message_recipient becomes = *to;
	char text[ROUTE_ADDRESS_SIZE];
	struct route route;

	if (finding->routed &&
	    route_find(&rules, finding->member.mended, &route)) {
		route_format(&route, text);
		becomes.path = text;
	} else if (resolved != NULL) {
		becomes.path = resolved;
	} else {
		return message_take(message, to, finding, reply_r);
	}
	becomes.len = strlen(becomes.path);
	return take(message,
	    &(struct subject){
		.to = &becomes,
		.original = to->path,
		.finding = finding,
		.routed = resolved == NULL,
	    },
	    reply_r);
}

/* MTAs read more in a path than RFC 5321 has: for Postfix <taro@(x)gmai.com>
 * is taro@gmai.com.  What looks like nothing is judged by what it becomes. */
static enum action
judge_recipient(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r)
{
	struct recipient_trial trial, resolved;
	int count = judge(message, to->path, to->len, &trial), more = 0;

	if (count >= 0 && !says_something(count, &trial) &&
	    !delivered_as_written(to))
		more = judge(message, to->resolved, strlen(to->resolved),
		    &resolved);
	if (count < 0 || more < 0)
		return refuse_for_memory(reply_r);
	if (says_something(more, &resolved))
		return take_as(message, to, to->resolved, resolved.findings,
		    reply_r);
	if (count > 0)
		return take_as(message, to, NULL, trial.findings, reply_r);
	if (log_debugs())
		log_innocent(to);
	return ACTION_ACCEPT;
}

enum action
message_recipient(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r)
{
	enum action action = judge_recipient(message, to, reply_r);

	return action != ACTION_ACCEPT
	           ? action
	           : take_registrations(message, to, reply_r);
}

static void
forget_lines(struct message *message)
{
	for (size_t i = 0; i < message->line_count; i++)
		free(message->lines[i]);
	message->line_count = 0;
}

enum action
message_end(struct message *message, const char *queue_id)
{
	for (size_t i = 0; i < message->line_count; i++)
		write_decision(queue_id, message->lines[i]);
	forget_lines(message);
	return message->action;
}

void
message_abort(struct message *message, const char *queue_id)
{
	char queue[LOG_QUEUE_SIZE];

	for (size_t i = 0; i < message->line_count; i++)
		log_line(LOG_DETAIL, "%s: aborted: %s",
		    log_queue(queue_id, queue), message->lines[i]);
	forget_lines(message);
}
