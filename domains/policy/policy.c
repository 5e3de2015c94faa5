/* SPDX-License-Identifier: BSD-2-Clause */
/* Decides, and finds the words. */
#include "domains/policy/policy.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/strings.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"
#include "domains/base/escape.h"

/* Room for the address in a reply: with every byte a % that is doubled the
 * two names and the words still fit into POLICY_REPLY_MAX in most cases;
 * where they do not the suggestion, then the reason is left out. */
#define REPLY_PATH_SIZE 129

/* A phrase holds at most a name and a slip in words. */
#define PHRASE_SIZE (NAME_SIZE + 128)

static bool
is_by_contacts(enum verdict_reason reason)
{
	return reason == VERDICT_SIMILAR_CONTACT ||
	       reason == VERDICT_FIRST_CONTACT;
}

void
policy_decide(const struct action_table *policy, const struct verdict *verdict,
    struct policy_facts facts, struct policy_decision *decision_r)
{
	enum action wanted = ACTION_TEMPFAIL;

	/* A verdict outside the table is our own bug: hold the mail back. */
	if (verdict->reason < VERDICT_REASONS &&
	    verdict->confidence < VERDICT_CONFIDENCES)
		wanted = policy->table[verdict->reason][verdict->confidence];

	decision_r->wanted = wanted;
	decision_r->action = wanted;
	if (wanted > ACTION_LOG &&
	    (policy->monitor || facts.exempt != EXEMPTION_NONE ||
		(facts.learning && is_by_contacts(verdict->reason))))
		decision_r->action = ACTION_LOG;

	decision_r->at_end = facts.local || !action_refuses(decision_r->action);
	decision_r->try = POLICY_TRY_NONE;
}

static const char *const try_names[POLICY_TRIES] = {
    [POLICY_TRY_NONE] = "none",
    [POLICY_TRY_FIRST] = "first",
    [POLICY_TRY_EARLY] = "early",
    [POLICY_TRY_SECOND] = "second",
    [POLICY_TRY_KNOWN] = "known",
    [POLICY_TRY_REPEAT] = "repeat",
    [POLICY_TRY_NEVER] = "never",
    [POLICY_TRY_UNKNOWN] = "unknown",
};

const char *
policy_try_name(enum policy_try try)
{
	return try < POLICY_TRIES ? try_names[try] : "?";
}

bool
policy_try_parse(const char *text, enum policy_try *try_r)
{
	return strcmp(text, try_names[POLICY_TRY_NONE]) != 0 &&
	       strings_find(try_names, POLICY_TRIES, text, try_r);
}

void
policy_take_try(enum policy_try try, struct policy_decision *decision)
{
	decision->try = try;
	if (try != POLICY_TRY_SECOND && try != POLICY_TRY_KNOWN &&
	    try != POLICY_TRY_UNKNOWN)
		return;
	decision->action = ACTION_LOG;
	decision->at_end = true;
}

enum action
policy_shown_action(const struct policy_decision *decision,
    enum exemption exempt, bool monitor)
{
	if (exempt != EXEMPTION_NONE)
		return ACTION_ACCEPT;
	return monitor ? decision->wanted : decision->action;
}

/* ---- words --------------------------------------------------------------- */

/* The recipient as the words need it. */
struct recipient {
	char shown[REPLY_PATH_SIZE]; /* local@A-label, escaped, may be cut */
	struct name name;            /* len 0 when it has none */
};

static void
read_recipient(const char *path, size_t len, struct recipient *recipient_r)
{
	struct recipient *to = recipient_r;
	struct address address;
	size_t used;

	memset(to, 0, sizeof(*to));
	if (!address_parse_named(path, len, &address, &to->name)) {
		escape_path(&path, &len);
		escape_bytes(path, len, ESCAPE_PROSE, to->shown,
		    sizeof(to->shown));
		return;
	}
	used = escape_bytes(address.local, address.local_len, ESCAPE_PROSE,
	    to->shown, sizeof(to->shown) / 2);
	to->shown[used++] = '@';
	escape_bytes(to->name.text, to->name.len, ESCAPE_PROSE,
	    to->shown + used, sizeof(to->shown) - used);
}

