/* SPDX-License-Identifier: BSD-2-Clause */
/* Message: what is known about the mail in progress, and what follows from it
 * for each recipient and for the whole. */
#include "milter/message.h"

#include <stdlib.h>
#include <string.h>

#include "domains/engine/address.h"
#include "domains/engine/doppel.h"
#include "domains/engine/inquiry.h"
#include "milter/clean.h"
#include "milter/original.h"

void
message_begin(struct message *message, const struct snapshot *snapshot,
    const struct message_client *client, const char *user, const char *sender,
    size_t sender_len)
{
	message->snapshot = snapshot;
	message->client = client;
	message->facts.local = client->local;
	message->facts.exempt = exempt_find(
	    &snapshot->settings.exempt, &client->ip, user, sender, sender_len);

	clean_path(&sender, &sender_len);
	if (sender_len > sizeof(message->sender))
		sender_len = sizeof(message->sender);
	memcpy(message->sender, sender, sender_len);
	message->sender_len = sender_len;

	message->dns_wait = snapshot->settings.dns_deadline;
	message->action = POLICY_ACCEPT;
	message->line_count = 0;
}

static void
write_decision(const char *queue_id, const char *line)
{
	char queue[LOG_QUEUE_SIZE];

	log_line(LOG_NOTE, "%s: %s", log_queue(queue_id, queue), line);
}

static void
log_recipient(struct message *message, const struct message_recipient *to,
    const char *original, const struct verdict *verdict,
    const struct policy_decision *decision)
{
	const struct policy *policy = &message->snapshot->settings.policy;
	const struct log_decision what = {
	    .to = to->path,
	    .to_len = to->len,
	    .original = original,
	    .from = message->sender,
	    .from_len = message->sender_len,
	    .client_name = message->client->name,
	    .client_address = message->client->address,
	    .verdict = verdict,
	    .decision = decision,
	    .exempt = message->facts.exempt,
	    .monitor = policy->monitor,
	};
	char line[LOG_LINE_SIZE];
	char *kept = NULL;

	log_decision_format(&what, line);
	if (decision->at_end && message->line_count < MESSAGE_LINES_MAX)
		kept = strdup(line);
	if (kept != NULL)
		message->lines[message->line_count++] = kept;
	else
		write_decision(to->queue_id, line);
}

enum malformed {
	MALFORMED_TRULY,
	MALFORMED_BARE,	     /* a user name without a domain */
	MALFORMED_NO_MEMORY, /* it could not be read for want of memory */
};

/* Why the engine could not take a path apart.  A bare user name ("root",
 * "postmaster": RFC 5321 4.1.1.3) is of the MTA's own domain: there is no
 * domain that could be wrong. */
static enum malformed
why_malformed(const char *path, size_t len)
{
	struct address address;
	struct name name;
	enum address_fault address_fault;
	enum name_fault name_fault;

	if (address_parse_path(path, len, &address, &address_fault) < 0)
		return address_fault == ADDRESS_NO_AT ||
			       address_fault == ADDRESS_EMPTY
			   ? MALFORMED_BARE
			   : MALFORMED_TRULY;
	/* When it can be read now, memory has come back since. */
	if (name_parse(
		address.domain, address.domain_len, &name, &name_fault) == 0 ||
	    name_fault == NAME_NO_MEMORY)
		return MALFORMED_NO_MEMORY;
	return MALFORMED_TRULY;
}

/* A recipient that could not be judged is not let through. */
static enum policy_action
refuse_for_memory(struct policy_reply *reply_r)
{
	log_line(LOG_ERROR, "out of memory for a recipient");
	*reply_r = (struct policy_reply){
	    .code = "451",
	    .status = "4.3.0",
	    .text = "out of memory, please try again",
	};
	return POLICY_TEMPFAIL;
}

/* What a decision means for the whole message. */
static void
take_to_the_end(struct message *message, const struct message_recipient *to,
    const struct verdict *verdict, enum policy_action action)
{
	if (action <= message->action)
		return;
	message->action = action;
	if (action == POLICY_REJECT || action == POLICY_TEMPFAIL)
		policy_reply(verdict, action, to->path, to->len,
		    POLICY_WHOLE_MESSAGE, &message->reply);
	else if (action == POLICY_TAG || action == POLICY_QUARANTINE)
		policy_header(
		    verdict, action, to->path, to->len, message->header);
}

/* For a verdict that says something.  original is the recipient's address
 * before it became this one, NULL when none is known. */
