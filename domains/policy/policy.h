/* SPDX-License-Identifier: BSD-2-Clause */
/* Policy: a finding, the settings and the facts of a mail -> what is done with
 * it, and the words for it.  Pure: no I/O, no allocation, no libmilter.
 *
 *     struct policy_decision decision;
 *     policy_decide(&policy, &finding.verdict, facts, &decision);
 *     if (decision.action == ACTION_REJECT)
 *             policy_reply(&finding, decision.action, path, len, scope,
 *                 &reply);
 */
#ifndef DOMAINS_POLICY_POLICY_H
#define DOMAINS_POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/policy/exemption.h"
#include "domains/registrations/finding.h"
#include "domains/settings/actions.h"

struct policy_facts {
	enum exemption exempt;
	bool local;    /* submitted on this host, no SMTP client */
	bool learning; /* the store of contacts is young: what rules about
	                  contacts find is logged */
};

/* Which try of its sender to write to its recipient a mail is, where that is to
 * be confirmed. */
enum policy_try {
	POLICY_TRY_NONE,    /* nobody asked */
	POLICY_TRY_FIRST,   /* refused */
	POLICY_TRY_EARLY,   /* refused: nobody has read the reply so fast */
	POLICY_TRY_SECOND,  /* goes on */
	POLICY_TRY_KNOWN,   /* goes on: there was a second one before */
	POLICY_TRY_REPEAT,  /* refused: the same mail again, or a program's */
	POLICY_TRY_NEVER,   /* refused, whoever tries how often: a program
	                       sends it, or it leads to a known doppelganger */
	POLICY_TRY_UNKNOWN, /* goes on: nobody can remember it */
	POLICY_TRIES
};

/* "none", "first", ...: for logs. */
const char *
policy_try_name(enum policy_try try);

/* false: it is the name of none, or "none". */
bool
policy_try_parse(const char *text, enum policy_try *try_r);

struct policy_decision {
	enum action wanted;  /* what the table says */
	enum action action;  /* what is done: at most that */
	bool at_end;         /* at the end of the message, not at RCPT TO */
	enum policy_try try; /* of ACTION_CONFIRM */
};

/* A refusal of mail that was submitted locally is put off to the end of the
 * message: at RCPT TO Postfix would leave the mail in its maildrop
 * for ever, and nobody would know. */
void
policy_decide(const struct action_table *policy, const struct verdict *verdict,
    struct policy_facts facts, struct policy_decision *decision_r);

/* What ACTION_CONFIRM becomes by the try: itself, or ACTION_LOG. */
void
policy_take_try(enum policy_try try, struct policy_decision *decision);

/* What a log and a report say is done, or would be: nothing for an exempt mail,
 * and in monitor mode what enforce would do. */
enum action
policy_shown_action(const struct policy_decision *decision,
    enum exemption exempt, bool monitor);

/* A reply line is at most 512 octets with code and CRLF (RFC 5321 4.5.3.1.5);
 * "550 5.1.2 " and CRLF are 12 of them.  libmilter's own limit is 980. */
#define POLICY_REPLY_MAX 500

struct policy_reply {
	char code[4];   /* "550" */
	char status[6]; /* "5.1.2", RFC 3463 */
	/* printable ASCII in one line; each % is doubled, as smfi_setreply()
	 * takes a format */
	char text[POLICY_REPLY_MAX + 1];
};

enum policy_scope {
	POLICY_ONE_RECIPIENT,
	POLICY_LIST_MEMBER,   /* the text names the domain only */
	POLICY_WHOLE_MESSAGE, /* the text adds that nobody got the mail */
};

/* The reply for an action that refuses a recipient. */
void
policy_reply(const struct finding *finding, enum action action,
    const char *path, size_t len, enum policy_scope scope,
    struct policy_reply *reply_r);

/* The same for a recipient of whom a registration is wrong.  The text names
 * the list, and an address to ask about it, and never the member. */
void
policy_reply_list(const struct finding *finding, enum action action,
    const char *path, size_t len, enum policy_scope scope, const char *contact,
    struct policy_reply *reply_r);

/* What the sender of a try may do who means it. */
void
policy_reply_add_offer(enum policy_try try, struct policy_reply *reply);

/* A header line's limit is 998 octets (RFC 5322 2.1.1); this is two names and
 * the words around them. */
#define POLICY_HEADER_NAME "X-Doppelcheck"
#define POLICY_HEADER_SIZE 800

/* The value of the header for ACTION_TAG and ACTION_QUARANTINE.  It names the
 * domain and never the recipient: everybody who gets the mail can read it,
 * and the recipient may have been a blind one.  Of a registration it names
 * nothing. */
void
policy_header(const struct verdict *verdict, enum action action,
    const char *path, size_t len, char buf[static POLICY_HEADER_SIZE]);

#endif
