/* SPDX-License-Identifier: BSD-2-Clause */
/* Envelopes: the recipients of mails as their clients gave them to the MTA,
 * which is what a milter at RCPT TO saw, and what is known of each mail.
 *
 *     envelopes = envelopes_new(&options);
 *     envelopes_take(envelopes, &event)       for each, as maillog_event_take
 *     envelopes_finish(envelopes);
 *     envelopes_free(&envelopes);
 *
 * Which form a milter saw:
 *
 *     Postfix, SMTP    orig_to= where an alias, a canonical or a virtual map
 *                      made another address of it, else to=; of a recipient
 *                      that was refused at RCPT TO, the line that says so
 *     Postfix, local   cleanup asks after the canonical and before the virtual
 *                      maps, so that it is one of the two: both are handed on
 *     Sendmail, SMTP   what stands in <>; a bare address came from an alias,
 *                      whose name is nowhere
 *     Sendmail, local  not to be seen
 *
 * Each counts once for a mail, however many members and retries it has.  What
 * a content filter or a hop of ours hands on has lines of its own in the log,
 * and is ENVELOPE_AGAIN there; members that local(8) forwards a mail to, and
 * mails that the MTA makes itself, have no client and are ENVELOPE_INTERNAL.
 *
 * A log does not show that always_bcc and the like added a recipient, nor those
 * that a milter took away, nor what canonical maps made of a sender.
 *
 * Memory is bounded as in mails.h.
 */
#ifndef DOMAINS_MAILLOG_ENVELOPES_H
#define DOMAINS_MAILLOG_ENVELOPES_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/client.h"
#include "domains/maillog/event.h"

#define ENVELOPES_NONE UINT32_MAX

/* Where a mail came from. */
enum envelope_origin {
	ENVELOPE_UNKNOWN, /* its beginning is not in the log */
	ENVELOPE_SMTP,
	ENVELOPE_LOCAL,    /* submitted on this host */
	ENVELOPE_AGAIN,    /* it was counted before */
	ENVELOPE_INTERNAL, /* the MTA made it */
	ENVELOPE_ORIGINS
};

/* What is known of a recipient. */
enum envelope_form {
	ENVELOPE_AS_GIVEN,   /* what the client gave, or one of two such */
	ENVELOPE_ALIAS,      /* what an alias made of it */
	ENVELOPE_REFUSED,    /* the MTA refused it, and asked no milter */
	ENVELOPE_NO_MILTERS, /* of Exim, which has none */
	ENVELOPE_FORMS
};

struct envelope {
	enum envelope_origin origin;
	struct span host, id; /* as the log has them; of what was refused before
	                         it had an id, that is empty */
	struct span sender;   /* without bytes: the log does not say */
	uint8_t by_client, by_sender; /* as the options' functions have it */
	bool user_known; /* the log would say that the client authenticated */
	bool nameless;   /* the MTA had it, and the log may lack recipients */
	int64_t time;
};

struct envelope_recipient {
	uint32_t what;  /* as find() has it */
	uint32_t other; /* of what it may have been instead; the same where
	                   there is no doubt */
	enum envelope_form form;
	int64_t time;
};

struct envelopes_options {
	/* What is wrong with a recipient: a number for it.  resolved: what the
	 * MTA made of it, where that is known; else without bytes.
	 * ENVELOPES_NONE: nothing is. */
	uint32_t (*find)(void *context, struct span host, struct span path,
	    struct span resolved);
	/* What exempts a mail of such a client, and of such a sender; 0:
	 * nothing does. */
	uint8_t (*by_client)(void *context, const struct client *client);
	uint8_t (*by_sender)(void *context, struct span sender);
	/* A mail is over, or as good as over. */
	void (*take)(void *context, const struct envelope *envelope,
	    const struct envelope_recipient *list, size_t count);
	void *context;
};

struct envelopes_counts {
	uint64_t recipients; /* of all kinds, each once for a mail */
	uint64_t unread;     /* lines that say nothing certain */
	uint64_t given_up;   /* mails: too many were open */
	uint64_t again;      /* mails that the log has twice */
};

struct envelopes;

/* NULL when memory is out. */
struct envelopes *
envelopes_new(const struct envelopes_options *options);
void
envelopes_free(struct envelopes **envelopes);

bool
envelopes_take(void *envelopes, const struct maillog_event *event);

/* The log is over.  Returns 0, or -1 when memory was out. */
int
envelopes_finish(struct envelopes *envelopes);

const struct envelopes_counts *
envelopes_count(const struct envelopes *envelopes);

#endif
