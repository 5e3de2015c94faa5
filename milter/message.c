/* SPDX-License-Identifier: BSD-2-Clause */
/* Message: what is known about the mail in progress, and what follows from it
 * for each recipient and for the whole. */
#include "milter/message.h"

#include <string.h>
#include <strings.h>

#include "domains/base/escape.h"
#include "domains/dns/evidence.h"
#include "domains/engine/name/orcpt.h"
#include "domains/policy/recipient.h"
#include "domains/service/log.h"

/* Of what is local here, with the MTA's own name. */
static struct lookup_key_rules
find_rules(const struct message *message)
{
	struct lookup_key_rules rules = *snapshot_rules(message->snapshot);

	rules.host = message->client->host;
	return rules;
}

/* Is it mail of ours?  Anybody can write our domain into an envelope. */
static void
take_side(struct message *message, const char *user, struct span sender)
{
	const struct settings_milter *settings = &message->snapshot->settings;
	const struct message_client *client = message->client;
	const struct lookup_key_rules rules = find_rules(message);

	message->sightings = (struct sightings){.left = 0};
	message->fields = (struct fields){.room = NULL};
	message->trusted =
	    message->snapshot->history != NULL &&
	    (client->local || (user != NULL && *user != '\0') ||
		exemption_find(&settings->contacts.ours, &client->ip, NULL, "",
		    0) == EXEMPTION_CLIENT);
	message->ours = message->trusted && sightings_is_ours(&rules, sender);
}

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

	message->facts.learning = false;
	escape_path(&sender, &sender_len);
	take_side(message, user, (struct span){sender, sender_len});
	if (sender_len > sizeof(message->sender)) {
		sender_len = sizeof(message->sender);
		message->fields.cut = true; /* nothing is concluded of it */
	}
	memcpy(message->sender, sender, sender_len);
	message->sender_len = sender_len;

	message->dns_wait = snapshot->settings.dns_deadline;
	message->tries = (struct tries){.last = 0};
	message->action = ACTION_ACCEPT;
	message->lines.count = 0;
}