static enum policy_action
take(struct message *message, const struct message_recipient *to,
    const char *original, const struct verdict *verdict,
    struct policy_reply *reply_r)
{
	struct policy_decision decision;
	char buf[ORIGINAL_SIZE];

	policy_decide(&message->snapshot->settings.policy, verdict,
	    message->facts, &decision);
	if (decision.wanted == POLICY_ACCEPT)
		return POLICY_ACCEPT;
	if (original == NULL && to->arguments != NULL &&
	    original_find(to->arguments, to->path, to->len, buf))
		original = buf;
	log_recipient(message, to, original, verdict, &decision);
	if (decision.at_end) {
		take_to_the_end(message, to, verdict, decision.action);
		return POLICY_ACCEPT;
	}
	policy_reply(verdict, decision.action, to->path, to->len,
	    original != NULL ? POLICY_LIST_MEMBER : POLICY_ONE_RECIPIENT,
	    reply_r);
	return decision.action;
}

static void
log_innocent(const struct message_recipient *to)
{
	const char *path = to->path;
	size_t len = to->len;
	char text[LOG_ADDRESS_SIZE], queue[LOG_QUEUE_SIZE];

	clean_path(&path, &len);
	clean_bytes(path, len, CLEAN_FIELD, text, sizeof(text));
	log_line(LOG_DETAIL, "%s: to=<%s>, reason=none, action=accept",
	    log_queue(to->queue_id, queue), text);
}

enum policy_action
message_take(struct message *message, const struct message_recipient *to,
    const struct verdict *verdict, struct policy_reply *reply_r)
{
	enum malformed why = MALFORMED_TRULY;

	if (verdict->reason == VERDICT_MALFORMED)
		why = why_malformed(to->path, to->len);
	if (why == MALFORMED_NO_MEMORY)
		return refuse_for_memory(reply_r);
	if (verdict->reason != VERDICT_NONE && why != MALFORMED_BARE)
		return take(message, to, NULL, verdict, reply_r);
	if (log_debugs())
		log_innocent(to);
	return POLICY_ACCEPT;
}

static bool
says_nothing(const struct verdict *verdict)
{
	return verdict->reason == VERDICT_NONE ||
	       verdict->reason == VERDICT_MALFORMED;
}

/* Does the MTA deliver to what the client wrote, brackets apart? */
static bool
delivered_as_written(const struct message_recipient *to)
{
	const char *path = to->path;
	size_t len = to->len;

	if (to->resolved == NULL)
		return true;
	clean_path(&path, &len);
	return strlen(to->resolved) == len &&
	       memcmp(to->resolved, path, len) == 0;
}

/* Asks the DNS where that is wanted, as long as the mail may still wait.  The
 * verdict borrows the evidence. */
static void
judge(struct message *message, const char *path, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	struct inquiry_dns asking = {
	    .dns = message->snapshot->dns,
	    .wait = message->dns_wait,
	};
	const struct inquiry inquiry = {
	    .doppel = message->snapshot->engine,
	    .ask = inquiry_ask_dns,
	    .context = &asking,
	};

	if (asking.dns == NULL) {
		doppel_judge_path(inquiry.doppel, path, len, verdict_r);
		return;
	}
	inquiry_judge_path(&inquiry, path, len, evidence_r, verdict_r);
	message->dns_wait = asking.wait;
}

/* MTAs read more in a path than RFC 5321 has: for Postfix
 * <taro%gmai.com@[127.0.0.1]>, <gmai.com!taro> and <taro@(x)gmai.com> are
 * taro@gmai.com.  What looks like nothing is judged by what it becomes. */
enum policy_action
message_recipient(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r)
{
	struct message_recipient becomes = *to;
	struct evidence evidence, resolved_evidence;
	struct verdict verdict, resolved;

	judge(message, to->path, to->len, &evidence, &verdict);
	if (!says_nothing(&verdict) || delivered_as_written(to))
		return message_take(message, to, &verdict, reply_r);
	becomes.path = to->resolved;
	becomes.len = strlen(to->resolved);
	judge(message, becomes.path, becomes.len, &resolved_evidence,
	    &resolved);
	if (says_nothing(&resolved))
		return message_take(message, to, &verdict, reply_r);
	return take(message, &becomes, to->path, &resolved, reply_r);
}

static void
forget_lines(struct message *message)
{
	for (size_t i = 0; i < message->line_count; i++)
		free(message->lines[i]);
	message->line_count = 0;
}

enum policy_action
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
