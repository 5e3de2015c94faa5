/* SPDX-License-Identifier: BSD-2-Clause */
/* Event: what a line of a mail log says about a mail, whichever MTA wrote it.
 *
 *     4DA83A7A3B7: to=<a@gmai.com>, orig_to=<lab@univ.example>, relay=mx[192.
 *     0.2.1]:25, ..., status=sent (250 Ok: queued as 9F1)      (on one line)
 *
 *     MAILLOG_RESULT, id "4DA83A7A3B7", to "a@gmai.com", via
 *     "lab@univ.example", outcome MAILLOG_SENT, relay "mx", relay_address
 *     "192.0.2.1", next "9F1"
 *
 * A reader of texts (postfix.h) calls take() for each, in the order of the
 * line.  What leaves no doubt is an event; for what is cut, or could have been
 * written by somebody else into a field, there is MAILLOG_UNREAD.
 */
#ifndef DOMAINS_MAILLOG_EVENT_H
#define DOMAINS_MAILLOG_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/maillog/line.h"

/* How it ended for a recipient.  Of two that a log has for one recipient of a
 * mail, the later one counts, but for a mail that was sent: it stays sent. */
enum maillog_outcome {
	MAILLOG_PENDING,    /* nothing is known yet */
	MAILLOG_SENT,       /* another host took it */
	MAILLOG_DEFERRED,   /* it is tried again */
	MAILLOG_BOUNCED,    /* it came back */
	MAILLOG_HELD,       /* somebody has to let it go on */
	MAILLOG_REFUSED,    /* never taken: 5xx */
	MAILLOG_TEMPFAILED, /* not taken for now: 4xx */
	MAILLOG_DISCARDED,  /* taken out by a milter, thrown away */
	MAILLOG_LOCAL,      /* a mailbox or a program of this host has it */
	MAILLOG_HANDED_ON,  /* a hop took it whose lines are in the log, too */
	MAILLOG_OUTCOMES
};

enum maillog_event_kind {
	MAILLOG_MESSAGE_ID, /* message_id: the mail begins here, or goes on */
	MAILLOG_SENDER,     /* from, size, and message_id where it is there */
	MAILLOG_RECIPIENT,  /* to: a result for it comes next */
	MAILLOG_RESULT,     /* to, outcome; and what is known beside that */
	MAILLOG_REJECT,     /* to, from, outcome: id may be empty */
	MAILLOG_HOLD,       /* the mail as a whole; to is the last recipient;
	                       id may be empty, MAILLOG_CLIENT follows then */
	MAILLOG_RELEASE,    /* of it */
	MAILLOG_CLIENT,     /* the process has given a mail this id; client.h
	                       has who gave it the mail */
	MAILLOG_EXPIRED,    /* what was deferred is bounced */
	MAILLOG_RENAMED,    /* the mail has the id next from here on */
	MAILLOG_CLONED,     /* so it has for some recipients, with this from */
	MAILLOG_FORWARDED,  /* so it has for the members of the list via */
	MAILLOG_REMOVED,    /* the mail is over; MAILLOG_DISCARDED: somebody
	                       threw away what waits */
	MAILLOG_UNREAD,     /* a recipient, or more, that cannot be read */
};

struct maillog_event {
	enum maillog_event_kind kind;
	const struct maillog_line *line;
	struct span id; /* as the MTA calls the mail; empty: it has none */
	struct span instance; /* whose ids these are; empty: not to be seen */
	bool own_name;    /*   or perhaps only what a service calls itself */
	struct span from; /* "" of a bounce */
	struct span to;
	struct span via; /* the alias or list that led to it; empty: none, or
	                    the log does not name it */
	struct span message_id;    /* without its angle brackets; "": it has
	                              none, without bytes: not said */
	struct span relay;         /* the name of the host that took it */
	struct span relay_address; /* its IP address */
	uint32_t relay_port;       /* 0: not said */
	struct span next;          /* the id that the next hop gave it */
	enum maillog_outcome outcome;
	uint64_t size; /* bytes; 0: not said */
	bool expanded; /* to came from an alias, which the log does not name */
	bool endless;  /* this MTA does not say that a mail is over, and its ids
	                  do not come again */
};

/* Returns whether the rest of the line is wanted: of most lines with a
 * MAILLOG_RECIPIENT it is not, for the recipient is right. */
typedef bool (
    *maillog_event_take)(void *context, const struct maillog_event *event);

/* A mail's id is no longer in any MTA. */
#define MAILLOG_ID_MAX 31

#endif
