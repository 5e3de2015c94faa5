/* SPDX-License-Identifier: BSD-2-Clause */
/* Hops: which mails were before what other mails are, at another host of ours
 * or at this one before a content filter; only for open.c.  mails.h has the
 * rule.  What shows that one became the other, beside the same Message-ID, a
 * beginning that is not earlier and a result for the same recipient:
 *
 *     A1: to=<x@b>, relay=b[192.0.2.1]:25, ... (250 Ok: queued as B2)
 *     B2: client=localhost[127.0.0.1], orig_queue_id=A1          (XFORWARD)
 *     A1: to=<x@b>, relay=127.0.0.1[127.0.0.1]:10025, ... (250 Ok)
 *     B2: client=localhost[127.0.0.1]
 *
 * In the last case, that B2 begins after A1 does and before the answer, at the
 * same host, and that it goes elsewhere: one such mail is that of one before.
 */
#ifndef DOMAINS_MAILLOG_HOPS_H
#define DOMAINS_MAILLOG_HOPS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/client.h"
#include "domains/maillog/mail_pool.h"
#include "domains/maillog/over.h"
#include "domains/maillog/recipients.h"
#include "domains/maillog/reported.h"

struct hops {
	struct mail_pool *pool;
	struct recipients *recipients;
	struct over *over;
	const struct reported *reported;
	/* A mail that waited for its hops has to no longer. */
	void (*take)(void *context, uint32_t mail);
	void *context;
	uint32_t lines;    /* so far, which says what is earlier */
	bool names_before; /* a mail named the id that it had before */
};

/* May this client be a content filter?  Cheap, and true of a few others. */
bool
hops_may_be_filter(const struct maillog_line *line);

/* Notes who gave a mail to the MTA. */
void
hops_note_client(struct hops *hops, struct mail *mail,
    const struct client *client);

/* Notes a result, and where an event says that the mail went; NULL: nothing
 * says so.  Returns 0, or -1 when memory is out. */
int
hops_note(struct hops *hops, uint32_t mail,
    const struct leaks_recipient *result, const struct maillog_event *event);

/* Each result of a mail is that of the mails which were handed on to it, too:
 * of those whose lines were there, and of those whose lines come later.
 * Returns 0, or -1 when memory is out. */
int
hops_settle(struct hops *hops, uint32_t mail);

#endif