static void
format_line(const struct message *message,
    const struct recipient_subject *subject,
    const struct policy_decision *decision, char line_r[DECISION_LINE_SIZE])
{
	const struct action_table *policy = &message->snapshot->settings.policy;
	const struct decision_line what = {
	    .to = subject->path,
	    .to_len = subject->len,
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

	decision_line_format(&what, line_r);
}

/* What a second try is that turns out to be none. */
static struct policy_decision
take_for_repeated(const struct policy_decision *decision)
{
	struct policy_decision repeated = *decision;

	repeated.action = ACTION_CONFIRM;
	policy_take_try(POLICY_TRY_REPEAT, &repeated);
	return repeated;
}

static void
log_recipient(struct message *message, const struct message_recipient *to,
    const struct recipient_subject *subject,
    const struct policy_decision *decision)
{
	char line[DECISION_LINE_SIZE], repeated[DECISION_LINE_SIZE];
	const bool second = decision->try == POLICY_TRY_SECOND;

	format_line(message, subject, decision, line);
	if (second) {
		const struct policy_decision none = take_for_repeated(decision);

		format_line(message, subject, &none, repeated);
	}
	if (decision->at_end &&
	    lines_add(&message->lines, line, second ? repeated : NULL))
		return;
	lines_write_one(line, to->queue_id);
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
make_reply(const struct recipient_subject *subject,
    const struct policy_decision *decision, enum policy_scope scope,
    struct policy_reply *reply_r)
{
	const enum action action = decision->action;

	if (subject->contact != NULL)
		policy_reply_list(subject->finding, action, subject->path,
		    subject->len, scope, subject->contact, reply_r);
	else
		policy_reply(subject->finding, action, subject->path,
		    subject->len, scope, reply_r);
	policy_reply_add_offer(decision->try, reply_r);
}

/* What a decision means for the whole message. */
static void
take_to_the_end(struct message *message,
    const struct recipient_subject *subject,
    const struct policy_decision *decision)
{
	const enum action action = decision->action;

	if (decision->try == POLICY_TRY_SECOND) {
		const struct policy_decision repeated =
		    take_for_repeated(decision);

		make_reply(subject, &repeated, POLICY_WHOLE_MESSAGE,
		    &message->repeated);
	}
	if (action <= message->action)
		return;
	message->action = action;
	if (action_refuses(action))
		make_reply(subject, decision, POLICY_WHOLE_MESSAGE,
		    &message->reply);
	else if (action == ACTION_TAG || action == ACTION_QUARANTINE)
		policy_header(&subject->finding->verdict, action, subject->path,
		    subject->len, message->header);
}

/* The recipient at hand. */
struct taking {
	struct message *message;
	const struct message_recipient *to;
	enum action strongest; /* of those at RCPT TO */
	struct policy_reply *reply;
};

/* As recipient_take. */
static void
take(void *context, const struct recipient_subject *about,
    const struct policy_decision *decision)
{
	struct taking *taking = context;
	const struct message_recipient *to = taking->to;
	struct recipient_subject subject = *about;
	enum policy_scope scope = POLICY_ONE_RECIPIENT;
	char buf[ORCPT_SIZE];

	if (subject.original == NULL && to->arguments != NULL &&
	    orcpt_find(to->arguments, subject.path, subject.len, buf))
		subject.original = buf;
	log_recipient(taking->message, to, &subject, decision);
	if (decision->at_end) {
		take_to_the_end(taking->message, &subject, decision);
		return;
	}
	if (decision->action <= taking->strongest)
		return;
	taking->strongest = decision->action;
	if (subject.original != NULL && !subject.routed)
		scope = POLICY_LIST_MEMBER;
	make_reply(&subject, decision, scope, taking->reply);
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

/* As struct judge has it.  A rule whose action is "accept" is off. */
static bool
remember(void *context, const struct address *address,
    const struct name *domain, struct finding *finding)
{
	const struct message *message = context;
	const struct action_table *policy = &message->snapshot->settings.policy;
	const enum action *similar = policy->table[VERDICT_SIMILAR_CONTACT];
	const enum action *first = policy->table[VERDICT_FIRST_CONTACT];
	const bool possible = similar[VERDICT_POSSIBLE] != ACTION_ACCEPT;
	const struct memory memory = {
	    .doppel = message->snapshot->engine,
	    .similar = possible || similar[VERDICT_LIKELY] != ACTION_ACCEPT,
	    .least = possible ? VERDICT_POSSIBLE : VERDICT_LIKELY,
	    .first = first[VERDICT_CERTAIN] != ACTION_ACCEPT,
	};

	return history_judge(message->snapshot->history, memory, address,
	    domain, finding);
}

/* Of the mail as the sender's tries have it. */
static struct tries_mail
find_tries_mail(const struct message *message)
{
	return (struct tries_mail){
	    .history = message->snapshot->history,
	    .sender = {message->sender, message->sender_len},
	    .cut = message->fields.cut,
	};
}

/* As struct recipient_judge has it. */
static enum policy_try
ask_try(void *context, const struct recipient_subject *subject)
{
	struct message *message = context;
	const struct tries_mail mail = find_tries_mail(message);

	if (subject->contact != NULL &&
	    tries_lead_astray(message->snapshot->engine,
		subject->finding->member.address))
		return POLICY_TRY_NEVER;
	message->tried = true;
	return tries_ask(&message->tries, &mail,
	    (struct span){subject->path, subject->len});
}

/* By what a recipient of the mail is judged. */
static struct recipient_judge
find_judge(struct message *message, struct lookup_key_rules *rules)
{
	const struct snapshot *snapshot = message->snapshot;

	*rules = find_rules(message);
	return (struct recipient_judge){
	    .judge =
		{
		    .doppel = snapshot->engine,
		    .rules = rules,
		    .judge_name =
			snapshot->dns != NULL ? judge_with_dns : judge_once,
		    .remember = message->ours ? remember : NULL,
		    .context = message,
		    .confirmation = {snapshot->history != NULL
					 ? history_confirms
					 : NULL,
			snapshot->history},
		},
	    .registrations = snapshot->registrations,
	    .policy = &snapshot->settings.policy,
	    .ask_try = ask_try,
	};
}

/* It may become a contact. */
static void
see_recipient(struct message *message, const struct message_recipient *to,
    const struct lookup_key_rules *rules)
{
	char buf[ORCPT_SIZE];
	bool expanded = to->arguments != NULL &&
	                orcpt_find(to->arguments, to->path, to->len, buf);

	sightings_add(&message->sightings, rules,
	    to->resolved != NULL && *to->resolved != '\0'
		? span_of(to->resolved)
		: (struct span){to->path, to->len},
	    expanded ? buf : NULL);
}

enum action
message_recipient(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r)
{
	struct lookup_key_rules rules;
	const struct recipient_judge how = find_judge(message, &rules);
	const struct recipient recipient = {to->path, to->len, to->resolved};
	struct taking taking = {message, to, ACTION_ACCEPT, reply_r};
	struct recipient_result result;

	message->tried = false;
	message->facts.learning =
	    message->ours && history_is_learning(message->snapshot->history);
	if (recipient_decide(&how, message->facts, &recipient, take, &taking,
		&result) < 0)
		return refuse_for_memory(reply_r);
	/* Who confirms does so for nobody else. */
	if (message->trusted && result.right && !message->tried &&
	    result.action == ACTION_ACCEPT)
		see_recipient(message, to, &rules);
	if (message->snapshot->history != NULL)
		sightings_add_tokens(&message->sightings,
		    (struct span){to->path, to->len});
	if (message->snapshot->history != NULL &&
	    result.action < ACTION_QUARANTINE &&
	    settings_wants_unconfirmed(&message->snapshot->domains.contacts))
		sightings_add_list(&message->sightings, &rules,
		    (struct span){to->path, to->len});
	if (result.innocent && log_debugs())
		log_innocent(to);
	if (result.left != 0)
		log_line(LOG_NOTE,
		    "%zu more wrong registrations of that "
		    "recipient: doppelcheck --system shows all",
		    result.left);
	return result.action;
}

static void
forget(struct message *message)
{
	lines_clear(&message->lines);
	tries_clear(&message->tries);
	sightings_clear(&message->sightings);
	fields_clear(&message->fields);
}

void
message_field(struct message *message, const char *name, const char *value)
{
	if (message->snapshot->history == NULL)
		return;
	fields_add(&message->fields, name, value);
	if (strcasecmp(name, "In-Reply-To") == 0 ||
	    strcasecmp(name, "References") == 0)
		sightings_add_tokens(&message->sightings, span_of(value));
}

/* Without all of its header nothing is known about a mail. */
static void
report_sightings(struct message *message, const char *queue_id)
{
	struct lookup_key_rules rules;
	const struct recipient_judge how = find_judge(message, &rules);
	const struct sightings_mail mail = {
	    .snapshot = message->snapshot,
	    .judge = &how.judge,
	    .trusted = message->trusted,
	    .sender = {message->sender, message->sender_len},
	    .greeting = span_of(message->client->greeting),
	    .queue_id = span_of(queue_id != NULL ? queue_id : ""),
	    .header = fields_header(&message->fields),
	};

	if (message->snapshot->history != NULL && !message->fields.cut &&
	    mail.header.count != 0 && message->action < ACTION_QUARANTINE)
		sightings_report(&message->sightings, &mail);
}

/* Returns whether a second try is refused as none. */
static bool
end_tries(struct message *message)
{
	const struct tries_mail mail = find_tries_mail(message);
	struct header header = {.count = 0};
	bool repeated;

	if (message->tries.kept.len == 0)
		return false;
	if (!message->fields.cut)
		header = fields_header(&message->fields);
	repeated = tries_are_repeated(&message->tries, &mail, header);
	if (repeated && message->action < ACTION_CONFIRM) {
		message->action = ACTION_CONFIRM;
		message->reply = message->repeated;
	}
	tries_end(&message->tries, &mail, header,
	    action_refuses(message->action));
	return repeated;
}

enum action
message_end(struct message *message, const char *queue_id)
{
	const bool repeated = end_tries(message);

	report_sightings(message, queue_id);
	lines_write(&message->lines, queue_id, repeated);
	forget(message);
	return message->action;
}

void
message_abort(struct message *message, const char *queue_id)
{
	lines_abort(&message->lines, queue_id);
	forget(message);
}
