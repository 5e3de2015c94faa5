/* SPDX-License-Identifier: BSD-2-Clause */
/* Recipient: everything that is wrong with a recipient of a mail, and what is
 * done about it.  The gate asks here at RCPT TO, and so does whoever wants to
 * know beforehand what the gate would do.
 *
 *     const struct recipient to = {.path = "<taro@gmai.com>", .len = 14};
 *     recipient_decide(&how, facts, &to, take, context, &result)
 *
 *     take(): finding known-doppelganger certain, decision reject
 *     result.action ACTION_REJECT
 *
 * MTAs read more in a path than RFC 5321 has: for Postfix <taro@(x)gmai.com> is
 * taro@gmai.com.  What looks like nothing is judged by what it becomes.  Where
 * the recipient itself is not to be refused at RCPT TO, what is registered for
 * it is looked at, too, as all of it leads there; the strongest action holds.
 */
#ifndef DOMAINS_POLICY_RECIPIENT_H
#define DOMAINS_POLICY_RECIPIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/policy/policy.h"
#include "domains/registrations/file.h"
#include "domains/registrations/judge.h"

/* A recipient as the MTA gives it. */
struct recipient {
	const char *path; /* as the client wrote it */
	size_t len;
	/* what the MTA reads in it and delivers to; NULL: it does not say */
	const char *resolved;
};

struct recipient_subject;

/* By what it is judged. */
struct recipient_judge {
	struct judge judge; /* its rules with the MTA's own name */
	const struct registrations *registrations; /* NULL: none */
	const struct action_table *policy;
	/* Which try it is, with the judge's context; NULL: nobody asks, and
	 * what is to be confirmed is refused. */
	enum policy_try (
	    *ask_try)(void *context, const struct recipient_subject *subject);
};

/* What a decision is about: the recipient, or what is registered for it. */
struct recipient_subject {
	const char *path;
	size_t len;
	const char *original; /* its address before it became path; or NULL */
	const struct finding *finding;
	const char *contact; /* of the registration, complete; NULL: it is
	                        about the recipient */
	bool routed;         /* path was read in the original, as it stands */
};

/* Takes what is to be logged at least. */
typedef void (*recipient_take)(void *context,
    const struct recipient_subject *subject,
    const struct policy_decision *decision);

struct recipient_result {
	enum action action; /* at RCPT TO: one that refuses, or ACTION_ACCEPT
	                     */
	bool innocent;      /* nothing is wrong with the recipient itself */
	bool right;         /* nothing but that it is a first contact */
	size_t left; /* so many wrong registrations more than were taken */
};

/* Returns 0, or -1 when memory was too short to judge: then nothing is known
 * about the recipient. */
int
recipient_decide(const struct recipient_judge *how, struct policy_facts facts,
    const struct recipient *to, recipient_take take, void *context,
    struct recipient_result *result_r);

#endif