/* Appends text with each % doubled.  Returns false, nothing appended, when
 * it does not fit. */
static bool
append(struct policy_reply *reply, const char *text)
{
	size_t used = strlen(reply->text);
	size_t need = 0;

	for (const char *p = text; *p != '\0'; p++)
		need += *p == '%' ? 2 : 1;
	if (used + need >= sizeof(reply->text))
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '%')
			reply->text[used++] = '%';
		reply->text[used++] = *p;
	}
	reply->text[used] = '\0';
	return true;
}

/* The words of each reason: RFC 3463's status, what joins the domain and the
 * verdict's phrase, and what a list has. */
static const struct reply_words {
	const char *status;
	const char *is;
	const char *list_has;
} words_of[VERDICT_REASONS] = {
    /* bad destination system address */
    [VERDICT_KNOWN_DOPPELGANGER] = {"5.1.2", " is a ", NULL},
    [VERDICT_TYPO] = {"5.1.2", " is ", NULL},
    [VERDICT_UNDELIVERABLE] = {"5.1.2", NULL, NULL},
    /* bad destination mailbox address syntax */
    [VERDICT_MALFORMED] = {"5.1.3", NULL, NULL},
    /* bad destination mailbox address */
    [VERDICT_SIMILAR_CONTACT] = {"5.1.1", NULL, NULL},
    [VERDICT_PRIVATE_ADDRESS] = {NULL, NULL,
	"has a private address registered, which is not allowed there"},
    [VERDICT_MISSPELLED_NAME] = {NULL, NULL,
	"has an address registered that is hardly its owner's"},
};

static const struct reply_words *
words_for(enum verdict_reason reason)
{
	return &words_of[reason < VERDICT_REASONS ? reason : VERDICT_NONE];
}

/* 5.7.1: delivery not authorized */
#define OTHER_STATUS "5.7.1"
#define OTHER_LIST_HAS "has a wrong address registered"

/* What is wrong, as the middle of a sentence: "gmai.com is a known
 * doppelganger of gmail.com". */
static void
format_reason(const struct verdict *verdict, const struct recipient *to,
    char *buf, size_t size)
{
	const char *name = to->name.len > 0 ? to->name.text : "the domain";
	const char *is = words_for(verdict->reason)->is;
	char phrase[PHRASE_SIZE];

	verdict_phrase_ascii(verdict, phrase, sizeof(phrase));
	if (is != NULL)
		snprintf(buf, size, "%s%s%s", name, is, phrase);
	else /* it may show bytes of the address */
		escape_bytes(phrase, strlen(phrase), ESCAPE_PROSE, buf, size);
}

/* A list's registered member is never named, and an address that had to be
 * escaped or cut is no suggestion. */
static bool
may_suggest(const struct finding *finding)
{
	const char *text = finding->suggestion;
	enum verdict_reason reason = finding->verdict.reason;

	return reason != VERDICT_REGISTRATION && reason != VERDICT_NONE &&
	       *text != '\0' && strcspn(text, "@") < REPLY_PATH_SIZE / 2 &&
	       escape_count_plain(text, strlen(text), ESCAPE_PROSE) ==
	           strlen(text);
}

/* Code and status; the text is empty. */
static struct policy_reply
begin_reply(enum verdict_reason reason, enum action action)
{
	bool later = action == ACTION_TEMPFAIL;
	const char *status = words_for(reason)->status;
	struct policy_reply reply = {.text = ""};

	if (status == NULL || action == ACTION_CONFIRM)
		status = OTHER_STATUS;
	memcpy(reply.code, later ? "451" : "550", sizeof(reply.code));
	memcpy(reply.status, later ? "4.7.1" : status, sizeof(reply.status));
	return reply;
}

static void
append_scope(struct policy_reply *reply, enum policy_scope scope)
{
	if (scope == POLICY_WHOLE_MESSAGE)
		append(reply, "; the message was sent to nobody");
}

void
policy_reply(const struct finding *finding, enum action action,
    const char *path, size_t len, enum policy_scope scope,
    struct policy_reply *reply_r)
{
	struct recipient to;
	char words[FINDING_SUGGESTION_SIZE + 2 * NAME_SIZE];

	*reply_r = begin_reply(finding->verdict.reason, action);
	read_recipient(path, len, &to);
	if (scope != POLICY_LIST_MEMBER) {
		append(reply_r, "<");
		append(reply_r, to.shown);
		append(reply_r, ">: ");
	}
	format_reason(&finding->verdict, &to, words, sizeof(words));
	if (!append(reply_r, words))
		append(reply_r, "the domain is wrong");
	append_scope(reply_r, scope);
	if (scope == POLICY_LIST_MEMBER || !may_suggest(finding))
		return;
	snprintf(words, sizeof(words), "; did you mean %s?",
	    finding->suggestion);
	append(reply_r, words);
}

void
policy_reply_add_offer(enum policy_try try, struct policy_reply *reply)
{
	static const char *const offers[POLICY_TRIES] = {
	    [POLICY_TRY_FIRST] =
		"Refused once only: if this recipient is right, send the "
		"message again after a minute or more, within 24 hours",
	    [POLICY_TRY_EARLY] =
		"If this recipient is right, wait for a minute or more and "
		"send the message again, within 24 hours",
	    [POLICY_TRY_REPEAT] =
		"This is the same message again, or a program's: if this "
		"recipient is right, write a new message",
	};
	const size_t len = strlen(reply->text);
	char words[256];

	if (offers[try] == NULL)
		return;
	snprintf(words, sizeof(words), "%s %s",
	    len != 0 && reply->text[len - 1] == '?' ? "" : ".", offers[try]);
	if (append(reply, words))
		return;
	reply->text[0] = '\0';
	append(reply, "The recipient may be wrong");
	append(reply, words);
}

/* Is the verdict about a member of the recipient's list? */
static bool
is_registered(enum verdict_reason reason)
{
	return reason == VERDICT_REGISTRATION ||
	       words_for(reason)->list_has != NULL;
}

void
policy_reply_list(const struct finding *finding, enum action action,
    const char *path, size_t len, enum policy_scope scope, const char *contact,
    struct policy_reply *reply_r)
{
	char words[2 * REPLY_PATH_SIZE + 128];
	char name[REPLY_PATH_SIZE], whom[REPLY_PATH_SIZE];
	const struct span list = finding->member.list;
	const char *has = words_for(finding->verdict.reason)->list_has;
	struct recipient to;

	*reply_r = begin_reply(finding->verdict.reason, action);
	read_recipient(path, len, &to);
	escape_bytes(list.bytes, list.len, ESCAPE_PROSE, name, sizeof(name));
	escape_bytes(contact, strlen(contact), ESCAPE_PROSE, whom,
	    sizeof(whom));
	snprintf(words, sizeof(words), "<%s>: %s %s", to.shown, name,
	    has != NULL ? has : OTHER_LIST_HAS);
	if (!append(reply_r, words))
		append(reply_r, "a wrong address is registered for it");
	append_scope(reply_r, scope);
	snprintf(words, sizeof(words), "; please tell %s", whom);
	append(reply_r, words);
}

void
policy_header(const struct verdict *verdict, enum action action,
    const char *path, size_t len, char buf[static POLICY_HEADER_SIZE])
{
	struct recipient to;
	char slips[128];
	int used;

	read_recipient(path, len, &to);
	used = snprintf(buf, POLICY_HEADER_SIZE,
	    "action=%s, reason=%s, confidence=%s", action_name(action),
	    verdict_reason_name(verdict->reason),
	    verdict_confidence_name(verdict->confidence));
	if (is_registered(verdict->reason))
		return;
	if (to.name.len > 0)
		used += snprintf(buf + used, POLICY_HEADER_SIZE - (size_t)used,
		    ", domain=%s", to.name.text);
	if (verdict->meant.len > 0)
		used += snprintf(buf + used, POLICY_HEADER_SIZE - (size_t)used,
		    ", meant=%s", verdict->meant.text);
	if (verdict_slip_names(verdict, slips, sizeof(slips)) > 0)
		snprintf(buf + used, POLICY_HEADER_SIZE - (size_t)used,
		    ", slip=%s", slips);
}
